// In which language an element speaks.

/** The languages that there are beside English; Chinese is the simplified one. */
const LANGUAGES = /^(de|fr|es|pt|it|nl|pl|ja|zh-Hans|ko|ar|he)\b/;

/** A language tag that Intl takes, or undefined. */
export function canonical(locale) {
  try {
    return Intl.getCanonicalLocales(locale || [])[0];
  } catch {
    return undefined;
  }
}

/** The language of the texts for a locale. */
export function languageOf(locale) {
  // Most are, and the rest takes a while.
  if (/^en\b/.test(locale)) return "en";
  const { language, script } = new Intl.Locale(locale).maximize();
  return LANGUAGES.test(`${language}-${script}`) ? language : "en";
}

/** Which way a language is written. */
export const directionOf = (language) => (/^(ar|he|fa|ur)\b/.test(language) ? "rtl" : "ltr");

/** Has the browser load what it writes times of a language with. */
export function warm(locale) {
  new Intl.RelativeTimeFormat(locale).format(0, "day");
  new Date().toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
}
