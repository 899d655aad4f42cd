//! The contract as an OpenAPI 3.1 document, made of what stands beside the calls and the types.

mod answers;
mod schemas;

use std::sync::LazyLock;

use axum::{Json, extract::OriginalUri};
use serde_json::{Map, Value, json};
use utoipa::openapi::{
    Components, Content, Info, License, Object, OpenApi, PathItem, RefOr, Required, Server,
    path::Operation,
    request_body::RequestBody,
    schema::SchemaType,
    security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    tag::Tag,
};

pub(crate) use self::schemas::Scope;
use crate::{
    live,
    person::SANDBOX_COOKIE,
    router::{BASE_PATH, descriptions},
};

/// What a reader of the document has to know before the calls.
const DESCRIPTION: &str = "\
What the connection-doctor widget asks of an app's own backend. The backend talks to the connection service, so that \
the service's API token stays on the server.

The person is taken from the app's session and never from the request; an account that is not theirs is a 404. A `POST` \
needs `Content-Type: application/json`, with or without a body, and is refused with a 403 when a page of another site \
makes it (`Sec-Fetch-Site`, or else `Origin`). A body may have 16 KiB.

Each answer has an `x-request-id`, which the log names as well: the one that the request brought, where it is a short \
word, or else a new one. A call that the contract has not is a 404, and one with another method a 405 with `Allow`, \
both with the body of every other error.";

/// The document.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        // Only a map with keys that are no texts, or a number that is none, could not be written.
        let mut document = serde_json::to_value(complete(descriptions().merge_from(live::description())))
            .unwrap_or_default();
        link_accounts(&mut document);
        document
    });
    &DOCUMENT
}

/// Describes the contract
///
/// This document. It needs no session, and names the path where the contract was found.
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "openapi",
    tag = "contract",
    security(()),
    responses((status = OK, description = "The document", body = Object))
)]
pub(crate) async fn serve(OriginalUri(uri): OriginalUri) -> Json<Value> {
    let mut document = document().clone();
    // An app may have nested the contract elsewhere.
    if let Some(base) = uri.path().strip_suffix("/openapi.json") {
        document["servers"] = json!([{ "url": if base.is_empty() { "/" } else { base } }]);
    }
    Json(document)
}

/// Adds what holds for the whole contract or for every call.
fn complete(mut document: OpenApi) -> OpenApi {
    let license = env!("CARGO_PKG_LICENSE");
    document.info = Info::builder()
        .title("connection-doctor")
        .description(Some(DESCRIPTION))
        .license(Some(License::builder().name(license).identifier(Some(license)).build()))
        .version(env!("CARGO_PKG_VERSION"))
        .build();
    document.servers = Some(vec![Server::new(BASE_PATH)]);
    document.tags = Some(tags().to_vec());
    document.security = Some(["session_cookie", "session_bearer"].map(requirement).to_vec());

    let components = document.components.get_or_insert_with(Components::new);
    components.security_schemes.extend(session());
    components.responses.extend(answers::errors());
    components.schemas.extend(answers::schemas());
    if let Some(body) = components.schemas.get_mut("AuthorizationLinkBody") {
        *body = schemas::either(body, "connected_account_id", "connection_name");
    }
    for PathItem { get, post, .. } in document.paths.paths.values_mut() {
        if let Some(operation) = get {
            finish(operation, &[]);
        }
        if let Some(operation) = post {
            let reads_body = operation.request_body.is_some();
            operation.request_body.get_or_insert_with(nothing);
            finish(operation, if reads_body { &["413", "415"] } else { &["415"] });
        }
    }
    let tool = document.paths.paths.get_mut("/tools/execute").and_then(|path| path.post.as_mut());
    if let Some(tool) = tool {
        tool.responses.responses.extend(answers::of_provider());
    }
    let updates = document.paths.paths.get_mut("/updates").and_then(|path| path.get.as_mut());
    if let Some(updates) = updates {
        // The connection service is not asked.
        updates.responses.responses.retain(|status, _| !matches!(&**status, "403" | "503" | "504"));
    }
    document
}

/// Adds what the layers around every call answer, with these of the errors about bodies, and the headers.
fn finish(operation: &mut Operation, about_bodies: &[&str]) {
    let answered = &mut operation.responses.responses;
    for response in answered.values_mut() {
        if let RefOr::T(response) = response {
            response.headers.extend(answers::headers());
        }
    }
    // A call that names its own security needs no session.
    if operation.security.is_none() {
        answered.extend(answers::of_call(about_bodies));
    }
}

/// The body of a call that reads none.
fn nothing() -> RequestBody {
    let anything = Object::builder().schema_type(SchemaType::AnyValue).build();
    RequestBody::builder()
        .description(Some(
            "Not read, so it may be anything, such as `{}`: it is there for its `Content-Type`.",
        ))
        .content("application/json", Content::new(Some(anything)))
        .required(Some(Required::True))
        .build()
}

/// Leads from the list to the calls about one account. (utoipa has links, but writes their field names wrongly.)
fn link_accounts(document: &mut Value) {
    let calls = document["paths"].as_object().into_iter().flatten();
    let of_account = calls.filter(|(path, _)| path.contains("{account_id}"));
    let operations = of_account.flat_map(|(_, item)| item.as_object().into_iter().flat_map(Map::values));
    let links: Map<_, _> = operations
        .filter_map(|operation| operation["operationId"].as_str())
        .map(|id| {
            let parameters = json!({ "account_id": "$response.body#/connected_accounts/0/id" });
            (id.to_owned(), json!({ "operationId": id, "parameters": parameters }))
        })
        .collect();
    document["paths"]["/accounts"]["get"]["responses"]["200"]["links"] = Value::Object(links);
}

fn requirement(scheme: &str) -> SecurityRequirement {
    SecurityRequirement::new(scheme, [""; 0])
}

fn session() -> [(String, SecurityScheme); 2] {
    let cookie = ApiKeyValue::with_description(
        SANDBOX_COOKIE,
        "The cookie of the app's own session. The name is the app's; this one is the sandbox's.",
    );
    let bearer: Http = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A token of the app's own session, where its pages send one with the element's `fetch`.",
        ))
        .build();
    [
        ("session_cookie".to_owned(), SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
        ("session_bearer".to_owned(), SecurityScheme::Http(bearer)),
    ]
}

fn tags() -> [Tag; 3] {
    [
        ("accounts", "What the person has connected, and whether it works."),
        ("sign-in", "Connecting and reconnecting."),
        ("contract", "About the contract itself."),
    ]
    .map(|(name, description)| Tag::builder().name(name).description(Some(description)).build())
}
