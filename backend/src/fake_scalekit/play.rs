//! What tests do in the place of a person at the service's pages, or of its dashboard.

use super::FakeScalekit;
use crate::{
    Person, UpstreamError,
    sandbox::{
        answer::{Answer, Consent, WayBack},
        seed::Scenario,
        sign_in::{Link, SignIn},
    },
};

impl FakeScalekit {
    /// Starts a person's world anew, with sign-ins that have to be verified.
    ///
    /// # Errors
    /// When the sandbox fails.
    pub async fn start_verifying(&self, person: &Person) -> Result<(), UpstreamError> {
        self.sandbox.world(person, |world| world.start(Scenario::Everyday, true)).await
    }

    /// Allows everything that a link asks for, and gives the id that the sign-in is verified by.
    ///
    /// # Errors
    /// When the link leads to no question.
    pub async fn allow(&self, link: &str) -> Result<String, UpstreamError> {
        let token = link.rsplit('/').next().unwrap_or_default().to_owned();
        let now = self.sandbox.clock().now();
        let allowed = self.sandbox.store.transact(move |tx| {
            let Link::Open(sign_in) = Link::of(tx, &token, now)? else {
                return Err(UpstreamError::NotFound { what: "the sign-in" });
            };
            let id = sign_in.auth_request_id.clone();
            let consent = Consent::Allow { scopes: sign_in.scopes.clone(), label: None };
            let way_back = WayBack::Open { with_state: true, again: false };
            sign_in.answer(tx, Answer { consent, way_back }, now)?;
            Ok(id)
        });
        allowed.await
    }

    /// The state that goes back with a sign-in, as its person's browser sees it in the address.
    ///
    /// # Errors
    /// When there is no such sign-in.
    pub async fn state_of(&self, auth_request_id: &str) -> Result<String, UpstreamError> {
        let id = auth_request_id.to_owned();
        let sign_in = self.sandbox.store.transact(move |tx| SignIn::of_request(tx, &id)).await?;
        sign_in.map(|sign_in| sign_in.state).ok_or(UpstreamError::NotFound { what: "the sign-in" })
    }
}
