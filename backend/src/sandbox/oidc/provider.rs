//! The provider: where it is, and the calls to it.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Client, RequestBuilder, StatusCode, header};
use serde::{Deserialize, de::IgnoredAny};
use url::Url;

use super::{id_token::Expected, issuer::Issuer, provider_error::ProviderError, visit::Visit};
use crate::outgoing::{self, NoClient, is_private};

/// How long a whole call may take.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The longest answer that is read, in bytes.
const ANSWER_LIMIT: usize = 64 * 1024;

/// An OAuth provider that speaks OpenID Connect, and this server as a public client of it, which has no secret.
#[derive(Clone, Debug)]
pub struct OidcProvider {
    issuer: Issuer,
    client_id: String,
    http: Client,
}

/// What the provider says of itself.
#[derive(Deserialize)]
pub(super) struct Endpoints {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    /// Whether its answers tell who gives them (RFC 9207, section 3).
    #[serde(default, rename = "authorization_response_iss_parameter_supported")]
    pub(super) names_issuer: bool,
}

/// A token endpoint's yes. Of the tokens only the one is read that tells whose sign-in it was.
#[derive(Deserialize)]
struct Granted {
    #[serde(rename = "access_token")]
    _access_token: IgnoredAny,
    id_token: String,
}

/// A token endpoint's no.
#[derive(Deserialize)]
struct Refused {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl OidcProvider {
    /// The provider of this name, which knows this server as `client_id`.
    ///
    /// # Errors
    /// When the machine's certificates cannot be read.
    pub fn new(issuer: Issuer, client_id: String) -> Result<Self, NoClient> {
        let http = outgoing::client(issuer.is_plain(), TIME_LIMIT)?;
        Ok(Self { issuer, client_id, http })
    }

    /// The provider's name.
    pub(super) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Asks the provider where its endpoints are.
    pub(super) async fn endpoints(&self) -> Result<Endpoints, ProviderError> {
        let (status, body) = answer_to(self.http.get(self.issuer.description())).await?;
        if status != StatusCode::OK {
            return Err(ProviderError::Failed(status));
        }
        let endpoints: Endpoints = serde_json::from_slice(&body)
            .map_err(|_| ProviderError::Unreadable("its description of itself"))?;
        if endpoints.issuer != self.issuer() {
            return Err(ProviderError::Foreign("the description is another issuer's"));
        }
        if ![&endpoints.authorization_endpoint, &endpoints.token_endpoint].into_iter().all(is_private) {
            return Err(ProviderError::Unreadable("an endpoint that others can listen to"));
        }
        Ok(endpoints)
    }

    /// Where the person is asked.
    pub(super) fn question(&self, endpoints: Endpoints, visit: &Visit, redirect_uri: &Url) -> Url {
        let mut url = endpoints.authorization_endpoint;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", redirect_uri.as_str())
            .append_pair("scope", "openid")
            .append_pair("state", &visit.state)
            .append_pair("nonce", &visit.nonce)
            .append_pair("code_challenge", &visit.challenge())
            .append_pair("code_challenge_method", "S256");
        url
    }

    /// Redeems a code and throws away what it was worth: that it was worth something is all there is to know.
    pub(super) async fn redeem(
        &self,
        endpoints: &Endpoints,
        code: &str,
        visit: &Visit,
        redirect_uri: &Url,
        now: Timestamp,
    ) -> Result<(), ProviderError> {
        let request = self.http.post(endpoints.token_endpoint.clone()).form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri.as_str()),
            ("client_id", &self.client_id),
            ("code_verifier", &visit.verifier),
        ]);
        let (status, body) = answer_to(request).await?;
        if status != StatusCode::OK {
            return Err(match serde_json::from_slice::<Refused>(&body) {
                Ok(no) if status.is_client_error() => {
                    ProviderError::Refused { error: no.error, description: no.error_description }
                }
                _ => ProviderError::Failed(status),
            });
        }
        let granted: Granted = serde_json::from_slice(&body)
            .map_err(|_| ProviderError::Unreadable("the token endpoint's answer"))?;
        let expected = Expected { issuer: self.issuer(), client_id: &self.client_id, nonce: &visit.nonce };
        expected.check(&granted.id_token, now)
    }
}

/// Sends a request and reads the answer as far as is reasonable.
async fn answer_to(request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), ProviderError> {
    let response = request.header(header::ACCEPT, "application/json").send().await?;
    let status = response.status();
    let body = outgoing::body_up_to(ANSWER_LIMIT, response).await?;
    Ok((status, body.ok_or(ProviderError::Unreadable("it does not end"))?))
}
