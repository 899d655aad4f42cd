//! What was chosen on a consent page.

use url::form_urlencoded;

use super::super::{
    answer::{Answer, Consent, WayBack},
    sign_in::{SignIn, find},
};
use crate::UpstreamError;

/// The fields of the form. A test may put them into the query instead, where no `scope` at all means every scope.
///
/// - `answer`: `allow`, `deny`, `fail`, `approval` (an admin has to approve the app first), or `stall` (no answer
///   ever comes, and the link stays open)
/// - `scope`: what is allowed, once for each
/// - `account`: allow as the connection's label of this number, from 0; empty or left out for the account's own
/// - `stays=1`: the answer counts, but nobody is sent back
/// - `stateless=1`: the person goes back without `state`
/// - `twice=1`: the link leads back to the same address whenever it is opened again
///
/// The page sends all of them with every button, so a field that the answer has no use for is left aside.
pub(super) struct Form {
    fields: Vec<(String, String)>,
    by_query: bool,
}

/// What the form wants of the provider.
pub(super) enum Choice {
    /// An answer.
    Answer(Answer),
    /// None, ever.
    Stall,
}

impl Form {
    pub(super) fn read(query: &str, body: &[u8]) -> Self {
        let by_query = body.is_empty();
        let fields = if by_query { query.as_bytes() } else { body };
        Self { fields: form_urlencoded::parse(fields).into_owned().collect(), by_query }
    }

    pub(super) fn choice(&self, sign_in: &SignIn) -> Result<Choice, UpstreamError> {
        let consent = match self.field("answer") {
            Some("allow") => Consent::Allow { scopes: self.scopes(sign_in), label: self.label(sign_in)? },
            Some("deny") => Consent::Deny,
            Some("fail") => Consent::Fail,
            Some("approval") => Consent::NeedApproval,
            Some("stall") => return Ok(Choice::Stall),
            _ => return Err(invalid("`answer` is one of allow, deny, fail, approval and stall")),
        };
        Ok(Choice::Answer(Answer { consent, way_back: self.way_back()? }))
    }

    fn scopes(&self, sign_in: &SignIn) -> Vec<String> {
        let ticked: Vec<_> = self.values("scope").map(str::to_owned).collect();
        if self.by_query && ticked.is_empty() { sign_in.scopes.clone() } else { ticked }
    }

    fn label(&self, sign_in: &SignIn) -> Result<Option<&'static str>, UpstreamError> {
        let Some(number) = self.field("account").filter(|number| !number.is_empty()) else {
            return Ok(None);
        };
        let labels = &find(&sign_in.connection_name)?.labels;
        let label = number.parse().ok().and_then(|number: usize| labels.get(number));
        label.map(|label| Some(*label)).ok_or_else(|| invalid("`account` is a number from 0 to 3"))
    }

    fn way_back(&self) -> Result<WayBack, UpstreamError> {
        let [stays, stateless, twice] = ["stays", "stateless", "twice"].map(|name| self.is_ticked(name));
        Ok(if stays? { WayBack::Closed } else { WayBack::Open { with_state: !stateless?, again: twice? } })
    }

    fn is_ticked(&self, name: &str) -> Result<bool, UpstreamError> {
        match self.field(name) {
            None => Ok(false),
            Some("1") => Ok(true),
            Some(_) => Err(invalid(&format!("`{name}` is 1 or left out"))),
        }
    }

    fn field(&self, name: &str) -> Option<&str> {
        self.values(name).last()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

fn invalid(problem: &str) -> UpstreamError {
    UpstreamError::Invalid { problem: problem.to_owned() }
}
