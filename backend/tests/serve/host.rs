//! The contract inside an app that knows its people already.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::FromRequestParts,
    http::{Request, StatusCode, request::Parts},
    response::Redirect,
};
use connection_doctor_backend::{BASE_PATH, Person, person::people_from, router};

use crate::{
    support::{Answer, Browser, edge},
    upstream::Service,
    world::LIST,
};

/// An app's own session: by a header here, and without one it sends people to its sign-in page.
struct User {
    name: String,
}

/// The app's own state.
#[derive(Clone)]
struct App {
    header: &'static str,
}

impl FromRequestParts<App> for User {
    type Rejection = Redirect;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Redirect> {
        let name = parts.headers.get(app.header).and_then(|name| name.to_str().ok());
        name.map(|name| Self { name: name.to_owned() }).ok_or_else(|| Redirect::to("/sign-in"))
    }
}

async fn list(user: Option<&str>) -> Answer {
    let contract = router(Arc::new(Service::new()), &edge());
    let is_somebody = |user: User| (user.name != "guest").then(|| Person::new(user.name));
    let contract = people_from(contract, App { header: "x-user" }, is_somebody);
    let mut request = Request::get(LIST).extension(Person::new("left over"));
    if let Some(user) = user {
        request = request.header("x-user", user);
    }
    Browser::of(Router::new().nest(BASE_PATH, contract)).send(request.body(Body::empty())).await
}

#[tokio::test]
async fn people_are_those_of_the_apps_own_extractor() {
    let page = list(Some("mara")).await.json();
    assert_eq!(page["connected_accounts"][0]["identifier"], "mara");
}

#[tokio::test]
async fn nobody_is_answered_by_the_contract_and_not_by_the_apps_redirect() {
    for user in [None, Some("guest")] {
        let answer = list(user).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.error().2, "UNAUTHENTICATED");
    }
}
