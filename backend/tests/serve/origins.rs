//! Where a sign-in may lead back to: whoever could choose it would be told of somebody else's sign-in.

use axum::{
    body::Body,
    http::{Request, header},
};

use crate::{
    support::Browser,
    world::{token, usual_server},
};

#[tokio::test]
async fn a_sign_in_leads_back_to_the_apps_own_origins_only() {
    let app = usual_server();
    let own = "https://app.example";
    for (headers, return_url, status) in [
        (&[("origin", own)][..], "/settings", 200),
        (&[("origin", own), ("sec-fetch-site", "same-origin")], "https://app.example/settings", 200),
        (&[("origin", own)], "https://evil.example/", 400),
        (&[("origin", own)], "//evil.example/", 400),
        // From a program, which may say what it likes.
        (&[], "/settings", 200),
        (&[], "https://app.example/settings", 200),
        (&[], "http://127.0.0.1:8787/settings", 400),
        (&[("origin", "https://evil.example"), ("sec-fetch-site", "same-origin")], "/", 400),
        (&[("origin", "https://evil.example"), ("host", "evil.example")], "/", 403),
        (&[("origin", "http://127.0.0.1:8787"), ("sec-fetch-site", "same-origin")], "/", 400),
        (&[("origin", "null"), ("sec-fetch-site", "same-origin")], "/", 400),
    ] {
        let body = format!(r#"{{"connection_name":"gmail","return_url":"{return_url}"}}"#);
        let mut request = Request::post("/v1/connect/authorization_link")
            .header(header::AUTHORIZATION, format!("Bearer {}", token("mara")))
            .header(header::CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = Browser::of(app.clone()).send(request.body(Body::from(body))).await;
        assert_eq!(answer.status, status, "{headers:?} {return_url}: {}", answer.body);
        if status == 200 {
            assert!(answer.header("set-cookie").contains("Secure"), "{}", answer.header("set-cookie"));
        }
    }
}
