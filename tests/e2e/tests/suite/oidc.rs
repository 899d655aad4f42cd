//! A sign-in at a provider that somebody else wrote: the app agrees with it only because both keep to the standard.

use connection_doctor_core::Msg;
use connection_doctor_e2e::in_every_engine;
use serde_json::json;

use crate::words::say;

in_every_engine! {
    with a provider;

    /// A person signs in and agrees, and the account works, with what the provider tells: nothing of scopes.
    async fn a_sign_in_at_another_provider_connects(page) {
        page.open("/single.html?connection=notion").await?;
        page.click(Msg::ActionConnect.english()).await?;
        let app = page.enter_provider().await?;
        page.sign_in("mara").await?;
        page.agree().await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneFirst, "Notion")).await?;
        let account = page.call("GET", "/v1/connect/accounts/ca_notion", None).await?;
        let account = &account["connected_account"];
        assert_eq!((&account["status"], &account["scopes"]), (&json!("ACTIVE"), &json!(null)));
    }

    /// A person who cancels at the provider reads what that means, and the account is as it was.
    async fn a_refusal_at_another_provider_is_explained(page) {
        page.open("/workbench.html").await?;
        page.start_scenario("gallery").await?;
        page.open("/single.html?account=ca_notion_revoked").await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_provider().await?;
        page.sign_in("mara").await?;
        page.cancel().await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::UserCancelledTitle, "Notion")).await?;
        assert_eq!(page.script("return element.diagnosis.class;", Vec::new()).await?, "user_cancelled");
        page.control(Msg::ActionReconnect.english()).await?;
        assert_eq!(page.status("ca_notion_revoked").await?, "REVOKED");
    }
}
