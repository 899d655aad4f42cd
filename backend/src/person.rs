//! Who is asking.
//!
//! The contract takes the person from the app's own session: a middleware of the app puts a [`Person`] into the
//! request, and nothing that the request itself says can. [`people_from`] makes that middleware of an extractor that
//! the app has already, and [`sandbox_session`] is the one of the sandbox.

use axum::{
    Router,
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::{Next, from_fn},
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

/// The same calls, made by the people whom an app's own extractor finds.
///
/// `person_of` gives the id under which the connection service knows who is signed in, and `None` for a session of
/// nobody. A request that the extractor rejects is one of nobody too: the contract answers it with a 401, which the
/// widget understands, and not with the app's redirect to its sign-in page.
///
/// ```
/// # use std::{convert::Infallible, sync::Arc};
/// # use axum::{Router, extract::FromRequestParts, http::request::Parts};
/// # use connection_doctor_backend::{BASE_PATH, Edge, Person, Upstream, person::people_from, router};
/// # struct Session { user: Option<String> }
/// # impl FromRequestParts<Sessions> for Session {
/// #     type Rejection = Infallible;
/// #     async fn from_request_parts(_: &mut Parts, _: &Sessions) -> Result<Self, Infallible> {
/// #         Ok(Session { user: None })
/// #     }
/// # }
/// # #[derive(Clone)] struct Sessions;
/// # fn app(sessions: Sessions, upstream: Arc<dyn Upstream>, edge: Edge) -> Router {
/// let contract = router(upstream, &edge);
/// let contract = people_from(contract, sessions, |session: Session| session.user.map(Person::new));
/// Router::new().nest(BASE_PATH, contract)
/// # }
/// ```
pub fn people_from<E, S>(
    calls: Router,
    state: S,
    person_of: impl Fn(E) -> Option<Person> + Clone + Send + Sync + 'static,
) -> Router
where
    E: FromRequestParts<S> + Send,
    S: Clone + Send + Sync + 'static,
{
    calls.layer(from_fn(move |request: Request, next: Next| {
        let (state, person_of) = (state.clone(), person_of.clone());
        async move {
            let (mut parts, body) = request.into_parts();
            let found = E::from_request_parts(&mut parts, &state).await.ok().and_then(person_of);
            parts.extensions.remove::<Person>();
            if let Some(person) = found {
                parts.extensions.insert(person);
            }
            next.run(Request::from_parts(parts, body)).await
        }
    }))
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
