//! Foreign text in the form in which phrases are looked for: lower case, spaces folded, and quick to say "not in here".

/// How much of a text is looked at, in bytes. What an answer means stands near its beginning.
const LIMIT: usize = 16 * 1024;

/// Which pairs of neighbouring bytes a text has, in 128 buckets. A text can only hold a phrase when it has all its pairs,
/// so nearly every phrase of a long table is ruled out by two comparisons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pairs([u64; 2]);

impl Pairs {
    pub(crate) const NONE: Self = Self([0; 2]);

    /// The pairs of an ASCII phrase.
    pub(crate) const fn of(phrase: &str) -> Self {
        let bytes = phrase.as_bytes();
        let mut pairs = Self::NONE;
        let mut at = 1;
        while at < bytes.len() {
            pairs.add(bytes[at - 1].to_ascii_lowercase(), bytes[at].to_ascii_lowercase());
            at += 1;
        }
        pairs
    }

    const fn add(&mut self, first: u8, second: u8) {
        let bucket = (first as usize * 37 + second as usize) & 127;
        self.0[bucket >> 6] |= 1 << (bucket & 63);
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    #[inline]
    pub(crate) const fn cover(self, other: Self) -> bool {
        self.0[0] & other.0[0] == other.0[0] && self.0[1] & other.0[1] == other.0[1]
    }
}

/// A folded text, as bytes.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    text: Vec<u8>,
    pairs: Pairs,
}

impl Folded {
    /// Adds a part, set off from what is there by a space. Control characters go; typographic apostrophes become plain.
    pub(crate) fn push(&mut self, part: &str) {
        let bytes = part.as_bytes();
        let bytes = &bytes[..bytes.len().min(LIMIT.saturating_sub(self.text.len()))];
        self.text.reserve(bytes.len() + 1);
        if !self.text.is_empty() {
            self.text.push(b' ');
        }
        let mut last = b' ';
        let mut at = 0;
        while at < bytes.len() {
            let (plain, length) = match &bytes[at..] {
                // U+2018 and U+2019, U+00A0.
                [0xe2, 0x80, 0x98 | 0x99, ..] => (b'\'', 3),
                [0xc2, 0xa0, ..] => (b' ', 2),
                [byte, ..] if byte.is_ascii_whitespace() => (b' ', 1),
                [byte, ..] => (byte.to_ascii_lowercase(), 1),
                [] => break,
            };
            at += length;
            if plain.is_ascii_control() || plain == b' ' && last == b' ' {
                continue;
            }
            self.pairs.add(last, plain);
            self.text.push(plain);
            last = plain;
        }
    }

    /// Its pairs.
    pub(crate) fn pairs(&self) -> Pairs {
        self.pairs
    }

    /// Whether it is one word.
    pub(crate) fn is_one_word(&self) -> bool {
        !self.text.contains(&b' ')
    }

    /// Whether it holds the phrase; a digit at an edge of the phrase must not go on.
    pub(crate) fn has(&self, phrase: &str, pairs: Pairs) -> bool {
        let goes_on = |edge: Option<&u8>, next: Option<u8>| {
            edge.is_some_and(u8::is_ascii_digit) && next.is_some_and(|next| next.is_ascii_digit())
        };
        self.pairs.cover(pairs)
            && self.any(phrase, |before, after| {
                let bytes = phrase.as_bytes();
                !goes_on(bytes.first(), before) && !goes_on(bytes.last(), after)
            })
    }

    /// Whether it holds the word, not as a part of a longer one.
    pub(crate) fn has_word(&self, word: &str, pairs: Pairs) -> bool {
        let inside = |next: Option<u8>| next.is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_');
        self.pairs.cover(pairs) && self.any(word, |before, after| !inside(before) && !inside(after))
    }

    /// Every number that stands right after the prefix, or with one sign between, and is not part of a longer word.
    pub(crate) fn numbers_after(&self, prefix: &str) -> Vec<u32> {
        let mut numbers = Vec::new();
        if prefix.is_empty() || !self.pairs.cover(Pairs::of(prefix)) {
            return numbers;
        }
        let bytes = &self.text;
        self.each(prefix, |at| {
            let rest = &bytes[at + prefix.len()..];
            let rest = rest.strip_prefix(b" ").or_else(|| rest.strip_prefix(b":")).unwrap_or(rest);
            let digits = rest.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
            let ends = rest.get(digits).is_none_or(|b| !b.is_ascii_alphanumeric());
            let number = std::str::from_utf8(&rest[..digits]).ok().filter(|_| ends);
            if let Some(Ok(number)) = number.map(str::parse)
                && !numbers.contains(&number)
                && numbers.len() < 16
            {
                numbers.push(number);
            }
            false
        });
        numbers
    }

    fn any(&self, phrase: &str, accepts: impl Fn(Option<u8>, Option<u8>) -> bool) -> bool {
        let bytes = &self.text;
        self.each(phrase, |at| {
            let before = at.checked_sub(1).map(|before| bytes[before]);
            accepts(before, bytes.get(at + phrase.len()).copied())
        })
    }

    /// Calls with each place where the phrase begins until told `true`; answers whether it was.
    fn each(&self, phrase: &str, mut found: impl FnMut(usize) -> bool) -> bool {
        let (text, phrase) = (&self.text, phrase.as_bytes());
        let Some(first) = phrase.first().map(u8::to_ascii_lowercase) else { return false };
        let Some(last) = text.len().checked_sub(phrase.len()) else { return false };
        text[..=last]
            .iter()
            .enumerate()
            .filter(|(_, byte)| **byte == first)
            .any(|(at, _)| text[at..at + phrase.len()].eq_ignore_ascii_case(phrase) && found(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Folded {
        let mut folded = Folded::default();
        folded.push(text);
        folded
    }

    fn has(text: &str, phrase: &str) -> bool {
        folded(text).has(phrase, Pairs::of(phrase))
    }

    #[test]
    fn case_spaces_and_apostrophes_do_not_matter() {
        assert!(has("The  user\r\nDOESN\u{2019}T\u{a0}know", "user doesn't know"));
        assert!(!has("the user", "the users"));
        assert!(!has("", "a"));
    }

    #[test]
    fn digits_at_an_edge_must_end_there() {
        assert!(has("error 90094: x", "90094"));
        assert!(!has("error 900944", "90094"));
        assert!(!has("error 190094", "90094"));
        assert!(has("error 900944 and 90094", "90094"));
    }

    #[test]
    fn words_stand_whole() {
        let text = folded("due to bad_redirect_uri: x");
        assert!(text.has_word("bad_redirect_uri", Pairs::of("bad_redirect_uri")));
        assert!(!text.has_word("redirect_uri", Pairs::of("redirect_uri")));
    }

    #[test]
    fn numbers_stand_whole_after_their_prefix() {
        let text =
            folded("AADSTS900144: a aadsts 65001, AADSTS90014x, AADSTS Ltd (65004), AADSTS99999999999");
        assert_eq!(text.numbers_after("AADSTS"), [900_144, 65001]);
    }

    #[test]
    fn long_text_is_cut() {
        let long = "ü".repeat(LIMIT);
        assert!(folded(&long).text.len() <= LIMIT + 1);
    }

    proptest! {
        #[test]
        fn a_phrase_that_is_there_is_found(before in "[a-z é]{0,20}", phrase in "[A-Za-z_']{1,12}", after in "[a-z é]{0,20}") {
            let text = format!("{before} {phrase} {after}");
            prop_assert!(has(&text, &phrase));
        }

        #[test]
        fn any_text_folds(text in any::<String>(), phrase in any::<String>()) {
            let folded = folded(&text);
            folded.has(&phrase, Pairs::of(&phrase));
            folded.numbers_after("AADSTS");
        }
    }
}
