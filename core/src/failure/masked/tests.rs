use super::*;
use proptest::prelude::*;

/// As GitHub, Google and Salesforce make them.
const GITHUB: &str = "ghp_0123456789abcdefABCDEF0123456789abcd";
const GOOGLE: &str = "ya29.a0AfH6SMBxAbCdEfGh";
const SALESFORCE: &str = "00D5g000004XyZa!AQ0AQHkw9Zx.Rt7Lm_Qp2Vb8Nc4Ds6Ff";

#[track_caller]
fn all_become<const N: usize>(table: [(&str, &str); N]) {
    let fill = |text: &str| {
        let text = text.replace("{github}", GITHUB).replace("{google}", GOOGLE);
        text.replace("{salesforce}", SALESFORCE)
    };
    for (text, expected) in table {
        let text = fill(text);
        let once = masked(&text, &[]);
        assert_eq!(once, expected, "{text}");
        // What was masked here is masked again when it gets into a report.
        assert_eq!(masked(&once, &[]), expected, "twice: {text}");
    }
}

#[track_caller]
fn all_stay<const N: usize>(texts: [&str; N]) {
    all_become(texts.map(|text| (text, text)));
}

#[test]
fn credentials_are_taken_out_and_words_stay() {
    all_become([
        ("Authorization: Bearer abcDEF123456 failed", "Authorization: Bearer [hidden] failed"),
        ("refresh_token=1a2b3c4d5e invalid_grant", "refresh_token=[hidden] invalid_grant"),
        (r#"{"access_token": "Abcdef1", "error":"x"}"#, r#"{"access_token": "[hidden]", "error":"x"}"#),
        ("see https://a.example/cb?code=Abc123456&x=1", "see https://a.example/cb?code=[hidden]&x=1"),
        ("bad eyJhbGciOiJIUzI1NiJ9.e30.abc token", "bad [hidden] token"),
        ("User 'jo.doe@example.com' is unknown", "User '[hidden]@example.com' is unknown"),
        ("sessionToken:ghp_0123456789abcdef", "sessionToken:[hidden]"),
        ("bad 0123456789abcdefABCDEF0123456789ab… token", "bad [hidden] token"),
    ]);
    all_stay([
        "the code was expired",
        "Trace ID: 12345678-aaaa-4bbb-8ccc-1234567890ab",
        "scope https://www.googleapis.com/auth/calendar.readonly",
    ]);
}

#[test]
fn credentials_are_seen_in_any_quotes() {
    all_become([
        ("token `{github}` is bad", "token `[hidden]` is bad"),
        ("token “{google}” is bad", "token “[hidden]” is bad"),
        ("token ‘{google}’ is bad", "token ‘[hidden]’ is bad"),
        ("jeton «{google}» refusé", "jeton «[hidden]» refusé"),
        ("jeton «\u{a0}{google}\u{a0}» refusé", "jeton «\u{a0}[hidden]\u{a0}» refusé"),
        ("令牌：{github}（无效）", "令牌：[hidden]（无效）"),
        ("トークン「{github}」", "トークン「[hidden]」"),
        ("“token”: “Abc12345”", "“token”: “[hidden]”"),
        ("**{github}** is bad", "[hidden] is bad"),
        ("bad \u{200b}{github}", "bad [hidden]"),
        ("<access_token>{google}</access_token>", "<access_token>[hidden]</access_token>"),
        ("<oauth_token>abc123def456</oauth_token>", "<oauth_token>[hidden]</oauth_token>"),
        ("<token></token><code>AADSTS50076</code>", "<token></token><code>AADSTS50076</code>"),
        ("token->{google}", "token->[hidden]"),
        ("token->abc123def456", "token->[hidden]"),
        (r#""access_token"=>"abc123def456""#, r#""access_token"=>"[hidden]""#),
        ("access_token => abc123def456", "access_token => [hidden]"),
    ]);
}

#[test]
fn a_scheme_does_not_stand_in_for_the_credential() {
    all_become([
        ("Authorization:Bearer abc123xyz456", "Authorization:Bearer [hidden]"),
        ("Authorization=Bearer abc123xyz456", "Authorization=Bearer [hidden]"),
        ("x-auth-token: Bearer abc123xyz456", "x-auth-token: Bearer [hidden]"),
        ("Authorization: token 0123456789abcdef0123456789abcdef01234567", "Authorization: token [hidden]"),
        ("Authorization: OAuth {salesforce}", "Authorization: OAuth [hidden]"),
        ("Authorization: OAuth 00D5g!AQ0abc", "Authorization: OAuth [hidden]"),
        ("Authorization: Negotiate YIIabc12", "Authorization: Negotiate [hidden]"),
        ("Authorization: SSWS 00QCjAl4MlV", "Authorization: SSWS [hidden]"),
        ("Authorization: Zoho-oauthtoken 1000.8cb9.1ac4", "Authorization: Zoho-oauthtoken [hidden]"),
        ("Authorization: {google} Refused2", "Authorization: [hidden] Refused2"),
        ("session {salesforce} is invalid", "session [hidden] is invalid"),
        ("DPoP abc123xyz456", "DPoP [hidden]"),
    ]);
}

#[test]
fn keys_are_known_in_every_spelling() {
    for key in [
        "clientSecret=",
        "client_secret=",
        "apikey=",
        "apiKey:",
        "api-key: ",
        "x-api-key:",
        "X-Auth-Token:",
        "X-Auth-Token: ",
        "refresh-token:",
        "private_key=",
        "oauth_token=",
        "oauth_token_secret=",
        "oauth_verifier=",
        "code_verifier=",
        "session_id=",
        "JSESSIONID=",
        "Error:access_token=",
        "a=b:access_token=",
        "authorization_code=",
        "Set-Cookie: ",
        "state=",
        "code: ",
        "\"idToken\": ",
        "secretAccessKey = ",
        "&sig=",
        "X-Amz-Signature=",
        "x-hub-signature-256: ",
    ] {
        let expected = format!("bad {key}[hidden] here");
        assert_eq!(masked(&format!("bad {key}Abc12345678 here"), &[]), expected);
    }
    all_become([
        ("Error:access_token=Abc12345678", "Error:access_token=[hidden]"),
        ("Error:x={google}", "Error:x=[hidden]"),
        ("token=Abc123==:token=d", "token=[hidden]"),
        ("https://x-access-token:Abc12345678@a.example/b.git", "https://x-access-token:[hidden]"),
    ]);
}

#[test]
fn passwords_are_taken_out_whatever_they_look_like() {
    all_become([
        ("password=swordfish", "password=[hidden]"),
        ("password: swordfish, user: mara", "password: [hidden], user: mara"),
        (r#"{"Password" : "tuna"}"#, r#"{"Password" : "[hidden]"}"#),
        ("<clientSecret>tuna</clientSecret>", "<clientSecret>[hidden]</clientSecret>"),
        ("password: - tuna", "password: - [hidden]"),
        ("password=!tuna!", "password=[hidden]"),
        ("client_secret=&error=invalid_client", "client_secret=&error=invalid_client"),
        (r#"{"password":"","error":"x"}"#, r#"{"password":"","error":"x"}"#),
    ]);
}

#[test]
fn codes_and_states_that_are_words_stay() {
    all_stay([
        "Error code: ECONNREFUSED",
        r#"{"error":{"code":"InvalidAuthenticationToken"}}"#,
        r#"{"code":"MailboxNotEnabledForRESTAPI","state":"PENDING_AUTH"}"#,
        "code: Authorization_RequestDenied",
        "code: auth/user-token-expired",
        "code=access_denied_by_administrator",
        r#"{"error":{"code":80049217}}"#,
        "error code: 80049217",
        "code: AADSTS50076",
        "<code>InvalidToken</code> AADSTS50076",
    ]);
    all_become([
        ("code=SplxlOBeZQQYbYS6WxSbIA", "code=[hidden]"),
        ("code=SplxlOBeZQQYbYSWxSbIA", "code=[hidden]"),
        ("code: 4/0AbCdEfGhIjKl", "code: [hidden]"),
        ("code={github}", "code=[hidden]"),
        ("state=3f9c1b7a", "state=[hidden]"),
        ("code=123456", "code=[hidden]"),
        ("error code: Abc12345678", "error code: [hidden]"),
        ("?error=&code=Abc12345678", "?error=&code=[hidden]"),
    ]);
}

#[test]
fn names_are_taken_out_of_every_address() {
    all_become([
        (
            "https://graph.microsoft.com/v1.0/users/jo.doe%40example.com/messages",
            "https://graph.microsoft.com/v1.0/users/[hidden]%40example.com/messages",
        ),
        ("login_hint=jo.doe%40example.com", "login_hint=[hidden]%40example.com"),
        ("next=%2Fu%3Fjo.doe%2540example.com", "next=[hidden]%2540example.com"),
        ("GET /users/jo.doe%40exam…", "GET /users/[hidden]%40exam…"),
        ("GET /users/jo.doe%40…", "GET /users/[hidden]%40…"),
        ("jo@example.com/mara@example.com", "[hidden]@example.com/[hidden]@example.com"),
        ("jo@example.com:token=Abc12345", "[hidden]@example.com:token=[hidden]"),
    ]);
    all_stay(["100%40", "at 5%40 or 6", "@mara", "a @ b.c", "%40example.com"]);
}

#[test]
fn what_providers_say_stays_readable() {
    all_stay([
        "The access token expired",
        "Your password must be changed",
        "token: expired",
        "Token: Expired.",
        "Refresh token: EXPIRED",
        "Secret scanning is on",
        "signature: invalid",
        "The JWT signature: does not match",
        "Invalid signature 2 of 3",
        "Bad credentials",
        "invalid_grant: Token has been expired or revoked.",
        "invalid_token: The access token is invalid or has expired",
        "invalid_token: Bearer token expired",
        "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, \
         you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'. \
         Trace ID: 7f3c1a52-9d0e-4b86-8a41-5e2d90c7b300 Timestamp: 2026-11-22 15:20:11Z",
        "Could not acquire token: AADSTS50076: Due to a configuration change",
        "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret \
         value, not the client secret ID, for a secret added to app 'b1c2d3e4-0000-4000-8000-000000000001'.",
        "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
        "InvalidAuthenticationToken: CompactToken parsing failed with error code: 80049217",
        "InvalidAuthenticationToken: Access token validation failure. Invalid audience.",
        r#"Error validating access token: Session has expired on Sunday, 22-Nov-26 07:00:00 PST."#,
        r#"{"error":"invalid_grant","error_description":"expired access/refresh token"}"#,
        r#"{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}"#,
        r#"{"ok":false,"error":"token_revoked"}"#,
        r#"WWW-Authenticate: Bearer authorization_uri="https://login.example/authorize", error="invalid_token""#,
        "Request had insufficient authentication scopes. ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "Unexpected token < in JSON at position 0",
        "refresh token: invalid_or_expired_token",
        "client_error: secret_rotation_required",
        "access token: 已过期，请重新登录",
        "authorization: failed for ca_48210377",
        "Missing required parameter: code",
        "POST https://oauth2.googleapis.com/token: Unauthorized",
        "GET https://graph.microsoft.com/v1.0/me/mailFolders/Inbox/messages failed",
    ]);
}

#[test]
fn the_answers_own_secrets_are_taken_out_wherever_they_stand() {
    assert_eq!(masked("state was plainwords!", &["plainwords"]), "state was [hidden]!");
}

proptest! {
    #[test]
    fn any_text_is_masked(text in any::<String>()) {
        masked(&text, &["secret"]);
    }

    #[test]
    fn any_signs_are_masked(text in "([ :=<>@%&/`“”…-]|40|token|password|code|error|Bearer|Abc1234|x\\.y){0,12}") {
        let once = masked(&text, &[]);
        prop_assert!(!masked(&once, &[]).contains("[["), "{}", once);
    }

    #[test]
    fn no_secret_stays(before in ".{0,20}", secret in "[a-z]{6,12}", after in ".{0,20}") {
        let text = format!("{before}{secret}{after}");
        prop_assert!(!masked(&text, &[&secret]).contains(&secret));
    }

    #[test]
    fn no_password_stays(key in "(my|x-)?(password|clientSecret)", sign in "(=|: ?| = )", password in "[a-z]{5,12}") {
        prop_assume!(password != "hidden");
        let text = format!("{key}{sign}{password}");
        prop_assert_eq!(masked(&text, &[]), format!("{key}{sign}[hidden]"));
    }
}

#[test]
fn what_nobody_sees_hides_no_credential() {
    let text = "invalid token gh\u{200b}p_0123456789abcdefABCDEF0123456789abcd";
    let failure = crate::Failure::of_text(text, None);
    let said = failure.description.expect("their words");
    assert_eq!(said.as_str(), "invalid token [hidden]");
}
