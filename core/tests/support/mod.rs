//! What must hold for any bytes: the body of the fuzz target, which the ordinary tests run as well.

use connection_doctor_core::{
    About, Audience, Callback, Expected, Explanation, Failure, Foreign, Reading, Words, explain_callback,
    explain_error, message_about, provider_of, redirect_uri_differences,
};

/// Stands where codes, tokens and states stand; it must come out nowhere.
const SECRET: &str = "Zq7Rk2Vx9Wm4Tb6Ys1Np";

const PROVIDERS: [&str; 8] = ["", "google", "microsoft", "slack", "github", "facebook", "salesforce", "okta"];

/// Reads the bytes in every way there is, and holds the results against what is promised.
pub(crate) fn check(bytes: &[u8]) {
    // A fuzzer that watches comparisons learns the secret and writes it into its own words.
    let text = String::from_utf8_lossy(bytes).replace(['Z', '5'], "");
    let name = PROVIDERS[bytes.first().map_or(0, |first| usize::from(*first)) % PROVIDERS.len()];
    let provider = provider_of(name).map(|(provider, _)| provider);
    let expected = Expected { provider, ..Expected::default() };
    check_url(&text, &expected);
    check_failure(&Failure::of_text(&text, provider));
    redirect_uri_differences("https://app.example/cb", &text);

    let plain: String = text.chars().filter(|c| !"&#".contains(*c)).collect();
    for url in [
        format!(
            "https://app.example/oauth/callback?error=access_denied&error_description={plain}&state={SECRET}"
        ),
        format!("https://app.example/oauth/callback?code={SECRET}&state={plain}"),
        format!("https://app.example/#/cb?error={plain}&state={SECRET}&access_token={SECRET}"),
        format!("https://app.example/cb?error=x&error_uri={plain}&state={SECRET}&code={SECRET}"),
        format!("https://app.example/cb?auth_request_id={SECRET}&state={SECRET}&mine={plain}"),
    ] {
        check_url(&url, &expected);
        check_url(&url, &Expected { state: Some("another"), issuer: Some("https://a.example"), ..expected });
    }
    for message in [
        format!("Authorization: Bearer {SECRET}\n{plain}"),
        format!(r#"{{"error":"invalid_grant","refresh_token":"{SECRET}","message":{plain:?}}}"#),
    ] {
        check_failure(&Failure::of_text(&message, provider));
        for reported in
            [(None, Some(message.as_str())), (Some(plain.as_str()), Some(&message)), (Some(&text), None)]
        {
            Failure::reported(reported.0, reported.1, provider).iter().for_each(check_failure);
        }
    }
}

fn check_url(url: &str, expected: &Expected<'_>) {
    let reading = Reading::of(url, expected);
    let left = reading.without_own(url);
    assert!(left.len() <= url.len());
    assert!(reading.own.is_empty() || reading.callback != Callback::NotACallback);
    if let Some(state) = expected.state
        && matches!(reading.callback, Callback::Success(_) | Callback::SuccessWithFewerScopes { .. })
    {
        assert!(url.contains(state), "only the state that was sent is believed");
    }
    let (words, about) = (Words::new(), About::provider(expected.provider, ""));
    for audience in [Audience::User, Audience::Developer] {
        check_words(&explain_callback(&reading.callback, &about, audience, &words));
    }
    assert!(!format!("{reading:?}").contains(SECRET), "{reading:?}");
    if let Callback::Failure(failure) = &reading.callback {
        check_failure(failure);
    }
}

fn check_failure(failure: &Failure) {
    let (words, about) = (Words::new(), About::provider(failure.provider, ""));
    assert!(!format!("{failure:?}").contains(SECRET), "{failure:?}");
    for foreign in [&failure.code, &failure.description, &failure.redirect_uri].into_iter().flatten() {
        assert!(!foreign.as_str().chars().any(char::is_control));
        assert!(foreign.as_str().chars().count() <= 400);
    }
    if let Some(link) = &failure.error_uri {
        assert!(link.as_str().to_ascii_lowercase().starts_with("https://"));
        assert!(failure.provider.is_some(), "a link is offered only on a known provider's domain");
    }
    for id in &failure.correlation {
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{id}");
    }
    for audience in [Audience::User, Audience::Developer] {
        check_words(&explain_error(failure, &about, audience, &words));
    }
    // What the person reads does not depend on a single word that a stranger wrote.
    let silent = Failure {
        code: None,
        description: None,
        error_uri: None,
        redirect_uri: Foreign::new("x"),
        correlation: Vec::new(),
        ..failure.clone()
    };
    let [said, unsaid] =
        [failure, &silent].map(|failure| explain_error(failure, &about, Audience::User, &words));
    assert_eq!(said, unsaid);
    if let Some(message) = message_about(failure, &about, "https://app.example/", &words) {
        assert!(!message.contains(SECRET), "{message}");
    }
}

fn check_words(explanation: &Explanation) {
    assert!(!explanation.title.is_empty());
    let all = explanation.why.iter().chain(&explanation.steps).chain(&explanation.next);
    for text in all.chain([&explanation.title]) {
        assert!(!text.contains(SECRET), "{text}");
        assert!(!text.contains('{'), "{text}");
    }
}
