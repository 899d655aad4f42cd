//! Where the log goes, and how it looks.

use std::io;

use connection_doctor_backend::config::LogFormat;

/// Starts writing the log to the standard error. A line of JSON has an event's fields at its top, and beside them the
/// call's, in `span`.
pub(crate) fn start(format: LogFormat) {
    let log = tracing_subscriber::fmt().with_writer(io::stderr);
    match format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
}
