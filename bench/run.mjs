// Measures the built contenders and writes what came out: `node run.mjs --pages <folder> [--rounds N] [--only first,lists,mounts]`.
//
// What comes out is written to results.json, results.svg and README.md once all parts and contenders have been measured. Parts that are
// left out are taken from results.json, where they were measured on the same day, with the same browser, of the same commit.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Chromium } from "./run/chromium.mjs";
import { CONTENDERS } from "./run/contenders.mjs";
import { measureFirst } from "./run/first.mjs";
import { measureLists } from "./run/lists.mjs";
import { measureMounts } from "./run/mounts.mjs";
import { picture } from "./run/picture.mjs";
import { report } from "./run/report.mjs";
import { serve } from "./run/server.mjs";

const PARTS = { first: measureFirst, lists: measureLists, mounts: measureMounts };

const { values } = parseArgs({
  options: {
    pages: { type: "string" },
    rounds: { type: "string", default: "9" },
    only: { type: "string", default: Object.keys(PARTS).join() },
    contenders: { type: "string", default: CONTENDERS.map(({ name }) => name).join() },
  },
});
if (!values.pages) throw new Error("--pages is the folder with a folder of each contender");
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is a number of rounds, not ${values.rounds}`);
const parts = values.only.split(",").filter(Boolean);
const contenders = CONTENDERS.filter(({ name }) => values.contenders.split(",").includes(name));

const here = (name) => join(import.meta.dirname, name);
const packageOf = (path) => JSON.parse(readFileSync(here(path), "utf8"));

/** What was measured, as it was installed. */
function versions() {
  const installed = (contender, name) => packageOf(`contenders/${contender}/node_modules/${name}/package.json`).version;
  const of = (contender, names) => Object.fromEntries(names.map((name) => [name, installed(contender, name)]));
  return {
    ours: { "connection-doctor": packageOf("../element/package.json").version, commit: commit() },
    "workos-pipes": of("workos-pipes", ["@workos-inc/widgets", "@radix-ui/themes", "@tanstack/react-query", "react", "esbuild"]),
    clerk: of("clerk", ["@clerk/clerk-js", "@clerk/ui"]),
    preact: of("preact", ["preact", "esbuild"]),
  };
}

/** The newest commit that changed the package. */
function commit() {
  const sources = ["answers", "core", "element", "src", "style", "Cargo.lock"].map((name) => `:/${name}`);
  try {
    return execFileSync("git", ["log", "-1", "--format=%h", "--", ...sources], { cwd: import.meta.dirname, encoding: "utf8" }).trim();
  } catch {
    return null;
  }
}

/** What was measured of the same before. */
function earlier({ date, chromium, versions }) {
  if (!existsSync(here("results.json")) || parts.length === Object.keys(PARTS).length) return {};
  const known = packageOf("results.json");
  const isSame = [date, chromium, versions.ours.commit].join() === [known.date, known.chromium, known.versions.ours.commit].join();
  return isSame ? known : {};
}

const began = Date.now();
const say = (text) => console.error(`  ${Math.round((Date.now() - began) / 1000)} s: ${text}`);

const load = loadavg()[0];
const server = await serve(contenders.map(({ name }) => [name, join(values.pages, name)]));
const chromium = await Chromium.start();
try {
  const results = {
    date: new Date(began).toISOString().slice(0, 10),
    rounds,
    machine: {
      processors: availableParallelism(),
      processor: cpus()[0].model,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${process.arch}`,
      // What else was running when it began; a busy machine slows all contenders.
      loadBefore: Math.round(load * 10) / 10,
    },
    chromium: chromium.version,
    node: process.versions.node,
    versions: versions(),
  };
  Object.assign(results, earlier(results));
  for (const part of parts) results[part] = await PARTS[part]({ chromium, server, contenders, rounds, say });
  if (parts.length) results.machine.loadAfter = Math.round(loadavg()[0] * 10) / 10;

  if (Object.keys(PARTS).every((part) => results[part]) && contenders.length === CONTENDERS.length) {
    writeFileSync(here("results.json"), `${JSON.stringify(results, null, 1)}\n`);
    writeFileSync(here("results.svg"), picture(results));
    const readme = readFileSync(here("README.md"), "utf8");
    const text = report(results);
    const [before, after] = [readme.split("<!-- results -->")[0], readme.split("<!-- end of results -->")[1]];
    writeFileSync(here("README.md"), `${before}<!-- results -->\n\n${text}\n<!-- end of results -->${after}`);
    console.log(text);
  } else {
    console.log(JSON.stringify(results, null, 1));
  }
} finally {
  await chromium.close();
  server.close();
}
