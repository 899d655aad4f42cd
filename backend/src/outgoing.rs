//! Calls to other servers: whom they may go to, and how much is listened to.

use std::time::Duration;

use reqwest::{Client, Response, redirect::Policy};
use url::{Host, Url};

/// How long a connection may take to come about.
const CONNECT_LIMIT: Duration = Duration::from_secs(4);

/// Outgoing calls cannot be made on this machine.
#[derive(Debug, thiserror::Error)]
#[error("there is no way to call another server: {0}")]
pub struct NoClient(#[from] reqwest::Error);

/// Why an answer could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unheard {
    /// The other server could not be reached, or stopped in the middle.
    #[error(transparent)]
    Lost(#[from] reqwest::Error),
    /// It says more than is reasonable.
    #[error("the answer does not end")]
    TooLong,
}

/// What makes calls, each within a time limit; `is_plain` where they go without TLS, so to this machine. It follows no
/// redirects: a credential must not go where it was not meant to.
pub(crate) fn client(is_plain: bool, limit: Duration) -> Result<Client, NoClient> {
    // An app around this crate may have chosen before, and then its choice stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().connect_timeout(CONNECT_LIMIT).timeout(limit).redirect(Policy::none());
    // On this machine there is neither a proxy in between nor a certificate to look at.
    let builder = if is_plain { builder.no_proxy().tls_certs_only([]) } else { builder };
    Ok(builder.build()?)
}

/// The body of an answer, as far as is reasonable.
pub(crate) async fn body_of(mut response: Response, limit: usize) -> Result<Vec<u8>, Unheard> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            return Err(Unheard::TooLong);
        }
    }
    Ok(body)
}

/// Whether what is sent to an address stays between this server and the other: https, or http on this machine.
pub(crate) fn is_private(url: &Url) -> bool {
    let is_sealed = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    is_sealed && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}
