//! How a read-only call failed: on the way, or at the provider.

use crate::{CallFailure, Fields, Foreign};

/// A read-only call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolFailure {
    /// How it looks from here.
    pub failure: CallFailure,
    /// What the provider said; `None` where nothing tells that it was the provider.
    pub refusal: Option<Refusal>,
}

/// What a provider answered to a read-only call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusal {
    /// The execution that failed.
    pub execution: Option<String>,
    /// The provider's code.
    pub code: Option<Foreign>,
    /// The provider's message.
    pub message: Option<Foreign>,
}

impl ToolFailure {
    /// A failure with the body of its answer, where it had one.
    pub fn of(failure: CallFailure, body: Option<&impl Fields>) -> Self {
        Self { failure, refusal: body.and_then(Refusal::read) }
    }
}

impl Refusal {
    /// Reads the body of an error; `None` where nothing in it says that it was the provider.
    pub fn read(body: &impl Fields) -> Option<Self> {
        let details = body.objects("details").unwrap_or_default();
        let detail =
            details.iter().find(|detail| detail.text("error_code").as_deref() == Some("TOOL_ERROR"))?;
        let info = detail.object("tool_error_info");
        let text = |name| info.as_ref().and_then(|info| info.text(name));
        let foreign = |name| text(name).as_deref().and_then(Foreign::new);
        Some(Self {
            execution: text("execution_id").as_deref().and_then(execution_id),
            code: foreign("tool_error_code"),
            message: foreign("tool_error_message"),
        })
    }
}

/// An execution's id, where it is one that may be passed on: letters, digits, `_` and `-`, 64 at most.
pub fn execution_id(text: &str) -> Option<String> {
    let is_id = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    is_id.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_tool_error_is_the_providers() {
        assert_eq!(Refusal::read(&json!({"code": 7, "message": "no"})), None);
        assert_eq!(Refusal::read(&json!({"details": [{"error_code": "RESOURCE_NOT_FOUND"}]})), None);
        let refusal = Refusal::read(&json!({"details": [{"error_code": "TOOL_ERROR", "tool_error_info": {
            "execution_id": "exec_1", "tool_error_code": "403", "tool_error_message": "Forbidden"}}]}))
        .expect("a refusal");
        assert_eq!(refusal.execution.as_deref(), Some("exec_1"));
        assert_eq!(refusal.message.as_ref().map(Foreign::as_str), Some("Forbidden"));
        assert_eq!(
            Refusal::read(&json!({"details": [{"error_code": "TOOL_ERROR"}]})),
            Some(Refusal::default())
        );
    }

    #[test]
    fn an_execution_is_named_by_an_id_and_nothing_else() {
        assert_eq!(execution_id("exec_1-a").as_deref(), Some("exec_1-a"));
        for bad in ["", "a b", "https://x.example", "ä", &"x".repeat(65)] {
            assert_eq!(execution_id(bad), None, "{bad}");
        }
    }
}
