// The results as tables.

import { CONTENDERS } from "./contenders.mjs";
import { SIZES } from "./lists.mjs";
import { CONDITIONS } from "./tab.mjs";

const table = (head, rows) => {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at ? "---:" : "---"))), ...rows.map(line)].join("\n");
};

const whole = (value) => Math.round(value).toLocaleString("en");
const ms = (value) => (value === undefined ? "–" : `${whole(value)} ms`);
const kilo = (value) => `${(value / 1000).toFixed(1)} KB`;
const mega = (value) => (value === undefined ? "–" : `${(value / 1e6).toFixed(1)} MB`);
const percent = (value) => `${value.toFixed(1)} %`;
const times = (ours, theirs) => (ours === undefined || theirs === undefined ? "–" : (ours / theirs).toFixed(2));

const lists = CONTENDERS.filter(({ hasList }) => hasList);
const others = CONTENDERS.filter(({ name }) => name !== "ours");

function first({ first }) {
  const head = ["", "bytes", ...Object.values(CONDITIONS).flatMap(({ title }) => [`status, ${title}`, "blocked"]), "heap after"];
  return table(head, CONTENDERS.map(({ name, title }) => {
    const of = first[name];
    const conditions = Object.keys(CONDITIONS).flatMap((condition) => [ms(of[condition].status), ms(of[condition].blocked)]);
    return [title, kilo(of.slow.bytes), ...conditions, mega(of.none.heap)];
  }));
}

function sizes({ lists: measured, rounds }) {
  return table(
    ["", "", "time to list", "JS + wasm heap", "DOM heap", "a key in the search", "the slowest key", "100 changes"],
    SIZES.flatMap((size) => lists.map(({ name, title }) => {
      const of = measured[name][size];
      const note = of.samples < rounds ? ` (${of.samples} rounds)` : "";
      return [`${whole(size)}`, title + note, ms(of.list), mega(of.heap), mega(of.dom), ms(of.key), ms(of.worstKey), ms(of.change)];
    })),
  );
}

function ratios({ first, lists: measured }) {
  const { ours } = first;
  const head = ["ours, as a multiple of", "bytes", ...Object.values(CONDITIONS).map(({ title }) => `status, ${title}`), "1,000: list", "1,000: heap", "10,000: list", "10,000: heap", "10,000: key", "10,000: 100 changes"];
  return table(head, others.map(({ name, title, hasList }) => {
    const conditions = Object.keys(CONDITIONS).map((condition) => times(ours[condition].status, first[name][condition].status));
    const of = (size, figure) => (hasList ? times(measured.ours[size][figure], measured[name][size][figure]) : "–");
    return [title, times(ours.slow.bytes, first[name].slow.bytes), ...conditions, of(1_000, "list"), of(1_000, "heap"), of(10_000, "list"), of(10_000, "heap"), of(10_000, "key"), of(10_000, "change")];
  }));
}

function mounts({ mounts: measured }) {
  return table(
    ["", "heap after 50", "after 1,000", "growth", "growth without compiled code", "nodes more than after 50", "listeners more than after 50", "on the page, which were not there before", "each"],
    lists.map(({ name, title }) => {
      const { first, last, growth, growthWithoutCode, nodesLeft, listenersLeft, pageListenersLeft, each } = measured[name];
      return [title, mega(first.heap), mega(last.heap), percent(growth), percent(growthWithoutCode), nodesLeft, listenersLeft, pageListenersLeft.join(", ") || "none", ms(each)];
    }),
  );
}

/** What the project has set itself, and where it stands. */
export function goals({ first, lists: measured, mounts }) {
  const list = measured.ours[1_000];
  const pipes = measured["workos-pipes"][1_000];
  const slow = first.ours.slow;
  const left = mounts.ours.listenersLeft;
  return [
    ["bytes for the first status, with the page, the answer and all headers", 100_000, slow.bytes, kilo],
    ["time to status, slow 4G + CPU 4×, to WorkOS Pipes", 0.55, slow.status / first["workos-pipes"].slow.status],
    ["the same, to the floor", 1.5, slow.status / first.floor.slow.status],
    ["1,000 accounts: time to list, to WorkOS Pipes", 0.2, list.list / pipes.list],
    ["1,000 accounts: heap, to WorkOS Pipes", 0.2, list.heap / pipes.heap],
    ["10,000 accounts: a key in the search", 50, measured.ours[10_000].key, ms],
    ["the same, the slowest key", 50, measured.ours[10_000].worstKey, ms],
    ["1,000 mounts: listeners left", 0, left, String],
    ["1,000 mounts: heap above that after the first 50", 2, mounts.ours.growth, percent],
    ["the same, without compiled code", 2, mounts.ours.growthWithoutCode, percent],
  ].map(([what, goal, value, show = (number) => number.toFixed(2)]) => ({ what, goal: show(goal), value: show(value), isMet: value <= goal }));
}

export function report(results) {
  const { date, rounds, machine, chromium, node, versions } = results;
  const list = (of) => Object.entries(of).filter(([, version]) => version).map(([name, version]) => `${name} ${version}`).join(", ");
  return `Measured on ${date}: Chromium ${chromium}, headless; Node ${node}; ${machine.processors} processors (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}; load ${machine.loadBefore} before and
${machine.loadAfter} after. Medians of ${rounds} rounds. Ours: ${list(versions.ours)}. WorkOS Pipes: ${list(versions["workos-pipes"])}. Clerk: ${list(versions.clerk)}. Preact: ${list(versions.preact)}.

![Bars of the main figures](results.svg)

### Goals

${table(["", "at most", "measured", "met"], goals(results).map(({ what, goal, value, isMet }) => [what, goal, value, isMet ? "yes" : "**no**"]))}

### The first status, of one account that needs its person

${first(results)}

### Lists, without throttling

${sizes(results)}

### Ratios

${ratios(results)}

### A thousand mounts and unmounts, of ten accounts each

${mounts(results)}
`;
}
