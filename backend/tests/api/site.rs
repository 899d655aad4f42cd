//! The static site beside the API.

use std::fs;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use connection_doctor_backend::{Sandbox, Settings};

use crate::{
    app,
    support::{Browser, Hands},
};

#[tokio::test]
async fn files_are_served_with_a_strict_policy() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("index.html"), "<!doctype html><title>Settings</title>").unwrap();
    fs::write(directory.path().join("widget.wasm"), "plain").unwrap();
    fs::write(directory.path().join("widget.wasm.br"), "brotli").unwrap();
    let sandbox = Sandbox::in_memory(Hands::new().clock()).unwrap();
    let settings = Settings { site: Some(directory.path().to_owned()), ..Settings::default() };
    let mut browser = Browser::of(app(&sandbox, &settings));

    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html");
    assert_eq!(
        page.header("content-security-policy"),
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'self'"
    );
    assert!(!page.header("set-cookie").is_empty(), "the page starts the session, so that its calls share it");

    let wasm = browser.get("/widget.wasm").await;
    assert_eq!((wasm.header("content-type"), wasm.body.as_str()), ("application/wasm", "plain"));
    let request = Request::get("/widget.wasm").header("accept-encoding", "br").body(Body::empty());
    let wasm = browser.send(request).await;
    assert_eq!((wasm.header("content-encoding"), wasm.body.as_str()), ("br", "brotli"));
    assert_eq!(wasm.header("content-type"), "application/wasm");

    assert_eq!(browser.get("/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.get("/v1/connect/nothing").await.error().0, 404);
    assert_eq!(browser.get("/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
}
