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
//!
//! What reads callbacks and failures, with its tables and messages, is behind the feature `failures`, which is on unless it
//! is switched off: the widget does without it, and every visitor downloads that much less.

mod account;
mod audience;
mod call;
#[cfg(feature = "failures")]
mod callback;
mod class;
mod diagnosis;
mod explanation;
#[cfg(feature = "failures")]
mod failure;
mod fields;
mod finding;
#[cfg(feature = "failures")]
mod folded;
mod foreign;
mod link;
mod listing;
mod provider;
#[cfg(feature = "failures")]
mod redirect_uri;
#[cfg(feature = "failures")]
mod rule;
#[cfg(feature = "failures")]
mod standard;
mod status;
mod time;
mod words;

pub use account::{Account, LastError, Page};
pub use audience::Audience;
pub use call::CallFailure;
#[cfg(feature = "failures")]
pub use callback::{Answer, Callback, Distrust, Expected, Own, Place, Reading, Secret};
pub use class::{Class, Fixer};
pub use diagnosis::Diagnosis;
#[cfg(feature = "failures")]
pub use explanation::{About, explain_callback, explain_error, message_about};
pub use explanation::{Action, Explanation, Reference, explain, explain_call, message_for_admin, state};
#[cfg(feature = "failures")]
pub use failure::{Certainty, Failure};
pub use fields::Fields;
pub use finding::{Condition, Finding, Remedy, Tone, Tried};
pub use foreign::{Foreign, tidy};
pub use link::SafeLink;
pub use listing::{matches, problems_first};
pub use provider::{Provider, provider_of};
#[cfg(feature = "failures")]
pub use redirect_uri::{UriDifference, UriPart, redirect_uri_differences};
#[cfg(feature = "failures")]
pub use rule::{Rule, When};
pub use status::Status;
pub use time::{Span, Timestamp, Unit, is_fresh};
pub use words::{Msg, Words, fill};
