// Makes what wasm-bindgen wrote as small as it gets: `node shrink.mjs <folder> <name> <export>…`.
//
// Each import and export has a long name with a hash in it, once in the module and once in the script. wasm-opt gives them
// short ones; the script has to follow, and loses the functions that the module no longer imports. Together 4 KB of brotli.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { ENTRY, composed } from "./compose.mjs";
import { shortened } from "./glue.mjs";
import { nameByLikeness } from "./order.mjs";

const [folder, name, ...offers] = process.argv.slice(2);
if (!name) throw new Error("usage: node shrink.mjs <folder> <name> <export>…");
const wasm = join(folder, `${name}_bg.wasm`);
const script = join(folder, `${name}.js`);

/** What rustc's output uses and every browser of today has. `--all-features` would write a module that browsers refuse. */
const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext"];

/**
 * Once more after flattening: 0.6 KB of brotli less than `-Oz` alone. Nothing is ever at the lowest addresses, where rustc's linker puts
 * the far end of the stack: 0.4 KB. Functions of one type or crate are much alike, and brotli sees it where they are neighbours: 0.6 KB.
 * Alignment is a hint that no engine of today heeds, and one value of it instead of four: 0.3 KB.
 */
const PASSES = [
  ...["--strip-producers", "--strip-target-features", "--low-memory-unused", "--dealign", "--reorder-functions-by-name"],
  ...["-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--code-folding", "-Oz"],
];

/** By likeness, which names only hint at: 0.7 KB of brotli less. Last, for it is the bytes that are compared. */
const ORDER = ["--reorder-functions-by-name", "--minify-imports-and-exports-and-modules"];

/**
 * What panics say on servers and in other threads, where a module never is, and in which folder of whose machine a source was: what
 * is left names the crate. Dots instead are 0.5 KB of brotli less.
 */
const LEFT_OUT = new RegExp(
  [
    "Value is None because the `ssr` feature is active[^]*?identify the source\\.",
    "(Dereferenced|Dropped) SendWrapper<T> variable from a thread different to the one it has been created with\\.",
    "use of std::thread::current\\(\\) is not possible after the thread's local data has been destroyed",
    "/[^\\0 ]{0,60}?/registry/src/[^/]+/",
    "/rustc/[0-9a-f]{40}/library/",
  ].join("|"),
  "g",
);

const program = (name) => fileURLToPath(new URL(`node_modules/.bin/${name}`, import.meta.url));

const features = FEATURES.map((feature) => `--enable-${feature}`);

const compiled = readFileSync(wasm, "latin1");
writeFileSync(wasm, compiled.replace(LEFT_OUT, (text) => ".".repeat(text.length)), "latin1");

const optimise = (...passes) => execFileSync(program("wasm-opt"), [...features, ...passes, "-o", wasm, wasm], { encoding: "utf8" });
optimise(...PASSES);
writeFileSync(wasm, nameByLikeness(readFileSync(wasm)));
const names = JSON.parse(optimise(...ORDER));

const imports = new Map(names.imports.map(([, long, short]) => [long, short]));
const exports = new Map(names.exports);
const [[module]] = names.imports;
const [{ module: shortModule }] = WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(wasm)));

let source = readFileSync(script, "utf8");
source = source.replace(ENTRY, (whole, name) => (imports.has(name) ? whole.replace(name, imports.get(name)) : ""));
source = shortened(composed(source));
source = source.replace(/\bwasm\.(\w+)/g, (whole, name) => (exports.has(name) ? `wasm.${exports.get(name)}` : whole));
source = source.replace(JSON.stringify(module), JSON.stringify(shortModule));
writeFileSync(script, source);
const offered = `export { default, ${offers.join(", ")} } from ${JSON.stringify(resolve(script))};`;
buildSync({ stdin: { contents: offered, resolveDir: "." }, outfile: script, allowOverwrite: true, bundle: true, format: "esm", minify: true, legalComments: "none" });

// The module must find everything it imports, and the script everything it calls, or nothing may be published.
const answer = new Response(readFileSync(wasm), { headers: { "content-type": "application/wasm" } });
const { default: load } = await import(pathToFileURL(resolve(script)));
const instance = await load({ module_or_path: answer });
for (const [, name] of source.matchAll(/\bwasm\.(\w+)/g)) {
  if (!(name in instance)) throw new Error(`the script calls ${name}, which the module does not export`);
}
