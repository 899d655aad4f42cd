//! The suite's own eyes: without this, a page that blocks or throws could pass unseen.

use anyhow::ensure;
use connection_doctor_e2e::in_every_engine;

in_every_engine! {
    /// What a page's policy blocks, what it throws, and what it rejects is noticed, on later pages too.
    async fn complaints_are_noticed(page) {
        const MISCHIEF: &str =
            "document.head.append(Object.assign(document.createElement('script'), { src: '/mischief.js' }));";
        const NOTED: &str = "return sessionStorage.getItem('complaints')?.split('\\n').length > 3";
        page.open("/workbench.html").await?;
        page.script(MISCHIEF, Vec::new()).await?;
        page.wait_for("three complaints", NOTED, Vec::new()).await?;
        page.open("/single.html").await?;
        let complaints = page.take_complaints().await?;
        for wanted in ["style-src", "thrown", "unhandled rejection: Error: rejected"] {
            ensure!(complaints.contains(wanted), "no `{wanted}` in {complaints}");
        }
    }
}
