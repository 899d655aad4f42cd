//! The app's own token at Scalekit (client credentials, RFC 6749, section 4.4): fetched when it is first needed, kept
//! until shortly before it expires.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::Url;

use super::{refusal::Refusal, service::answer_to};
use crate::Clock;

/// It is replaced so long before it expires, so that none expires on its way.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);

/// How long it may take to come. Calls wait for it together, so this is less than any of them may take: when the one
/// that fetches it has given up, the next has time to.
const LIMIT: Duration = Duration::from_secs(10);

/// A token that is kept.
pub(super) struct MachineToken {
    endpoint: String,
    client_id: String,
    client_secret: SecretString,
    clock: Clock,
    kept: Mutex<Option<Kept>>,
}

/// However long it is said to be good.
const MOST: SignedDuration = SignedDuration::from_hours(24);

struct Kept {
    value: SecretString,
    until: Timestamp,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    #[serde(default)]
    expires_in: i64,
}

impl MachineToken {
    pub(super) fn new(
        environment: &Url,
        client_id: String,
        client_secret: SecretString,
        clock: Clock,
    ) -> Self {
        let endpoint = format!("{}oauth/token", environment.as_str());
        Self { endpoint, client_id, client_secret, clock, kept: Mutex::new(None) }
    }

    /// The token, fetched if need be. Whoever comes while it is fetched waits for the same.
    pub(super) async fn get(&self, http: &Client) -> Result<String, Refusal> {
        let mut kept = self.kept.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| self.clock.now() < token.until) {
            return Ok(token.value.expose_secret().to_owned());
        }
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", self.client_secret.expose_secret()),
        ];
        let request = http.post(&self.endpoint).timeout(LIMIT).form(&form);
        let granted: Granted = answer_to(request).await.map_err(|refusal| match refusal {
            // The call that the token is for was not even sent. What leads elsewhere is no service to speak of either.
            Refusal::Unavailable { .. } | Refusal::Failed => Refusal::Unavailable { was_sent: false },
            passing @ (Refusal::RateLimited { .. } | Refusal::TimedOut) => passing,
            // Errors of this endpoint are OAuth's (RFC 6749, section 5.2): whatever they say, it is not of an account.
            _ => Refusal::OwnToken,
        })?;
        let lasts = SignedDuration::from_secs(granted.expires_in).min(MOST).saturating_sub(MARGIN);
        let value = granted.access_token.expose_secret().to_owned();
        *kept = Some(Kept { value: granted.access_token, until: self.clock.now() + lasts });
        Ok(value)
    }

    /// Drops a token that was refused, unless another has taken its place.
    pub(super) async fn forget(&self, refused: &str) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_some_and(|token| token.value.expose_secret() == refused) {
            *kept = None;
        }
    }
}
