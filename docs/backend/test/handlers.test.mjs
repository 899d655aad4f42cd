// What the tests need of their own: a handler that does not start must not keep them from ending.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

/** Starts a handler whose process for nobody ends at once. The other one waits, as a server does. */
const STARTS = `
  import { Host } from ${JSON.stringify(new URL("handlers.mjs", import.meta.url))};
  const server = "process.env.DEMO_PERSON ? process.stdin.resume() : process.exit(1)";
  const handler = { command: () => [process.execPath, "-e", server] };
  await new Host().start(handler, "http://127.0.0.1", ["mara", ""]).catch(({ message }) => console.log(message));
`;

test("where one process does not start, none is left", () => {
  const options = { encoding: "utf8", timeout: 20_000 };
  const { signal, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", STARTS], options);
  assert.match(stdout, /^the handler did not start/);
  assert.equal(signal, null, "it did not end by itself");
});
