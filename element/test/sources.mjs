// What the tests read: the element's code, and what is written about it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A file of the checkout. */
export const read = (path) => readFileSync(join(root, path), "utf8");

/** All files in a folder of the checkout, and in those in it, by the end of their names. */
export function readAll(folder, ending) {
  const names = readdirSync(join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => read(join(folder, name))).join("\n");
}

/** What the first group of a pattern finds, once each, in order of the alphabet. */
export const found = (text, pattern) => unique([...text.matchAll(pattern)].map((match) => match[1]));

/** Once each, in order of the alphabet. */
export const unique = (names) => [...new Set(names)].sort();

/** The names in the first column of a table in the README. */
export function table(head) {
  const [, after] = read("README.md").split(`| ${head} |`);
  return found(after.split("\n\n")[0], /^\| `([\w-]+)/gm);
}

/** The element in the manifest for editors. */
export const manifest = JSON.parse(read("element/custom-elements.json")).modules[0].declarations[0];

/** The names in one of the manifest's lists. */
export const named = (list) => unique(manifest[list].map(({ name }) => name));
