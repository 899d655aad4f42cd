//! Discord.

use super::Provider;
use crate::Class::{
    AccountBlocked, ClientMisconfigured, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted, StateMismatch, TokenRevokedOrExpired,
};
use crate::Fixer::AppDeveloper;
#[cfg(feature = "failures")]
use crate::Rule;

const CODES: &str = "https://docs.discord.com/developers/topics/opcodes-and-status-codes";
const LINKING: &str =
    "https://docs.discord.com/developers/discord-social-sdk/development-guides/account-linking-with-discord";
const OAUTH: &str = "https://docs.discord.com/developers/topics/oauth2";
const LIMITS: &str = "https://docs.discord.com/developers/topics/rate-limits";

pub(super) const PROVIDER: Provider = Provider {
    name: "Discord",
    services: &[("discord", "Discord"), ("discordbot", "Discord")],
    // support.discord.com: "Authorized apps", inside the app, without an address of its own.
    access_page: None,
    access_place: "Discord › User settings › Authorized apps",
    #[cfg(feature = "failures")]
    domains: &["discord.com", "discordapp.com"],
    #[cfg(feature = "failures")]
    number_prefix: "",
    #[cfg(feature = "failures")]
    rules: &[
        // Signing in.
        Rule::phrase("invalid oauth2 redirect_uri", RedirectMismatch, OAUTH),
        Rule::phrase("requires code grant", ClientMisconfigured, OAUTH),
        Rule::phrase(r#"invalid "code" in request"#, TokenRevokedOrExpired, OAUTH),
        Rule::phrase(r#"invalid "refresh_token" in request"#, TokenRevokedOrExpired, LINKING),
        Rule::phrase(r#"invalid "redirect_uri" in request"#, RedirectMismatch, OAUTH),
        // The API.
        Rule::phrase("401: unauthorized", TokenRevokedOrExpired, CODES),
        Rule::number(40001, TokenRevokedOrExpired, CODES),
        Rule::number(40012, TokenRevokedOrExpired, CODES),
        Rule::number(50014, TokenRevokedOrExpired, CODES),
        Rule::number(50025, TokenRevokedOrExpired, CODES),
        Rule::number(50026, ScopeNotGranted, CODES),
        Rule::number(50012, StateMismatch, CODES),
        Rule::number(40002, ReauthInteractionRequired, CODES),
        Rule::number(60003, ReauthInteractionRequired, CODES),
        Rule::number(40007, AccountBlocked, CODES),
        Rule::number(50001, ResourcePermissionDenied, CODES),
        Rule::number(50013, ResourcePermissionDenied, CODES),
        Rule::number(20012, ResourcePermissionDenied, CODES).by(AppDeveloper),
        Rule::number(10002, ClientMisconfigured, CODES),
        Rule::number(20001, ClientMisconfigured, CODES),
        Rule::number(20002, ClientMisconfigured, CODES),
        Rule::number(50010, ClientMisconfigured, CODES),
        Rule::number(20016, RateLimited, CODES),
        Rule::number(20028, RateLimited, CODES),
        Rule::number(20029, RateLimited, CODES),
        Rule::phrase("you are being rate limited", RateLimited, LIMITS),
        Rule::number(40006, ProviderOutage, CODES),
        Rule::number(110_000, ProviderOutage, CODES),
        Rule::number(110_001, ProviderOutage, CODES),
        Rule::number(130_000, ProviderOutage, CODES),
    ],
    #[cfg(feature = "failures")]
    steps: &[],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Failure;

    #[test]
    fn documented_answers_are_understood() {
        for (text, class) in [
            (r#"{"message":"401: Unauthorized","code":0}"#, TokenRevokedOrExpired),
            (r#"{"message":"Missing Access","code":50001}"#, ResourcePermissionDenied),
            (r#"{"message":"Missing required OAuth2 scope","code":50026}"#, ScopeNotGranted),
            (
                r#"{"error":"invalid_grant","error_description":"Invalid \"code\" in request."}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"message":"You are being rate limited.","retry_after":0.5,"global":false}"#, RateLimited),
        ] {
            assert_eq!(Failure::of_text(text, Some(&PROVIDER)).class, class, "{text}");
        }
    }
}
