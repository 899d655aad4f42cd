//! Calls to the backend and to its sandbox's controls from inside the page, so with the page's cookies and origin.

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::page::Page;

impl Page {
    /// Sends a request to a path of the backend and gives the JSON that comes back, null for an empty body.
    ///
    /// # Errors
    /// When the answer is not a success or not JSON.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        const SCRIPT: &str = "const [method, path, body] = arguments;
            const headers = body === null ? {} : { 'content-type': 'application/json' };
            const answer = await fetch(path, { method, headers, body });
            return { status: answer.status, text: await answer.text() };";
        let body = body.map(|body| body.to_string());
        let answer = self.await_script(SCRIPT, vec![json!(method), json!(path), json!(body)]).await;
        let answer = answer.with_context(|| format!("{method} {path}"))?;
        let text = answer["text"].as_str().unwrap_or_default();
        match answer["status"].as_u64() {
            Some(200..300) if text.is_empty() => Ok(Value::Null),
            Some(200..300) => serde_json::from_str(text).with_context(|| format!("{method} {path}: {text}")),
            status => bail!("{method} {path}: {status:?} {text}"),
        }
    }

    /// Starts the sandbox anew with one of its scenarios.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn start_scenario(&self, name: &str) -> anyhow::Result<()> {
        self.call("POST", "/sandbox/scenario", Some(json!({ "name": name }))).await.map(drop)
    }

    /// The same, where sign-ins have to be bound to the person who started them.
    ///
    /// # Errors
    /// When there is none of this name.
    pub async fn start_verified_scenario(&self, name: &str) -> anyhow::Result<()> {
        self.call("POST", "/sandbox/scenario", Some(json!({ "name": name, "verify": true }))).await.map(drop)
    }

    /// Opens a path of the backend in a world of its own, where one of the sandbox's scenarios has just begun.
    ///
    /// # Errors
    /// When there is no such scenario, or the page does not load.
    pub async fn open_in(&self, scenario: &str, path: &str) -> anyhow::Result<()> {
        // Only a page of the backend can ask it for a scenario.
        self.open("/single.html?account=none").await?;
        self.start_scenario(scenario).await?;
        self.open(path).await
    }

    /// Orders a fault, such as `{"route":"list","fault":"status_500"}`.
    ///
    /// # Errors
    /// When it is none that the sandbox knows.
    pub async fn order_fault(&self, order: Value) -> anyhow::Result<()> {
        self.call("POST", "/sandbox/faults", Some(order)).await.map(drop)
    }

    /// Takes all faults back.
    ///
    /// # Errors
    /// When the sandbox does not answer.
    pub async fn clear_faults(&self) -> anyhow::Result<()> {
        self.call("DELETE", "/sandbox/faults", None).await.map(drop)
    }

    /// Gives an account of the sandbox another status.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn set_status(&self, account: &str, status: &str) -> anyhow::Result<()> {
        let path = format!("/sandbox/accounts/{account}");
        self.call("POST", &path, Some(json!({ "status": status }))).await.map(drop)
    }

    /// The status of an account in the sandbox.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn status(&self, account: &str) -> anyhow::Result<String> {
        let answer = self.call("GET", &format!("/v1/connect/accounts/{account}"), None).await?;
        let status = answer["connected_account"]["status"].as_str();
        status.map(str::to_owned).context("an account without a status")
    }

    /// Waits for the sandbox's consent page in this window, and presses a button of it: `allow`, `deny` or `fail`.
    ///
    /// # Errors
    /// When the consent page does not come up.
    pub async fn answer_consent(&self, answer: &str) -> anyhow::Result<()> {
        self.wait_for_address("/sandbox/consent/").await?;
        self.answer_here(answer).await
    }
}
