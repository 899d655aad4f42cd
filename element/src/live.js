// Live updates: what the element loads when it has the attribute `live`. The backend says which account has changed, and the
// account is read and handed to the widget. Where the backend has no updates, the widget goes on without.

/** @typedef {{ endpoint: string, account: string, fetch: () => typeof globalThis.fetch | undefined, handle: () => { put: Function } | undefined }} Shown */

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
    else if (!this.#source && !this.#hasFailed) this.#open();
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
    });
  }

  #close() {
    this.#source?.close();
    this.#source = undefined;
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

  /** Reads an account as each of those who show it would, and hands it to them. */
  async #read(account) {
    const byFetch = new Map();
    for (const shown of this.#shown) {
      if (shown.account && shown.account !== account) continue;
      const fetch = shown.fetch() ?? globalThis.fetch;
      byFetch.set(fetch, [...(byFetch.get(fetch) ?? []), shown]);
    }
    const url = `${this.#endpoint}/accounts/${encodeURIComponent(account)}`;
    const options = { headers: { accept: "application/json" }, credentials: "include", cache: "no-store", redirect: "manual" };
    await Promise.all([...byFetch].map(async ([fetch, group]) => {
      try {
        const answer = await fetch(new Request(url, options));
        if (!answer.ok) return;
        const body = await answer.json();
        group.forEach((shown) => shown.handle()?.put(body));
      } catch {
        // The widget reads by itself when it comes into view, and says then what is wrong.
      }
    }));
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
