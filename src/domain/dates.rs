//! Dates as people type them and as screens show them.
//!
//! Read by hand and not by a library of natural language, because those are silently wrong where people are
//! ambiguous; here what is not understood is refused with a sentence, and [`echo`] tells what was understood.

mod import;
mod time;
mod token;

pub use import::{ImportedDate, Precision, read_import};
pub use time::read_time;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, Timelike, Weekday};
pub(in crate::domain) use token::month as month_named;
use token::{MONTH_NAMES, Token, month, number, ordinal, tokens, weekday};

const HELP: &str = "try 2026-11-27, 11/27, 27 nov, fri or +2w";

/// The furthest a typed date may lie from today, in years.
const FURTHEST_YEARS: i32 = 20;

/// Reads a date from an entry field: `2026-11-27`, `11/27`, `27 nov`, `fri`, `next fri`, `+2w`, `tomorrow`, `eom`.
///
/// A day without a year is the one nearest to today; `fri` is the first Friday after today, `next fri` the one of
/// next week (weeks begin on Monday), `last fri` the latest one before today. Slashes are month first.
///
/// # Errors
/// A sentence for the person who typed it.
pub fn read(text: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("There is no date here; {HELP}"));
    }
    let Some(tokens) = tokens(text) else { return Err(not_read(text)) };
    let date = match relative(&tokens, today) {
        Some(date) => date?,
        None => calendar_day(text, &tokens, today)?,
    };
    if let (Some(Token::Word(name)), true) = (tokens.first(), tokens.len() > 1)
        && weekday(name).is_some_and(|day| day != date.weekday())
    {
        return Err(format!("{} is a {}", short(date, today), date.format("%A")));
    }
    if (date.year() - today.year()).abs() > FURTHEST_YEARS {
        return Err(format!("The year {} is too far away; check it", date.year()));
    }
    Ok(date)
}

/// Whether a text is the name of a day of the week and nothing else.
pub fn is_weekday(text: &str) -> bool {
    matches!(tokens(text.trim()).as_deref(), Some([Token::Word(name)]) if weekday(name).is_some())
}

/// Says what a date means, beside the field: `Fri 27 Nov, in 5 days`.
pub fn echo(date: NaiveDate, today: NaiveDate) -> String {
    format!("{}, {}", short(date, today), distance(date, today))
}

/// A date as screens show it: `Fri 27 Nov`, and `Mon 4 Jan 2027` where the year is not this one.
pub fn short(date: NaiveDate, today: NaiveDate) -> String {
    format!("{} {}", date.weekday(), day(date, today))
}

/// A day and time as screens show it: `Tue 24 Nov, 9:30`.
pub fn moment(at: NaiveDateTime, today: NaiveDate) -> String {
    format!("{}, {}:{:02}", short(at.date(), today), at.hour(), at.minute())
}

/// A date without its weekday: `21 Oct`, and `4 Jan 2027` where the year is not this one.
pub fn day(date: NaiveDate, today: NaiveDate) -> String {
    // By hand, because lists show hundreds of dates: a fraction of what chrono's own formatting takes.
    let month = date.month0() as usize;
    let month = MONTH_NAMES.get(month).and_then(|name| name.get(..3)).unwrap_or_default();
    let written = format!("{} {month}", date.day());
    if date.year() == today.year() { written } else { format!("{written} {}", date.year()) }
}

/// How far a date lies from today: `today`, `in 5 days`, `3 weeks ago`.
pub fn distance(date: NaiveDate, today: NaiveDate) -> String {
    let days = (date - today).num_days();
    let far = days.abs();
    let (count, unit) = match far {
        0 => return "today".into(),
        1 => return if days > 0 { "tomorrow".into() } else { "yesterday".into() },
        2..=99 => (far, "day"),
        100..=729 => (far / 30, "month"),
        _ => (far / 365, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if days > 0 { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

fn not_read(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    format!("\"{shown}\" cannot be read as a date; {HELP}")
}

/// Dates that are told from today; `None` where the words are no such date.
fn relative(tokens: &[Token], today: NaiveDate) -> Option<Result<NaiveDate, String>> {
    use Token::{Minus, Number, Plus, Word};
    let words: Vec<&str> = tokens.iter().map(Token::text).collect();
    let day = |days| Some(Ok(shift(today, days, "d")?));
    match (words.as_slice(), tokens) {
        (["today"], _) => day(0),
        (["tomorrow"], _) => day(1),
        (["yesterday"], _) => day(-1),
        (["eom"] | ["end", "of", "month"], _) => last_of_month(today).map(Ok),
        (["next", unit] | ["in", "a" | "an", unit], _) if is_unit(unit) => shift(today, 1, unit).map(Ok),
        (["last", unit] | ["a" | "an", unit, "ago"], _) if is_unit(unit) => shift(today, -1, unit).map(Ok),
        (["next", name], _) => {
            let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
            let days = 7 + i64::from(weekday(name)?.num_days_from_monday());
            shift(monday, days, "d").map(Ok)
        }
        (["last", name], _) => {
            let back = (7 - gap(weekday(name)?, today)) % 7;
            shift(today, -(if back == 0 { 7 } else { back }), "d").map(Ok)
        }
        ([name] | ["this", name], _) if weekday(name).is_some() => {
            let ahead = gap(weekday(name)?, today);
            shift(today, if ahead == 0 { 7 } else { ahead }, "d").map(Ok)
        }
        (_, [Plus, Number(n)]) => Some(count(today, n, 1, "d")),
        (_, [Minus, Number(n)]) => Some(count(today, n, -1, "d")),
        (_, [Plus, Number(n), Word(unit)] | [Number(n), Word(unit)]) if is_unit(unit) => {
            Some(count(today, n, 1, unit))
        }
        (["in", _, _], [_, Number(n), Word(unit)]) if is_unit(unit) => Some(count(today, n, 1, unit)),
        (_, [Minus, Number(n), Word(unit)]) if is_unit(unit) => Some(count(today, n, -1, unit)),
        ([_, _, "ago"], [Number(n), Word(unit), _]) if is_unit(unit) => Some(count(today, n, -1, unit)),
        _ => None,
    }
}

fn gap(day: Weekday, today: NaiveDate) -> i64 {
    i64::from(day.num_days_from_monday() + 7 - today.weekday().num_days_from_monday()) % 7
}

fn is_unit(word: &str) -> bool {
    matches!(word, "d" | "day" | "days" | "w" | "wk" | "week" | "weeks" | "m" | "mo" | "month" | "months")
        || matches!(word, "y" | "year" | "years")
}

fn count(today: NaiveDate, digits: &str, sign: i64, unit: &str) -> Result<NaiveDate, String> {
    let days = digits.parse::<i64>().ok().filter(|days| *days <= 9999);
    days.and_then(|days| shift(today, sign * days, unit))
        .ok_or_else(|| format!("{digits} is too many to count; write the date"))
}

fn shift(from: NaiveDate, by: i64, unit: &str) -> Option<NaiveDate> {
    let days = match unit.chars().next()? {
        'd' => by,
        'w' => by * 7,
        first => {
            let months = if first == 'y' { by * 12 } else { by };
            let far = Months::new(u32::try_from(months.abs()).ok()?);
            return if months < 0 { from.checked_sub_months(far) } else { from.checked_add_months(far) };
        }
    };
    from.checked_add_signed(chrono::TimeDelta::try_days(days)?)
}

fn last_of_month(today: NaiveDate) -> Option<NaiveDate> {
    today.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}

/// Days of the calendar, with or without a year.
fn calendar_day(text: &str, tokens: &[Token], today: NaiveDate) -> Result<NaiveDate, String> {
    use Token::{Minus, Number, Slash, Word};
    let tokens = match tokens {
        [Word(day), rest @ ..] if weekday(day).is_some() && !rest.is_empty() => rest,
        all => all,
    };
    match tokens {
        [Number(y), Minus | Slash, Number(m), Minus | Slash, Number(d)] if y.len() == 4 => {
            exact(number(y)?, number(m)?, number(d)?)
        }
        [Number(m), Minus | Slash, Number(d), Minus | Slash, Number(y)] => {
            exact(year(y, today)?, number(m)?, number(d)?)
        }
        [Number(m), Slash, Number(d)] => nearest(number(m)?, number(d)?, today),
        [Number(d), Word(m)] | [Word(m), Number(d)] if month(m).is_some() => {
            nearest(month(m).unwrap_or_default(), number(d)?, today)
        }
        [Number(d), Word(th), Word(m)] | [Word(m), Number(d), Word(th)]
            if ordinal(th) && month(m).is_some() =>
        {
            nearest(month(m).unwrap_or_default(), number(d)?, today)
        }
        [Number(d), Word(m), Number(y)] | [Word(m), Number(d), Number(y)] if month(m).is_some() => {
            exact(year(y, today)?, month(m).unwrap_or_default(), number(d)?)
        }
        [Number(d), Word(th), Word(m), Number(y)] | [Word(m), Number(d), Word(th), Number(y)]
            if ordinal(th) && month(m).is_some() =>
        {
            exact(year(y, today)?, month(m).unwrap_or_default(), number(d)?)
        }
        _ => Err(not_read(text)),
    }
}

/// A year of two or four digits; two digits mean this century.
fn year(digits: &str, today: NaiveDate) -> Result<u32, String> {
    let year = number(digits)?;
    let century = u32::try_from(today.year()).unwrap_or(2000) / 100 * 100;
    match digits.len() {
        2 => Ok(century + year),
        4 => Ok(year),
        _ => Err(format!("{digits} is not a year")),
    }
}

/// The date, or why there is none.
fn exact(year: u32, month: u32, day: u32) -> Result<NaiveDate, String> {
    if !(1..=12).contains(&month) {
        return Err(format!("There is no month {month}; the month comes first, as in 11/27"));
    }
    if !(1900..=2200).contains(&year) {
        return Err(format!("The year {year} is too far away; check it"));
    }
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.ok_or_else(|| {
        format!(
            "There is no day {day} in {} {year}",
            token::MONTH_NAMES.get(month as usize - 1).unwrap_or(&"")
        )
    })
}

/// The day of a month that lies nearest to today.
fn nearest(month: u32, day: u32, today: NaiveDate) -> Result<NaiveDate, String> {
    let this_year = u32::try_from(today.year()).unwrap_or_default();
    let years = [this_year.saturating_sub(1), this_year, this_year + 1];
    let dates = years.iter().filter_map(|year| exact(*year, month, day).ok());
    match dates.min_by_key(|date| ((*date - today).num_days().abs(), *date < today)) {
        Some(date) => Ok(date),
        None => exact(this_year, month, day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    /// Sunday 22 November 2026.
    fn today() -> NaiveDate {
        day("2026-11-22")
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        for (typed, means) in [
            ("2026-11-27", "2026-11-27"),
            ("2026/11/27", "2026-11-27"),
            ("11/27", "2026-11-27"),
            ("11/27/26", "2026-11-27"),
            ("11/27/2026", "2026-11-27"),
            ("11-27-2026", "2026-11-27"),
            ("1/5", "2027-01-05"),
            ("10/12", "2026-10-12"),
            ("27 nov", "2026-11-27"),
            ("27nov", "2026-11-27"),
            (" Nov 27 ", "2026-11-27"),
            ("27th november", "2026-11-27"),
            ("Nov. 27th, 2027", "2027-11-27"),
            ("Fri 27 Nov", "2026-11-27"),
            ("29 feb 2028", "2028-02-29"),
            ("today", "2026-11-22"),
            ("Tomorrow", "2026-11-23"),
            ("yesterday", "2026-11-21"),
            ("fri", "2026-11-27"),
            ("Friday", "2026-11-27"),
            ("this fri", "2026-11-27"),
            ("tues", "2026-11-24"),
            ("sun", "2026-11-29"),
            ("next fri", "2026-11-27"),
            ("next week", "2026-11-29"),
            ("last fri", "2026-11-20"),
            ("last sun", "2026-11-15"),
            ("+2w", "2026-12-06"),
            ("+3d", "2026-11-25"),
            ("+3", "2026-11-25"),
            ("-3d", "2026-11-19"),
            ("2w", "2026-12-06"),
            ("in 2 weeks", "2026-12-06"),
            ("in a month", "2026-12-22"),
            ("2 weeks ago", "2026-11-08"),
            ("+1m", "2026-12-22"),
            ("eom", "2026-11-30"),
        ] {
            assert_eq!(read(typed, today()), Ok(day(means)), "{typed}");
        }
        assert_eq!(read("next fri", day("2026-11-23")), Ok(day("2026-12-04")), "on a Monday");
        assert_eq!(read("fri", day("2026-11-27")), Ok(day("2026-12-04")), "on a Friday");
        assert_eq!(read("+1m", day("2027-01-31")), Ok(day("2027-02-28")));
    }

    #[test]
    fn what_is_not_a_date_is_refused_with_a_sentence() {
        for (typed, says) in [
            ("", "There is no date here; try 2026-11-27, 11/27, 27 nov, fri or +2w"),
            ("soon", "\"soon\" cannot be read as a date; try 2026-11-27, 11/27, 27 nov, fri or +2w"),
            ("27", "\"27\" cannot be read as a date; try 2026-11-27, 11/27, 27 nov, fri or +2w"),
            ("27/11", "There is no month 27; the month comes first, as in 11/27"),
            ("2/30/2026", "There is no day 30 in February 2026"),
            ("31 nov", "There is no day 31 in November 2026"),
            ("2206-11-27", "The year 2206 is too far away; check it"),
            ("0026-11-27", "The year 26 is too far away; check it"),
            ("2062-11-27", "The year 2062 is too far away; check it"),
            ("11/27/206", "206 is not a year"),
            ("mon 27 nov", "Fri 27 Nov is a Friday"),
            ("+99999w", "99999 is too many to count; write the date"),
            ("+999y", "The year 3025 is too far away; check it"),
        ] {
            assert_eq!(read(typed, today()), Err(says.to_owned()), "{typed}");
        }
    }

    #[test]
    fn the_echo_says_weekday_date_and_distance() {
        for (date, says) in [
            ("2026-11-27", "Fri 27 Nov, in 5 days"),
            ("2026-11-22", "Sun 22 Nov, today"),
            ("2026-11-23", "Mon 23 Nov, tomorrow"),
            ("2026-11-21", "Sat 21 Nov, yesterday"),
            ("2026-11-10", "Tue 10 Nov, 12 days ago"),
            ("2027-01-04", "Mon 4 Jan 2027, in 43 days"),
            ("2027-05-22", "Sat 22 May 2027, in 6 months"),
            ("2020-11-22", "Sun 22 Nov 2020, 6 years ago"),
        ] {
            assert_eq!(echo(day(date), today()), says);
        }
    }

    proptest! {
        #[test]
        fn nothing_typed_is_too_strange(text in any::<String>()) {
            let _ = read(&text, today());
            let _ = read_import(&text);
            let _ = read_time(&text);
        }

        #[test]
        fn nothing_almost_a_date_is_too_strange(
            text in "(in |next |last |[+-])?[0-9]{0,5}[ /.-]?(jan|feb|w|d|m|y|fri|ago|pm|th)?[ ,/-]?[0-9]{0,5}[ /-]?[0-9]{0,4}",
        ) {
            if let Ok(date) = read(&text, today()) {
                prop_assert!((2006..=2046).contains(&date.year()));
            }
            let _ = read_import(&text);
            let _ = read_time(&text);
        }

        #[test]
        fn what_is_shown_can_be_typed(days in -6000i64..6000) {
            let date = today() + chrono::TimeDelta::days(days);
            prop_assert_eq!(read(&date.to_string(), today()), Ok(date));
            prop_assert_eq!(read_import(&date.to_string()).map(|read| read.date), Ok(date));
            let long = date.format("%a %-d %b %Y").to_string();
            prop_assert_eq!(read(&long, today()), Ok(date));
            prop_assert!(echo(date, today()).starts_with(&short(date, today())));
            if days.abs() < 180 {
                prop_assert_eq!(read(&short(date, today()), today()), Ok(date));
            }
        }
    }
}
