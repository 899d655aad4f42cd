// Live updates: what the element loads when it has the attribute `live`. The backend says which account has changed, and the
// account is read and handed to the widget. Where the backend has no updates, what is shown is read once a minute.

/** How often that is, in milliseconds. */
const POLL_EVERY = 60_000;

/** What is waited before a stream that was refused is opened again, in milliseconds. */
const RETRY_AFTER = 15_000;

/** How long a reading may take where the host does not say, in seconds. */
const TIME_LIMIT = 20;

/** So many pages of a list are read, for a backend whose list does not end. */
const MOST_PAGES = 20;

/** @typedef {{ endpoint: string, account: string, connection: string, timeLimit: number, fetch: () => typeof globalThis.fetch | undefined, handle: () => { put: Function } | undefined }} Shown */

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
    else if (this.#hasFailed) this.#poll ??= setInterval(() => this.#readAll(), POLL_EVERY);
    else if (!this.#source) this.#open();
  };

  #open() {
    const since = this.#last === undefined ? "" : `?last_event_id=${encodeURIComponent(this.#last)}`;
    const source = new EventSource(`${this.#endpoint}/updates${since}`, { withCredentials: true });
    this.#source = source;
    source.addEventListener("ready", ({ lastEventId }) => {
      this.#hasBegun = true;
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

  /** Reads an account for those who show it. */
  #read(account) {
    return this.#ask(`accounts/${encodeURIComponent(account)}`, (shown) => !shown.account || shown.account === account);
  }

  /** Reads all that is shown, and each only once. */
  async #readAll() {
    const shown = [...this.#shown];
    const accounts = new Set(shown.map(({ account }) => account).filter(Boolean));
    const lists = new Set(shown.filter(({ account }) => !account).map(({ connection }) => connection ?? ""));
    await Promise.all([...accounts].map((account) =>
      this.#ask(`accounts/${encodeURIComponent(account)}`, (shown) => shown.account === account)));
    for (const connection of lists) await this.#readList(connection);
  }

  async #readList(connection) {
    const isFor = (shown) => !shown.account && (shown.connection ?? "") === connection;
    for (let page = 0, token; page < MOST_PAGES && token !== ""; page += 1) {
      const query = new URLSearchParams();
      if (connection) query.set("connection_name", connection);
      if (token) query.set("page_token", token);
      token = (await this.#ask(`accounts${query.size ? `?${query}` : ""}`, isFor)) ?? "";
    }
  }

  /** Reads as each of those who are meant would, and hands them what is told. Gives the token of the next page, if there is one. */
  async #ask(path, isFor) {
    const byFetch = new Map();
    for (const shown of this.#shown) {
      if (!isFor(shown)) continue;
      const fetch = shown.fetch() ?? globalThis.fetch;
      byFetch.set(fetch, [...(byFetch.get(fetch) ?? []), shown]);
    }
    const options = { headers: { accept: "application/json" }, credentials: "include", cache: "no-store", redirect: "manual" };
    const tokens = await Promise.all([...byFetch].map(async ([fetch, group]) => {
      const aborting = new AbortController();
      let timer;
      // A host's own fetch need not hear of an abort.
      const end = new Promise((_, reject) => {
        timer = setTimeout(() => {
          reject();
          aborting.abort();
        }, (group[0].timeLimit || TIME_LIMIT) * 1000);
      });
      try {
        const request = new Request(`${this.#endpoint}/${path}`, { ...options, signal: aborting.signal });
        const answer = await Promise.race([fetch(request), end]);
        if (!answer.ok) return;
        const body = await Promise.race([answer.json(), end]);
        const accounts = body.connected_accounts?.map((account) => ({ connected_account: account })) ?? [body];
        for (const account of accounts) group.forEach((shown) => shown.handle()?.put(account));
        return body.next_page_token;
      } catch {
        // The widget reads by itself when it comes into view, and says then what is wrong.
      } finally {
        clearTimeout(timer);
      }
    }));
    return tokens.find(Boolean);
  }
}

/** The account of an event, or undefined. */
function accountIn(data) {
  try {
    const { connected_account_id: account } = JSON.parse(data);
    return typeof account === "string" && account ? account : undefined;
  } catch {
    return undefined;
  }
}
