// Checks, with a module and a page made of what they use of one.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

// Node takes no style sheet for a module.
const folder = mkdtempSync(join(tmpdir(), "connection-doctor-"));
after(() => rmSync(folder, { recursive: true }));
const outfile = join(folder, "check.mjs");
await build({
  entryPoints: [fileURLToPath(new URL("../src/check.js", import.meta.url))],
  bundle: true,
  format: "esm",
  loader: { ".css": "text" },
  outfile,
  logLevel: "error",
});
const { Checks } = await import(pathToFileURL(outfile).href);

class FakeElement {
  dataset = {};
  isConnected = false;
  append() {}
  remove() {}
  contains() {
    return false;
  }
  querySelector() {
    return null;
  }
}

/** What each check that was mounted is given of the element, in order. */
let mounted;

beforeEach(() => {
  mounted = [];
  globalThis.document = { createElement: () => new FakeElement() };
});

/** The checks of an element that shows no account. */
function checks(load, trail = []) {
  const module = {
    mount: (_root, _settings, _fetch, host) => (mounted.push(host), { unmount() {}, free() {} }),
    refresh: (_settings, _fetch, host) => host.trail(),
  };
  class CSSStyleSheet {
    replaceSync() {}
  }
  return new Checks({
    root: { adoptedStyleSheets: [], ownerDocument: { defaultView: { CSSStyleSheet } }, querySelectorAll: () => [], activeElement: null },
    trail,
    load: load ?? (async () => module),
    loadMore() {},
    settings: () => ({}),
    fetch: () => fetch,
    handle: () => undefined,
    emit() {},
    more: () => ({}),
  });
}

/** Longer than the timers of what is tested, which have no time. */
const settled = () => new Promise((done) => setTimeout(done, 5));

test("a check for which there is no module ends with what kept it from coming", async () => {
  const lost = new TypeError("no such file");
  await assert.rejects(checks(() => Promise.reject(lost)).check("ca_1"), lost);
});

test("a check that is over takes none with it that has begun since", async () => {
  const own = checks();
  const first = own.check("ca_1");
  await settled();
  mounted[0].tell("checked", { verdict: "works" });
  assert.deepEqual(await first, { verdict: "works" });
  const second = own.check("ca_1");
  await settled();
  mounted[1].tell("checked", { verdict: "account" });
  assert.deepEqual(await second, { verdict: "account" });
});

test("a check that is closed says so to whoever waits for it", async () => {
  const own = checks();
  const waiting = own.check("ca_1");
  await settled();
  own.end();
  await assert.rejects(waiting, { name: "AbortError" });
});

test("a report is told what happened to its account, and what is of no account", async () => {
  const base = "/v1/connect/accounts";
  const kept = [
    { what: "exchange", path: base },
    { what: "exchange", path: `${base}/ca_1` },
    { what: "exchange", path: `${base}/ca_1/refresh?x=/accounts/ca_2` },
    { what: "exchange", path: "authorization_link", account: "ca_1" },
    // Before it was given an account, the connection had none.
    { what: "exchange", path: "authorization_link", connection: "gmail" },
    { what: "act", remedy: "connect", account: null, connection: "gmail" },
    { what: "exchange", path: "tools/execute", account: "ca_1" },
    { what: "decision", event: "failed", account: undefined },
    { what: "decision", event: "status", account: "ca_1", connection: "gmail" },
    { what: "act", remedy: "check", account: "ca_1", connection: "gmail" },
  ];
  const others = [
    { what: "exchange", path: `${base}/ca_2` },
    { what: "exchange", path: `${base}/ca_10/refresh` },
    { what: "exchange", path: `${base}/ca%2F1` },
    { what: "exchange", path: "authorization_link", account: "ca_2" },
    { what: "exchange", path: "tools/execute", account: "ca_2" },
    { what: "exchange", path: "verify", account: null, connection: "slack" },
    { what: "decision", event: "status", account: "ca_2" },
    // Another account of the same connection.
    { what: "act", remedy: "reconnect", account: "ca_3", connection: "gmail" },
    { what: "act", remedy: "connect", account: null, connection: "slack" },
    { what: "decision", event: "status", account: null, connection: "slack" },
  ];
  const told = await checks(undefined, [...kept, ...others]).refresh("ca_1");
  assert.deepEqual(told, kept.map(({ account, connection, ...entry }) => entry));
  assert.equal((await checks(undefined, others).refresh("ca/1")).length, 1, "ids are encoded in addresses");
});
