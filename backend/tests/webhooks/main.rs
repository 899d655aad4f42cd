//! Webhooks and what comes of them, over SQLite and, where it is there, over PostgreSQL.

#[path = "../api/captured.rs"]
mod captured;
mod history;
mod incidents;
mod late;
mod live;
mod locks;
mod notices;
mod order;
mod postgres;
mod signatures;
mod store;
mod support;
mod under_way;
mod unreadable;
