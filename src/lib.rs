//! The widget: shows connected accounts, says why one stopped working, and carries out the remedy.
//!
//! It knows the DOM and decides nothing: decisions are `connection-doctor-core`'s. JavaScript calls [`start`] once and
//! [`mount`] for each element; the custom element itself lives in the npm package.
//!
//! Apps that are made with Leptos put that element on a page as [`ConnectionDoctor`].

mod answers;
mod arrival;
mod attempt;
mod browser;
mod check;
mod client;
#[cfg(feature = "component")]
mod component;
mod context;
mod entry;
mod failed;
mod focus;
mod listener;
mod mount;
mod page;
mod plain;
mod prelude;
mod reader;
mod settings;
mod store;
mod task;
mod timer;
mod trail;
mod view;

pub use check::{CheckHandle, logged, mount_check, refresh, report};
#[cfg(feature = "component")]
pub use component::*;
pub use entry::{Handle, mount, start};
