//! What only the app itself knows of its connections.

use std::collections::BTreeSet;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::UpstreamError;
use crate::{contract::ConnectedAccount, person::Person};

/// A connection of the app, as the widget is to show it. A list of them is a [`Host`] that offers the same to everybody.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// Its name at the connection service, such as `gmail-production`; capitals count.
    pub name: String,
    /// The provider's slug, such as `GMAIL`.
    pub provider: String,
    /// What people call it, such as "Google Calendar".
    #[serde(default)]
    pub display_name: Option<String>,
    /// A picture for it, by https.
    #[serde(default)]
    pub icon_url: Option<String>,
    /// The read-only tool that shows whether it works, and the only one that a browser can have run.
    #[serde(default)]
    pub test_tool: Option<TestTool>,
    /// The scopes that the app cannot do without.
    #[serde(default)]
    pub required_scopes: Option<Vec<String>>,
    /// The scopes that it is configured to ask for.
    #[serde(default)]
    pub requested_scopes: Option<Vec<String>>,
    /// Whether people may disconnect it.
    #[serde(default)]
    pub can_disconnect: bool,
    /// The redirect URI that it is configured with, for developers.
    #[serde(default)]
    pub redirect_uri: Option<String>,
}

/// A tool and what it is called with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestTool {
    /// The tool's name, such as `gmail_get_profile`.
    pub name: String,
    /// Its input. What a browser sends as input is left aside.
    #[serde(default)]
    pub input: Map<String, Value>,
}

/// The app around a connection service.
#[async_trait]
pub trait Host: Send + Sync + 'static {
    /// The connections that the person may use.
    async fn connections(&self, person: &Person) -> Result<Vec<Connection>, UpstreamError>;

    /// Those among them to show as not connected yet, in the order of the list. `connected` has the names of connections
    /// that the person has an account of.
    async fn offers(
        &self,
        person: &Person,
        connected: &BTreeSet<String>,
    ) -> Result<Vec<Connection>, UpstreamError> {
        let mut offers = self.connections(person).await?;
        offers.retain(|connection| !connected.contains(&connection.name));
        Ok(offers)
    }

    /// Adds what the app knows of an account and the service does not tell: whose it is at the provider, which scopes
    /// were granted, what went wrong last.
    async fn complete(&self, _person: &Person, _account: &mut ConnectedAccount) -> Result<(), UpstreamError> {
        Ok(())
    }
}

#[async_trait]
impl Host for Vec<Connection> {
    async fn connections(&self, _: &Person) -> Result<Vec<Connection>, UpstreamError> {
        Ok(self.clone())
    }
}
