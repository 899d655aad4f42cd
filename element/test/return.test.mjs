// What a page does that a provider has sent somebody back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptOfAnother, forgetAttempt } from "../src/return.js";

/** A page at an address, whose history keeps what is put in its place. */
function at(address) {
  const page = {};
  globalThis.location = page;
  const move = (to) => {
    const { href, origin, pathname, search, hash } = new URL(to, "https://app.example");
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
