/** What comes of something in time, in milliseconds. What takes longer fails and hears of it by the signal, which it need not heed. */
export function within(limit, begin) {
  const giving = new AbortController();
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      fail(new Error(`nothing came within ${limit / 1000} s`));
      giving.abort();
    }, limit);
    begin(giving.signal).then(done, fail).finally(() => clearTimeout(timer));
  });
}
