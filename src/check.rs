//! The check of one account: carried out, shown, and reported.

mod developer;
mod entry;
mod history;
mod host;
mod log;
mod report;
mod report_view;
mod run;
mod steps;
mod view;

pub use entry::{CheckHandle, mount_check, refresh, report};
pub use log::logged;
