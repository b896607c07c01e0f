//! How people stand in the file: by initials or an alias, never by a full name or a number of the state.

/// The longest alias, in characters.
const LONGEST_ALIAS: usize = 20;

/// Words that look like a name beside another word, and are none.
const KIN: [&str; 22] = [
    "adult",
    "child",
    "baby",
    "infant",
    "twin",
    "mother",
    "father",
    "mom",
    "dad",
    "parent",
    "sister",
    "brother",
    "aunt",
    "uncle",
    "grandmother",
    "grandfather",
    "grandma",
    "grandpa",
    "partner",
    "oldest",
    "youngest",
    "middle",
];

/// Says what is wrong with the initials or alias of a family member; `None` where nothing is [domain: never stored].
pub fn wrong_alias(alias: &str) -> Option<&'static str> {
    if alias.is_empty() {
        return Some("Give initials or an alias, such as A or JB");
    }
    if alias.chars().count() > LONGEST_ALIAS {
        return Some("An alias has at most 20 characters");
    }
    if holds_ssn(alias) {
        return Some("A social security number is never kept here");
    }
    looks_like_full_name(alias)
        .then_some("This looks like a full name: give initials or an alias, such as A or JB")
}

/// Whether a text holds what looks like a social security number: nine digits as 3-2-4, or written together.
pub fn holds_ssn(text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| match c {
            c if c.is_ascii_digit() => '0',
            '-' | ' ' | '.' | '\u{2010}'..='\u{2015}' => '-',
            _ => 'x',
        })
        .collect();
    let alone = |part: &str| shape.split('x').any(|run| run.trim_matches('-') == part);
    alone("000-00-0000") || alone("000000000")
}

/// Whether a text reads like first and last name: `Jordan Lee`, `Lee, Jordan`.
pub fn looks_like_full_name(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).collect();
    let names = words.iter().filter(|word| is_name(word)).count();
    names >= 2 || (text.contains(',') && words.len() >= 2 && names >= 1)
}

/// A capital and then small letters, at least two together, and no word for a relative.
fn is_name(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let capital = letters.first().is_some_and(|c| c.is_uppercase());
    let small = letters.len() >= 2 && letters.iter().skip(1).any(|c| c.is_lowercase());
    capital && small && !KIN.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_and_aliases_pass_and_names_do_not() {
        for fine in ["A", "JB", "Adult A", "Baby B", "J. B.", "oldest girl", "Mother", "Twin Brother", "Jo"] {
            assert_eq!(wrong_alias(fine), None, "{fine}");
        }
        for wrong in [
            "",
            "Jordan Lee",
            "Lee, Jordan",
            "Ana Maria Kim",
            "123-45-6789",
            "123 45 6789",
            "x".repeat(21).as_str(),
        ] {
            assert!(wrong_alias(wrong).is_some(), "{wrong}");
        }
    }

    #[test]
    fn numbers_of_the_state_are_found_in_any_text() {
        assert!(holds_ssn("her number is 123-45-6789, she says") && holds_ssn("123456789"));
        assert!(!holds_ssn("call 309-555-0100") && !holds_ssn("2026-11-24") && !holds_ssn("case 4711"));
    }
}
