// Chromium, and what is said to it: the DevTools protocol over a pipe, without a library in between.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { existsSync } from "node:fs";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const FLAGS = [
  "--headless=new",
  "--remote-debugging-pipe",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-extensions",
  "--disable-sync",
  "--hide-scrollbars",
  "--window-size=800,900",
];

function find() {
  const given = process.env.CHROMIUM;
  if (given) return given;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of NAMES) if (existsSync(join(folder, name))) return join(folder, name);
  }
  throw new Error(`none of ${NAMES.join(", ")} is on PATH`);
}

export class Chromium {
  #child;
  #profile;
  #next = 0;
  #waiting = new Map();
  #sessions = new Map();

  static async start() {
    const chromium = new Chromium();
    chromium.#profile = await mkdtemp(join(tmpdir(), "connection-doctor-bench-"));
    const isRoot = process.getuid?.() === 0;
    // Root has no sandbox to give away.
    const flags = [...FLAGS, ...(isRoot ? ["--no-sandbox"] : []), `--user-data-dir=${chromium.#profile}`];
    chromium.#child = spawn(find(), flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    chromium.#child.once("exit", (code) => chromium.#end(new Error(`Chromium has ended (${code})`)));
    chromium.#listen(chromium.#child.stdio[4]);
    const { product } = await chromium.send("Browser.getVersion");
    chromium.version = product.replace(/^.*\//, "");
    return chromium;
  }

  /** Sends a command and gives its result. */
  send(method, params = {}, sessionId = undefined) {
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** A tab with nothing cached and nothing kept, in a process of its own. */
  async open() {
    const { browserContextId } = await this.send("Target.createBrowserContext");
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const listeners = new Map();
    this.#sessions.set(sessionId, listeners);
    return {
      send: (method, params) => this.send(method, params, sessionId),
      on: (event, listener) => listeners.set(event, listener),
      close: async () => {
        this.#sessions.delete(sessionId);
        await this.send("Target.disposeBrowserContext", { browserContextId });
      },
    };
  }

  async close() {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    // Its answer may be lost with the pipe.
    this.send("Browser.close").catch(() => {});
    await ended;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  #listen(pipe) {
    const parts = [];
    pipe.on("data", (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
        parts.push(chunk.subarray(start, end));
        this.#hear(JSON.parse(Buffer.concat(parts.splice(0)).toString()));
        start = end + 1;
      }
      parts.push(chunk.subarray(start));
    });
  }

  #hear({ id, method, params, sessionId, result, error }) {
    if (!id) return this.#sessions.get(sessionId)?.get(method)?.(params);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting.resolve(result);
  }

  #end(error) {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
