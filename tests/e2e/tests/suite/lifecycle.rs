//! Elements come, move and go, alone or together, and leave nothing behind.

use anyhow::ensure;
use connection_doctor_core::Msg;
use connection_doctor_e2e::{Page, in_every_engine};
use serde_json::{Value, json};

use crate::{
    words::{self, say},
    workbench::{self, wait_for_text_in},
};

in_every_engine! {
    /// The backend is asked while the module is on its way, and not once more when it is there; by a fetch of the host's too. What
    /// fails meanwhile is asked again, for it may be well by then.
    async fn the_backend_is_asked_before_the_module_is_there(page) {
        const ADD: &str = "window.asked = [];
            const here = fetch;
            let first;
            const isAsked = new Promise((done) => (first = done));
            const noted = (request, ...more) => {
                if (!String(request.url).includes('/v1/connect/accounts')) return here(request, ...more);
                asked.push(request.url);
                first();
                return fails && asked.length === 1 ? new Response('{}', { status: 503 }) : here(request);
            };
            for (const name of ['instantiate', 'instantiateStreaming']) {
                const real = WebAssembly[name];
                WebAssembly[name] = async (...args) => (await isAsked, real.apply(WebAssembly, args));
            }
            const [attributes, isOwn, fails] = arguments;
            if (!isOwn) window.fetch = noted;
            await bench.add(attributes, isOwn ? { fetch: noted } : {});";
        for (attributes, is_own, fails) in [
            (json!({}), false, false),
            (json!({ "connection": "gmail" }), false, false),
            (json!({ "account": "ca_gmail_expired" }), false, false),
            (json!({ "account": "ca_gmail_expired" }), true, false),
            (json!({ "account": "ca_gmail_expired" }), true, true),
        ] {
            workbench::open(page, "everyday").await?;
            page.await_script(ADD, vec![attributes.clone(), json!(is_own), json!(fails)]).await?;
            page.wait_for_text("Gmail").await?;
            assert_eq!(page.script("return asked.length;", Vec::new()).await?, json!(1 + u8::from(fails)), "{attributes} {is_own} {fails}");
        }
    }

    /// Removed elements take their listeners and timers along, the last one those that they shared.
    async fn removed_elements_leave_nothing_behind(page) {
        workbench::open(page, "everyday").await?;
        page.await_script("await bench.load();", Vec::new()).await?;
        let before = count(page).await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), "Gmail").await?;
        workbench::add(page, json!({}), "Outlook").await?;
        let with_both = settled(page, json!(null)).await?;
        ensure!(with_both != before, "elements at work have listeners and timers: {with_both}");
        remove_first(page).await?;
        settled(page, with_both.clone()).await?;
        workbench::add(page, json!({ "account": "ca_outlook_revoked" }), "Outlook").await?;
        settled(page, with_both).await?;
        remove_first(page).await?;
        remove_first(page).await?;
        settled(page, before).await?;
    }

    /// An element that goes while it waits gives up its request with all that belongs to it.
    async fn a_removed_element_gives_up_its_request(page) {
        const ADD: &str = "window.signals = [];
            const fetch = (request) => {
                signals.push(request.signal);
                return window.fetch(request);
            };
            await bench.add({ account: arguments[0] }, { fetch });";
        workbench::open(page, "everyday").await?;
        page.await_script("await bench.load();", Vec::new()).await?;
        let before = count(page).await?;
        for (fault, account) in [("timeout", "ca_gmail_expired"), ("status_429_retry_after", "ca_outlook_revoked")] {
            page.clear_faults().await?;
            page.order_fault(json!({ "route": "account", "fault": fault, "seconds": 600 })).await?;
            page.await_script(ADD, vec![json!(account)]).await?;
            page.wait_for("the request", "return signals.length === 1;", Vec::new()).await?;
            if fault == "timeout" {
                assert_eq!(page.script("return signals[0].aborted;", Vec::new()).await?, json!(false));
            } else {
                page.wait_for_text(words::start(Msg::ActionWait)).await?;
            }
            remove_first(page).await?;
            page.wait_for("the request to end", "return signals[0].aborted;", Vec::new()).await?;
            settled(page, before.clone()).await?;
        }
    }

    /// An element that moves keeps what it shows, without asking again; one that was away for a while starts again.
    async fn a_moved_element_keeps_working(page) {
        const MOVE: &str = "const before = root.firstElementChild;
            for (let turn = 0; turn < 20; turn += 1) {
                document.querySelector(turn % 2 ? 'main' : 'aside').append(element);
                await new Promise((done) => requestAnimationFrame(done));
            }
            return root.firstElementChild === before && root.childElementCount === 1;";
        const LEAVE: &str = "for (let turn = 0; turn < 20; turn += 1) {
                element.remove();
                await new Promise((done) => requestAnimationFrame(done));
                document.querySelector(turn % 2 ? 'main' : 'aside').append(element);
            }";
        workbench::open(page, "everyday").await?;
        workbench::add(page, json!({ "account": "ca_gmail_expired" }), "Gmail").await?;
        let before = settled(page, json!(null)).await?;
        workbench::forget_requests(page).await?;
        assert_eq!(page.await_script(MOVE, Vec::new()).await?, json!(true));
        assert_eq!(workbench::requests(page).await?, Vec::<String>::new());
        page.await_script(LEAVE, Vec::new()).await?;
        page.wait_for_text(&say(Msg::ExpiredTitle, "Gmail")).await?;
        settled(page, before).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        page.wait_for_text(&say(Msg::DoneConnected, "Gmail")).await?;
    }

    /// Elements that show the same share one reading, and when one mends an account, all show it.
    async fn elements_share_what_they_read(page) {
        const ADD: &str = "await bench.load(); for (const attributes of arguments[0]) bench.put(attributes);";
        let list = "GET /v1/connect/accounts";
        let account = "GET /v1/connect/accounts/ca_gmail_expired";
        workbench::open(page, "everyday").await?;
        let one = json!({ "account": "ca_gmail_expired" });
        page.await_script(ADD, vec![json!([one, one, {}, { "audience": "developer" }])]).await?;
        for place in 0..4 {
            wait_for_text_in(page, place, Msg::StateExpired.english()).await?;
        }
        let mut requests = workbench::requests(page).await?;
        requests.sort();
        assert_eq!(requests, [list, account], "one reading for each pair");
        workbench::forget_requests(page).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        for place in 0..4 {
            wait_for_text_in(page, place, &say(Msg::DoneConnected, "Gmail")).await?;
        }
        assert_eq!(workbench::requests(page).await?, ["POST /v1/connect/accounts/ca_gmail_expired/refresh"]);
    }

    /// Elements with a fetch of their own are not mixed up with others: they may speak for somebody else.
    async fn elements_with_other_fetches_read_apart(page) {
        const ADD: &str = "for (const name of ['first', 'second']) bench.put({ account: 'ca_gmail_expired' }, { fetch: speaker(name) });";
        workbench::open(page, "everyday").await?;
        page.await_script(SPEAKERS, Vec::new()).await?;
        page.script(ADD, Vec::new()).await?;
        for place in 0..2 {
            wait_for_text_in(page, place, &say(Msg::ExpiredTitle, "Gmail")).await?;
        }
        assert_eq!(page.script("return said.sort();", Vec::new()).await?, json!(["first", "second"]));
        page.script("said.length = 0; element.fetch = speaker('third');", Vec::new()).await?;
        page.click(Msg::ActionRefresh.english()).await?;
        wait_for_text_in(page, 0, &say(Msg::DoneConnected, "Gmail")).await?;
        assert_eq!(page.script("return said.at(-1);", Vec::new()).await?, json!("third"));
    }

    /// Two elements with one fetch share a reading, but not the next fetch that one of them is given.
    async fn a_new_fetch_is_for_its_own_element(page) {
        const ADD: &str = "const both = speaker('both');
            const [first, second] = [1, 2].map(() => bench.put({ account: 'ca_gmail_expired' }, { fetch: both }));
            window.part = () => { first.fetch = speaker('first'); };
            window.press = () => second.shadowRoot.querySelector('[part~=primary-button]').click();";
        workbench::open(page, "everyday").await?;
        page.await_script(SPEAKERS, Vec::new()).await?;
        page.script(ADD, Vec::new()).await?;
        for place in 0..2 {
            wait_for_text_in(page, place, &say(Msg::ExpiredTitle, "Gmail")).await?;
        }
        assert_eq!(page.script("return said;", Vec::new()).await?, json!(["both"]));
        page.script("part();", Vec::new()).await?;
        page.script("said.length = 0; press();", Vec::new()).await?;
        wait_for_text_in(page, 1, &say(Msg::DoneConnected, "Gmail")).await?;
        assert_eq!(page.script("return said[0];", Vec::new()).await?, json!("both"));
    }

    /// Elements that are given the same next fetch together go on as they are, with what is going on in each.
    async fn elements_move_to_a_new_fetch_together(page) {
        const MOVE: &str = "const elements = [...document.querySelectorAll('connection-doctor')];
            const before = elements.map(({ shadowRoot }) => shadowRoot.firstElementChild);
            const next = speaker('next');
            for (const element of elements) element.fetch = next;
            await new Promise((done) => setTimeout(done));
            said.length = 0;
            return elements.map(({ shadowRoot }, place) => shadowRoot.firstElementChild === before[place]);";
        workbench::open(page, "everyday").await?;
        page.await_script(SPEAKERS, Vec::new()).await?;
        const ADD: &str = "const both = speaker('both');
            for (const account of ['ca_gmail_expired', 'ca_outlook_revoked']) bench.put({ account }, { fetch: both });";
        page.script(ADD, Vec::new()).await?;
        wait_for_text_in(page, 0, &say(Msg::ExpiredTitle, "Gmail")).await?;
        wait_for_text_in(page, 1, &say(Msg::RevokedTitle, "Outlook")).await?;
        assert_eq!(page.await_script(MOVE, Vec::new()).await?, json!([true, true]));
        page.click(Msg::ActionRefresh.english()).await?;
        wait_for_text_in(page, 0, &say(Msg::DoneConnected, "Gmail")).await?;
        assert_eq!(page.script("return said[0];", Vec::new()).await?, json!("next"));
    }

    /// A fetch that comes after, or while, the one before it is refused for want of a session is tried at once; no other failure is
    /// asked about anew by it.
    async fn a_fetch_with_a_session_is_tried_at_once(page) {
        const PUT: &str = "window.refuse = undefined;
            const answers = [
                async () => Response.json({}, { status: 401 }),
                () => new Promise((done) => { window.refuse = () => done(Response.json({}, { status: 401 })); }),
                async () => Response.json({}, { status: 500 }),
            ];
            bench.put({ account: 'ca_gmail_expired' }, { fetch: answers[arguments[0]] });";
        const NEXT: &str = "said.length = 0; element.fetch = speaker('next');";
        workbench::open(page, "everyday").await?;
        page.await_script(SPEAKERS, Vec::new()).await?;
        page.script(PUT, vec![json!(0)]).await?;
        wait_for_text_in(page, 0, Msg::SignedOutTitle.english()).await?;
        page.script(NEXT, Vec::new()).await?;
        wait_for_text_in(page, 0, &say(Msg::ExpiredTitle, "Gmail")).await?;
        remove_first(page).await?;

        page.script(PUT, vec![json!(1)]).await?;
        page.wait_for("the question", "return Boolean(refuse) && element.shadowRoot.querySelector('.widget') !== null;", Vec::new()).await?;
        page.script(NEXT, Vec::new()).await?;
        page.script("refuse();", Vec::new()).await?;
        wait_for_text_in(page, 0, &say(Msg::ExpiredTitle, "Gmail")).await?;
        remove_first(page).await?;

        page.script(PUT, vec![json!(2)]).await?;
        wait_for_text_in(page, 0, Msg::ServerTitle.english()).await?;
        page.script(NEXT, Vec::new()).await?;
        let said = page.await_script("await new Promise((done) => setTimeout(done)); return said;", Vec::new()).await?;
        assert_eq!(said, json!([]));
        page.click(Msg::ActionCheckAgain.english()).await?;
        wait_for_text_in(page, 0, &say(Msg::ExpiredTitle, "Gmail")).await?;
    }
}

/// Makes fetches that note who has spoken.
const SPEAKERS: &str = "await bench.load();
    window.said = [];
    window.speaker = (name) => (request) => {
        said.push(name);
        return window.fetch(request);
    };";

/// The types of listeners on the window and the document, and the number of timers.
async fn count(page: &Page) -> anyhow::Result<Value> {
    page.script("return bench.count();", Vec::new()).await
}

/// Waits until nothing is under way and the count is as wanted, where something is wanted, and gives the count.
pub(crate) async fn settled(page: &Page, wanted: Value) -> anyhow::Result<Value> {
    const SCRIPT: &str = "const [wanted, busy] = arguments;
        const texts = [...document.querySelectorAll('connection-doctor')].map(bench.text);
        if (texts.some((text) => text === '' || text.includes(busy))) return null;
        const count = bench.count();
        const text = JSON.stringify(count);
        if (wanted !== null) return text === JSON.stringify(wanted) ? count : null;
        // What is still being loaded has a timer, and is there within the second.
        if (window.counted?.text !== text) window.counted = { text, at: performance.now() };
        return performance.now() - counted.at > 1000 ? count : null;";
    let outcome = page
        .wait_for(
            &format!("the count to be {wanted}"),
            SCRIPT,
            vec![wanted.clone(), json!(Msg::BusyChecking.english())],
        )
        .await;
    match outcome {
        Ok(count) => Ok(count),
        Err(error) => Err(error.context(format!("it is {}", count(page).await?))),
    }
}

async fn remove_first(page: &Page) -> anyhow::Result<()> {
    page.script("element.remove();", Vec::new()).await.map(drop)
}
