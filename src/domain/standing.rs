//! The words that say how a day stands; what is judged there is judged by [`super::measure`].

pub use super::dates::day;

use super::cadence;
use super::measure::{self, Level};
use chrono::NaiveDate;

/// How the words of [`unsigned`] begin.
pub const WAITING: &str = "waiting for ";

/// For whose signatures a meeting waits that was held: `waiting for Sam's signature`; `you` is who reads it.
pub fn unsigned(whom: &[String]) -> String {
    let whose = |who: &String| if who == "you" { "your".to_owned() } else { format!("{who}'s") };
    let whose: Vec<String> = whom.iter().map(whose).collect();
    let signature = if whose.len() == 1 { "signature" } else { "signatures" };
    format!("{WAITING}{} {signature}", whose.join(" and "))
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

/// How many days past its day: `overdue 6 d`, `due today`, and `in 3 d` for a day to come.
pub fn overdue(days: i64) -> String {
    match days {
        0 => "due today".into(),
        days if days > 0 => format!("overdue {days} d"),
        days => format!("in {} d", days.unsigned_abs()),
    }
}

/// A day by which something must be done; it is near from so many days before.
pub fn deadline(on: NaiveDate, today: NaiveDate, near_days: i64) -> Judged {
    let text = overdue((today - on).num_days());
    Judged::new(measure::due(on, today, near_days), text, Some(on))
}

/// A day on which something stops to hold, such as a credential's; it is near from so many days before.
pub fn ending(on: NaiveDate, today: NaiveDate, near_days: i64) -> Judged {
    let text = match (on - today).num_days() {
        0 => "ended today".to_owned(),
        days if days < 0 => format!("ended {} d ago", -days),
        days => format!("ends in {days} d"),
    };
    Judged::new(measure::ending(on, today, near_days), text, Some(on))
}

/// Days since something last was, which may be so many at most.
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
    Judged::new(measure::since(days, most_days), ago(last, days), last)
}

/// How long a supervisor has held a family, of the days that may be: `12 of 30 d`.
pub fn held(since: NaiveDate, today: NaiveDate, most_days: i64) -> Judged {
    let days = (today - since).num_days().max(0);
    Judged::new(measure::since(days, most_days), format!("{days} of {most_days} d"), Some(since))
}

/// How long a child was not seen, by the clock of [`measure::child_seen`].
pub fn child_seen(seen: measure::ChildSeen, last: Option<NaiveDate>) -> Judged {
    if seen.level == Level::NoData {
        return Judged::no_data();
    }
    Judged::new(seen.level, ago(last, seen.days), last)
}

fn ago(last: Option<NaiveDate>, days: i64) -> String {
    match last {
        Some(_) if days == 0 => "today".to_owned(),
        Some(_) => format!("{days} d"),
        None => format!("not yet, {days} d"),
    }
}

/// Days something has waited, amber over the first number and red over the second.
pub fn waiting(from: NaiveDate, today: NaiveDate, amber_days: i64, red_days: i64) -> Judged {
    let days = (today - from).num_days().max(0);
    Judged::new(measure::ageing(days, amber_days, red_days), format!("waiting {days} d"), Some(from))
}

/// How a cadence stands, in words.
pub fn cadence(due: &cadence::Due, today: NaiveDate) -> Judged {
    match due.standing(today) {
        cadence::Standing::NoData => Judged::no_data(),
        cadence::Standing::NotDue { on } => deadline(on, today, 3),
        cadence::Standing::DueToday => deadline(today, today, 3),
        cadence::Standing::Overdue { since, .. } => deadline(since, today, 3),
    }
}

/// An age as people say it, by the careful reading of [`measure::age_months`]: `7 m` below two years when the month is
/// known, then `4 y`; `under 1 y` where the child may be that young.
pub fn age(year: Option<i32>, month: Option<u32>, today: NaiveDate) -> String {
    match measure::age_months((year, month), today) {
        None => String::new(),
        Some(months) if months < 24 && month.is_some() => format!("{months} m"),
        Some(months) if months < 12 => "under 1 y".to_owned(),
        Some(months) => format!("{} y", months / 12),
    }
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
    fn who_has_to_sign_is_said_in_the_programmes_words() {
        let said = |whom: &[&str]| unsigned(&whom.iter().map(|who| (*who).to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&["Sam"]), "waiting for Sam's signature");
        assert_eq!(said(&["you"]), "waiting for your signature");
        assert_eq!(said(&["Dana", "you"]), "waiting for Dana's and your signatures");
    }

    #[test]
    fn what_waits_is_amber_then_red() {
        assert_eq!(waiting(on("2026-11-15"), on(TODAY), 7, 14).level, Level::Due);
        assert_eq!(waiting(on("2026-11-09"), on(TODAY), 7, 14).level, Level::Overdue);
    }

    #[test]
    fn ages_are_said_as_people_say_them() {
        let today = on(TODAY);
        assert_eq!(age(Some(2026), Some(4), today), "7 m");
        assert_eq!(age(Some(2022), Some(4), today), "4 y");
        assert_eq!(age(Some(2022), None, today), "3 y", "it may have been born in December");
        assert_eq!(age(Some(2025), None, today), "under 1 y");
        assert_eq!(age(Some(2024), None, today), "1 y");
        assert_eq!(age(None, None, today), "");
    }
}
