//! An explanation as it stands in a snapshot of the wording.

use std::fmt::Write as _;

use connection_doctor_core::Explanation;

/// Adds everything below the title to a page.
pub(crate) fn write_below_title(page: &mut String, explanation: &Explanation) {
    for why in &explanation.why {
        let _ = writeln!(page, "  - {why}");
    }
    for (index, step) in explanation.steps.iter().enumerate() {
        let _ = writeln!(page, "  {}. {step}", index + 1);
    }
    for line in explanation.still_works.iter().chain(&explanation.next) {
        let _ = writeln!(page, "  {line}");
    }
    if let Some(action) = &explanation.action {
        let _ = writeln!(page, "  [ {} ]", action.label);
    }
    if let Some(reference) = &explanation.reference {
        let _ = writeln!(page, "  {} <{}>", reference.label, reference.link.as_str());
    }
    page.push('\n');
}
