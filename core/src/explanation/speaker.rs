//! The catalogue in one case's names.

use crate::{About, Audience, Provider};
use crate::{Account, Msg, Words};

use super::{Action, Explanation, sense::Sense};

/// The catalogue with the names of one case filled in.
pub(super) struct Speaker<'a> {
    pub(super) words: &'a Words,
    provider: &'a str,
    service: &'a str,
    connection: &'a str,
    /// Some name is not known, and the catalogue's words stand in its place.
    has_no_name: bool,
}

impl<'a> Speaker<'a> {
    /// With an account's own names; where there is none, with the catalogue's.
    pub(super) fn of(account: Option<&'a Account>, words: &'a Words) -> Self {
        match account {
            Some(account) => Self {
                words,
                provider: account.provider_name(),
                service: &account.service,
                connection: &account.connection_name,
                has_no_name: false,
            },
            None => Self {
                words,
                provider: words.get(Msg::TheProvider),
                service: words.get(Msg::TheService),
                connection: words.get(Msg::TheConnection),
                has_no_name: true,
            },
        }
    }

    pub(super) fn new(about: &About<'a>, provider: Option<&'static Provider>, words: &'a Words) -> Self {
        let provider = about.provider.or(provider);
        // Where only one of the two is known, it stands for both, as in an account.
        let known = provider.map(|provider| provider.name);
        let given = Some(about.service).filter(|service| !service.is_empty());
        let has_no_name = known.or(given).is_none();
        let provider = known.or(given).unwrap_or_else(|| words.get(Msg::TheProvider));
        let service = given.or(known).unwrap_or_else(|| words.get(Msg::TheService));
        let connection =
            if about.connection.is_empty() { words.get(Msg::TheConnection) } else { about.connection };
        Self { words, provider, service, connection, has_no_name }
    }

    pub(super) fn text(&self, msg: Msg) -> String {
        self.text_with(msg, &[])
    }

    pub(super) fn text_with(&self, msg: Msg, more: &[(&str, &str)]) -> String {
        let names = [("provider", self.provider), ("service", self.service), ("connection", self.connection)];
        let text = match more {
            [] => self.words.say(msg, &names),
            more => self.words.say(msg, &[&names, more].concat()),
        };
        // "the provider" may begin a sentence; a name is spelled as its owner spells it.
        let begins_with_ours = self.has_no_name
            && self.words.get(msg).starts_with('{')
            && [Msg::TheProvider, Msg::TheService]
                .into_iter()
                .any(|ours| text.starts_with(self.words.get(ours)));
        if begins_with_ours { capitalised(text) } else { text }
    }

    pub(super) fn say(&self, sense: &Sense, audience: Audience) -> Explanation {
        let shows_rest = sense.is_problem && audience == Audience::User;
        Explanation {
            title: sense.title.map(|msg| self.text(msg)).unwrap_or_default(),
            why: sense.why.iter().map(|msg| self.text(*msg)).collect(),
            still_works: shows_rest.then(|| self.text(Msg::StillWorks)),
            action: sense
                .remedy
                .map(|remedy| Action { remedy, label: self.words.get(super::label(remedy)).to_owned() }),
            next: sense.next.map(|msg| self.text(msg)),
            steps: Vec::new(),
            reference: None,
        }
    }
}

/// Only ASCII letters change: the table of all others is too heavy for the widget, and the catalogue's nouns of other
/// languages begin with a letter that has no case, or with one of these.
fn capitalised(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
