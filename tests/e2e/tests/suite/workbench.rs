//! The workbench page: elements that a test adds, and what they do to their page.

use connection_doctor_e2e::Page;
use serde_json::{Value, json};

/// Opens the workbench on a scenario, with no element on it.
pub(crate) async fn open(page: &Page, scenario: &str) -> anyhow::Result<()> {
    page.open("/workbench.html").await?;
    page.start_scenario(scenario).await?;
    forget_requests(page).await
}

/// Adds an element with these attributes and waits until it shows a text.
pub(crate) async fn add(page: &Page, attributes: Value, text: &str) -> anyhow::Result<()> {
    page.await_script("await bench.add(arguments[0]);", vec![attributes]).await?;
    let count =
        page.script("return document.querySelectorAll('connection-doctor').length - 1", Vec::new()).await?;
    wait_for_text_in(page, count.as_u64().unwrap_or_default(), text).await
}

/// Waits until the element at a place shows a text.
pub(crate) async fn wait_for_text_in(page: &Page, place: u64, text: &str) -> anyhow::Result<()> {
    const SCRIPT: &str = "const [place, text] = arguments;
        return bench.text(document.querySelectorAll('connection-doctor')[place]).includes(text);";
    page.wait_for(&format!("`{text}` in element {place}"), SCRIPT, vec![json!(place), json!(text)])
        .await
        .map(drop)
}

/// Method and path of each call of the contract since the last [`forget_requests`].
pub(crate) async fn requests(page: &Page) -> anyhow::Result<Vec<String>> {
    const SCRIPT: &str = "return bench.requests.filter((request) => request.includes('/v1/connect'));";
    Ok(serde_json::from_value(page.script(SCRIPT, Vec::new()).await?)?)
}

/// Counts calls from here on.
pub(crate) async fn forget_requests(page: &Page) -> anyhow::Result<()> {
    page.script("bench.requests.length = 0;", Vec::new()).await.map(drop)
}
