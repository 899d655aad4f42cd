// One page in one tab, from its first byte to what it leaves in the heap.

import { readFile } from "node:fs/promises";

const PROBE = await readFile(new URL("probe.js", import.meta.url), "utf8");

/** The networks and processors that a page is loaded with; times are in milliseconds, throughputs in bits per second. */
export const CONDITIONS = {
  slow: { title: "slow 4G, CPU 4×", latency: 150, down: 1_600_000, up: 750_000, cpu: 4 },
  fast: { title: "fast 4G", latency: 60, down: 9_000_000, up: 1_500_000, cpu: 1 },
  none: { title: "no throttle", latency: 0, down: 0, up: 0, cpu: 1 },
};

/** A page that takes longer has failed. */
const LIMIT = 180_000;

const within = (promise, what) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took longer than ${LIMIT / 1000} s`)), LIMIT);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Opens a contender's page. `least` statuses are waited for. */
export async function openTab(chromium, contender, url, { least = 1, texts = contender.texts, condition = CONDITIONS.none } = {}) {
  const tab = await chromium.open();
  const requests = new Map();
  let began;
  tab.on("Network.requestWillBeSent", ({ requestId, timestamp, request }) => {
    began ??= timestamp;
    requests.set(requestId, { url: request.url, bytes: 0, parts: [] });
  });
  tab.on("Network.dataReceived", ({ requestId, timestamp, encodedDataLength }) => {
    requests.get(requestId)?.parts.push({ at: timestamp, bytes: encodedDataLength });
  });
  tab.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const request = requests.get(requestId);
    if (request) Object.assign(request, { finished: timestamp, bytes: encodedDataLength });
  });

  await tab.send("Page.enable");
  await tab.send("Network.enable");
  await tab.send("Performance.enable");
  await tab.send("Emulation.setDeviceMetricsOverride", { width: 800, height: 900, deviceScaleFactor: 1, mobile: false });
  await tab.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  await tab.send("Emulation.setCPUThrottlingRate", { rate: condition.cpu });
  if (condition.down) {
    await tab.send("Network.emulateNetworkConditions", {
      offline: false,
      latency: condition.latency,
      downloadThroughput: condition.down / 8,
      uploadThroughput: condition.up / 8,
    });
  }
  const { row = "body", again = "() => {}", api = "" } = contender;
  const config = `{ texts: ${JSON.stringify(texts)}, least: ${least}, row: ${JSON.stringify(row)}, api: ${JSON.stringify(api)}, again: ${again} }`;
  await tab.send("Page.addScriptToEvaluateOnNewDocument", { source: PROBE.replace("CONFIG", () => config) });
  await tab.send("Page.navigate", { url });

  /** Evaluates an expression in the page, and waits where it is a promise. */
  const evaluate = async (expression) => {
    const asked = tab.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = await within(asked, `${contender.name}: ${expression}`);
    if (exceptionDetails) throw new Error(`${contender.name}: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value;
  };

  return {
    send: tab.send,
    on: tab.on,
    close: tab.close,
    evaluate,

    /** What came over the network by a time of the page's own clock, in bytes. */
    bytes(millis) {
      const until = began + millis / 1000;
      const by = ({ finished, bytes, parts }) =>
        finished <= until ? bytes : parts.reduce((sum, part) => sum + (part.at <= until ? part.bytes : 0), 0);
      return [...requests.values()].reduce((sum, request) => sum + by(request), 0);
    },

    requests: () => [...requests.values()].map(({ url, bytes }) => ({ url, bytes })),

    /** What is left after a collection: JavaScript's heap and the WebAssembly memory, in bytes. */
    async heap() {
      // What the first collection lets go of, finalizers free in the second.
      for (let at = 0; at < 3; at += 1) {
        await tab.send("HeapProfiler.collectGarbage");
        await new Promise((done) => setTimeout(done, 50));
      }
      const { usedSize, embedderHeapUsedSize } = await tab.send("Runtime.getHeapUsage");
      return { js: usedSize, wasm: await evaluate("bench.wasm()"), dom: embedderHeapUsedSize };
    },

    async counts() {
      const { metrics } = await tab.send("Performance.getMetrics");
      const of = (wanted) => metrics.find(({ name }) => name === wanted).value;
      return { nodes: of("Nodes"), listeners: of("JSEventListeners") };
    },

    /** The listeners on what outlives a widget, by type. */
    async pageListeners() {
      const found = [];
      for (const place of ["window", "document", "document.documentElement", "document.body"]) {
        const { result } = await tab.send("Runtime.evaluate", { expression: place });
        const { listeners } = await tab.send("DOMDebugger.getEventListeners", { objectId: result.objectId });
        found.push(...listeners.map(({ type }) => `${place} ${type}`));
        await tab.send("Runtime.releaseObject", { objectId: result.objectId });
      }
      return found.sort();
    },

    async type(key) {
      await tab.send("Input.dispatchKeyEvent", { type: "keyDown", text: key, key });
      await tab.send("Input.dispatchKeyEvent", { type: "keyUp", key });
    },

    async screenshot() {
      const { data } = await tab.send("Page.captureScreenshot", { format: "png" });
      return Buffer.from(data, "base64");
    },
  };
}
