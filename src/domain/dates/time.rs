//! Times of day as people type them.

use super::token::{Token, tokens};
use chrono::NaiveTime;

/// Reads a time of day: `10:00`, `2pm`, `2:30 pm`, `1430`, `9`, `noon`.
///
/// Without am or pm, an hour from 1 to 6 written with one digit is in the afternoon: nobody meets at two at night.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read_time(text: &str) -> Result<NaiveTime, String> {
    use Token::{Colon, Number, Word};
    let parts = tokens(text.trim()).unwrap_or_default();
    let (parts, half) = match parts.as_slice() {
        [rest @ .., Word(a), Word(m)] if m == "m" && matches!(a.as_str(), "a" | "p") => {
            (rest, Some(a == "p"))
        }
        [rest @ .., Word(half)] if matches!(half.as_str(), "am" | "a") => (rest, Some(false)),
        [rest @ .., Word(half)] if matches!(half.as_str(), "pm" | "p") => (rest, Some(true)),
        all => (all, None),
    };
    let (hour, minute) = match parts {
        [Word(noon)] if noon == "noon" && half.is_none() => ("12", "00"),
        [Number(hour)] if hour.len() <= 2 => (hour.as_str(), "00"),
        [Number(both)] if both.len() == 3 || both.len() == 4 => both.split_at(both.len() - 2),
        [Number(hour), Colon, Number(minute)] | [Number(hour), Number(minute)]
            if hour.len() <= 2 && minute.len() == 2 =>
        {
            (hour.as_str(), minute.as_str())
        }
        _ => return Err(not_read(text)),
    };
    let number = |digits: &str| digits.parse::<u32>().map_err(|_| not_read(text));
    let typed = number(hour)?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&typed) => return Err(not_read(text)),
        Some(true) => typed % 12 + 12,
        Some(false) => typed % 12,
        None if hour.len() == 1 && (1..=6).contains(&typed) => typed + 12,
        None => typed,
    };
    NaiveTime::from_hms_opt(hour, number(minute)?, 0).ok_or_else(|| not_read(text))
}

fn not_read(text: &str) -> String {
    let shown: String = text.trim().chars().filter(|c| !c.is_control()).take(30).collect();
    if shown.is_empty() {
        return "There is no time here; try 10:00 or 2pm".into();
    }
    format!("\"{shown}\" cannot be read as a time; try 10:00 or 2pm")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, means) in [
            ("10:00", "10:00"),
            ("9", "09:00"),
            ("2pm", "14:00"),
            ("2 PM", "14:00"),
            ("2:30 p.m.", "14:30"),
            ("12am", "00:00"),
            ("12pm", "12:00"),
            ("noon", "12:00"),
            ("1430", "14:30"),
            ("930", "09:30"),
            ("9.30", "09:30"),
            ("2", "14:00"),
            ("2:30", "14:30"),
            ("02:30", "02:30"),
            ("0:15", "00:15"),
        ] {
            assert_eq!(
                read_time(typed).map(|time| time.format("%H:%M").to_string()),
                Ok(means.into()),
                "{typed}"
            );
        }
        for typed in ["", "25:00", "10:60", "13pm", "0am", "ten", "10:0", "12345", "10:00:00", "noon pm"] {
            assert!(read_time(typed).is_err(), "{typed}");
        }
    }
}
