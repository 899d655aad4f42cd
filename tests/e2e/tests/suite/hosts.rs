//! Pages that are not kind to what is put on them. Each test fails as well where a page's policy blocks anything.

use std::fs;

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::json;

use crate::{words::say, workbench};

in_every_engine! {
    /// What a page says of bare tags, however loudly, does not reach what is inside.
    async fn resets_do_not_reach_in(page) {
        const LOOKS: &str = "const names = ['display', 'boxSizing', 'marginTop', 'paddingLeft', 'borderTopStyle', 'borderTopWidth', 'pointerEvents', 'cursor'];
            return [...root.querySelectorAll('button, p, div, dt, dd, ul, li')].map((node) => {
                const style = getComputedStyle(node);
                return [node.className, ...names.map((name) => style[name])];
            });";
        open(page, "/single.html?account=ca_gmail_expired").await?;
        page.wait_for_text(&say(Msg::ExpiredTitle, "Gmail")).await?;
        // The two pages have different text sizes and widths, and lengths and places go with them.
        page.script("document.body.style.fontSize = '16px'; document.documentElement.style.inlineSize = '600px';", Vec::new()).await?;
        let usual = page.script(LOOKS, Vec::new()).await?;
        page.open("/reset.html").await?;
        page.wait_for_text(&say(Msg::ExpiredTitle, "Gmail")).await?;
        page.script("document.documentElement.style.inlineSize = '600px';", Vec::new()).await?;
        assert_eq!(page.script(LOOKS, Vec::new()).await?, usual);
        mends_and_checks(page).await?;
    }

    /// Members that a page gives to every object and list are neither counted nor called.
    async fn extended_prototypes_do_no_harm(page) {
        open(page, "/extended.html").await?;
        page.script("element.setAttribute('audience', 'developer');", Vec::new()).await?;
        page.wait_for_text(&say(Msg::ExpiredDevTitle, "Gmail")).await?;
        let text = page.text().await?;
        ensure!(!text.contains("page"), "a member of the page in {text}");
        page.script("element.setAttribute('audience', 'user');", Vec::new()).await?;
        mends_and_checks(page).await?;
    }

    /// Under nonces, with no other script and no style allowed, everything works.
    async fn nonces_are_enough(page) {
        open(page, "/nonce.html").await?;
        mends_and_checks(page).await?;
    }

    /// Where text is never taken for code, everything works, without a policy of its own.
    async fn trusted_types_are_kept(page) {
        const IS_KEPT: &str = "try {
                document.createElement('p').innerHTML = '<b>text</b>';
            } catch {
                return true;
            }
            return window.trustedTypes === undefined;";
        open(page, "/trusted-types.html").await?;
        mends_and_checks(page).await?;
        let complaints = page.take_complaints().await?;
        ensure!(complaints.is_empty(), "{complaints}");
        ensure!(page.script(IS_KEPT, Vec::new()).await? == json!(true), "the page takes text for code");
        page.take_complaints().await?;
    }

    /// In a frame without an address of its own, everything works.
    async fn a_frame_is_a_page(page) {
        open(page, "/framed.html").await?;
        page.browser().enter_frame(0).await?;
        let outcome = mends_and_checks(page).await;
        page.browser().enter_default_frame().await?;
        outcome?;
    }

    /// In a frame, in which no provider can be shown, a window is opened even where the host asks for the same tab.
    async fn in_a_frame_a_window_is_opened(page) {
        const FRAME: &str = "document.querySelector('main').append(Object.assign(document.createElement('iframe'), {
            src: '/single.html?account=ca_outlook_revoked&flow=redirect', title: 'Connections', width: 700, height: 800 }));";
        const LOADED: &str = "return Boolean(document.querySelector('iframe').contentDocument?.querySelector('connection-doctor')?.shadowRoot);";
        open(page, "/workbench.html").await?;
        page.script(FRAME, Vec::new()).await?;
        page.wait_for("the frame", LOADED, Vec::new()).await?;
        page.browser().enter_frame(0).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.browser().enter_frame(0).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        page.browser().enter_default_frame().await?;
    }

    /// Two versions of the package under two names work side by side, each with files of its own.
    async fn two_versions_work_side_by_side(page) {
        const ADD: &str = "await bench.load();
            bench.put({ account: 'ca_outlook_revoked' });
            await bench.addOther('/other/element.js', 'other-doctor', { account: 'ca_gmail_expired' });";
        const OTHER: &str = "return bench.text(document.querySelector('other-doctor')).includes(arguments[0]);";
        const RENEW: &str = "document.querySelector('other-doctor').shadowRoot.querySelector('[part~=primary-button]').click();";
        const FAIL: &str = "element.fail('stopped');";
        const LOADED: &str = "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
            .filter((path) => path.endsWith('connection_doctor_bg.wasm')).sort();";
        const WASM: &str = "connection_doctor_bg.wasm";
        const STOPPED: &str = "This part of the page has stopped";
        let other = page.site().join("other");
        fs::create_dir_all(&other)?;
        for name in ["element.js", "connection_doctor.js", WASM] {
            fs::copy(page.site().join(name), other.join(name))?;
        }
        open(page, "/workbench.html").await?;
        page.await_script(ADD, Vec::new()).await?;
        page.wait_for_text(&say(Msg::RevokedTitle, "Outlook")).await?;
        page.wait_for("the other version", OTHER, vec![json!(say(Msg::ExpiredTitle, "Gmail"))]).await?;
        assert_eq!(page.script(LOADED, Vec::new()).await?, json!([format!("/{WASM}"), format!("/other/{WASM}")]));

        // What comes back is heard by the one that it is meant for, though both may listen.
        page.click(Msg::ActionReconnect.english()).await?;
        let app = page.enter_window().await?;
        page.answer_here("allow").await?;
        page.leave_window(app).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Outlook")).await?;
        page.script(RENEW, Vec::new()).await?;
        page.wait_for("the other version's renewal", OTHER, vec![json!(say(Msg::DoneConnected, "Gmail"))]).await?;

        // What becomes of one is nothing to the other.
        page.script(FAIL, Vec::new()).await?;
        page.wait_for_text(STOPPED).await?;
        page.wait_for("the other version as it was", OTHER, vec![json!(say(Msg::WorkingTitle, "Gmail"))]).await?;
    }

    /// A second copy of the package leaves the first one alone, and loads nothing more.
    async fn two_copies_are_one(page) {
        const IMPORT: &str = "const first = await bench.load();
            const second = await import('/copy/connection-doctor.js');
            bench.put({ account: 'ca_gmail_expired' });
            const defined = customElements.get('connection-doctor');
            return [first, second].map(({ ConnectionDoctorElement }) => ConnectionDoctorElement === defined);";
        const LOADED: &str = "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
            .filter((path) => path.startsWith('/copy/')).sort();";
        let copy = page.site().join("copy");
        fs::create_dir(&copy)?;
        for name in ["connection-doctor.js", "element.js"] {
            fs::copy(page.site().join(name), copy.join(name))?;
        }
        open(page, "/workbench.html").await?;
        assert_eq!(page.await_script(IMPORT, Vec::new()).await?, json!([true, false]));
        mends_and_checks(page).await?;
        assert_eq!(page.script(LOADED, Vec::new()).await?, json!(["/copy/connection-doctor.js", "/copy/element.js"]));
    }

    /// An element that is moved into the document of a frame looks as before, with the check that is open in it.
    async fn another_document_changes_no_looks(page) {
        const LOOKS: &str = "const looks = (selector) => {
                const { display, borderRadius, gap } = getComputedStyle(element.shadowRoot.querySelector(selector));
                return [display, borderRadius, gap];
            };
            return [looks('.head'), looks('.verdict'), looks('.progress')];";
        const MOVE: &str = "window.moved = element;
            const frame = document.createElement('iframe');
            frame.srcdoc = '<!doctype html><html lang=en><title>Elsewhere</title><body></body></html>';
            document.querySelector('main').append(frame);
            await new Promise((loaded) => frame.addEventListener('load', loaded, { once: true }));
            frame.contentDocument.body.style.fontSize = getComputedStyle(element.parentElement).fontSize;
            frame.contentDocument.body.append(element);";
        open(page, "/workbench.html").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), &say(Msg::ExpiredTitle, "Gmail")).await?;
        mends_and_checks(page).await?;
        let before = page.script(LOOKS, Vec::new()).await?;
        page.await_script(MOVE, Vec::new()).await?;
        let moved = ["const { moved: element } = window;", LOOKS].concat();
        let after = page.browser().execute(&moved, Vec::new()).await?.json().clone();
        assert_eq!(after, before);
    }

    /// An element that is moved a hundred times is the same element: nothing is asked again, and nothing is left over.
    async fn moving_costs_nothing(page) {
        const MOVE: &str = "const before = root.firstElementChild;
            const places = ['main', 'aside'].map((name) => document.querySelector(name));
            for (let turn = 0; turn < 100; turn += 1) {
                const place = places[turn % 2];
                if (turn > 49 && place.moveBefore) place.moveBefore(element, null);
                else place.append(element);
                // Half of them one after the other, half of them with everything done in between.
                if (turn % 4 > 1) await new Promise((done) => requestAnimationFrame(done));
            }
            return root.firstElementChild === before && root.childElementCount === 1;";
        open(page, "/workbench.html").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), &say(Msg::ExpiredTitle, "Gmail")).await?;
        let before = page.script("return bench.count();", Vec::new()).await?;
        workbench::forget_requests(page).await?;
        assert_eq!(page.await_script(MOVE, Vec::new()).await?, json!(true));
        assert_eq!(workbench::requests(page).await?, Vec::<String>::new());
        assert_eq!(page.script("return bench.count();", Vec::new()).await?, before);
        mends_and_checks(page).await?;
    }
}

/// Opens a page with an ordinary day behind it.
async fn open(page: &Page, path: &str) -> anyhow::Result<()> {
    page.open("/workbench.html").await?;
    page.start_scenario("everyday").await?;
    page.open(path).await
}

/// What people do: the account is renewed by its button, and then checked.
async fn mends_and_checks(page: &Page) -> anyhow::Result<()> {
    page.wait_for_text(&say(Msg::ExpiredTitle, "Gmail")).await?;
    page.click(Msg::ActionRefresh.english()).await?;
    page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
    page.click(Msg::CheckAction.english()).await?;
    page.wait_for_text(&say(Msg::WorksTitle, "Gmail")).await
}
