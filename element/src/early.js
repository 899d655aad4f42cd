// The request with which the module begins leaves before the module is there.

import { accountOf, accountsOf, reading } from "./backend.js";

/** An answer that has waited longer for the module is asked for anew, in milliseconds. */
const FRESH = 10_000;

/** The browser's fetch, whatever the page has put in its place by then. */
const plain = (request) => fetch(request);

/** @type {WeakMap<Function, { ask: typeof fetch, early: Map<string, { at: number, answer: Promise<Response>, giveUp: () => void }> }>} */
const askers = new WeakMap();

/** What calls the backend for the module, by the host's own fetch or the browser's. Always the same for each, as readings are shared by it. */
export const fetchOf = (host) => askerOf(host).ask;

/** Asks what the module will ask first with these settings, unless another that shows the same has. What gives it up again, until the module has it. */
export function askEarly(settings, host = plain) {
  const giving = new AbortController();
  const request = reading(firstAddress(settings), giving.signal);
  const { early } = askerOf(host);
  if (early.has(request.url)) return undefined;
  const answer = (async () => host(request))();
  // Whoever takes it hears of a failure, and else nobody needs to.
  answer.catch(() => {});
  const giveUp = () => giving.abort();
  early.set(request.url, { at: Date.now(), answer, giveUp });
  return () => early.get(request.url)?.answer === answer && early.delete(request.url) && giveUp();
}

/**
 * When the scripts of the page have run. One of them may give an element a fetch of its own, and without what that puts into it a request is
 * in vain.
 */
export const scriptsHaveRun = () =>
  new Promise((run) => {
    if (document.readyState === "complete") run();
    else for (const name of ["DOMContentLoaded", "load"]) addEventListener(name, run, { once: true });
  });

function askerOf(host = plain) {
  if (!askers.has(host)) {
    const early = new Map();
    const ask = (request) => {
      const sent = early.get(request.url);
      early.delete(request.url);
      if (!sent || Date.now() - sent.at >= FRESH) return host(request);
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
