//! Calls that this server makes itself: to whom, how long, and how much of an answer is read.

use std::time::Duration;

use reqwest::{Client, Response, redirect::Policy};
use url::{Host, Url};

/// Outgoing calls cannot be made on this machine.
#[derive(Debug, thiserror::Error)]
#[error("there is no way to call another server: {0}")]
pub struct NoClient(#[from] reqwest::Error);

/// How long a connection may take to come about.
const CONNECT_LIMIT: Duration = Duration::from_secs(4);

/// A client with a limit for a whole call, which follows no redirects: a credential must not go where it was not meant to. `is_plain` is for calls
/// that stay on this machine, without TLS.
pub(crate) fn client(is_plain: bool, limit: Duration) -> Result<Client, NoClient> {
    // An app around this crate may have chosen before, and then its choice stays.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder().connect_timeout(CONNECT_LIMIT).timeout(limit).redirect(Policy::none());
    // On this machine there is neither a proxy in between nor a certificate to look at.
    let builder = if is_plain { builder.no_proxy().tls_certs_only([]) } else { builder };
    Ok(builder.build()?)
}

/// The body of an answer, or nothing when it is longer than `limit` bytes.
pub(crate) async fn body_up_to(limit: usize, mut response: Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            return Ok(None);
        }
    }
    Ok(Some(body))
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
