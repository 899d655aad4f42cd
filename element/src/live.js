// Live updates: what the element loads when it has the attribute `live`. The backend says which account has changed, and the
// account is read and handed to the widget, which reads its list again where an account has come or gone. Where the backend has no
// updates, the widget reads once a minute.

import { accountOf, reading } from "./backend.js";
import { within } from "./within.js";

/** How often that is, in milliseconds. */
const POLL_EVERY = 60_000;

/** What is waited before a stream that was refused is opened again, or an account is read again, in milliseconds. */
const RETRY_AFTER = 15_000;

/** How long a reading may take where the host does not say, in seconds. */
const TIME_LIMIT = 20;

/** What a timer can wait, in milliseconds: beyond that it does not wait at all. */
const LONGEST = 2 ** 31 - 1;

/** @typedef {{ endpoint: string, account: string, connection: string, timeLimit: number, fetch: () => typeof globalThis.fetch, handle: () => { put: (answer: object) => boolean, read: (hasChanged: boolean) => void } | undefined }} Shown */

/** Streams by address, each for all elements of the page that have the same. */
const streams = new Map();

/**
 * Keeps what is shown up to date.
 * @param {Shown} shown
 * @returns {() => void} what ends it
 */
export function follow(shown) {
  const endpoint = shown.endpoint.replace(/\/+$/, "");
  if (!streams.has(endpoint)) streams.set(endpoint, new Stream(endpoint));
  const stream = streams.get(endpoint);
  stream.add(shown);
  return () => {
    if (stream.remove(shown)) streams.delete(endpoint);
  };
}

class Stream {
  #endpoint;
  #shown = new Set();
  #source;
  /** The last event, from which on it goes when the page is seen again. */
  #last;
  /** The backend has said something at least once, so it has updates. */
  #hasBegun = false;
  #hasFailed = false;
  /** What reads once a minute instead. */
  #poll;
  /** What opens the stream again after an answer that was no. */
  #retry;
  /** Accounts that are being read, and whether they have changed again since. */
  #reading = new Map();
  /** What reads accounts again that could not be read. */
  #again = new Set();

  constructor(endpoint) {
    this.#endpoint = endpoint;
  }

  add(shown) {
    if (!this.#shown.size) document.addEventListener("visibilitychange", this.#see);
    this.#shown.add(shown);
    this.#see();
  }

  /** Whether nobody is left. */
  remove(shown) {
    this.#shown.delete(shown);
    if (this.#shown.size) return false;
    document.removeEventListener("visibilitychange", this.#see);
    this.#close();
    return true;
  }

  /** A page that nobody sees holds no connection: a browser has few for each host. */
  #see = () => {
    if (document.hidden) this.#close();
    else if (this.#hasFailed) this.#poll ??= setInterval(() => this.#shown.forEach(look), POLL_EVERY);
    else if (!this.#source) this.#open();
  };

  #open() {
    const since = this.#last === undefined ? "" : `?last_event_id=${encodeURIComponent(this.#last)}`;
    const source = new EventSource(`${this.#endpoint}/updates${since}`, { withCredentials: true });
    this.#source = source;
    source.addEventListener("ready", ({ lastEventId }) => {
      this.#hasBegun = true;
      // What was read before the stream began may have changed in between.
      if (this.#last === undefined) this.#shown.forEach(readAgain);
      this.#last = lastEventId;
    });
    source.addEventListener("message", ({ data, lastEventId }) => {
      this.#last = lastEventId;
      const account = accountIn(data);
      if (account) this.#changed(account);
    });
    source.addEventListener("error", () => {
      // The browser tries again by itself, unless the answer was no.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#source = undefined;
      this.#hasFailed = !this.#hasBegun;
      // A server that has them and says no is starting anew, or the session has ended: what was missed is told then.
      if (this.#hasFailed) this.#see();
      else this.#retry = setTimeout(() => this.#see(), RETRY_AFTER);
    });
  }

  #close() {
    this.#source?.close();
    clearInterval(this.#poll);
    clearTimeout(this.#retry);
    // Who comes back reads what is stale.
    this.#again.forEach(clearTimeout);
    this.#again.clear();
    this.#source = this.#poll = undefined;
  }

  /** Several changes in a row are read once more. */
  async #changed(account) {
    if (this.#reading.has(account)) {
      this.#reading.set(account, true);
      return;
    }
    do {
      this.#reading.set(account, false);
      await this.#read(account);
    } while (this.#reading.get(account));
    this.#reading.delete(account);
  }

  /** Reads an account as each of those who show it would, and hands them what is told. */
  async #read(account) {
    const byFetch = new Map();
    for (const shown of this.#shown) {
      if (shown.account && shown.account !== account) continue;
      const fetch = shown.fetch();
      byFetch.set(fetch, [...(byFetch.get(fetch) ?? []), shown]);
    }
    await Promise.all([...byFetch].map(async ([fetch, group]) => {
      const [{ timeLimit }] = group;
      const limit = Math.min((timeLimit > 0 ? timeLimit : TIME_LIMIT) * 1000, LONGEST);
      try {
        // A host's own fetch need not hear of an abort.
        const [{ status, headers }, body] = await within(limit, async (signal) => {
          const answer = await fetch(reading(accountOf(this.#endpoint, account), signal));
          return [answer, answer.ok && (await answer.json())];
        });
        if (body) for (const shown of group) if (!shown.handle()?.put(body) && hasCome(body, shown)) readAgain(shown);
        if (status === 429 || status >= 500) this.#later(account, Number(headers.get("retry-after")));
        // It is gone, or the session is over: the widget says so.
        else if (!body) group.forEach(readAgain);
      } catch {
        this.#later(account);
      }
    }));
  }

  /** A change is told once, so that a reading which fails is tried again; after so many seconds, where the backend asks for it. */
  #later(account, seconds) {
    const wait = Math.min(Math.max(RETRY_AFTER, (seconds || 0) * 1000), LONGEST);
    const again = setTimeout(() => {
      this.#again.delete(again);
      this.#changed(account);
    }, wait);
    this.#again.add(again);
  }
}

/** Has the widget read all it shows, for it has changed. */
const readAgain = (shown) => shown.handle()?.read(true);

/** The same where it may have changed: not while the backend wants to be left alone. */
const look = (shown) => shown.handle()?.read(false);

/** Whether an account that a widget has not read is what it shows. */
const hasCome = ({ connected_account: { connection_name: name } = {} }, { account, connection }) => account || (name && (!connection || connection === name));

/** The account of an event, or undefined. */
function accountIn(data) {
  try {
    const { connected_account_id: account } = JSON.parse(data);
    return typeof account === "string" && account ? account : undefined;
  } catch {
    return undefined;
  }
}
