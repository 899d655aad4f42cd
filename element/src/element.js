// The custom element <connection-doctor>. It owns the lifecycle, and says where no module can that there is none. All else is the
// modules'.
import css from "../../style/widget.css";
import { pageAddress, webAddress } from "./address.js";
import { WORDS, button, card, instead, link, skeleton } from "./card.js";
import { askEarly, fetchOf, scriptsHaveRun } from "./early.js";
import { canonical, directionOf, languageOf, warm } from "./language.js";
import { isWidgetLoading, loadAnswers, loadChecker, loadNames, loadScript, loadWidget, loadWords } from "./loading.js";
import { attemptOfAnother, finish, forgetAttempt, mayBeAnswer, pageOf } from "./return.js";
import { sheetsOf } from "./sheet.js";

const ATTRIBUTES = ["endpoint", "account", "connection", "audience", "locale", "flow", "return-url", "sign-in-url", "time-limit", "callback", "live", "assets"];

/** So much of what was done and what answered is kept for a report. */
const MOST_NOTES = 50;

/** Browsers inside of apps, which have no windows to give. */
const IN_APP = /\bwv\)|FBAN|FBAV|Instagram|Line\/|MicroMessenger/;

/** Providers refuse to be shown in a frame. */
const isFramed = globalThis.top !== globalThis.self;

/** A window that only brings the answer back to another page. */
const isReturn = attemptOfAnother();
if (isReturn) finish(isReturn);

// A class that can be extended where there is no DOM, so that importing this file on a server does nothing.
const Base = globalThis.HTMLElement ?? class {};

/** @type {Set<ConnectionDoctorElement>} */
const shown = new Set();

/** Whether the widget's module has come, and asks for itself. */
let isThere = false;

/** What was done and what answered, without what the answers say. */
const trail = [];

/** Notes what happened, for a report and for the console. */
function note(entry) {
  const { body, ...kept } = { ...entry, at: Date.now() };
  trail.push(kept);
  if (trail.length > MOST_NOTES) trail.shift();
  const loud = [...shown].find((element) => element.hasAttribute("debug"));
  loud?.log({ ...kept, body });
}

/** After a panic nothing of a module may be used again: every element says so and offers to start anew. */
function stopped() {
  // Not now: the module is in the middle of failing.
  queueMicrotask(() => shown.forEach((element) => element.fail("stopped")));
}

/** What the modules tell. */
const told = { stopped, note };

const sheetOf = sheetsOf(css);

export class ConnectionDoctorElement extends Base {
  static observedAttributes = ATTRIBUTES;

  static {
    // Elements without a locale follow the page.
    const follow = () => shown.forEach((element) => element.#update());
    if (globalThis.document) new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ["lang"] });
  }

  /** Defines the element, unless the page has it already. */
  static define(tag = "connection-doctor", registry = globalThis.customElements) {
    if (registry && !registry.get(tag)) registry.define(tag, this);
  }

  #handle;
  #mounted = "";
  #due = false;
  #diagnosis = null;
  /** Of what that is. */
  #what;
  #fetch;
  /** The fetch that the module has, and the one that it had when something was told last. */
  #given;
  #toldBy;
  /** Whether it was told then that the app's own session is over. */
  #isSignedOut;
  #expected;
  #messages = {};
  /** Texts that are not in the module, for whom they are, and in which language. */
  #words = { texts: {}, audience: "user", language: "en" };
  /** The newest change that is seen to. */
  #turn;
  /** @type {Promise<import("./check.js").Checks> | undefined} */
  #checks;
  /** What ends the live updates, once they are there. */
  #live;
  #observer;
  /** Called with the first answer of the backend, or its failure. */
  #read;
  #isRead;
  /** Whether the focus was on a button that has made place for what comes. */
  #hadFocus = false;
  /** Over when the last change of an attribute or property has been seen to. */
  #updated;

  connectedCallback() {
    for (const name of ["fetch", "messages", "expected"]) this.#takeOver(name);
    if (!this.shadowRoot) {
      this.attachShadow({ mode: "open" });
      // A picture that does not load is drawn as a torn one, over the letter that stands for it.
      for (const kind of ["error", "load"]) this.shadowRoot.addEventListener(kind, ({ target, type }) => (target.hidden = type === "error"), true);
      this.#style();
    }
    shown.add(this);
    if (!this.#handle) this.#skeleton();
    this.#update();
  }

  disconnectedCallback() {
    // A move within the page disconnects and connects again at once.
    queueMicrotask(() => {
      if (this.isConnected) return;
      shown.delete(this);
      this.#unmount();
    });
  }

  adoptedCallback() {
    // A sheet belongs to the document that made it.
    if (this.shadowRoot) this.#style();
    this.#checks?.then((checks) => checks.style(), () => {});
  }

  attributeChangedCallback(_name, before, after) {
    if (before !== after) this.#update();
  }

  /** The host's own fetch, for its headers. */
  get fetch() {
    return this.#fetch;
  }

  set fetch(fetch) {
    this.#fetch = typeof fetch === "function" ? fetch : undefined;
    // At once where that can be, for the host may have something asked in the same breath.
    if (!this.#handle || !this.#passFetch()) this.#update();
  }

  /** Wording of the host's own, by message key. */
  get messages() {
    return this.#messages;
  }

  set messages(messages) {
    this.#messages = { ...messages };
    this.#update();
  }

  /** What the host awaits of an answer in the URL: `{ state?, is_expired?, issuer?, scopes? }`. */
  get expected() {
    return this.#expected;
  }

  set expected(expected) {
    this.#expected = expected ? { ...expected } : undefined;
    this.#update();
  }

  /** The current finding as plain data, or null before the first answer. */
  get diagnosis() {
    return this.#diagnosis;
  }

  /** Checks an account, the one that is shown or that of an id, and shows it; what it came to. */
  async check(account) {
    const id = await this.#account(account);
    return (await this.#care()).check(id);
  }

  /** Renews an account's tokens, once; what is true of it then. */
  async refresh(account) {
    const id = await this.#account(account);
    return (await this.#care()).refresh(id);
  }

  /** Reports about an account: `{ markdown, report }`. */
  async report(account) {
    const id = await this.#account(account);
    return (await this.#care()).report(id);
  }

  /** Writes what happened to the console, for developers. */
  async log(entry) {
    // Without the module that takes out what must not be told, nothing is.
    await this.#care().then((checks) => checks.log(entry)).catch(() => {});
  }

  /** @param {"missing" | "stopped"} why */
  fail(why) {
    this.#turn = undefined;
    this.#unmount();
    if (why === "stopped") this.#checks = undefined;
    const again = () => {
      this.#hadFocus = true;
      this.#skeleton();
      this.#update();
    };
    const ways = [button(this.#word("restart.action"), again)];
    if (why === "missing") ways.push(instead(link(this.#word("reload.link"), location.href)));
    this.#show(card("alert", this.#word(`${why}.title`), this.#word(`${why}.why`), ...ways));
    this.#emit("stopped", { reason: why });
  }

  /** Properties that were set before the element was defined. */
  #takeOver(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    this[name] = value;
  }

  /** Several changes in a row are one. */
  #update() {
    if (this.#due || !this.isConnected) return;
    this.#due = true;
    this.#updated = Promise.resolve().then(() => {
      this.#due = false;
      return this.#mount();
    });
  }

  async #mount() {
    const turn = (this.#turn = {});
    const finding = this.#findWords();
    if (isReturn) {
      this.#words = await finding;
      this.#returned();
      return;
    }
    // What times are written with takes a while the first time, and until the module is there nothing else is to be done.
    if (!isWidgetLoading()) setTimeout(warm, 0, this.#locale());
    const ask = () => !isThere && turn === this.#turn && this.isConnected && askEarly(this.#settings(), this.#fetch);
    // What is wrong with an address, the module says.
    if (!isThere) scriptsHaveRun().then(ask).catch(() => {});
    const module = await loadWidget(this.#assets, told).catch(() => undefined);
    isThere ||= Boolean(module);
    const words = await finding;
    // Meanwhile what was loaded has stopped, or another change has come, and sees to it.
    if (turn !== this.#turn) return this.#turn && this.#updated;
    this.#words = words;
    if (!module) {
      if (this.isConnected) this.fail("missing");
      return;
    }
    const settings = this.#settings();
    const wanted = JSON.stringify([settings, this.#assets, this.getAttribute("callback"), this.hasAttribute("live")]);
    if (!this.isConnected) return;
    if (wanted === this.#mounted && (this.#fetch === this.#given || this.#passFetch())) return;
    this.#unmount(true);
    const what = [settings.endpoint, settings.account, settings.connection].join();
    if (what !== this.#what) this.#diagnosis = null;
    this.#what = what;
    this.#isRead = new Promise((read) => (this.#read = read));
    const root = Object.assign(document.createElement("div"), { part: "root" });
    this.#show(root);
    if (this.#hadFocus) {
      this.#hadFocus = false;
      root.tabIndex = -1;
      root.focus();
    }
    this.#mounted = wanted;
    // Not at once: listeners of the host must not run inside the module.
    const emit = (name, detail) => queueMicrotask(() => this.#emit(name, detail));
    // Read at every mount, for a router of the host may come back to this page.
    if (this.getAttribute("callback") === "off") {
      forgetAttempt();
    } else {
      settings.address = pageAddress();
      settings.mayBeAnswer = mayBeAnswer(settings.address);
    }
    this.#given = this.#toldBy = this.#fetch;
    this.#isSignedOut = false;
    this.#handle = module.mount(root, settings, fetchOf(this.#fetch), emit, this.#more);
    if (this.hasAttribute("live")) {
      const shown = { ...settings, fetch: () => fetchOf(this.#fetch), handle: () => this.#handle };
      // Without them the widget reads as ever.
      this.#live = loadScript("live", this.#assets).then(({ follow }) => follow(shown), console.error);
    }
  }

  /** Hands the host's next fetch to what is shown. Where the one before was refused, or others share readings by it, all begins anew. */
  #passFetch() {
    const before = this.#given;
    if (!before || !this.#fetch || this.#isSignedOut || [...shown].some((other) => other.#fetch === before)) return false;
    this.#given = this.#fetch;
    this.#handle.setFetch(fetchOf(this.#fetch));
    return true;
  }

  /** What the modules ask for when they need it, or tell nobody but the element. */
  #more = (what) => {
    if (what === "more") return this.#awaitReader();
    if (what === "back") return this.#bringBack();
    if (what === "empty") return this.#read();
    if (what === "check") return this.#care().then((checks) => checks.sync(), () => this.#loseChecks());
    return what === "names" ? loadNames(this.#assets) : loadAnswers(this.#assets);
  };

  /** Shows who comes back the account that they come back for, unless they are somewhere else by now. At once, so that nothing moves. */
  #bringBack() {
    // Once it is drawn.
    setTimeout(() => {
      const row = this.shadowRoot.querySelector(".body")?.parentElement;
      if (document.activeElement !== document.body || !(row?.getBoundingClientRect().top > innerHeight / 2)) return;
      row.focus({ preventScroll: true });
      row.firstElementChild.scrollIntoView({ block: "center", behavior: "instant" });
    });
  }

  /** Presses the button for more of a long list when the reader comes near it. */
  #awaitReader() {
    // Once it is drawn.
    setTimeout(() => {
      const button = this.shadowRoot.querySelector(".more button");
      this.#observer?.disconnect();
      this.#observer = new IntersectionObserver((seen) => seen.at(-1).isIntersecting && button.click(), { rootMargin: "600px" });
      if (button) this.#observer.observe(button);
    });
  }

  /** Loads the texts of the reader's language, and of a developer. */
  async #findWords() {
    const language = languageOf(this.#locale());
    const isDeveloper = this.getAttribute("audience")?.trim().toLowerCase() === "developer";
    const [texts, developers] = await Promise.all([
      language === "en" ? {} : loadWords(language, this.#assets),
      isDeveloper && loadWords(`${language}.developer`, this.#assets),
    ]);
    // Whose texts are not there reads the others.
    const audience = developers ? "developer" : "user";
    return { texts: { ...texts, ...developers }, audience, language: texts ? language : "en" };
  }

  /** Where the files are, where the host says so. */
  get #assets() {
    return this.getAttribute("assets") ?? undefined;
  }

  /** The reader's locale: the element's own, else that of the text around it. */
  #locale() {
    return canonical(this.getAttribute("locale")) ?? canonical((this.closest("[lang]") ?? document.documentElement).lang) ?? "en";
  }

  /** Loads what checks and reports. */
  #care() {
    this.#checks ??= loadScript("check", this.#assets).then(({ Checks }) => new Checks({
      root: this.shadowRoot,
      trail,
      load: () => loadChecker(this.#assets, told),
      loadMore: this.#more,
      settings: () => this.#settings(),
      fetch: () => fetchOf(this.#fetch),
      handle: () => this.#handle,
      emit: (name, detail) => queueMicrotask(() => this.#emit(name, detail)),
      more: () => ({
        supportUrl: webAddress(this.getAttribute("support-url"), /^(https?|mailto):$/),
        dashboardUrl: webAddress(this.getAttribute("dashboard-url")),
        environment: this.getAttribute("environment"),
      }),
    }));
    this.#checks.catch((error) => {
      console.error("connection-doctor: what checks connections could not be loaded.", error);
      this.#checks = undefined;
    });
    return this.#checks;
  }

  /** Says in each place of a check that there is none. */
  #loseChecks() {
    // Once they are drawn.
    setTimeout(() => {
      for (const place of this.shadowRoot.querySelectorAll(".check")) this.#handle?.tell(place.dataset.account, "lost");
    });
  }

  /** The account that a script means. */
  async #account(account) {
    await this.#updated;
    if (account) return account;
    const isSingle = this.hasAttribute("account") || this.hasAttribute("connection");
    let read;
    // It may begin anew meanwhile.
    while (isSingle && read !== this.#isRead) await (read = this.#isRead);
    if (!this.isConnected) throw new DOMException("connection-doctor: the element was removed", "AbortError");
    const id = this.getAttribute("account") ?? (isSingle ? this.#handle?.only() : undefined);
    if (!id) throw new TypeError("connection-doctor: say which account is meant, by its id.");
    return id;
  }

  /** Where the window may not close itself. */
  #returned() {
    const way = link(this.#word("return.link"), pageOf(location.href));
    this.#show(card("status", this.#word("return.title"), this.#word("return.why"), way));
  }

  #show(root) {
    // Where the host has words of its own, they are in the language that it asks for.
    const lang = Object.keys(this.#messages).length ? this.#locale() : this.#words.language;
    this.shadowRoot.replaceChildren(Object.assign(root, { lang, dir: directionOf(lang) }));
  }

  /** Takes the widget away; `keeps` what a provider has answered for the one that comes in its place. */
  #unmount(keeps = false) {
    // Whoever waits for its first answer looks again.
    this.#read?.();
    this.#live?.then((end) => end?.());
    this.#live = undefined;
    this.#checks?.then((checks) => checks.end(), () => {});
    this.#handle?.unmount(keeps);
    this.#handle?.free();
    this.#handle = undefined;
    this.#mounted = "";
  }

  #settings() {
    const text = (name) => this.getAttribute(name) ?? "";
    return {
      endpoint: text("endpoint") || "/v1/connect",
      account: text("account"),
      connection: text("connection"),
      audience: this.#words.audience,
      locale: this.#locale(),
      timeLimit: Number(text("time-limit")) || 0,
      expected: this.#expected,
      returnUrl: webAddress(text("return-url")),
      signInUrl: webAddress(text("sign-in-url")),
      hasWindows: isFramed || (text("flow") !== "redirect" && (text("flow") === "popup" || !IN_APP.test(navigator.userAgent))),
      messages: Object.fromEntries(Object.entries({ ...this.#words.texts, ...this.#messages }).filter(([key]) => !(key in WORDS))),
    };
  }

  #emit(name, detail) {
    if (detail?.status && name !== "checked") this.#diagnosis = detail;
    note({ what: "decision", account: detail?.account_id ?? detail?.account?.id, connection: detail?.connection_name, event: name, status_word: detail?.status, class: detail?.class, who_can_fix: detail?.who_can_fix, remedy: detail?.remedy });
    this.#isSignedOut = detail?.remedy === "sign_in";
    if (this.#isSignedOut && this.#toldBy !== this.#given) {
      // The fetch that came meanwhile may have the session.
      this.#mounted = "";
      this.#update();
    }
    this.#toldBy = this.#given;
    this.#read?.();
    this.dispatchEvent(new CustomEvent(`connection-doctor-${name}`, { detail, bubbles: true, composed: true }));
  }

  #style() {
    this.shadowRoot.adoptedStyleSheets = [sheetOf(this.ownerDocument)];
  }

  #skeleton() {
    this.shadowRoot.replaceChildren(Object.assign(skeleton(), { dir: directionOf(languageOf(this.#locale())) }));
  }

  #word(key) {
    return this.#messages[key] ?? this.#words.texts[key] ?? WORDS[key];
  }
}
