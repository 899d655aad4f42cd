// How long each handler waits for a service that answers drop by drop. They wait at the same time, for that takes their real limits.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HANDLERS, Host } from "./handlers.mjs";
import { drips, Scalekit } from "./scalekit.mjs";

/** What a call gets, and what a busy machine may need beside that, in seconds. */
const LIMIT = 20;
const LEEWAY = 8;

const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

describe("An answer that drips does not outlast the limit of a call", { concurrency: true }, () => {
  for (const handler of HANDLERS) {
    test(handler.name, { skip: handler.skip, timeout: 60_000 }, async (context) => {
      const scalekit = await new Scalekit().start();
      context.after(() => scalekit.stop());
      const host = await new Host().start(handler, scalekit.address, ["mara", "sam"]);
      context.after(() => host.stop());
      const [mara, sam] = ["mara", "sam"].map((person) => host.browser(person));

      // Sam's process has a token from here on, so that other calls can drip for it.
      assert.equal((await sam.get("/accounts?connection_name=gmail")).status, 200);
      scalekit.fail("POST /oauth/token", drips("HTTP/1.1 200 O"));
      scalekit.fail("GET /api/v1/connected_accounts/details", drips(`${HEAD}x-slow: `));
      scalekit.fail("GET /api/v1/connected_accounts", drips(`${HEAD}content-length: 100000\r\n\r\n`));
      scalekit.fail("POST /api/v1/connected_accounts/magic_link", drips(`${HEAD}transfer-encoding: chunked\r\n\r\n`));
      const began = performance.now();
      const answers = await Promise.all([
        mara.get("/accounts"),
        mara.get("/accounts"),
        sam.get("/accounts/ca_sam"),
        sam.get("/accounts"),
        sam.post("/authorization_link", { connection_name: "notion" }),
      ]);
      const seconds = (performance.now() - began) / 1000;
      assert.deepEqual(answers.map(({ status, json }) => [status, json.details[0].error_code]), Array(5).fill([504, "DEADLINE_EXCEEDED"]));
      assert.ok(seconds > LIMIT - 1 && seconds < LIMIT + LEEWAY, `${seconds} s`);
      // Nobody waits for what was given up.
      assert.equal((await mara.get("/accounts")).status, 200);
      assert.equal((await sam.get("/accounts/ca_sam")).status, 200);
    });
  }
});
