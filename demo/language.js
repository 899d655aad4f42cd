// Another language for the page and the element. The page's words are in page.<language>.json, the element's, which are its
// `messages` property, in messages.<language>.json. English is what both speak by themselves.

const english = new Map();

/** Says the page's words in a language, and gives the element's. */
export async function speak(language) {
  const [page, messages] = language === "en" ? [{}, {}] : await Promise.all([words("page", language), words("messages", language)]);
  document.documentElement.lang = language;
  document.title = `${page["page.title"] ?? "Connections"} · Northwind`;
  for (const place of document.querySelectorAll("[data-text]")) {
    if (!english.has(place)) english.set(place, place.textContent);
    place.textContent = page[place.dataset.text] ?? english.get(place);
  }
  return { messages };
}

async function words(of, language) {
  const answer = await fetch(`/${of}.${language}.json`);
  return answer.ok ? answer.json() : {};
}
