//! What views are made of: Leptos' renderer and its reactive graph.
//!
//! They are taken as they are and not through the crate `leptos`, which brings server functions along. These have streams that are
//! exported to JavaScript, so that no linker leaves them out: 5 KB of brotli a module.

pub(crate) use reactive_graph::graph::untrack;
pub(crate) use reactive_graph::prelude::*;
pub(crate) use reactive_graph::signal::ArcTrigger;
pub(crate) use tachys::prelude::*;
