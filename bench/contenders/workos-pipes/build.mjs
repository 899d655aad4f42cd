// Bundles the page as a host would for production: `node build.mjs <folder>`.

import { build } from "esbuild";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const outdir = process.argv[2];
if (!outdir) throw new Error("usage: node build.mjs <folder>");

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { page: "main.jsx" },
  outdir,
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  format: "esm",
  jsx: "automatic",
  legalComments: "none",
  logLevel: "error",
  minify: true,
});

const page = (attributes) => `<!doctype html>
<html lang="en"${attributes}>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Connections</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="page.css">
    <script type="module" src="page.js"></script>
  </head>
  <body></body>
</html>
`;
writeFileSync(join(outdir, "index.html"), page(""));
writeFileSync(join(outdir, "mounts.html"), page(" data-idle"));
