// A thousand mounts and unmounts in one page: what stays behind.

import { round } from "./figures.mjs";
import { codeSize } from "./snapshot.mjs";
import { openTab } from "./tab.mjs";

const FIRST = 50;
const ALL = 1_000;
const ACCOUNTS = 10;

export async function measureMounts({ chromium, server, contenders, say, all = ALL }) {
  const found = {};
  for (const contender of contenders.filter(({ hasList }) => hasList)) {
    say(`${all} mounts: ${contender.title}`);
    // Neither network nor backend is measured, so answers come at once.
    server.set(ACCOUNTS, 0, 0);
    const tab = await openTab(chromium, contender, `${server.origin}/${contender.name}/mounts.html`, { least: ACCOUNTS, texts: contender.listTexts });
    try {
      found[contender.name] = await cycle(tab, all);
    } finally {
      await tab.close();
    }
  }
  return found;
}

async function cycle(tab, all) {
  await tab.evaluate("new Promise((loaded) => document.readyState === 'complete' ? loaded() : addEventListener('load', loaded))");
  // What DevTools remembers of each request would look like something that the page keeps.
  await tab.send("Network.disable");
  const before = await state(tab);
  await tab.evaluate("bench.cycle(1)");
  const one = await state(tab);
  await tab.evaluate(`bench.cycle(${FIRST - 1})`);
  const first = await state(tab);
  const began = Date.now();
  for (let done = FIRST; done < all; done += FIRST) await tab.evaluate(`bench.cycle(${FIRST})`);
  const each = (Date.now() - began) / (all - FIRST);
  const last = await state(tab);
  return {
    all,
    before,
    one,
    first,
    last,
    each: round(each),
    growth: growth(first.heap, last.heap),
    growthWithoutCode: growth(first.heap - first.code, last.heap - last.code),
    // Those of the page itself were there before, and those that the first mount leaves are for good.
    listenersLeft: last.listeners - first.listeners,
    nodesLeft: last.nodes - first.nodes,
    pageListenersLeft: surplus(last.pageListeners, before.pageListeners),
  };
}

/** In percent. */
const growth = (before, after) => Math.round((after / before - 1) * 10_000) / 100;

async function state(tab) {
  const { js, wasm, dom } = await tab.heap();
  const counts = await tab.counts();
  return { heap: js + wasm, js, wasm, dom, code: await codeSize(tab), ...counts, pageListeners: await tab.pageListeners() };
}

/** What is in one list and not in the other, which may have the same more than once. */
function surplus(list, other) {
  const rest = [...other];
  return list.filter((entry) => {
    const at = rest.indexOf(entry);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
