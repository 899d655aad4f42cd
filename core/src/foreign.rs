//! Text that others wrote: a provider, a URL, a backend.

/// Text of foreign origin, made safe to quote: one line, no control, bidirectional or invisible characters, cut at 400
/// characters.
///
/// It is shown to developers only, quoted and named as foreign; the type keeps it from being mixed up with our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Foreign(String);

impl Foreign {
    /// `None` where nothing readable is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = tidy(text, 400);
        (!text.is_empty()).then_some(Self(text))
    }

    /// The text, to be quoted.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes foreign text fit for one line of ours: white space folded, control, bidirectional and invisible characters
/// dropped, at most `limit` characters, the last an ellipsis where some were cut.
pub fn tidy(text: &str, limit: usize) -> String {
    let mut kept = String::with_capacity(text.len().min(limit));
    let mut length = 0;
    let mut gap = false;
    let mut rest = text;
    loop {
        // Whole words of plain characters, which is nearly all there is.
        let plain = rest.bytes().take(limit).take_while(u8::is_ascii_graphic).count();
        if plain > 0 && length + usize::from(gap) + plain < limit {
            if gap {
                kept.push(' ');
            }
            // `get`, as the panic of an index brings 2 KB of brotli with it: it prints what it could not cut.
            kept.push_str(rest.get(..plain).unwrap_or_default());
            length += usize::from(gap) + plain;
            gap = false;
            rest = rest.get(plain..).unwrap_or_default();
        }
        let Some(c) = rest.chars().next() else { return kept };
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if c.is_whitespace() {
            gap = length > 0;
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        let wanted = 1 + usize::from(gap);
        if length + wanted > limit.saturating_sub(1) {
            kept.push('…');
            return kept;
        }
        if gap {
            kept.push(' ');
        }
        kept.push(c);
        length += wanted;
        gap = false;
    }
}

/// Characters that change how other text looks, or that nobody can see: Unicode's controls and format characters
/// (category Cf: bidirectional marks, zero-width characters, tags) and the private or unassigned end of a plane.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn white_space_folds_and_invisible_characters_go() {
        assert_eq!(tidy("  a\n\tb\u{202e}c\u{0}  ", 40), "a bc");
        assert_eq!(Foreign::new("\u{200b} \n"), None);
    }

    #[test]
    fn long_text_is_cut_with_an_ellipsis() {
        assert_eq!(tidy("abcdefgh", 5), "abcd…");
        assert_eq!(tidy("abcd", 5), "abcd");
    }

    proptest! {
        #[test]
        fn any_text_stays_within_its_limit(text in any::<String>(), limit in 1usize..60) {
            let tidied = tidy(&text, limit);
            prop_assert!(tidied.chars().count() <= limit);
            prop_assert!(!tidied.chars().any(is_invisible));
            prop_assert_eq!(tidy(&tidied, limit), tidied.clone());
        }
    }
}
