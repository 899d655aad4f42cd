//! Discord.

use super::{Answers, Provider};
use crate::scopes::Scopes;
use crate::Class::{
    AccountBlocked, ClientMisconfigured, ProviderOutage, RateLimited, ReauthInteractionRequired,
    RedirectMismatch, ResourcePermissionDenied, ScopeNotGranted, StateMismatch, TokenRevokedOrExpired,
};
use crate::Fixer::AppDeveloper;
use crate::rule::{Rule, Rules};

const CODES: &str = "https://docs.discord.com/developers/topics/opcodes-and-status-codes";
const LINKING: &str =
    "https://docs.discord.com/developers/discord-social-sdk/development-guides/account-linking-with-discord";
const OAUTH: &str = "https://docs.discord.com/developers/topics/oauth2";
const LIMITS: &str = "https://docs.discord.com/developers/topics/rate-limits";

pub(super) static PROVIDER: Provider = Provider {
    name: "Discord",
    services: &[("discord", "Discord"), ("discordbot", "Discord")],
    // support.discord.com: "Authorized apps", inside the app, without an address of its own.
    access_page: None,
    access_place: "Discord › User settings › Authorized apps",
};

pub(super) static ANSWERS: Answers = Answers {
    provider: &PROVIDER,
    status_page: Some("https://discordstatus.com/"),
    console_page: Some("https://discord.com/developers/applications"),
    domains: &["discord.com", "discordapp.com"],
    number_prefix: "",
    rules: Rules::new(&[
        // Signing in.
        Rule::phrases("invalid oauth2 redirect_uri", RedirectMismatch, OAUTH),
        Rule::phrases("requires code grant", ClientMisconfigured, OAUTH),
        Rule::phrases(r#"invalid "code" in request"#, TokenRevokedOrExpired, OAUTH),
        Rule::phrases(r#"invalid "refresh_token" in request"#, TokenRevokedOrExpired, LINKING),
        Rule::phrases(r#"invalid "redirect_uri" in request"#, RedirectMismatch, OAUTH),
        // The API.
        Rule::phrases("401: unauthorized", TokenRevokedOrExpired, CODES),
        Rule::numbers(&[40001, 40012, 50014, 50025], TokenRevokedOrExpired, CODES),
        Rule::numbers(&[50026], ScopeNotGranted, CODES),
        Rule::numbers(&[50012], StateMismatch, CODES),
        Rule::numbers(&[40002, 60003], ReauthInteractionRequired, CODES),
        Rule::numbers(&[40007], AccountBlocked, CODES),
        Rule::numbers(&[50001, 50013], ResourcePermissionDenied, CODES),
        Rule::numbers(&[20012], ResourcePermissionDenied, CODES).by(AppDeveloper),
        Rule::numbers(&[10002, 20001, 20002, 50010], ClientMisconfigured, CODES),
        Rule::numbers(&[20016, 20028, 20029], RateLimited, CODES),
        Rule::phrases("you are being rate limited", RateLimited, LIMITS),
        Rule::numbers(&[40006, 110_000, 110_001, 130_000], ProviderOutage, CODES),
    ]),
    steps: &[],
};

// discord.com/developers/docs/topics/oauth2: “included by default with the bot scope”.
pub(super) static SCOPES: Scopes = Scopes {
    covers: "
        bot > applications.commands
    ",
    ..Scopes::of(&PROVIDER)
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::assert_understood;

    #[test]
    fn documented_answers_are_understood() {
        assert_understood(&PROVIDER, &[
            (r#"{"message":"401: Unauthorized","code":0}"#, TokenRevokedOrExpired),
            (r#"{"message":"Missing Access","code":50001}"#, ResourcePermissionDenied),
            (r#"{"message":"Missing required OAuth2 scope","code":50026}"#, ScopeNotGranted),
            (
                r#"{"error":"invalid_grant","error_description":"Invalid \"code\" in request."}"#,
                TokenRevokedOrExpired,
            ),
            (r#"{"message":"You are being rate limited.","retry_after":0.5,"global":false}"#, RateLimited),
        ]);
    }
}
