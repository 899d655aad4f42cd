// What docs/backend.md shows is so: its code is in the handlers line by line, and its calls are answered as it says.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { HANDLERS, Host } from "./handlers.mjs";
import { Scalekit, toolError } from "./scalekit.mjs";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("backend.md");

/** Lines without what all of them begin with: spaces, or what makes them a comment. */
function dedent(lines) {
  const starts = lines.filter(Boolean).map((line) => line.match(/^((\/\/|#)?\s*)/)[0].length);
  const common = Math.min(...starts);
  return lines.map((line) => line.slice(common)).join("\n");
}

/** The snippets in the languages of the handlers, each with the files that its section links to. */
function* snippets() {
  for (const section of page.split(/^##+ /m)) {
    const files = [...section.matchAll(/\]\((backend\/[^)]+)\)/g)].map(([, file]) => file);
    for (const [, snippet] of section.matchAll(/^```(?:js|python|ruby|go)\n([^]*?)\n```$/gm)) yield { files, snippet };
  }
}

test("each file that is linked to is there, and each handler is shown", () => {
  const linked = [...page.matchAll(/\]\((backend\/[^)]+)\)/g)].map(([, file]) => file);
  for (const file of linked) assert.ok(read(file).length > 0, file);
  const shown = new Set([...snippets()].flatMap(({ files }) => files.map((file) => file.split("/")[1])));
  assert.deepEqual([...shown].sort(), ["go", "node", "python", "rails"]);
});

for (const { files, snippet } of snippets()) {
  test(`${files[0]}: ${snippet.split("\n")[0]}`, () => {
    const count = snippet.split("\n").length;
    const runs = files.flatMap((file) => {
      const lines = read(file).split("\n");
      return lines.map((_, from) => dedent(lines.slice(from, from + count)));
    });
    assert.ok(runs.includes(snippet), `these lines are not in ${files.join(", ")}:\n${snippet}`);
  });
}

test("the lines in Rust are of an example that is compiled", () => {
  const [, snippet] = page.match(/^```rust\n([^]*?)\n```$/m);
  const lines = read("../backend/examples/beside_an_app.rs").split("\n");
  const count = snippet.split("\n").length;
  assert.ok(lines.some((_, from) => dedent(lines.slice(from, from + count)) === snippet), snippet);
});

/** The calls of the page, as curl would make them, each with the answer that follows it at once. */
function* calls() {
  for (const [, command, answer] of page.matchAll(/^```sh\n(curl [^]*?)\n```\n(?:\n```json\n([^]*?)\n```)?/gm)) {
    const path = command.match(/app\.example\/v1\/connect([^\s']+)/)?.[1];
    if (path) yield { path, body: command.match(/-d '([^']*)'/)?.[1], answer };
  }
}

test("each provider that is understood is named, and no other", () => {
  const folder = new URL("../../../core/src/provider/", import.meta.url);
  const names = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), "utf8").match(/^ {4}name: "(.+)",$/m)[1]);
  const [, listed] = page.match(/services: ([^.]+)\. Any other is named/);
  const told = listed.replace(/ \([^)]+\)/g, "").split(/,\s+| and /);
  assert.deepEqual(told, names.sort((a, b) => a.localeCompare(b)));
});

let scalekit, host;

before(async () => {
  scalekit = await new Scalekit().start();
  host = await new Host().start(HANDLERS[0], scalekit.address, ["mara"]);
});

after(() => {
  host?.stop();
  scalekit.stop();
});

test("the calls are answered as they are shown", async () => {
  const mara = host.browser("mara");
  const made = [];
  for (const { path, body, answer } of calls()) {
    const sent = body && JSON.parse(body.replace("STATE", scalekit.links.at(-1)?.state));
    const { status, json } = await (sent ? mara.post(path, sent) : mara.get(path));
    assert.equal(status, 200, path);
    const told = JSON.parse(JSON.stringify(json).replaceAll(scalekit.address, "https://your-app.scalekit.com"));
    if (answer) assert.deepEqual(told, JSON.parse(answer), path);
    made.push(path.split("?")[0]);
  }
  assert.deepEqual(made, [
    "/accounts/ca_slack", "/accounts", "/accounts", "/authorization_link", "/verify", "/accounts/ca_gmail/refresh", "/tools/execute",
    "/accounts/ca_slack/disconnect",
  ]);
});

test("a provider's refusal looks as it is shown", async () => {
  const mara = host.browser("mara");
  scalekit.reset();
  scalekit.fail("POST /api/v1/execute_tool", toolError(401, 16));
  const { json } = await mara.post("/tools/execute", { connected_account_id: "ca_gmail", tool_name: "gmail_get_profile" });
  const [, shown] = page.match(/^## Errors[^]*?^```json\n([^]*?)\n```$/m);
  assert.deepEqual(json, JSON.parse(shown));
});
