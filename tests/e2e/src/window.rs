//! The window that a sign-in opens beside the app's.

use thirtyfour::WindowHandle;

use crate::{page::Page, wait::wait_until};

impl Page {
    /// Waits for a window beside this one that shows the consent page, and goes there. Gives the window it came from.
    ///
    /// # Errors
    /// When there is none after 20 s.
    pub async fn enter_window(&self) -> anyhow::Result<WindowHandle> {
        let consent = format!("{}/sandbox/consent/", self.origin());
        self.enter_window_at(&consent).await
    }

    /// The same for a window whose address starts with something.
    ///
    /// # Errors
    /// When there is none after 20 s.
    pub(crate) async fn enter_window_at(&self, address: &str) -> anyhow::Result<WindowHandle> {
        let app = self.browser().window().await?;
        wait_until(&format!("a window at {address}"), async || {
            for window in self.browser().windows().await? {
                if window == app {
                    continue;
                }
                self.browser().switch_to_window(window).await?;
                if self.browser().current_url().await?.as_str().starts_with(address) {
                    return Ok(Some(()));
                }
            }
            self.browser().switch_to_window(app.clone()).await?;
            Ok(None)
        })
        .await?;
        Ok(app)
    }

    /// Goes back to a window once it is the only one, as the other has closed itself.
    ///
    /// # Errors
    /// When the other is still there after 20 s.
    pub async fn leave_window(&self, app: WindowHandle) -> anyhow::Result<()> {
        self.browser().switch_to_window(app).await?;
        wait_until("the other window to close", async || {
            Ok((self.browser().windows().await?.len() == 1).then_some(()))
        })
        .await
    }

    /// Presses a button of the consent page that is shown: `allow`, `deny` or `fail`.
    ///
    /// # Errors
    /// When there is none.
    pub async fn answer_here(&self, answer: &str) -> anyhow::Result<()> {
        self.press(&format!("button[value={answer}]")).await
    }
}
