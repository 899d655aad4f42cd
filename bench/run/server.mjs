// One server for all contenders: their files and what their backends answer, compressed once and kept.

import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, posix, relative, sep } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { ROUTES } from "./accounts.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** So long a backend takes, in milliseconds. */
const BACKEND = 200;

const compress = (bytes, quality) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });

/** The files below each folder, by the path that they are served at, as they are sent. */
async function load(folders) {
  const files = new Map();
  for (const [name, folder] of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const type = TYPES[extname(entry.name)];
      if (!type || !entry.isFile()) continue;
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const path = posix.join("/", name, relative(folder, file).split(sep).join("/"));
      files.set(path, { type, body: compress(await readFile(file), constants.BROTLI_MAX_QUALITY) });
    }
  }
  return files;
}

/** Serves the folders, each below its name, until it is closed. */
export async function serve(folders) {
  const files = await load(folders);
  const answers = new Map();
  const state = { count: 1, delay: BACKEND, isChanged: false };

  /** As a backend would: compressed while it is being sent, not once and for all. */
  const answer = (path) => {
    const key = `${path} ${state.count} ${state.isChanged}`;
    if (!answers.has(key)) answers.set(key, compress(JSON.stringify(ROUTES[path](state.count, state.isChanged)), 5));
    return { type: "application/json", body: answers.get(key) };
  };

  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const send = ({ type, body }, status = 200) => {
      response.writeHead(status, { "content-type": type, "content-length": body.length, "content-encoding": "br", "cache-control": "no-store" });
      response.end(body);
    };
    const file = files.get(path.endsWith("/") ? `${path}index.html` : path);
    if (file) return send(file);
    if (ROUTES[path]) {
      const ready = answer(path);
      return void setTimeout(() => send(ready), state.delay);
    }
    response.writeHead(404).end();
  });
  // A connection that is kept open would be part of the next page's start.
  server.keepAliveTimeout = 60_000;
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /**
     * Sets how many accounts there are, and how long an answer takes in milliseconds: on its way and in the backend. What Chromium
     * calls latency is the least that an answer takes, so that of a slow backend would be free.
     */
    set(count, latency, backend = BACKEND) {
      Object.assign(state, { count, delay: backend + latency, isChanged: false });
      Object.keys(ROUTES).forEach(answer);
    },
    /** From now on some accounts are not what they were. */
    change() {
      state.isChanged = true;
      Object.keys(ROUTES).forEach(answer);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
