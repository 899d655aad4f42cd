//! The REST API, as far as our client and the quirks need it.

use axum::{
    Form, Json, Router,
    extract::{Path, Query, Request, State},
    http::{StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    CLIENT, FakeScalekit, PLANTED,
    answer::{self, Refused},
    ids,
};
use crate::{
    Person, Upstream, UpstreamError,
    contract::{ConnectedAccount, ToolCall},
    sandbox::{
        sign_in::{SignIn, find},
        world::{PAGE_SIZE, World},
    },
    upstream::{AuthorizationRequest, Target},
};

type Reply = Result<Json<Value>, Refused>;

pub(super) fn routes(fake: &FakeScalekit) -> Router {
    let accounts = Router::new()
        .route("/api/v1/connected_accounts", get(list).post(create))
        .route("/api/v1/connected_accounts/details", get(details))
        .route("/api/v1/connected_accounts/auth", get(auth))
        .route("/api/v1/connected_accounts/magic_link", post(magic_link))
        .route("/api/v1/connected_accounts/user/verify", post(verify))
        .route("/api/v1/connected_accounts/{id_and_verb}", post(disconnect))
        .route("/api/v1/execute_tool", post(execute_tool))
        .layer(from_fn_with_state(fake.clone(), authenticate));
    accounts.route("/oauth/token", post(token)).with_state(fake.clone())
}

/// How an account is named: by its id, or by connection and person.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Address {
    id: String,
    connector: String,
    identifier: String,
}

#[derive(Deserialize)]
struct ListQuery {
    identifier: String,
    #[serde(default)]
    connection_names: String,
    #[serde(default)]
    page_token: String,
    page_size: Option<usize>,
}

#[derive(Deserialize)]
struct Credentials {
    grant_type: String,
    client_id: String,
    client_secret: String,
}

#[derive(Deserialize)]
struct LinkRequest {
    #[serde(flatten)]
    address: Address,
    #[serde(default)]
    state: String,
    #[serde(default)]
    user_verify_url: String,
}

#[derive(Deserialize)]
struct Assertion {
    auth_request_id: String,
    identifier: String,
}

#[derive(Deserialize)]
struct Execution {
    tool_name: String,
    connected_account_id: String,
    #[serde(default)]
    params: Map<String, Value>,
}

#[derive(Deserialize)]
struct Creation {
    #[serde(flatten)]
    address: Address,
    connected_account: Map<String, Value>,
}

async fn token(State(fake): State<FakeScalekit>, Form(form): Form<Credentials>) -> Response {
    let is_known = (form.client_id.as_str(), form.client_secret.as_str()) == CLIENT;
    if form.grant_type == "client_credentials" && is_known {
        let granted =
            json!({ "access_token": fake.token(), "token_type": "Bearer", "expires_in": 86399, "scope": "" });
        Json(granted).into_response()
    } else {
        let refused = json!({ "error": "invalid_client", "error_description": PLANTED });
        (StatusCode::UNAUTHORIZED, Json(refused)).into_response()
    }
}

async fn authenticate(State(fake): State<FakeScalekit>, request: Request, next: Next) -> Response {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer "));
    if token.is_some_and(|token| fake.takes_token(token)) {
        next.run(request).await
    } else {
        Refused::new(401, 16, "UNAUTHENTICATED").into_response()
    }
}

async fn list(State(fake): State<FakeScalekit>, Query(query): Query<ListQuery>) -> Reply {
    let person = Person::new(&*query.identifier);
    let name = (!query.connection_names.is_empty()).then_some(query.connection_names);
    let all = fake.sandbox.world(&person, move |world| connected(world, name.as_deref())).await?;
    let invalid = || Refused::new(400, 3, "INVALID_ARGUMENT");
    let from: usize = match &*query.page_token {
        "" => 0,
        token => token.parse().map_err(|_| invalid())?,
    };
    let size = query.page_size.filter(|size| *size < 100).ok_or_else(invalid)?;
    // A page may be shorter than was asked for, and here it is, so that lists have several.
    let to = all.len().min(from + size.min(PAGE_SIZE));
    let page: Vec<_> =
        all[from.min(to)..to].iter().map(|account| answer::account(&person, account)).collect();
    let next = if to < all.len() { to.to_string() } else { String::new() };
    let total = all.len();
    Ok(Json(json!({
        "connected_accounts": page, "total_size": total, "next_page_token": next, "prev_page_token": "",
    })))
}

async fn details(State(fake): State<FakeScalekit>, Query(address): Query<Address>) -> Reply {
    let (person, account) = fake.find(address).await?;
    Ok(Json(json!({ "connected_account": answer::account(&person, &account) })))
}

async fn auth(State(fake): State<FakeScalekit>, Query(address): Query<Address>) -> Reply {
    let (person, account) = fake.find(address).await?;
    let id = account.id.unwrap_or_default();
    let account = fake.sandbox.refresh(&person, &id).await?;
    let account = answer::with_credentials(answer::account(&person, &account));
    Ok(Json(json!({ "connected_account": account })))
}

async fn magic_link(State(fake): State<FakeScalekit>, Json(wish): Json<LinkRequest>) -> Reply {
    let invalid = || Refused::new(400, 3, "INVALID_ARGUMENT");
    let return_url: Url = wish.user_verify_url.parse().map_err(|_| invalid())?;
    let origin = return_url.origin().ascii_serialization().parse().map_err(|_| invalid())?;
    let (person, target) = match ids::parts(&wish.address.id) {
        Some((person, id)) => (person, Target::Account(id.to_owned())),
        None if wish.address.id.is_empty() => {
            (Person::new(wish.address.identifier), Target::Connection(wish.address.connector))
        }
        None => return Err(Refused::unknown_id()),
    };
    let request = AuthorizationRequest { target, scopes: Vec::new(), origin, return_url, state: wish.state };
    let link = fake.sandbox.authorization_link(&person, request).await?;
    Ok(Json(json!({ "link": link.link, "expiry": link.expiry })))
}

async fn verify(State(fake): State<FakeScalekit>, Json(assertion): Json<Assertion>) -> Reply {
    let person = Person::new(assertion.identifier);
    let request = assertion.auth_request_id;
    let verified = fake.sandbox.world(&person, move |world| {
        let sign_in = SignIn::of_request(world.tx, &request)?;
        let sign_in = sign_in.ok_or(UpstreamError::NotFound { what: "the sign-in" })?;
        SignIn::verify(world, &request, &sign_in.state)
    });
    verified.await?;
    Ok(Json(json!({ "post_user_verify_redirect_url": "https://northwind.scalekit.com/connect/success" })))
}

async fn execute_tool(State(fake): State<FakeScalekit>, Json(execution): Json<Execution>) -> Reply {
    let (person, id) = ids::parts(&execution.connected_account_id).ok_or_else(Refused::unknown_id)?;
    let call = ToolCall {
        connected_account_id: id.to_owned(),
        tool_name: execution.tool_name,
        tool_input: execution.params,
    };
    let done = fake.sandbox.execute_tool(&person, call).await?;
    Ok(Json(json!({ "data": { "body": PLANTED }, "execution_id": done.execution_id })))
}

async fn disconnect(State(fake): State<FakeScalekit>, Path(id_and_verb): Path<String>) -> Reply {
    let id = id_and_verb.strip_suffix(":disconnect");
    let id = id.ok_or_else(|| Refused::new(404, 5, "RESOURCE_NOT_FOUND"))?;
    let (person, id) = ids::parts(id).ok_or_else(Refused::unknown_id)?;
    let account = fake.sandbox.disconnect(&person, id).await?;
    Ok(Json(json!({ "connected_account": answer::account(&person, &account) })))
}

async fn create(
    State(fake): State<FakeScalekit>,
    Json(creation): Json<Creation>,
) -> Result<Response, Refused> {
    if !creation.connected_account.contains_key("authorization_details") {
        return Err(Refused::new(400, 3, "INVALID_ARGUMENT"));
    }
    let person = Person::new(creation.address.identifier);
    let connector = creation.address.connector;
    let created = fake.sandbox.world(&person, move |world| {
        let connection = find(&connector)?;
        let mut placed = world.connection(connection)?;
        if placed.record.account.id.is_some() {
            return Ok(None);
        }
        placed.record.account.id = Some(format!("ca_{connector}"));
        placed.record.enter(connection, crate::contract::Status::Pending, world.now);
        world.save(&placed)?;
        Ok(Some(placed.record.account))
    });
    let account = created.await?.ok_or_else(|| Refused::new(400, 3, "RESOURCE_ALREADY_EXISTS"))?;
    let told = json!({ "connected_account": answer::account(&person, &account) });
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

impl FakeScalekit {
    async fn find(&self, address: Address) -> Result<(Person, ConnectedAccount), Refused> {
        if address.id.is_empty() {
            let person = Person::new(address.identifier);
            let name = address.connector;
            let accounts = self.sandbox.world(&person, move |world| connected(world, Some(&name))).await?;
            let account = accounts.into_iter().next();
            return account
                .map(|account| (person, account))
                .ok_or_else(|| Refused::new(404, 5, "RESOURCE_NOT_FOUND"));
        }
        let (person, id) = ids::parts(&address.id).ok_or_else(Refused::unknown_id)?;
        match self.sandbox.account(&person, id).await {
            Ok(account) => Ok((person, account)),
            Err(UpstreamError::NotFound { .. }) => Err(Refused::unknown_id()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The accounts that are more than an offer, in the order of the list.
fn connected(
    world: &World<'_>,
    connection_name: Option<&str>,
) -> Result<Vec<ConnectedAccount>, UpstreamError> {
    let (mut accounts, mut after) = (Vec::new(), Some(0));
    while let Some(position) = after {
        let (records, more) = world.page(connection_name, position)?;
        accounts
            .extend(records.into_iter().map(|record| record.account).filter(|account| account.id.is_some()));
        after = more;
    }
    Ok(accounts)
}
