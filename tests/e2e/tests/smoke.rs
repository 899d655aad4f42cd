//! The page comes up.

use connection_doctor_e2e::in_every_engine;

in_every_engine! {
    /// The element is defined and has drawn something.
    async fn element_has_a_shadow_root(page) {
        page.open("/").await?;
        page.find("*").await?;
        page.screenshot(&format!("smoke-{:?}", page.engine()).to_lowercase()).await?;
    }
}
