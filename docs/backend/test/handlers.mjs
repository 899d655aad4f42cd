// The handlers as processes, each started for one person, or for nobody.
import { spawn, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { CREDENTIALS, PLANTED } from "./scalekit.mjs";

/** The app's origin, which is not where the handler listens: a proxy stands before it. */
export const APP = "https://app.example";

const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** What signs cookies; of the fewest characters that are taken. */
export const COOKIE_KEY = `${PLANTED}-cookie-key`.padEnd(32, "-");

/**
 * Each handler, how it is started, and for those whose language not everybody has, why it cannot be. `cookie` is how it writes
 * times and signatures into its own; Rails does that for its handler.
 */
export const HANDLERS = [
  {
    name: "Node", command: () => ["node", file("node/connection-doctor.mjs")],
    cookie: { time: (ms) => ms, signature: "base64url" },
  },
  {
    name: "Python", command: () => ["python3", file("python/connection_doctor.py")],
    cookie: { time: (ms) => ms / 1000, signature: "hex" },
  },
  {
    name: "Go", command: (folder) => built(folder), skip: missing("go", "version"),
    cookie: { time: (ms) => new Date(ms).toISOString(), signature: "hex" },
  },
  { name: "Rails", command: () => ["ruby", file("test/rails_host.rb")], skip: missing("ruby", "-rrails") },
];

function missing(program, argument) {
  return spawnSync(program, [argument], { input: "" }).status === 0 ? false : `${program} is not installed`;
}

function built(folder) {
  const program = join(folder, "connection-doctor");
  const { status, stderr } = spawnSync("go", ["build", "-o", program, file("go/connection_doctor.go")], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return [program];
}

/** What a state's cookie holds with these changes, which are by field, under the signature that it had. */
export function changed(value, changes) {
  const [payload, signature] = value.split(".");
  const begun = Object.entries(JSON.parse(Buffer.from(payload, "base64url")));
  const other = begun.map(([field, before]) => [field, changes[field.toLowerCase()] ?? before]);
  return `${Buffer.from(JSON.stringify(Object.fromEntries(other))).toString("base64url")}.${signature}`;
}

/** The same cookie under a new signature. */
export function signed(value, { signature }) {
  const [payload] = value.split(".");
  return `${payload}.${createHmac("sha256", COOKIE_KEY).update(payload).digest(signature)}`;
}

/** A handler's processes: one for each person, with the same settings. */
export class Host {
  /** What all of them have printed. */
  output = "";
  #children = [];
  #folder = mkdtempSync(join(tmpdir(), "connection-doctor-"));

  /** Starts them, or leaves none where one of them does not start: it would keep the tests from ending. */
  async start(handler, scalekit, people, cookieKey = COOKIE_KEY) {
    try {
      this.ports = await this.#started(handler, scalekit, people, cookieKey);
      return this;
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  async #started({ command }, scalekit, people, cookieKey) {
    const [program, ...args] = command(this.#folder);
    const settings = { ...CREDENTIALS, APP_ORIGIN: APP, SCALEKIT_ENVIRONMENT_URL: scalekit, COOKIE_KEY: cookieKey, PORT: "0" };
    const ports = people.map(async (person) => {
      const child = spawn(program, args, { env: { ...process.env, ...settings, DEMO_PERSON: person } });
      this.#children.push(child);
      const closed = new Promise((close) => child.on("close", close));
      child.stderr.on("data", (text) => (this.output += text));
      child.stdout.on("data", (text) => (this.output += text));
      for await (const line of createInterface(child.stdout)) {
        const port = line.match(/^listening on http:\/\/127\.0\.0\.1:(\d+)$/);
        if (port) return [person, Number(port[1])];
      }
      // What it says of it may come after the end of what it prints.
      await closed;
      throw new Error(`the handler did not start: ${this.output}`);
    });
    return Object.fromEntries(await Promise.all(ports));
  }

  stop() {
    for (const child of this.#children) child.kill();
    rmSync(this.#folder, { recursive: true });
  }

  /** A browser in which this person is signed in. */
  browser(person) {
    return new Browser(this.ports[person]);
  }
}

/** Sends what a page of the app would, with the cookies that it was given. */
class Browser {
  /** All that was answered so far, to look for what must not be in it. */
  answers = "";
  cookies = new Map();

  constructor(port) {
    this.port = port;
  }

  get(path, headers) {
    return this.send("GET", path, undefined, headers);
  }

  post(path, body = {}, headers) {
    return this.send("POST", path, JSON.stringify(body), { "content-type": "application/json", ...headers });
  }

  async send(method, path, body, headers = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const sent = { origin: APP, "sec-fetch-site": "same-origin", ...(cookie && { cookie }), ...headers };
    const options = { port: this.port, host: "127.0.0.1", method, path: `/v1/connect${path}`, headers: without(sent, undefined) };
    const answer = await new Promise((answered, failed) => request(options, answered).on("error", failed).end(body));
    let text = "";
    for await (const chunk of answer) text += chunk;
    this.answers += JSON.stringify(answer.headers) + text;
    for (const line of answer.headers["set-cookie"] ?? []) this.#keep(line);
    return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(text) };
  }

  /** Those of the cookies that remember a sign-in. */
  states() {
    return [...this.cookies].filter(([name]) => name.startsWith("connection_doctor_state_"));
  }

  #keep(line) {
    const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
    if (/; (Max-Age=0|Expires=Thu, 01 Jan 1970)/i.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

const without = (object, value) => Object.fromEntries(Object.entries(object).filter(([, other]) => other !== value));
