// What the frontend API of Clerk answers about one person with the accounts, as version 6 of its script reads it.

const VERIFIED = { object: "verification", status: "verified", strategy: "oauth_google", error: null };
const BROKEN = { ...VERIFIED, status: "unverified", error: { code: "external_account_missing_refresh_token", message: "", long_message: "" } };

function account({ number, works }) {
  return {
    object: "external_account",
    id: `eac_${number}`,
    identification_id: `idn_${number}`,
    // It knows those that one can sign in with, and draws one picture for each.
    provider: "oauth_google",
    provider_user_id: number,
    approved_scopes: "read write",
    email_address: `person${number}@example.com`,
    first_name: "",
    last_name: "",
    image_url: "",
    username: null,
    phone_number: null,
    label: null,
    public_metadata: {},
    verification: works ? VERIFIED : BROKEN,
  };
}

const NAME = { first_name: "Mara", last_name: "Example", image_url: "", has_image: false };

function user(accounts) {
  return {
    object: "user",
    id: "user_1",
    ...NAME,
    username: null,
    primary_email_address_id: "idn_email",
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    email_addresses: [{ object: "email_address", id: "idn_email", email_address: "mara@example.com", verification: VERIFIED, linked_to: [] }],
    phone_numbers: [],
    web3_wallets: [],
    passkeys: [],
    enterprise_accounts: [],
    saml_accounts: [],
    organization_memberships: [],
    external_accounts: accounts.map(account),
    password_enabled: true,
    two_factor_enabled: false,
    totp_enabled: false,
    backup_code_enabled: false,
    public_metadata: {},
    unsafe_metadata: {},
    create_organization_enabled: false,
    delete_self_enabled: false,
    created_at: 1_750_000_000_000,
    updated_at: 1_750_000_000_000,
    last_sign_in_at: 1_750_000_000_000,
  };
}

/** A token that nobody checks here. */
function token() {
  const part = (data) => Buffer.from(JSON.stringify(data)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: "https://clerk.example.com", sub: "user_1", sid: "sess_1", iat: now, nbf: now - 10, exp: now + 86_400 };
  return `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}.${part("bench")}`;
}

const FAR = 4_102_444_800_000;

export function client(accounts) {
  const session = {
    object: "session",
    id: "sess_1",
    status: "active",
    expire_at: FAR,
    abandon_at: FAR,
    last_active_at: Date.now(),
    last_active_organization_id: null,
    actor: null,
    tasks: null,
    factor_verification_age: null,
    user: user(accounts),
    public_user_data: { ...NAME, identifier: "mara@example.com" },
    last_active_token: { object: "token", jwt: token() },
    created_at: 1_750_000_000_000,
    updated_at: 1_750_000_000_000,
  };
  const response = {
    object: "client",
    id: "client_1",
    sign_in: null,
    sign_up: null,
    sessions: [session],
    last_active_session_id: "sess_1",
    cookie_expires_at: null,
    captcha_bypass: true,
    created_at: 1_750_000_000_000,
    updated_at: 1_750_000_000_000,
  };
  return { response, client: null };
}

const ATTRIBUTES = ["email_address", "phone_number", "username", "web3_wallet", "first_name", "last_name", "password", "authenticator_app", "ticket", "backup_code", "passkey"];

const attribute = (name) => ({
  enabled: name === "email_address",
  required: false,
  verifications: [],
  used_for_first_factor: name === "email_address",
  first_factors: [],
  used_for_second_factor: false,
  second_factors: [],
  verify_at_sign_up: false,
});

const GOOGLE = { enabled: true, required: false, authenticatable: true, strategy: "oauth_google", not_selectable: false, deprecated: false, name: "Google", logo_url: "" };

const NO_BILLING = { enabled: false, has_paid_plans: false };

/** An app with nothing switched on but e-mail addresses and accounts. */
export function environment() {
  return {
    object: "environment",
    id: "env_1",
    maintenance_mode: false,
    client_debug_mode: false,
    auth_config: { object: "auth_config", id: "aac_1", single_session_mode: true, claimed_at: null, reverification: false, preferred_channels: null },
    display_config: {
      object: "display_config",
      id: "display_1",
      instance_environment_type: "production",
      application_name: "Example",
      theme: { buttons: {}, general: {}, accounts: {} },
      preferred_sign_in_strategy: "password",
      logo_image_url: "",
      favicon_image_url: "",
      branded: false,
      captcha_public_key: null,
      captcha_widget_type: null,
      captcha_provider: null,
    },
    user_settings: {
      attributes: Object.fromEntries(ATTRIBUTES.map((name) => [name, attribute(name)])),
      social: { oauth_google: GOOGLE },
      saml: { enabled: false },
      enterprise_sso: { enabled: false },
      sign_in: { second_factor: { required: false } },
      sign_up: { captcha_enabled: false, mode: "public", progressive: true, legal_consent_enabled: false },
      restrictions: {},
      username_settings: { min_length: 4, max_length: 64 },
      password_settings: { min_length: 8, max_length: 72, show_zxcvbn: false, disable_hibp: true },
      passkey_settings: {},
      actions: { delete_self: false, create_organization: false },
    },
    organization_settings: { enabled: false, max_allowed_memberships: 5, actions: {}, domains: { enabled: false, enrollment_modes: [] } },
    commerce_settings: { billing: { user: NO_BILLING, organization: NO_BILLING, stripe_publishable_key: null } },
    api_keys_settings: { enabled: false, user_api_keys_enabled: false, orgs_api_keys_enabled: false },
  };
}
