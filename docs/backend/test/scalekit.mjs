// A stand-in for Scalekit: its REST paths over a few accounts, answers in its shapes, and in all of them things that must go no further.
import { createServer } from "node:http";

/** Is in every secret, so that one search finds any of them. */
export const PLANTED = "PLANTED";

const CLIENT = { id: "skc_1", secret: `${PLANTED}-client-secret` };

/** What a handler is started with to reach this one. */
export const CREDENTIALS = { SCALEKIT_CLIENT_ID: CLIENT.id, SCALEKIT_CLIENT_SECRET: CLIENT.secret };

/** How many accounts a page of the list has, whatever is asked for. */
const PAGE = 2;

export class Scalekit {
  /** `METHOD path` of each call since the last reset, with its query and body. */
  calls = [];
  #faults = [];
  #tokens = 0;
  #server = createServer((request, response) => this.#serve(request, response));

  async start() {
    await new Promise((started) => this.#server.listen(0, "127.0.0.1", started));
    this.address = `http://127.0.0.1:${this.#server.address().port}`;
    this.reset();
    return this;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** The world as it begins. Machine tokens stay valid. */
  reset() {
    this.calls = [];
    this.#faults = [];
    this.links = [];
    this.accounts = [
      stored("ca_gmail", "mara", "gmail", "EXPIRED"),
      stored("ca_slack", "mara", "slack", "ACTIVE"),
      stored("ca_fax", "mara", "fax", "PENDING_AUTH"),
      stored("ca_sam", "sam", "gmail", "ACTIVE"),
    ];
  }

  /**
   * Answers the next calls of `METHOD path` with these, once each; `null` breaks the connection, and `undefined` is the usual
   * answer. A promise keeps the caller waiting for it, a buffer is sent as it is, and what `drips` never ends.
   */
  fail(call, ...answers) {
    this.#faults.push(...answers.map((answer) => ({ call, answer })));
  }

  /** Takes the machine token back, and gives the next. */
  forgetToken() {
    this.#tokens += 1;
    return this.#bearer();
  }

  #bearer() {
    return `${PLANTED}-machine-token-${this.#tokens}`;
  }

  /** The calls of this name. */
  called(name) {
    return this.calls.filter(({ call }) => call === name);
  }

  account(id) {
    return this.accounts.find((account) => account.id === id);
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.address);
    let text = "";
    for await (const chunk of request) text += chunk;
    const call = `${request.method} ${url.pathname}`;
    const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
    const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : text && JSON.parse(text);
    const query = Object.fromEntries(url.searchParams);
    this.calls.push({ call, query, body });
    const fault = this.#faults.findIndex((fault) => fault.call === call);
    const planned = fault < 0 ? undefined : await this.#faults.splice(fault, 1)[0].answer;
    const answer = planned === undefined ? this.#answer(call, query, body, request.headers) : planned;
    if (answer === null) return request.socket.destroy();
    if (answer.begins) return drip(request.socket, answer.begins);
    const [status, json, headers] = answer;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(Buffer.isBuffer(json) ? json : JSON.stringify(json));
  }

  #answer(call, query, body, headers) {
    const bearer = this.#bearer();
    if (call === "POST /oauth/token") {
      const known = body.client_id === CLIENT.id && body.client_secret === CLIENT.secret;
      if (!known || body.grant_type !== "client_credentials") return [401, { error: "invalid_client" }];
      return [200, { access_token: bearer, token_type: "Bearer", expires_in: 86399 }];
    }
    if (headers.authorization !== `Bearer ${bearer}`) return error(401, 16, "UNAUTHENTICATED");
    const disconnected = call.match(/^POST \/api\/v1\/connected_accounts\/(\w+):disconnect$/);
    if (disconnected) return this.#one({ id: disconnected[1] }, { status: "DISCONNECTED" });
    switch (call) {
      case "GET /api/v1/connected_accounts":
        return this.#list(query);
      case "GET /api/v1/connected_accounts/details":
        return this.#one(query);
      case "GET /api/v1/connected_accounts/auth":
        return this.#one(query, { status: "ACTIVE", updated_at: "2026-11-22T12:05:00Z" });
      case "POST /api/v1/connected_accounts/magic_link":
        this.links.push(body);
        return [200, { link: `${this.address}/magicLink/${this.links.length}_o`, expiry: "2026-11-22T12:10:00Z" }];
      case "POST /api/v1/connected_accounts/user/verify":
        return this.#verify(body);
      case "POST /api/v1/execute_tool":
        return [200, { data: { mail: `${PLANTED}-mail` }, execution_id: "exec_1" }];
      default:
        return error(404, 5, "RESOURCE_NOT_FOUND");
    }
  }

  #list({ identifier, connection_names, page_token }) {
    const theirs = this.accounts.filter((a) => (!identifier || a.identifier === identifier) && (!connection_names || a.connector === connection_names));
    const from = Number(page_token ?? 0);
    if (!Number.isInteger(from)) return error(400, 3, "INVALID_ARGUMENT");
    const next = from + PAGE < theirs.length ? String(from + PAGE) : "";
    return [200, { connected_accounts: theirs.slice(from, from + PAGE), total_size: theirs.length, next_page_token: next, prev_page_token: "" }];
  }

  #one({ id, identifier, connector }, change) {
    const account = this.accounts.find((a) => (id ? a.id === id : a.identifier === identifier && a.connector === connector));
    // As the service does it: an id that it does not know is an internal error.
    if (!account) return id ? error(500, 13, "INTERNAL") : error(404, 5, "RESOURCE_NOT_FOUND");
    return [200, { connected_account: Object.assign(account, change) }];
  }

  #verify({ auth_request_id, identifier }) {
    const link = this.links.find((_, index) => auth_request_id === `areq_${index + 1}`);
    if (!link) return error(404, 5, "RESOURCE_NOT_FOUND");
    if (link.identifier !== identifier) return error(403, 7, "PERMISSION_DENIED");
    const known = this.accounts.find((a) => a.identifier === identifier && a.connector === link.connector);
    if (known) known.status = "ACTIVE";
    else this.accounts.push(stored(`ca_new_${link.connector}`, identifier, link.connector, "ACTIVE"));
    return [200, { post_user_verify_redirect_url: `${this.address}/connect/success?${PLANTED}` }];
  }
}

/** An answer that begins so, and goes on with a byte now and then without end. */
export const drips = (begins) => ({ begins });

function drip(socket, begins) {
  socket.write(begins);
  const timer = setInterval(() => socket.write("0"), 200);
  // A caller that gives up may reset the connection.
  socket.on("error", () => {}).on("close", () => clearInterval(timer));
}

/** An error in the service's shape, with a stack trace in it. */
export function error(status, code, error_code, more = {}, headers = {}) {
  const detail = { "@type": "type.googleapis.com/scalekit.v1.errdetails.ErrorInfo", error_code };
  const debug_info = { stack_entries: [`${PLANTED}-stack`], detail: `${PLANTED}-detail` };
  return [status, { code, message: `${PLANTED}-message`, details: [{ ...detail, debug_info, ...more }] }, headers];
}

/** A provider's refusal of a tool. */
export function toolError(status, code, headers) {
  const info = { execution_id: "exec_2", tool_error_code: "invalid_grant", tool_error_message: "Token has been expired or revoked." };
  return error(status, code, "TOOL_ERROR", { tool_error_info: { ...info, raw: `${PLANTED}-raw` } }, headers);
}

function stored(id, identifier, connector, status) {
  const oauth_token = { access_token: `${PLANTED}-access-token`, refresh_token: `${PLANTED}-refresh-token`, scopes: ["read"] };
  return {
    id, identifier, connector, status, provider: connector.toUpperCase(), authorization_type: "OAUTH", connection_id: "conn_1",
    is_org_wide_credential: false, token_expires_at: "2026-11-22T13:00:00Z", updated_at: "2026-11-22T12:00:00.123456789Z",
    last_used_at: "2026-11-22T11:00:00Z", authorization_details: { oauth_token },
    api_config: { headers: { "x-api-key": `${PLANTED}-api-key` } }, [`new_${PLANTED}`]: `${PLANTED}-field`,
  };
}
