// What concerns the handler in Node alone: the server and the middleware around it, whose answers it has to leave as they are.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { APP, COOKIE_KEY } from "./handlers.mjs";
import { CREDENTIALS, Scalekit } from "./scalekit.mjs";

let scalekit, connectionDoctor;

before(async () => {
  scalekit = await new Scalekit().start();
  Object.assign(process.env, CREDENTIALS, { APP_ORIGIN: APP, SCALEKIT_ENVIRONMENT_URL: scalekit.address, COOKIE_KEY });
  ({ connectionDoctor } = await import("../node/connection-doctor.mjs"));
});

beforeEach(() => scalekit.reset());
after(() => scalekit.stop());

/** Asks a server with this listener, and gives the answer when the listener is through. What it throws is thrown. */
async function ask(path, listener, body) {
  let done;
  const server = createServer((request, response) => {
    request.session = { userId: "mara" };
    done = listener(request, response);
  });
  await new Promise((started) => server.listen(0, "127.0.0.1", started));
  try {
    const headers = { origin: APP, "content-type": "application/json" };
    const sent = body ? { method: "POST", headers, body: JSON.stringify(body) } : {};
    const answer = await fetch(`http://127.0.0.1:${server.address().port}${path}`, sent);
    await done;
    return { status: answer.status, cookies: answer.headers.getSetCookie(), text: await answer.text() };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("the cookies that were set before are kept", async () => {
  const link = { connection_name: "notion" };
  // A list of the app's own may be used for the next request as well, so nothing is put into it.
  for (const before of [[], "session=2; Path=/", Object.freeze(["session=2; Path=/", "other=1"])]) {
    const { status, cookies } = await ask("/v1/connect/authorization_link", (request, response) => {
      if (before.length > 0) response.setHeader("Set-Cookie", before);
      return connectionDoctor(request, response);
    }, link);
    assert.equal(status, 200);
    assert.deepEqual(cookies.slice(0, -1), [before].flat());
    assert.match(cookies.at(-1), /^connection_doctor_state_/);
  }
});

test("what a time-out has answered in the meantime stays", async () => {
  scalekit.fail("GET /api/v1/connected_accounts", later(300));
  const { status, text } = await ask("/v1/connect/accounts", (request, response) => {
    setTimeout(() => response.writeHead(503).end("too slow"), 100);
    return connectionDoctor(request, response);
  });
  assert.deepEqual([status, text], [503, "too slow"]);
});

test("a browser that has left is not answered", async () => {
  scalekit.fail("GET /api/v1/connected_accounts", later(300));
  let done;
  const left = ask("/v1/connect/accounts", (request, response) => {
    setTimeout(() => response.destroy(), 100);
    return (done = connectionDoctor(request, response));
  });
  await assert.rejects(left);
  await done;
});

test("the server that is shown passes on what is below the path, and to the app all else", async () => {
  const source = readFileSync(new URL("../node/connection-doctor.mjs", import.meta.url), "utf8");
  const [shown] = source.match(/^\/\/ +createServer\([^]*?^\/\/ +\}\);$/m);
  const made = new Function("createServer", "connectionDoctor", "app", shown.replaceAll(/^\/\/ +/gm, ""));
  let listener;
  made((given) => (listener = given), connectionDoctor, (_, response) => response.end("the app"));
  for (const path of ["/", "/v1/connected", "/other?a=/v1/connect/"]) assert.equal((await ask(path, listener)).text, "the app");
  assert.equal((await ask("/v1/connect/accounts", listener)).status, 200);
});

test("a listener beside the app's own leaves the app's answers alone", async () => {
  const { status, text } = await ask("/", (request, response) => {
    response.end("the app");
    return connectionDoctor(request, response);
  });
  assert.deepEqual([status, text], [200, "the app"]);
});

test("whatever the app's session throws is a failure of the backend", async () => {
  const { status, text } = await ask("/v1/connect/accounts", (request, response) => {
    Object.defineProperty(request, "session", { get: () => { throw null; } });
    return connectionDoctor(request, response);
  });
  assert.equal(status, 500, text);
});
