//! Hands notices to the host by HTTP, signed as Standard Webhooks has it.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use connection_doctor_core::SafeLink;
use reqwest::{Client, header, redirect::Policy};
use serde_json::json;
use url::{Host, Url};

use super::{Deliver, NotDelivered, Notice};
use crate::{Clock, signature::Secret};

/// How long a connection may take, and a whole call with it.
const TIME_LIMITS: (Duration, Duration) = (Duration::from_secs(4), Duration::from_secs(15));

/// Posts `{"type": "connected_account.needs_attention", "timestamp", "data": {…}}` with the [`Notice`] as `data`, until
/// the host answers 2xx. Its `webhook-id` is that of the notice, so the host can drop what comes twice.
#[derive(Clone)]
pub struct PostToHost {
    address: Url,
    secret: Secret,
    clock: Clock,
    http: Client,
}

/// Why notices cannot be posted.
#[derive(Debug, thiserror::Error)]
pub enum NoHost {
    /// Others could read along.
    #[error("notices are posted to an https address, or to http on this machine")]
    Unsafe,
    /// Outgoing calls cannot be made on this machine.
    #[error("there is no way to call the host: {0}")]
    NoClient(#[from] reqwest::Error),
}

impl PostToHost {
    /// Posts to this address, signed with the secret that the host verifies it by.
    ///
    /// # Errors
    /// When the address is not safe, or the machine's certificates cannot be read.
    pub fn new(address: Url, secret: Secret, clock: Clock) -> Result<Self, NoHost> {
        SafeLink::parse(address.as_str()).ok_or(NoHost::Unsafe)?;
        // An app around this crate may have chosen before, and then its choice stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (connecting, whole) = TIME_LIMITS;
        let builder = Client::builder().connect_timeout(connecting).timeout(whole).redirect(Policy::none());
        // On this machine there is neither a proxy in between nor a certificate to look at.
        let builder =
            if address.scheme() == "http" { builder.no_proxy().tls_certs_only([]) } else { builder };
        Ok(Self { address, secret, clock, http: builder.build()? })
    }
}

#[async_trait]
impl Deliver for PostToHost {
    async fn deliver(&self, notice: &Notice) -> Result<(), NotDelivered> {
        let body = json!({
            "type": "connected_account.needs_attention",
            "timestamp": notice.occurred_at,
            "data": notice,
        });
        let body = body.to_string();
        let signed = self.secret.headers(&notice.id, self.clock.now(), body.as_bytes());
        let signed = signed.ok_or_else(|| NotDelivered("its id is not one for a header".to_owned()))?;
        let request = self.http.post(self.address.clone()).headers(signed.into_iter().collect());
        let request = request.header(header::CONTENT_TYPE, "application/json").body(body);
        // An error of the client's names the address, which may hold a word that lets one in.
        let answer = request.send().await.map_err(|error| NotDelivered(error.without_url().to_string()))?;
        if answer.status().is_success() {
            return Ok(());
        }
        Err(NotDelivered(format!("the host answered {}", answer.status())))
    }
}

impl fmt::Debug for PostToHost {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PostToHost")
            .field("host", &self.address.host().map(|host: Host<&str>| host.to_string()))
            .finish_non_exhaustive()
    }
}
