// Every component in every state, without a backend: gallery.html?theme=dark&locale=de&state=revoked
import { NOW } from "./gallery-answers.js";
import { STATES, connection } from "./gallery-states.js";
import { speak } from "./language.js";

const query = new URLSearchParams(location.search);
const [theme, locale] = [query.get("theme") ?? "auto", query.get("locale") ?? "en"];
const main = document.querySelector("main");

// The page's clock starts at the same moment each time, and goes on from there.
const began = Date.now();
const now = Date.now.bind(Date);
Date.now = () => NOW + now() - began;

// Nobody has clicked, so that no browser would open a window.
window.open = () => null;

// Lost for as long as it takes the module to ask.
Object.defineProperty(navigator, "onLine", { get: () => !connection.isLost });

document.documentElement.dataset.theme = theme;
await speak(locale);
document.title = "Gallery · Northwind";

const wanted = STATES.filter(({ name }) => !query.has("state") || name === query.get("state"));
const elements = wanted.map((state) => {
  const element = Object.assign(document.createElement("connection-doctor"), { fetch: answering(state) });
  for (const [name, value] of Object.entries({ ...state.attributes, theme, locale, callback: "off" })) element.setAttribute(name, value);
  const place = document.createElement("section");
  const title = Object.assign(document.createElement("h2"), { textContent: state.title });
  place.id = state.name;
  place.dataset.state = "coming";
  place.append(title, element);
  main.append(place);
  return element;
});

await import("./connection-doctor.js");
await Promise.all(wanted.map(async ({ act }, place) => {
  await act(elements[place]);
  elements[place].parentElement.dataset.state = "shown";
}));

/** The fetch of a state. */
function answering({ fetch }) {
  return async (request) => {
    try {
      return await fetch(request);
    } finally {
      // Until the module has had its turn.
      if (connection.isLost) setTimeout(() => (connection.isLost = false));
    }
  };
}
