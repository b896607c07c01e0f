//! Text from outside, made safe once, at the boundary.

pub mod cells;
mod count;

pub use count::{count, many};

use crate::error::{Result, invalid};
use std::borrow::Cow;

/// The longest text of one field, in characters.
pub const LONGEST: usize = 20_000;

/// Whether a character may stand in a text: no control but newline, no bidi control, no invisible.
pub fn is_plain(c: char) -> bool {
    match c {
        '\n' => true,
        '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{61c}'
        | '\u{feff}'
        | '\u{ad}' => false,
        c => !c.is_control(),
    }
}

/// Cleans text of several lines: line ends become newlines, tabs become blanks, controls go.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        if count >= LONGEST {
            break;
        }
        let c = match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                '\n'
            }
            '\t' | '\u{a0}' => ' ',
            c => c,
        };
        if is_plain(c) {
            out.push(c);
            count += 1;
        }
    }
    out
}

/// Cleans text that somebody wrote, and refuses what is longer than a field takes: nothing written is cut unseen.
///
/// # Errors
/// It is longer than [`LONGEST`] characters; the sentence says by how many.
pub fn whole(text: &str) -> Result<String> {
    let cleaned = clean(text);
    // Only where cleaning may have cut is it counted what was there.
    if text.len() <= LONGEST || cleaned.chars().count() < LONGEST {
        return Ok(cleaned);
    }
    let text = text.replace("\r\n", "\n");
    let long = text.chars().filter(|c| is_plain(*c) || matches!(c, '\t' | '\r')).count();
    match long.checked_sub(LONGEST) {
        None | Some(0) => Ok(cleaned),
        Some(over) => Err(invalid(format!("this text is {} too long", count(over, "character")))
            .hint(format!("a field takes {LONGEST} characters: shorten it, or put the rest elsewhere; nothing of it is lost"))),
    }
}

/// Takes out what is not plain, whatever its length: the last look before a text leaves the program, because other
/// programs fill the file, too.
pub fn purge(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| is_plain(*c)).collect())
}

/// Cleans text of one line: as [`clean`], with newlines as blanks and no blanks at the ends.
pub fn clean_line(text: &str) -> String {
    clean(text).replace('\n', " ").trim().to_owned()
}

/// A sentence with a capital letter at its beginning; the program's own name stays as it is written.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with("ifr ") => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_and_invisibles_go() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}\r\nc\td"), "a[31mb\nc d");
        assert_eq!(clean_line("  \u{202e}abc\u{200b}\n x "), "abc  x");
        assert_eq!(clean("é 漢字 👩"), "é 漢字 👩");
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        for (text, said) in [("élan", "Élan"), ("", ""), ("F-0197", "F-0197"), ("ifr check", "ifr check")] {
            assert_eq!(capital(text), said);
        }
    }

    #[test]
    fn what_is_too_long_is_refused_and_never_cut() {
        let full = "é".repeat(LONGEST);
        assert_eq!(whole(&full).unwrap(), full);
        assert_eq!(whole(&format!("{full}\u{1b}\u{200b}")).unwrap(), full, "what goes is not counted");
        assert_eq!(whole(&format!("{}\r\n", "é".repeat(LONGEST - 1))).unwrap().chars().count(), LONGEST);
        let error = whole(&format!("{full}abc")).unwrap_err();
        assert_eq!(error.message, "this text is 3 characters too long");
        assert!(error.hint.contains("20000"), "{}", error.hint);
    }

    proptest! {
        #[test]
        fn nothing_unsafe_survives(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(cleaned.chars().all(is_plain));
            prop_assert_eq!(clean(&cleaned), cleaned);
        }
    }
}
