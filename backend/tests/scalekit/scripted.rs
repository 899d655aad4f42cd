//! The client against answers that are written down: errors, waits, odd JSON, pages.

use std::{
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Extension, Json, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use connection_doctor_backend::{
    Person, Upstream, UpstreamError,
    contract::{AccountQuery, ConnectedAccount, Status, ToolCall, Verification},
    router,
    upstream::{AuthorizationRequest, ProviderFault, Target, scalekit::Scalekit},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::{
    client::{client_at, client_of},
    support::{Browser, edge},
};

/// What the service answers next, and what it was asked.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<Vec<(u16, HeaderMap, Value)>>>,
    /// What comes instead of a machine token.
    no_token: Option<u16>,
    /// Whether the next call for a machine token is never answered. Time then passes only as it is waited for.
    hangs: Arc<AtomicBool>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Script {
    fn of<const N: usize>(answers: [(u16, Value); N]) -> Self {
        let script = Self::default();
        answers.into_iter().for_each(|(status, body)| script.add(status, &[], body));
        script
    }

    fn add(&self, status: u16, headers: &[(&'static str, &str)], body: Value) {
        let headers = headers.iter().map(|(name, value)| {
            (name.parse().expect("a script that plays"), value.parse().expect("a script that plays"))
        });
        self.answers.lock().expect("a script that plays").push((status, headers.collect(), body));
    }

    /// Method, path and query of every call but those for tokens.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("a script that plays").clone()
    }

    async fn client(&self) -> Scalekit {
        client_of(Router::new().fallback(play).with_state(self.clone())).await
    }

    /// Mara's browser, with the contract before the service.
    async fn browser(&self) -> Browser {
        let contract = router(Arc::new(self.client().await), &edge());
        Browser::of(Router::new().nest("/v1/connect", contract).layer(Extension(mara())))
    }
}

async fn play(State(script): State<Script>, request: Request) -> Response {
    if request.uri().path() == "/oauth/token" {
        if script.hangs.swap(false, Ordering::SeqCst) {
            tokio::time::pause();
            pending::<()>().await;
        }
        if let Some(status) = script.no_token {
            let refused = Json(json!({ "error": "invalid_client" }));
            return (StatusCode::from_u16(status).expect("a status"), refused).into_response();
        }
        return Json(json!({ "access_token": "token", "expires_in": 86399 })).into_response();
    }
    script.asked.lock().expect("a script that plays").push(format!("{} {}", request.method(), request.uri()));
    let mut answers = script.answers.lock().expect("a script that plays");
    assert!(!answers.is_empty(), "a call that the script does not know: {}", request.uri());
    let (status, headers, body) = answers.remove(0);
    (StatusCode::from_u16(status).expect("a script that plays"), headers, Json(body)).into_response()
}

fn mara() -> Person {
    Person::new("mara")
}

fn account(id: &str, connector: &str, status: &str) -> Value {
    json!({ "id": id, "identifier": "mara", "connector": connector, "provider": "GMAIL", "status": status })
}

fn one(account: Value) -> Value {
    json!({ "connected_account": account })
}

fn refused(code: u8, error_code: &str, tool_error_info: Value) -> Value {
    json!({ "code": code, "message": "m", "details": [{ "error_code": error_code, "tool_error_info": tool_error_info }] })
}

async fn tool(script: &Script) -> Result<String, UpstreamError> {
    let call = ToolCall {
        connected_account_id: "ca_1".into(),
        tool_name: "gmail_get_profile".into(),
        tool_input: json!({ "query": "everything" }).as_object().cloned().expect("a script that plays"),
    };
    script.client().await.execute_tool(&mara(), call).await.map(|done| done.execution_id)
}

#[tokio::test]
async fn pages_are_joined_and_the_last_ends_with_what_is_not_connected() {
    let page =
        |account: Value, next: &str| json!({ "connected_accounts": [account], "next_page_token": next });
    let script = Script::of([
        (200, page(account("ca_1", "gmail", "ACTIVE"), "t 2")),
        (200, page(account("ca_2", "other", "EXPIRED"), "")),
        // Once more from the beginning, for the connections of the pages before.
        (200, page(account("ca_1", "gmail", "ACTIVE"), "t 2")),
        (200, page(account("ca_2", "other", "EXPIRED"), "")),
    ]);
    let client = script.client().await;
    let first = client.accounts(&mara(), AccountQuery::default()).await.unwrap();
    assert_eq!(first.connected_accounts.len(), 1);
    let query = AccountQuery { page_token: Some(first.next_page_token), connection_name: None };
    let second = client.accounts(&mara(), query).await.unwrap();
    let told: Vec<_> = second
        .connected_accounts
        .iter()
        .map(|account| (account.connection_name.as_str(), account.status.word()))
        .collect();
    assert_eq!(told, [("other", "EXPIRED"), ("slack", "NOT_CONNECTED")]);
    assert_eq!(second.next_page_token, "");
    let pages = [
        "GET /api/v1/connected_accounts?identifier=mara&page_size=99",
        "GET /api/v1/connected_accounts?identifier=mara&page_size=99&page_token=t+2",
    ];
    assert_eq!(script.asked(), [pages, pages].concat());
}

#[tokio::test]
async fn odd_json_is_read_as_far_as_it_goes() {
    let camel = json!({ "connectedAccount": {
        "id": "ca_1", "identifier": "mara", "connector": "gmail", "provider": "GMAIL",
        "lastUsedAt": "1970-01-01T00:00:00Z", "updatedAt": "2026-01-02T03:04:05.123456789Z",
        "isOrgWideCredential": true, "future": { "deep": [1] },
    }});
    for (word, status) in [
        ("PENDING_AUTH", Status::Pending),
        ("DISCONNECTED", Status::Revoked),
        ("CONNECTION_STATUS_UNSPECIFIED", Status::Other("CONNECTION_STATUS_UNSPECIFIED".to_owned())),
        ("", Status::Other(String::new())),
    ] {
        let mut answer = camel.clone();
        answer["connectedAccount"]["status"] = json!(word);
        let read = Script::of([(200, answer)]).client().await.account(&mara(), "ca_1").await.unwrap();
        assert_eq!(read.status, status);
        assert_eq!(read.last_used_at, None, "the epoch is no time");
        assert!(read.updated_at.is_some() && read.is_org_wide_credential && !read.can_disconnect);
    }
    for answer in [json!([]), json!({}), json!("x"), json!({ "connected_account": {} })] {
        let read = Script::of([(200, answer.clone())]).client().await.account(&mara(), "ca_1").await;
        assert!(matches!(read, Err(UpstreamError::Internal(_))), "{answer}: {read:?}");
    }
}

#[tokio::test]
async fn what_passes_is_tried_again_where_that_is_safe() {
    let found = (200, one(account("ca_1", "gmail", "ACTIVE")));
    for status in [429, 503] {
        let script = Script::of([(status, json!({})), (status, json!({})), found.clone()]);
        assert!(script.client().await.account(&mara(), "ca_1").await.is_ok(), "{status}");
        let script = Script::of([(status, json!({})), (status, json!({})), (status, json!({}))]);
        let ended = script.client().await.account(&mara(), "ca_1").await.unwrap_err();
        match (status, ended) {
            (429, UpstreamError::RateLimited { retry_after: None }) | (503, UpstreamError::Unavailable) => {}
            (_, other) => panic!("{status}: {other:?}"),
        }
    }
    let script = Script::default();
    script.add(429, &[("retry-after", "30")], json!({}));
    let told = script.client().await.account(&mara(), "ca_1").await.unwrap_err();
    let UpstreamError::RateLimited { retry_after: Some(wait) } = told else { panic!("{told:?}") };
    assert_eq!((wait, script.asked().len()), (Duration::from_secs(30), 1));
}

#[tokio::test]
async fn a_tool_runs_once_and_its_providers_no_is_told_from_ours() {
    let found = || (200, one(account("ca_1", "gmail", "ACTIVE")));
    let info = json!({
        "execution_id": "exec_1", "tool_error_code": "invalid_grant",
        "tool_error_message": "AADSTS700082 for mara@a.example, token ya29.a0AfH6SMBxxxxxxxxxxxxxxxxxxx",
    });
    let waits = ProviderFault::Limit { retry_after: Some(Duration::from_secs(7)) };
    for (status, code, fault) in [
        (401, 16, ProviderFault::Token),
        // The status counts, and not the number beside it.
        (500, 16, ProviderFault::Other(StatusCode::INTERNAL_SERVER_ERROR)),
        (403, 7, ProviderFault::Permission),
        (429, 8, waits),
        (400, 3, ProviderFault::Other(StatusCode::BAD_REQUEST)),
        (500, 13, ProviderFault::Other(StatusCode::INTERNAL_SERVER_ERROR)),
        // What is no status of an error cannot be passed on.
        (302, 2, ProviderFault::Other(StatusCode::BAD_GATEWAY)),
    ] {
        let script = Script::of([found()]);
        script.add(status, &[("retry-after", "7")], refused(code, "TOOL_ERROR", info.clone()));
        let told = tool(&script).await.unwrap_err();
        let UpstreamError::Provider(found, info) = told else { panic!("{told:?}") };
        assert_eq!(found, fault);
        assert_eq!((info.execution_id.as_str(), info.tool_error_code.as_str()), ("exec_1", "invalid_grant"));
        assert!(info.tool_error_message.starts_with("AADSTS700082"), "{info:?}");
        assert!(
            !info.tool_error_message.contains("ya29") && !info.tool_error_message.contains("mara@"),
            "{info:?}"
        );
        assert_eq!(script.asked().len(), 2, "it ran once");
    }
    // The app's own token is refused twice: ours to mend, and never the person's.
    let own = || (401, refused(16, "UNAUTHENTICATED", Value::Null));
    let script = Script::of([found(), own(), own()]);
    assert!(matches!(tool(&script).await, Err(UpstreamError::Internal(_))));
    for status in [429, 502, 503, 504, 500] {
        let script = Script::of([found(), (status, json!({}))]);
        assert!(tool(&script).await.is_err());
        assert_eq!(script.asked().len(), 2, "{status}: it is not run again");
    }
}

/// Nobody heard what became of it, and it was done; whoever has left by then must still be known to have done it.
#[tokio::test]
async fn a_disconnect_without_an_answer_is_looked_up_also_for_who_has_left() {
    let found = |status| (200, one(account("ca_1", "gmail", status)));
    let script = Script::of([found("ACTIVE"), (500, json!({})), found("DISCONNECTED")]);
    let after = script.client().await.disconnect(&mara(), "ca_1").await;
    assert_eq!((after.unwrap().status, script.asked().len()), (Status::Revoked, 3));

    let script = Script::of([found("ACTIVE"), (500, json!({})), found("ACTIVE")]);
    assert!(script.client().await.disconnect(&mara(), "ca_1").await.is_err());

    let script = Script::of([found("ACTIVE"), (500, json!({})), found("DISCONNECTED")]);
    let (client, person) = (script.client().await, mara());
    tokio::select! {
        biased;
        () = asked(&script, 2) => {}
        told = client.disconnect(&person, "ca_1") => panic!("{told:?}"),
    }
    let looked_up = tokio::time::timeout(Duration::from_secs(10), asked(&script, 3)).await;
    assert!(looked_up.is_ok(), "{:?}", script.asked());
}

/// Until the service has been asked so often.
async fn asked(script: &Script, times: usize) {
    while script.asked().len() < times {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn only_the_test_tool_runs_and_only_with_the_input_of_the_app() {
    let script = Script::of([(200, one(account("ca_1", "slack", "ACTIVE")))]);
    assert!(matches!(tool(&script).await, Err(UpstreamError::Forbidden { .. })));
    let script = Script::of([
        (200, one(account("ca_1", "gmail", "ACTIVE"))),
        (200, json!({ "data": { "mail": "private" }, "execution_id": "exec_2" })),
    ]);
    assert_eq!(tool(&script).await.unwrap(), "exec_2");
}

#[tokio::test]
async fn a_refresh_keeps_the_status_and_nothing_else() {
    let script = Script::of([
        (200, one(account("ca_1", "gmail", "EXPIRED"))),
        (
            200,
            json!({ "connected_account": { "status": "ACTIVE", "authorization_details": { "oauth_token": 1 } } }),
        ),
        (200, one(account("ca_1", "gmail", "ACTIVE"))),
    ]);
    let client = script.client().await;
    assert_eq!(client.refresh(&mara(), "ca_1").await.unwrap().status, Status::Active);
    let asked = script.asked();
    assert_eq!(asked[1], "GET /api/v1/connected_accounts/auth?id=ca_1");
    assert!(asked[2].starts_with("GET /api/v1/connected_accounts/details"));
}

/// When it was changed last shows a sign-in that another page has finished, so an old time would count as one later.
#[tokio::test]
async fn a_refresh_tells_the_account_as_it_is_afterwards() {
    let read = |updated_at: &str| {
        let mut found = account("ca_1", "gmail", "ACTIVE");
        found["updated_at"] = json!(updated_at);
        (200, one(found))
    };
    let renewed = |status: &str| (200, json!({ "connected_account": { "status": status } }));
    let told = async |after: &[(u16, Value)], status: &str| {
        let script = Script::of([read("2026-11-22T12:00:00Z"), renewed(status)]);
        after.iter().for_each(|(status, body)| script.add(*status, &[], body.clone()));
        let told = script.client().await.refresh(&mara(), "ca_1").await;
        (told, script.asked().len())
    };
    let (account, asked) = told(&[read("2026-11-22T12:05:00Z")], "ACTIVE").await;
    let time = |account: ConnectedAccount| account.updated_at.unwrap().to_string();
    assert_eq!((time(account.unwrap()), asked), ("2026-11-22T12:05:00Z".to_owned(), 3));
    // It was renewed all the same, and how that went is known.
    let (account, asked) = told(&[(500, json!({}))], "EXPIRED").await;
    let account = account.unwrap();
    assert_eq!((&account.status, asked), (&Status::Expired, 3));
    assert_eq!(time(account), "2026-11-22T12:00:00Z");
    // Whose it is by now counts.
    let (_, mut taken) = read("2026-11-22T12:05:00Z");
    taken["connected_account"]["identifier"] = json!("sam");
    let (account, _) = told(&[(200, taken)], "ACTIVE").await;
    assert!(matches!(account, Err(UpstreamError::NotFound { .. })), "{account:?}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_not_available() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let environment = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = client_at(&environment);
    let told = client.account(&mara(), "ca_1").await;
    assert!(matches!(told, Err(UpstreamError::Unavailable)), "{told:?}");
}

#[tokio::test]
async fn an_account_that_the_whole_organisation_shares_is_for_an_admin() {
    let mut shared = account("ca_1", "gmail", "EXPIRED");
    shared["is_org_wide_credential"] = json!(true);
    let client = Script::of([(200, one(shared))]).client().await;
    let request = AuthorizationRequest {
        target: Target::Account("ca_1".to_owned()),
        scopes: Vec::new(),
        origin: "https://app.example".parse().unwrap(),
        return_url: "https://app.example/".parse().unwrap(),
        state: "s".to_owned(),
    };
    let told = client.authorization_link(&mara(), request).await;
    assert!(matches!(told, Err(UpstreamError::Forbidden { .. })), "{told:?}");
}

#[tokio::test]
async fn an_address_of_null_is_none() {
    for wish in
        [json!({ "connection_name": "gmail" }), json!({ "connection_name": "gmail", "return_url": null })]
    {
        let link = json!({ "link": "https://s.example/1", "expiry": "2026-11-22T12:10:00Z" });
        let script = Script::of([(200, link)]);
        let answer = script.browser().await.post("/v1/connect/authorization_link", wish).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
}

#[tokio::test]
async fn credentials_that_are_refused_are_never_the_persons_matter() {
    for status in [400, 401, 403, 404] {
        let client = Script { no_token: Some(status), ..Script::default() }.client().await;
        let read = client.account(&mara(), "ca_1").await;
        assert!(matches!(read, Err(UpstreamError::Internal(_))), "{status}: {read:?}");
        let verification = Verification { auth_request_id: "areq_1".to_owned(), state: "s".to_owned() };
        let verified = client.verify(&mara(), verification, Target::Account("ca_1".to_owned())).await;
        assert!(matches!(verified, Err(UpstreamError::Internal(_))), "{status}: {verified:?}");
    }
}

#[tokio::test]
async fn who_waits_for_a_machine_token_that_does_not_come_gets_the_next() {
    let script = Script::of([(200, one(account("ca_1", "gmail", "ACTIVE")))]);
    script.hangs.store(true, Ordering::SeqCst);
    let (client, person) = (script.client().await, mara());
    let first = async {
        let told = client.account(&person, "ca_1").await;
        tokio::time::resume();
        told
    };
    let (first, second) = tokio::join!(first, client.account(&person, "ca_1"));
    assert!(matches!(first, Err(UpstreamError::TimedOut)), "{first:?}");
    assert!(second.is_ok(), "{second:?}");
}
