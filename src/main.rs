//! The widget as a WebAssembly module: it exports what the library exports, and does nothing by itself.

use connection_doctor as _;

fn main() {}
