// Bundles the element: `node build.mjs <folder>`.
//
// return.js is for a page of the host's to which providers return. connection-doctor.js registers the element and loads element.js, which has the class and everything else. The widget itself,
// connection_doctor.js, stays outside, so that it is loaded only once an element is on the page. check.js is loaded with the first check, and
// live.js where an element asks for live updates.

import { build } from "esbuild";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const outdir = process.argv[2];
if (!outdir) throw new Error("usage: node build.mjs <folder>");

/** Every browser that can run the widget's WebAssembly. */
const TARGET = ["chrome97", "firefox102", "safari16.4"];

/** Gives a style sheet as text, bundled and minified like the scripts. */
const styleAsText = {
  name: "style-as-text",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, minify: true, target: TARGET, write: false });
      return { contents: outputFiles[0].text.trim(), loader: "text" };
    });
  },
};

await build({
  absWorkingDir: folder,
  entryPoints: { "connection-doctor": "src/index.js", element: "src/element.js", check: "src/check.js", live: "src/live.js", return: "src/return-page.js" },
  outdir,
  bundle: true,
  external: ["./element.js"],
  format: "esm",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  plugins: [styleAsText],
  target: TARGET,
});

// What is imported later has an address that is made then. Bundlers must leave it alone, and minifying takes out the words that say so.
const element = join(outdir, "element.js");
const [before, after, ...more] = readFileSync(element, "utf8").split(/\bimport\(/);
if (!after || more.length) throw new Error("element.js imports later in another number of places than one");
writeFileSync(element, `${before}import(/*webpackIgnore:true*//*@vite-ignore*/${after}`);
