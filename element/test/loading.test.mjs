// Where the rest of the package is looked for, and what never comes.
import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { loadNames, loadWidget, loadWords } from "../src/loading.js";

globalThis.document = { baseURI: "https://app.example/settings/" };

const turn = () => new Promise((done) => setImmediate(done));

/** A folder with a module's script that waits for its WebAssembly, as the real one does. */
function folder() {
  const path = mkdtempSync(join(tmpdir(), "connection-doctor-"));
  writeFileSync(join(path, "package.json"), '{ "type": "module" }');
  writeFileSync(join(path, "connection_doctor.js"), "export default async ({ module_or_path }) => { await module_or_path; };");
  return pathToFileURL(path).href;
}

/** A network that never answers. */
function stalled(context) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(console, "error", () => {});
  const signals = [];
  context.mock.method(globalThis, "fetch", (_, { signal }) => {
    signals.push(signal);
    return new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)));
  });
  return signals;
}

test("the folder of the package may be said with its last slash and without", async (context) => {
  const asked = [];
  context.mock.method(globalThis, "fetch", async (url) => {
    asked.push(String(url));
    return new Response("");
  });
  for (const folder of ["/cd/", "/cd", "cd", "https://cdn.example/cd"]) await loadNames(folder);
  assert.deepEqual(asked, [
    "https://app.example/cd/scopes.txt",
    "https://app.example/cd/scopes.txt",
    "https://app.example/settings/cd/scopes.txt",
    "https://cdn.example/cd/scopes.txt",
  ]);
});

test("an address that a bundler has left of the source is told", async () => {
  await assert.rejects(loadNames(), /say with `assets`/);
});

test("texts that do not come are English after ten seconds", async (context) => {
  const signals = stalled(context);
  const loading = [loadWords("de", folder()), loadNames(folder()).catch(({ message }) => message)];
  await turn();
  context.mock.timers.tick(10_000);
  assert.deepEqual(await Promise.all(loading), [undefined, "nothing came within 10 s"]);
  assert.ok(signals.every((signal) => signal.aborted));
});

test("a body that does not end is none either", async (context) => {
  stalled(context);
  context.mock.method(globalThis, "fetch", async () => new Response(new ReadableStream()));
  const loading = loadWords("fr", folder());
  await turn();
  context.mock.timers.tick(10_000);
  assert.equal(await loading, undefined);
});

test("a module that does not come fails after a minute, and is asked for again", async (context) => {
  const signals = stalled(context);
  const assets = folder();
  const loading = loadWidget(assets, {});
  loading.catch(() => {});
  await turn();
  context.mock.timers.tick(60_000);
  await assert.rejects(loading, /nothing came within 60 s/);
  assert.ok(signals[0].aborted);
  context.mock.method(globalThis, "fetch", async () => new Response(""));
  assert.ok(await loadWidget(assets, {}));
});
