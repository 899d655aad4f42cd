// The small page that somebody would write who needs no more than this: the list, the search and the texts of ours, for two
// statuses in one language.

import "./page.css";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";

const STATES = {
  ACTIVE: { tone: "good", state: "Connected", toggle: "Details" },
  REVOKED: { tone: "problem", state: "Access removed", toggle: "Why?", action: "Reconnect" },
};

/** From this many accounts on there is a search. */
const MANY = 8;

const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

function checked(at) {
  const seconds = Math.round((Date.now() - at) / 1000);
  return seconds < 60 ? ago.format(-seconds, "second") : ago.format(-Math.round(seconds / 60), "minute");
}

async function reconnect({ id }) {
  const body = JSON.stringify({ connected_account_id: id, return_url: location.href });
  const answer = await fetch("/v1/connect/authorization_link", { method: "POST", headers: { "content-type": "application/json" }, body });
  const { link } = await answer.json();
  location.assign(link);
}

function Why({ account }) {
  const service = account.display_name;
  if (account.status === "ACTIVE") return <p class="why">Last used: {new Date(account.last_used_at).toLocaleString()}</p>;
  return (
    <div class="why">
      <p class="title">Access to {service} was removed</p>
      <p>Most likely reasons</p>
      <ul>
        <li>This app was removed in your {service} account settings, or disconnected here.</li>
        <li>Your {service} password was changed.</li>
        <li>Two-step sign-in was switched on for your {service} account.</li>
      </ul>
      <p>Your other connections are not affected, and nothing in {service} was changed.</p>
      <p>You sign in at {service}, choose what this app may do, and come back here.</p>
    </div>
  );
}

function Account({ account }) {
  const [isOpen, setOpen] = useState(false);
  const { tone, state, toggle, action } = STATES[account.status];
  const service = account.display_name;
  return (
    <li class="account" data-tone={tone}>
      <div class="head">
        <span class="tile" aria-hidden="true">{service[0]}</span>
        <div class="who">
          <span class="name">{service}</span>
          <span class="label">{account.account_label}</span>
        </div>
        <span class="state"><span class="mark" aria-hidden="true" />{state}</span>
        {action && <button class="primary" type="button" aria-label={`${action}: ${service}`} onClick={() => reconnect(account)}>{action}</button>}
        <button class="toggle" type="button" aria-expanded={isOpen} aria-label={`${toggle}: ${service}`} onClick={() => setOpen(!isOpen)}>{toggle}</button>
      </div>
      {isOpen && <Why account={account} />}
    </li>
  );
}

function matches(account, query) {
  const text = [account.display_name, account.connection_name, account.account_label, STATES[account.status].state].join("\n").toLowerCase();
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function Connections() {
  const [accounts, setAccounts] = useState();
  const [at, setAt] = useState();
  const [query, setQuery] = useState("");
  const [isBusy, setBusy] = useState(false);
  const read = async () => {
    setBusy(true);
    const answer = await fetch("/v1/connect/accounts");
    const { connected_accounts } = await answer.json();
    setAccounts(connected_accounts);
    setAt(Date.now());
    setBusy(false);
  };
  useEffect(() => void read(), []);
  if (!accounts) return <div class="skeleton" aria-hidden="true" />;
  const found = accounts.filter((account) => matches(account, query));
  return (
    <div class="widget">
      {accounts.length >= MANY && (
        <input class="search" type="search" placeholder="Search connections" aria-label="Search connections" onInput={(event) => setQuery(event.currentTarget.value)} />
      )}
      {found.length ? (
        <ul class="accounts" aria-label="Connections">{found.map((account) => <Account key={account.id} account={account} />)}</ul>
      ) : (
        <p role="status">No connection matches “{query}”.</p>
      )}
      <div class="footer">
        <span>Last checked: {checked(at)}</span>
        <button type="button" onClick={read}>{isBusy ? "Checking…" : "Check again"}</button>
      </div>
    </div>
  );
}

function mount() {
  const place = document.body.appendChild(document.createElement("div"));
  render(<Connections />, place);
  return () => {
    render(null, place);
    place.remove();
  };
}

if (document.documentElement.dataset.idle === undefined) mount();
else window.mount = mount;
