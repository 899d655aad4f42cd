// What the mocked backends answer: the same accounts in the words of each contender's own API, and the same on every run.

import { client, environment } from "./clerk.mjs";

/** What people call it, the connection's name, and the provider's word for it; in the order of their names. */
const SERVICES = [
  ["Asana", "asana", "ASANA"],
  ["Box", "box", "BOX"],
  ["Confluence", "confluence", "CONFLUENCE"],
  ["Dropbox", "dropbox", "DROPBOX"],
  ["Front", "front", "FRONT"],
  ["GitHub", "github", "GITHUB"],
  ["GitLab", "gitlab", "GITLAB"],
  ["Gmail", "gmail", "GMAIL"],
  ["Google Calendar", "google-calendar", "GOOGLE_CALENDAR"],
  ["Google Drive", "google-drive", "GOOGLE_DRIVE"],
  ["HubSpot", "hubspot", "HUBSPOT"],
  ["Intercom", "intercom", "INTERCOM"],
  ["Jira", "jira", "JIRA"],
  ["Linear", "linear", "LINEAR"],
  ["Notion", "notion", "NOTION"],
  ["Salesforce", "salesforce", "SALESFORCE"],
  ["Slack", "slack", "SLACK"],
  ["Stripe", "stripe", "STRIPE"],
  ["Zendesk", "zendesk", "ZENDESK"],
  ["Zoom", "zoom", "ZOOM"],
];

/** So many are not what they were when the accounts are read again. */
export const CHANGES = 100;

const MADE = "2026-03-02T09:30:00Z";
const CHANGED = "2026-11-20T08:00:00Z";

/** One in five needs the person; the broken ones come first, then by name. */
function accounts(count, isChanged) {
  const list = Array.from({ length: count }, (_, at) => ({
    number: String(at).padStart(5, "0"),
    service: SERVICES[at % SERVICES.length],
    works: Math.floor(at / SERVICES.length) % 5 !== 0,
  }));
  list.sort((a, b) => a.works - b.works || SERVICES.indexOf(a.service) - SERVICES.indexOf(b.service) || (a.number < b.number ? -1 : 1));
  // Every other one, from the top, so that what is seen changes too.
  const step = count >= 2 * CHANGES ? 2 : 1;
  if (isChanged) for (let at = 0; at < Math.min(CHANGES, count) * step; at += step) list[at].works = !list[at].works;
  return list;
}

/** An answer of the contract that our widget speaks. */
function ours(count, isChanged) {
  const connected_accounts = accounts(count, isChanged).map(({ number, service: [name, connection, provider], works }) => ({
    id: `ca_${number}`,
    identifier: `user_${number}`,
    connection_name: connection,
    provider,
    display_name: name,
    status: works ? "ACTIVE" : "REVOKED",
    authorization_type: "OAUTH",
    scopes: ["read", "write"],
    account_label: `person${number}@example.com`,
    can_disconnect: true,
    created_at: MADE,
    updated_at: CHANGED,
    last_used_at: CHANGED,
  }));
  return { connected_accounts, next_page_token: "" };
}

/** An answer of WorkOS' API, as version 1.18 of its widgets reads it: an integration shows one account. */
function workos(count, isChanged) {
  const data = accounts(count, isChanged).map(({ number, service: [name, slug], works }) => {
    const installation = {
      object: "connected_account",
      id: `data_installation_${number}`,
      user_id: `user_${number}`,
      organization_id: null,
      scopes: ["read", "write"],
      auth_method: "oauth",
      state: works ? "connected" : "needs_reauthorization",
      created_at: MADE,
      updated_at: CHANGED,
    };
    return {
      object: "data_integration",
      id: `data_integration_${number}`,
      // It shows nothing but the name, so whose account it is goes there.
      name: `${name} person${number}@example.com`,
      slug,
      integrationType: slug,
      iconSlug: slug,
      ownership: "userland_user",
      credentialsType: "shared",
      scopes: ["read", "write"],
      createdAt: MADE,
      updatedAt: CHANGED,
      installation,
      authMethods: ["oauth"],
      configFields: [],
      config: {},
      connected_accounts: [installation],
    };
  });
  return { data };
}

const SETTINGS = { object: "settings", authkitOrigin: "https://auth.example.com", teamName: "Example" };

/** The answers by path; what is not here is not found. */
export const ROUTES = {
  "/v1/connect/accounts": ours,
  "/_widgets/DataIntegrations/mine": workos,
  "/_widgets/settings": () => SETTINGS,
  "/clerk-api/v1/environment": environment,
  "/clerk-api/v1/client": (count, isChanged) => client(accounts(count, isChanged)),
};
