//! An explanation as a letter: plain text under a subject, for a backend to send by e-mail or as a notification.

use crate::{Account, Explanation, Msg, SafeLink, Words};

/// A letter, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Lines of plain text.
    pub text: String,
}

impl Letter {
    /// To the person whose account it is; `page` is where they reconnect it. `None` where there is nothing for them to do.
    pub fn about(
        account: &Account,
        explanation: &Explanation,
        page: &SafeLink,
        words: &Words,
    ) -> Option<Self> {
        explanation.action.as_ref()?;
        let mut text = format!("{}.\n", explanation.title);
        if let Some(label) = &account.label {
            text.push_str(&format!("{}: {label}\n", words.get(Msg::LetterAccount)));
        }
        match explanation.why.as_slice() {
            [] => {}
            [why] => text.push_str(&format!("\n{why}\n")),
            several => {
                text.push_str(&format!("\n{}:\n", words.get(Msg::Likely)));
                several.iter().for_each(|why| text.push_str(&format!("- {why}\n")));
            }
        }
        if let Some(still_works) = &explanation.still_works {
            text.push_str(&format!("\n{still_works}\n"));
        }
        let go = words.say(Msg::LetterGo, &[("service", &account.service)]);
        text.push_str(&format!("\n{go}\n{}\n", page.as_str()));
        Some(Self { subject: explanation.title.clone(), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Audience, Finding, Tried, explain};
    use serde_json::json;

    fn letter(status: &str, label: Option<&str>) -> Option<Letter> {
        let json = json!({"id": "ca_1", "connection_name": "gmail", "provider": "GMAIL", "status": status, "account_label": label});
        let account = Account::read(&json).expect("an account");
        let finding = Finding::of(&account, Tried::default());
        let explanation = explain(&finding, &account, Audience::User, &Words::new());
        let page = SafeLink::parse("https://app.example/reconnect.html?account=ca_1").expect("a link");
        Letter::about(&account, &explanation, &page, &Words::new())
    }

    #[test]
    fn a_person_reads_what_happened_and_where_to_go() {
        let letter = letter("REVOKED", Some("mara@a.example")).expect("a letter");
        insta::assert_snapshot!(format!("{}\n\n{}", letter.subject, letter.text));
        assert!(!letter.subject.contains('\n'));
    }

    #[test]
    fn there_is_no_letter_where_there_is_nothing_to_do() {
        assert_eq!(letter("ACTIVE", None), None);
        for status in ["EXPIRED", "REVOKED", "ERROR", "PENDING", "?"] {
            assert!(
                letter(status, None).is_some_and(|letter| letter.text.contains("https://app.example/")),
                "{status}"
            );
        }
    }
}
