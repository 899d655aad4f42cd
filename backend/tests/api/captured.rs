//! What a test logs.

use std::{cell::RefCell, io, sync::Once};

use serde_json::Value;

thread_local! {
    /// What this thread has logged, and so this test.
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to what this thread has logged.
struct ThisThread;

impl io::Write for ThisThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Logs everything from now on, as the binary writes it. It is for the whole process, because a thread without a log
/// turns off for all what it is the first to say.
pub(crate) fn capture() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let log = tracing_subscriber::fmt().json().flatten_event(true).with_span_list(false);
        log.with_max_level(tracing::Level::TRACE).with_writer(|| ThisThread).init();
    });
}

/// What was logged in this test.
pub(crate) fn lines() -> Vec<Value> {
    let text = String::from_utf8(LOGGED.take()).expect("a log of text");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}
