// Runs in each page before anything of it. It finds out when something is on the screen, in the same way for all
// contenders: it looks at each change of the page and of its shadow roots, and then waits until the frame is painted.

(() => {
  const config = CONFIG; // Put here by tab.mjs.
  let roots = [document];
  const memories = new Set();
  const waiting = new Set();
  const longTasks = [];

  const look = () => {
    for (const wait of [...waiting]) {
      if (!wait.isThere()) continue;
      waiting.delete(wait);
      painted().then(wait.resolve);
    }
  };
  const observer = new MutationObserver(look);
  const observe = (root) => observer.observe(root, { childList: true, characterData: true, subtree: true });
  observe(document);

  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = attachShadow.call(this, init);
    roots.push(root);
    observe(root);
    return root;
  };

  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await real.apply(WebAssembly, args);
      for (const value of Object.values((made.instance ?? made).exports)) {
        if (value instanceof WebAssembly.Memory) memories.add(value);
      }
      return made;
    };
  }

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });

  /** The time at which what is in the page now is on the screen. */
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          port1.close();
          resolve(performance.now());
        };
        port2.postMessage(0);
      });
    });

  /** Whether this many texts say a status. Stops at the last one needed, for lists are long. */
  const says = (texts, least) => {
    let found = 0;
    for (const root of roots) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (found < least && walker.nextNode()) {
        if (texts.includes(walker.currentNode.data.trim())) found += 1;
      }
    }
    return found >= least;
  };

  const rows = () => roots.flatMap((root) => [...root.querySelectorAll(config.row)]);

  const when = (isThere) =>
    new Promise((resolve) => {
      waiting.add({ isThere, resolve });
      look();
    });

  const press = (element) => element.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true }));

  window.bench = {
    /** When so many statuses are on the screen, in milliseconds since the navigation began. */
    seen: when(() => says(config.texts, config.least)),

    blocked: (until) => longTasks.reduce((sum, { startTime, duration }) => sum + (startTime < until ? Math.max(0, duration - 50) : 0), 0),

    /** The end of the last long task so far. */
    quiet: () => Math.max(0, ...longTasks.map(({ startTime, duration }) => startTime + duration)),

    wasm: () => [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),

    rows: () => rows().length,

    focusSearch() {
      const field = roots.map((root) => root.querySelector("input[type=search]")).find(Boolean);
      field?.focus();
      return Boolean(field);
    },

    /** The time from the next key to the frame in which all that is seen holds what was typed. */
    keystroke(query) {
      return new Promise((resolve) => {
        const began = (event) => {
          const check = (at) => {
            const seen = rows().slice(0, 20);
            const isFiltered = seen.length > 0 && seen.every((row) => row.textContent.includes(query));
            if (isFiltered) resolve(at - event.timeStamp);
            else painted().then(check);
          };
          painted().then(check);
        };
        addEventListener("keydown", began, { capture: true, once: true });
      });
    },

    /** Has the accounts read again, and gives the time from the end of the answer to the frame in which the first account works. */
    async change(texts) {
      const first = () => texts.some((text) => rows()[0]?.textContent.includes(text));
      if (first()) throw new Error("the first account works already");
      const seen = when(first);
      config.again();
      const at = await seen;
      const answers = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(config.api));
      return at - answers.at(-1).responseEnd;
    },

    /** Mounts, waits for the statuses and unmounts, so many times. */
    async cycle(times) {
      for (let at = 0; at < times; at += 1) {
        const unmount = window.mount();
        await when(() => says(config.texts, config.least));
        unmount();
        await new Promise((done) => setTimeout(done));
        // What is gone is not ours to keep, and neither is what the browser keeps for us.
        roots = [document];
        longTasks.length = 0;
        performance.clearResourceTimings();
      }
    },
  };
})();
