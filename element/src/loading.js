// Loads the modules, scripts and texts, once for all elements of a page. What could not be loaded is asked for again the next time.

import { within } from "./within.js";

/**
 * @typedef {{ mount: Function, start: Function, end: Function, default: Function }} Module
 * @typedef {{ stopped: () => void, note: (entry: object) => void }} Told Hears of a module's panic, and of what it did.
 */

/** How many scripts were asked for in vain, or must not be used again: browsers remember each by its address. */
let lost = 0;

/** So long a module and its script may take, or a file of texts, in milliseconds. What comes later is lost. */
const MODULE_LIMIT = 60_000;
const FILE_LIMIT = 10_000;

/** @type {Map<string, Promise<Module>>} */
const modules = new Map();
/** @type {Map<string, Promise<object>>} */
const words = new Map();

/** The widget itself, and what checks and reports; fresh ones after a panic. */
export const loadWidget = (assets, told) => once("connection_doctor", assets, told);
export const loadChecker = (assets, told) => once("connection_doctor_check", assets, told);

/** What knows the providers' answers. */
export const loadAnswers = (assets) => once("connection_doctor_answers", assets);

/** Whether the widget has been asked for. */
export const isWidgetLoading = () => modules.has("connection_doctor");

/** What scopes are called. */
export const loadNames = (assets) => loadFile("scopes.txt", assets);

/** Texts that are not in the modules; undefined where they cannot be loaded. */
export function loadWords(name, assets) {
  if (!words.has(name)) words.set(name, loadFile(`words/${name}.json`, assets).then(JSON.parse));
  return words.get(name).catch((error) => {
    words.delete(name);
    console.error("connection-doctor: texts could not be loaded.", error);
  });
}

/** A script that is loaded when it is needed. */
export const loadScript = (name, assets) =>
  within(MODULE_LIMIT, async () => import(locate(lost ? `${name}.js?${lost}` : `${name}.js`, assets).href)).catch((error) => {
    lost += 1;
    throw error;
  });

/** @param {Told=} told @returns {Promise<Module>} */
function once(name, assets, told) {
  if (!modules.has(name)) {
    const loading = within(MODULE_LIMIT, (signal) => loadModule(name, assets, told, signal)).catch((error) => {
      modules.delete(name);
      console.error(`connection-doctor: ${name} could not be loaded.`, error);
      throw error;
    });
    modules.set(name, loading);
  }
  return modules.get(name);
}

async function loadModule(name, assets, told, signal) {
  // At once: its script would ask for it only when it is there itself.
  const compiled = fetch(locate(`${name}_bg.wasm`, assets), { signal });
  compiled.catch(() => {});
  const module = await loadScript(name, assets);
  await module.default({ module_or_path: compiled });
  const stop = () => {
    module.end();
    modules.clear();
    lost += 1;
    told.stopped();
  };
  module.start?.(stop, told.note);
  return module;
}

const loadFile = (name, assets) =>
  within(FILE_LIMIT, async (signal) => {
    const answer = await fetch(locate(name, assets), { signal });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.text();
  });

function locate(name, assets) {
  // A folder, also without the slash at its end.
  if (assets !== undefined) return new URL(name, new URL(assets.replace(/\/?$/, "/"), document.baseURI));
  const url = new URL(`./${name}`, import.meta.url);
  // Some bundlers leave the address of the source, where no page may look.
  if (url.protocol === "file:") throw new Error("say with `assets` where the package’s folder is served");
  return url;
}
