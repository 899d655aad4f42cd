//! A stand-in for Scalekit, for tests only: its documented REST API over the sandbox's worlds, quirks included.
//!
//! - An account id that it does not know is a failure of its own (500), not a 404.
//! - A duplicate is a 400, where the documentation has a 409.
//! - Nobody is sent back without access, where the sandbox is told so ([`Sandbox::keeping_refused`]).
//! - Every answer with credentials, and every error, is full of texts that must not leave the server ([`PLANTED`]).
//!
//! Beside the documented statuses it has the sandbox's `ERROR`, and ids that are longer than the service's.

mod answer;
mod app;
mod ids;
mod knowledge;
mod play;
mod rest;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::Router;

pub use self::app::{app, upstream};
use crate::Sandbox;

/// What must not leave the server: it is in every text of a fake answer that our backend has no business with.
pub const PLANTED: &str = "planted-secret";

/// The only client that it knows, and its secret.
pub const CLIENT: (&str, &str) = ("skc_connection_doctor", "test_planted-secret_client");

/// A fake Scalekit; a clone is the same.
#[derive(Clone)]
pub struct FakeScalekit {
    sandbox: Sandbox,
    tokens: Arc<Mutex<Tokens>>,
}

impl FakeScalekit {
    /// One that keeps its accounts in a sandbox.
    pub fn over(sandbox: &Sandbox) -> Self {
        Self { sandbox: sandbox.clone(), tokens: Arc::default() }
    }

    /// Its REST API.
    pub fn routes(&self) -> Router {
        rest::routes(self)
    }

    /// A machine token.
    pub fn token(&self) -> String {
        let token = format!("{PLANTED}-machine-{:032x}", rand::random::<u128>());
        let mut tokens = self.tokens();
        tokens.given += 1;
        tokens.valid.insert(token.clone());
        token
    }

    /// How many machine tokens it has given.
    pub fn tokens_given(&self) -> usize {
        self.tokens().given
    }

    /// Makes every machine token worthless that it has given so far.
    pub fn revoke_tokens(&self) {
        self.tokens().valid.clear();
    }

    fn takes_token(&self, token: &str) -> bool {
        self.tokens().valid.contains(token)
    }

    fn tokens(&self) -> MutexGuard<'_, Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Tokens {
    valid: HashSet<String>,
    given: usize,
}
