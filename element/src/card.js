// What is shown while no module is there to draw it.

/** What is said there in English, by message key. */
export const WORDS = {
  "missing.title": "This part of the page could not be loaded",
  "missing.why": "The internet connection was cut, or this browser blocks or does not support WebAssembly, which this page needs. Your connections are not affected.",
  "stopped.title": "This part of the page has stopped",
  "stopped.why": "A fault on our side, not on yours. Your connections are not affected.",
  "return.title": "You can close this tab",
  "return.why": "The page that you came from goes on by itself.",
  "return.link": "Stay here instead",
  "restart.action": "Start again",
  "reload.link": "Load the page again",
};

/** Made for the first element, and copied for each. */
let bars;

/** Bars where the texts will be. */
export function skeleton() {
  if (!bars) {
    bars = make("div", { class: "skeleton", "aria-hidden": "true" });
    bars.append(...["tile", "long", "short"].map((kind) => make("span", { class: `bar ${kind}` })));
  }
  return bars.cloneNode(true);
}

/** A card with a title, the why, and what can be done. */
export function card(role, title, why, ...ways) {
  const card = make("div", { class: "notice", part: "notice", role });
  card.append(make("p", { class: "title" }, title), make("p", { class: "why" }, why), ...ways);
  return card;
}

export function button(label, act) {
  const button = make("button", { class: "secondary", part: "button", type: "button" }, label);
  button.addEventListener("click", act);
  return button;
}

export const link = (label, href) => make("a", { class: "reference", part: "link", href }, label);

/** What the host put inside the element, else this: it works without any script of ours. */
export function instead(fallback) {
  const slot = make("slot", {});
  slot.append(fallback);
  return slot;
}

function make(tag, attributes, text) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
}
