//! The binary `connection-doctor`. It has no command yet.

fn main() {
    println!("connection-doctor: why a connected account stopped working, at a terminal\n");
    println!("Usage: connection-doctor [--help]\n");
    println!("This version has no command yet; the widget and its demo are started by `cargo xtask demo`.");
}
