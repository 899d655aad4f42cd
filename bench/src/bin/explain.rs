//! How many callback URLs a second are read and explained on one core.
//!
//! `cargo run --release -p connection-doctor-bench --bin explain`

use std::{hint::black_box, time::Instant};

use connection_doctor_core::{About, Audience, Expected, Reading, Words, explain_callback, provider_of};

/// What comes back at sign-in pages: mostly good answers and short errors, some long ones, some pages of the host's own.
const URLS: [(&str, &str); 12] = [
    (
        "google",
        "https://app.example/oauth/callback?state=Zk3v9Qw2&code=4%2F0AxExampleExampleExampleExampleExample&scope=email%20openid&authuser=0&prompt=consent",
    ),
    ("github", "https://app.example/oauth/callback?code=0123456789abcdef0123&state=Zk3v9Qw2"),
    ("", "https://app.example/settings/connections?tab=all&sort=name#mail"),
    ("", "https://app.example/settings?error=1"),
    ("google", "https://app.example/oauth/callback?error=access_denied&state=Zk3v9Qw2"),
    ("slack", "https://app.example/oauth/callback?error=invalid_team_for_non_distributed_app&state=Zk3v9Qw2"),
    (
        "microsoft",
        "https://app.example/oauth/callback?error=access_denied&error_description=AADSTS90094%3a+An+administrator+has+to+agree+first.%0d%0aTrace+ID%3a+12345678-aaaa-4bbb-8ccc-1234567890ab%0d%0aCorrelation+ID%3a+22345678-aaaa-4bbb-8ccc-1234567890ab%0d%0aTimestamp%3a+2026-01-02+03%3a04%3a05Z&state=Zk3v9Qw2",
    ),
    (
        "",
        "https://app.example/oauth/callback#error=access_denied&error_description=AADSTS65001%3A+Nobody+has+agreed+yet&state=Zk3v9Qw2",
    ),
    (
        "okta",
        "https://app.example/#/oauth?error=access_denied&error_description=User+is+not+assigned+to+the+client+application.&state=Zk3v9Qw2",
    ),
    (
        "",
        "https://app.example/oauth/callback?error=some_code_of_next_year&error_description=Nobody+knows+this+one+yet&state=Zk3v9Qw2",
    ),
    ("", "https://app.example/oauth/callback?error=server_error&state=Zk3v9Qw2"),
    (
        "salesforce",
        "https://app.example/oauth/callback?error=OAUTH_APP_BLOCKED&error_description=this+app+is+blocked+by+admin&state=Zk3v9Qw2",
    ),
];

fn main() {
    let words = Words::new();
    let cases = URLS.map(|(provider, url)| (provider_of(provider).map(|(provider, _)| provider), url));
    measure("read", || {
        for (provider, url) in cases {
            black_box(Reading::of(black_box(url), &Expected { provider, ..Expected::default() }));
        }
    });
    measure("read and explained", || {
        for (provider, url) in cases {
            let reading = Reading::of(black_box(url), &Expected { provider, ..Expected::default() });
            let about = About::provider(provider, "");
            black_box(explain_callback(&reading.callback, &about, Audience::User, &words));
        }
    });
}

/// The best of five runs of about half a second: what else the machine does can only make it slower.
fn measure(what: &str, round: impl Fn()) {
    let best = (0..5).map(|_| a_run(&round)).fold(0.0, f64::max);
    let rate = best * URLS.len() as f64;
    println!("{what}: {rate:.0} URLs/s on one core ({})", env!("BUILD"));
}

/// Rounds a second.
fn a_run(round: impl Fn()) -> f64 {
    let begin = Instant::now();
    let mut rounds = 0_u32;
    while begin.elapsed().as_secs_f64() < 0.5 {
        (0..256).for_each(|_| round());
        rounds += 256;
    }
    f64::from(rounds) / begin.elapsed().as_secs_f64()
}
