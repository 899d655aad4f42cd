//! What any call may answer, and the headers of every answer.

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Content, Header, Object, ObjectBuilder, Ref, RefOr, Response, Schema, schema::Type},
};

use crate::contract::ErrorBody;

/// An error by its status.
struct Described {
    status: &'static str,
    name: &'static str,
    description: &'static str,
    code: u8,
    error_code: &'static str,
    message: &'static str,
}

const ERRORS: [Described; 10] = [
    Described {
        status: "400",
        name: "Invalid",
        description: "The request is not one of the contract (`INVALID_ARGUMENT`), or the account's status does not allow it \
                      (`FAILED_PRECONDITION`).",
        code: 9,
        error_code: "FAILED_PRECONDITION",
        message: "the connection has no tokens yet",
    },
    Described {
        status: "401",
        name: "SignedOut",
        description: "Nobody is signed in to the app (`UNAUTHENTICATED`), or the provider refuses the person's token \
                      (`TOOL_ERROR`, with a `tool_error_info`): then the person has to reconnect.",
        code: 16,
        error_code: "UNAUTHENTICATED",
        message: "nobody is signed in",
    },
    Described {
        status: "403",
        name: "Forbidden",
        description: "The person may not do this, or a page of another site made the call (`PERMISSION_DENIED`); or the \
                      provider does not let them (`TOOL_ERROR`).",
        code: 7,
        error_code: "PERMISSION_DENIED",
        message: "the call came from another site",
    },
    Described {
        status: "404",
        name: "NotFound",
        description: "The person has no such thing: whether somebody else has, is not told.",
        code: 5,
        error_code: "RESOURCE_NOT_FOUND",
        message: "the connected account was not found",
    },
    Described {
        status: "413",
        name: "TooLarge",
        description: "The body is larger than 16 KiB.",
        code: 3,
        error_code: "INVALID_ARGUMENT",
        message: "Failed to buffer the request body: length limit exceeded",
    },
    Described {
        status: "415",
        name: "NotJson",
        description: "The `Content-Type` is not `application/json`.",
        code: 3,
        error_code: "INVALID_ARGUMENT",
        message: "the call needs `Content-Type: application/json`",
    },
    Described {
        status: "429",
        name: "RateLimited",
        description: "Too many calls, of this person or of the app: try again, after `Retry-After` where it is there. With \
                      `TOOL_ERROR` it is the provider that limits.",
        code: 8,
        error_code: "RATE_LIMITED",
        message: "the connection service is limiting requests",
    },
    Described {
        status: "500",
        name: "Failed",
        description: "The backend failed. The log has the cause, by the `x-request-id`.",
        code: 13,
        error_code: "INTERNAL",
        message: "the backend failed",
    },
    Described {
        status: "503",
        name: "Unavailable",
        description: "The connection service cannot be reached or is down; with `TOOL_ERROR`, the provider.",
        code: 14,
        error_code: "UNAVAILABLE",
        message: "the connection service is not available",
    },
    Described {
        status: "504",
        name: "TimedOut",
        description: "The connection service did not answer in time.",
        code: 4,
        error_code: "DEADLINE_EXCEEDED",
        message: "the connection service did not answer in time",
    },
];

/// What a provider answers to a tool, with whatever status.
const REFUSED: Described = Described {
    status: "4XX",
    name: "Refused",
    description: "The provider does not do what the tool asks, and this is its own status (`TOOL_ERROR`, with a \
                  `tool_error_info`). Where it is one of those that are named, the code tells whose it is.",
    code: 10,
    error_code: "TOOL_ERROR",
    message: "the provider refused the request",
};

/// The errors, by the names of their components.
pub(super) fn errors() -> impl Iterator<Item = (String, RefOr<Response>)> {
    ERRORS.iter().chain([&REFUSED]).map(|error| (error.name.to_owned(), error.response().into()))
}

/// The types that the errors need.
pub(super) fn schemas() -> Vec<(String, RefOr<Schema>)> {
    let mut schemas = vec![(ErrorBody::name().into_owned(), ErrorBody::schema())];
    ErrorBody::schemas(&mut schemas);
    schemas
}

/// What a call may answer beside its own answers, by status; of the errors about bodies, only these.
pub(super) fn of_call(about_bodies: &[&str]) -> impl Iterator<Item = (String, RefOr<Response>)> {
    let may_be =
        |error: &&Described| !matches!(error.status, "413" | "415") || about_bodies.contains(&error.status);
    let reference = |error: &Described| (error.status.to_owned(), Ref::from_response_name(error.name).into());
    ERRORS.iter().filter(may_be).map(reference)
}

/// What a call that runs a tool may answer beside those: any status of an error, for a provider has its own.
pub(super) fn of_provider() -> impl Iterator<Item = (String, RefOr<Response>)> {
    let kinds = [REFUSED.status, "5XX"];
    kinds.into_iter().map(|kind| (kind.to_owned(), Ref::from_response_name(REFUSED.name).into()))
}

/// The headers of every answer.
pub(super) fn headers() -> [(String, Header); 2] {
    let id = text().pattern(Some("^[A-Za-z0-9._-]{1,128}$"));
    let uncached = text().enum_values(Some(["no-store"]));
    [
        header("x-request-id", id, "The name of this call, for reports and in the log."),
        header("cache-control", uncached, "No answer may be kept."),
    ]
}

impl Described {
    fn response(&self) -> Response {
        let content = Content::builder()
            .schema(Some(Ref::from_schema_name(ErrorBody::name())))
            .example(Some(self.example()))
            .build();
        let mut response = Response::builder().description(self.description);
        for (name, header) in headers() {
            response = response.header(name, header);
        }
        if self.status == "429" {
            let seconds = Object::builder().schema_type(Type::Integer).minimum(Some(0));
            let (name, header) =
                header("retry-after", seconds, "How many seconds to wait, where that is known.");
            response = response.header(name, header);
        }
        response.content("application/json", content).build()
    }

    fn example(&self) -> Value {
        let mut detail = json!({ "error_code": self.error_code });
        if self.error_code == REFUSED.error_code {
            detail["tool_error_info"] = json!({
                "execution_id": "exec_5b1f0c9e7a3d2468",
                "tool_error_code": "conflict",
                "tool_error_message": "Another request is under way.",
            });
        }
        json!({ "code": self.code, "message": self.message, "details": [detail] })
    }
}

fn header(name: &str, schema: impl Into<Schema>, description: &str) -> (String, Header) {
    (name.to_owned(), Header::builder().schema(schema.into()).description(Some(description)).build())
}

fn text() -> ObjectBuilder {
    Object::builder().schema_type(Type::String)
}
