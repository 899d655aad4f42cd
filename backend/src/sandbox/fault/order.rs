//! What may be ordered, and where the orders wait.

use serde::{Deserialize, Serialize};

use crate::{
    UpstreamError,
    sandbox::world::{World, from_json, to_json},
};

/// A fault that somebody ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultOrder {
    /// Which calls it hits.
    route: Route,
    /// What happens to them.
    pub(super) fault: Fault,
    /// How many calls it still hits; without it, all until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
    /// The length of a `latency`, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) millis: Option<u64>,
    /// The value of a `Retry-After`, or how far a `clock` is ahead, in seconds. Only a clock may be behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) seconds: Option<i64>,
    /// Whose token is the `dead_token`; without it, every account's, until the first gets a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

/// Calls of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Route {
    List,
    Account,
    Refresh,
    Disconnect,
    AuthorizationLink,
    Tools,
    Verify,
    Events,
    Any,
}

impl Route {
    /// The call of a route as the router matched it, wherever the contract is nested.
    pub(super) fn of(path: &str) -> Option<Self> {
        let routes = [
            ("/accounts", Self::List),
            ("/accounts/{account_id}", Self::Account),
            ("/accounts/{account_id}/refresh", Self::Refresh),
            ("/accounts/{account_id}/disconnect", Self::Disconnect),
            ("/accounts/{account_id}/events", Self::Events),
            ("/authorization_link", Self::AuthorizationLink),
            ("/tools/execute", Self::Tools),
            ("/verify", Self::Verify),
        ];
        routes.into_iter().find(|(end, _)| path.ends_with(end)).map(|(_, route)| route)
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fault {
    Latency,
    #[serde(rename = "status_401")]
    SignedOut,
    #[serde(rename = "status_401_tool_error")]
    ToolUnauthenticated,
    #[serde(rename = "status_403")]
    Forbidden,
    #[serde(rename = "status_403_tool_error")]
    ToolForbidden,
    #[serde(rename = "status_404")]
    NotFound,
    #[serde(rename = "status_429")]
    RateLimited,
    #[serde(rename = "status_429_retry_after")]
    RateLimitedWithWait,
    #[serde(rename = "status_429_tool_error")]
    ToolRateLimited,
    #[serde(rename = "status_500")]
    Internal,
    #[serde(rename = "status_502")]
    BadGateway,
    #[serde(rename = "status_503")]
    Unavailable,
    #[serde(rename = "status_503_tool_error")]
    ToolUnavailable,
    Timeout,
    Cut,
    WrongContentType,
    BrokenJson,
    HugeBody,
    UnknownStatus,
    Credentials,
    Clock,
    DeadToken,
}

impl FaultOrder {
    fn hits(&self, route: Route) -> bool {
        self.route == route || self.route == Route::Any
    }

    /// Whether it is an account's token that died. The account itself then refuses, in its provider's words.
    fn is_dead_token(&self) -> bool {
        self.fault == Fault::DeadToken
    }

    fn kills_token_of(&self, account_id: &str) -> bool {
        let is_of = |id: &String| id == account_id;
        self.is_dead_token() && self.hits(Route::Tools) && self.account.as_ref().is_none_or(is_of)
    }
}

impl World<'_> {
    /// Adds a fault; it goes before those that were there.
    pub(crate) fn order_fault(&self, order: &FaultOrder) -> Result<(), UpstreamError> {
        self.tx.execute("INSERT INTO faults VALUES (?1, ?2)", (self.person.id(), to_json(order)?))?;
        Ok(())
    }

    /// The faults that wait, the next one first.
    pub(crate) fn faults(&self) -> Result<Vec<FaultOrder>, UpstreamError> {
        Ok(self.numbered_faults()?.into_iter().map(|(_, order)| order).collect())
    }

    /// Takes all faults back.
    pub(crate) fn clear_faults(&self) -> Result<(), UpstreamError> {
        self.tx.execute("DELETE FROM faults WHERE person = ?1", [self.person.id()])?;
        Ok(())
    }

    /// The fault that hits a call now, which counts as one time.
    pub(super) fn take_fault(&self, route: Route) -> Result<Option<FaultOrder>, UpstreamError> {
        let hits = |order: &FaultOrder| order.hits(route) && !order.is_dead_token();
        let Some((row, mut order)) = self.numbered_faults()?.into_iter().find(|(_, order)| hits(order))
        else {
            return Ok(None);
        };
        match order.times {
            Some(0 | 1) => self.tx.execute("DELETE FROM faults WHERE rowid = ?1", [row])?,
            Some(times) => {
                order.times = Some(times - 1);
                self.tx.execute("UPDATE faults SET fault = ?2 WHERE rowid = ?1", (row, to_json(&order)?))?
            }
            None => 0,
        };
        Ok(Some(order))
    }

    /// Whether the account's token died without the service having noticed.
    pub(crate) fn has_dead_token(&self, account_id: &str) -> Result<bool, UpstreamError> {
        Ok(self.faults()?.iter().any(|order| order.kills_token_of(account_id)))
    }

    /// Notes that the account has a new token, which works.
    pub(crate) fn replace_token(&self, account_id: &str) -> Result<(), UpstreamError> {
        for (row, order) in self.numbered_faults()? {
            if order.kills_token_of(account_id) {
                self.tx.execute("DELETE FROM faults WHERE rowid = ?1", [row])?;
            }
        }
        Ok(())
    }

    fn numbered_faults(&self) -> Result<Vec<(i64, FaultOrder)>, UpstreamError> {
        let mut statement = self
            .tx
            .prepare_cached("SELECT rowid, fault FROM faults WHERE person = ?1 ORDER BY rowid DESC")?;
        let rows =
            statement.query_map([self.person.id()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| row.map_err(UpstreamError::from).and_then(|(row, text)| Ok((row, from_json(&text)?))))
            .collect()
    }
}
