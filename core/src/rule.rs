//! One thing a provider says, and what it means: a row of a provider's table.

use crate::{Class, Fixer, folded::Pairs};

/// What an answer means where `when` holds. A provider's rules are tried in their order, and the first that holds decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is recognised by.
    pub when: When,
    /// What it means.
    pub class: Class,
    /// Who can mend it, where that differs from [`Class::usual_fixer`].
    pub fixer: Option<Fixer>,
    /// Whether trying again helps, where that differs from [`Class::usually_retried`].
    pub retry: Option<bool>,
    /// The public page it comes from.
    pub source: &'static str,
    /// The pairs of its phrase, worked out when the table is compiled.
    pub(crate) pairs: Pairs,
}

/// What a rule is recognised by. Case never counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// One of the provider's numbers. It stands whole, either right after the provider's [`number_prefix`] in any text
    /// ("AADSTS65001:", never inside AADSTS650010, and never a number of some other kind) or as a code field's value.
    ///
    /// [`number_prefix`]: crate::Provider::number_prefix
    Number(u32),
    /// The `error` word, exact.
    Error(&'static str),
    /// That `error` word, and a phrase in the description.
    ErrorAnd(&'static str, &'static str),
    /// A finer code, exact: `error_subcode`, `error_subtype`, `suberror`, `error_reason`, `error_code`, `reason`, …
    Subcode(&'static str),
    /// A phrase anywhere in the description or message, spaces folded. A digit at its edge is never part of a longer number.
    Phrase(&'static str),
}

impl Rule {
    const fn new(when: When, class: Class, source: &'static str) -> Self {
        let pairs = match when {
            When::Number(_) => Pairs::NONE,
            When::Error(text) | When::ErrorAnd(_, text) | When::Subcode(text) | When::Phrase(text) => {
                Pairs::of(text)
            }
        };
        Self { when, class, fixer: None, retry: None, source, pairs }
    }

    /// See [`When::Number`].
    pub const fn number(number: u32, class: Class, source: &'static str) -> Self {
        Self::new(When::Number(number), class, source)
    }

    /// See [`When::Error`].
    pub const fn error(word: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Error(word), class, source)
    }

    /// See [`When::ErrorAnd`].
    pub const fn error_and(
        word: &'static str,
        phrase: &'static str,
        class: Class,
        source: &'static str,
    ) -> Self {
        Self::new(When::ErrorAnd(word, phrase), class, source)
    }

    /// See [`When::Subcode`].
    pub const fn subcode(code: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Subcode(code), class, source)
    }

    /// See [`When::Phrase`].
    pub const fn phrase(phrase: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Phrase(phrase), class, source)
    }

    /// The same, mended by somebody else than is usual for the class.
    pub const fn by(mut self, fixer: Fixer) -> Self {
        self.fixer = Some(fixer);
        self
    }

    /// The same, where trying again helps (or does not) unlike is usual for the class.
    pub const fn retry(mut self, helps: bool) -> Self {
        self.retry = Some(helps);
        self
    }
}
