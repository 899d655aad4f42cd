//! The demo's own page comes up.

use connection_doctor_e2e::in_every_engine;

in_every_engine! {
    /// The element is defined and has read the accounts.
    async fn the_demo_shows_its_connections(page) {
        page.open("/").await?;
        page.wait_for_text("Gmail").await?;
        page.screenshot(&format!("smoke-{:?}", page.engine()).to_lowercase()).await?;
    }
}
