// Every component in every state, without a backend: gallery.html?theme=dark&locale=de&state=revoked
import { NOW } from "./gallery-answers.js";
import { STATES, browser } from "./gallery-states.js";
import { speak } from "./language.js";

const query = new URLSearchParams(location.search);
const [theme, locale] = [query.get("theme") ?? "auto", query.get("locale") ?? "en"];
const main = document.querySelector("main");

// The page's clock starts at the same moment each time, and goes on from there.
const began = Date.now();
const now = Date.now.bind(Date);
Date.now = () => NOW + now() - began;

// Nobody has clicked, so that no browser would open a window: there is one only for the state that says so.
window.open = () => browser.window;

// Lost for as long as it takes the module to ask.
Object.defineProperty(navigator, "onLine", { get: () => !browser.isOffline });
Object.defineProperty(navigator, "cookieEnabled", { get: () => browser.hasCookies });

document.documentElement.dataset.theme = theme;
await speak(locale);
document.title = "Gallery · Northwind";

const wanted = STATES.filter(({ name }) => !query.has("state") || name === query.get("state"));
const shown = wanted.map((state) => {
  const element = Object.assign(document.createElement("connection-doctor"), { fetch: answering(state) });
  for (const [name, value] of Object.entries({ callback: "off", ...state.attributes, theme, locale })) element.setAttribute(name, value);
  const place = document.createElement("section");
  const title = Object.assign(document.createElement("h2"), { textContent: state.title });
  place.id = state.name;
  place.dataset.state = "coming";
  place.append(title);
  main.append(place);
  return async () => {
    place.append(element);
    await state.act(element);
    place.dataset.state = "shown";
  };
});

await import("./connection-doctor.js");
// Those that need the whole page for themselves come first, and one by one.
for (const [place, show] of shown.entries()) if (wanted[place].isAlone) await show();
await Promise.all(shown.filter((_, place) => !wanted[place].isAlone).map((show) => show()));

/** The fetch of a state. */
function answering({ fetch }) {
  return async (request) => {
    try {
      return await fetch(request);
    } finally {
      // Until the module has had its turn.
      if (browser.isOffline) setTimeout(() => (browser.isOffline = false));
    }
  };
}
