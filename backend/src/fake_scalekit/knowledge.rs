//! What the app of the tests knows beside the service: everything that the sandbox has and Scalekit's API does not tell.

use std::collections::BTreeSet;

use async_trait::async_trait;

use super::ids;
use crate::{
    History, Person, Sandbox, UpstreamError,
    contract::{ConnectedAccount, Event},
    sandbox::{
        catalog::{CONNECTIONS, Connection as Entry},
        world::World,
    },
    upstream::{Connection, Host, TestTool},
};

type Result<T> = std::result::Result<T, UpstreamError>;

/// An app that has the sandbox's connections, accounts' labels, scopes and histories.
pub(super) struct Knowledge(pub(super) Sandbox);

#[async_trait]
impl Host for Knowledge {
    async fn connections(&self, _: &Person) -> Result<Vec<Connection>> {
        Ok(CONNECTIONS.iter().map(connection).collect())
    }

    async fn offers(&self, person: &Person, _: &BTreeSet<String>) -> Result<Vec<Connection>> {
        // A gallery shows connections as not connected that there are accounts of.
        self.0.world(person, not_connected).await
    }

    async fn complete(&self, person: &Person, account: &mut ConnectedAccount) -> Result<()> {
        let Some((_, id)) = account.id.as_deref().and_then(ids::parts) else { return Ok(()) };
        let id = id.to_owned();
        let known = self.0.world(person, move |world| Ok(world.account(&id)?.record.account)).await?;
        account.account_label = known.account_label;
        account.scopes = known.scopes;
        account.required_scopes = known.required_scopes;
        account.requested_scopes = known.requested_scopes;
        account.status_reason = known.status_reason;
        account.last_error = known.last_error;
        account.created_at = known.created_at;
        account.can_disconnect = known.can_disconnect;
        Ok(())
    }
}

#[async_trait]
impl History for Knowledge {
    async fn note(&self, _: &Person, _: &str, _: Event) -> Result<()> {
        // The sandbox has noted it when the fake service did it.
        Ok(())
    }

    async fn events(&self, person: &Person, account_id: &str) -> Result<Vec<Event>> {
        let id = ids::parts(account_id).map_or(account_id, |(_, id)| id).to_owned();
        self.0.world(person, move |world| world.history(&id)).await
    }
}

fn not_connected(world: &World<'_>) -> Result<Vec<Connection>> {
    let (mut offers, mut after) = (Vec::new(), Some(0));
    while let Some(position) = after {
        let (records, more) = world.page(None, position)?;
        let unconnected = records.into_iter().filter(|record| record.account.id.is_none());
        let names = unconnected.map(|record| record.account.connection_name);
        offers.extend(names.filter_map(|name| Entry::find(&name)).map(connection));
        after = more;
    }
    Ok(offers)
}

fn connection(entry: &Entry) -> Connection {
    Connection {
        name: entry.name.to_owned(),
        provider: entry.provider.to_owned(),
        display_name: Some(entry.display_name.to_owned()),
        test_tool: Some(TestTool { name: entry.test_tool.to_owned(), ..TestTool::default() }),
        required_scopes: entry.required_scopes(),
        requested_scopes: entry.scopes(),
        can_disconnect: true,
        redirect_uri: Some(format!("https://auth.northwind.example/oauth/{}/callback", entry.name)),
        icon_url: None,
    }
}
