// What the gallery's elements are answered: fixed accounts and failures, and no backend.

/** When it is in the gallery. */
export const NOW = Date.parse("2026-03-02T09:30:00Z");

/** An account that works; `different` is what another one has instead. */
export function account(different = {}) {
  return {
    id: "ca_gallery",
    connection_name: "gmail",
    provider: "GMAIL",
    display_name: "Gmail",
    status: "ACTIVE",
    account_label: "mara@northwind.example",
    authorization_type: "OAUTH",
    scopes: GMAIL,
    required_scopes: GMAIL.slice(0, 2),
    requested_scopes: GMAIL,
    test_tool: "gmail_get_profile",
    is_org_wide_credential: false,
    can_disconnect: true,
    created_at: "2025-11-03T08:15:00Z",
    updated_at: "2026-03-02T07:30:00Z",
    last_used_at: "2026-03-02T07:05:00Z",
    ...different,
  };
}

const GMAIL = ["gmail.readonly", "gmail.send", "userinfo.email"].map((name) => `https://www.googleapis.com/auth/${name}`);

/** Another connection than Gmail. */
const of = (connection_name, display_name, more) => ({
  id: `ca_${connection_name}`,
  connection_name,
  provider: connection_name.toUpperCase(),
  display_name,
  scopes: null,
  required_scopes: null,
  requested_scopes: null,
  ...more,
});

const failed = (code, message) => ({ code, message, at: "2026-03-02T07:30:00Z" });

/** Each status, and what goes with it. */
export const ACCOUNTS = {
  active: account(),
  expired: account({ status: "EXPIRED", last_error: failed("invalid_grant", "Token has been expired or revoked.") }),
  revoked: account({ status: "REVOKED", status_reason: "The provider says that access was removed.", can_disconnect: false }),
  error: account(of("notion", "Notion", { status: "ERROR", last_error: failed("service_unavailable", "Notion is unavailable. Please try again later.") })),
  pending: account(of("github", "GitHub", { status: "PENDING", last_used_at: null, can_disconnect: false })),
  verification: account(of("notion", "Notion", { status: "PENDING_VERIFICATION", last_used_at: null, can_disconnect: false })),
  none: account(of("slack", "Slack", { id: null, status: "NOT_CONNECTED", account_label: null, created_at: null, updated_at: null, last_used_at: null, can_disconnect: false })),
  unknown: account(of("github", "GitHub", { status: "HIBERNATING", account_label: "mara-lindt" })),
  "org-wide": account(of("slack", "Slack", { status: "EXPIRED", is_org_wide_credential: true, account_label: "Northwind workspace", can_disconnect: false })),
  permissions: account({ scopes: GMAIL.slice(0, 1) }),
  // Northwind’s own administrator has to agree first.
  admin: account(of("outlook", "Outlook", {
    status: "ERROR",
    last_error: failed("access_denied", "AADSTS90094: An administrator of Northwind has set a policy that prevents you from granting this app the permissions it requests."),
  })),
  // The longest label of a button, beside a long name.
  team: account({ status: "ERROR", account_label: "maximiliane.von-und-zu-hohenlohe@northwind-international.example", last_error: failed("redirect_uri_mismatch", "The redirect URI in the request does not match the ones authorized for the OAuth client.") }),
};

/** Every account in one list, each with an id of its own. */
export const MANY = Object.entries(ACCOUNTS).map(([name, each]) => ({ ...each, id: each.id && `ca_${name}` }));

export const json = (body, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** A failure in the contract's shape. */
export const failure = (status, headers) => json({ code: 13, message: "As the gallery wants it.", details: [] }, status, headers);

/** The provider refuses a call of a tool. */
export const refusal = (status, tool_error_code, tool_error_message) => json({
  code: 16,
  message: "The provider refused the call.",
  details: [{ error_code: "TOOL_ERROR", tool_error_info: { execution_id: "exec_gallery", tool_error_code, tool_error_message } }],
}, status);

/** Never answers. */
export const silence = () => new Promise(() => {});

const EVENTS = [
  ["2026-03-02T07:05:00Z", "tool_execution", "succeeded"],
  ["2026-03-02T06:00:00Z", "token_refresh", "succeeded"],
  ["2026-03-01T18:40:00Z", "tool_execution", "failed", "rateLimitExceeded"],
  ["2025-11-03T08:15:00Z", "authorization", "succeeded"],
].map(([at, kind, outcome, code], place) => ({ at, kind, outcome, code, execution_id: `exec_${place}` }));

/** A backend that knows one account, or several. `but` has other answers: by the last word of the path, or `account`. */
export function backend(accounts, but = {}) {
  const list = [accounts].flat();
  return async (request) => {
    const path = new URL(request.url).pathname.split("/v1/connect/")[1].split("/");
    const call = path.length === 2 && path[0] === "accounts" ? "account" : path.at(-1);
    if (but[call]) return but[call](request);
    const one = list.find(({ id }) => id === path[1]);
    switch (call) {
      case "accounts":
        return json({ connected_accounts: list, next_page_token: "" });
      case "events":
        return json({ events: EVENTS });
      case "execute":
        return json({ execution_id: "exec_gallery" });
      case "authorization_link":
        return json({ link: "https://accounts.example/sign-in" });
      case "refresh":
        return json({ connected_account: { ...one, status: "ACTIVE" } });
      default:
        return one ? json({ connected_account: one }) : failure(404);
    }
  };
}
