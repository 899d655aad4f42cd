// The first status: what it costs to read that one account needs its person.

import { CONDITIONS, openTab } from "./tab.mjs";
import { summary } from "./figures.mjs";

/** Long tasks are told a moment after they are over. */
const SETTLE = 400;

/** Each contender in each condition, one after the other, as often as asked. */
export async function measureFirst({ chromium, server, contenders, rounds, say }) {
  const samples = new Map();
  for (let round = 0; round < rounds; round += 1) {
    for (const [condition, settings] of Object.entries(CONDITIONS)) {
      say(`first status, ${settings.title}: round ${round + 1} of ${rounds}`);
      for (const contender of contenders) {
        server.set(1, settings.latency);
        const sample = await load(chromium, server, contender, settings);
        const key = `${contender.name} ${condition}`;
        samples.set(key, [...(samples.get(key) ?? []), sample]);
      }
    }
  }
  const of = (name) => Object.fromEntries(Object.keys(CONDITIONS).map((condition) => [condition, summary(samples.get(`${name} ${condition}`))]));
  return Object.fromEntries(contenders.map(({ name }) => [name, of(name)]));
}

async function load(chromium, server, contender, condition) {
  const tab = await openTab(chromium, contender, `${server.origin}/${contender.name}/`, { condition });
  try {
    const status = await tab.evaluate("bench.seen");
    await new Promise((settled) => setTimeout(settled, SETTLE));
    const blocked = await tab.evaluate(`bench.blocked(${status})`);
    const { js, wasm, dom } = await tab.heap();
    return { status, bytes: tab.bytes(status), blocked, heap: js + wasm, dom };
  } finally {
    await tab.close();
  }
}
