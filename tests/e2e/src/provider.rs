//! The pages of the provider that is not ours: a form to sign in, and one to agree.

use anyhow::Context;
use thirtyfour::WindowHandle;

use crate::page::Page;

impl Page {
    /// Waits for a window beside this one that shows the provider, and goes there. Gives the window it came from.
    ///
    /// # Errors
    /// When there is none after 20 s, or this test has no provider.
    pub async fn enter_provider(&self) -> anyhow::Result<WindowHandle> {
        let provider = self.provider().context("this test has no provider")?;
        self.enter_window_at(&format!("{provider}/interaction/")).await
    }

    /// Signs in as somebody, which leads to the page that asks for consent.
    ///
    /// # Errors
    /// When one of the two pages does not come up.
    pub async fn sign_in(&self, login: &str) -> anyhow::Result<()> {
        self.on_page("input[name=login]").await?.send_keys(login).await?;
        self.on_page("input[name=password]").await?.send_keys("any").await?;
        self.press("button[type=submit]").await?;
        self.on_page("input[name=prompt][value=consent]").await.map(drop)
    }

    /// Agrees to what the provider asks.
    ///
    /// # Errors
    /// When it asks nothing.
    pub async fn agree(&self) -> anyhow::Result<()> {
        self.press("button[type=submit]").await
    }

    /// Cancels at the provider.
    ///
    /// # Errors
    /// When it does not offer that.
    pub async fn cancel(&self) -> anyhow::Result<()> {
        self.press("a[href$='/abort']").await
    }
}
