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

test("another fetch, another address and an old answer are asked anew", async (context) => {
  context.mock.timers.enable({ apis: ["Date"] });
  const [own, other] = [host(), host()];
  askEarly({ endpoint }, own);
  await fetchOf(other)(new Request("https://app.example/connect/accounts"));
  await fetchOf(own)(new Request("https://app.example/connect/accounts/ca_1"));
  assert.deepEqual([own.asked.length, other.asked.length], [2, 1]);
  context.mock.timers.tick(10_000);
  await fetchOf(own)(new Request("https://app.example/connect/accounts"));
  assert.equal(own.asked.length, 3);
});

test("a failure is told to whoever takes it, and to nobody else", async () => {
  for (const fails of [async () => { throw new TypeError("no network"); }, () => { throw new TypeError("no network"); }]) {
    const own = host(fails);
    askEarly({ endpoint }, own);
    // An unhandled rejection would fail the test here.
    await new Promise((done) => setImmediate(done));
    await assert.rejects(async () => fetchOf(own)(new Request("https://app.example/connect/accounts")), /no network/);
    assert.equal(own.asked.length, 1);
  }
});

test("whoever goes gives up what it has asked, until the module has taken it", async () => {
  const own = host();
  const giveUp = askEarly({ endpoint }, own);
  assert.equal(askEarly({ endpoint }, own), undefined, "that of the other is not its own to give up");
  giveUp();
  assert.ok(own.asked[0].signal.aborted);
  const giveUpLate = askEarly({ endpoint }, own);
  const taking = new AbortController();
  await fetchOf(own)(new Request("https://app.example/connect/accounts", { signal: taking.signal }));
  giveUpLate();
  assert.equal(own.asked.length, 2);
  assert.ok(!own.asked[1].signal.aborted);
  taking.abort();
  assert.ok(own.asked[1].signal.aborted);
});

test("each fetch has one that stands for it, and so has the browser's", () => {
  const own = host();
  assert.equal(fetchOf(own), fetchOf(own));
  assert.equal(fetchOf(undefined), fetchOf(undefined));
  assert.notEqual(fetchOf(own), fetchOf(undefined));
});
