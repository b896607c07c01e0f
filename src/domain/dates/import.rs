//! Dates as they stand in other systems' files.

use super::exact;
use super::token::{Token, month, number, ordinal, tokens, weekday};
use chrono::NaiveDate;

/// How exactly a file told a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// The day.
    Day,
    /// The month only; the date is its first day.
    Month,
    /// The year only; the date is its first day.
    Year,
}

/// A date from a file, with how exactly it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportedDate {
    /// The date, or the first day of what was told.
    pub date: NaiveDate,
    /// How exactly it was told.
    pub precision: Precision,
}

/// Reads a date from a file: ISO with or without a time, `9/16/2022`, `September 16 2022`, `16 Sep 2022`,
/// `March 2010`, `2010-03`, `2010`.
///
/// Slashes are month first. A day without a year is refused: a file has no today.
///
/// # Errors
/// A sentence that names what stands there.
pub fn read_import(text: &str) -> Result<ImportedDate, String> {
    use Token::{Minus, Number, Slash, Word};
    let all = tokens(date_part(text.trim())).unwrap_or_default();
    let parts = match all.as_slice() {
        [Word(day), rest @ ..] if weekday(day).is_some() => rest,
        all => all,
    };
    let named = |word: &str| month(word).unwrap_or_default();
    match parts {
        [Number(y), Minus | Slash, Number(m), Minus | Slash, Number(d)] if y.len() == 4 => {
            day(number(y)?, number(m)?, number(d)?)
        }
        [Number(m), Minus | Slash, Number(d), Minus | Slash, Number(y)] => {
            day(year(y)?, number(m)?, number(d)?)
        }
        [Word(m), Number(d), Number(y)] | [Number(d), Word(m), Number(y)] if month(m).is_some() => {
            day(year(y)?, named(m), number(d)?)
        }
        [Number(d), Minus, Word(m), Minus, Number(y)] if month(m).is_some() => {
            day(year(y)?, named(m), number(d)?)
        }
        [Word(m), Number(d), Word(th), Number(y)] | [Number(d), Word(th), Word(m), Number(y)]
            if month(m).is_some() && ordinal(th) =>
        {
            day(year(y)?, named(m), number(d)?)
        }
        [Word(m), Number(y)] if month(m).is_some() && y.len() == 4 => {
            first(number(y)?, named(m), Precision::Month)
        }
        [Number(y), Minus | Slash, Number(m)] if y.len() == 4 => {
            first(number(y)?, number(m)?, Precision::Month)
        }
        [Number(m), Minus | Slash, Number(y)] if y.len() == 4 => {
            first(number(y)?, number(m)?, Precision::Month)
        }
        [Number(y)] if y.len() == 4 => first(number(y)?, 1, Precision::Year),
        [Number(all)] if all.len() == 8 => compact(all),
        _ => Err(not_read(text)),
    }
}

/// The text without a time of day: `2022-09-16T10:00:00Z` and `9/16/2022 10:00 AM` alike.
fn date_part(text: &str) -> &str {
    let text = match text.split_once('T') {
        Some((date, _)) if date.ends_with(|c: char| c.is_ascii_digit()) => date,
        _ => text,
    };
    let Some(colon) = text.find(':') else { return text };
    let before = text.get(..colon).unwrap_or_default();
    before.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end()
}

fn day(year: u32, month: u32, day: u32) -> Result<ImportedDate, String> {
    Ok(ImportedDate { date: exact(year, month, day)?, precision: Precision::Day })
}

fn first(year: u32, month: u32, precision: Precision) -> Result<ImportedDate, String> {
    Ok(ImportedDate { date: exact(year, month, 1)?, precision })
}

fn compact(digits: &str) -> Result<ImportedDate, String> {
    NaiveDate::parse_from_str(digits, "%Y%m%d")
        .ok()
        .filter(|date| (1900..=2200).contains(&chrono::Datelike::year(date)))
        .map(|date| ImportedDate { date, precision: Precision::Day })
        .ok_or_else(|| not_read(digits))
}

/// A year of two or four digits; two digits from 69 on are of the last century, as POSIX has it.
fn year(digits: &str) -> Result<u32, String> {
    let year = number(digits)?;
    match (digits.len(), year) {
        (4, year) => Ok(year),
        (2, 0..=68) => Ok(2000 + year),
        (2, _) => Ok(1900 + year),
        _ => Err(format!("{digits} is not a year")),
    }
}

fn not_read(text: &str) -> String {
    if text.trim().is_empty() {
        return "There is no date".into();
    }
    let shown: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    format!("\"{shown}\" cannot be read as a date; write it as 2026-11-27")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_tell_dates_in_many_ways() {
        use Precision::{Day, Month, Year};
        for (text, date, precision) in [
            ("2022-09-16", "2022-09-16", Day),
            ("2022-09-16T10:30:00Z", "2022-09-16", Day),
            ("2022-09-16 10:30:00 UTC", "2022-09-16", Day),
            ("9/16/2022", "2022-09-16", Day),
            ("09/16/22", "2022-09-16", Day),
            ("9/16/2022 10:30 AM", "2022-09-16", Day),
            ("3/4/85", "1985-03-04", Day),
            ("September 16 2022", "2022-09-16", Day),
            ("September 16, 2022", "2022-09-16", Day),
            ("September 16th, 2022", "2022-09-16", Day),
            ("Tuesday, September 16, 2022", "2022-09-16", Day),
            ("Jan 6 2023", "2023-01-06", Day),
            ("6 January 2023", "2023-01-06", Day),
            ("06-Jan-23", "2023-01-06", Day),
            ("20230106", "2023-01-06", Day),
            ("March 2010", "2010-03-01", Month),
            ("2010-03", "2010-03-01", Month),
            ("03/2010", "2010-03-01", Month),
            ("2010", "2010-01-01", Year),
        ] {
            let read = read_import(text).map(|read| (read.date.to_string(), read.precision));
            assert_eq!(read, Ok((date.to_owned(), precision)), "{text}");
        }
    }

    #[test]
    fn what_a_file_leaves_open_is_refused() {
        for (text, says) in [
            ("", "There is no date"),
            ("n/a", "\"n/a\" cannot be read as a date; write it as 2026-11-27"),
            ("9/16", "\"9/16\" cannot be read as a date; write it as 2026-11-27"),
            ("16/9/2022", "There is no month 16; the month comes first, as in 11/27"),
            ("Feb 30 2022", "There is no day 30 in February 2022"),
            ("1/1/0001", "The year 1 is too far away; check it"),
            ("99999999", "\"99999999\" cannot be read as a date; write it as 2026-11-27"),
        ] {
            assert_eq!(read_import(text), Err(says.to_owned()), "{text}");
        }
    }
}
