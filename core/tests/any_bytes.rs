//! Any bytes: no panic, no hang, no secret and no foreign word let through.

mod support;

use std::time::{Duration, Instant};

use proptest::prelude::*;

proptest! {
    #[test]
    fn any_bytes_hold(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        support::check(&bytes);
    }

    #[test]
    fn any_text_hold(text in any::<String>()) {
        support::check(text.as_bytes());
    }

    #[test]
    fn anything_like_an_answer_holds(text in r#"(error|error_description|error_uri|state|code|scope|iss|access_denied|AADSTS65001|AADSTS|trace id: |https://|javascript:|%0a|%25|%zz|%00|[?&#=;:/+!'"{}\[\]\\ <>é\u{202e}\u{0}]|[A-Za-z0-9]{1,12}){0,40}"#) {
        support::check(text.as_bytes());
    }
}

#[test]
fn known_traps_hold() {
    for text in [
        "",
        "?",
        "#",
        "&&&=;=?#",
        "https://a.example/?error=__proto__&state=constructor",
        "https://a.example/?error=access_denied&error_uri=JaVaScRiPt%0A%3Aalert(1)&state=s",
        "https://a.example/?error=access_denied&error_uri=https://login.microsoftonline.com.evil.example/&state=s",
        "https://a.example/?error=access_denied&error_description=%1b%5b31m%e2%80%ae%00<script>&state=s",
        "https://a.example/cb?error=x&state=shttps://a.example/cb?error=x&state=s",
    ] {
        support::check(text.as_bytes());
    }
}

/// A quadratic pass over 256 kB would take minutes each; a linear one takes a fraction of a second.
#[test]
fn large_input_takes_linear_time() {
    let begin = Instant::now();
    for piece in [
        "a",
        "%",
        "%25",
        "+",
        "&",
        ";",
        "=",
        "#",
        "?",
        "/",
        "\\",
        "\"",
        "'",
        "{",
        "[",
        ":",
        " ",
        "é",
        "\u{202e}",
        "\0",
        "error=",
        "error=x&",
        ";state=",
        "error:'",
        "\"error\":\"",
        "&quot;",
        "AADSTS",
        "AADSTS65001 ",
        "trace id ",
        "token=",
        "token \"",
        "https://a.example/?",
        "user denied",
        "u",
        "\\u0041",
        "@",
        "a@b.",
        "#a",
        "?a=",
        "eyJ",
        "code=x&code=y&",
    ] {
        let large = piece.repeat((1 << 18) / piece.len());
        support::check(large.as_bytes());
    }
    assert!(begin.elapsed() < Duration::from_secs(120), "{:?}", begin.elapsed());
}
