//! What people type to find something: its words, where they stand in a text, and what is shown around them.

use crate::words;
use std::ops::Range;

words! {
    /// A sort of record that can be found, in the order in which they are shown.
    FoundKind {
        Family = "family" => "Families",
        Member = "member" => "Family members",
        Person = "person" => "People",
        Referral = "referral" => "Referrals",
        Item = "item" => "Action items",
        Meeting = "meeting" => "Meetings",
        Note = "note" => "Notes",
    }
}

/// How many words count; what is typed after them is left out.
const MOST_WORDS: usize = 12;

/// The words that somebody typed: each begins a word of what is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl Words {
    /// Reads what was typed: letters and digits are words, everything else stands between them.
    pub fn read(text: &str) -> Self {
        Self(tokens(text).take(MOST_WORDS).map(|(_, word)| word.to_lowercase()).collect())
    }

    /// Whether nothing was typed that can be looked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The words as a full-text query: all of them, each as the beginning of a word.
    ///
    /// A single letter stands for itself alone, as in initials: everything that begins with it would be no answer.
    pub fn query(&self) -> String {
        let one = |word: &String| {
            let begins = if word.chars().nth(1).is_some() { "*" } else { "" };
            format!("\"{word}\"{begins}")
        };
        self.0.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// Where these words stand in a text, in bytes, without overlaps.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        tokens(text).filter_map(|(at, token)| Some(at..at + self.begins(token)?)).collect()
    }

    /// How many bytes of a word are one of these, where it begins with one.
    fn begins(&self, token: &str) -> Option<usize> {
        let longest = self.0.iter().filter(|word| {
            let single = word.chars().nth(1).is_none();
            let mut letters = token.chars().flat_map(char::to_lowercase);
            let begins = word.chars().all(|letter| letters.next() == Some(letter));
            begins && (!single || letters.next().is_none())
        });
        let letters = longest.map(|word| word.chars().count()).max()?;
        Some(token.chars().take(letters).map(char::len_utf8).sum::<usize>().min(token.len()))
    }

    /// At most so many characters of a text in one line, from a little before the first of these words.
    pub fn excerpt(&self, text: &str, most: usize) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let count = text.chars().count();
        if count <= most {
            return text;
        }
        let first = self.marks(&text).first().map_or(0, |mark| mark.start);
        let before = text.get(..first).map_or(0, |head| head.chars().count());
        let start = before.saturating_sub(most / 4).min(count.saturating_sub(most));
        // From the beginning of a word on, where that does not lose the one that was found.
        let start = if start == 0 { 0 } else { word_after(&text, start).min(before) };
        let cut: String = text.chars().skip(start).take(most).collect();
        let (head, tail) = (if start > 0 { "…" } else { "" }, if start + most < count { "…" } else { "" });
        format!("{head}{}{tail}", cut.trim_end())
    }
}

/// The place of the first word that begins at or after a place, counted in characters.
fn word_after(text: &str, from: usize) -> usize {
    text.chars().skip(from).position(|c| c == ' ').map_or(from, |blank| from + blank + 1)
}

/// The runs of letters and digits in a text, with their places in bytes.
fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| {
        // Each is a piece of the text: how far in is the distance of their beginnings.
        (word.as_ptr().addr().saturating_sub(text.as_ptr().addr()), word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked<'t>(typed: &str, text: &'t str) -> Vec<&'t str> {
        Words::read(typed).marks(text).into_iter().filter_map(|mark| text.get(mark)).collect()
    }

    #[test]
    fn words_become_a_query_in_which_nothing_is_an_operator() {
        for (typed, query) in [
            ("Lee", "\"lee\"*"),
            ("0042-8", "\"0042\"* \"8\""),
            ("lee OR \"sam\" NEAR(*", "\"lee\"* \"or\"* \"sam\"* \"near\"*"),
            ("J.R.", "\"j\" \"r\""),
            (" -- ", ""),
        ] {
            assert_eq!(Words::read(typed).query(), query, "{typed}");
        }
    }

    #[test]
    fn beginnings_of_words_are_marked() {
        assert_eq!(marked("sch", "See A at school, schooling"), ["sch", "sch"]);
        assert_eq!(marked("a", "See A at school"), ["A"]);
        assert_eq!(marked("école", "L’École est là"), ["École"]);
        assert_eq!(marked("x", "See A"), Vec::<&str>::new());
    }

    #[test]
    fn an_excerpt_begins_a_little_before_what_was_found() {
        let text = "The family moved in spring and the landlord has agreed to mend the heating before the winter comes";
        let words = Words::read("heating");
        assert_eq!(words.excerpt(text, 40), "…mend the heating before the winter comes");
        assert_eq!(words.excerpt("short\ntext", 40), "short text");
    }

    proptest! {
        #[test]
        fn an_excerpt_shows_the_word(words in proptest::collection::vec("[a-z]{1,9}", 1..60), pick in 0usize..60) {
            let word = words.get(pick % words.len()).cloned().unwrap_or_default();
            let typed = Words::read(&word);
            let cut = typed.excerpt(&words.join(" "), 40);
            prop_assert!(!typed.marks(&cut).is_empty(), "{} in {}", word, cut);
            prop_assert!(cut.chars().count() <= 42);
        }

        #[test]
        fn any_text_is_read_and_marked(typed in ".{0,40}", text in ".{0,80}") {
            let words = Words::read(&typed);
            for mark in words.marks(&text) {
                prop_assert!(text.get(mark).is_some());
            }
            let _ = words.excerpt(&text, 10);
        }
    }
}
