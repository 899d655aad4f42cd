//! The sandbox's own calls, with which a demo or a test sets it up. They act on the caller's world only.

use axum::{
    Json as Answer, Router,
    extract::State,
    routing::{get, post},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Sandbox, fault::FaultOrder, seed::Scenario, sign_in::find};
use crate::{
    ApiError, Person, UpstreamError,
    contract::{AccountAnswer, ConnectedAccount, Status},
    extract::{Json, Path},
    webhook::{AccountEvent, EventType},
};

/// The calls, below `/sandbox`.
pub(crate) fn routes() -> Router<Sandbox> {
    Router::new()
        .route("/scenario", get(scenario).post(start_scenario))
        .route("/faults", get(faults).post(order_fault).delete(clear_faults))
        .route("/accounts/{account_id}", post(set_status))
}

type Reply<T> = Result<Answer<T>, ApiError>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScenarioOrder {
    name: Scenario,
    #[serde(default)]
    verify: bool,
}

#[derive(Serialize)]
struct ScenarioAnswer {
    name: Scenario,
    verify: bool,
    scenarios: [Scenario; Scenario::ALL.len()],
}

#[derive(Serialize)]
struct FaultsAnswer {
    faults: Vec<FaultOrder>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatusOrder {
    status: Status,
}

async fn scenario(State(sandbox): State<Sandbox>, person: Person) -> Reply<ScenarioAnswer> {
    let (name, verify) = sandbox.world(&person, |world| world.settings()).await?;
    Ok(Answer(ScenarioAnswer { name, verify, scenarios: Scenario::ALL }))
}

async fn start_scenario(
    State(sandbox): State<Sandbox>,
    person: Person,
    Json(ScenarioOrder { name, verify }): Json<ScenarioOrder>,
) -> Reply<ScenarioAnswer> {
    sandbox.world(&person, move |world| world.start(name, verify)).await?;
    Ok(Answer(ScenarioAnswer { name, verify, scenarios: Scenario::ALL }))
}

async fn faults(State(sandbox): State<Sandbox>, person: Person) -> Reply<FaultsAnswer> {
    let faults = sandbox.world(&person, |world| world.faults()).await?;
    Ok(Answer(FaultsAnswer { faults }))
}

async fn order_fault(
    State(sandbox): State<Sandbox>,
    person: Person,
    Json(order): Json<FaultOrder>,
) -> Reply<FaultsAnswer> {
    let faults = sandbox
        .world(&person, move |world| {
            world.order_fault(&order)?;
            world.faults()
        })
        .await?;
    Ok(Answer(FaultsAnswer { faults }))
}

async fn clear_faults(State(sandbox): State<Sandbox>, person: Person) -> Reply<FaultsAnswer> {
    sandbox.world(&person, |world| world.clear_faults()).await?;
    Ok(Answer(FaultsAnswer { faults: Vec::new() }))
}

async fn set_status(
    State(sandbox): State<Sandbox>,
    person: Person,
    Path(id): Path<String>,
    Json(StatusOrder { status }): Json<StatusOrder>,
) -> Reply<AccountAnswer> {
    let connected_account = sandbox
        .world(&person, move |world| {
            let mut placed = world.account(&id)?;
            if status == Status::NotConnected {
                let problem = "an account that exists cannot become NOT_CONNECTED; start a scenario instead";
                return Err(UpstreamError::Invalid { problem: problem.to_owned() });
            }
            let connection = find(&placed.record.account.connection_name)?;
            if status == Status::Active {
                let scopes = placed.record.account.scopes.take().or_else(|| connection.scopes());
                placed.record.grant(connection, scopes, None);
            }
            placed.record.enter(connection, status, world.now);
            world.save(&placed)?;
            Ok(placed.record.account)
        })
        .await?;
    if let Some(store) = &sandbox.told {
        let event = changed(&person, &connected_account, sandbox.clock.now());
        store.receive(&format!("sandbox_{:032x}", rand::random::<u128>()), event, None).await?;
    }
    Ok(Answer(AccountAnswer { connected_account }))
}

fn changed(person: &Person, account: &ConnectedAccount, at: Timestamp) -> AccountEvent {
    AccountEvent {
        kind: EventType::StatusUpdated,
        at,
        account_id: account.id.clone().unwrap_or_default(),
        person: person.id().to_owned(),
        connection_name: Some(account.connection_name.clone()),
        provider: Some(account.provider.clone()),
        status: account.status.clone(),
    }
}
