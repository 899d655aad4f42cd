// Types of the element. The plain data is that of core/src/diagnosis.rs, core/src/check/result.rs and core/src/report.rs.

/** What the element understands of its attributes. */
export interface ConnectionDoctorAttributes {
  /** Where your backend is; `/v1/connect` unless set. */
  endpoint?: string;
  /** The id of one account to show. */
  account?: string;
  /** The name of one connection to show; with neither, all accounts are listed. */
  connection?: string;
  /** `user` unless set; developers read the same facts in the field's terms. */
  audience?: "user" | "developer";
  /** The reader's language; that of the page around the element unless set. */
  locale?: string;
  /** Unset, the page's `color-scheme` decides. */
  theme?: "light" | "dark";
  /** How a person gets to the provider's page; `auto` unless set. */
  flow?: "auto" | "popup" | "redirect";
  /** A page of your origin to which providers return windows; this page unless set. */
  "return-url"?: string;
  /** Where your app's own sign-in is. */
  "sign-in-url"?: string;
  /** Whether a provider's answer in the page's URL is read here; `auto` unless set. */
  callback?: "auto" | "off";
  /** Seconds that a call may take; 20 unless set. */
  "time-limit"?: number | string;
  /** Your support page, `https:` or `mailto:`. */
  "support-url"?: string;
  /** Where the connection is configured, for developers. */
  "dashboard-url"?: string;
  /** What you call this environment, for the report. */
  environment?: string;
  /** Shows changes as they happen, where your backend has `updates`. */
  live?: "" | true;
  /** Writes each request, answer and decision to the console. */
  debug?: "" | true;
  /** The folder of the rest of the package, if it is not beside the element's own file. */
  assets?: string;
}

/** What may be set on the element beside attributes. */
export interface ConnectionDoctorProperties {
  /** Your own `fetch`, for headers of yours. */
  fetch?: typeof globalThis.fetch | undefined;
  /** Your own wording, by message key. */
  messages?: Readonly<Record<string, string>>;
  /** What your app awaits of an answer in the URL. */
  expected?: Expected | undefined;
}

/** What your app awaits of a provider's answer. */
export interface Expected {
  state?: string;
  is_expired?: boolean;
  issuer?: string;
  /** As in an authorization request, with spaces between them. */
  scopes?: string;
}

/** A status word of the backend; others may come, and are never taken for a connected account. */
export type Status =
  | "ACTIVE"
  | "EXPIRED"
  | "REVOKED"
  | "ERROR"
  | "PENDING"
  | "PENDING_VERIFICATION"
  | "NOT_CONNECTED"
  | (string & {});

/** The kinds of failure, a closed set. */
export type FailureClass =
  | "user_cancelled"
  | "denied_unspecified"
  | "admin_approval_required"
  | "admin_blocked"
  | "user_not_assigned"
  | "consent_missing"
  | "scope_invalid"
  | "scope_not_granted"
  | "resource_permission_denied"
  | "client_misconfigured"
  | "redirect_mismatch"
  | "app_disabled"
  | "account_not_in_tenant"
  | "account_blocked"
  | "reauth_interaction_required"
  | "token_revoked_or_expired"
  | "state_mismatch"
  | "provider_outage"
  | "rate_limited"
  | "network_or_tls"
  | "success"
  | "not_a_callback"
  | "malformed"
  | "unknown";

/** Who can mend it. */
export type Fixer = "user" | "workspace_admin" | "app_developer" | "nobody_wait";

/** What is offered to the reader. */
export type Remedy =
  | "connect"
  | "reconnect"
  | "grant"
  | "refresh"
  | "check_again"
  | "sign_in"
  | "ask_admin"
  | "ask_developer"
  | "try_again"
  | "report";

/** The current finding. */
export interface Diagnosis {
  account_id: string | null;
  connection_name: string | null;
  status: Status | null;
  class: FailureClass | null;
  who_can_fix: Fixer | null;
  remedy: Remedy | null;
  missing_scopes: string[];
  /** When the backend was last asked with success, RFC 3339. */
  checked_at: string | null;
}

/** What a check came to. */
export type Verdict =
  | "works"
  | "unproven"
  | "account"
  | "token_refused"
  | "refused"
  | "inconclusive"
  | "cookies"
  | "no_access"
  | "stopped";

/** What `check()` resolves to. */
export interface CheckResult {
  account_id: string;
  connection_name: string | null;
  status: Status | null;
  verdict: Verdict;
  /** The verdict in the reader's words. */
  title: string;
  class: FailureClass | null;
  who_can_fix: Fixer | null;
  remedy: Remedy | null;
  missing_scopes: string[];
  steps: CheckedStep[];
}

/** How a step of a check stands. */
export type StepState = "waiting" | "running" | "fine" | "warning" | "failed" | "skipped";

/** A step of a check. */
export interface CheckedStep {
  topic: "browser" | "status" | "refresh" | "permissions" | "call";
  state: StepState;
  /** What it has shown, in the reader's words. */
  said: string[];
  /** How long it took, in milliseconds. */
  millis: number | null;
}

/** A support report as data; what is not known is left out. Times are RFC 3339 in UTC. */
export interface Report {
  written: string;
  /** Of an account that could not be read, only its `id`. */
  account: {
    id?: string;
    service?: string;
    provider?: string;
    connection_name?: string;
    status?: Status;
    created_at?: string;
    updated_at?: string;
    last_used_at?: string;
  };
  found?: { verdict: Verdict; title: string; class?: FailureClass; who_can_fix?: Fixer };
  expected: string;
  error?: { code?: string; message?: string; at?: string };
  ids?: string[];
  executions?: string[];
  steps?: { name: string; state: StepState; said?: string[]; millis?: number }[];
  trail?: string[];
  environment: { name?: string; page?: string; browser?: string; language?: string; zone?: string; version?: string };
  note?: string;
}

/** The element's events, by name. */
export interface ConnectionDoctorEventMap {
  /** An account was first read, or what is true of it has changed. */
  "connection-doctor-status": CustomEvent<Diagnosis>;
  /** An account that did not work works again. */
  "connection-doctor-reconnected": CustomEvent<Diagnosis>;
  /** A call of the widget to your backend failed, or a sign-in came back with an error. */
  "connection-doctor-failed": CustomEvent<Diagnosis>;
  /** A check is over. */
  "connection-doctor-checked": CustomEvent<CheckResult>;
  /** A report was copied, saved or made by a script. */
  "connection-doctor-report": CustomEvent<Report>;
  /** The module could not be loaded, or has stopped. */
  "connection-doctor-stopped": CustomEvent<{ reason: "missing" | "stopped" }>;
}

/** `<connection-doctor>`. */
export class ConnectionDoctorElement extends HTMLElement {
  static readonly observedAttributes: string[];

  /** Defines the element, unless the page has it already. */
  static define(tag?: string, registry?: CustomElementRegistry): void;

  get fetch(): typeof globalThis.fetch | undefined;
  /** Your own `fetch`, for headers of yours. */
  set fetch(fetch: typeof globalThis.fetch | undefined);

  get messages(): Record<string, string>;
  /** Your own wording, by message key. */
  set messages(messages: Readonly<Record<string, string>>);

  get expected(): Expected | undefined;
  /** What your app awaits of an answer in the URL. */
  set expected(expected: Expected | undefined);

  /** What was last told of an account, or null before that. */
  get diagnosis(): Diagnosis | null;

  /** Checks an account and shows the check; rejects with an `AbortError` where it is closed. Without an id, the one that is shown. */
  check(id?: string): Promise<CheckResult>;

  /** Tries once to renew the tokens of an account. Without an id, the one that is shown. */
  refresh(id?: string): Promise<Diagnosis>;

  /** Makes the support report about an account. Without an id, the one that is shown. */
  report(id?: string): Promise<{ markdown: string; report: Report }>;

  addEventListener<Name extends keyof ConnectionDoctorEventMap>(
    name: Name,
    listener: (this: ConnectionDoctorElement, event: ConnectionDoctorEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (this: ConnectionDoctorElement, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;

  removeEventListener<Name extends keyof ConnectionDoctorEventMap>(
    name: Name,
    listener: (this: ConnectionDoctorElement, event: ConnectionDoctorEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener<Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (this: ConnectionDoctorElement, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "connection-doctor": ConnectionDoctorElement;
  }
  // They bubble, so a document and everything around the element hears them.
  interface GlobalEventHandlersEventMap extends ConnectionDoctorEventMap {}
}
