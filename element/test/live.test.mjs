// Live updates, with a browser made of what they use of one.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { follow } from "../src/live.js";

const ENDPOINT = "https://app.example/v1/connect";

/** The streams that were opened, in order. */
let sources;
/** What was asked for. */
let asked;
/** What ends the elements of a test. */
let ends;

class FakeSource extends EventTarget {
  static CLOSED = 2;
  readyState = 0;

  constructor(url, { withCredentials }) {
    super();
    assert.ok(withCredentials);
    this.url = url;
    sources.push(this);
  }

  close() {
    this.readyState = FakeSource.CLOSED;
  }

  say(type, lastEventId, data = "{}") {
    this.dispatchEvent(Object.assign(new Event(type), { lastEventId, data }));
  }

  changed(lastEventId, account) {
    this.say("message", lastEventId, JSON.stringify({ connected_account_id: account, status: "EXPIRED" }));
  }

  refuse() {
    this.readyState = FakeSource.CLOSED;
    this.dispatchEvent(new Event("error"));
  }
}

/** An element, what it was given to show, and how often it read again, and how often as something `may` have changed. What it `has` not read it does not show. */
function element(account = "", fetch = answering("EXPIRED"), connection = "", has = () => true) {
  const shown = { put: [], read: 0, may: 0 };
  const handle = {
    put(answer) {
      shown.put.push(answer);
      return has(answer.connected_account.id);
    },
    read(hasChanged) {
      shown[hasChanged ? "read" : "may"] += 1;
    },
  };
  shown.end = follow({ endpoint: `${ENDPOINT}/`, account, connection, fetch: () => fetch, handle: () => handle });
  ends.push(shown.end);
  return shown;
}

const answering = (status) => async (request) => {
  asked.push(request.url);
  return Response.json({ connected_account: { id: request.url.split("/").pop(), status } });
};

/** Turns of the event loop, as many as an answer and what follows it need. */
const settled = () => new Promise((done) => setImmediate(() => setImmediate(done)));

function show(isSeen) {
  document.hidden = !isSeen;
  document.dispatchEvent(new Event("visibilitychange"));
}

beforeEach(() => {
  ends?.forEach((end) => end());
  [sources, asked, ends] = [[], [], []];
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  globalThis.EventSource = FakeSource;
});

test("what has changed is read and shown", async () => {
  const { put } = element();
  sources[0].changed("7", "ca_1/2");
  await settled();
  assert.equal(sources[0].url, `${ENDPOINT}/updates`);
  assert.deepEqual(asked, [`${ENDPOINT}/accounts/ca_1%2F2`]);
  assert.deepEqual(put, [{ connected_account: { id: "ca_1%2F2", status: "EXPIRED" } }]);
});

test("elements share a stream, and what they read by the same fetch", async () => {
  const fetch = answering("ACTIVE");
  const all = [element("", fetch), element("", fetch), element(), element("ca_other")];
  sources[0].changed("7", "ca_1");
  await settled();
  assert.equal(sources.length, 1);
  assert.equal(asked.length, 2);
  assert.deepEqual(all.map(({ put }) => put.length), [1, 1, 1, 0]);
});

test("several changes at once are read once more", async () => {
  const { put } = element();
  for (const id of ["1", "2", "3", "4"]) sources[0].changed(id, "ca_1");
  await settled();
  await settled();
  assert.equal(asked.length, 2);
  assert.equal(put.length, 2);
});

test("a list is read again when an account has come to it or is gone, and no other list", async () => {
  const come = async () => Response.json({ connected_account: { id: "ca_1", connection_name: "gmail" } });
  const gone = async () => Response.json({}, { status: 404 });
  const knows = (known) => () => known;
  const all = [
    element("", come, "", knows(false)),
    element("", come, "gmail", knows(false)),
    element("", come, "slack", knows(false)),
    element("ca_1", come, "", knows(false)),
    element("", come, "", knows(true)),
    element("", gone),
    element("ca_1", gone),
  ];
  sources[0].changed("7", "ca_1");
  await settled();
  assert.deepEqual(all.map(({ read }) => read), [1, 1, 0, 1, 0, 1, 1]);
});

test("what is no event of ours, and what cannot be read, changes nothing", async () => {
  const { put } = element("", async () => Response.json({}, { status: 500 }));
  const broken = element("", async () => Promise.reject(new TypeError("offline")));
  for (const data of ["", "null", "{", '{"connected_account_id":7}', '{"connected_account_id":"ca_1"}']) sources[0].say("message", "1", data);
  await settled();
  assert.deepEqual([put, broken.put, asked], [[], [], []]);
});

test("what was read before the stream began is read again, once", () => {
  const shown = element();
  sources[0].say("ready", "41");
  assert.equal(shown.read, 1);
  show(false);
  show(true);
  sources[1].say("ready", "41");
  assert.equal(shown.read, 1);
});

test("a change whose reading fails is read later, while the page is seen", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let status = 503;
  const later = async (request) => {
    asked.push(request.url);
    return Response.json({ connected_account: { id: "ca_1" } }, { status, headers: { "retry-after": "20" } });
  };
  const { put } = element("", later);
  sources[0].changed("7", "ca_1");
  await settled();
  assert.deepEqual([asked.length, put.length], [1, 0]);
  status = 200;
  mock.timers.tick(15_000);
  await settled();
  assert.equal(asked.length, 1);
  mock.timers.tick(5_000);
  await settled();
  assert.deepEqual([asked.length, put.length], [2, 1]);
  status = 503;
  sources[0].changed("8", "ca_1");
  await settled();
  show(false);
  mock.timers.tick(60_000);
  await settled();
  assert.equal(asked.length, 3);
  mock.timers.reset();
});

test("a page that is not seen holds no stream, and goes on where it was", () => {
  element();
  sources[0].say("ready", "41");
  show(false);
  assert.equal(sources[0].readyState, FakeSource.CLOSED);
  show(true);
  assert.equal(sources[1].url, `${ENDPOINT}/updates?last_event_id=41`);
  show(true);
  assert.equal(sources.length, 2);
});

test("a backend without updates is asked once", () => {
  element();
  sources[0].refuse();
  show(false);
  show(true);
  assert.equal(sources.length, 1);
});

test("a backend that had updates is asked again when the page is seen again", () => {
  element();
  sources[0].say("ready", "41");
  sources[0].refuse();
  assert.equal(sources.length, 1);
  show(true);
  assert.equal(sources.length, 2);
});

test("the stream ends with the last element", () => {
  const [one, other] = [element(), element()];
  one.end();
  assert.equal(sources[0].readyState, 0);
  other.end();
  assert.equal(sources[0].readyState, FakeSource.CLOSED);
  show(true);
  assert.equal(sources.length, 1);
  element();
  assert.equal(sources.length, 2);
});

test("a reading that hangs, by a fetch that hears of no abort, ends after a while, and the next one is made", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const signals = [];
    const hanging = (request) => {
      asked.push(request.url);
      signals.push(request.signal);
      return signals.length === 1 ? new Promise(() => {}) : answering("ACTIVE")(request);
    };
    const { put, end } = element("ca_1", hanging);
    sources[0].changed("1", "ca_1");
    sources[0].changed("2", "ca_1");
    await settled();
    assert.equal(signals.length, 1);
    mock.timers.tick(20_000);
    await settled();
    assert.deepEqual(signals.map(({ aborted }) => aborted), [true, false]);
    assert.equal(put.length, 1);
    end();
  } finally {
    mock.timers.reset();
  }
});

test("a time limit that no timer can wait is as long as one can, and none that is negative", async () => {
  for (const [timeLimit, waits] of [[9_999_999, 2 ** 31 - 1], [Infinity, 2 ** 31 - 1], [-1, 20_000], [0, 20_000], [7, 7_000]]) {
    const set = mock.method(globalThis, "setTimeout", () => {});
    const handle = { put: () => true, read() {} };
    const end = follow({ endpoint: `${ENDPOINT}/`, account: "ca_1", connection: "", timeLimit, fetch: () => answering("ACTIVE"), handle: () => handle });
    sources.at(-1).changed("1", "ca_1");
    await settled();
    assert.deepEqual(set.mock.calls.map(({ arguments: [, wait] }) => wait), [waits], String(timeLimit));
    set.mock.restore();
    end();
  }
});

test("where there are no updates, what is shown is read once a minute while the page is seen", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  try {
    const all = [element("ca_9"), element("", undefined, "gmail")];
    const read = () => all.map(({ may }) => may);
    sources[0].refuse();
    assert.deepEqual(read(), [0, 0]);
    mock.timers.tick(60_000);
    assert.deepEqual(read(), [1, 1]);
    show(false);
    mock.timers.tick(600_000);
    assert.deepEqual(read(), [1, 1]);
    show(true);
    mock.timers.tick(60_000);
    assert.deepEqual(read(), [2, 2]);
    all.forEach(({ end }) => end());
    mock.timers.tick(600_000);
    assert.deepEqual(read(), [2, 2]);
    // Nothing was told to have changed, for which a backend that wants to be left alone would be asked as well.
    assert.deepEqual(all.map(({ read }) => read), [0, 0]);
  } finally {
    mock.timers.reset();
  }
});

test("a stream that has begun and is refused later is opened again, where it was", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { end } = element();
    sources[0].say("ready", "41");
    sources[0].refuse();
    assert.equal(sources.length, 1);
    mock.timers.tick(15_000);
    assert.equal(sources.length, 2);
    assert.equal(sources[1].url, `${ENDPOINT}/updates?last_event_id=41`);
    sources[1].refuse();
    end();
    mock.timers.tick(60_000);
    assert.equal(sources.length, 2);
  } finally {
    mock.timers.reset();
  }
});
