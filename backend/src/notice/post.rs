//! Hands notices to the host by HTTP, signed as Standard Webhooks has it.

use std::{fmt, time::Duration};

use async_trait::async_trait;
use reqwest::{Client, header};
use serde_json::json;
use url::{Host, Url};

use super::{Deliver, NotDelivered, Notice};
use crate::{
    Clock, NoClient,
    outgoing::{client, is_private},
    signature::Secret,
};

/// How long a whole call may take.
const TIME_LIMIT: Duration = Duration::from_secs(15);

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
    #[error(transparent)]
    NoClient(#[from] NoClient),
}

impl PostToHost {
    /// Posts to this address, signed with the secret that the host verifies it by.
    ///
    /// # Errors
    /// When the address is not safe, or the machine's certificates cannot be read.
    pub fn new(address: Url, secret: Secret, clock: Clock) -> Result<Self, NoHost> {
        if !is_private(&address) {
            return Err(NoHost::Unsafe);
        }
        let http = client(address.scheme() == "http", TIME_LIMIT)?;
        Ok(Self { address, secret, clock, http })
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
