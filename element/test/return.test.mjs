// What a page does that a provider has sent somebody back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptOfAnother, finish, forgetAttempt, mayBeAnswer } from "../src/return.js";

/** A page at an address, whose history keeps what is put in its place, which has to be of the same origin. */
function at(address) {
  const page = {};
  globalThis.location = page;
  const move = (to) => {
    const { href, origin, pathname, search, hash } = new URL(to, page.href ?? "https://app.example");
    if (origin !== (page.origin ?? origin)) throw new DOMException(`${href} is of another origin`, "SecurityError");
    Object.assign(page, { href, origin, pathname, search, hash });
  };
  globalThis.history = { state: { of: "the host" }, replaceState: (state, _title, to) => { page.kept = state; move(to); } };
  move(address);
  return page;
}

test("only a window's own word belongs to an attempt that waits in another page", () => {
  for (const [address, word] of [
    ["/", undefined],
    ["/?connection_doctor_flow=", undefined],
    ["/?connection_doctor_flow=1a&auth_request_id=a&state=s", "1a"],
    ["/?connection_doctor_flow=1a&state=s&connection_doctor_flow=2b", "2b"],
    // Noted in this tab or not: who left in the same tab comes back to the page itself.
    ["/?connection_doctor_flow=t1a&auth_request_id=a&state=s", undefined],
    ["/?connection_doctor_flow=1a&connection_doctor_flow=t2b", undefined],
    ["/#?connection_doctor_flow=1a", undefined],
  ]) {
    at(address);
    assert.equal(attemptOfAnother(), word, address);
  }
});

test("where the host reads the answer, the word alone is taken out of the address", () => {
  for (const [address, left] of [
    ["/x?connection_doctor_flow=t1&auth_request_id=a&state=s#top", "/x?auth_request_id=a&state=s#top"],
    ["/x?tab=a%20b&connection_doctor_flow=t1", "/x?tab=a%20b"],
    ["/x?tab=1&connection_doctor_flow=t1&code=c", "/x?tab=1&code=c"],
    ["/x?connection_doctor_flow=t1#/a?connection_doctor_flow=t1", "/x#/a?connection_doctor_flow=t1"],
  ]) {
    const page = at(address);
    forgetAttempt();
    assert.equal(page.href, `https://app.example${left}`);
    assert.deepEqual(page.kept, { of: "the host" });
  }
  const page = at("/x?#");
  forgetAttempt();
  assert.ok(!("kept" in page), "there is nothing to be taken out");
});

test("a window that comes back leaves its page at the bare address, and closes", () => {
  for (const [address, left] of [
    ["https://app.example/x?connection_doctor_flow=1a&code=c#top", "https://app.example/x"],
    // By itself such a path is an address on another host.
    ["https://app.example//evil.example/?connection_doctor_flow=1a", "https://app.example//evil.example/"],
  ]) {
    const page = at(address);
    let isClosed = false;
    globalThis.close = () => (isClosed = true);
    finish("1a");
    assert.equal(page.href, left);
    assert.ok(isClosed);
  }
});

test("an answer is looked for by the names of its parameters", () => {
  for (const [address, may] of [
    ["/?error=access_denied", true],
    ["/?tab=1&amp;state=s", true],
    ["/#/route?code=c", true],
    ["/#!/error=x", true],
    ["/?a;oauth_problem=x", true],
    // The longest name of ours, and as long as it can be written.
    ["/?error_description=x", true],
    [`/?error${[..."_description"].map((letter) => `%${letter.charCodeAt().toString(16)}`).join("")}=x`, true],
    ["/", false],
    ["/code/state/error", false],
    ["/?tab=code", false],
    ["/?code&tab=1", false],
    ["/?mycode=1", false],
    // No name of ours goes on for so long.
    [`/code/${"x".repeat(40)}?tab=1`, false],
  ]) {
    assert.equal(mayBeAnswer(new URL(address, "https://app.example").href), may, address);
  }
});

test("long addresses are read in linear time", () => {
  const parts = 50_000;
  for (const [part, read] of [["/code", mayBeAnswer], ["&amp;state", mayBeAnswer], ["&a", attemptOfAnother], ["&connection_doctor_flow=", attemptOfAnother]]) {
    const search = `?${part.repeat(parts)}`;
    globalThis.location = { search };
    const began = performance.now();
    assert.ok(!read(search));
    const took = performance.now() - began;
    // It takes milliseconds. What reads to the end from every part takes seconds.
    assert.ok(took < 500, `${part}: ${took} ms`);
  }
});
