//! A browser session against a server in this process.

#[path = "hands.rs"]
mod hands;

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use connection_doctor_backend::{Clock, Edge, Sandbox, Settings, StateKey};
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) use self::hands::Hands;
use crate::app;

pub(crate) const HOST: &str = "127.0.0.1:8787";

/// A server's edge of no other server's.
pub(crate) fn edge() -> Edge {
    Edge::of_sandbox(StateKey::random(), Clock::system())
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{}", self.body);
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of plain text"))
    }

    /// The account of an answer that has one.
    pub(crate) fn account(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self.json()["connected_account"].clone()
    }

    /// HTTP status, gRPC number and error code of an answer that is an error.
    pub(crate) fn error(&self) -> (u16, u64, String) {
        let body = self.json();
        let code = body["code"].as_u64().expect("a gRPC number");
        let error_code = body["details"][0]["error_code"].as_str().expect("an error code");
        assert!(!body["message"].as_str().expect("a message").is_empty());
        (self.status.as_u16(), code, error_code.to_owned())
    }
}

/// One person's browser.
pub(crate) struct Browser {
    app: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A new person at a new server.
    pub(crate) fn new() -> Self {
        Self::at(&Hands::new())
    }

    /// A new person at a new server with this clock.
    pub(crate) fn at(hands: &Hands) -> Self {
        let sandbox = Sandbox::in_memory(hands.clock()).expect("a database in memory");
        Self::of(app(&sandbox, &Settings::default()))
    }

    /// A new person at a server.
    pub(crate) fn of(app: Router) -> Self {
        Self { app, cookies: BTreeMap::new() }
    }

    /// A new person at a new server who has started a scenario.
    pub(crate) async fn in_scenario(name: &str) -> Self {
        let mut browser = Self::new();
        assert_eq!(browser.post("/sandbox/scenario", json!({ "name": name })).await.status, StatusCode::OK);
        browser
    }

    /// Another person at the same server.
    pub(crate) fn somebody_else(&self) -> Self {
        Self::of(self.app.clone())
    }

    /// The same person at another server.
    pub(crate) fn moved_to(self, app: Router) -> Self {
        Self { app, ..self }
    }

    /// What the browser sends as its `Cookie`.
    pub(crate) fn cookie(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty())).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: Value) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string()))).await
    }

    /// A `POST` without a body, as a refresh is.
    pub(crate) async fn poke(&mut self, path: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::empty())).await
    }

    pub(crate) async fn submit(&mut self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned()))).await
    }

    pub(crate) async fn send(&mut self, request: Result<Request<Body>, axum::http::Error>) -> Answer {
        let mut request = request.expect("a request");
        request.headers_mut().insert(header::HOST, HOST.parse().expect("a host"));
        if !self.cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, self.cookie().parse().expect("a cookie"));
        }
        let response = self.app.clone().oneshot(request).await.expect("a router never fails");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().expect("a cookie of plain text"));
        }
        let body = to_bytes(body, usize::MAX).await.expect("a whole body");
        let body = String::from_utf8(body.into()).expect("a body of text");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').expect("a cookie with attributes");
        let (name, value) = pair.split_once('=').expect("a cookie with a value");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The person's account of this id.
    pub(crate) async fn account(&mut self, id: &str) -> Value {
        self.get(&format!("/v1/connect/accounts/{id}")).await.account()
    }

    /// Runs a tool of an account.
    pub(crate) async fn run_tool(&mut self, id: &str, tool: &str) -> Answer {
        let call = json!({ "connected_account_id": id, "tool_name": tool, "tool_input": {} });
        self.post("/v1/connect/tools/execute", call).await
    }

    /// Sets the person's faults to this one.
    pub(crate) async fn order(&mut self, fault: Value) {
        let cleared =
            self.send(Request::builder().method(Method::DELETE).uri("/sandbox/faults").body(Body::empty()));
        assert_eq!(cleared.await.status, StatusCode::OK);
        let answer = self.post("/sandbox/faults", fault).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }

    /// Starts a sign-in and gives the path of its consent page.
    pub(crate) async fn link(&mut self, request: Value) -> String {
        let answer = self.post("/v1/connect/authorization_link", request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let link = answer.json()["link"].as_str().expect("a link").to_owned();
        link.strip_prefix(&format!("http://{HOST}")).expect("a link at the caller's own origin").to_owned()
    }
}
