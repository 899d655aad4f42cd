//! `cargo +nightly fuzz run any_bytes`, in `core/`. The body is that of the ordinary test `any_bytes`.
#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| support::check(bytes));
