//! Who is asking.
//!
//! The contract takes the person from the app's own session: a middleware of the app puts a [`Person`] into the
//! request, and nothing that the request itself says can. [`sandbox_session`] is that middleware for the sandbox.

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};

use crate::error::ApiError;

/// A signed-in person, by the id that the app knows them under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person(String);

impl Person {
    /// The person of this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let person = parts.extensions.get::<Self>().cloned();
        person.ok_or_else(|| ApiError::new(StatusCode::UNAUTHORIZED, "nobody is signed in"))
    }
}

/// The cookie that tells one sandbox person from another.
pub const SANDBOX_COOKIE: &str = "connection_doctor_sandbox";

/// Middleware that makes every browser session a person of its own, known by a random cookie. There is no password:
/// the sandbox holds nothing worth one.
pub async fn sandbox_session(mut request: Request, next: Next) -> Response {
    if let Some(person) = sandbox_id(request.headers()).map(Person::new) {
        request.extensions_mut().insert(person);
        return next.run(request).await;
    }
    let id = format!("{:032x}", rand::random::<u128>());
    let cookie = format!("{SANDBOX_COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000");
    request.extensions_mut().insert(Person::new(id));
    let mut response = next.run(request).await;
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn sandbox_id(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, id) = pairs.find(|(name, _)| *name == SANDBOX_COOKIE)?;
    let well_formed = id.len() == 32 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    well_formed.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_in(cookie: &'static str) -> Option<String> {
        let headers = [(header::COOKIE, HeaderValue::from_static(cookie))].into_iter().collect();
        sandbox_id(&headers).map(str::to_owned)
    }

    #[test]
    fn reads_only_ids_it_could_have_made() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            id_in("a=b; connection_doctor_sandbox=0123456789abcdef0123456789abcdef; c=d").as_deref(),
            Some(id)
        );
        assert_eq!(id_in("connection_doctor_sandbox=short"), None);
        assert_eq!(id_in("connection_doctor_sandbox=0123456789ABCDEF0123456789ABCDEF"), None);
        assert_eq!(id_in("other=0123456789abcdef0123456789abcdef"), None);
    }
}
