//! Remembers how this was built, to be printed beside each figure.

fn main() {
    let of = |name| std::env::var(name).unwrap_or_default();
    println!("cargo:rustc-env=BUILD={} opt-level={} {}", of("PROFILE"), of("OPT_LEVEL"), of("TARGET"));
    println!("cargo:rerun-if-changed=build.rs");
}
