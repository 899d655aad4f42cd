//! What an answer says, wherever it says it: the error word, finer codes, and text.

use std::borrow::Cow;

use crate::{
    Provider,
    callback::{Name, Params, decode, decode_all},
    folded::{Folded, Pairs},
    provider::{ANSWERS, Answers},
    rule::{Sign, What},
    standard::WORDS,
};

use super::fields::{self, Field};

/// What rules are held against.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    /// The `error` word.
    pub(super) error: Option<Cow<'a, str>>,
    /// That word came as OAuth 1.0a's `oauth_problem`.
    pub(super) is_problem: bool,
    /// `error_subcode`, `error_reason`, `reason`, `code` and their like.
    pub(super) codes: Vec<Cow<'a, str>>,
    /// Everything that is text, folded.
    pub(super) text: Folded,
    /// Words of the standards may stand in the text itself: it is a message, and no field holds the error word.
    pub(super) prose: bool,
    /// In the provider's own words, as they came.
    pub(super) description: Option<Cow<'a, str>>,
    pub(super) error_uri: Option<Cow<'a, str>>,
    /// The whole text is nothing but one word.
    is_one_word: bool,
}

impl<'a> Said<'a> {
    /// By a URL's parameters.
    pub(super) fn by_callback(params: &Params<'a>) -> Self {
        let error = params.first(Name::Error);
        let is_problem = error.is_none();
        let mut said = Self {
            error: error.or_else(|| params.first(Name::OauthProblem)).map(trimmed),
            is_problem,
            error_uri: params.first(Name::ErrorUri),
            ..Self::default()
        };
        for param in params.all(Name::Subcode) {
            said.add_codes(&decode(param.raw));
        }
        let own = params.all(Name::Description);
        let others = params.all(Name::Message).filter(|_| !params.has(Name::Description));
        for param in own.chain(others) {
            let text = decode_all(param.raw);
            said.text.push(&text);
            said.description = said.description.take().or(Some(text));
        }
        // Some put a sentence where the word belongs.
        if let Some(error) = said.error.as_deref().filter(|error| error.contains([' ', ':'])) {
            said.text.push(error);
        }
        said
    }

    /// By a body or message; JSON, JSON inside a message, a header, a cut body, or plain words.
    pub(super) fn by_text(text: &'a str) -> Self {
        let mut said = Self::default();
        let text = fields::unescaped(text);
        for (field, value) in fields::of(&text) {
            let value = Cow::Owned(value.to_owned());
            match field {
                Field::Error | Field::Problem if said.error.is_none() => {
                    said.error = Some(value);
                    said.is_problem = field == Field::Problem;
                }
                Field::Error | Field::Problem | Field::Code => said.add_codes(&value),
                Field::Description => said.description = said.description.take().or(Some(value)),
                Field::ErrorUri => said.error_uri = Some(value),
            }
        }
        said.text.push(&text);
        said.prose = said.error.is_none();
        said.is_one_word = said.text.is_one_word();
        said.description = said.description.take().filter(|words| words.len() > 8).or(Some(text));
        said
    }

    /// By a code and a message that somebody else has read already. The message is often the provider's whole answer, and the
    /// code a status or a word of the backend's own: it counts as the error word only where it is known as one.
    pub(super) fn by_report(
        code: Option<&'a str>,
        message: Option<&'a str>,
        provider: Option<&'static Provider>,
    ) -> Self {
        let message = message.filter(|message| !message.trim().is_empty());
        let mut said = message.map(Self::by_text).unwrap_or_default();
        let Some(code) = code else { return said };
        if message.is_none() || is_known(code, provider) {
            if let Some(error) = said.error.replace(Cow::Borrowed(code)) {
                said.codes.push(error);
            }
            said.is_problem = false;
            said.prose = false;
        }
        said.add_codes(code);
        said
    }

    /// `53003`, `[53003]`, `53003,50079`.
    fn add_codes(&mut self, value: &str) {
        for code in value.split(',').take(16) {
            let code = code.trim_matches(['[', ']', ' ', '"', '\'']);
            self.codes.push(Cow::Owned(code.to_owned()));
        }
    }

    /// The numbers of a provider: after its prefix, in code fields, and in an `error_uri` of its own.
    pub(super) fn numbers(&self, answers: &Answers) -> Vec<u32> {
        let mut numbers = self.text.numbers_after(answers.number_prefix);
        let of_uri = self.error_uri.as_deref().and_then(|uri| {
            let (before, code) = uri.split_once("code=")?;
            answers.owns(before).then_some(code)
        });
        let fields = self.codes.iter().map(Cow::as_ref).chain(of_uri);
        for number in fields.filter_map(|code| code.parse().ok()) {
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }

    /// The pairs of everything that a rule can look for.
    pub(super) fn pairs(&self) -> Pairs {
        let words = self.error.iter().chain(&self.codes);
        words.fold(self.text.pairs(), |pairs, word| pairs.and(Pairs::of(head_of(word))))
    }

    /// Whether a sign is in what was said.
    pub(super) fn holds(&self, sign: &Sign, numbers: &[u32]) -> bool {
        match sign.what {
            What::Number(number) => numbers.contains(&number),
            What::Error(word) => self.is_error(word, sign.pairs),
            What::ErrorAnd(word, phrase) => {
                self.text.has(phrase, sign.pairs) && self.is_error(word, Pairs::of(word))
            }
            What::Subcode(code) => {
                let is_field = self.codes.iter().any(|said| said.eq_ignore_ascii_case(code));
                is_field || self.is_in_prose(code, sign.pairs)
            }
            What::Phrase(phrase) => self.text.has(phrase, sign.pairs),
            What::Word(word) => self.text.has_word(word, sign.pairs),
        }
    }

    /// Whether the error word is this one.
    pub(super) fn is_error(&self, word: &str, pairs: Pairs) -> bool {
        match &self.error {
            Some(error) => error.eq_ignore_ascii_case(word),
            None => self.is_in_prose(word, pairs),
        }
    }

    /// Words that are only ever codes are recognised in a sentence; `forbidden` is not one of them.
    fn is_in_prose(&self, word: &str, pairs: Pairs) -> bool {
        self.prose
            && (self.is_one_word
                || is_code_like(word)
                || self.codes.iter().any(|code| code.eq_ignore_ascii_case(word)))
            && self.text.has_word(word, pairs)
    }
}

/// Whether a word is an error word of the standards, or of the provider; where that is not known, of any.
fn is_known(word: &str, provider: Option<&'static Provider>) -> bool {
    let is_asked = |answers: &Answers| provider.is_none_or(|provider| *answers.provider == *provider);
    WORDS.know(word) || ANSWERS.iter().any(|answers| is_asked(answers) && answers.rules.know(word))
}

/// No code is longer than this; one that is equals none that is known.
fn head_of(word: &str) -> &str {
    word.get(..128).unwrap_or(word)
}

fn is_code_like(word: &str) -> bool {
    let bytes = word.as_bytes();
    word.contains(['_', '.', '-']) && !word.contains(' ')
        || bytes.windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase())
        || bytes.iter().any(u8::is_ascii_digit) && bytes.iter().any(u8::is_ascii_alphabetic)
}

fn trimmed(value: Cow<'_, str>) -> Cow<'_, str> {
    let trimmed = value.trim();
    if trimmed.len() == value.len() { value } else { Cow::Owned(trimmed.to_owned()) }
}
