// The states that the gallery shows: each has a name, what it is called there, the element's attributes, a fetch that answers
// it, and what has to be done and waited for until it is there.
import { ACCOUNTS, MANY, backend, failure, json, refusal, silence } from "./gallery-answers.js";

/** What the browser is like, while a state needs it. */
export const browser = { isOffline: false, hasCookies: true, window: null };

/** For as long as it takes. */
const whileIt = (is, act) => async (element) => {
  const usual = Object.fromEntries(Object.keys(is).map((name) => [name, browser[name]]));
  Object.assign(browser, is);
  await act(element);
  Object.assign(browser, usual);
};

/** Looks at an element until there is what is wanted; a function, or a selector in its shadow root. */
function until(element, wanted) {
  const look = typeof wanted === "string" ? () => element.shadowRoot.querySelector(wanted) : wanted;
  return new Promise((found) => {
    const turn = () => {
      const there = look();
      if (there) {
        observer.disconnect();
        found(there);
      }
    };
    const observer = new MutationObserver(turn);
    observer.observe(element.shadowRoot, { childList: true, subtree: true, characterData: true, attributes: true });
    turn();
  });
}

const press = async (element, selector) => (await until(element, selector)).click();

/** Steps one after the other: a selector is waited for, one after `!` is pressed. */
const steps = (...steps) => async (element) => {
  for (const step of steps) await (step.startsWith("!") ? press(element, step.slice(1)) : until(element, step));
};

/** Checks the account, to its end or as far as given, and opens whatever can be opened. */
const checks = (as_far_as = ".verdict") => async (element) => {
  await press(element, "[part~=check-button]");
  await until(element, as_far_as);
};

const everythingOpen = async (element) => {
  await checks()(element);
  await press(element, ".reporting > .toggle");
  await steps(".reporting .message", ".timeline")(element);
  for (const details of element.shadowRoot.querySelectorAll("details")) details.open = true;
};

const one = (name, title, account, more = {}) => ({
  name,
  title,
  attributes: { account: account.id ?? "", ...(account.id ? {} : { connection: account.connection_name }), ...more.attributes },
  fetch: backend(account, more.but),
  act: more.act ?? steps(more.shows ?? ".explained"),
});

/** For which the page has to be another one. */
const alone = (...about) => ({ ...one(...about), isAlone: true });

const lost = (name, title, answer, attributes) =>
  one(name, title, ACCOUNTS.active, { but: { account: answer }, attributes, shows: ".notice" });

const checked = (name, title, account, but, act = checks(), attributes = {}) => one(name, title, account, { but, act, attributes });

const refused = (...about) => ({ execute: () => refusal(...about) });

const DEVELOPER = { audience: "developer" };

/** Two for which somebody has left. */
const BACK = ["ca_back", "ca_back_developer"].map((id) => ({ ...ACCOUNTS.revoked, id }));

/** The page is opened again, with an answer in its address that is for an account, where one is known. */
const comesBack = (account, answer, attributes = {}, shows = "[role=alert] > .explained") => ({
  attributes: { callback: "auto", ...attributes },
  act: async (element) => {
    await until(element, ".account");
    if (account) sessionStorage.setItem("connection-doctor.departure", JSON.stringify({ account_id: account.id, connection_name: account.connection_name }));
    const address = new URL(location);
    // The gallery's own, which would be taken for the one of OAuth.
    address.searchParams.delete("state");
    for (const [name, value] of Object.entries(answer)) address.searchParams.set(name, value);
    history.replaceState(history.state, "", address);
    element.setAttribute("time-limit", "19");
    await until(element, shows);
  },
});

/** Whoever signs in is somebody else. */
function signedInToAnother() {
  let hasLeft = false;
  const { revoked } = ACCOUNTS;
  return {
    authorization_link: () => {
      hasLeft = true;
      return json({ link: "https://accounts.example/sign-in" });
    },
    account: () => json({ connected_account: hasLeft ? { ...revoked, status: "ACTIVE", account_label: "mara.private@mail.example" } : revoked }),
  };
}

/** One answer, and then another. */
function onlyOnce(first, then) {
  let answer = first;
  return () => {
    const now = answer;
    answer = then;
    return now();
  };
}

const list = (name, title, accounts, act, attributes = {}) => ({ name, title, attributes, fetch: backend(accounts), act });

/** Where the answer that explains it comes with the second module. */
const SHOWS = { admin: ".raw, .copy", team: ".raw, .copy", permissions: "[part~=primary-button]" };

const TITLES = {
  active: "Connected",
  expired: "Expired",
  revoked: "Access removed",
  error: "Error at the provider",
  pending: "Sign-in not finished",
  verification: "Not verified yet",
  none: "Not connected",
  unknown: "A status that nobody knows",
  "org-wide": "Expired, and the whole organisation’s",
  permissions: "A permission is missing",
  admin: "Only an admin can mend it",
  team: "Only the app’s team can mend it",
};

const STATUSES = Object.entries(ACCOUNTS).flatMap(([name, account]) => [
  one(name, TITLES[name], account, { shows: SHOWS[name] }),
  one(`${name}-developer`, `${TITLES[name]}, for a developer`, account, { attributes: DEVELOPER, shows: SHOWS[name] }),
]);

export const STATES = [
  ...STATUSES,
  one("renewed", "Just renewed", ACCOUNTS.expired, { act: steps("![part~=primary-button]", ".note:not(:empty)") }),
  one("renewing", "Being renewed", ACCOUNTS.expired, { but: { refresh: silence }, act: steps("![part~=primary-button]", "[aria-disabled=true]"), attributes: { "time-limit": "3600" } }),
  one("action-failed", "An action that failed", ACCOUNTS.expired, { but: { refresh: () => failure(500) }, act: steps("![part~=primary-button]", ".body > .notice") }),
  one("renewal-refused", "Renewing does not help", ACCOUNTS.expired, {
    but: { refresh: () => refusal(401, "invalid_grant", "Token has been expired or revoked.") },
    act: steps("![part~=primary-button]", "[role=alert] > .explained"),
  }),
  one("waiting-at-provider", "Waiting at the provider, where no window opens", ACCOUNTS.revoked, { act: steps("![part~=primary-button]", "a.primary") }),
  // Before any other element is there that it could be for.
  { ...alone("refused-for-nobody", "Back with an error, and nobody knows for which account", ACCOUNTS.active, comesBack(undefined, { error: "server_error" }, { account: "" }, "[part~=notice]")), fetch: backend(MANY.slice(0, 5)) },
  alone("refused-at-provider", "Back with a refusal", BACK[0], comesBack(BACK[0], { error: "access_denied" })),
  alone("refused-at-provider-developer", "Back with an error, for a developer", BACK[1], comesBack(BACK[1], {
    error: "invalid_scope",
    error_description: "Some requested scopes were invalid. {invalid=[https://www.googleapis.com/auth/gmail.everything]}",
  }, DEVELOPER)),
  alone("window-at-provider", "Waiting at the provider, in a window", ACCOUNTS.revoked, {
    act: whileIt({ window: { closed: false, document: null, close() {} } }, steps("![part~=primary-button]", ".ask")),
  }),
  one("other-account", "Signed in to another account", ACCOUNTS.revoked, {
    but: signedInToAnother(),
    act: async (element) => {
      await steps("![part~=primary-button]", "a.primary")(element);
      window.dispatchEvent(new Event("focus"));
      await until(element, ".body > .notice");
    },
  }),
  one("disconnecting", "Asked about disconnecting", ACCOUNTS.active, { act: steps("!.details > .quiet:last-child", "[part~=danger-button]") }),

  // Once: an element that reads again would have the checks wait for the connection.
  { ...lost("offline", "Offline", onlyOnce(() => {
    browser.isOffline = true;
    throw new TypeError("offline");
  }, silence)), isAlone: true },
  lost("no-answer", "No answer", () => Promise.reject(new TypeError("no answer"))),
  lost("timed-out", "No answer in time", (request) => new Promise((_, reject) => {
    request.signal.addEventListener("abort", () => reject(request.signal.reason));
  }), { "time-limit": "1" }),
  lost("signed-out", "Signed out of the app", () => failure(401)),
  lost("forbidden", "Not allowed", () => failure(403)),
  lost("not-found", "Not found", () => failure(404)),
  lost("rate-limited", "Too many requests, with a countdown", () => failure(429, { "retry-after": "3600" })),
  lost("server-error", "Server error", () => failure(500)),
  lost("rejected", "Refused as wrong, for a developer", () => failure(400), DEVELOPER),
  lost("unreadable", "An answer that cannot be read", () => new Response("<!doctype html>")),
  lost("unreadable-developer", "An answer that cannot be read, for a developer", () => json({ accounts: {} }), DEVELOPER),

  list("list", "A list with search, and a row open", MANY, steps("!.account:first-child .toggle", ".body")),
  list("list-developer", "The same for a developer", MANY, steps("!.account:nth-child(2) .toggle", ".body"), DEVELOPER),
  list("list-short", "A short list", MANY.slice(0, 3), steps(".account:nth-child(3)")),
  list("list-empty", "An empty list", [], steps(".empty")),
  list("list-empty-developer", "An empty list, for a developer", [], steps(".empty"), DEVELOPER),
  list("list-no-match", "A search that finds nothing", MANY, async (element) => {
    const field = await until(element, ".search");
    field.value = "zebra";
    field.dispatchEvent(new Event("input"));
    await until(element, ".empty");
  }),

  checked("check-running", "A check under way", ACCOUNTS.active, { execute: silence }, checks(".checks > :last-child[data-tone=running]"), { "time-limit": "3600" }),
  checked("check-waits", "A check that waits", ACCOUNTS.active, { execute: () => failure(429, { "retry-after": "300" }) }, checks(".ask button:nth-of-type(2)")),
  checked("check-works", "Checked: works, with history and report", ACCOUNTS.active, {}, everythingOpen, { "support-url": "https://support.example/" }),
  checked("check-works-developer", "The same for a developer", ACCOUNTS.active, {}, everythingOpen, { ...DEVELOPER, "dashboard-url": "https://dashboard.example/" }),
  checked("check-unproven", "Checked: nothing proves it", { ...ACCOUNTS.active, test_tool: null }),
  checked("check-account", "Checked: its status says it", ACCOUNTS.revoked),
  checked("check-token-refused", "Checked: the provider refuses the token", ACCOUNTS.active, refused(401, "invalid_token", "Invalid Credentials")),
  checked("check-permission-refused", "Checked: a permission is missing", ACCOUNTS.active, refused(403, "insufficientPermissions", "Request had insufficient authentication scopes.")),
  checked("check-inconclusive", "Checked: inconclusive", ACCOUNTS.active, { execute: () => failure(401) }),
  checked("check-inconclusive-developer", "Checked: inconclusive, for a developer", ACCOUNTS.active, { execute: () => failure(403) }, everythingOpen, DEVELOPER),
  { ...checked("check-cookies", "Checked: the browser keeps cookies from the page", ACCOUNTS.active, { account: onlyOnce(() => json({ connected_account: ACCOUNTS.active }), () => failure(401)) }, whileIt({ hasCookies: false }, checks())), isAlone: true },
  checked("check-no-access", "Checked: a call to the app failed", ACCOUNTS.active, { execute: () => Promise.reject(new TypeError("no answer")) }),
  checked("check-stopped", "A check that was stopped", ACCOUNTS.active, { execute: silence }, async (element) => {
    await checks(".checks > :last-child[data-tone=running]")(element);
    await steps("!.checking > .ask button", ".verdict")(element);
  }),

  { name: "skeleton", title: "Until the first answer", attributes: { "time-limit": "3600" }, fetch: silence, act: steps(".skeleton") },
  { name: "stopped", title: "After the module has stopped", attributes: {}, fetch: silence, act: fails("stopped") },
  { name: "missing", title: "Where the module cannot be loaded", attributes: {}, fetch: silence, act: fails("missing") },
];

function fails(why) {
  return async (element) => {
    await until(element, "[part=root]");
    element.fail(why);
    await until(element, "[role=alert]");
  };
}
