// The custom element <connection-doctor>. It owns the lifecycle and what must work without WebAssembly: the skeleton, the
// plain text where the module cannot run, and the card after it has stopped. All else is the module's.
import css from "../../style/widget.css";
import { attemptOfAnother, finish, mayBeAnswer } from "./return.js";

/** @typedef {{ mount: Function, start: Function, default: Function }} Module */

const ATTRIBUTES = ["endpoint", "account", "connection", "audience", "locale", "flow", "return-url", "sign-in-url", "time-limit", "assets"];

/** The address of the page before a router of the host can rewrite it, until it has been read. */
let openedAt = globalThis.location?.href;

/** Browsers inside of apps, which have no windows to give. */
const IN_APP = /\bwv\)|FBAN|FBAV|Instagram|Line\/|MicroMessenger/;

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
let generation = 0;

/** Where a file of ours is. */
function locate(name, assets) {
  return new URL(`./${name}`, assets === undefined ? import.meta.url : new URL(assets, document.baseURI));
}

/** Loads a module and its WebAssembly. */
async function fetchModule(name, assets) {
  const url = locate(generation ? `${name}.js?${generation}` : `${name}.js`, assets);
  const module = await import(/* @vite-ignore */ url.href);
  await module.default();
  return module;
}

/** Loads the widget once for all elements. After it has stopped, a new generation is a fresh one. */
function load(assets) {
  loading ??= (async () => {
    const module = await fetchModule("connection_doctor", assets);
    module.start(stopped);
    return module;
  })();
  return loading;
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
async function loadNames(assets) {
  const answer = await fetch(locate("scopes.txt", assets));
  if (!answer.ok) throw new Error(`scopes.txt: ${answer.status}`);
  return answer.text();
}

/** After a panic nothing of the module may be used again: every element says so and offers to start anew. */
function stopped() {
  loading = answers = undefined;
  generation += 1;
  // Not now: the module is in the middle of failing.
  queueMicrotask(() => shown.forEach((element) => element.fail("stopped")));
}

export class ConnectionDoctorElement extends Base {
  static observedAttributes = ATTRIBUTES;

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

  /** @param {"missing" | "stopped"} why */
  fail(why) {
    if (why === "stopped") this.#handle = undefined; // It cannot be unmounted: its module is gone.
    this.#mounted = "";
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
    queueMicrotask(() => {
      this.#due = false;
      this.#mount();
    });
  }

  async #mount() {
    if (isReturn) {
      this.#returned();
      return;
    }
    let module;
    try {
      module = await load(this.getAttribute("assets") ?? undefined);
    } catch (error) {
      console.error("connection-doctor: the WebAssembly module could not be loaded.", error);
      loading = undefined;
      // Firefox remembers a script that could not be fetched by its address, so the next try has another one.
      generation += 1;
      if (this.isConnected) this.fail("missing");
      return;
    }
    const settings = this.#settings();
    const wanted = JSON.stringify([settings, Boolean(this.#fetch), generation]);
    if (!this.isConnected || wanted === this.#mounted) return;
    this.#unmount();
    const root = make("div", { part: "root", lang: settings.locale });
    this.#root().replaceChildren(root);
    this.#mounted = wanted;
    // Not at once: listeners of the host must not run inside the module.
    const emit = (name, detail) => queueMicrotask(() => this.#emit(name, detail));
    // Read at every mount, for a router of the host may come back to this page.
    if (this.getAttribute("callback") !== "off") {
      settings.address = address();
      settings.mayBeAnswer = mayBeAnswer(settings.address);
    }
    const assets = this.getAttribute("assets") ?? undefined;
    const more = (what) => (what === "names" ? loadNames(assets) : loadAnswers(assets));
    this.#handle = module.mount(root, settings, this.#fetch, emit, more);
  }

  /** Where the window may not close itself. */
  #returned() {
    const card = make("div", { class: "notice", part: "notice", role: "status" });
    card.append(make("p", { class: "title" }, this.#word("return.title")), make("p", { class: "why" }, this.#word("return.why")));
    card.append(make("a", { class: "reference", part: "link", href: location.pathname }, this.#word("return.link")));
    this.#root().replaceChildren(card);
  }

  #unmount() {
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
      audience: text("audience"),
      locale: canonical(text("locale")) ?? canonical(document.documentElement.lang) ?? "en",
      timeLimit: Number(text("time-limit")) || 0,
      expected: this.#expected,
      returnUrl: webAddress(text("return-url")),
      signInUrl: webAddress(text("sign-in-url")),
      hasWindows: text("flow") !== "redirect" && (text("flow") === "popup" || !IN_APP.test(navigator.userAgent)),
      messages: Object.fromEntries(Object.entries(this.#messages).filter(([key]) => !(key in WORDS))),
    };
  }

  #emit(name, detail) {
    if (detail?.status) this.#diagnosis = detail;
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
    const bars = ["tile", "long", "short"].map((kind) => make("span", { class: `bar ${kind}` }));
    const skeleton = make("div", { class: "skeleton", "aria-hidden": "true" });
    skeleton.append(...bars);
    this.#root().replaceChildren(skeleton);
  }

  #word(key) {
    return this.#messages[key] ?? WORDS[key];
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

/** An address of the web, or undefined: nothing that a link could run. */
function webAddress(address) {
  try {
    const url = new URL(address, document.baseURI);
    return address && /^https?:$/.test(url.protocol) ? url.href : undefined;
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
