//! A report as Markdown, which reads as well in an e-mail as on a page of tickets.

use crate::{Msg, Timestamp, Words};

use super::{Environment, Report};

impl Report {
    /// The report as a page of Markdown; `local` writes a time as the reader's own clock has it.
    ///
    /// Foreign text stands in code spans, and the person's words in a quote, so that neither can pass for ours.
    pub fn markdown(&self, words: &Words, local: impl Fn(Timestamp) -> String) -> String {
        let mut page = Page { words, local, text: String::new() };
        let service = plain(self.account.service(words));
        page.text.push_str(&format!("# {}\n", words.say(Msg::ReportTitle, &[("service", &service)])));
        page.text.push('\n');
        page.time(Msg::ReportWritten, Some(self.written));
        self.write_found(&mut page);
        self.write_account(&mut page);
        self.write_error(&mut page);
        self.write_steps(&mut page);
        self.write_trail(&mut page);
        self.write_environment(&mut page);
        if let Some(note) = &self.note {
            page.heading(Msg::ReportSaid);
            let mut lines = note.lines().map(plain).peekable();
            while let Some(line) = lines.next() {
                page.text.push('>');
                if !line.is_empty() {
                    page.text.push_str(&format!(" {line}"));
                    // Two spaces keep a line a line.
                    page.text.push_str(if lines.peek().is_some_and(|next| !next.is_empty()) {
                        "  "
                    } else {
                        ""
                    });
                }
                page.text.push('\n');
            }
        }
        page.text
    }

    fn write_found(&self, page: &mut Page<'_, impl Fn(Timestamp) -> String>) {
        if let Some(found) = &self.found {
            page.item(Msg::ReportFound, &plain(&found.title));
            page.code(Msg::FactClass, found.class.map(|class| class.word()));
            page.code(Msg::ReportFixer, found.fixer.map(|fixer| fixer.word()));
        }
        page.item(Msg::ReportExpected, &plain(&self.expected));
    }

    fn write_account(&self, page: &mut Page<'_, impl Fn(Timestamp) -> String>) {
        let account = &self.account;
        page.heading(Msg::LetterAccount);
        page.code(Msg::Provider, account.provider.as_deref());
        page.code(Msg::Connection, account.connection_name.as_deref());
        page.code(Msg::AccountId, account.id.as_deref());
        page.code(Msg::StatusWord, account.status.as_deref());
        page.time(Msg::Created, account.created_at);
        page.time(Msg::Updated, account.updated_at);
        page.time(Msg::LastUsed, account.last_used_at);
    }

    fn write_error(&self, page: &mut Page<'_, impl Fn(Timestamp) -> String>) {
        if self.error.is_none() && self.ids.is_empty() {
            return;
        }
        page.heading(Msg::ReportError);
        if let Some(error) = &self.error {
            page.code(Msg::FactCode, error.code.as_deref());
            page.code(Msg::Quoted, error.message.as_deref());
            page.time(Msg::ReportWhen, error.at);
        }
        page.codes(Msg::FactIds, &self.ids);
    }

    fn write_steps(&self, page: &mut Page<'_, impl Fn(Timestamp) -> String>) {
        if self.steps.is_empty() && self.executions.is_empty() {
            return;
        }
        page.heading(Msg::ReportSteps);
        for (at, step) in self.steps.iter().enumerate() {
            let state = page.words.get(step.state.name());
            page.text.push_str(&format!("{}. **{}**: {}", at + 1, plain(&step.name), plain(state)));
            if let Some(millis) = step.millis {
                page.text.push_str(&format!(" ({millis} ms)"));
            }
            for said in &step.said {
                page.text.push_str(&format!("\n   - {}", plain(said)));
            }
            page.text.push('\n');
        }
        if !self.steps.is_empty() && !self.executions.is_empty() {
            page.text.push('\n');
        }
        page.codes(Msg::ReportExecutions, &self.executions);
    }

    fn write_trail(&self, page: &mut Page<'_, impl Fn(Timestamp) -> String>) {
        if self.trail.0.is_empty() {
            return;
        }
        page.heading(Msg::ReportTrail);
        for traced in &self.trail.0 {
            page.text.push_str(&format!("- {} {}\n", traced.at.utc(), code(&traced.what.line())));
        }
    }

    fn write_environment(&self, page: &mut Page<'_, impl Fn(Timestamp) -> String>) {
        let environment = &self.environment;
        if *environment == Environment::default() {
            return;
        }
        page.heading(Msg::ReportEnvironment);
        page.code(Msg::ReportApp, environment.name.as_deref());
        page.code(Msg::FactPage, environment.page.as_deref());
        page.code(Msg::ReportBrowser, environment.browser.as_deref());
        page.code(Msg::ReportLanguage, environment.language.as_deref());
        page.code(Msg::ReportZone, environment.zone.as_deref());
        page.code(Msg::ReportVersion, environment.version.as_deref());
    }
}

struct Page<'w, L> {
    words: &'w Words,
    local: L,
    text: String,
}

impl<L: Fn(Timestamp) -> String> Page<'_, L> {
    fn heading(&mut self, msg: Msg) {
        self.text.push_str(&format!("\n## {}\n\n", self.words.get(msg)));
    }

    fn item(&mut self, label: Msg, text: &str) {
        self.text.push_str(&format!("- **{}**: {text}\n", self.words.get(label)));
    }

    fn code(&mut self, label: Msg, text: Option<&str>) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.item(label, &code(text));
        }
    }

    fn codes(&mut self, label: Msg, texts: &[String]) {
        if !texts.is_empty() {
            let texts: Vec<_> = texts.iter().map(|text| code(text)).collect();
            self.item(label, &texts.join(", "));
        }
    }

    fn time(&mut self, label: Msg, at: Option<Timestamp>) {
        if let Some(at) = at {
            let (utc, local) = (self.words.get(Msg::ReportUtc), self.words.get(Msg::ReportLocal));
            let text = format!("{utc} {}, {local} {}", at.utc(), plain(&(self.local)(at)));
            self.item(label, &text);
        }
    }
}

/// A code span that the text cannot end: its fence is longer than any run of backticks inside (CommonMark 6.1).
fn code(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(runs + 1);
    let room = if runs == 0 { "" } else { " " };
    format!("{fence}{room}{text}{room}{fence}")
}

/// A text in which no sign has a meaning in Markdown or HTML.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>#~&".contains(c) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_ends_a_code_span_but_its_fence() {
        for (text, span) in [("a", "`a`"), ("a`b", "`` a`b ``"), ("```", "```` ``` ````"), ("`", "`` ` ``")] {
            assert_eq!(code(text), span);
        }
    }

    proptest! {
        #[test]
        fn fences_are_longer_than_what_they_hold(text in "[a`]{1,20}") {
            let span = code(&text);
            let fence = span.split(' ').next().filter(|_| text.contains('`')).unwrap_or("`");
            prop_assert!(!text.contains(fence) && span.starts_with(fence) && span.ends_with(fence));
        }
    }
}
