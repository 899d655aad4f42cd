//! Whether what a file says can be done. All that is wrong is found in one go.

use std::{net::SocketAddr, path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use url::Url;

use super::{Config, Problem, Scalekit, Webhooks, connection::connections, file, secret::Source};
use crate::{
    limits::{Limits, RateLimits},
    notice::Notices,
    origin::Origin,
    outgoing::is_private,
    session::{Proof, SHORTEST_SECRET, SessionSettings, SigningAlgorithm},
    signature::Secret,
    state::StateKey,
    upstream::scalekit::Environment,
};

/// Checks a whole file.
pub(super) fn config(file: file::File, source: Source<'_>) -> Result<Config, Vec<Problem>> {
    let mut check = Check { source, problems: Vec::new() };
    let listen = check.address("listen", &file.listen, file.allow_remote);
    let metrics_listen =
        file.metrics_listen.and_then(|text| check.address("metrics_listen", &text, file.allow_remote));
    check.path("base_path", &file.base_path);
    let public_origins = check.origins("public_origins", &file.public_origins);
    check.that(!file.public_origins.is_empty(), "public_origins", "has no origin");
    let allowed_origins = check.origins("allowed_origins", &file.allowed_origins);
    let state_key = check.state_key(file.state_key_env, file.state_key_file);
    let session = check.session(file.session);
    let scalekit = check.scalekit(file.scalekit);
    let connections = connections(file.connections, &mut check);
    let needs_store = "needs a `[store]`";
    check.that(file.webhooks.is_none() || file.store.is_some(), "webhooks", needs_store);
    let needs_webhooks = "needs `[webhooks]`, for it is they that tell of a change";
    check.that(file.notices.is_none() || file.webhooks.is_some(), "notices", needs_webhooks);
    let webhooks = file.webhooks.and_then(|webhooks| check.webhooks(webhooks, &file.base_path));
    let store_url = file.store.and_then(|store| check.store_url(store));
    let notices = file.notices.and_then(|notices| check.notices(notices));
    let limits = limits(&file.limits);
    let (true, Some(listen), Some((state_key, log_key)), Some(session), Some(scalekit)) =
        (check.problems.is_empty(), listen, state_key, session, scalekit)
    else {
        return Err(check.problems);
    };
    Ok(Config {
        listen,
        metrics_listen,
        base_path: file.base_path,
        public_origins,
        allowed_origins,
        log_format: file.log_format,
        grace: seconds(file.grace_seconds),
        strict_transport_security: file.strict_transport_security_seconds.map(seconds),
        state_key,
        log_key,
        session,
        scalekit,
        connections,
        webhooks,
        store_url,
        notices,
        limits,
    })
}

/// What was found so far.
pub(super) struct Check<'a> {
    source: Source<'a>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    /// Notes a problem unless this holds.
    pub(super) fn that(&mut self, holds: bool, key: &str, problem: &str) {
        if !holds {
            self.problems.push(Problem { key: key.to_owned(), problem: problem.to_owned() });
        }
    }

    /// An address that nobody else can listen at.
    pub(super) fn private_url(&mut self, key: &str, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok().filter(is_private);
        self.some(url, key, "is not an https address, or http on this machine")
    }

    fn some<T>(&mut self, value: Option<T>, key: &str, problem: &str) -> Option<T> {
        self.that(value.is_some(), key, problem);
        value
    }

    fn parsed<T: FromStr>(&mut self, key: &str, text: &str, problem: &str) -> Option<T> {
        self.some(text.parse().ok(), key, problem)
    }

    fn address(&mut self, key: &str, text: &str, allow_remote: bool) -> Option<SocketAddr> {
        let address: SocketAddr = self.parsed(key, text, "is not an address like 127.0.0.1:8787")?;
        let is_meant = allow_remote || address.ip().is_loopback();
        self.that(is_meant, key, "can be reached by other machines; set `allow_remote` if that is meant");
        Some(address)
    }

    fn origins(&mut self, key: &str, texts: &[String]) -> Vec<Origin> {
        let problem = "has what is not an origin like https://app.example";
        texts.iter().filter_map(|text| self.parsed(key, text, problem)).collect()
    }

    /// A path that routes can be nested at.
    fn path(&mut self, key: &str, path: &str) {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let is_segment = |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(allowed);
        let is_path = path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(is_segment));
        let is_free = !matches!(path, "/healthz" | "/readyz");
        self.that(is_path && is_free, key, "is not a path like /v1/connect of its own");
    }

    /// The secret that a variable or a file holds. Exactly one of them must be named.
    fn secret(&mut self, key: &str, env: Option<String>, path: Option<PathBuf>) -> Option<SecretString> {
        let (env_key, file_key) = (format!("{key}_env"), format!("{key}_file"));
        match (env, path) {
            (Some(name), None) => self.found(&env_key, self.source.variable(&name)),
            (None, Some(path)) => self.found(&file_key, self.source.file(&path)),
            _ => {
                self.that(false, key, &format!("needs exactly one of `{env_key}` and `{file_key}`"));
                None
            }
        }
    }

    fn found(&mut self, key: &str, secret: Result<SecretString, String>) -> Option<SecretString> {
        secret.map_err(|problem| self.that(false, key, &problem)).ok()
    }

    fn state_key(
        &mut self,
        env: Option<String>,
        file: Option<PathBuf>,
    ) -> Option<(StateKey, Arc<SecretSlice<u8>>)> {
        let secret = self.secret("state_key", env, file)?;
        let bytes = BASE64_STANDARD.decode(secret.expose_secret().trim()).ok();
        let keys = bytes.and_then(|bytes| Some((StateKey::of(&bytes).ok()?, Arc::new(bytes.into()))));
        self.some(keys, "state_key", "is not at least 32 bytes in base64")
    }

    fn session(&mut self, session: file::Session) -> Option<SessionSettings> {
        let has_secret = session.shared_secret_env.is_some() || session.shared_secret_file.is_some();
        let proof = match (has_secret, session.jwks_url) {
            (true, None) => {
                let no_keys = session.algorithms.is_none();
                self.that(no_keys, "session.algorithms", "goes with `jwks_url` only: a secret means HS256");
                let (env, file) = (session.shared_secret_env, session.shared_secret_file);
                let secret = self.secret("session.shared_secret", env, file);
                let is_long = |secret: &SecretString| secret.expose_secret().len() >= SHORTEST_SECRET;
                let is_weak = secret.as_ref().is_some_and(|secret| !is_long(secret));
                self.that(!is_weak, "session.shared_secret", "is shorter than 32 bytes");
                secret.map(Proof::SharedSecret)
            }
            (false, Some(url)) => {
                let all = || vec![SigningAlgorithm::Rs256, SigningAlgorithm::Es256, SigningAlgorithm::EdDsa];
                let algorithms = session.algorithms.unwrap_or_else(all);
                self.that(!algorithms.is_empty(), "session.algorithms", "has no algorithm");
                self.private_url("session.jwks_url", &url).map(|url| Proof::Jwks { url, algorithms })
            }
            _ => {
                self.that(false, "session", "needs exactly one of a shared secret and a `jwks_url`");
                None
            }
        };
        let is_cookie = session.cookie.as_deref().is_none_or(is_cookie_name);
        self.that(is_cookie, "session.cookie", "is not a name of a cookie");
        self.that(!session.claim.is_empty(), "session.claim", "is empty");
        Some(SessionSettings {
            proof: proof?,
            cookie: session.cookie,
            issuer: session.issuer,
            audience: session.audience,
            claim: session.claim,
        })
    }

    fn scalekit(&mut self, scalekit: file::Scalekit) -> Option<Scalekit> {
        let problem = "is not an environment's address like https://northwind.scalekit.com";
        let environment: Option<Environment> =
            self.parsed("scalekit.environment_url", &scalekit.environment_url, problem);
        self.that(!scalekit.client_id.is_empty(), "scalekit.client_id", "is empty");
        let (env, file) = (scalekit.client_secret_env, scalekit.client_secret_file);
        let client_secret = self.secret("scalekit.client_secret", env, file);
        let client_id = scalekit.client_id;
        Some(Scalekit { environment: environment?, client_id, client_secret: client_secret? })
    }

    fn webhooks(&mut self, webhooks: file::Webhooks, base_path: &str) -> Option<Webhooks> {
        self.path("webhooks.path", &webhooks.path);
        let is_apart = !format!("{}/", webhooks.path).starts_with(&format!("{base_path}/"));
        self.that(is_apart, "webhooks.path", "lies below `base_path`, where people are asked who they are");
        let mut secrets = Vec::new();
        for name in &webhooks.secret_envs {
            secrets.extend(self.found("webhooks.secret_envs", self.source.variable(name)));
        }
        for path in &webhooks.secret_files {
            secrets.extend(self.found("webhooks.secret_files", self.source.file(path)));
        }
        let are_secrets = secrets.iter().all(is_webhook_secret);
        self.that(are_secrets, "webhooks", "has a secret that is not one of webhooks, such as whsec_…");
        let are_named = !webhooks.secret_envs.is_empty() || !webhooks.secret_files.is_empty();
        self.that(are_named, "webhooks", "needs `secret_envs` or `secret_files`");
        Some(Webhooks { path: webhooks.path, secrets })
    }

    fn store_url(&mut self, store: file::Store) -> Option<SecretString> {
        match store.url {
            Some(url) if store.url_env.is_none() && store.url_file.is_none() => {
                self.that(!url.is_empty(), "store.url", "is empty");
                Some(url.into())
            }
            None => self.secret("store.url", store.url_env, store.url_file),
            Some(_) => {
                self.that(false, "store", "needs only one of `url`, `url_env` and `url_file`");
                None
            }
        }
    }

    fn notices(&mut self, notices: file::Notices) -> Option<super::Notices> {
        let deliver_url = self.private_url("notices.deliver_url", &notices.deliver_url);
        let secret = self.secret("notices.secret", notices.secret_env, notices.secret_file);
        let is_secret = secret.as_ref().is_none_or(is_webhook_secret);
        self.that(is_secret, "notices.secret", "is not a secret of webhooks, such as whsec_…");
        let reconnect_page = self.private_url("notices.reconnect_page", &notices.reconnect_page);
        let is_page = reconnect_page.clone().is_none_or(|page| Notices::new(page).is_ok());
        self.that(is_page, "notices.reconnect_page", "is not a page to send people to");
        self.that(!notices.language.is_empty(), "notices.language", "is empty");
        Some(super::Notices {
            deliver_url: deliver_url?,
            secret: secret?,
            reconnect_page: reconnect_page?,
            language: notices.language,
        })
    }
}

fn limits(found: &file::Limits) -> Limits {
    let (usual, rates) = (Limits::default(), RateLimits::default());
    let rates = RateLimits {
        calls_per_minute: found.calls_per_minute.unwrap_or(rates.calls_per_minute),
        expensive_calls_per_minute: found
            .expensive_calls_per_minute
            .unwrap_or(rates.expensive_calls_per_minute),
    };
    Limits {
        time: found.call_seconds.map_or(usual.time, |limit| seconds(limit.get())),
        tool_time: found.tool_seconds.map_or(usual.tool_time, |limit| seconds(limit.get())),
        rates: found.rates.unwrap_or(true).then_some(rates),
    }
}

fn seconds(count: u32) -> Duration {
    Duration::from_secs(count.into())
}

/// Whether it is a prefix and a key in base64.
fn is_webhook_secret(secret: &SecretString) -> bool {
    secret.expose_secret().parse::<Secret>().is_ok()
}

/// Whether a text is a `cookie-name` of RFC 6265, section 4.1.1.
fn is_cookie_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_graphic() && !br#"()<>@,;:\"/[]?={}"#.contains(&byte);
    !name.is_empty() && name.bytes().all(allowed)
}
