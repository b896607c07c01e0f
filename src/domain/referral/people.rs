//! The members of a family as they are typed in one line when a referral is accepted.

use crate::domain::alias::wrong_alias;
use crate::domain::text::clean_line;

/// Reads `M 1995, J, K 2024`: initials or an alias each, with the birth year where it is known.
///
/// # Errors
/// A sentence about the first that cannot be read.
pub fn read_people(text: &str) -> Result<Vec<(String, Option<i32>)>, String> {
    let text = clean_line(text);
    text.split([',', ';']).map(str::trim).filter(|one| !one.is_empty()).map(read_one).collect()
}

fn read_one(text: &str) -> Result<(String, Option<i32>), String> {
    let (alias, born) = match text.rsplit_once(' ') {
        Some((alias, year)) if year.chars().all(|c| c.is_ascii_digit()) => (alias.trim(), Some(year)),
        _ => (text, None),
    };
    let born = match born.map(str::parse::<i32>) {
        None => None,
        Some(Ok(year)) if (1900..=2200).contains(&year) => Some(year),
        Some(_) => return Err(format!("\"{text}\": give the birth year with all four digits")),
    };
    match wrong_alias(alias) {
        Some(wrong) => Err(format!("\"{text}\": {wrong}")),
        None => Ok((alias.to_owned(), born)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_as_they_are_typed() {
        let read = read_people(" M 1995, J;K 2024 ,").unwrap_or_default();
        let expected = [("M", Some(1995)), ("J", None), ("K", Some(2024))];
        assert_eq!(read, expected.map(|(alias, born)| (alias.to_owned(), born)));
        assert_eq!(read_people("  "), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_right_is_said() {
        for (text, words) in [("M 95", "four digits"), ("Maria Gomez 1990", "Maria Gomez")] {
            let said = read_people(text).err().unwrap_or_default();
            assert!(said.contains(words), "{said}");
        }
    }
}
