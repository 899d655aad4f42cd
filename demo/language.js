// Another language for the page: its own words are in page.<language>.json, where there are any. The element has its own.

const english = new Map();

/** Says the page's words in a language; in English where they are not there. */
export async function speak(language) {
  const page = language === "en" ? {} : await words(language);
  document.documentElement.lang = Object.keys(page).length ? language : "en";
  document.title = `${page["page.title"] ?? "Connections"} · Northwind`;
  for (const place of document.querySelectorAll("[data-text]")) {
    if (!english.has(place)) english.set(place, place.textContent);
    place.textContent = page[place.dataset.text] ?? english.get(place);
  }
}

async function words(language) {
  const answer = await fetch(`/page.${language}.json`);
  return answer.ok ? answer.json() : {};
}
