//! What puts a view on a page.

use any_spawner::Executor;
use reactive_graph::owner::Owner;
use tachys::view::any_view::AnyViewState;
use web_sys::HtmlElement;

use crate::prelude::*;

/// A view on a page. Dropping it takes it away, with its listeners and timers.
pub(crate) struct Mounted {
    _owner: Owner,
    view: AnyViewState,
}

/// Draws a view in `root`, which must be empty.
pub(crate) fn mount_to(root: &HtmlElement, draw: impl FnOnce() -> AnyView) -> Mounted {
    // Fails when it was done for an earlier view.
    let _ = Executor::init_wasm_bindgen();
    let owner = Owner::new();
    let view = owner.with(|| {
        let mut view = draw().build();
        view.mount(root, None);
        view
    });
    Mounted { _owner: owner, view }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        self.view.unmount();
    }
}
