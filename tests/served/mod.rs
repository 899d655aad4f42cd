//! A page as a server sends it, and the view that takes it over in the browser.

use std::collections::BTreeMap;

use connection_doctor::{ConnectionDoctor, Diagnosis, Doctor, Fetch, Theme};
use leptos::prelude::*;

/// What [`settings`] is on a server. Fetch, wording and listeners are not in it, for only a browser has them.
pub(crate) const HTML: &str = r#"<main><CONNECTION-DOCTOR connection="gmail" theme="light" callback="off" debug><a href="/settings/reconnect">Reconnect</a></CONNECTION-DOCTOR><button disabled>Check</button><p>Gmail is <!>unknown</p></main>"#;

pub(crate) fn settings() -> impl IntoView {
    let (status, set_status) = signal("unknown".to_owned());
    let messages = [("action.reconnect".to_owned(), "Connect again".to_owned())];
    let doctor = Doctor::new();
    let is_here = RwSignal::new(false);
    // Effects run in browsers only.
    Effect::new(move || is_here.set(doctor.element().is_some()));
    view! {
        <main>
            <ConnectionDoctor
                connection="gmail"
                theme=Theme::Light
                callback=false
                debug=true
                fetch=Fetch::with_headers(|| [("x-app-version", "1.0.0")])
                messages=BTreeMap::from(messages)
                on_status=move |found: Diagnosis| {
                    set_status.set(found.status.map_or_else(String::new, |status| status.word().to_owned()));
                }
                doctor
            >
                <a href="/settings/reconnect">"Reconnect"</a>
            </ConnectionDoctor>
            <button disabled=move || !is_here.get()>"Check"</button>
            <p>"Gmail is " {move || status.get()}</p>
        </main>
    }
}
