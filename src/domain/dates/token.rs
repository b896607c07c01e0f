//! The words, numbers and signs of which people make dates.

use chrono::Weekday;

/// The months as people write them.
pub(super) const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

/// A part of a date.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A run of letters, in lower case.
    Word(String),
    /// A run of digits.
    Number(String),
    Slash,
    Minus,
    Plus,
    Colon,
}

impl Token {
    /// The letters of a word, the digits of a number, nothing of a sign.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Number(text) => text,
            Self::Slash | Self::Minus | Self::Plus | Self::Colon => "",
        }
    }
}

/// Takes a text apart; `None` where it holds something that stands in no date. Blanks, commas and the full stops
/// of abbreviations separate.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out: Vec<Token> = Vec::new();
    let mut joined = false;
    for c in text.chars().take(60) {
        match (c, out.last_mut()) {
            (c, Some(Token::Word(word))) if joined && c.is_ascii_alphabetic() => {
                word.push(c.to_ascii_lowercase());
            }
            (c, Some(Token::Number(digits))) if joined && c.is_ascii_digit() => digits.push(c),
            (c, _) if c.is_ascii_alphabetic() => out.push(Token::Word(c.to_ascii_lowercase().to_string())),
            (c, _) if c.is_ascii_digit() => out.push(Token::Number(c.to_string())),
            ('/', _) => out.push(Token::Slash),
            ('-' | '\u{2010}'..='\u{2015}' | '\u{2212}', _) => out.push(Token::Minus),
            ('+', _) => out.push(Token::Plus),
            (':', _) => out.push(Token::Colon),
            (' ' | '\t' | '\u{a0}' | ',' | '.', _) => {}
            _ => return None,
        }
        joined = c.is_ascii_alphanumeric();
    }
    Some(out)
}

/// The month of which this word is the name or its beginning, 1 to 12.
pub(in crate::domain) fn month(word: &str) -> Option<u32> {
    let at = MONTH_NAMES.iter().position(|name| word.len() >= 3 && name.to_lowercase().starts_with(word))?;
    u32::try_from(at + 1).ok()
}

/// The day of the week of which this word is the name or its beginning.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS.iter().find(|(name, _)| word.len() >= 3 && name.starts_with(word)).map(|(_, day)| *day)
}

/// Whether this word is the ending of `27th`.
pub(super) fn ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "of")
}

/// Digits as a number.
pub(super) fn number(digits: &str) -> Result<u32, String> {
    digits
        .parse()
        .ok()
        .filter(|_| digits.len() <= 4)
        .ok_or_else(|| format!("{digits} is too long for a date"))
}
