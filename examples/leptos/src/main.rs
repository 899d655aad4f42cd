//! A settings page that is made with Leptos.

use connection_doctor::{ConnectionDoctor, Diagnosis, Fetch, Status, Theme};
use leptos::prelude::*;

#[component]
fn Settings() -> impl IntoView {
    let (status, set_status) = signal(None::<Status>);
    view! {
        <main>
            <h1>"Connections"</h1>
            <ConnectionDoctor
                connection="gmail"
                theme=Theme::Light
                fetch=Fetch::with_headers(|| [("x-app-version", "1.0.0")])
                on_status=move |found: Diagnosis| set_status.set(found.status)
            />
            <p role="status">{move || status.get().map(|status| format!("Gmail is {}", status.word()))}</p>
        </main>
    }
}

fn main() {
    mount_to_body(Settings);
}
