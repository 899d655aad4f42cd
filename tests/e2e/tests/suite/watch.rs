//! The suite's own eyes: without this, a page that blocks or throws could pass unseen.

use anyhow::ensure;
use connection_doctor_e2e::{Outcome, Page, in_every_engine};

in_every_engine! {
    /// What a page's policy blocks, what it throws, and what it rejects is noticed, on later pages too.
    async fn complaints_are_noticed(page) {
        misbehave(page).await?;
        page.open("/single.html").await?;
        are_told(page).await?;
    }

    /// The same in a window beside the app's, also when it is closed again.
    async fn complaints_of_other_windows_are_noticed(page) {
        page.open("/single.html").await?;
        let app = page.browser().window().await?;
        let other = page.browser().new_tab().await?;
        page.browser().switch_to_window(other).await?;
        misbehave(page).await?;
        page.browser().close_window().await?;
        page.leave_window(app).await?;
        are_told(page).await?;
    }
}

async fn misbehave(page: &Page) -> Outcome {
    const MISCHIEF: &str =
        "document.head.append(Object.assign(document.createElement('script'), { src: '/mischief.js' }));";
    const NOTED: &str = "return localStorage.getItem('complaints')?.split('\\n').length > 3";
    page.open("/workbench.html").await?;
    page.script(MISCHIEF, Vec::new()).await?;
    page.wait_for("three complaints", NOTED, Vec::new()).await.map(drop)
}

async fn are_told(page: &Page) -> Outcome {
    let complaints = page.take_complaints().await?;
    for wanted in ["style-src", "thrown", "unhandled rejection: Error: rejected"] {
        ensure!(complaints.contains(wanted), "no `{wanted}` in {complaints}");
    }
    Ok(())
}
