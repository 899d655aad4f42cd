//! What a provider says, and what it means: the rows of a provider's table.

use std::sync::OnceLock;

use crate::{Class, Fixer, folded::Pairs};

/// What an answer means where one of the signs is in it.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What it is recognised by.
    pub(crate) when: When,
    /// What it means.
    pub(crate) class: Class,
    /// Who can mend it, where that differs from [`Class::usual_fixer`].
    pub(crate) fixer: Option<Fixer>,
    /// Whether trying again helps, where that differs from [`Class::usually_retried`].
    pub(crate) retry: Option<bool>,
    /// The public page it comes from.
    pub(crate) source: &'static str,
}

/// What a rule is recognised by. Case never counts. Several words or phrases stand in one text with `|` between them, which
/// weighs a quarter of a list.
#[derive(Debug)]
pub(crate) enum When {
    /// Numbers of the provider. Each stands whole, either right after the provider's `number_prefix` in any text
    /// ("AADSTS65001:", never inside AADSTS650010, and never a number of some other kind) or as a code field's value.
    Numbers(&'static [u32]),
    /// `error` words, exact.
    Errors(&'static str),
    /// One `error` word, and a phrase in the description.
    ErrorAnd(&'static str, &'static str),
    /// Finer codes, exact: `error_subcode`, `error_subtype`, `suberror`, `error_reason`, `error_code`, `reason`, …
    Subcodes(&'static str),
    /// Phrases anywhere in the description or message, spaces folded. A digit at an edge is never part of a longer number.
    Phrases(&'static str),
    /// The same, never as a part of a longer word.
    Words(&'static str),
}

impl Rule {
    const fn new(when: When, class: Class, source: &'static str) -> Self {
        Self { when, class, fixer: None, retry: None, source }
    }

    /// See [`When::Numbers`].
    pub(crate) const fn numbers(numbers: &'static [u32], class: Class, source: &'static str) -> Self {
        Self::new(When::Numbers(numbers), class, source)
    }

    /// See [`When::Errors`].
    pub(crate) const fn errors(words: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Errors(words), class, source)
    }

    /// See [`When::ErrorAnd`].
    pub(crate) const fn error_and(
        word: &'static str,
        phrase: &'static str,
        class: Class,
        source: &'static str,
    ) -> Self {
        Self::new(When::ErrorAnd(word, phrase), class, source)
    }

    /// See [`When::Subcodes`].
    pub(crate) const fn subcodes(codes: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Subcodes(codes), class, source)
    }

    /// See [`When::Phrases`].
    pub(crate) const fn phrases(phrases: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Phrases(phrases), class, source)
    }

    /// See [`When::Words`].
    pub(crate) const fn words(words: &'static str, class: Class, source: &'static str) -> Self {
        Self::new(When::Words(words), class, source)
    }

    /// The same, mended by somebody else than is usual for the class.
    pub(crate) const fn by(mut self, fixer: Fixer) -> Self {
        self.fixer = Some(fixer);
        self
    }

    /// The same, where trying again helps (or does not) unlike is usual for the class.
    pub(crate) const fn retry(mut self, helps: bool) -> Self {
        self.retry = Some(helps);
        self
    }
}

/// A table of rules. They are tried in their order, and the first that holds decides.
#[derive(Debug)]
pub(crate) struct Rules {
    rows: &'static [Rule],
    signs: OnceLock<Box<[Sign]>>,
}

/// One word, number or phrase of a rule, ready to be looked for.
#[derive(Debug)]
pub(crate) struct Sign {
    /// What it is.
    pub(crate) what: What,
    /// The pairs of its text.
    pub(crate) pairs: Pairs,
    /// What it means.
    pub(crate) rule: &'static Rule,
}

/// A sign by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// One of [`When::Numbers`].
    Number(u32),
    /// One of [`When::Errors`].
    Error(&'static str),
    /// See [`When::ErrorAnd`].
    ErrorAnd(&'static str, &'static str),
    /// One of [`When::Subcodes`].
    Subcode(&'static str),
    /// One of [`When::Phrases`].
    Phrase(&'static str),
    /// One of [`When::Words`].
    Word(&'static str),
}

impl Rules {
    pub(crate) const fn new(rows: &'static [Rule]) -> Self {
        Self { rows, signs: OnceLock::new() }
    }

    /// Every sign of every rule, in order. They are taken apart at the first call, and not when the table is compiled: the
    /// pairs alone would be a third of the module.
    pub(crate) fn signs(&self) -> &[Sign] {
        self.signs.get_or_init(|| {
            let mut signs = Vec::new();
            for rule in self.rows {
                let mut add = |what, text| signs.push(Sign { what, pairs: Pairs::of(text), rule });
                let (list, what): (_, fn(_) -> _) = match rule.when {
                    When::Numbers(numbers) => {
                        numbers.iter().for_each(|number| add(What::Number(*number), ""));
                        continue;
                    }
                    When::ErrorAnd(word, phrase) => {
                        add(What::ErrorAnd(word, phrase), phrase);
                        continue;
                    }
                    When::Errors(words) => (words, What::Error),
                    When::Subcodes(codes) => (codes, What::Subcode),
                    When::Phrases(phrases) => (phrases, What::Phrase),
                    When::Words(words) => (words, What::Word),
                };
                list.split('|').map(str::trim).for_each(|text| add(what(text), text));
            }
            signs.into()
        })
    }

    /// Whether it has a rule for this `error` word.
    pub(crate) fn know(&self, word: &str) -> bool {
        self.signs().iter().any(|sign| {
            matches!(sign.what, What::Error(known) | What::ErrorAnd(known, _)
                if known.len() == word.len() && known.eq_ignore_ascii_case(word))
        })
    }
}

#[cfg(test)]
impl Rules {
    /// Holds every table to what makes it readable and right.
    pub(crate) fn assert_sound(&self) {
        let signs = self.signs();
        for (index, Sign { what, rule, .. }) in signs.iter().enumerate() {
            assert!(rule.source.starts_with("https://"), "{rule:?} names a public page");
            assert!(!signs[..index].iter().any(|other| other.what == *what), "{what:?} is reached");
            if let What::Error(text) | What::Subcode(text) | What::Phrase(text) | What::Word(text) = what {
                assert!(!text.is_empty() && text.is_ascii(), "{rule:?}");
            }
        }
    }
}
