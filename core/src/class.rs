//! The closed sets that a failure is sorted into: what kind it is, and who can mend it.

/// The kind of a failure. The set is closed; its words are stable and may be matched on by an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The code, link, token or grant is used up, expired or taken back: connect again.
    TokenRevokedOrExpired,
    /// The person must sign in or finish a step.
    ReauthInteractionRequired,
    /// The app's own registration, answers or settings are wrong.
    ClientMisconfigured,
    /// The rights on the resource are lacking.
    ResourcePermissionDenied,
    /// The provider failed for a time.
    ProviderOutage,
    /// Too many requests.
    RateLimited,
    /// No answer was read: offline, timeout, DNS, certificate, CORS.
    NetworkOrTls,
    /// Nothing documented says what it was.
    Unknown,
}

impl Class {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::TokenRevokedOrExpired => "token_revoked_or_expired",
            Self::ReauthInteractionRequired => "reauth_interaction_required",
            Self::ClientMisconfigured => "client_misconfigured",
            Self::ResourcePermissionDenied => "resource_permission_denied",
            Self::ProviderOutage => "provider_outage",
            Self::RateLimited => "rate_limited",
            Self::NetworkOrTls => "network_or_tls",
            Self::Unknown => "unknown",
        }
    }
}

/// Who can mend it. This decides the tone and the action: a person who cannot mend a connection is never sent round the
/// consent screen again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fixer {
    /// The person who reads it.
    User,
    /// An admin of the organisation, workspace or tenant.
    WorkspaceAdmin,
    /// The people who build or run the app.
    AppDeveloper,
    /// Nobody: it passes.
    NobodyWait,
}

impl Fixer {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::WorkspaceAdmin => "workspace_admin",
            Self::AppDeveloper => "app_developer",
            Self::NobodyWait => "nobody_wait",
        }
    }
}
