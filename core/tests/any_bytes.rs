//! Any bytes: no panic, no hang, no secret and no foreign word let through.

mod support;

use std::time::{Duration, Instant};

use connection_doctor_core::{Expected, Failure, Reading};
use proptest::prelude::*;

/// What input consists of that a pass may go over again for each piece.
const PIECES: [&str; 41] = [
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
];

/// Below the longest address that may be an answer, with what is put around the pieces.
const ADDRESS: usize = 60_000;

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

/// Many pieces of so many bytes together.
fn many(piece: &str, size: usize) -> String {
    piece.repeat(size / piece.len())
}

/// An address of about so many bytes.
type Address = fn(usize) -> String;

/// Into so many parts an input is divided.
const PARTS: usize = 16;

/// Holds the time that an input takes against what as much takes in small parts, as machines differ: a linear pass takes about as
/// long over both and a quadratic one 16 times as long over the whole, and a failure is five times. Both take long enough for
/// what else the machine does to slow them alike, and the best of several goes counts.
fn assert_linear(name: &str, size: usize, input: impl Fn(usize) -> String, work: impl Fn(&str)) {
    let (part, whole) = (input(size / PARTS), input(size));
    let time = |input: &str, goes| {
        let begin = Instant::now();
        for _ in 0..goes {
            work(input);
        }
        begin.elapsed()
    };
    let (mut in_parts, mut at_once) = (Duration::MAX, Duration::MAX);
    for _ in 0..6 {
        in_parts = in_parts.min(time(&part, PARTS));
        at_once = at_once.min(time(&whole, 1));
        // What takes hardly any time cannot be compared.
        if at_once < (in_parts * 5).max(Duration::from_millis(20)) {
            return;
        }
    }
    panic!("{name:?}: {in_parts:?} in parts, {at_once:?} at once");
}

#[test]
fn large_input_takes_linear_time() {
    for piece in PIECES {
        assert_linear(piece, ADDRESS, |size| many(piece, size), |text| support::check(text.as_bytes()));
    }
}

#[test]
fn large_messages_take_linear_time() {
    for piece in PIECES {
        let read = |text: &str| drop(Failure::of_text(text, None));
        assert_linear(piece, 1 << 18, |size| many(piece, size), read);
    }
}

#[test]
fn long_addresses_take_linear_time() {
    let read = |url: &str| drop(Reading::of(url, &Expected::default()).without_own(url));
    for piece in PIECES {
        assert_linear(piece, ADDRESS, |size| many(piece, size), read);
    }
    let shapes: [(&str, Address); 9] = [
        ("errors of a page", |size| format!("https://a.example/#{}", many("error=x&", size))),
        ("errors behind a long route", |size| {
            format!("https://a.example/#{}?{}", many("/z", size / 2), many("error=x&", size / 2))
        }),
        ("codes behind a long path", |size| {
            format!("https://a.example{}?{}", many("/z", size / 2), many("code=x&", size / 2))
        }),
        ("tenants beside an error", |size| {
            format!("https://a.example/?{}error=access_denied&state=s", many("tenant=x&", size))
        }),
        ("messages beside an error", |size| {
            format!("https://a.example/?{}error=access_denied&state=s", many("message=x&", size))
        }),
        ("companions beside a code", |size| {
            format!("https://a.example/?{}code=0123456789abcdef&state=s", many("hd=x&", size))
        }),
        ("errors before our word", |size| {
            let [before, behind] = ["error=x&", "tenant=x&"].map(|piece| many(piece, size / 2));
            format!("https://a.example/?{before}connection_doctor_flow=x&{behind}")
        }),
        ("ids and tokens beside an error", |size| {
            let mut url = "https://a.example/?error=access_denied&state=s".to_owned();
            for number in 0..size / 50 {
                url += &format!("&trace_id={number:08}&access_token={number:07}x&x=");
            }
            url
        }),
        ("tokens in a description", |size| {
            let words = many("hidden+", 2_000);
            let tokens = many("&access_token=hidden", size);
            format!("https://a.example/?error=access_denied&state=s&error_description={words}{tokens}")
        }),
    ];
    for (name, input) in shapes {
        assert_linear(name, ADDRESS, input, read);
    }
}
