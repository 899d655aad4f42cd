//! What is wrong with a connected account, who can mend it, and how.
//!
//! Every decision of connection-doctor is made here, and nothing else happens here: no DOM, clock, network, storage,
//! locale service or randomness. Time, URLs and answers come in as values, so each path can be tested natively.
//!
//! ```text
//! JSON from the backend ─> Account ───────┐
//! URL of a page ─> Reading ─> Callback ─┐ ├─> Finding ─> Explanation
//! bodies, messages ──> Failure ─────────┴─┤      └─────> Remedy
//! failed calls ──────> CallFailure ───────┘
//! ```

mod account;
mod answered;
mod arrival;
mod audience;
mod call;
mod callback;
mod check;
mod class;
mod curl;
mod diagnosis;
mod explanation;
mod failure;
mod fields;
mod finding;
mod folded;
mod foreign;
mod history;
mod landing;
mod letter;
mod link;
mod listing;
mod permissions;
mod provider;
mod reconnect;
mod redirect_uri;
mod report;
mod rule;
mod scopes;
mod shape;
mod standard;
mod status;
mod time;
mod trail;
mod words;

pub use account::{Account, LastError, Page, Unread};
pub use answered::{Answered, Awaited, Fact, Question};
pub use arrival::{Departure, Whose, whose};
pub use audience::Audience;
pub use call::CallFailure;
pub use callback::{Answer, Callback, Distrust, Expected, Own, Place, Reading, Secret};
pub use check::{
    Browser, Check, CheckCommand, CheckEvent, CheckResult, CheckedStep, Refusal, Said, Step, StepState,
    ToolFailure, Topic, Verdict, execution_id,
};
pub use class::{Class, Fixer};
pub use curl::curl_calls;
pub use diagnosis::Diagnosis;
pub use explanation::{
    About, Action, Explanation, Reference, explain, explain_answered, explain_call, explain_callback,
    explain_error, message_about, message_for_admin, state,
};
pub use failure::{Certainty, Failure, masked};
pub use fields::Fields;
#[cfg(feature = "js")]
pub use fields::Json;
pub use finding::{Condition, Finding, Remedy, Tone, Tried};
pub use foreign::{Foreign, tidy};
pub use history::{Deed, History, Moment};
pub use landing::Landing;
pub use letter::Letter;
pub use link::SafeLink;
pub use listing::{given_accounts, matches, problems_first, search_text};
pub use permissions::{Outcome, Permission, Permissions, ScopeQuestion};
pub use provider::{Provider, provider_of};
pub use reconnect::{Command, Ending, Event, Reconnect, Return, Verification};
pub use redirect_uri::{UriDifference, UriPart, redirect_uri_differences};
pub use report::{Environment, Found, Material, Report, ReportAccount, ReportError, ReportStep};
pub use scopes::{Granted, Need, ScopeCheck, Standing, split_scopes};
pub use shape::shape;
pub use status::Status;
pub use time::{Span, Timestamp, Unit, is_fresh};
pub use trail::{Route, Trace, Traced, Trail};
pub use words::{Msg, SCOPE_NAMES, Words, fill};
