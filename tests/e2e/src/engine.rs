//! The three browsers.

use std::{env, fs, path::PathBuf};

use anyhow::Context;
use serde_json::json;
use thirtyfour::{Capabilities, WebDriver};
use tokio::sync::{Mutex, MutexGuard, OnceCell};

use crate::driver::{Driver, Screen};

/// A browser engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Chromium by chromedriver.
    Chromium,
    /// Firefox by geckodriver.
    Firefox,
    /// WebKitGTK's small browser by `WebKitWebDriver`, on a screen in memory.
    WebKit,
}

/// A browser that is a test's alone for the time: Firefox's and WebKit's drivers have one session at a time, and three
/// browsers at once are enough for a small machine.
pub(crate) struct Session {
    /// The browser.
    pub(crate) browser: WebDriver,
    turn: MutexGuard<'static, Option<WebDriver>>,
}

impl Session {
    /// Leaves the browser to the next test, without anything of this one: its cookies are forgotten, its page is left, and
    /// whatever else the page kept belongs to an origin that ends with the test.
    ///
    /// # Errors
    /// When the browser does not do so.
    pub(crate) async fn pass_on(mut self) -> anyhow::Result<()> {
        self.browser.delete_all_cookies().await.context("the cookies stayed")?;
        self.browser.goto("about:blank").await.context("the page stayed")?;
        *self.turn = Some(self.browser);
        Ok(())
    }
}

/// What one engine has in a test process.
struct Shared {
    /// Also what kept it from starting, so that only one test waits for that.
    driver: OnceCell<Result<Driver, String>>,
    /// The browser, where one is open and nobody has it.
    browser: Mutex<Option<WebDriver>>,
}

impl Shared {
    const fn new() -> Self {
        Self { driver: OnceCell::const_new(), browser: Mutex::const_new(None) }
    }
}

impl Engine {
    /// Waits for this test's turn, and takes over the browser of the last test or opens one with an empty profile.
    ///
    /// # Errors
    /// When the driver or the browser does not start.
    pub(crate) async fn open(self) -> anyhow::Result<Session> {
        static CHROMIUM: Shared = Shared::new();
        static FIREFOX: Shared = Shared::new();
        static WEBKIT: Shared = Shared::new();
        let shared = match self {
            Self::Chromium => &CHROMIUM,
            Self::Firefox => &FIREFOX,
            Self::WebKit => &WEBKIT,
        };
        let mut turn = shared.browser.lock().await;
        if let Some(browser) = turn.take() {
            return Ok(Session { browser, turn });
        }
        let started = async || self.start_driver().await.map_err(|error| format!("{error:#}"));
        let driver = shared.driver.get_or_init(started).await.as_ref().map_err(anyhow::Error::msg)?;
        let browser = WebDriver::new(driver.address(), self.capabilities()?)
            .await
            .with_context(|| format!("{self:?} did not start"))?;
        Ok(Session { browser, turn })
    }

    async fn start_driver(self) -> anyhow::Result<Driver> {
        let named = |variable, program: &str| env::var(variable).unwrap_or_else(|_| program.to_owned());
        match self {
            Self::Chromium => {
                Driver::start("chromium", &named("CHROMEDRIVER", "chromedriver"), &["--port="], None).await
            }
            Self::Firefox => {
                Driver::start("firefox", &named("GECKODRIVER", "geckodriver"), &["--port="], None).await
            }
            Self::WebKit => {
                let screen = Screen::start().await?;
                Driver::start("webkit", "WebKitWebDriver", &["--host=127.0.0.1", "--port="], Some(screen))
                    .await
            }
        }
    }

    fn capabilities(self) -> anyhow::Result<Capabilities> {
        let (browser, options_key, options) = match self {
            Self::Chromium => ("chrome", "goog:chromeOptions", json!({ "args": CHROMIUM_ARGS })),
            Self::Firefox => ("firefox", "moz:firefoxOptions", json!({ "args": ["-headless"] })),
            Self::WebKit => (
                "MiniBrowser",
                "webkitgtk:browserOptions",
                json!({ "binary": mini_browser()?, "args": ["--automation"] }),
            ),
        };
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", browser)?;
        capabilities.set(options_key, options)?;
        if self == Self::Chromium {
            // Without it, the browser keeps no log of what pages complain of.
            capabilities.set("goog:loggingPrefs", json!({ "browser": "SEVERE" }))?;
        }
        Ok(capabilities)
    }
}

/// The sandbox cannot be set up by root, who runs this in most containers, and the rest keeps Chromium from calling home.
const CHROMIUM_ARGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
];

/// `MiniBrowser` is in a folder that is named for the machine's architecture.
fn mini_browser() -> anyhow::Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib").context("could not read /usr/lib")?;
    folders
        .flatten()
        .map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"))
        .find(|file| file.is_file())
        .context("there is no /usr/lib/*/webkit2gtk-4.1/MiniBrowser; install webkit2gtk-driver")
}
