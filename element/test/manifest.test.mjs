// The manifest for editors and the README say what the code does, all of it and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { found, manifest, named, read, readAll, table, unique } from "./sources.mjs";

const element = read("element/src/element.js");
const card = read("element/src/card.js");
const widget = readAll("src", ".rs");
const sheet = read("style/widget.css");

/** Of the class, but for the element's own modules and the browser to call. */
const NOT_FOR_HOSTS = ["adoptedCallback", "attributeChangedCallback", "connectedCallback", "disconnectedCallback", "fail", "log"];

test("attributes", () => {
  const observed = found(element.match(/ATTRIBUTES = \[(.*)\]/)[1], /"([\w-]+)"/g);
  const asked = found(element, /(?:getAttribute|hasAttribute|\btext)\("([\w-]+)"\)/g);
  const styled = found(sheet, /:host\(\[([\w-]+)=/g);
  assert.deepEqual(named("attributes"), unique([...observed, ...asked, ...styled]));
  assert.deepEqual(table("attribute"), named("attributes"));
});

test("properties and methods", () => {
  const code = element.slice(element.indexOf("export class"), element.indexOf("\n}\n", element.indexOf("export class")));
  const members = found(code, /^ {2}(?:static |async |get |set )*(\w+)\(.*\{$/gm);
  assert.deepEqual(named("members"), members.filter((name) => !NOT_FOR_HOSTS.includes(name)));
  const documented = manifest.members.filter((member) => !member.static);
  const names = (kind) => unique(documented.filter((member) => member.kind === kind).map(({ name }) => name));
  assert.deepEqual(table("property"), names("field"));
  assert.deepEqual(table("method"), names("method"));
});

test("events", () => {
  const code = [element, read("element/src/check.js"), widget].join("\n");
  const emitted = found(code, /\bemit\("([a-z]+)"/g).map((name) => `connection-doctor-${name}`);
  assert.deepEqual(named("events"), emitted);
  assert.deepEqual(table("event"), emitted);
});

test("parts", () => {
  const code = [element, card, widget].join("\n");
  const drawn = found(code, /(?:\.part\(|\bpart: )"([^"]+)"/g).flatMap((names) => names.split(" "));
  const documented = named("cssParts");
  for (const part of drawn) assert.ok(documented.includes(part), `${part} is not in the manifest`);
  const texts = new Set(found(code, /"([^"\n]*)"/g).flatMap((text) => text.split(" ")));
  for (const part of documented) assert.ok(texts.has(part), `nothing has the part ${part}`);
  const [, sentence] = read("README.md").match(/Parts for `::part\(\)`:([^]*?)\.\n/);
  assert.deepEqual(found(sentence, /`([\w-]+)`/g), documented);
});

test("custom properties, with their values", () => {
  const [, host] = sheet.match(/^:host \{([^]*?)^\}/m);
  const set = [...host.matchAll(/^ {2}(--cd-[\w-]+): (.*);$/gm)].map(([, name, value]) => ({ name, default: value }));
  assert.ok(set.length > 0);
  assert.deepEqual(manifest.cssProperties.map(({ name, default: value }) => ({ name, default: value })), set);
  const used = found([sheet, read("style/check.css")].join("\n"), /var\((--cd-[\w-]+)/g);
  assert.deepEqual(used.filter((name) => !named("cssProperties").includes(name)), []);
});

test("the slot", () => {
  assert.match(card, /make\("slot", \{\}\)/);
  assert.deepEqual(named("slots"), [""]);
});
