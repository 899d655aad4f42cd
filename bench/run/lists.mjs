// Lists of 1 to 10,000 accounts: how long until they are on the screen, what they weigh, how the search and a second
// reading feel. Without throttling, so that the processor is what is measured.

import { CHANGES } from "./accounts.mjs";
import { median, summary } from "./figures.mjs";
import { openTab } from "./tab.mjs";

export const SIZES = [1, 100, 1_000, 10_000];

/** What is typed, a key at a time: of 10,000 accounts it leaves 3,439, 299 and 100. */
const TYPED = "42@e";

/** A list is there when the statuses of as many rows as fit the window are. */
const FIRST_ROWS = 8;

/** A contender whose page takes so many milliseconds to measure is measured in fewer rounds. */
const SLOW = 30_000;
const SLOW_ROUNDS = 3;

export async function measureLists({ chromium, server, contenders, rounds, sizes = SIZES, say }) {
  const lists = contenders.filter(({ hasList }) => hasList);
  const samples = new Map();
  for (const size of sizes) {
    for (let round = 0; round < rounds; round += 1) {
      say(`${size} accounts: round ${round + 1} of ${rounds}`);
      for (const contender of lists) {
        const key = `${contender.name} ${size}`;
        const known = samples.get(key) ?? [];
        if (round >= SLOW_ROUNDS && known.some(({ all }) => all > SLOW)) continue;
        server.set(size, 0);
        samples.set(key, [...known, await load(chromium, server, contender, size)]);
      }
    }
  }
  const of = (name) => Object.fromEntries(sizes.map((size) => [size, summary(samples.get(`${name} ${size}`))]));
  return Object.fromEntries(lists.map(({ name }) => [name, of(name)]));
}

async function load(chromium, server, contender, size) {
  const began = Date.now();
  const least = Math.min(size, FIRST_ROWS);
  const tab = await openTab(chromium, contender, `${server.origin}/${contender.name}/`, { least, texts: contender.listTexts });
  try {
    const list = await tab.evaluate("bench.seen");
    await new Promise((settled) => setTimeout(settled, 400));
    const quiet = Math.max(list, await tab.evaluate("bench.quiet()"));
    const { js, wasm, dom } = await tab.heap();
    const change = size >= 2 * CHANGES && contender.again ? await read(tab, server, contender) : null;
    const { key, worstKey } = size > 1 ? await search(tab) : { key: null, worstKey: null };
    return { list, quiet, heap: js + wasm, js, wasm, dom, change, key, worstKey, all: Date.now() - began };
  } finally {
    await tab.close();
  }
}

/** The second reading, in which a hundred accounts are not what they were. */
async function read(tab, server, contender) {
  server.change();
  return tab.evaluate(`bench.change(["Connected"])`);
}

async function search(tab) {
  if (!(await tab.evaluate("bench.focusSearch()"))) return { key: null, worstKey: null };
  const times = [];
  for (let typed = 1; typed <= TYPED.length; typed += 1) {
    const measured = tab.evaluate(`bench.keystroke(${JSON.stringify(TYPED.slice(0, typed))})`);
    // The listener is to be there first.
    await tab.evaluate("0");
    await tab.type(TYPED[typed - 1]);
    times.push(await measured);
  }
  return { key: median(times), worstKey: Math.max(...times) };
}
