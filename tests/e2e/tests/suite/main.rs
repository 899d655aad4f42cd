//! What a person and a developer see and do, in every engine. One program for all, so that each driver is started once.

mod accessibility;
mod answers;
mod check;
mod demo;
mod element;
mod faults;
mod gallery;
mod hosts;
mod languages;
mod lifecycle;
mod list;
mod looks;
mod mending;
mod missing;
mod oidc;
mod pictures;
mod reconnect;
mod reconnect_page;
mod report;
mod scopes;
mod statuses;
mod stopped;
mod watch;
mod ways;
mod words;
mod workbench;
