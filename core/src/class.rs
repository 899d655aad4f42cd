//! The closed sets that a failure is sorted into: what kind it is, and who can mend it.

use serde::{Serialize, Serializer};

/// The kind of a failure, or of the answer that turned out to be none. The set is closed; its words are stable and may be
/// matched on by an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The person (or the admin, on an admin-consent page) declined.
    UserCancelled,
    /// Access was denied, and nothing says by whom or why.
    DeniedUnspecified,
    /// An admin or owner of the organisation must approve, consent or install first; nothing is forbidden yet.
    AdminApprovalRequired,
    /// A policy of the organisation forbids it: Conditional Access, a blocked app, an IP range, a device rule.
    AdminBlocked,
    /// The account is valid in the organisation, but not assigned to or pre-authorised for this app.
    UserNotAssigned,
    /// Consent is not given yet; an interactive request can obtain it.
    ConsentMissing,
    /// A requested scope does not exist, or the app may not ask for it.
    ScopeInvalid,
    /// Connected, but the grant or token lacks a scope that is needed.
    ScopeNotGranted,
    /// The rights of the person or the app on the resource are lacking: not, or not surely, a scope.
    ResourcePermissionDenied,
    /// The app's registration, credentials, parameters, endpoint or answers are wrong.
    ClientMisconfigured,
    /// The redirect URI is missing or not registered.
    RedirectMismatch,
    /// The app is suspended, disabled, not distributed, not verified or in development mode.
    AppDisabled,
    /// The wrong account or organisation for this app.
    AccountNotInTenant,
    /// The account itself is disabled, locked, deleted or blocked.
    AccountBlocked,
    /// The person must sign in, pass a second factor, select an account or finish a step.
    ReauthInteractionRequired,
    /// The code, link, token or grant is used up, expired or taken back: connect again.
    TokenRevokedOrExpired,
    /// State or issuer missing, foreign or expired: the answer must not be trusted.
    StateMismatch,
    /// The provider failed for a time.
    ProviderOutage,
    /// Too many requests.
    RateLimited,
    /// No answer of the provider was read: offline, timeout, DNS, certificate, CORS.
    NetworkOrTls,
    /// A good answer, also an admin-consent or app-installation return without a code.
    Success,
    /// The URL is the app's own, and no answer of a provider.
    NotACallback,
    /// Contradictory or unreadable: said so, and nothing is done.
    Malformed,
    /// Nothing documented says what it was.
    Unknown,
}

/// Its stable word.
impl Serialize for Class {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Class {
    /// All of them.
    pub const ALL: [Self; 24] = [
        Self::UserCancelled,
        Self::DeniedUnspecified,
        Self::AdminApprovalRequired,
        Self::AdminBlocked,
        Self::UserNotAssigned,
        Self::ConsentMissing,
        Self::ScopeInvalid,
        Self::ScopeNotGranted,
        Self::ResourcePermissionDenied,
        Self::ClientMisconfigured,
        Self::RedirectMismatch,
        Self::AppDisabled,
        Self::AccountNotInTenant,
        Self::AccountBlocked,
        Self::ReauthInteractionRequired,
        Self::TokenRevokedOrExpired,
        Self::StateMismatch,
        Self::ProviderOutage,
        Self::RateLimited,
        Self::NetworkOrTls,
        Self::Success,
        Self::NotACallback,
        Self::Malformed,
        Self::Unknown,
    ];

    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::UserCancelled => "user_cancelled",
            Self::DeniedUnspecified => "denied_unspecified",
            Self::AdminApprovalRequired => "admin_approval_required",
            Self::AdminBlocked => "admin_blocked",
            Self::UserNotAssigned => "user_not_assigned",
            Self::ConsentMissing => "consent_missing",
            Self::ScopeInvalid => "scope_invalid",
            Self::ScopeNotGranted => "scope_not_granted",
            Self::ResourcePermissionDenied => "resource_permission_denied",
            Self::ClientMisconfigured => "client_misconfigured",
            Self::RedirectMismatch => "redirect_mismatch",
            Self::AppDisabled => "app_disabled",
            Self::AccountNotInTenant => "account_not_in_tenant",
            Self::AccountBlocked => "account_blocked",
            Self::ReauthInteractionRequired => "reauth_interaction_required",
            Self::TokenRevokedOrExpired => "token_revoked_or_expired",
            Self::StateMismatch => "state_mismatch",
            Self::ProviderOutage => "provider_outage",
            Self::RateLimited => "rate_limited",
            Self::NetworkOrTls => "network_or_tls",
            Self::Success => "success",
            Self::NotACallback => "not_a_callback",
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
        }
    }

    /// By its stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }

    /// Who can usually mend it; `None` where nobody has to act, or nobody is known.
    pub const fn usual_fixer(self) -> Option<Fixer> {
        match self {
            Self::UserCancelled
            | Self::DeniedUnspecified
            | Self::ConsentMissing
            | Self::ScopeNotGranted
            | Self::AccountNotInTenant
            | Self::ReauthInteractionRequired
            | Self::TokenRevokedOrExpired
            | Self::StateMismatch => Some(Fixer::User),
            Self::AdminApprovalRequired
            | Self::AdminBlocked
            | Self::UserNotAssigned
            | Self::ResourcePermissionDenied
            | Self::AccountBlocked => Some(Fixer::WorkspaceAdmin),
            Self::ScopeInvalid | Self::ClientMisconfigured | Self::RedirectMismatch | Self::AppDisabled => {
                Some(Fixer::AppDeveloper)
            }
            Self::ProviderOutage | Self::RateLimited | Self::NetworkOrTls => Some(Fixer::NobodyWait),
            Self::Success | Self::NotACallback | Self::Malformed | Self::Unknown => None,
        }
    }

    /// Whether signing in again, or waiting and asking again, can usually succeed without a change of any configuration.
    pub const fn usually_retried(self) -> bool {
        match self {
            Self::UserCancelled
            | Self::DeniedUnspecified
            | Self::ConsentMissing
            | Self::ScopeNotGranted
            | Self::AccountNotInTenant
            | Self::ReauthInteractionRequired
            | Self::TokenRevokedOrExpired
            | Self::StateMismatch
            | Self::ProviderOutage
            | Self::RateLimited
            | Self::NetworkOrTls => true,
            Self::AdminApprovalRequired
            | Self::AdminBlocked
            | Self::UserNotAssigned
            | Self::ScopeInvalid
            | Self::ResourcePermissionDenied
            | Self::ClientMisconfigured
            | Self::RedirectMismatch
            | Self::AppDisabled
            | Self::AccountBlocked
            | Self::Success
            | Self::NotACallback
            | Self::Malformed
            | Self::Unknown => false,
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

/// Its stable word.
impl Serialize for Fixer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl Fixer {
    /// By its stable word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::User, Self::WorkspaceAdmin, Self::AppDeveloper, Self::NobodyWait];
        all.into_iter().find(|fixer| fixer.word() == word)
    }

    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::WorkspaceAdmin => "workspace_admin",
            Self::AppDeveloper => "app_developer",
            Self::NobodyWait => "nobody_wait",
        }
    }
}
