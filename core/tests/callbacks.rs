//! Callback URLs as providers send them, and pages that are none.

use connection_doctor_core::{
    Answer, Callback, Certainty, Class, Distrust, Expected, Failure, Fixer, Place, Reading, provider_of,
};

fn read(url: &str) -> Callback {
    Reading::of(url, &Expected::default()).callback
}

fn of(url: &str, provider: &str) -> Callback {
    let provider = provider_of(provider).map(|(provider, _)| provider);
    Reading::of(url, &Expected { provider, ..Expected::default() }).callback
}

fn failure(callback: Callback) -> Box<Failure> {
    match callback {
        Callback::Failure(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

#[test]
fn pages_of_the_host_are_no_callbacks() {
    for url in [
        "",
        "https://shop.example/",
        "https://shop.example/login?error=1",
        "https://shop.example/login?error=true",
        "https://shop.example/login?error=404&code=7",
        "https://shop.example/login?error=wrong%20password",
        "https://shop.example/cart?code=WINTER10",
        "https://shop.example/orders?state=open&code=4711",
        "https://shop.example/search?scope=all&prompt=hello",
        "https://shop.example/form?description=error&message=access_denied",
        "https://shop.example/faq?errors=access_denied#error",
        "https://shop.example/map?state=TX",
        "https://shop.example/mail?tenant=7&denied=no&iss=1",
        "https://shop.example/#/route/error",
        "https://shop.example/auth/error?error=Configuration",
        "https://shop.example/login?error=session_over&next=%2Fcart",
        "https://shop.example/logs?error=timeout&error=refused&tab=1",
        "https://shop.example/logs?error=404&error=500",
        "https://shop.example/products/callback-phone?code=10&code=20",
    ] {
        let reading = Reading::of(url, &Expected::default());
        assert_eq!((reading.callback, reading.own.len()), (Callback::NotACallback, 0), "{url}");
    }
}

#[test]
fn an_address_of_more_than_64_kb_is_no_callback() {
    let of_length = |length: usize| {
        let answer = "https://app.example/cb?error=access_denied&state=s&mine=";
        format!("{answer}{}", "x".repeat(length - answer.len()))
    };
    assert_ne!(read(&of_length(65_536)), Callback::NotACallback);
    let reading = Reading::of(&of_length(65_537), &Expected::default());
    assert_eq!((reading.callback, reading.own.len()), (Callback::NotACallback, 0));
}

#[test]
fn good_answers_come_in_many_shapes() {
    for (url, answer) in [
        ("https://app.example/oauth/callback?code=abc123&state=s", Answer::Code),
        ("https://app.example/?code=0123456789abcdef&state=s", Answer::Code),
        ("https://app.example/cb?code=abcd&iss=https%3A%2F%2Fidp.example", Answer::Code),
        ("https://app.example/#/cb?code=abc123&state=s", Answer::Code),
        ("com.example.app:/cb?code=abc123", Answer::Code),
        ("https://app.example/auth/google?code=abc123&state=s", Answer::Code),
        ("https://app.example/cb?oauth_token=t&oauth_verifier=v", Answer::Code),
        ("https://app.example/cb#access_token=0123456789&token_type=bearer", Answer::Tokens),
        ("https://app.example/done?admin_consent=True&tenant=t", Answer::AdminConsent),
        ("https://app.example/setup?installation_id=1&setup_action=install", Answer::Installation),
    ] {
        assert_eq!(read(url), Callback::Success(answer), "{url}");
    }
    let Callback::Success(Answer::Verification { auth_request_id, state }) =
        read("https://app.example/settings?auth_request_id=areq_1&state=s1")
    else {
        panic!("a verification")
    };
    assert_eq!((auth_request_id.reveal(), state.reveal()), ("areq_1", "s1"));
}

#[test]
fn errors_are_read_from_every_place() {
    for url in [
        "https://app.example/cb?error=access_denied&state=s",
        "https://app.example/?error=access_denied",
        "https://app.example/cb#error=access_denied",
        "https://app.example/#!/cb?error=access_denied",
        "https://app.example/#/error=access_denied&state=s",
        "https://app.example/cb?error=access%5Fdenied&amp;state=s",
        "https://app.example/cb?error%3Daccess_denied%26state%3Ds",
        "https%3A%2F%2Fapp.example%2Fcb%3Ferror%3Daccess_denied%26state%3Ds",
        "https://app.example/cb?error=access_denied&state=shttps://app.example/cb?error=access_denied&state=s",
        " https://app.example/cb?error=access_denied&state=s\nhttps://app.example/cb?error=access_denied&state=s ",
        "https://app.example/cb?error=access_denied&error=access_denied#error=access_denied",
    ] {
        assert_eq!(read(url).class(), Class::DeniedUnspecified, "{url}");
    }
}

#[test]
fn refusals_without_an_error_word_are_read() {
    for (url, class) in [
        ("https://app.example/cb?denied=0123456789abcdefgh", Class::UserCancelled),
        ("https://app.example/cb?oauth_token=t&oauth_verifier=denied", Class::UserCancelled),
        ("https://app.example/cb?oauth_problem=user_refused", Class::UserCancelled),
        ("https://app.example/setup?setup_action=request", Class::AdminApprovalRequired),
        ("https://app.example/done?admin_consent=False&tenant=t", Class::AdminApprovalRequired),
    ] {
        assert_eq!(read(url).class(), class, "{url}");
    }
}

#[test]
fn what_contradicts_itself_is_not_acted_on() {
    for url in [
        "https://app.example/cb?error=access_denied&code=abc123&state=s",
        "https://app.example/cb?error=access_denied#error=server_error",
        "https://app.example/cb?code=abc123&code=abc124&state=s",
        "https://app.example/cb?error=&state=s",
        "https://app.example/cb?error_description=Oh&state=s",
    ] {
        assert_eq!(read(url).class(), Class::Malformed, "{url}");
    }
    let missing = failure(read("https://app.example/cb?state=s"));
    assert!(missing.class == Class::Malformed && missing.is_missing_code);
    let missing = failure(read("https://app.example/cb?code=&state=s"));
    assert!(missing.class == Class::Malformed && missing.is_missing_code);
}

/// An address to come back to ends with our word, so what a page calls `state` or `error` itself stands before it.
#[test]
fn of_several_parameters_those_behind_our_word_are_the_answers() {
    let page = "https://app.example/settings";
    for (query, left) in [
        ("state=all&connection_doctor_flow=f&error=access_denied&state=s1", "?state=all"),
        (
            "error=none&state=all&x=1&connection_doctor_flow=f&error=access_denied&state=s1",
            "?error=none&state=all&x=1",
        ),
        (
            "connection_doctor_flow=e&connection_doctor_flow=f&error=access_denied&state=s1",
            "?connection_doctor_flow=e",
        ),
    ] {
        let url = format!("{page}?{query}");
        let expected = Expected { state: Some("s1"), ..Expected::default() };
        for expected in [Expected::default(), expected] {
            let reading = Reading::of(&url, &expected);
            assert_eq!(reading.callback.class(), Class::DeniedUnspecified, "{query}");
            assert_eq!(reading.without_own(&url), format!("{page}{left}"));
        }
    }
    // What stands before our word is the page's, where an answer was put behind it.
    for (query, left) in [
        ("state=all&connection_doctor_flow=f&error=access_denied", "?state=all"),
        ("code=DE&state=all&connection_doctor_flow=f&error=access_denied", "?code=DE&state=all"),
        (
            "state=all&code=INVITE-2026-01&connection_doctor_flow=f&error=access_denied",
            "?state=all&code=INVITE-2026-01",
        ),
        ("message=hello&connection_doctor_flow=f&error=access_denied&state=s1#top", "?message=hello#top"),
        // In another order.
        ("error=access_denied&connection_doctor_flow=f&state=s1", ""),
        ("error=access_denied&state=s1&connection_doctor_flow=f", ""),
    ] {
        let url = format!("{page}?{query}");
        let reading = Reading::of(&url, &Expected::default());
        assert_eq!(reading.callback.class(), Class::DeniedUnspecified, "{query}");
        assert_eq!(reading.without_own(&url), format!("{page}{left}"));
    }
    for query in [
        "connection_doctor_flow=f&error=access_denied&state=s1&state=s2",
        "state=all&connection_doctor_flow=f&error=access_denied&state=s1&state=all",
        "state=all&error=access_denied&state=s1&connection_doctor_flow=f",
        "state=s1&connection_doctor_flow=f&error=access_denied#state=s2",
    ] {
        let callback = read(&format!("{page}?{query}"));
        assert_eq!(callback, Callback::Untrusted(Distrust::StateRepeated), "{query}");
    }
    assert_eq!(read(&format!("{page}?state=all&connection_doctor_flow=f")), Callback::NotACallback);
}

#[test]
fn state_and_issuer_decide_before_anything_else() {
    let expected = Expected { state: Some("s1"), issuer: Some("https://idp.example"), ..Expected::default() };
    let good = "iss=https://idp.example&state=s1";
    for (query, distrust) in [
        ("code=abc123", Distrust::StateMissing),
        ("code=abc123&state=", Distrust::StateMissing),
        ("code=abc123&state=s2", Distrust::StateForeign),
        ("error=access_denied&state=S1", Distrust::StateForeign),
        ("code=abc123&state=s1&state=s2", Distrust::StateRepeated),
        ("code=abc123&state=s1", Distrust::IssuerMissing),
        ("error=access_denied&state=s1&iss=https://idp.example/", Distrust::IssuerForeign),
        ("code=abc123&state=s1&iss=https://idp.example&iss=https://b.example", Distrust::IssuerForeign),
        ("auth_request_id=1&state=s2", Distrust::StateForeign),
        ("admin_consent=True&tenant=t", Distrust::StateMissing),
    ] {
        let reading = Reading::of(&format!("https://app.example/cb?{query}"), &expected);
        assert_eq!(reading.callback, Callback::Untrusted(distrust), "{query}");
        assert!(!reading.own.is_empty(), "{query} is removed from the address bar all the same");
    }
    let url = format!("https://app.example/cb?code=abc123&{good}");
    assert_eq!(Reading::of(&url, &expected).callback, Callback::Success(Answer::Code));
    let late = Expected { is_expired: true, ..expected };
    assert_eq!(Reading::of(&url, &late).callback, Callback::Untrusted(Distrust::StateExpired));
    assert_eq!(Reading::of("https://app.example/mail", &late).callback, Callback::NotACallback);
}

#[test]
fn fewer_scopes_are_named() {
    let expected = Expected { scopes: Some("openid email drive.read offline_access"), ..Expected::default() };
    let url = "https://app.example/cb?code=abc123&state=s&scope=openid%20https://www.googleapis.com/auth/userinfo.email";
    let Callback::SuccessWithFewerScopes { missing, .. } = Reading::of(url, &expected).callback else {
        panic!("fewer scopes")
    };
    assert_eq!(missing, ["https://www.googleapis.com/auth/drive.read"]);
}

#[test]
fn only_the_answers_own_parameters_go() {
    for (url, left) in [
        ("https://app.example/cb?error=access_denied&state=s", "https://app.example/cb"),
        (
            "https://app.example/cb?tab=1&error=access_denied&x=%20y&state=s#top",
            "https://app.example/cb?tab=1&x=%20y#top",
        ),
        ("https://app.example/cb?error=access_denied&tab=1&state=s&&z", "https://app.example/cb?tab=1&&z"),
        ("https://app.example/#/cb?error=access_denied&tab=1", "https://app.example/#/cb?tab=1"),
        ("https://app.example/#/cb?error=access_denied", "https://app.example/#/cb"),
        ("https://app.example/cb?a=1#error=access_denied&state=s", "https://app.example/cb?a=1"),
        (
            "https://app.example/cb?code=abc123&state=s&prompt=none&scope=a&authuser=0",
            "https://app.example/cb",
        ),
        (
            "https://app.example/cb?error=access_denied&state=s&prompt=mine&hd=tv",
            "https://app.example/cb?prompt=mine&hd=tv",
        ),
        ("https://app.example/cb?error=access_denied&error_reason=user_denied#_=_", "https://app.example/cb"),
        ("https://app.example/set?auth_request_id=1&state=s&tab=2", "https://app.example/set?tab=2"),
        (
            "https://shop.example/orders?state=open&code=4711",
            "https://shop.example/orders?state=open&code=4711",
        ),
    ] {
        assert_eq!(Reading::of(url, &Expected::default()).without_own(url), left);
    }
    let own = Reading::of("https://app.example/cb?code=abc123&m=1#state=s", &Expected::default()).own;
    let own: Vec<_> = own.iter().map(|own| (own.name.as_str(), own.place)).collect();
    assert_eq!(own, [("code", Place::Query), ("state", Place::Fragment)]);
}

#[test]
fn a_number_is_worth_more_than_the_error_word() {
    let url =
        |text: &str| format!("https://app.example/cb?error=access_denied&error_description={text}&state=s");
    for (text, class) in [
        ("AADSTS90094%3a+x", Class::AdminApprovalRequired),
        ("AADSTS65004%3a+x", Class::UserCancelled),
        ("AADSTS50020%3a+x", Class::AccountNotInTenant),
        ("AADSTS900944%3a+x", Class::DeniedUnspecified),
        ("AADSTS+GmbH+order+90094", Class::DeniedUnspecified),
        ("AADSTS65004+and+AADSTS53003", Class::DeniedUnspecified),
    ] {
        assert_eq!(read(&url(text)).class(), class, "{text}");
    }
    let known = failure(read(&url("AADSTS90094")));
    assert_eq!((known.certainty, known.fixer), (Certainty::Documented, Some(Fixer::WorkspaceAdmin)));
    assert_eq!(known.provider.map(|provider| provider.name), Some("Microsoft"));
}

#[test]
fn an_unknown_code_is_kept_and_not_guessed() {
    let failure =
        failure(read("https://app.example/cb?error=brand_new_code&error_description=Oh+dear&state=s"));
    assert_eq!((failure.class, failure.fixer, failure.certainty), (Class::Unknown, None, Certainty::Unclear));
    assert_eq!(failure.code.as_ref().map(|code| code.as_str()), Some("brand_new_code"));
    assert_eq!(failure.description.as_ref().map(|text| text.as_str()), Some("Oh dear"));
}

#[test]
fn a_page_is_offered_only_on_the_providers_own_domain() {
    let link = |uri: &str| {
        let url = format!("https://app.example/cb?error=access_denied&state=s&error_uri={uri}");
        failure(of(&url, "microsoft")).error_uri.map(|link| link.as_str().to_owned())
    };
    let good = "https://login.microsoftonline.com/error?code%3D65004";
    assert_eq!(link(good).as_deref(), Some("https://login.microsoftonline.com/error?code=65004"));
    for bad in [
        "http://login.microsoftonline.com/",
        "https://login.microsoftonline.com.evil.example/",
        "https://evil.example/login.microsoftonline.com",
        "https://notmicrosoft.com/",
        "https://evil.b2clogin.com/",
        "https://microsoft.com/redirect?to=https://evil.example",
        "https://a@login.microsoftonline.com/",
        "https://login.microsoftonline.com%5C@evil.example/",
        "//login.microsoftonline.com/",
        "/error",
        "javascript:alert(1)//login.microsoftonline.com",
        "JaVaScRiPt%0A:alert(1)",
        "data:text/html,x",
    ] {
        assert_eq!(link(bad), None, "{bad}");
    }
}

#[test]
fn ids_for_support_are_found() {
    let id = "12345678-aaaa-4bbb-8ccc-1234567890ab";
    let url =
        format!("https://app.example/cb?error=x&error_description=Oh.%0d%0aTrace+ID%3a+{id}%0d%0a&state=s");
    assert_eq!(failure(read(&url)).correlation, [id]);
    let text = format!(r#"{{"error":{{"code":"Oh","innerError":{{"request-id":"{id}"}}}}}}"#);
    assert_eq!(Failure::of_text(&text, None).correlation, [id]);
}

#[test]
fn errors_are_read_from_texts() {
    for (text, class) in [
        (r#"{"error":"invalid_grant"}"#, Class::TokenRevokedOrExpired),
        (r#"{"error":"invalid_client","error_description":"x"}"#, Class::ClientMisconfigured),
        (r#"Bearer error="insufficient_scope", scope="a""#, Class::ScopeNotGranted),
        (
            r#"tool failed: {"code":3,"message":"{\"error\":\"invalid_token\"}"}"#,
            Class::TokenRevokedOrExpired,
        ),
        ("RefreshError: invalid_grant: gone", Class::TokenRevokedOrExpired),
        ("redirect_uri does not match https://a.example/cb", Class::RedirectMismatch),
        ("429 Too Many Requests", Class::RateLimited),
        ("connect ECONNREFUSED 127.0.0.1:443", Class::NetworkOrTls),
        ("TypeError: Failed to fetch", Class::NetworkOrTls),
        ("x509: certificate signed by unknown authority", Class::NetworkOrTls),
        ("HTTP 503 Service Unavailable", Class::ProviderOutage),
        ("403 Forbidden", Class::ResourcePermissionDenied),
        ("The invoice was not found", Class::Unknown),
        ("", Class::Unknown),
    ] {
        assert_eq!(Failure::of_text(text, None).class, class, "{text}");
    }
    assert_eq!(Failure::of_text("self-signed certificate", None).fixer, Some(Fixer::AppDeveloper));
    for (status, class) in [
        (401, Class::TokenRevokedOrExpired),
        (403, Class::ResourcePermissionDenied),
        (429, Class::RateLimited),
        (500, Class::ProviderOutage),
        (504, Class::NetworkOrTls),
        (400, Class::Unknown),
    ] {
        assert_eq!(Failure::of_answer(status, "Oh", None).class, class, "{status}");
    }
}

/// What stops for a day, or for good, is not called a short pause; and a part of a word is no word.
#[test]
fn who_can_mend_it_is_read_from_texts() {
    use Fixer::{AppDeveloper, NobodyWait, User, WorkspaceAdmin};
    for (provider, text, class, fixer) in [
        (
            "youtube",
            r#"{"error":{"code":403,"message":"The request cannot be completed because you have exceeded your <a href=\"/youtube/v3/getting-started#quota\">quota</a>.","errors":[{"domain":"youtube.quota","reason":"quotaExceeded"}]}}"#,
            Class::RateLimited,
            AppDeveloper,
        ),
        (
            "youtube",
            "The request cannot be completed because you have exceeded your quota.",
            Class::RateLimited,
            AppDeveloper,
        ),
        (
            "gmail",
            r#"{"error":{"errors":[{"reason":"dailyLimitExceeded"}]}}"#,
            Class::RateLimited,
            AppDeveloper,
        ),
        ("gmail", r#"{"error":{"errors":[{"reason":"rateLimitExceeded"}]}}"#, Class::RateLimited, NobodyWait),
        (
            "salesforce",
            r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]"#,
            Class::RateLimited,
            WorkspaceAdmin,
        ),
        (
            "salesforce",
            r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"ConcurrentRequests Limit exceeded."}]"#,
            Class::RateLimited,
            NobodyWait,
        ),
        (
            "hubspot",
            r#"{"status":"error","message":"You have reached your daily limit.","errorType":"RATE_LIMIT"}"#,
            Class::RateLimited,
            AppDeveloper,
        ),
        (
            "hubspot",
            r#"{"status":"error","message":"You have reached your secondly limit.","errorType":"RATE_LIMIT"}"#,
            Class::RateLimited,
            NobodyWait,
        ),
        (
            "outlook",
            r#"{"error":{"code":"ResourceNotFound","message":"Resource could not be discovered."}}"#,
            Class::ResourcePermissionDenied,
            WorkspaceAdmin,
        ),
        (
            "outlook",
            "AADSTS530084: Access has been blocked by conditional access token protection policy.",
            Class::AdminBlocked,
            WorkspaceAdmin,
        ),
        (
            "outlook",
            "AADSTS70043: The refresh token is expired or was blocked by conditional access.",
            Class::TokenRevokedOrExpired,
            User,
        ),
        ("gmail", "access_denied: Account restricted", Class::AccountBlocked, WorkspaceAdmin),
        (
            "bitbucket",
            r#"{"type":"error","error":{"message":"Your credentials lack one or more required privilege scopes."}}"#,
            Class::ScopeNotGranted,
            User,
        ),
        (
            "github",
            r#"{"message":"Sorry. Your account was suspended."}"#,
            Class::AccountBlocked,
            WorkspaceAdmin,
        ),
        ("", "Request failed with status code 500", Class::ProviderOutage, NobodyWait),
        ("", "Request failed with status code 502", Class::ProviderOutage, NobodyWait),
        ("", "Request failed with status code 503", Class::ProviderOutage, NobodyWait),
        ("", "Request failed with status code 504", Class::NetworkOrTls, NobodyWait),
        ("", "TypeError: Load failed", Class::NetworkOrTls, NobodyWait),
        ("", "Load failed", Class::NetworkOrTls, NobodyWait),
        ("", "getaddrinfo ENOTFOUND api.example", Class::NetworkOrTls, NobodyWait),
        ("", "connect ENOTFOUND", Class::NetworkOrTls, NobodyWait),
    ] {
        let found = Failure::of_text(text, provider_of(provider).map(|(provider, _)| provider));
        assert_eq!((found.class, found.fixer), (class, Some(fixer)), "{text}");
        assert_eq!(found.retry_helps, matches!(fixer, User | NobodyWait), "{text}");
    }
    for text in [
        "Upload failed",
        "ResourceNotFound: no such page",
        r#"{"error":{"code":"ItemNotFound","message":"gone"}}"#,
        // The codes of one provider that stand in a standard are the standard's.
        r#"{"error":"acme_denied","reason":"access_denied"}"#,
        "Request failed with status code 5000",
    ] {
        assert_eq!(Failure::of_text(text, None).class, Class::Unknown, "{text}");
    }
}

#[test]
fn the_refused_redirect_uri_is_found() {
    let text = "The redirect URI in the request, http://app.example/cb/, does not match";
    let failure = Failure::of_text(text, None);
    assert_eq!(failure.redirect_uri.as_ref().map(|uri| uri.as_str()), Some("http://app.example/cb/"));
}

#[test]
fn oauth_1_has_its_own_word_for_a_refusal() {
    let denied = "https://shop.example/cb?oauth_problem=permission_denied&oauth_token=abc";
    for provider in ["", "jira"] {
        assert_eq!(failure(of(denied, provider)).class, Class::UserCancelled, "{provider}");
    }
    for (text, class) in [
        (r#"OAuth realm="x", oauth_problem="permission_denied""#, Class::UserCancelled),
        (r#"{"error":"permission_denied"}"#, Class::ResourcePermissionDenied),
        ("oauth_problem=consumer_key_refused", Class::RateLimited),
    ] {
        assert_eq!(Failure::of_text(text, None).class, class, "{text}");
    }
}

#[test]
fn the_broker_in_between_is_understood_whoever_the_provider_is() {
    let failed =
        "https://shop.example/cb?error=failed_to_exchange_token&error_description=Post%20auth%20hooks";
    for provider in ["", "gmail", "slack", "scalekit"] {
        let failure = failure(of(failed, provider));
        assert_eq!(
            (failure.class, failure.certainty),
            (Class::TokenRevokedOrExpired, Certainty::Documented),
            "{provider}"
        );
    }
    // The provider itself is asked first, and what it says in plain words goes before the broker's words.
    let own = "https://shop.example/cb?error=access_denied&error_subcode=cancel";
    assert_eq!(failure(of(own, "microsoft")).class, Class::UserCancelled);
}

#[test]
fn an_answer_with_two_errors_or_codes_contradicts_itself() {
    for url in [
        "https://app.example/?error=access_denied&error=server_error",
        "https://app.example/?error=timeout&error=access_denied",
        "https://app.example/cb?error=timeout&error=refused",
        "https://app.example/cb?code=abcd1234&code=efgh5678",
        "https://app.example/?code=0123456789abcdef&code=fedcba9876543210&state=s",
    ] {
        let reading = Reading::of(url, &Expected::default());
        assert_eq!(reading.callback.class(), Class::Malformed, "{url}");
    }
}

#[test]
fn another_address_is_left_as_it_is() {
    let read = "https://app.example/settings?tab=1&error=access_denied&state=abcdefgh";
    let reading = Reading::of(read, &Expected::default());
    for cut in 0..read.len() {
        reading.without_own(&read[..cut]);
        reading.without_own(&format!("{}üü", &read[..cut]));
    }
    for other in ["", "https://a.example/", "https://app.example/settings?tab=1&error=access_denieü"] {
        assert_eq!(reading.without_own(other), other);
    }
}

/// A sentence says more than a bare word, and never something else than a clear one.
#[test]
fn plain_words_refine_the_error_word_and_do_not_contradict_it() {
    for (error, text, class) in [
        (
            "invalid_request",
            "The request lacks the required parameter: missing scope",
            Class::ClientMisconfigured,
        ),
        (
            "invalid_request",
            "The user canceled nothing; user cancelled is no parameter",
            Class::ClientMisconfigured,
        ),
        ("invalid_request", "Missing required parameter: redirect_uri", Class::RedirectMismatch),
        ("invalid_request", "redirect_uri is not registered", Class::RedirectMismatch),
        ("unauthorized_client", "Invalid redirect_uri", Class::RedirectMismatch),
        ("login_required", "user cancelled earlier", Class::ReauthInteractionRequired),
        ("interaction_required", "the user denied it before", Class::ReauthInteractionRequired),
        ("consent_required", "The user did not consent", Class::ConsentMissing),
        ("invalid_scope", "missing scope", Class::ScopeInvalid),
        ("insufficient_scope", "missing scope", Class::ScopeNotGranted),
        ("invalid_grant", "For this grant redirect_uri is not needed", Class::TokenRevokedOrExpired),
        ("invalid_grant", "redirect_uri did not match", Class::RedirectMismatch),
        ("invalid_grant", "The redirect_uri is not registered", Class::RedirectMismatch),
        ("invalid_grant", "redirect_uri mismatch: redirect uri does not match", Class::RedirectMismatch),
        ("access_denied", "The user denied the request", Class::UserCancelled),
        ("access_denied", "missing scope", Class::ScopeNotGranted),
        ("access_denied", "redirect_uri is not valid", Class::RedirectMismatch),
        ("server_error", "Too many requests", Class::RateLimited),
        ("invalid_request", "Too many requests", Class::RateLimited),
        ("acme_problem", "user cancelled", Class::UserCancelled),
    ] {
        let url = format!(
            "https://app.example/cb?error={error}&error_description={}&state=s",
            text.replace(' ', "+")
        );
        assert_eq!(failure(read(&url)).class, class, "{error}: {text}");
        let reported = Failure::reported(Some(error), Some(text), None);
        assert_eq!(reported.map(|failure| failure.class), Some(class), "{error}: {text}");
        let body = format!(r#"{{"error":"{error}","error_description":"{text}"}}"#);
        assert_eq!(Failure::of_text(&body, None).class, class, "{body}");
    }
    assert_eq!(Failure::of_text("The user cancelled the request", None).class, Class::UserCancelled);
}
