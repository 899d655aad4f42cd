//! Running one program after the other, with a heading over each.

use std::{process::Command, sync::LazyLock, time::Instant};

use anyhow::{Context, bail};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Prints the title of what comes next after the minutes and seconds since the first heading.
pub(crate) fn heading(title: &str) {
    let seconds = START.elapsed().as_secs();
    eprintln!("[{:02}:{:02}] {title}", seconds / 60, seconds % 60);
}

/// Runs a program to its end.
///
/// # Errors
/// When it cannot be started or ends with a failure.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let name = shown(command);
    let status = command.status().with_context(|| format!("could not start `{name}`"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs a program to its end and gives what it wrote to its standard output.
///
/// # Errors
/// When it cannot be started, ends with a failure, or writes something other than UTF-8.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let name = shown(command);
    let output = command.output().with_context(|| format!("could not start `{name}`"))?;
    if !output.status.success() {
        bail!("`{name}` failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` did not write UTF-8"))
}

/// The program and its arguments, as a person would type them.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut text = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
