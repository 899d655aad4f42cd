// The request with which the module begins leaves before the module is there.

import { accountOf, accountsOf, reading } from "./backend.js";

/** What the module has not taken by then is given up, in milliseconds. */
const FRESH = 10_000;

/** The browser's fetch, whatever the page has put in its place by then. */
const plain = (request) => fetch(request);

/** @type {WeakMap<Function, { ask: typeof fetch, early: Map<string, { answer: Promise<Response>, giveUp: () => void, timer?: number }> }>} */
const askers = new WeakMap();

/** What calls the backend for the module, by the host's own fetch or the browser's. Always the same for each, as readings are shared by it. */
export const fetchOf = (host) => askerOf(host).ask;

/** Asks what the module will ask first with these settings, unless that has been asked already. */
export function askEarly(settings, host = plain) {
  const giving = new AbortController();
  const request = reading(firstAddress(settings), giving.signal);
  const { early } = askerOf(host);
  if (early.has(request.url)) return;
  const sent = { answer: (async () => host(request))(), giveUp: () => giving.abort() };
  early.set(request.url, sent);
  const forget = () => early.get(request.url) === sent && early.delete(request.url) && sent.giveUp();
  // What failed may be well by the time that the module asks. Whoever asks for less often is heeded.
  sent.answer.then((answer) => answer?.ok || answer?.status === 429 || forget(), forget);
  sent.timer = setTimeout(forget, FRESH);
}

/**
 * When the scripts of the page have run. One of them may give an element a fetch of its own, and without what that puts into it a request is
 * in vain.
 */
export const scriptsHaveRun = () =>
  new Promise((run) => {
    // Pictures may take a while yet.
    if (document.readyState === "complete" || performance.getEntriesByType("navigation")[0]?.domContentLoadedEventEnd) run();
    else for (const name of ["DOMContentLoaded", "load"]) addEventListener(name, run, { once: true });
  });

function askerOf(host = plain) {
  if (!askers.has(host)) {
    const early = new Map();
    const ask = (request) => {
      const sent = early.get(request.url);
      if (!sent) return host(request);
      early.delete(request.url);
      clearTimeout(sent.timer);
      request.signal.addEventListener("abort", sent.giveUp, { once: true });
      return sent.answer;
    };
    askers.set(host, { ask, early });
  }
  return askers.get(host);
}

/** What `src/client.rs` asks first. */
function firstAddress({ endpoint, account, connection }) {
  if (account) return accountOf(endpoint, account);
  return accountsOf(endpoint) + (connection ? `?connection_name=${encodeURIComponent(connection)}` : "");
}
