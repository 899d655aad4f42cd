// Checks and reports: what the element loads when the first of them is asked for. It puts checks into the places that the widget
// draws for them, and answers scripts.
import css from "../../style/check.css";
import { sheetsOf } from "./sheet.js";

const sheetOf = sheetsOf(css);

/** The checks of one element. */
export class Checks {
  #host;
  /** What is shown where: the place, with the module's handle. */
  #shown = new Map();
  /** Who waits for the end of a check, by account. */
  #waiting = new Map();

  /** @param host `{ root, load, settings, handle, emit, fetch, loadMore, trail, more }`: see element.js. */
  constructor(host) {
    this.#host = host;
    this.style();
  }

  /** Adds the sheet, which belongs to the document that made it. */
  style() {
    const { root } = this.#host;
    root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, sheetOf(root.ownerDocument)])];
  }

  /** Looks for new places, and for those that are gone. Not at once: the widget draws them after it has said so. */
  sync() {
    setTimeout(() => {
      for (const [place, { isUnseen }] of [...this.#shown]) {
        if (!place.isConnected && !isUnseen) this.#end(place);
      }
      for (const place of this.#host.root.querySelectorAll(".check")) {
        if (!this.#shown.has(place)) this.#begin(place, place.dataset.account);
      }
    });
  }

  /** Checks an account and shows it; what it came to. */
  check(account) {
    return new Promise((resolve, reject) => {
      this.#waiting.set(account, [...(this.#waiting.get(account) ?? []), { resolve, reject }]);
      const place = this.#placeOf(account)?.place;
      if (place) {
        this.#end(place, true);
        this.#begin(place, account);
      } else if (!this.#host.handle()?.tell(account, "open")) {
        // Nothing is shown where nothing could be read, and then the check is all the more wanted.
        const unseen = document.createElement("div");
        unseen.dataset.account = account;
        this.#begin(unseen, account, true);
      }
    });
  }

  /** Renews an account's tokens, once. */
  async refresh(account) {
    const { settings, fetch } = this.#host;
    return (await this.#host.load()).refresh(settings(), fetch(), this.#of(account));
  }

  /** Reports about an account: `{ markdown, report }`. */
  async report(account) {
    const { settings, fetch, emit } = this.#host;
    const module = await this.#host.load();
    // What is shown says more than another reading.
    const made = this.#placeOf(account)?.handle?.report() ?? (await module.report(settings(), fetch(), this.#of(account)));
    emit("report", made.report);
    return made;
  }

  /** Writes an entry of the trail to the console, as far as it may be told. */
  async log(entry) {
    const logged = (await this.#host.load()).logged(texts(entry));
    if (logged) console.debug("connection-doctor", logged);
  }

  /** Ends whatever is shown. */
  end() {
    [...this.#shown.keys()].forEach((place) => this.#end(place));
    // Whoever waits for one that was still to be shown.
    [...this.#waiting.keys()].forEach((account) => this.#settle(account, closed));
  }

  /** What is shown of an account. */
  #placeOf(account) {
    return [...this.#shown.values()].find(({ place }) => place.dataset.account === account && place.isConnected);
  }

  async #begin(place, account, isUnseen = false) {
    const shown = { place, isUnseen };
    this.#shown.set(place, shown);
    const skeleton = document.createElement("div");
    skeleton.className = "skeleton";
    skeleton.ariaHidden = "true";
    skeleton.append(...["long", "short"].map((kind) => Object.assign(document.createElement("span"), { className: `bar ${kind}` })));
    place.append(skeleton);
    let module;
    try {
      module = await this.#host.load();
    } catch (error) {
      // It was ended meanwhile, or begun anew.
      if (this.#shown.get(place) !== shown) return;
      // Before its end, which would say that it was closed.
      this.#settle(account, (waiting) => waiting.reject(error));
      this.#end(place);
      this.#host.handle()?.tell(account, "lost");
      return;
    }
    skeleton.remove();
    if (this.#shown.get(place) !== shown) return;
    const root = document.createElement("div");
    place.append(root);
    const { settings, fetch } = this.#host;
    shown.root = root;
    shown.handle = module.mount(root, settings(), fetch(), this.#of(account, place));
  }

  /** Ends what is shown there; whoever waits for the account goes on waiting only where another check of it goes on, or begins. */
  #end(place, goesOn = false) {
    const { handle, root } = this.#shown.get(place) ?? {};
    this.#shown.delete(place);
    if (!goesOn) this.#settle(place.dataset.account, closed);
    // A script may begin it anew while the keyboard is in here, which the widget does not see.
    const row = root?.contains(this.#host.root.activeElement) && place.closest("li.account");
    handle?.unmount();
    handle?.free();
    (root ?? place.querySelector(".skeleton"))?.remove();
    if (row) row.focus();
  }

  /** What the module is given of the element, for one account. */
  #of(account, place) {
    const { loadMore, trail, more } = this.#host;
    const tell = (what, value) => this.#hear(account, place, what, value);
    return { ...more(), account, loadMore, tell, trail: () => about(account, trail).map(texts) };
  }

  #hear(account, place, what, value) {
    const { handle, emit } = this.#host;
    switch (what) {
      case "account":
        handle()?.put(value);
        break;
      case "report":
        emit("report", value);
        break;
      case "checked":
        emit("checked", value);
        this.#settle(account, (waiting) => waiting.resolve(value));
        // Whoever waits by then waits for the next one.
        if (!place.isConnected) setTimeout(() => this.#end(place, true));
        break;
      case "close":
        handle()?.tell(account, what);
        // Not now: it is the module that asks for it, and the keyboard is still in there.
        setTimeout(() => this.#end(place));
        break;
      default:
        handle()?.tell(account, what, value);
    }
  }

  #settle(account, settle) {
    const waiting = this.#waiting.get(account) ?? [];
    this.#waiting.delete(account);
    waiting.forEach(settle);
  }
}

const closed = ({ reject }) => reject(new DOMException("the check was closed", "AbortError"));

/** What happened to an account, to its connection while that had none, or to none in particular. */
function about(account, trail) {
  const connections = trail.filter((entry) => entry.account === account).map(({ connection }) => connection);
  return trail.filter((entry) => {
    if (entry.account) return entry.account === account;
    if (entry.connection) return connections.includes(entry.connection);
    const [path] = (entry.path ?? "").split(/[?#]/);
    const [, id] = path.match(/\/accounts\/([^/]+)(?:\/(?:refresh|disconnect|events))?$/) ?? [];
    return !id || id === encodeURIComponent(account);
  });
}

/** The module reads texts, and is told of one account at a time. */
function texts({ account, connection, ...entry }) {
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name, typeof value === "number" ? String(value) : value]));
}
