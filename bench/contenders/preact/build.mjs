// Bundles the page as its author would for production: `node build.mjs <folder>`.

import { build } from "esbuild";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const outdir = process.argv[2];
if (!outdir) throw new Error("usage: node build.mjs <folder>");

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { page: "main.jsx" },
  outdir,
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "error",
  minify: true,
});

const html = join(import.meta.dirname, "index.html");
copyFileSync(html, join(outdir, "index.html"));
writeFileSync(join(outdir, "mounts.html"), readFileSync(html, "utf8").replace("<html", "<html data-idle"));
