//! One test in one browser.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    sync::LazyLock,
};

use anyhow::ensure;
use futures_util::FutureExt;
use tokio::runtime::Runtime;

use crate::{
    engine::Engine,
    page::Page,
    stage::{Cast, Stage},
};

/// What a test gives back; `?` on anything ends it.
pub type Outcome = anyhow::Result<()>;

/// Runs a test on a fresh backend in a browser that shows nothing of the tests before. It fails too when a page breaks its
/// own content security policy, or throws. A test that fails leaves a screenshot in `target/e2e-screenshots`.
///
/// # Panics
/// When the test fails.
pub fn run(engine: Engine, cast: Cast, name: &str, test: impl AsyncFnOnce(&Page) -> Outcome) {
    // One for all tests, since the browsers' connections live in it.
    static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a runtime"));
    if let Err(error) = RUNTIME.block_on(attempt(engine, cast, name, test)) {
        panic!("{error:#}");
    }
}

async fn attempt(
    engine: Engine,
    cast: Cast,
    name: &str,
    test: impl AsyncFnOnce(&Page) -> Outcome,
) -> Outcome {
    let name = format!("{name}-{engine:?}").to_lowercase();
    let session = engine.open().await?;
    let stage = Stage::start(&name, cast).await?;
    let page = Page::new(engine, session, stage);
    let prepared = page.resize(1280, 1000).await;
    let outcome = match prepared {
        Ok(()) => AssertUnwindSafe(watched(&page, test)).catch_unwind().await,
        Err(error) => Ok(Err(error)),
    };
    if matches!(outcome, Ok(Ok(()))) {
        return page.pass_on().await;
    }
    // The test's own failure is what matters, so one of taking the picture or of closing is not told.
    let _ = page.screenshot(&format!("failed-{name}")).await;
    let _ = page.close().await;
    match outcome {
        Ok(outcome) => outcome,
        Err(panic) => resume_unwind(panic),
    }
}

async fn watched(page: &Page, test: impl AsyncFnOnce(&Page) -> Outcome) -> Outcome {
    test(page).await?;
    let complaints = page.take_complaints().await?;
    ensure!(complaints.is_empty(), "a page complained:\n{complaints}");
    Ok(())
}
