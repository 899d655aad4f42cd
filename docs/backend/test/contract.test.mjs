// The same calls against each handler that docs/backend.md offers, in front of the same stand-in for Scalekit.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { failuresOf } from "./failures.mjs";
import { APP, changed, COOKIE_KEY, HANDLERS, Host, signed } from "./handlers.mjs";
import { error, PLANTED, Scalekit, toolError } from "./scalekit.mjs";

const LIST = "GET /api/v1/connected_accounts";
const DETAILS = "GET /api/v1/connected_accounts/details";
const TOOL = "POST /api/v1/execute_tool";
const TOKEN = "POST /oauth/token";
const VERIFY = "POST /api/v1/connected_accounts/user/verify";
const GMAIL = { connected_account_id: "ca_gmail", tool_name: "gmail_get_profile", tool_input: {} };

/** Calls of the service's, each with one of a browser's that needs it. */
const CALLS = {
  token: { of: TOKEN, make: (browser) => browser.get("/accounts") },
  list: { of: LIST, make: (browser) => browser.get("/accounts") },
  details: { of: DETAILS, make: (browser) => browser.get("/accounts/ca_gmail") },
  auth: { of: "GET /api/v1/connected_accounts/auth", make: (browser) => browser.post("/accounts/ca_gmail/refresh") },
  disconnect: { of: "POST /api/v1/connected_accounts/ca_slack:disconnect", make: (browser) => browser.post("/accounts/ca_slack/disconnect") },
  magic_link: { of: "POST /api/v1/connected_accounts/magic_link", make: (browser) => browser.post("/authorization_link", { connection_name: "gmail" }) },
  execute_tool: { of: TOOL, make: (browser) => browser.post("/tools/execute", GMAIL) },
  verify: { of: VERIFY, make: (browser, back) => browser.post("/verify", back) },
  verified: { of: DETAILS, make: (browser, back) => browser.post("/verify", back) },
};

for (const handler of HANDLERS) {
  describe(`The handler in ${handler.name}`, { skip: handler.skip }, () => {
    let scalekit, host, mara, sam, nobody;

    before(async () => {
      scalekit = await new Scalekit().start();
      host = await new Host().start(handler, scalekit.address, ["mara", "sam", ""]);
    });

    beforeEach(() => {
      scalekit.reset();
      [mara, sam, nobody] = ["mara", "sam", ""].map((person) => host.browser(person));
    });

    after(() => {
      host?.stop();
      scalekit.stop();
    });

    /** Status, code and error code of an answer that is an error, which has to be in the contract's shape. */
    function failure({ status, json }) {
      assert.match(json.message, /^[\w `':/-]{5,100}$/);
      assert.equal(json.details.length, 1);
      return [status, json.code, json.details[0].error_code];
    }

    /** Begins a sign-in, and gives what comes back in the address. */
    async function beginSignIn(browser, target = { connected_account_id: "ca_gmail" }) {
      const answer = await browser.post("/authorization_link", target);
      assert.equal(answer.status, 200);
      return { auth_request_id: `areq_${scalekit.links.length}`, state: scalekit.links.at(-1).state };
    }

    test("the list has a page after the other, and at its end what is not connected", async () => {
      const first = (await mara.get("/accounts")).json;
      assert.deepEqual(first.connected_accounts.map(({ id, status }) => [id, status]), [["ca_gmail", "EXPIRED"], ["ca_slack", "ACTIVE"]]);
      const second = (await mara.get(`/accounts?page_token=${first.next_page_token}`)).json;
      assert.deepEqual(second.connected_accounts.map(({ id, status }) => [id, status]), [["ca_fax", "PENDING"], [null, "NOT_CONNECTED"]]);
      assert.equal(second.next_page_token, "");
      const [, notion] = second.connected_accounts;
      assert.deepEqual([notion.connection_name, notion.display_name, notion.scopes], ["notion", "Notion", null]);
    });

    test("the list of one connection has only that", async () => {
      const { json } = await mara.get("/accounts?connection_name=slack");
      assert.deepEqual(json.connected_accounts.map(({ id }) => id), ["ca_slack"]);
      const { json: none } = await sam.get("/accounts?connection_name=slack&page_token=");
      assert.deepEqual(none.connected_accounts.map(({ id, connection_name }) => [id, connection_name]), [[null, "slack"]]);
    });

    test("a page that there is not is refused", async () => {
      assert.deepEqual(failure(await mara.get("/accounts?page_token=x")), [400, 3, "INVALID_ARGUMENT"]);
    });

    test("what the service tells of others is left out", async () => {
      scalekit.fail(LIST, [200, { connected_accounts: scalekit.accounts }]);
      const { connected_accounts } = (await sam.get("/accounts")).json;
      assert.deepEqual(connected_accounts.map(({ id }) => id), ["ca_sam", null, null]);
    });

    for (const [which, next] of [["a page that leads to itself", () => 1], ["two that lead to each other", (page) => page % 2], ["ever new pages", (page) => page]]) {
      test(`a list that does not end is a service that is not available: ${which}`, async () => {
        const pages = Array.from({ length: 40 }, (_, page) => [200, { connected_accounts: [], next_page_token: `t${next(page)}` }]);
        for (const [path, before] of [["/accounts/ca_none", []], ["/accounts?page_token=t9", [[200, { connected_accounts: [] }]]]]) {
          scalekit.reset();
          scalekit.fail(LIST, ...before, ...pages);
          assert.deepEqual(failure(await mara.get(path)), [503, 14, "UNAVAILABLE"]);
          assert.equal(scalekit.called(LIST).length, before.length + 20);
        }
      });
    }

    test("a long list is looked through to its end", async () => {
      const pages = Array.from({ length: 19 }, (_, page) => [200, { connected_accounts: [], next_page_token: `t${page}` }]);
      scalekit.fail(LIST, ...pages, [200, { connected_accounts: [] }]);
      assert.deepEqual(failure(await mara.get("/accounts/ca_none")), [404, 5, "RESOURCE_NOT_FOUND"]);
      assert.equal(scalekit.called(LIST).length, 20);
    });

    test("an account has the fields of the contract and no others", async () => {
      const { headers, json } = await mara.get("/accounts/ca_slack");
      assert.deepEqual(json, {
        connected_account: {
          id: "ca_slack", identifier: "mara", connection_name: "slack", provider: "SLACK", display_name: "Slack", status: "ACTIVE",
          authorization_type: "OAUTH", scopes: null, required_scopes: ["channels:read"], test_tool: "slack_auth_test",
          is_org_wide_credential: false, can_disconnect: true, updated_at: "2026-11-22T12:00:00.123456789Z", last_used_at: "2026-11-22T11:00:00Z",
        },
      });
      assert.match(headers["content-type"], /^application\/json/);
      assert.equal(headers["cache-control"], "no-store");
    });

    test("an account may be without all but its id", async () => {
      const account = { id: "ca_bare", identifier: "mara", authorization_type: null, updated_at: null, last_used_at: null };
      scalekit.accounts.push(account);
      const { status, json } = await mara.get("/accounts/ca_bare");
      const { connection_name, provider, ...shown } = json.connected_account;
      assert.deepEqual([status, shown.id, shown.status, connection_name ?? "", provider ?? ""], [200, "ca_bare", "CONNECTION_STATUS_UNSPECIFIED", "", ""]);
      assert.equal((await mara.post("/authorization_link", { connected_account_id: "ca_bare" })).status, 200);
    });

    test("statuses are the contract's words, and a new word is kept", async () => {
      for (const [theirs, ours] of [
        ["PENDING_AUTH", "PENDING"], ["DISCONNECTED", "REVOKED"], ["PENDING_VERIFICATION", "PENDING_VERIFICATION"], ["SUSPENDED", "SUSPENDED"],
        [undefined, "CONNECTION_STATUS_UNSPECIFIED"],
      ]) {
        scalekit.account("ca_gmail").status = theirs;
        const { connected_account } = (await mara.get("/accounts/ca_gmail")).json;
        assert.deepEqual([connected_account.status, connected_account.can_disconnect], [ours, false]);
      }
    });

    test("an account of somebody else is not found, nor is one that there is not", async () => {
      for (const id of ["ca_sam", "ca_none"]) {
        const answers = [
          await mara.get(`/accounts/${id}`),
          await mara.post(`/accounts/${id}/refresh`),
          await mara.post(`/accounts/${id}/disconnect`),
          await mara.post("/authorization_link", { connected_account_id: id }),
          await mara.post("/tools/execute", { ...GMAIL, connected_account_id: id }),
        ];
        for (const answer of answers) assert.deepEqual(failure(answer), [404, 5, "RESOURCE_NOT_FOUND"]);
      }
      const calls = new Set(scalekit.calls.map(({ call }) => call));
      assert.deepEqual([...calls].sort(), [LIST, DETAILS, TOKEN].filter((call) => calls.has(call)));
    });

    test("an account that is there stays a failure when the service fails", async () => {
      scalekit.fail(DETAILS, error(500, 13, "INTERNAL"));
      assert.deepEqual(failure(await mara.get("/accounts/ca_fax")), [500, 13, "INTERNAL"]);
    });

    test("a link is for the person, with a state that the browser keeps out of reach", async () => {
      const answer = await mara.post("/authorization_link", { connected_account_id: "ca_gmail", scopes: ["more"], return_url: `${APP}/settings?a=1` });
      assert.deepEqual(answer.json, { link: `${scalekit.address}/magicLink/1_o`, expiry: "2026-11-22T12:10:00Z" });
      const [{ state, ...asked }] = scalekit.links;
      assert.deepEqual(asked, { connector: "gmail", identifier: "mara", user_verify_url: `${APP}/settings?a=1` });
      assert.ok(state.length >= 32 && state.length <= 512);
      const [cookie] = answer.headers["set-cookie"];
      for (const part of ["HttpOnly", "SameSite=Lax", "Secure", "Path=/v1/connect"]) assert.match(cookie, new RegExp(`; ${part}`, "i"));
    });

    test("a link for what is not connected needs a connection of the app", async () => {
      await beginSignIn(mara, { connection_name: "notion", return_url: "/settings" });
      assert.equal(scalekit.links[0].user_verify_url, `${APP}/settings`);
      assert.deepEqual(failure(await mara.post("/authorization_link", { connection_name: "fax" })), [404, 5, "RESOURCE_NOT_FOUND"]);
      assert.equal(scalekit.links.length, 1);
    });

    test("without an address a link leads to the front page", async () => {
      for (const return_url of [undefined, null]) await beginSignIn(mara, { connection_name: "notion", return_url });
      assert.deepEqual(scalekit.links.map(({ user_verify_url }) => user_verify_url), [`${APP}/`, `${APP}/`]);
    });

    test("a link is for one thing, and leads back to the app", async () => {
      for (const body of [
        {}, { connected_account_id: "ca_gmail", connection_name: "gmail" }, { connection_name: 7 },
        ...["https://evil.example/", "//evil.example/", "\\\\evil.example/", "/\t/evil.example", "javascript:alert(1)", "blob:https://app.example/x", "http://app.example/",
          "https://me@app.example/", "https://app.example.evil.example/", "https://app.example:444/", `/${"x".repeat(2048)}`, 7, false,
        ].map((return_url) => ({ connection_name: "gmail", return_url })),
      ]) {
        assert.deepEqual(failure(await mara.post("/authorization_link", body)), [400, 3, "INVALID_ARGUMENT"], JSON.stringify(body));
      }
      assert.deepEqual(scalekit.links, []);
    });

    test("only an admin signs in to what all share", async () => {
      scalekit.account("ca_gmail").is_org_wide_credential = true;
      assert.deepEqual(failure(await mara.post("/authorization_link", { connected_account_id: "ca_gmail" })), [403, 7, "PERMISSION_DENIED"]);
      assert.deepEqual(failure(await mara.post("/accounts/ca_gmail/disconnect")), [403, 7, "PERMISSION_DENIED"]);
    });

    test("a sign-in is verified once, by whom it was begun", async () => {
      const back = await beginSignIn(mara);
      const { status, json } = await mara.post("/verify", back);
      assert.deepEqual([status, json.connected_account.id, json.connected_account.status], [200, "ca_gmail", "ACTIVE"]);
      const [{ body }] = scalekit.called(VERIFY);
      assert.deepEqual(body, { auth_request_id: "areq_1", identifier: "mara" });
      assert.deepEqual(mara.states(), []);
      assert.deepEqual(failure(await mara.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
    });

    test("a sign-in that another browser, person or state began is not verified", async () => {
      const back = await beginSignIn(mara);
      assert.deepEqual(failure(await host.browser("mara").post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      sam.cookies = new Map(mara.cookies);
      assert.deepEqual(failure(await sam.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      for (const state of ["", "x", `${back.state}x`, back.state.toUpperCase()]) {
        assert.deepEqual(failure(await mara.post("/verify", { ...back, state })), [403, 7, "PERMISSION_DENIED"]);
      }
      assert.deepEqual(failure(await mara.post("/verify", { state: back.state })), [400, 3, "INVALID_ARGUMENT"]);
      const forged = host.browser("mara");
      const [[name, value]] = mara.states();
      forged.cookies.set(name, value.replace(/.$/, (last) => (last === "0" ? "1" : "0")).replace(/^./, "f"));
      assert.deepEqual(failure(await forged.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      assert.deepEqual(scalekit.called(VERIFY), []);
      assert.equal((await mara.post("/verify", back)).status, 200);
    });

    test("what the browser remembers of a sign-in is signed", { skip: !handler.cookie && "Rails signs it" }, async () => {
      const back = await beginSignIn(mara);
      const [[name, value]] = mara.states();
      sam.cookies.set(name, changed(value, { person: "sam" }));
      assert.deepEqual(failure(await sam.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      assert.deepEqual(scalekit.called(VERIFY), []);
      // With a signature it is believed, so nothing but that was missing.
      sam.cookies.set(name, signed(changed(value, { person: "sam" }), handler.cookie));
      await sam.post("/verify", back);
      assert.equal(scalekit.called(VERIFY).length, 1);
    });

    test("a key that could be guessed is refused at the start", { skip: !handler.cookie && "Rails has a key of its own" }, async () => {
      const started = new Host().start(handler, scalekit.address, ["mara"], COOKIE_KEY.slice(1));
      await assert.rejects(started.then((other) => other.stop()), /COOKIE_KEY needs 32 random characters or more/);
    });

    test("a browser remembers a sign-in for an hour", async () => {
      const { headers } = await mara.post("/authorization_link", { connected_account_id: "ca_gmail" });
      const cookie = headers["set-cookie"].find((line) => line.startsWith("connection_doctor_state_"));
      const [, seconds, date] = cookie.match(/; (?:Max-Age=(\d+)|Expires=([^;]+))/i);
      const life = seconds ? Number(seconds) : (Date.parse(date) - Date.now()) / 1_000;
      assert.ok(life > 3_500 && life <= 3_600, `${life} s`);
    });

    test("a sign-in that took more than an hour is not verified", { skip: !handler.cookie && "rails.test.mjs has it" }, async () => {
      const back = await beginSignIn(mara);
      const [[name, value]] = mara.states();
      const until = (ms) => signed(changed(value, { until: handler.cookie.time(ms) }), handler.cookie);
      mara.cookies.set(name, until(Date.now() - 1_000));
      assert.deepEqual(failure(await mara.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      assert.deepEqual(scalekit.called(VERIFY), []);
      mara.cookies.set(name, until(Date.now() + 60_000));
      assert.equal((await mara.post("/verify", back)).status, 200);
    });

    test("two sign-ins at a time are told apart", async () => {
      const [gmail, notion] = [await beginSignIn(mara), await beginSignIn(mara, { connection_name: "notion" })];
      assert.equal((await mara.post("/verify", gmail)).json.connected_account.connection_name, "gmail");
      assert.equal((await mara.post("/verify", notion)).json.connected_account.connection_name, "notion");
    });

    test("two sign-ins at a time are told apart where they are for the same connection", async () => {
      const backs = [await beginSignIn(mara), await beginSignIn(mara)];
      for (const back of backs) assert.equal((await mara.post("/verify", back)).status, 200);
      assert.deepEqual(mara.states(), []);
    });

    test("a browser remembers the newest four sign-ins", async () => {
      const backs = [];
      for (let times = 0; times < 7; times++) backs.push(await beginSignIn(mara));
      assert.equal(mara.states().length, 4);
      for (const back of backs.slice(0, 3)) assert.deepEqual(failure(await mara.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      // One that is used makes room for another.
      assert.equal((await mara.post("/verify", backs[5])).status, 200);
      backs.push(await beginSignIn(mara));
      assert.equal(mara.states().length, 4);
      for (const back of [...backs.slice(3, 5), ...backs.slice(6)]) assert.equal((await mara.post("/verify", back)).status, 200);
      assert.deepEqual(mara.states(), []);
    });

    test("a refusal ends a sign-in, and what may pass does not", async () => {
      const back = await beginSignIn(mara);
      scalekit.fail(VERIFY, error(503, 14, "UNAVAILABLE"), error(403, 7, "PERMISSION_DENIED"));
      assert.deepEqual(failure(await mara.post("/verify", back)), [503, 14, "UNAVAILABLE"]);
      assert.deepEqual(failure(await mara.post("/verify", back)), [403, 7, "PERMISSION_DENIED"]);
      assert.deepEqual(mara.states(), []);
      const unknown = { ...(await beginSignIn(mara)), auth_request_id: "areq_0" };
      assert.deepEqual(failure(await mara.post("/verify", unknown)), [404, 5, "RESOURCE_NOT_FOUND"]);
    });

    test("a refresh tells the new status", async () => {
      const { json } = await mara.post("/accounts/ca_gmail/refresh");
      assert.equal(json.connected_account.status, "ACTIVE");
      assert.deepEqual(failure(await mara.post("/accounts/ca_fax/refresh")), [400, 9, "FAILED_PRECONDITION"]);
      assert.equal(scalekit.called(CALLS.auth.of).length, 1);
    });

    test("a refresh tells the account as it is afterwards, for one call more", async () => {
      await mara.get("/accounts");
      scalekit.calls = [];
      const { connected_account } = (await mara.post("/accounts/ca_gmail/refresh")).json;
      // By an old time, a sign-in that another page has finished would count as one that was finished later.
      assert.equal(connected_account.updated_at, "2026-11-22T12:05:00Z");
      assert.deepEqual(scalekit.calls.map(({ call }) => call), [DETAILS, CALLS.auth.of, DETAILS]);
    });

    test("a refresh whose account cannot be read again tells how the renewal went", async () => {
      for (const failed of [error(500, 13, "INTERNAL"), error(503, 14, "UNAVAILABLE"), [200, { connected_account: 7 }]]) {
        scalekit.reset();
        scalekit.fail(DETAILS, undefined, failed);
        scalekit.fail(CALLS.auth.of, [200, { connected_account: { status: "SUSPENDED" } }]);
        const { status, json } = await mara.post("/accounts/ca_gmail/refresh");
        const { updated_at, ...told } = json.connected_account;
        assert.deepEqual([status, told.status, updated_at], [200, "SUSPENDED", "2026-11-22T12:00:00.123456789Z"]);
        assert.deepEqual(scalekit.called(LIST), []);
      }
      // Whose it is by then counts.
      scalekit.fail(DETAILS, undefined, [200, { connected_account: scalekit.account("ca_sam") }]);
      assert.deepEqual(failure(await mara.post("/accounts/ca_gmail/refresh")), [404, 5, "RESOURCE_NOT_FOUND"]);
    });

    test("what is disconnected is revoked, and stays so", async () => {
      for (let times = 0; times < 2; times++) {
        const { connected_account } = (await mara.post("/accounts/ca_slack/disconnect")).json;
        assert.deepEqual([connected_account.status, connected_account.can_disconnect], ["REVOKED", false]);
      }
      assert.equal(scalekit.called("POST /api/v1/connected_accounts/ca_slack:disconnect").length, 1);
      assert.deepEqual(failure(await mara.post("/accounts/ca_fax/disconnect")), [403, 7, "PERMISSION_DENIED"]);
    });

    test("what became of a disconnect is read from the account", async () => {
      scalekit.fail(CALLS.disconnect.of, [200, {}]);
      const { connected_account } = (await mara.post("/accounts/ca_slack/disconnect")).json;
      assert.deepEqual([connected_account.id, connected_account.status], ["ca_slack", "ACTIVE"]);
    });

    test("the connection's own tool is run, and nothing of what it reads is told", async () => {
      assert.deepEqual((await mara.post("/tools/execute", { ...GMAIL, tool_input: { all: true } })).json, { execution_id: "exec_1" });
      const [{ body }] = scalekit.called(TOOL);
      assert.deepEqual([body.tool_name, body.connected_account_id, body.params], ["gmail_get_profile", "ca_gmail", {}]);
    });

    test("no other tool is run", async () => {
      for (const call of [{ ...GMAIL, tool_name: "gmail_send_email" }, { ...GMAIL, tool_name: undefined }, { connected_account_id: "ca_fax", tool_name: "fax" }, { connected_account_id: "ca_fax" }]) {
        assert.deepEqual(failure(await mara.post("/tools/execute", call)), [403, 7, "PERMISSION_DENIED"]);
      }
      assert.deepEqual(failure(await mara.post("/tools/execute", { tool_name: "gmail_get_profile" })), [400, 3, "INVALID_ARGUMENT"]);
      assert.deepEqual(scalekit.called(TOOL), []);
    });

    test("a tool is run once, also when its provider refuses", async () => {
      scalekit.fail(TOOL, toolError(401, 16));
      assert.deepEqual(failure(await mara.post("/tools/execute", GMAIL)), [401, 16, "TOOL_ERROR"]);
      assert.equal(scalekit.called(TOOL).length, 1);
    });

    test("of a provider's words neither the query of an address is told nor an id that is none", async () => {
      for (const [said, told] of [
        ["see https://a.example/cb?x=PLANTED&y=1#z and http://b.example/#PLANTED", "see https://a.example/cb?[hidden] and http://b.example/#[hidden]"],
        ["https://a.example/docs is no secret", "https://a.example/docs is no secret"],
        [`${"a".repeat(3_990)} token=${PLANTED}`, `${"a".repeat(399)}…`],
      ]) {
        for (const execution_id of ["two words", "x".repeat(65), `<b>${PLANTED}`]) {
          const info = { execution_id, tool_error_code: "no", tool_error_message: said };
          scalekit.fail(TOOL, error(401, 16, "TOOL_ERROR", { tool_error_info: info }));
          const { json } = await mara.post("/tools/execute", GMAIL);
          assert.deepEqual(json.details[0].tool_error_info, { execution_id: "", tool_error_code: "no", tool_error_message: told });
        }
      }
    });

    test("a provider's message is looked through in no time, however it was made", async () => {
      for (const part of ["token", "a@", "https://", "token = ", "ghp_", "authorization: bearer ", " ", "\u202e"]) {
        const info = { execution_id: "exec_2", tool_error_code: part.repeat(100_000), tool_error_message: part.repeat(100_000) };
        scalekit.fail(TOOL, error(401, 16, "TOOL_ERROR", { tool_error_info: info }));
        const began = performance.now();
        const { json } = await mara.post("/tools/execute", GMAIL);
        assert.ok(performance.now() - began < 2_000, part);
        assert.ok(json.details[0].tool_error_info.tool_error_message.length <= 400, part);
        assert.ok(json.details[0].tool_error_info.tool_error_code.length <= 64, part);
      }
    });

    test("the machine token is asked for once, and anew when it is refused", async () => {
      await mara.get("/accounts/ca_gmail");
      scalekit.forgetToken();
      scalekit.calls = [];
      assert.equal((await mara.get("/accounts/ca_gmail")).status, 200);
      assert.equal((await mara.get("/accounts/ca_gmail")).status, 200);
      assert.deepEqual(scalekit.calls.map(({ call }) => call), [DETAILS, TOKEN, DETAILS, DETAILS]);
    });

    test("a machine token that stays refused is the backend's failure, never the person's", async () => {
      scalekit.fail(DETAILS, error(401, 16, "UNAUTHENTICATED"), error(401, 16, "UNAUTHENTICATED"));
      scalekit.fail(LIST, error(401, 16, "UNAUTHENTICATED"), error(401, 16, "UNAUTHENTICATED"));
      assert.deepEqual(failure(await mara.get("/accounts/ca_gmail")), [500, 13, "INTERNAL"]);
      scalekit.forgetToken();
      scalekit.fail(TOKEN, [401, { error: "invalid_client", error_description: `${PLANTED}-client` }], [401, {}]);
      assert.deepEqual(failure(await mara.get("/accounts")), [500, 13, "INTERNAL"]);
    });

    test("who comes while the machine token is asked for gets the same answer, also when it is a failure", async () => {
      await mara.get("/accounts");
      for (const [answer, status] of [[error(503, 14, "UNAVAILABLE"), 503], [undefined, 200]]) {
        scalekit.forgetToken();
        scalekit.calls = [];
        scalekit.fail(TOKEN, later(1_000, answer));
        const calls = Array.from({ length: 4 }, () => mara.get("/accounts?connection_name=slack"));
        assert.deepEqual((await Promise.all(calls)).map((answer) => answer.status), Array(4).fill(status));
        assert.equal(scalekit.called(TOKEN).length, 1);
      }
    });

    test("a machine token that does not say how long it lasts is used once", async () => {
      scalekit.fail(TOKEN, [200, { access_token: scalekit.forgetToken() }]);
      for (let times = 0; times < 2; times++) assert.equal((await mara.get("/accounts")).status, 200);
      assert.equal(scalekit.called(TOKEN).length, 2);
    });

    for (const [name, { of, make }] of Object.entries(CALLS)) {
      test(`each failure of the service has its answer: ${name}`, async () => {
        for (const { when, answer, told, retry_after, info } of failuresOf(name)) {
          scalekit.reset();
          const back = of === VERIFY || name === "verified" ? await beginSignIn(mara, { connection_name: "gmail" }) : undefined;
          if (of === TOKEN) scalekit.forgetToken();
          // A call may be made again: with a new token, or when that is safe.
          scalekit.fail(of, ...Array(4).fill(answer));
          const found = await make(mara, back);
          assert.deepEqual(failure(found), told, when);
          assert.equal(found.headers["retry-after"], retry_after, when);
          assert.deepEqual(found.json.details[0].tool_error_info, info, when);
          // Which says that the handler itself did not expect the answer.
          assert.notEqual(found.json.message, "the backend failed", when);
        }
        assert.ok(!mara.answers.includes(PLANTED));
      });
    }

    test("the environment's address may end with a slash", async () => {
      const other = await new Host().start(handler, `${scalekit.address}/`, ["mara"]);
      try {
        assert.equal((await other.browser("mara").get("/accounts/ca_slack")).status, 200);
      } finally {
        other.stop();
      }
      assert.deepEqual(scalekit.calls.map(({ call }) => call), [TOKEN, DETAILS]);
    });

    test("a connection that breaks is a service that cannot be reached", async () => {
      // A GET may be sent again.
      scalekit.fail(LIST, null, null, null);
      assert.deepEqual(failure(await mara.get("/accounts")), [503, 14, "UNAVAILABLE"]);
    });

    test("another site changes nothing", async () => {
      for (const headers of [
        { "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site", origin: "https://other.app.example" },
        { "sec-fetch-site": undefined, origin: "https://evil.example" }, { "sec-fetch-site": undefined, origin: "null" },
      ]) {
        for (const path of ["/accounts/ca_gmail/refresh", "/accounts/ca_slack/disconnect", "/authorization_link", "/tools/execute", "/verify"]) {
          assert.deepEqual(failure(await mara.post(path, {}, headers)), [403, 7, "PERMISSION_DENIED"], path);
        }
      }
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", undefined]) {
        const answer = await mara.post("/accounts/ca_gmail/refresh", {}, { "content-type": type });
        assert.deepEqual(failure(answer), [415, 3, "INVALID_ARGUMENT"]);
      }
      assert.deepEqual(scalekit.calls, []);
      const byOrigin = { "sec-fetch-site": undefined, "content-type": "Application/JSON; charset=utf-8" };
      assert.equal((await mara.post("/accounts/ca_gmail/refresh", {}, byOrigin)).status, 200);
      assert.equal((await mara.post("/accounts/ca_gmail/refresh", {}, { ...byOrigin, origin: undefined })).status, 200);
    });

    test("what is not the contract is refused in its own shape", async () => {
      for (const path of ["/nothing", "/accounts/ca_gmail/events", "/accounts/a%2Fb", "/accounts/a/b", ""]) {
        assert.deepEqual(failure(await mara.get(path)), [404, 5, "RESOURCE_NOT_FOUND"], path);
      }
      assert.deepEqual(failure(await mara.get("/verify")), [405, 12, "METHOD_NOT_ALLOWED"]);
      for (const [body, expected] of [["{", [400, 3, "INVALID_ARGUMENT"]], ["[]", [400, 3, "INVALID_ARGUMENT"]], ["[".repeat(16_000), [400, 3, "INVALID_ARGUMENT"]], [`"${"x".repeat(70_000)}"`, [413, 3, "INVALID_ARGUMENT"]]]) {
        assert.deepEqual(failure(await mara.send("POST", "/verify", body, { "content-type": "application/json" })), expected);
      }
      assert.deepEqual(scalekit.calls, []);
    });

    test("half of a character is no failure of the backend", async () => {
      const back = await beginSignIn(mara);
      for (const half of ["\ud800", "\udc00"]) {
        for (const [path, body] of [
          ["/authorization_link", { connected_account_id: half }], ["/authorization_link", { connection_name: half }],
          ["/tools/execute", { ...GMAIL, connected_account_id: half }], ["/tools/execute", { ...GMAIL, tool_name: half }],
          ["/verify", { ...back, auth_request_id: half }], ["/verify", { auth_request_id: "none", state: half }], ["/verify", { [half]: "" }],
        ]) {
          // Some languages cannot have it in a text. Others put another character there, which names nothing.
          const [status] = failure(await mara.post(path, body));
          assert.ok([400, 403, 404].includes(status), `${status} for ${JSON.stringify(body)} to ${path}`);
        }
      }
      assert.ok(!mara.answers.includes("the backend failed"));
    });

    test("without a session there is nobody", async () => {
      assert.deepEqual(failure(await nobody.get("/accounts")), [401, 16, "UNAUTHENTICATED"]);
      assert.deepEqual(failure(await nobody.post("/verify", {})), [401, 16, "UNAUTHENTICATED"]);
      assert.deepEqual(scalekit.calls, []);
    });

    test("each answer has an id, the one that a proxy gave or a new one", async () => {
      assert.equal((await mara.get("/accounts", { "x-request-id": "req_1-2" })).headers["x-request-id"], "req_1-2");
      const ids = [await mara.get("/accounts"), await nobody.get("/accounts", { "x-request-id": "two words" })].map(({ headers }) => headers["x-request-id"]);
      for (const id of ids) assert.match(id, /^[\w.-]{8,128}$/);
      scalekit.fail(LIST, error(500, 13, "INTERNAL"));
      await mara.get("/accounts", { "x-request-id": "req_of_a_failure" });
      assert.match(host.output, /req_of_a_failure/);
    });

    test("no secret is in any answer, nor in anything that was printed", async () => {
      await mara.get("/accounts");
      await mara.get("/accounts/ca_gmail");
      await mara.post("/accounts/ca_gmail/refresh");
      await mara.post("/tools/execute", GMAIL);
      const back = await beginSignIn(mara);
      await mara.post("/verify", back);
      await mara.post("/accounts/ca_slack/disconnect");
      for (const status of [400, 401, 403, 404, 409, 429, 500, 503]) {
        scalekit.fail(DETAILS, error(status, 2, "UNKNOWN"), error(status, 2, `${PLANTED} code`));
        scalekit.fail(TOOL, error(status, 2, "UNKNOWN"), toolError(status, 2));
        for (let times = 0; times < 2; times++) {
          await mara.get("/accounts/ca_gmail");
          await mara.post("/tools/execute", GMAIL);
        }
      }
      assert.ok(scalekit.calls.length > 40 && mara.answers.includes("TOOL_ERROR"));
      assert.ok(!mara.answers.includes(PLANTED), mara.answers);
      for (const secret of [PLANTED, back.state, "magicLink", "areq_"]) assert.ok(!host.output.includes(secret), host.output);
    });
  });
}
