//! Webhooks and what comes of them, over SQLite and, where it is there, over PostgreSQL.

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
