// Puts the page together: `node build.mjs <folder>`. Clerk's packages come with the bundles that pages load, so there is nothing
// to bundle, and what they were made from is not installed (`nothing`).

import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";

const outdir = process.argv[2];
if (!outdir) throw new Error("usage: node build.mjs <folder>");

const BUNDLES = { "clerk-js": /(^|_)clerk\.browser(_|\.js)/, ui: /_ui_.*\.js$|^ui\.browser\.js$/ };

for (const [name, isBundle] of Object.entries(BUNDLES)) {
  const from = join(import.meta.dirname, "node_modules/@clerk", name, "dist");
  const to = join(outdir, name);
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(from).filter((file) => isBundle.test(file))) copyFileSync(join(from, file), join(to, file));
}
for (const file of ["index.html", "mounts.html", "page.js", "mounts.js"]) copyFileSync(join(import.meta.dirname, file), join(outdir, file));
