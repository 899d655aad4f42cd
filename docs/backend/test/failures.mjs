// failures.json: what the service answers to a call of its API, and what the browser is told then. The tests of our server read it too.
import { readFileSync } from "node:fs";
import { error } from "./scalekit.mjs";

const { groups, provider_words, rows } = JSON.parse(readFileSync(new URL("failures.json", import.meta.url), "utf8"));

const NO_WORDS = Object.fromEntries(Object.keys(provider_words).map((name) => [name, ""]));

/** The rows of a call, each with the service's `answer` and what is `told`. */
export function failuresOf(call) {
  return rows.filter(({ calls }) => (groups[calls] ?? calls).includes(call)).map((row) => ({ ...row, answer: answer(row), info: info(row) }));
}

function answer({ status, number, error_code, body, text, filler, headers = {}, tool_error_info = provider_words }) {
  if (error_code) return error(status, number, error_code, error_code === "TOOL_ERROR" ? { tool_error_info } : {}, headers);
  if (filler) return [status, { filler: "x".repeat(filler) }, headers];
  return [status, text === undefined ? body : Buffer.from(text), headers];
}

function info({ told, told_info, ...more }) {
  if (told[2] !== "TOOL_ERROR") return undefined;
  return told_info ?? ("tool_error_info" in more ? NO_WORDS : provider_words);
}
