//! The members of a family as they are typed in one line when a referral is accepted.

use crate::domain::alias::wrong_alias;
use crate::domain::dates::month_named;
use crate::domain::text::clean_line;

/// The year of a birth, with its month where it is known.
pub type Born = (i32, Option<u32>);

/// Reads `M 1995, J, K 5/2024, T May 2026`: initials or an alias each, with the birth as far as it is known.
///
/// # Errors
/// A sentence about the first that cannot be read: a number never becomes a part of somebody's alias.
pub fn read_people(text: &str) -> Result<Vec<(String, Option<Born>)>, String> {
    let text = clean_line(text);
    text.split([',', ';']).map(str::trim).filter(|one| !one.is_empty()).map(read_one).collect()
}

fn read_one(text: &str) -> Result<(String, Option<Born>), String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (alias, born) = match words.as_slice() {
        [alias @ .., month, year] if month_named(&plain(month)).is_some() && year_of(year).is_some() => {
            (alias, year_of(year).map(|year| (year, month_named(&plain(month)))))
        }
        [alias @ .., last] => match born(last) {
            Some(born) => (alias, Some(born)),
            None => (words.as_slice(), None),
        },
        [] => (words.as_slice(), None),
    };
    let alias = alias.join(" ");
    if born.is_some_and(|(_, month)| month.is_some_and(|month| !(1..=12).contains(&month))) {
        return Err(format!("\"{text}\": a month is a number from 1 to 12"));
    }
    if alias.chars().any(char::is_numeric) {
        return Err(format!(
            "\"{text}\": write the birth as 2024, 5/2024 or May 2024, the year with all four digits"
        ));
    }
    match wrong_alias(&alias) {
        Some(wrong) => Err(format!("\"{text}\": {wrong}")),
        None => Ok((alias, born)),
    }
}

fn plain(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

fn year_of(word: &str) -> Option<i32> {
    let year = word.parse().ok().filter(|year| (1900..=2200).contains(year));
    year.filter(|_| word.chars().all(|c| c.is_ascii_digit()))
}

/// `2026`, `5/2026`, `5-2026`, `2026-05`, `2026/5`.
fn born(word: &str) -> Option<Born> {
    let Some((first, last)) = word.split_once(['/', '-', '.']) else {
        return year_of(word).map(|year| (year, None));
    };
    let (year, month) = match (year_of(first), year_of(last)) {
        (Some(year), _) => (year, last),
        (None, Some(year)) => (year, first),
        (None, None) => return None,
    };
    let digits = (1..=2).contains(&month.len()) && month.chars().all(|c| c.is_ascii_digit());
    month.parse().ok().filter(|_| digits).map(|month| (year, Some(month)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_as_they_are_typed() {
        let read = read_people(" M 1995, J;K.D. 5/2026 ,A May 2026, B 2026-05, Baby C Sept. 2025,").unwrap();
        let expected = [
            ("M", Some((1995, None))),
            ("J", None),
            ("K.D.", Some((2026, Some(5)))),
            ("A", Some((2026, Some(5)))),
            ("B", Some((2026, Some(5)))),
            ("Baby C", Some((2025, Some(9)))),
        ];
        assert_eq!(read, expected.map(|(alias, born)| (alias.to_owned(), born)));
        assert_eq!(read_people("  "), Ok(Vec::new()));
    }

    #[test]
    fn what_cannot_be_right_is_said() {
        for (text, words) in [
            ("M 95", "four digits"),
            ("Maria Gomez 1990", "Maria Gomez"),
            ("K.D. 5/26", "four digits"),
            ("K 13/2026", "from 1 to 12"),
            ("K 5/1/2026", "5/2024"),
            ("K 2026 x", "four digits"),
            ("M. 2019 5", "four digits"),
            ("2019", "Give initials"),
        ] {
            let said = read_people(text).err().unwrap_or_default();
            assert!(said.contains(words), "{text}: {said}");
        }
    }
}
