// Writes the digests of a package's files to integrity.json: `node integrity.mjs <folder>`.
//
// `{ "element.js": "sha384-…" }`: for `integrity` in tags and import maps, and to see whether a copy is whole.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "integrity.json";

const folder = process.argv[2];
if (!folder) throw new Error("usage: node integrity.mjs <folder>");

const digest = (file) => `sha384-${createHash("sha384").update(readFileSync(join(folder, file))).digest("base64")}`;
const files = readdirSync(folder, { recursive: true }).filter((file) => /\.(js|wasm|json|txt)$/.test(file) && file !== NAME);
const digests = Object.fromEntries(files.sort().map((file) => [file, digest(file)]));
writeFileSync(join(folder, NAME), `${JSON.stringify(digests, null, 2)}\n`);
