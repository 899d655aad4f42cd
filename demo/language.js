// Another language for the page: its own words are in page.<language>.json, where there are any. The element has its own.

/** Beside English. */
const LANGUAGES = ["de"];

const english = new Map();

/** Says the page's words in a language; in English where they are not there. */
export async function speak(language) {
  const isThere = LANGUAGES.includes(language);
  const page = isThere ? await (await fetch(`/page.${language}.json`)).json() : {};
  document.documentElement.lang = isThere ? language : "en";
  document.title = `${page["page.title"] ?? "Connections"} · Northwind`;
  for (const place of document.querySelectorAll("[data-text]")) {
    if (!english.has(place)) english.set(place, place.textContent);
    place.textContent = page[place.dataset.text] ?? english.get(place);
  }
}
