// What concerns the handler in Rails alone: Rails signs and dates its cookies.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { COOKIE_KEY, HANDLERS, Host } from "./handlers.mjs";
import { Scalekit } from "./scalekit.mjs";

const handler = HANDLERS.find(({ name }) => name === "Rails");
const app = fileURLToPath(new URL("rails_host.rb", import.meta.url));

/** A cookie that Rails has signed and not dated. */
function undated(name, value) {
  const options = { encoding: "utf8", env: { ...process.env, COOKIE_KEY } };
  const { stdout, stderr } = spawnSync("ruby", [app, name, JSON.stringify(value)], options);
  assert.match(stdout, /^\S+\n$/, stderr);
  return encodeURIComponent(stdout.trim());
}

test("a sign-in that took more than an hour is not verified, by its own time", { skip: handler.skip }, async (context) => {
  const scalekit = await new Scalekit().start();
  context.after(() => scalekit.stop());
  const host = await new Host().start(handler, scalekit.address, ["mara"]);
  context.after(() => host.stop());
  const mara = host.browser("mara");
  await mara.post("/authorization_link", { connected_account_id: "ca_gmail" });
  const [{ state }] = scalekit.links;
  const [[name]] = mara.states();
  for (const [minutes, status] of [[61, 403], [59, 200]]) {
    const at = Date.now() / 1_000 - minutes * 60;
    mara.cookies.set(name, undated(name, { state, person: "mara", connector: "gmail", at }));
    assert.equal((await mara.post("/verify", { auth_request_id: "areq_1", state })).status, status, `after ${minutes} minutes`);
  }
});
