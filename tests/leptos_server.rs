//! The component for Leptos on a server, which draws its tag.
#![cfg(not(target_arch = "wasm32"))]

mod served;

use leptos::prelude::*;

#[test]
fn a_server_draws_the_tag() {
    let owner = Owner::new();
    assert_eq!(owner.with(|| served::settings().to_html()), served::HTML);
}
