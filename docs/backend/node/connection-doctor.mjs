// What <connection-doctor> asks of your backend, answered by Scalekit. docs/backend.md says what and why.
//
// For Node 20 and newer, without packages. Change the settings, then hand it every request below /v1/connect, and no other.
// In Express:
//   app.use("/v1/connect", connectionDoctor);
// With node:http alone, where `app` is your own listener. There is no `request.session`, so `personOf` has to read yours:
//   createServer((request, response) => {
//     const listener = request.url.startsWith("/v1/connect/") ? connectionDoctor : app;
//     return listener(request, response);
//   });
// To try it: DEMO_PERSON=user_1 node connection-doctor.mjs
import { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

// ---- Settings --------------------------------------------------------------------------------------------------------

const APP_ORIGIN = new URL(setting("APP_ORIGIN")).origin; // your app, as browsers see it: https://app.example
const SCALEKIT = new URL(setting("SCALEKIT_ENVIRONMENT_URL")).origin; // https://your-app.scalekit.com
const CLIENT_ID = setting("SCALEKIT_CLIENT_ID");
const CLIENT_SECRET = setting("SCALEKIT_CLIENT_SECRET");
const COOKIE_KEY = setting("COOKIE_KEY", 32); // signs a cookie, 32 characters or more: openssl rand -base64 32
const BASE_PATH = "/v1/connect";
const BODY_LIMIT = 16_384;
const ANSWER_LIMIT = 8_388_608; // of Scalekit's, which holds all that a tool has read
const PAGE_LIMIT = 20; // of a person's list, with 99 accounts each; Scalekit has no larger pages
const MAY_DISCONNECT = true;

/** The connections of your app, by their names in Scalekit. `test_tool` is read-only, and the only one that may be run. */
const CONNECTIONS = {
  gmail: { provider: "GMAIL", display_name: "Gmail", test_tool: "gmail_get_profile" },
  slack: { provider: "SLACK", display_name: "Slack", test_tool: "slack_auth_test", required_scopes: ["channels:read"] },
  notion: { provider: "NOTION", display_name: "Notion" },
};

/** The signed-in person's `identifier` in Scalekit, from your own session; null for nobody. Never from what is asked. */
function personOf(request) {
  return request.session?.userId ?? null;
}

// ---- The contract ----------------------------------------------------------------------------------------------------

const ROUTES = [
  ["GET", /^\/accounts$/, list],
  ["GET", /^\/accounts\/([\w-]+)$/, async ({ person, id }) => one(await own(person, id))],
  ["POST", /^\/accounts\/([\w-]+)\/refresh$/, refresh],
  ["POST", /^\/accounts\/([\w-]+)\/disconnect$/, disconnect],
  ["POST", /^\/authorization_link$/, authorizationLink],
  ["POST", /^\/tools\/execute$/, executeTool],
  ["POST", /^\/verify$/, verify],
];

/** Answers a request below BASE_PATH. */
export async function connectionDoctor(request, response) {
  const brought = request.headers["x-request-id"] ?? "";
  const requestId = /^[\w.-]{1,128}$/.test(brought) ? brought : randomUUID();
  let answer;
  try {
    answer = { status: 200, ...(await route(request)) };
  } catch (error) {
    const failure = error instanceof Failure ? error : new Failure(500, "the backend failed", { log: error?.stack ?? String(error) });
    // Neither bodies nor addresses with queries: they hold what must not be in a log.
    if (failure.log) console.error(`connection-doctor: request ${requestId}: ${failure.log}`);
    answer = failure.answer();
  }
  // Somebody else has answered in the meantime, as a time limit does, or the browser has left.
  if (response.headersSent || response.destroyed) return;
  const { "set-cookie": cookie, ...headers } = answer.headers ?? {};
  // Beside those that were set before, as by a session that is renewed. `appendHeader` would put it into the other's own list.
  if (cookie) response.setHeader("set-cookie", [response.getHeader("set-cookie") ?? [], cookie].flat());
  response.writeHead(answer.status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...headers,
  });
  response.end(JSON.stringify(answer.body));
}

async function route(request) {
  const [path, query] = (request.originalUrl ?? request.url).split("?", 2);
  const below = path.startsWith(BASE_PATH) ? path.slice(BASE_PATH.length) : "";
  const routes = ROUTES.filter(([, pattern]) => pattern.test(below));
  if (routes.length === 0) throw new Failure(404, "the contract has no such call");
  const found = routes.find(([method]) => method === request.method);
  if (!found) throw new Failure(405, "the call has another method");
  const [method, pattern, answer] = found;
  if (method === "POST") refuseOtherSites(request.headers);
  const person = await personOf(request);
  if (!person) throw new Failure(401, "nobody is signed in");
  const body = method === "POST" ? await bodyOf(request) : {};
  const [, id] = pattern.exec(below);
  return answer({ person: String(person), id, query: new URLSearchParams(query), body, cookies: request.headers.cookie ?? "" });
}

async function list({ person, query }) {
  const [connector, token] = [query.get("connection_name") ?? "", query.get("page_token") ?? ""];
  const page = await accountsOf(person, connector, token);
  const accounts = page.accounts.map(account);
  if (!page.next) {
    // What the person has not connected stands on the last page; what is on the pages before must be known for that.
    const all = token ? await everyAccountOf(person) : page.accounts;
    for (const [name, { provider, display_name, required_scopes }] of Object.entries(CONNECTIONS)) {
      if ((connector && name !== connector) || all.some((theirs) => theirs.connector === name)) continue;
      const status = "NOT_CONNECTED";
      accounts.push({ id: null, identifier: person, connection_name: name, provider, display_name, status, scopes: null, required_scopes });
    }
  }
  return { body: { connected_accounts: accounts, next_page_token: page.next } };
}

async function refresh({ person, id }) {
  const theirs = await own(person, id);
  if (["PENDING_AUTH", "PENDING_VERIFICATION"].includes(theirs.status)) {
    throw new Failure(400, "the connection has no tokens yet", { errorCode: "FAILED_PRECONDITION" });
  }
  // Asking for the credentials makes Scalekit refresh them. Everything but the status is dropped here.
  const { connected_account } = await scalekit("GET", "/connected_accounts/auth", { query: { id }, gives: REFRESHED });
  try {
    // By an old `updated_at`, a sign-in that another page has finished would count as one that was finished later.
    return one(await details(person, { id }));
  } catch (error) {
    if (!(error instanceof Failure) || error.status === 404) throw error;
    // It was renewed all the same, and how that went is known.
    return one({ ...theirs, status: connected_account.status });
  }
}

async function disconnect({ person, id }) {
  const theirs = await own(person, id);
  if (theirs.status === "DISCONNECTED") return one(theirs);
  if (!account(theirs).can_disconnect) throw new Failure(403, "the person may not disconnect this");
  // What became of it is read from the account: the answer is not documented yet.
  await scalekit("POST", `/connected_accounts/${id}:disconnect`);
  return one(await own(person, id));
}

async function authorizationLink({ person, body, cookies }) {
  // `scopes` has no counterpart in Scalekit: a link asks for the scopes that the connection is configured with.
  const { connected_account_id, connection_name } = body;
  const return_url = body.return_url ?? "/";
  if ((typeof connected_account_id === "string") === (typeof connection_name === "string")) {
    throw new Failure(400, "exactly one of `connected_account_id` and `connection_name` is needed");
  }
  const isAddress = typeof return_url === "string" && URL.canParse(return_url, APP_ORIGIN);
  const back = isAddress ? new URL(return_url, APP_ORIGIN) : null;
  // `origin` would be the app's also of `blob:https://app.example/…`.
  if (!back?.href.startsWith(`${APP_ORIGIN}/`) || back.href.length > 2048) {
    throw new Failure(400, "`return_url` must be of the app's own origin");
  }
  let connector = connection_name;
  if (connected_account_id) {
    const theirs = await own(person, connected_account_id);
    if (theirs.is_org_wide_credential) throw new Failure(403, "only an admin can sign in to a shared account");
    connector = theirs.connector ?? "";
  } else if (!Object.hasOwn(CONNECTIONS, connector)) {
    // Scalekit would make an account for it.
    throw new Failure(404, "the connection was not found");
  }
  const state = randomBytes(32).toString("base64url");
  const { link, expiry } = await scalekit("POST", "/connected_accounts/magic_link", {
    body: { connector, identifier: person, state, user_verify_url: back.href },
    gives: objectOf({ link: text, expiry: text }),
  });
  return { body: { link, expiry }, headers: { "set-cookie": stateCookie({ state, person, connector, place: freePlace(cookies) }) } };
}

async function executeTool({ person, body }) {
  const { connected_account_id: id, tool_name } = body;
  if (typeof id !== "string") throw new Failure(400, "`connected_account_id` is needed");
  const theirs = await own(person, id);
  const allowed = account(theirs).test_tool;
  if (!allowed || tool_name !== allowed) throw new Failure(403, "only the connection's own test tool may be run");
  // What the browser sends as input is not passed on, and what the tool reads stays here.
  const { execution_id } = await scalekit("POST", "/execute_tool", {
    body: { tool_name, connected_account_id: id, identifier: person, connector: theirs.connector, params: {} },
    limit: 60_000,
    gives: objectOf({ execution_id: text }),
  });
  return { body: { execution_id } };
}

async function verify({ person, body: { auth_request_id, state }, cookies }) {
  if (typeof auth_request_id !== "string" || typeof state !== "string") {
    throw new Failure(400, "`auth_request_id` and `state` are needed");
  }
  const begun = readStates(cookies).find((begun) => isSame(begun.state, state));
  if (begun?.person !== person) throw new Failure(403, "this browser did not start the sign-in");
  const used = { "set-cookie": stateCookie(begun, 0) };
  try {
    await scalekit("POST", VERIFY, { body: { auth_request_id, identifier: person } });
    const query = { connector: begun.connector, identifier: person };
    return { ...one(await details(person, query)), headers: used };
  } catch (error) {
    // A refusal is final. What may pass is asked again, and needs the state for that.
    if (error instanceof Failure && error.status < 500 && error.status !== 429) error.headers = used;
    throw error;
  }
}

// ---- Accounts --------------------------------------------------------------------------------------------------------

const WORDS = { PENDING_AUTH: "PENDING", DISCONNECTED: "REVOKED" };

/** The account as the browser may see it: a new object with these fields. Theirs may hold tokens, keys and headers. */
function account(theirs) {
  const { provider, display_name, required_scopes, test_tool } = CONNECTIONS[theirs.connector] ?? {};
  const status = WORDS[theirs.status] ?? theirs.status ?? "CONNECTION_STATUS_UNSPECIFIED";
  const shared = theirs.is_org_wide_credential === true;
  return {
    id: theirs.id,
    identifier: theirs.identifier,
    connection_name: theirs.connector,
    provider: theirs.provider ?? provider,
    display_name,
    status,
    authorization_type: theirs.authorization_type,
    scopes: null,
    required_scopes,
    test_tool,
    is_org_wide_credential: shared,
    can_disconnect: MAY_DISCONNECT && !shared && ["ACTIVE", "EXPIRED"].includes(status),
    updated_at: theirs.updated_at,
    last_used_at: theirs.last_used_at,
  };
}

const one = (theirs) => ({ body: { connected_account: account(theirs) } });

/** The account of this id, if it is the person's. */
async function own(person, id) {
  try {
    return await details(person, { id });
  } catch (error) {
    // Scalekit answers an id that it does not know with a 500. The person's list tells it from a real one.
    if (error.status !== 500 || (await everyAccountOf(person)).some((theirs) => theirs.id === id)) throw error;
    throw new Failure(404, "the connected account was not found");
  }
}

async function details(person, query) {
  const { connected_account } = await scalekit("GET", "/connected_accounts/details", { query, gives: DETAILS });
  if (connected_account.identifier !== person) throw new Failure(404, "the connected account was not found");
  return connected_account;
}

async function accountsOf(person, connector, token) {
  const query = { identifier: person, page_size: "99", ...(connector && { connection_names: connector }), ...(token && { page_token: token }) };
  const page = await scalekit("GET", "/connected_accounts", { query, gives: LIST });
  const accounts = (page.connected_accounts ?? []).filter((theirs) => theirs.identifier === person);
  return { accounts, next: page.next_page_token ?? "" };
}

async function everyAccountOf(person) {
  const all = [];
  let token = "";
  for (let pages = 0; pages < PAGE_LIMIT; pages++) {
    const page = await accountsOf(person, "", token);
    all.push(...page.accounts);
    if (!page.next) return all;
    token = page.next;
  }
  // Pages may lead to each other.
  throw new Failure(503, "the connection service is not available", { log: "the list of accounts does not end" });
}

// ---- Scalekit --------------------------------------------------------------------------------------------------------

let token = { value: null, until: 0 };
let tokenToCome = null;

/** The one call whose 403 is about the person: somebody else signed in. Any other is about what this server may do. */
const VERIFY = "/connected_accounts/user/verify";

// What is read of an answer must be of its type, down to the fields of accounts, before anything is decided by it.
const text = (value) => typeof value === "string";
const flag = (value) => typeof value === "boolean";
const optional = (is) => (value) => value === undefined || is(value);
const nullable = (is) => (value) => value == null || is(value);
const listOf = (is) => (value) => Array.isArray(value) && value.every(is);
const objectOf = (fields) => (value) => value?.constructor === Object && Object.entries(fields).every(([name, is]) => is(value[name]));

const ACCOUNT = objectOf({
  id: text,
  identifier: optional(text),
  connector: optional(text),
  provider: optional(text),
  status: optional(text),
  authorization_type: nullable(text),
  is_org_wide_credential: optional(flag),
  updated_at: nullable(text),
  last_used_at: nullable(text),
});
const DETAILS = objectOf({ connected_account: ACCOUNT });
const LIST = objectOf({ connected_accounts: optional(listOf(ACCOUNT)), next_page_token: optional(text) });
const REFRESHED = objectOf({ connected_account: objectOf({ status: optional(text) }) });

/** Calls the API; the answer is what it `gives`. Its 401 is the machine token's, which is renewed once; it never means the person. */
async function scalekit(method, path, { query = {}, body, limit = 20_000, gives = objectOf({}), refused } = {}) {
  const bearer = await machineToken(refused);
  const { status, retryAfter, json } = await send(`/api/v1${path}?${new URLSearchParams(query)}`, limit, {
    method,
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
  });
  if (status < 300 && gives(json)) return json;
  const details = Array.isArray(json?.details) ? json.details : [];
  const { error_code, tool_error_info } = details.find((detail) => detail?.error_code && text(detail.error_code)) ?? {};
  // In an answer that succeeds it is no refusal of the provider's, but a tool that did not run.
  if (error_code === "TOOL_ERROR" && status >= 300) {
    const told = (name) => (text(tool_error_info?.[name]) ? tool_error_info[name] : "");
    const info = {
      execution_id: /^[\w.:-]{1,64}$/.test(told("execution_id")) ? told("execution_id") : "",
      tool_error_code: masked(told("tool_error_code"), 64),
      tool_error_message: masked(told("tool_error_message"), 400),
    };
    // What is no status of an error cannot be passed on.
    throw new Failure(status < 400 ? 502 : status, "the provider refused the request", { errorCode: error_code, info, retryAfter });
  }
  if (status === 401 && !refused) return scalekit(method, path, { query, body, limit, gives, refused: bearer });
  // Codes of their own are for the log. What is answered has those of the contract.
  const code = /^[A-Z_]{1,64}$/.test(error_code) ? ` ${error_code}` : "";
  const log = `${method} ${path} was answered with ${status}${code}`;
  if (status === 401 || (status === 403 && path !== VERIFY)) {
    throw new Failure(500, "the connection service refuses the backend's own credentials", { log });
  }
  if (status === 429) throw new Failure(429, "the connection service is limiting requests", { retryAfter });
  // The contract has no 409: what the state of things does not allow is a 400.
  if (status === 409 || status === 400) {
    const errorCode = status === 409 || error_code === "FAILED_PRECONDITION" ? "FAILED_PRECONDITION" : undefined;
    throw new Failure(400, "the connection service refused the call", { errorCode, log });
  }
  if (status === 403 || status === 404) throw new Failure(status, "the connection service refused the call");
  if (status === 502 || status === 503) throw new Failure(503, "the connection service is not available", { log });
  throw new Failure(status === 504 ? 504 : 500, "the connection service failed", { log });
}

// Where credentials are in a provider's words. All but a password may as well be a word that says what is wrong, and is hidden by
// its looks alone.
const QUERY = /(https?:\/\/[^\s"'<>?#]*[?#])[^\s"'<>]+/gi;
const SIGN = /["'`\s]*[:=>]+["'`\s]*/.source;
const VALUE = /[^\s"'`<>,;&()[\]{}?#|\\]+/.source;
const SCHEME = /(?:bearer|basic|dpop|token|oauth|mac|digest|negotiate|ssws|[\w-]{0,32}oauthtoken)\s+/.source;
const NAMED = new RegExp(`((?:secret|passwd|password|passphrase)${SIGN})${VALUE}`, "gi");
const NAMES = "key|code|state|session|sessionid|session_id|signature|cookie|nonce";
const TOKEN = `(?:token|authorization)${SIGN}(?:${SCHEME})?`;
const LONG_TOKEN = new RegExp(`^${TOKEN}[^_]{16,}$`, "i");
const PERHAPS = new RegExp(`(${TOKEN}|(?:${NAMES})${SIGN}|(?:bearer|basic|dpop)\\s+)(${VALUE})`, "gi");
const WORD = /[\w.~+/!-]{11,}/g;
const KNOWN = /^\W*(?:eyJ|ya29\.|1\/\/|4\/0|gh[a-z]_|github_pat_|xox[a-z]|xapp-|[rs]k_(?:live|test)_|glpat-|shpat_|AIza)/;
const MAIL = /[\p{L}\p{N}_.%+-]{1,64}(@[\p{L}\p{N}_])/gu;

/** A provider's words as they may be passed on: one line without credentials, of at most so many characters. */
function masked(words, limit) {
  // Read only so far, as it may be of any length.
  const line = words.slice(0, 4_000).replace(/\s+/g, " ").replace(/\p{C}/gu, "").replace(/ +/g, " ").trim();
  const isDrawn = (value) => /^(?!AADSTS\d+\W*$)(?=.*\d)(?=.*[a-z]).{4,}$/i.test(value);
  const isOpaque = (word) => word.length >= 32 && /\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word) && !word.includes("//");
  const hidden = line
    .replace(QUERY, "$1[hidden]")
    .replace(NAMED, "$1[hidden]")
    .replace(PERHAPS, (all, before, value) => (isDrawn(value) || LONG_TOKEN.test(all) ? `${before}[hidden]` : all))
    .replace(WORD, (word) => (KNOWN.test(word) || isOpaque(word) ? "[hidden]" : word))
    .replace(MAIL, "[hidden]$1");
  const characters = [...hidden];
  return characters.length < limit ? hidden : `${characters.slice(0, limit - 1).join("").trimEnd()}…`;
}

/** The token that this server is known by, kept until shortly before its end or until it is refused. */
async function machineToken(refused) {
  if (token.value && token.value !== refused && Date.now() < token.until) return token.value;
  tokenToCome ??= requestToken().finally(() => (tokenToCome = null));
  return tokenToCome;
}

async function requestToken() {
  const { status, retryAfter, json } = await send("/oauth/token", 20_000, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: CLIENT_ID, client_secret: CLIENT_SECRET }),
  });
  if (status === 429) throw new Failure(429, "the connection service is limiting requests", { retryAfter });
  if (status >= 300 || !objectOf({ access_token: text, expires_in: optional(Number.isInteger) })(json)) {
    // A refusal is about this server's credentials. What fails or leads elsewhere is no service to speak of.
    const isOwn = status < 300 || [400, 401, 403, 404, 409].includes(status);
    const log = `POST /oauth/token was answered with ${status}`;
    throw new Failure(isOwn ? 500 : status === 504 ? 504 : 503, "the connection service gives the backend no token", { log });
  }
  token = { value: json.access_token, until: Date.now() + (json.expires_in - 60) * 1000 };
  return token.value;
}

async function send(path, limit, options) {
  try {
    const response = await fetch(SCALEKIT + path, { ...options, redirect: "manual", signal: AbortSignal.timeout(limit) });
    const wait = response.headers.get("retry-after");
    const retryAfter = response.status === 429 && /^\d{1,9}$/.test(wait) ? wait : undefined;
    return { status: response.status, retryAfter, json: parsedObject(await textOf(response)) };
  } catch (error) {
    const log = `${options.method} ${path.split("?")[0]} failed: ${error.cause?.code ?? error.name}`;
    if (error.name === "TimeoutError") throw new Failure(504, "the connection service did not answer in time", { log });
    throw new Failure(503, "the connection service cannot be reached", { log });
  }
}

/** The text of an answer, or none of one that is too long. */
async function textOf(response) {
  const parts = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    if ((length += part.length) > ANSWER_LIMIT) return "";
  }
  return Buffer.concat(parts).toString();
}

// ---- Requests and answers --------------------------------------------------------------------------------------------

const USUAL = {
  400: [3, "INVALID_ARGUMENT"], 401: [16, "UNAUTHENTICATED"], 403: [7, "PERMISSION_DENIED"], 404: [5, "RESOURCE_NOT_FOUND"],
  405: [12, "METHOD_NOT_ALLOWED"], 409: [10, "ABORTED"], 413: [3, "INVALID_ARGUMENT"], 415: [3, "INVALID_ARGUMENT"],
  429: [8, "RATE_LIMITED"], 500: [13, "INTERNAL"], 503: [14, "UNAVAILABLE"], 504: [4, "DEADLINE_EXCEEDED"],
};

/** An answer that is an error. */
class Failure extends Error {
  constructor(status, message, { errorCode, info, retryAfter, log } = {}) {
    super(message);
    Object.assign(this, { status, errorCode, info, log });
    this.headers = retryAfter ? { "retry-after": retryAfter } : {};
  }

  answer() {
    const [code, usual] = USUAL[this.status] ?? USUAL[this.status < 500 ? 400 : 500];
    const details = [{ error_code: this.errorCode ?? usual, tool_error_info: this.info }];
    const number = this.errorCode === "FAILED_PRECONDITION" ? 9 : code;
    return { status: this.status, headers: this.headers, body: { code: number, message: this.message, details } };
  }
}

/** Refuses what another site's page sends. A form cannot send JSON, and a script elsewhere only after asking first. */
function refuseOtherSites(headers) {
  const site = headers["sec-fetch-site"];
  const own = site ? site === "same-origin" || site === "none" : !headers.origin || headers.origin === APP_ORIGIN;
  if (!own) throw new Failure(403, "the call came from another site");
  const type = (headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
  if (type !== "application/json") throw new Failure(415, "the call needs `Content-Type: application/json`");
}

async function bodyOf(request) {
  let body = request.body; // a framework may have read it
  if (body === undefined) {
    let text = "";
    // Read to its end, for leaving early would break the connection; kept only as far as it may go.
    for await (const chunk of request.setEncoding("utf8")) text = (text + chunk).slice(0, BODY_LIMIT + 1);
    if (text.length > BODY_LIMIT) throw new Failure(413, "the body is too large");
    body = text === "" ? {} : parsedObject(text);
  }
  if (!body) throw new Failure(400, "the body must be a JSON object");
  return body;
}

function parsedObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Remembers in the browser who started which sign-in: signed, in one of four cookies, and gone when it was used. */
function stateCookie({ state, person, connector, place }, seconds = 3600) {
  const payload = Buffer.from(JSON.stringify({ state, person, connector, until: Date.now() + seconds * 1000 })).toString("base64url");
  const secure = APP_ORIGIN.startsWith("https:") ? "; Secure" : "";
  const value = seconds ? `${payload}.${signature(payload)}` : "";
  return `connection_doctor_state_${place}=${value}; Path=${BASE_PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** A place without a sign-in, or that of the oldest: those that are never finished must not add up. */
function freePlace(cookies) {
  const until = Object.fromEntries(readStates(cookies).map((begun) => [begun.place, begun.until]));
  return [0, 1, 2, 3].sort((a, b) => (until[a] ?? 0) - (until[b] ?? 0))[0];
}

function readStates(cookies) {
  const signed = [...cookies.matchAll(/connection_doctor_state_([0-3])=([\w-]+)\.([\w-]+)/g)];
  const own = signed.filter(([, , payload, mark]) => isSame(signature(payload), mark));
  const states = own.map(([, place, payload]) => ({ ...JSON.parse(Buffer.from(payload, "base64url")), place }));
  return states.filter(({ until }) => Date.now() < until);
}

const signature = (text) => createHmac("sha256", COOKIE_KEY).update(text).digest("base64url");

/** Compares in constant time. */
function isSame(a, b) {
  const digest = (text) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function setting(name, shortest = 1) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  if (value.length < shortest) throw new Error(`${name} needs ${shortest} random characters or more`);
  return value;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const server = createServer((request, response) => {
    request.session = { userId: process.env.DEMO_PERSON }; // what your own session does
    return connectionDoctor(request, response);
  });
  server.listen(Number(process.env.PORT ?? 8790), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
}
