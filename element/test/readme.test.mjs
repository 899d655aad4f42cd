// What the README shows of the examples is in them, line by line, so that it runs as written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "./sources.mjs";

const sections = read("README.md").split(/^## /m).filter((section) => section.startsWith("In ")).join("");

/** Lines without what all of them are indented by. */
function dedent(lines) {
  const indents = lines.filter(Boolean).map((line) => line.match(/^ */)[0].length);
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common)).join("\n");
}

/** The snippets of these sections, each with the example that was linked to last. */
function* snippets() {
  let example;
  for (const [, link, snippet] of sections.matchAll(/\]\((examples\/[^)]+)\)|^```\w+\n([^]*?)\n```$/gm)) {
    if (link) example = link;
    else yield { example, snippet };
  }
}

test("there are snippets of each example", () => {
  const folders = new Set([...snippets()].map(({ example }) => example.split("/")[1]));
  assert.deepEqual([...folders].sort(), ["leptos", "plain", "react-vite", "vue-vite", "webpack"]);
});

for (const { example, snippet } of snippets()) {
  test(`${example}: ${snippet.split("\n")[0]}`, () => {
    const lines = read(example).split("\n");
    const count = snippet.split("\n").length;
    const runs = lines.map((_, from) => dedent(lines.slice(from, from + count)));
    assert.ok(runs.includes(snippet), `these lines are not in ${example}:\n${snippet}`);
  });
}
