//! The OpenAPI document against the handlers, the committed file and the README.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use axum::{
    Extension, Router,
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use connection_doctor_backend::{Clock, EventStore, Live, Person, Sandbox, openapi, router, updates};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::{
    support::{Answer, Browser, edge},
    upstream::Service,
    verify,
};

/// A call as the document has it: its method in small letters, and its path.
type Call = (String, String);

/// The path of the stream.
const UPDATES: &str = "/updates";

/// What the document says, and which of it has been seen.
struct Contract {
    document: &'static Value,
    seen: BTreeSet<(Call, String)>,
}

impl Contract {
    fn new() -> Self {
        Self { document: openapi::document(), seen: BTreeSet::new() }
    }

    /// Every call but the stream, which the sandbox does without here.
    fn calls(&self) -> Vec<(Call, &'static Value)> {
        self.all_calls().into_iter().filter(|((_, path), _)| path != UPDATES).collect()
    }

    fn all_calls(&self) -> Vec<(Call, &'static Value)> {
        let paths = self.document["paths"].as_object().expect("paths");
        let operations = paths.iter().flat_map(|(path, item)| {
            let item = item.as_object().expect("a path with methods");
            item.iter().map(move |(method, operation)| ((method.clone(), path.clone()), operation))
        });
        operations.collect()
    }

    /// Every call with every status that it may answer with.
    fn documented(&self) -> BTreeSet<(Call, String)> {
        let calls = self.all_calls();
        let statuses = calls.iter().flat_map(|(call, operation)| {
            let responses = operation["responses"].as_object().expect("responses");
            responses.keys().map(move |status| (call.clone(), status.clone()))
        });
        statuses.collect()
    }

    /// What the document says of an answer, which must be what the answer is.
    fn check(&mut self, method: &str, path: &str, answer: &Answer) {
        let status = answer.status.as_str();
        let what = format!("{method} {path} {status}: {}", answer.body);
        let responses = &self.document["paths"][path][method]["responses"];
        // A status that is named comes before the others of its kind.
        let kind = format!("{}XX", &status[..1]);
        let status = if responses[status].is_object() { status } else { &kind };
        let described = &responses[status];
        let described = match described["$ref"].as_str() {
            Some(reference) => self.document.pointer(&reference[1..]).expect("a component"),
            None => described,
        };
        assert!(described.is_object(), "undocumented: {what}");
        let media_type = answer.header("content-type");
        let is_stream = media_type == "text/event-stream";
        let content = if is_stream { json!(answer.body) } else { answer.json() };
        self.validate(&described["content"][media_type]["schema"], &content, &what);
        for name in ["x-request-id", "cache-control"] {
            let header = json!(answer.header(name));
            self.validate(&described["headers"][name]["schema"], &header, &format!("{name} of {what}"));
        }
        self.seen.insert(((method.to_owned(), path.to_owned()), status.to_owned()));
    }

    fn validate(&self, schema: &Value, instance: &Value, what: &str) {
        let validator = self.validator(schema);
        let problems: Vec<_> = validator.iter_errors(instance).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{problems:?} in {what}");
    }

    fn validator(&self, schema: &Value) -> jsonschema::Validator {
        assert!(schema.is_object(), "a schema");
        let whole = json!({ "components": self.document["components"], "allOf": [schema] });
        let options = jsonschema::draft202012::options().should_validate_formats(true);
        options.build(&whole).expect("a good schema")
    }
}

/// Makes a call of the contract.
async fn call(browser: &mut Browser, method: &str, path: &str, content_type: &str, body: String) -> Answer {
    let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
    let request = Request::builder().method(method).uri(format!("/v1/connect{path}"));
    browser.send(request.header(header::CONTENT_TYPE, content_type).body(Body::from(body))).await
}

async fn call_with(browser: &mut Browser, method: &str, path: &str, body: &Value) -> Answer {
    call(browser, method, path, "application/json", body.to_string()).await
}

#[tokio::test]
async fn the_committed_document_is_that_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let committed = fs::read_to_string(file).expect("docs/openapi.json");
    let ours = serde_json::to_string_pretty(openapi::document()).expect("JSON");
    assert!(committed == ours + "\n", "docs/openapi.json is old; write it with `cargo xtask openapi`");
}

#[tokio::test]
async fn the_document_is_served_to_anybody_and_names_where() {
    let sandbox = Sandbox::in_memory(Clock::system()).expect("a database in memory");
    let contract = router(Arc::new(sandbox), &edge());
    for (base, url) in [("/v1/connect", "/v1/connect"), ("/api/connections", "/api/connections")] {
        let app = Router::new().nest(base, contract.clone());
        let mut served = Browser::of(app).get(&format!("{base}/openapi.json")).await.json();
        assert_eq!(served["servers"], json!([{ "url": url }]));
        served["servers"] = openapi::document()["servers"].clone();
        assert_eq!(&served, openapi::document());
    }
    assert_eq!(Browser::of(contract).get("/openapi.json").await.json()["servers"], json!([{ "url": "/" }]));
}

#[tokio::test]
async fn what_is_documented_is_routed_and_needs_a_session() {
    let sandbox = Sandbox::in_memory(Clock::system()).expect("a database in memory");
    let mut browser = Browser::of(Router::new().nest("/v1/connect", router(Arc::new(sandbox), &edge())));
    let mut contract = Contract::new();
    for ((method, path), operation) in contract.calls() {
        let answer = call_with(&mut browser, &method, &path, &json!({})).await;
        let is_open = operation.get("security").is_some();
        assert_eq!(answer.status == StatusCode::OK, is_open, "{method} {path}: {}", answer.body);
        assert_eq!(answer.status == StatusCode::UNAUTHORIZED, !is_open, "{method} {path}: {}", answer.body);
        contract.check(&method, &path, &answer);
    }
}

#[test]
fn what_is_routed_is_documented() {
    for source in [include_str!("../../src/router.rs"), include_str!("../../src/live.rs")] {
        assert!(source.contains(".routes(routes!("));
        // `routes!` takes only what has a description, and axum does not tell its routes.
        assert!(!source.contains(".route("), "a call is routed past its description");
    }
}

#[tokio::test(start_paused = true)]
async fn every_answer_is_one_of_the_document_and_every_one_of_the_document_is_given() {
    let mut contract = Contract::new();
    answers_of_its_own(&mut contract).await;
    answers_to_bad_requests(&mut contract).await;
    answers_to_faults(&mut contract).await;
    answers_of_providers(&mut contract).await;
    answers_of_the_stream(&mut contract).await;
    let (seen, documented) = (&contract.seen, contract.documented());
    assert_eq!(documented.difference(seen).collect::<Vec<_>>(), [] as [&(Call, String); 0], "never given");
}

/// What each call answers when it does what it is there for, or when the account does not let it.
async fn answers_of_its_own(contract: &mut Contract) {
    let mut browser = Browser::in_scenario("gallery").await;
    let tool =
        |id: &str, tool: &str| json!({ "connected_account_id": id, "tool_name": tool, "tool_input": {} });
    let account = "/accounts/{account_id}";
    for (method, path, address, body, status) in [
        ("get", "/openapi.json", "/openapi.json", json!({}), 200),
        ("get", "/accounts", "/accounts", json!({}), 200),
        ("get", "/accounts", "/accounts?connection_name=slack&page_token=", json!({}), 200),
        ("get", "/accounts", "/accounts?page_token=40", json!({}), 200),
        ("get", account, "/accounts/ca_gmail_expired", json!({}), 200),
        ("get", account, "/accounts/ca_notion_active", json!({}), 200),
        ("get", account, "/accounts/ca_github_unknown", json!({}), 200),
        ("get", account, "/accounts/ca_fax", json!({}), 404),
        ("get", &format!("{account}/events"), "/accounts/ca_gmail_expired/events", json!({}), 200),
        ("post", &format!("{account}/refresh"), "/accounts/ca_gmail_expired/refresh", json!({}), 200),
        ("post", &format!("{account}/refresh"), "/accounts/ca_gmail_pending/refresh", json!({}), 400),
        ("post", &format!("{account}/disconnect"), "/accounts/ca_slack_active/disconnect", json!([]), 200),
        ("post", &format!("{account}/disconnect"), "/accounts/ca_slack_org_wide/disconnect", json!(1), 403),
        ("post", "/authorization_link", "", json!({ "connected_account_id": "ca_gmail_expired" }), 200),
        ("post", "/authorization_link", "", json!({ "connection_name": "notion", "return_url": "/a" }), 200),
        ("post", "/authorization_link", "", json!({ "connection_name": "fax", "scopes": null }), 404),
        ("post", "/authorization_link", "", json!({ "connected_account_id": "ca_slack_org_wide" }), 403),
        ("post", "/tools/execute", "", tool("ca_gmail_active", "gmail_get_profile"), 200),
        ("post", "/tools/execute", "", tool("ca_outlook_expired", "outlook_get_profile"), 401),
        ("post", "/tools/execute", "", tool("ca_gmail_active", "gmail_send"), 403),
        ("post", "/verify", "", json!({ "auth_request_id": "areq_1", "state": "mine" }), 403),
    ] {
        let address = if address.is_empty() { path } else { address };
        let answer = call_with(&mut browser, method, address, &body).await;
        assert_eq!(answer.status, status, "{method} {address} {body}: {}", answer.body);
        contract.check(method, path, &answer);
    }
    let (mut browser, verification) = verify::allowed().await;
    let answer = call_with(&mut browser, "post", "/verify", &verification).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    contract.check("post", "/verify", &answer);
}

/// What each call answers to a request that is not one of the contract.
async fn answers_to_bad_requests(contract: &mut Contract) {
    let mut browser = Browser::new();
    for ((method, path), operation) in contract.calls() {
        if operation.get("security").is_some() {
            continue;
        }
        let json = "application/json";
        let mut bad = vec![(400, json, r#"{"tool_input":"#.to_owned())];
        if method == "post" {
            bad.push((415, "text/plain", "{}".to_owned()));
        }
        // What is not read is never too large.
        if operation["responses"]["413"].is_object() {
            bad.push((413, json, format!(r#"{{"state":"{}"}}"#, "x".repeat(20_000))));
        }
        for (status, content_type, body) in bad {
            let bad_path = match path.as_str() {
                "/accounts" => "/accounts?page_token=mine".to_owned(),
                path if status == 400 => path.replace("{account_id}", &"x".repeat(129)),
                path => path.to_owned(),
            };
            let answer = call(&mut browser, &method, &bad_path, content_type, body).await;
            assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
            contract.check(&method, &path, &answer);
        }
    }
}

/// What each call answers when something goes wrong behind it.
async fn answers_to_faults(contract: &mut Contract) {
    let mut browser = Browser::new();
    for (fault, status) in [
        ("status_401", 401),
        ("status_401_tool_error", 401),
        ("status_403", 403),
        ("status_403_tool_error", 403),
        ("status_404", 404),
        ("status_429", 429),
        ("status_429_retry_after", 429),
        ("status_429_tool_error", 429),
        ("status_500", 500),
        ("status_503", 503),
        ("status_503_tool_error", 503),
        ("timeout", 504),
    ] {
        browser.order(json!({ "route": "any", "fault": fault })).await;
        for ((method, path), operation) in contract.calls() {
            if operation.get("security").is_none() {
                let answer = call_with(&mut browser, &method, &path, &json!({})).await;
                assert_eq!(answer.status, status, "{fault} {method} {path}");
                assert_eq!(answer.header("retry-after").is_empty(), fault != "status_429_retry_after");
                contract.check(&method, &path, &answer);
            }
        }
    }
}

/// What a tool's call answers when the provider refuses it with any status that is an error.
async fn answers_of_providers(contract: &mut Contract) {
    let refusing = router(Arc::new(Service::new()), &edge()).layer(Extension(Person::new("mara")));
    let mut browser = Browser::of(Router::new().nest("/v1/connect", refusing));
    for status in 400..600 {
        let answer = browser.run_tool("ca_mara", &format!("refused_with_{status}")).await;
        let error = answer.error();
        assert_eq!((error.0, &*error.2), (status, "TOOL_ERROR"), "{}", answer.body);
        contract.check("post", "/tools/execute", &answer);
    }
}

/// What the stream answers, which ends when it is of age.
async fn answers_of_the_stream(contract: &mut Contract) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("events.sqlite3").display().to_string();
    let store = EventStore::open(&file, Clock::system()).await.expect("a store");
    let sandbox = Sandbox::in_memory(Clock::system()).expect("a database in memory");
    let bare = Router::new().nest("/v1/connect", router(Arc::new(sandbox), &edge()));
    let bare = bare.layer(Extension(Person::new("mara")));
    let unsigned = Router::new().nest("/v1/connect", updates(Live::new(store, CancellationToken::new())));
    let app = unsigned.clone().layer(Extension(Person::new("mara")));
    let mut ask = async |app: &Router, query: &str, status: u16| {
        let answer =
            call_with(&mut Browser::of(app.clone()), "get", &format!("{UPDATES}{query}"), &json!({})).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        contract.check("get", UPDATES, &answer);
        answer
    };
    assert!(ask(&app, "", 200).await.body.starts_with("event: ready\nid: 0\n"));
    ask(&app, "?last_event_id=x", 400).await;
    ask(&unsigned, "", 401).await;
    ask(&bare, "", 404).await;
    let streams: Vec<_> = (0..10).map(|_| Request::get("/v1/connect/updates").body(Body::empty())).collect();
    let streams = streams.into_iter().map(|request| app.clone().oneshot(request.expect("a request")));
    let streams = futures_util::future::join_all(streams).await;
    ask(&app, "", 429).await;
    drop(streams);
    let database = rusqlite::Connection::open(&file).expect("a database");
    database.execute("DROP TABLE connection_doctor_events", []).expect("a store of ours");
    ask(&app, "", 500).await;
}

/// Every text of a request that has a limit: where to send it, as what, and the limit.
fn limited_texts(contract: &Contract) -> Vec<(Call, String, usize)> {
    let mut texts = Vec::new();
    let mut add = |call: &Call, name: &str, schema: &Value| {
        if let Some(most) = schema["maxLength"].as_u64() {
            texts.push((call.clone(), name.to_owned(), usize::try_from(most).expect("a sane limit")));
        }
    };
    for (call, operation) in contract.calls() {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            add(&call, parameter["name"].as_str().expect("a name"), &parameter["schema"]);
        }
        let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
        let Some(body) = body.as_str().and_then(|reference| contract.document.pointer(&reference[1..]))
        else {
            continue;
        };
        let kinds = body["oneOf"].as_array().map_or(std::slice::from_ref(body), Vec::as_slice);
        for (name, schema) in kinds.iter().filter_map(|kind| kind["properties"].as_object()).flatten() {
            add(&call, name, schema);
        }
    }
    texts
}

#[tokio::test]
async fn texts_are_as_long_as_the_document_says() {
    let contract = Contract::new();
    let texts = limited_texts(&contract);
    assert!(texts.len() > 10, "{texts:?}");
    for ((method, path), name, most) in texts {
        for (length, is_refused) in [(most, false), (most + 1, true)] {
            // Two bytes each: it is characters that count.
            let (text, encoded) = ("ä".repeat(length), "%C3%A4".repeat(length));
            let (address, body) = match name.as_str() {
                "account_id" => (path.replace("{account_id}", &encoded), json!({})),
                name if method == "get" => (format!("{path}?{name}={encoded}"), json!({})),
                name => (path.clone(), json!({ name: text })),
            };
            let answer = call_with(&mut Browser::new(), &method, &address, &body).await;
            let message = format!("{length} characters");
            assert_eq!(answer.body.contains(&message), is_refused, "{path} {name}: {}", answer.body);
            assert!(!is_refused || answer.status == StatusCode::BAD_REQUEST, "{path} {name}");
        }
    }
}

#[tokio::test]
async fn scopes_are_what_the_document_says() {
    let contract = Contract::new();
    let scope = contract.validator(&json!({ "$ref": "#/components/schemas/Scope" }));
    let mut browser = Browser::new();
    let lengths = [0, 256, 257].map(|length| "x".repeat(length));
    for text in (0..=0x80_u8).map(|byte| char::from(byte).to_string()).chain(lengths) {
        let body = json!({ "connection_name": "gmail", "scopes": [text] });
        let answer = call_with(&mut browser, "post", "/authorization_link", &body).await;
        assert_eq!(
            answer.status == StatusCode::OK,
            scope.is_valid(&json!(text)),
            "{text:?}: {}",
            answer.body
        );
    }
    let body = &contract.document["components"]["schemas"]["AuthorizationLinkBody"];
    let body = contract.validator(body);
    for count in [100, 101] {
        let request = json!({ "connection_name": "gmail", "scopes": vec!["x"; count] });
        let answer = call_with(&mut browser, "post", "/authorization_link", &request).await;
        assert_eq!(answer.status == StatusCode::OK, body.is_valid(&request), "{count}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_link_is_asked_for_with_one_of_two_names_as_the_document_says() {
    let contract = Contract::new();
    let body = contract.validator(&json!({ "$ref": "#/components/schemas/AuthorizationLinkBody" }));
    let mut browser = Browser::new();
    let values = |name: &str| [None, Some(Value::Null), Some(json!("")), Some(json!(name)), Some(json!(1))];
    for account in values("ca_gmail_expired") {
        for connection in values("gmail") {
            let mut request = json!({});
            let named = [("connected_account_id", &account), ("connection_name", &connection)];
            for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
                request[name] = value.clone();
            }
            let answer = call_with(&mut browser, "post", "/authorization_link", &request).await;
            let is_valid = body.is_valid(&request);
            assert_eq!(answer.status == StatusCode::OK, is_valid, "{request}: {}", answer.body);
        }
    }
}

#[test]
fn the_readme_has_the_same_calls() {
    let readme = include_str!("../../../README.md");
    let (_, section) = readme.split_once("## Your backend").expect("a section about the backend");
    let (section, _) = section.split_once("\n## ").expect("a section after it");
    let rows =
        section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()?.split_once(' '));
    let told: BTreeSet<Call> = rows
        .map(|(method, path)| {
            let path = path.split('?').next().unwrap_or_default().replace("{id}", "{account_id}");
            (method.to_lowercase(), format!("/{path}"))
        })
        .collect();
    let described = Contract::new().all_calls().into_iter().map(|(call, _)| call);
    // The document's own call is no part of the contract.
    let described: BTreeSet<Call> = described.filter(|(_, path)| path != "/openapi.json").collect();
    assert_eq!(told, described);
}
