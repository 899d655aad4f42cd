// Where the rest of the package is looked for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadNames } from "../src/loading.js";

test("the folder of the package may be said with its last slash and without", async () => {
  const asked = [];
  globalThis.document = { baseURI: "https://app.example/settings/" };
  globalThis.fetch = async (url) => {
    asked.push(String(url));
    return new Response("");
  };
  const folders = [undefined, "/cd/", "/cd", "cd", "https://cdn.example/cd"];
  for (const folder of folders) await loadNames(folder);
  assert.deepEqual(asked.slice(1), [
    "https://app.example/cd/scopes.txt",
    "https://app.example/cd/scopes.txt",
    "https://app.example/settings/cd/scopes.txt",
    "https://cdn.example/cd/scopes.txt",
  ]);
  assert.ok(asked[0].endsWith("/element/src/scopes.txt"), asked[0]);
});
