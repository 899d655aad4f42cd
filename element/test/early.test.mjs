// The request that leaves before the module is there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { askEarly, fetchOf } from "../src/early.js";

/** A fetch that notes what it is asked, and answers so. */
function host(answer = async () => new Response("{}")) {
  const asked = [];
  return Object.assign((request) => (asked.push(request), answer(request)), { asked });
}

const endpoint = "https://app.example/connect/";
const accounts = "https://app.example/connect/accounts";

test("what the module asks first is asked once, as it would be asked", async () => {
  for (const [attributes, url] of [
    [{}, "https://app.example/connect/accounts"],
    [{ account: "ca/1" }, "https://app.example/connect/accounts/ca%2F1"],
    [{ connection: "gmail&co" }, "https://app.example/connect/accounts?connection_name=gmail%26co"],
    [{ account: "ca_1", connection: "gmail" }, "https://app.example/connect/accounts/ca_1"],
  ]) {
    const own = host();
    askEarly({ endpoint, ...attributes }, own);
    askEarly({ endpoint, ...attributes }, own);
    const [request] = own.asked;
    assert.deepEqual([request.url, request.method, request.credentials, request.cache, request.redirect], [url, "GET", "include", "no-store", "manual"]);
    assert.equal(request.headers.get("accept"), "application/json");
    const first = await fetchOf(own)(new Request(url));
    assert.equal(own.asked.length, 1, url);
    assert.notEqual(await fetchOf(own)(new Request(url)), first, "an answer can be read once");
    assert.equal(own.asked.length, 2, url);
  }
});

test("another fetch and another address are asked anew", async () => {
  const [own, other] = [host(), host()];
  askEarly({ endpoint }, own);
  await fetchOf(other)(new Request(accounts));
  await fetchOf(own)(new Request("https://app.example/connect/accounts/ca_1"));
  assert.deepEqual([own.asked.length, other.asked.length], [2, 1]);
});

test("what nobody has taken for ten seconds is given up, and asked anew", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const own = host();
  askEarly({ endpoint }, own);
  context.mock.timers.tick(9_999);
  assert.ok(!own.asked[0].signal.aborted);
  context.mock.timers.tick(1);
  assert.ok(own.asked[0].signal.aborted);
  await fetchOf(own)(new Request(accounts));
  assert.equal(own.asked.length, 2);
});

test("what was taken ends with whoever took it, and not before", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const own = host();
  askEarly({ endpoint }, own);
  const taking = new AbortController();
  await fetchOf(own)(new Request(accounts, { signal: taking.signal }));
  context.mock.timers.tick(10_000);
  assert.ok(!own.asked[0].signal.aborted);
  taking.abort();
  assert.ok(own.asked[0].signal.aborted);
});

test("what failed before anybody took it is asked anew", async () => {
  for (const fails of [
    async () => { throw new TypeError("no network"); },
    () => { throw new TypeError("no network"); },
    async () => new Response("{}", { status: 401 }),
    async () => new Response("{}", { status: 503 }),
  ]) {
    const own = host(fails);
    askEarly({ endpoint }, own);
    // An unhandled rejection would fail the test here.
    await new Promise((done) => setImmediate(done));
    await Promise.resolve(new Request(accounts)).then(fetchOf(own)).catch(() => {});
    assert.equal(own.asked.length, 2, String(fails));
  }
});

test("a failure that comes later is told to whoever took it, and so is that it asks too often", async () => {
  const slow = host(async () => { throw new TypeError("no network"); });
  askEarly({ endpoint }, slow);
  await assert.rejects(async () => fetchOf(slow)(new Request(accounts)), /no network/);
  const often = host(async () => new Response("{}", { status: 429, headers: { "retry-after": "9" } }));
  askEarly({ endpoint }, often);
  await new Promise((done) => setImmediate(done));
  assert.equal((await fetchOf(often)(new Request(accounts))).status, 429);
  assert.deepEqual([slow.asked.length, often.asked.length], [1, 1]);
});

test("each fetch has one that stands for it, and so has the browser's", () => {
  const own = host();
  assert.equal(fetchOf(own), fetchOf(own));
  assert.equal(fetchOf(undefined), fetchOf(undefined));
  assert.notEqual(fetchOf(own), fetchOf(undefined));
});
