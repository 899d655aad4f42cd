//! A page in a browser, and the `<connection-doctor>` elements on it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use thirtyfour::{By, WebDriver, WebElement};

use crate::{
    engine::{Engine, Session},
    logs,
    stage::Stage,
    wait::wait_until,
};

/// What every script may speak of: the page's first element and its shadow root, null where there is none.
const NAMES: &str = "const element = document.querySelector('connection-doctor');
    const root = element?.shadowRoot ?? null;
";

/// A browser on a test's own backend.
pub struct Page {
    engine: Engine,
    session: Session,
    stage: Stage,
}

impl Page {
    pub(crate) fn new(engine: Engine, session: Session, stage: Stage) -> Self {
        Self { engine, session, stage }
    }

    /// Leaves the browser to the next test.
    pub(crate) async fn pass_on(self) -> anyhow::Result<()> {
        self.session.pass_on().await
    }

    /// Ends the browser, which nobody knows the state of.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        self.session.browser.quit().await.context("the browser did not close")
    }

    /// The browser this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Everything that WebDriver can do.
    pub fn browser(&self) -> &WebDriver {
        &self.session.browser
    }

    /// The backend's scheme, host and port.
    pub fn origin(&self) -> &str {
        self.stage.origin()
    }

    /// The provider's scheme, host and port, where there is one.
    pub fn provider(&self) -> Option<&str> {
        self.stage.provider()
    }

    /// The folder that the backend serves.
    pub fn site(&self) -> &Path {
        self.stage.site()
    }

    /// Opens a path of the backend, such as `/?account=ca_1`, and waits until its scripts have run.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn open(&self, path: &str) -> anyhow::Result<()> {
        let url = format!("{}{path}", self.origin());
        self.browser().goto(url.as_str()).await.with_context(|| format!("could not open {url}"))?;
        // WebKit's driver at times answers while the page is still being parsed.
        self.wait_for(&format!("{url} to load"), "return document.readyState === 'complete';", Vec::new())
            .await
            .map(drop)
    }

    /// Runs a function body in the page, with `arguments`, and gives what it returns. It may speak of `element`, the page's
    /// first one, and of its shadow `root`.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let script = [NAMES, body].concat();
        let result =
            self.browser().execute(&script, arguments).await.with_context(|| format!("script: {body}"))?;
        Ok(result.json().clone())
    }

    /// The same with the body of an async function, which may `await`.
    ///
    /// # Errors
    /// When it throws, or is not done after 30 s.
    pub async fn await_script(&self, body: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let script = format!(
            "const [given, done] = arguments;
            (async (...arguments) => {{ {NAMES} {body} }})(...given)
                .then((value) => done({{ value: value ?? null }}), (error) => done({{ error: String(error) }}));"
        );
        let answer = self.browser().execute_async(&script, vec![Value::Array(arguments)]).await;
        let mut answer = answer.with_context(|| format!("script: {body}"))?.json().clone();
        if let Some(error) = answer["error"].as_str() {
            bail!("{error} in script: {body}");
        }
        Ok(answer["value"].take())
    }

    /// Runs a function body in the page until it returns something other than null, false and undefined, and gives that.
    ///
    /// # Errors
    /// When it has not after 20 s.
    pub async fn wait_for(&self, what: &str, body: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        wait_until(what, async || {
            let value = self.script(body, arguments.clone()).await?;
            Ok((!value.is_null() && value != Value::Bool(false)).then_some(value))
        })
        .await
    }

    /// Gives what the pages of this test complained of in any window, and forgets it: blocked by their policy, thrown and not caught.
    ///
    /// # Errors
    /// When the browser is not at a page of the backend.
    pub async fn take_complaints(&self) -> anyhow::Result<String> {
        const SCRIPT: &str = "const complaints = localStorage.getItem('complaints');
            localStorage.removeItem('complaints');
            return complaints ?? '';";
        Ok(self.script(SCRIPT, Vec::new()).await?.as_str().unwrap_or_default().to_owned())
    }

    /// The first node that a CSS selector finds in the shadow root of the page's first element; waits for it.
    ///
    /// # Errors
    /// When there is none after 20 s.
    pub async fn find(&self, selector: &str) -> anyhow::Result<WebElement> {
        let script = format!("{NAMES} return root?.querySelector(arguments[0]) ?? null;");
        self.find_by(&format!("`{selector}` in the element"), &script, selector).await
    }

    /// The first visible button or link of the page's first element with exactly this text or accessible name, which may go on with whose
    /// account it is for; waits for it.
    ///
    /// # Errors
    /// When there is none after 20 s.
    pub async fn control(&self, label: &str) -> anyhow::Result<WebElement> {
        let script = format!(
            "{NAMES} return [...root?.querySelectorAll('button, a[href], summary, [role=button]') ?? []].find((control) =>
                (control.innerText.trim() === arguments[0] || `${{control.ariaLabel}}, `.startsWith(`${{arguments[0]}}, `))
                && control.getClientRects().length > 0) ?? null;"
        );
        self.find_by(&format!("a button or link `{label}` in the element"), &script, label).await
    }

    /// Clicks a button or link of the page's first element by its text or accessible name; waits for it and until it is enabled.
    ///
    /// # Errors
    /// When there is none after 20 s, or it cannot be clicked.
    pub async fn click(&self, label: &str) -> anyhow::Result<()> {
        self.hit(&format!("`{label}` to be clickable"), async || self.control(label).await).await
    }

    /// Clicks what a CSS selector finds first in the page's first element; waits for it and until it is enabled.
    ///
    /// # Errors
    /// When there is none after 20 s, or it cannot be clicked.
    pub async fn click_on(&self, selector: &str) -> anyhow::Result<()> {
        self.hit(&format!("`{selector}` to be clickable"), async || self.find(selector).await).await
    }

    /// The first node that a CSS selector finds in the page itself; waits for it.
    ///
    /// # Errors
    /// When there is none after 20 s.
    pub(crate) async fn on_page(&self, selector: &str) -> anyhow::Result<WebElement> {
        wait_until(&format!("`{selector}` on the page"), async || {
            Ok(Some(self.browser().find(By::Css(selector)).await?))
        })
        .await
    }

    /// Clicks what a CSS selector finds first in the page itself; waits for it.
    ///
    /// # Errors
    /// When there is none after 20 s, or it cannot be clicked.
    pub async fn press(&self, selector: &str) -> anyhow::Result<()> {
        let control = self.on_page(selector).await?;
        control.click().await.with_context(|| format!("`{selector}` cannot be pressed"))
    }

    /// The visible text of the page's first element.
    ///
    /// # Errors
    /// When there is no element with a shadow root.
    pub async fn text(&self) -> anyhow::Result<String> {
        const SCRIPT: &str =
            "return root && [...root.children].map((child) => child.innerText ?? '').join('\\n').trim();";
        match self.script(SCRIPT, Vec::new()).await? {
            Value::String(text) => Ok(text),
            _ => bail!("there is no <connection-doctor> with a shadow root"),
        }
    }

    /// Waits until the visible text of the page's first element contains something.
    ///
    /// # Errors
    /// With the text there is when it does not after 20 s.
    pub async fn wait_for_text(&self, wanted: &str) -> anyhow::Result<()> {
        self.wait_for_text_that(&format!("`{wanted}`"), |text| text.contains(wanted)).await
    }

    /// Waits until the visible text of the page's first element does not contain something any more.
    ///
    /// # Errors
    /// With the text there is when it still does after 20 s.
    pub async fn wait_for_no_text(&self, unwanted: &str) -> anyhow::Result<()> {
        self.wait_for_text_that(&format!("no `{unwanted}`"), |text| !text.contains(unwanted)).await
    }

    /// Waits until the address of the page contains something.
    ///
    /// # Errors
    /// With the address there is when it does not after 20 s.
    pub async fn wait_for_address(&self, wanted: &str) -> anyhow::Result<()> {
        let mut last = String::new();
        let found = wait_until("the address", async || {
            last = self.browser().current_url().await?.to_string();
            Ok(last.contains(wanted).then_some(()))
        });
        found.await.with_context(|| format!("wanted the address to contain `{wanted}`; it is {last}"))
    }

    /// Gives the window an outer size in CSS pixels.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn resize(&self, width: u32, height: u32) -> anyhow::Result<()> {
        self.browser().set_window_rect(0, 0, width, height).await.context("could not resize the window")
    }

    /// Writes a picture of the window, once everything is drawn, to `target/e2e-screenshots/<name>.png`.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> anyhow::Result<PathBuf> {
        const DRAWN: &str = "const [done] = arguments;
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done())));";
        let path = logs::screenshot(name)?;
        self.browser().execute_async(DRAWN, Vec::new()).await.context("the page does not draw")?;
        self.browser()
            .screenshot(&path)
            .await
            .with_context(|| format!("no screenshot {}", path.display()))?;
        Ok(path)
    }

    /// Clicks what is found, once it is enabled. A driver points at a place: when something else moves there in the meantime,
    /// that hears nothing of the click, which is made again.
    async fn hit(
        &self,
        what: &str,
        find: impl AsyncFn() -> anyhow::Result<WebElement>,
    ) -> anyhow::Result<()> {
        const AIM: &str = "const [control] = arguments;
            window.aim?.abort();
            const aim = window.aim = new AbortController();
            aim.hasHit = false;
            const judge = (event) => {
                // The test's own script may click too.
                if (!event.isTrusted) return;
                aim.hasHit = event.composedPath().includes(control);
                if (aim.hasHit) return;
                event.preventDefault();
                event.stopImmediatePropagation();
            };
            addEventListener('click', judge, { capture: true, signal: aim.signal });";
        const HAS_MISSED: &str = "const { aim } = window;
            aim?.abort();
            delete window.aim;
            return aim?.hasHit === false;";
        wait_until(what, async || {
            let control = find().await?;
            if !control.is_enabled().await? {
                return Ok(None);
            }
            self.script(AIM, vec![control.to_json()?]).await?;
            let clicked = control.click().await;
            // Where nothing is known of this click any more, it has led to another page.
            if self.script(HAS_MISSED, Vec::new()).await.is_ok_and(|has_missed| has_missed == json!(true)) {
                return clicked.map(|()| None).map_err(Into::into);
            }
            Ok(Some(()))
        })
        .await
    }

    async fn find_by(&self, what: &str, script: &str, argument: &str) -> anyhow::Result<WebElement> {
        let found = wait_until(what, async || {
            let result = self.browser().execute(script, vec![json!(argument)]).await?;
            Ok(if result.json().is_null() { None } else { Some(result.element()?) })
        });
        match found.await {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(self.shown().await)),
        }
    }

    async fn wait_for_text_that(&self, what: &str, test: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        let found = wait_until(what, async || Ok(test(&self.text().await?).then_some(()))).await;
        match found {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.shown().await)),
        }
    }

    /// What a person sees in the element, for a failed test's message.
    async fn shown(&self) -> String {
        match self.text().await {
            Ok(text) => format!("the element shows: {:.2000}", format!("{text:?}")),
            Err(error) => format!("the element cannot be read: {error}"),
        }
    }
}
