//! How a day or a count stands: past its limit, near it, or fine, with the words that say so.

use super::cadence;
use super::dates::short;
use chrono::{Datelike, NaiveDate};

/// How pressing something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Past its day, or over a limit.
    Overdue,
    /// Its day is here or near.
    Due,
    /// Open, nothing pressing.
    Open,
    /// Done.
    Done,
    /// There is no data of this kind yet, which is not a breach.
    NoData,
}

/// What was judged, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// How pressing.
    pub level: Level,
    /// The words: `overdue 6 d`.
    pub text: String,
    /// The day it is about.
    pub on: Option<NaiveDate>,
}

impl Judged {
    fn new(level: Level, text: impl Into<String>, on: Option<NaiveDate>) -> Self {
        Self { level, text: text.into(), on }
    }

    /// Nothing of this kind is in the file yet.
    pub fn no_data() -> Self {
        Self::new(Level::NoData, "no data", None)
    }

    /// Something that is over, with its words.
    pub fn done(text: impl Into<String>, on: Option<NaiveDate>) -> Self {
        Self::new(Level::Done, text, on)
    }
}

/// A day by which something must be done; it is near from so many days before.
pub fn deadline(on: NaiveDate, today: NaiveDate, near_days: i64) -> Judged {
    let (level, text) = match (on - today).num_days() {
        0 => (Level::Due, "due today".to_owned()),
        days if days < 0 => (Level::Overdue, format!("overdue {} d", -days)),
        days if days <= near_days => (Level::Due, format!("in {days} d")),
        days => (Level::Open, format!("in {days} d")),
    };
    Judged::new(level, text, Some(on))
}

/// A day on which something stops to hold, such as a credential's; it is near from so many days before.
pub fn ending(on: NaiveDate, today: NaiveDate, near_days: i64) -> Judged {
    let (level, text) = match (on - today).num_days() {
        0 => (Level::Overdue, "ended today".to_owned()),
        days if days < 0 => (Level::Overdue, format!("ended {} d ago", -days)),
        days if days <= near_days => (Level::Due, format!("ends in {days} d")),
        days => (Level::Open, format!("ends in {days} d")),
    };
    Judged::new(level, text, Some(on))
}

/// Days since something last was, which may be so many at most; it is near in the last week before.
///
/// `last` is the day it last was, `since` the day from which it is counted where it never was. Where the site has no
/// row of this kind at all there is no data.
pub fn since(
    last: Option<NaiveDate>,
    since: NaiveDate,
    site_has_data: bool,
    today: NaiveDate,
    most_days: i64,
) -> Judged {
    if !site_has_data {
        return Judged::no_data();
    }
    let days = (today - last.unwrap_or(since)).num_days().max(0);
    let level = match days {
        days if days > most_days => Level::Overdue,
        days if days > most_days - 7 => Level::Due,
        _ => Level::Open,
    };
    let text = match last {
        Some(_) if days == 0 => "today".to_owned(),
        Some(_) => format!("{days} d"),
        None => format!("not yet, {days} d"),
    };
    Judged::new(level, text, last)
}

/// Days something has waited, amber from the first number on and red over the second.
pub fn waiting(from: NaiveDate, today: NaiveDate, amber_days: i64, red_days: i64) -> Judged {
    let days = (today - from).num_days().max(0);
    let level = match days {
        days if days > red_days => Level::Overdue,
        days if days > amber_days => Level::Due,
        _ => Level::Open,
    };
    Judged::new(level, format!("waiting {days} d"), Some(from))
}

/// How a cadence stands, in words.
pub fn cadence(due: cadence::Due, today: NaiveDate) -> Judged {
    match due.standing(today) {
        cadence::Standing::NoData => Judged::no_data(),
        cadence::Standing::NotDue { on } => deadline(on, today, 3),
        cadence::Standing::DueToday => deadline(today, today, 3),
        cadence::Standing::Overdue { since, .. } => deadline(since, today, 3),
    }
}

/// How a load stands: over the soft limit it is due for a look, over the hard one it is too much.
pub fn load(open: i64, soft: i64, hard: i64) -> Level {
    match open {
        open if open > hard => Level::Overdue,
        open if open > soft => Level::Due,
        _ => Level::Open,
    }
}

/// The first day of the unbroken stretch of `[from, to)` spells that holds today.
pub fn unbroken_since(spells: &[(NaiveDate, Option<NaiveDate>)], today: NaiveDate) -> Option<NaiveDate> {
    let mut sorted = spells.to_vec();
    sorted.sort_unstable();
    let mut stretch: Option<(NaiveDate, Option<NaiveDate>)> = None;
    for (from, to) in sorted.into_iter().filter(|(from, to)| *from <= today && to.is_none_or(|to| to > *from))
    {
        stretch = match stretch {
            Some((start, end)) if end.is_none_or(|end| from <= end) => {
                Some((start, end.and_then(|end| to.map(|to| to.max(end)))))
            }
            _ => Some((from, to)),
        };
    }
    stretch.filter(|(_, to)| to.is_none_or(|to| to > today)).map(|(from, _)| from)
}

/// A person's age in months, from a birth year and perhaps a month; without a month, the middle of the year.
pub fn age_months(year: i32, month: Option<u32>, today: NaiveDate) -> i64 {
    let born = i64::from(year) * 12 + i64::from(month.unwrap_or(7));
    (i64::from(today.year()) * 12 + i64::from(today.month()) - born).max(0)
}

/// An age as people say it: `7 m` below two years when the month is known, then `4 y`.
pub fn age(year: Option<i32>, month: Option<u32>, today: NaiveDate) -> String {
    let Some(year) = year else { return String::new() };
    let months = age_months(year, month, today);
    if months < 24 && month.is_some() { format!("{months} m") } else { format!("{} y", months / 12) }
}

/// A day without its weekday: `21 Oct`, and `4 Jan 2027` where the year is not this one.
pub fn day(on: NaiveDate, today: NaiveDate) -> String {
    let text = short(on, today);
    text.split_once(' ').map_or(text.clone(), |(_, rest)| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    const TODAY: &str = "2026-11-24";

    #[test]
    fn days_become_words() {
        let today = on(TODAY);
        for (date, near, level, text) in [
            ("2026-11-18", 3, Level::Overdue, "overdue 6 d"),
            ("2026-11-24", 0, Level::Due, "due today"),
            ("2026-11-27", 3, Level::Due, "in 3 d"),
            ("2026-11-28", 3, Level::Open, "in 4 d"),
        ] {
            let judged = deadline(on(date), today, near);
            assert_eq!((judged.level, judged.text.as_str()), (level, text), "{date}");
        }
        assert_eq!(ending(on("2026-11-20"), today, 60).text, "ended 4 d ago");
        assert_eq!(ending(on("2026-12-24"), today, 60).level, Level::Due);
        assert_eq!(day(on("2026-10-21"), today), "21 Oct");
        assert_eq!(day(on("2027-03-02"), today), "2 Mar 2027");
    }

    #[test]
    fn a_child_not_seen_over_31_days_is_overdue() {
        let today = on(TODAY);
        for (last, opened, data, level, text) in [
            ("2026-10-21", "2026-01-01", true, Level::Overdue, "34 d"),
            ("2026-10-24", "2026-01-01", true, Level::Due, "31 d"),
            ("2026-11-11", "2026-01-01", true, Level::Open, "13 d"),
            ("2026-11-24", "2026-01-01", true, Level::Open, "today"),
            ("", "2026-10-01", true, Level::Overdue, "not yet, 54 d"),
            ("", "2026-11-20", true, Level::Open, "not yet, 4 d"),
            ("", "2026-01-01", false, Level::NoData, "no data"),
        ] {
            let last = (!last.is_empty()).then(|| on(last));
            let judged = since(last, on(opened), data, today, 31);
            assert_eq!((judged.level, judged.text.as_str()), (level, text), "{last:?} {opened}");
        }
    }

    #[test]
    fn a_load_is_judged_by_two_limits() {
        use crate::domain::measure::capacity;
        assert_eq!(capacity(10, 0.75), 8);
        assert_eq!(capacity(10, 1.0), 10);
        for (open, level) in [(10, Level::Open), (11, Level::Due), (15, Level::Due), (16, Level::Overdue)] {
            assert_eq!(load(open, 10, 15), level, "{open}");
        }
        assert_eq!(waiting(on("2026-11-15"), on(TODAY), 7, 14).level, Level::Due);
        assert_eq!(waiting(on("2026-11-09"), on(TODAY), 7, 14).level, Level::Overdue);
    }

    #[test]
    fn a_pair_lasts_as_long_as_it_shares_a_family() {
        let today = on(TODAY);
        let spell = |from: &str, to: &str| (on(from), (!to.is_empty()).then(|| on(to)));
        for (spells, expected) in [
            (vec![spell("2026-01-05", "2026-10-01"), spell("2026-09-01", "")], Some("2026-01-05")),
            (vec![spell("2026-01-05", "2026-09-01"), spell("2026-09-01", "")], Some("2026-01-05")),
            (vec![spell("2026-01-05", "2026-08-01"), spell("2026-09-01", "")], Some("2026-09-01")),
            (vec![spell("2026-01-05", "2026-08-01")], None),
            (vec![spell("2026-12-01", "")], None),
            (vec![], None),
        ] {
            assert_eq!(unbroken_since(&spells, today), expected.map(on), "{spells:?}");
        }
    }

    #[test]
    fn ages_are_said_as_people_say_them() {
        let today = on(TODAY);
        assert_eq!(age(Some(2026), Some(4), today), "7 m");
        assert_eq!(age(Some(2022), Some(4), today), "4 y");
        assert_eq!(age(Some(2022), None, today), "4 y");
        assert_eq!(age(None, None, today), "");
    }
}
