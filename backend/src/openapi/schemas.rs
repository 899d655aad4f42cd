//! What the document says of types that a derive cannot describe.

use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Object, OneOf, RefOr, Schema, schema::Type},
};

use crate::{contract::Status, router::SCOPE_LIMITS};

/// A `scope-token` of RFC 6749, section 3.3.
pub(crate) struct Scope;

impl PartialSchema for Scope {
    fn schema() -> RefOr<Schema> {
        Object::builder()
            .schema_type(Type::String)
            .description(Some("A `scope-token` of RFC 6749, section 3.3."))
            .min_length(Some(1))
            .max_length(Some(SCOPE_LIMITS.1))
            .pattern(Some(r"^[!#-\[\]-~]+$"))
            .examples(["Mail.Read"])
            .into()
    }
}

impl ToSchema for Scope {}

impl PartialSchema for Status {
    fn schema() -> RefOr<Schema> {
        let known = Self::KNOWN.each_ref().map(Self::word);
        let description = format!(
            "The last known status: {}. Any other word is one that the backend passes on and the widget does not know: it is \
             never drawn as connected.",
            known.map(|word| format!("`{word}`")).join(", ")
        );
        Object::builder().schema_type(Type::String).description(Some(description)).examples(known).into()
    }
}

impl ToSchema for Status {}

/// The same object with exactly one of two properties, neither of which it requires.
pub(super) fn either(object: &RefOr<Schema>, one: &str, other: &str) -> RefOr<Schema> {
    let RefOr::T(Schema::Object(object)) = object else { return object.clone() };
    let with = |wanted: &str, unwanted: &str| {
        let mut object = object.clone();
        object.title = Some(format!("With `{wanted}`"));
        object.description = None;
        // Left out of the properties it could still be there, as one of those that are not known and not read.
        let absent = Object::builder().schema_type(Type::Null).build();
        object.properties.insert(unwanted.to_owned(), absent.into());
        object.required.push(wanted.to_owned());
        object
    };
    OneOf::builder()
        .description(object.description.clone())
        .item(with(one, other))
        .item(with(other, one))
        .into()
}
