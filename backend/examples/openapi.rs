//! Prints the contract's OpenAPI document as `docs/openapi.json` has it: `cargo xtask openapi` writes that.

use connection_doctor_backend::openapi;

fn main() -> Result<(), serde_json::Error> {
    println!("{}", serde_json::to_string_pretty(openapi::document())?);
    Ok(())
}
