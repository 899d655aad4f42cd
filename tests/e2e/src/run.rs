//! One test in one browser.

use std::panic::{AssertUnwindSafe, resume_unwind};

use anyhow::ensure;
use futures_util::FutureExt;

use crate::{engine::Engine, page::Page, stage::Stage};

/// What a test gives back; `?` on anything ends it.
pub type Outcome = anyhow::Result<()>;

/// Runs a test on a fresh backend in a fresh browser, which is closed however the test ends. It fails
/// too when a page breaks its own content security policy or throws. A test that fails leaves a screenshot in
/// `target/e2e-screenshots`.
///
/// # Panics
/// When the test fails.
pub async fn run(engine: Engine, name: &str, test: impl AsyncFnOnce(&Page) -> Outcome) {
    if let Err(error) = attempt(engine, name, test).await {
        panic!("{error:#}");
    }
}

async fn attempt(engine: Engine, name: &str, test: impl AsyncFnOnce(&Page) -> Outcome) -> Outcome {
    let name = format!("{name}-{engine:?}").to_lowercase();
    let stage = Stage::start(&name).await?;
    let session = engine.open().await?;
    let page = Page::new(engine, session, stage);
    let prepared = page.resize(1280, 1000).await;
    let outcome = match prepared {
        Ok(()) => AssertUnwindSafe(watched(&page, test)).catch_unwind().await,
        Err(error) => Ok(Err(error)),
    };
    if !matches!(outcome, Ok(Ok(()))) {
        // The test's own failure is what matters, so one of taking the picture is not told.
        let _ = page.screenshot(&format!("failed-{name}")).await;
    }
    let closed = page.close().await;
    match outcome {
        Ok(outcome) => outcome.and(closed),
        Err(panic) => resume_unwind(panic),
    }
}

async fn watched(page: &Page, test: impl AsyncFnOnce(&Page) -> Outcome) -> Outcome {
    test(page).await?;
    let complaints = page.take_complaints().await?;
    ensure!(complaints.is_empty(), "a page complained:\n{complaints}");
    Ok(())
}
