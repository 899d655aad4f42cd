// The custom element <connection-doctor>. It owns the lifecycle and what must work without WebAssembly: the skeleton, the
// plain text where the module cannot run, and the card after it has stopped. All else is the module's.
import css from "../../style/widget.css";
import { attemptOfAnother, finish, mayBeAnswer } from "./return.js";

/** @typedef {{ mount: Function, start: Function, end: Function, default: Function }} Module */

const ATTRIBUTES = ["endpoint", "account", "connection", "audience", "locale", "flow", "return-url", "sign-in-url", "time-limit", "assets"];

/** So much of what was done and what answered is kept for a report. */
const MOST_NOTES = 50;

/** The address of the page before a router of the host can rewrite it, until it has been read. */
let openedAt = globalThis.location?.href;

/** Browsers inside of apps, which have no windows to give. */
const IN_APP = /\bwv\)|FBAN|FBAV|Instagram|Line\/|MicroMessenger/;

/** Providers refuse to be shown in a frame. */
const isFramed = globalThis.top !== globalThis.self;

/** A window that only brings the answer back to another page. */
const isReturn = attemptOfAnother();
if (isReturn) finish(isReturn);

/** The address to read what came back from. What the page was opened with counts as long as the page is the same. */
function address() {
  const page = (url) => url?.split(/[?#]/)[0];
  const opened = openedAt;
  openedAt = undefined;
  return page(opened) === page(location.href) ? opened : location.href;
}

// A class that can be extended where there is no DOM, so that importing this file on a server does nothing.
const Base = globalThis.HTMLElement ?? class {};

/** @type {Set<ConnectionDoctorElement>} */
const shown = new Set();
/** @type {Promise<Module> | undefined} */
let loading;
/** @type {Promise<Module> | undefined} */
let answers;
/** @type {Promise<Module> | undefined} */
let checker;
let generation = 0;

/** What was done and what answered, without what the answers say. */
const trail = [];

/** Where a file of ours is. */
function locate(name, assets) {
  return new URL(`./${name}`, assets === undefined ? import.meta.url : new URL(assets, document.baseURI));
}

/** Loads a script. One that could not be loaded is asked for by another address: browsers remember the first. */
const fetchScript = (name, assets) => import(locate(generation ? `${name}.js?${generation}` : `${name}.js`, assets).href);

/** Loads a module and its WebAssembly. */
async function fetchModule(name, assets) {
  const module = await fetchScript(name, assets);
  await module.default();
  return module;
}

/** Loads a module that shows something. */
async function startModule(name, assets) {
  const module = await fetchModule(name, assets);
  module.start(() => stopped(module), note);
  return module;
}

/** Loads the widget once for all elements. After it has stopped, a new generation is a fresh one. */
function load(assets) {
  loading ??= startModule("connection_doctor", assets);
  return loading;
}

/** Loads what checks and reports. */
function loadChecker(assets) {
  checker ??= startModule("connection_doctor_check", assets).catch((error) => {
    checker = undefined;
    generation += 1;
    throw error;
  });
  return checker;
}

/** Notes what happened, for a report and for the console. */
function note(entry) {
  const { body, ...kept } = { ...entry, at: Date.now() };
  trail.push(kept);
  if (trail.length > MOST_NOTES) trail.shift();
  const loud = [...shown].find((element) => element.hasAttribute("debug"));
  loud?.log({ ...kept, body });
}

/** Loads what knows the providers' answers, when the first one has to be read. */
function loadAnswers(assets) {
  answers ??= fetchModule("connection_doctor_answers", assets).catch((error) => {
    console.error("connection-doctor: what explains answers could not be loaded.", error);
    answers = undefined;
    generation += 1;
    throw error;
  });
  return answers;
}

/** Loads what scopes are called, when somebody has to read it. */
const loadNames = async (assets) => (await loadFile("scopes.txt", assets)).text();

async function loadFile(name, assets) {
  const answer = await fetch(locate(name, assets));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer;
}

/** @type {Map<string, Promise<object>>} */
const words = new Map();

/** Loads texts that are not in the modules; undefined where they cannot be loaded. */
function loadWords(name, assets) {
  if (!words.has(name)) words.set(name, loadFile(`words/${name}.json`, assets).then((answer) => answer.json()));
  return words.get(name).catch((error) => {
    words.delete(name);
    console.error("connection-doctor: texts could not be loaded.", error);
  });
}

/** The languages that there are beside English; Chinese is the simplified one. */
const LANGUAGES = /^(de|fr|es|pt|it|nl|pl|ja|zh-Hans|ko|ar|he)\b/;

/** The language of the texts for a locale. */
function languageOf(locale) {
  // Most are, and the rest takes a while.
  if (/^en\b/.test(locale)) return "en";
  const { language, script } = new Intl.Locale(locale).maximize();
  return LANGUAGES.test(`${language}-${script}`) ? language : "en";
}

/** After a panic nothing of a module may be used again: every element says so and offers to start anew. */
function stopped(module) {
  module.end();
  loading = answers = checker = undefined;
  generation += 1;
  // Not now: the module is in the middle of failing.
  queueMicrotask(() => shown.forEach((element) => element.fail("stopped")));
}

/** Has the browser load what it writes times of a language with. */
function warm(locale) {
  new Intl.RelativeTimeFormat(locale).format(0, "day");
  new Date().toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}

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
  #fetch;
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
  /** Over when the last change of an attribute or property has been seen to. */
  #updated;

  connectedCallback() {
    for (const name of ["fetch", "messages", "expected"]) this.#takeOver(name);
    if (!this.shadowRoot) {
      this.attachShadow({ mode: "open" });
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
    const before = this.#fetch;
    this.#fetch = typeof fetch === "function" ? fetch : undefined;
    if (before === this.#fetch) return;
    // A reading that is shared stays with the fetch that it was made with.
    const isShared = [...shown].some((other) => other !== this && other.#fetch === before);
    if (before && this.#fetch && !isShared) {
      this.#handle?.setFetch(this.#fetch);
    } else {
      this.#mounted = "";
      this.#update();
    }
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
    this.#unmount();
    if (why === "stopped") this.#checks = undefined;
    const card = make("div", { class: "notice", part: "notice", role: "alert" });
    card.append(make("p", { class: "title" }, this.#word(`${why}.title`)), make("p", { class: "why" }, this.#word(`${why}.why`)));
    const again = make("button", { class: "secondary", part: "button", type: "button" }, this.#word("restart.action"));
    again.addEventListener("click", () => {
      this.#skeleton();
      this.#update();
    });
    card.append(again);
    if (why === "missing") {
      // What the host put inside the element, else a plain link: it works without any script of ours.
      const instead = make("slot", {});
      instead.append(make("a", { class: "reference", part: "link", href: location.href }, this.#word("reload.link")));
      card.append(instead);
    }
    this.#root().replaceChildren(card);
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
    if (isReturn) {
      this.#returned();
      return;
    }
    const assets = this.getAttribute("assets") ?? undefined;
    const turn = (this.#turn = {});
    let module, words;
    // What times are written with takes a while the first time, and until the module is there nothing else is to be done.
    if (!loading) setTimeout(warm, 0, this.#locale());
    try {
      [module, words] = await Promise.all([load(assets), this.#findWords(assets)]);
    } catch (error) {
      console.error("connection-doctor: the WebAssembly module could not be loaded.", error);
      loading = undefined;
      // Firefox remembers a script that could not be fetched by its address, so the next try has another one.
      generation += 1;
      if (this.isConnected) this.fail("missing");
      return;
    }
    // Another change has come meanwhile, and sees to it.
    if (turn !== this.#turn) return this.#updated;
    this.#words = words;
    const settings = this.#settings();
    const wanted = JSON.stringify([settings, Boolean(this.#fetch), generation]);
    if (!this.isConnected || wanted === this.#mounted) return;
    this.#unmount();
    this.#isRead = new Promise((read) => (this.#read = read));
    // Where the host has words of its own, they are in the language that it asks for.
    const lang = Object.keys(this.#messages).length ? settings.locale : words.language;
    const dir = /^(ar|he|fa|ur)\b/.test(lang) ? "rtl" : "ltr";
    const root = Object.assign(document.createElement("div"), { part: "root", lang, dir });
    this.#root().replaceChildren(root);
    this.#mounted = wanted;
    // Not at once: listeners of the host must not run inside the module.
    const emit = (name, detail) => queueMicrotask(() => this.#emit(name, detail));
    // Read at every mount, for a router of the host may come back to this page.
    if (this.getAttribute("callback") !== "off") {
      settings.address = address();
      settings.mayBeAnswer = mayBeAnswer(settings.address);
    }
    this.#handle = module.mount(root, settings, this.#fetch, emit, this.#more);
    if (this.hasAttribute("live")) {
      const shown = { ...settings, fetch: () => this.#fetch, handle: () => this.#handle };
      // Without them the widget reads as ever.
      this.#live = fetchScript("live", assets).then(({ follow }) => follow(shown), console.error);
    }
  }

  /** What the modules ask for when they need it. */
  #more = (what) => {
    const assets = this.getAttribute("assets") ?? undefined;
    if (what === "more") return this.#awaitReader();
    if (what === "check") return this.#care().then((checks) => checks.sync(), () => this.#loseChecks());
    return what === "names" ? loadNames(assets) : loadAnswers(assets);
  };

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
  async #findWords(assets) {
    const language = languageOf(this.#locale());
    const isDeveloper = this.getAttribute("audience")?.trim().toLowerCase() === "developer";
    const [texts, developers] = await Promise.all([
      language === "en" ? {} : loadWords(language, assets),
      isDeveloper && loadWords(`${language}.developer`, assets),
    ]);
    // Whose texts are not there reads the others.
    const audience = developers ? "developer" : "user";
    return { texts: { ...texts, ...developers }, audience, language: texts ? language : "en" };
  }

  /** The reader's locale: the element's own, else that of the text around it. */
  #locale() {
    return canonical(this.getAttribute("locale")) ?? canonical((this.closest("[lang]") ?? document.documentElement).lang) ?? "en";
  }

  /** Loads what checks and reports. */
  #care() {
    const assets = this.getAttribute("assets") ?? undefined;
    this.#checks ??= fetchScript("check", assets).then(({ Checks }) => new Checks({
      root: this.shadowRoot,
      trail,
      load: () => loadChecker(assets),
      loadMore: this.#more,
      settings: () => this.#settings(),
      fetch: () => this.#fetch,
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
      generation += 1;
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
    if (isSingle) await this.#isRead;
    const id = this.getAttribute("account") ?? (isSingle ? this.#diagnosis?.account_id : undefined);
    if (!id) throw new TypeError("connection-doctor: say which account is meant, by its id.");
    return id;
  }

  /** Where the window may not close itself. */
  #returned() {
    const card = make("div", { class: "notice", part: "notice", role: "status" });
    card.append(make("p", { class: "title" }, this.#word("return.title")), make("p", { class: "why" }, this.#word("return.why")));
    card.append(make("a", { class: "reference", part: "link", href: location.pathname }, this.#word("return.link")));
    this.#root().replaceChildren(card);
  }

  #unmount() {
    this.#live?.then((end) => end?.());
    this.#live = undefined;
    this.#checks?.then((checks) => checks.end(), () => {});
    this.#handle?.unmount();
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
    note({ what: "decision", event: name, status_word: detail?.status, class: detail?.class, who_can_fix: detail?.who_can_fix, remedy: detail?.remedy });
    this.#read?.();
    this.dispatchEvent(new CustomEvent(`connection-doctor-${name}`, { detail, bubbles: true, composed: true }));
  }

  #style() {
    const sheet = sheetOf(this.ownerDocument);
    this.shadowRoot.adoptedStyleSheets = [sheet];
  }

  /** Where the content goes; the style is the root's own. */
  #root() {
    return this.shadowRoot;
  }

  #skeleton() {
    if (!skeleton) {
      skeleton = make("div", { class: "skeleton", "aria-hidden": "true" });
      skeleton.append(...["tile", "long", "short"].map((kind) => make("span", { class: `bar ${kind}` })));
    }
    this.#root().replaceChildren(skeleton.cloneNode(true));
  }

  #word(key) {
    return this.#messages[key] ?? this.#words.texts[key] ?? WORDS[key];
  }
}

/** What is said where the module cannot speak for itself. */
const WORDS = {
  "missing.title": "This part of the page could not be loaded",
  "missing.why": "Your browser blocks or does not support WebAssembly, or the connection was cut. Your connections are not affected.",
  "stopped.title": "This part of the page has stopped",
  "stopped.why": "A fault on our side, not on yours. Your connections are not affected.",
  "return.title": "You can close this tab",
  "return.why": "The page that you came from goes on by itself.",
  "return.link": "Stay here instead",
  "restart.action": "Start again",
  "reload.link": "Load the page again",
};

/** Made for the first element, and copied for each. */
let skeleton;

const sheets = new WeakMap();

function sheetOf(document) {
  let sheet = sheets.get(document);
  if (!sheet) {
    sheet = new document.defaultView.CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(document, sheet);
  }
  return sheet;
}

function make(tag, attributes, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}

/** An address of the web, or of these schemes; else undefined: nothing that a link could run. */
function webAddress(address, schemes = /^https?:$/) {
  try {
    const url = new URL(address, document.baseURI);
    return address && schemes.test(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** A language tag that Intl takes, or undefined. */
function canonical(locale) {
  try {
    return Intl.getCanonicalLocales(locale || [])[0];
  } catch {
    return undefined;
  }
}
