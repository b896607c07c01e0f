//! On which days and at which hour meetings are proposed.

use super::calendar::Calendar;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Weekday};

/// How a pair or a worker meets, where it is not as the kind says: each may be left open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// Days between two meetings at most; `None`: the kind's cadence.
    pub every_days: Option<u32>,
    /// The weekday that suits; `None`: any.
    pub weekday: Option<Weekday>,
    /// The local hour; `None`: as the last one was planned.
    pub at: Option<NaiveTime>,
}

impl Rhythm {
    /// `every 14 d, on Tuesday, at 9:00`; `as the programme says` where nothing is set.
    pub fn words(self) -> String {
        let every = self.every_days.map(|days| format!("every {days} d"));
        let weekday = self.weekday.map(|day| format!("on {}", weekday_name(day)));
        let at = self.at.map(|at| format!("at {}", at.format("%-H:%M")));
        let said: Vec<String> = [every, weekday, at].into_iter().flatten().collect();
        if said.is_empty() { "as the programme says".to_owned() } else { said.join(", ") }
    }
}

/// A weekday as people say it.
pub fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// The working day by which a meeting is due, on the weekday that suits where one of the seven days to choose from is
/// one: the seven up to the day it is due, or, where it is overdue, the next seven.
pub fn suitable_day(
    calendar: &Calendar,
    due: NaiveDate,
    first: NaiveDate,
    weekday: Option<Weekday>,
) -> NaiveDate {
    let last = if due < first { first.checked_add_days(Days::new(6)).unwrap_or(first) } else { due };
    let suits =
        |day: &NaiveDate| *day >= first && Some(day.weekday()) == weekday && calendar.is_working_day(*day);
    let mut week = (0..7).filter_map(|back| last.checked_sub_days(Days::new(back)));
    week.find(suits).unwrap_or_else(|| working_day_by(calendar, due, first))
}

/// The working day for a meeting that is due: the latest one by that day, but none before `first`.
///
/// Backwards, because a day later would already be overdue; where it is overdue, the first working day there is.
fn working_day_by(calendar: &Calendar, due: NaiveDate, first: NaiveDate) -> NaiveDate {
    let mut day = due;
    while day >= first {
        if calendar.is_working_day(day) {
            return day;
        }
        let Some(before) = day.pred_opt() else { break };
        day = before;
    }
    calendar.working_day_from(first)
}

/// The days on which a series is proposed from `first` to `until`: each is a working day, and no two of them lie further
/// apart than the cadence allows.
///
/// The first falls due on `due`; what is booked already is no longer proposed, and the next falls due after it.
pub fn days_ahead(
    calendar: &Calendar,
    (due, every_days): (NaiveDate, u32),
    booked: &[NaiveDate],
    (first, until): (NaiveDate, NaiveDate),
    weekday: Option<Weekday>,
) -> Vec<NaiveDate> {
    let every = Days::new(u64::from(every_days.max(1)));
    let (mut due, mut first) = (due, first);
    if let Some(last) = booked.iter().max() {
        let (Some(next), Some(after)) = (last.checked_add_days(every), last.succ_opt()) else {
            return Vec::new();
        };
        (due, first) = (next, first.max(after));
    }
    let mut out = Vec::new();
    loop {
        let day = suitable_day(calendar, due, first, weekday);
        if day > until {
            return out;
        }
        out.push(day);
        let (Some(next), Some(after)) = (day.checked_add_days(every), day.succ_opt()) else { return out };
        (due, first) = (next, after);
    }
}

/// The first hour of a day that is free for so many minutes: the usual one, else the next full hours from 8 to 16.
///
/// `taken` are begin and length in minutes of what stands on that day. Where nothing is free the usual hour stays.
pub fn free_time(usual: NaiveTime, minutes: i64, taken: &[(NaiveTime, i64)]) -> NaiveTime {
    let free = |at: NaiveTime| {
        let ends = |begin: NaiveTime, minutes: i64| begin - NaiveTime::MIN + TimeDelta::minutes(minutes);
        taken.iter().all(|(begin, length)| {
            ends(at, minutes) <= *begin - NaiveTime::MIN || ends(*begin, *length) <= at - NaiveTime::MIN
        })
    };
    let hours = (8..=16).filter_map(|hour| NaiveTime::from_hms_opt(hour, 0, 0));
    let later = hours.clone().filter(|hour| *hour > usual);
    let earlier = hours.filter(|hour| *hour < usual);
    std::iter::once(usual).chain(later).chain(earlier).find(|at| free(*at)).unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(hour: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
    }

    fn holidays() -> Calendar {
        let days = ["2026-11-11", "2026-11-26", "2026-11-27", "2026-12-25", "2028-02-21", "2028-02-29"];
        Calendar { holidays: days.map(day).into() }
    }

    #[test]
    fn a_meeting_is_proposed_on_the_last_working_day_by_which_it_is_due() {
        for (due, first, proposed) in [
            ("2026-11-24", "2026-11-20", "2026-11-24"),
            ("2026-11-27", "2026-11-20", "2026-11-25"),
            ("2026-11-29", "2026-11-20", "2026-11-25"),
            ("2026-11-12", "2026-11-24", "2026-11-24"),
            ("2026-11-12", "2026-11-28", "2026-11-30"),
            ("2026-11-26", "2026-11-26", "2026-11-30"),
            ("2028-02-29", "2028-02-01", "2028-02-28"),
        ] {
            assert_eq!(
                working_day_by(&holidays(), day(due), day(first)),
                day(proposed),
                "due {due} from {first}"
            );
        }
    }

    #[test]
    fn what_is_booked_is_not_proposed_again() {
        let ahead = |booked: &[NaiveDate]| {
            days_ahead(
                &holidays(),
                (day("2026-11-24"), 7),
                booked,
                (day("2026-11-24"), day("2026-12-10")),
                None,
            )
        };
        assert_eq!(ahead(&[]), ["2026-11-24", "2026-12-01", "2026-12-08"].map(day));
        assert_eq!(ahead(&[day("2026-11-30")]), ["2026-12-07"].map(day));
    }

    #[test]
    fn the_weekday_that_suits_is_kept_where_it_can_be() {
        for (due, first, weekday, proposed) in [
            ("2026-12-04", "2026-11-24", Some(Weekday::Tue), "2026-12-01"),
            ("2026-12-04", "2026-11-24", Some(Weekday::Fri), "2026-12-04"),
            ("2026-12-04", "2026-11-24", None, "2026-12-04"),
            // Thanksgiving: the weekday gives way.
            ("2026-11-27", "2026-11-24", Some(Weekday::Thu), "2026-11-25"),
            // Overdue: the next one that suits.
            ("2026-11-10", "2026-11-24", Some(Weekday::Mon), "2026-11-30"),
            // Nothing before the first day.
            ("2026-11-25", "2026-11-24", Some(Weekday::Mon), "2026-11-25"),
        ] {
            assert_eq!(
                suitable_day(&holidays(), day(due), day(first), weekday),
                day(proposed),
                "{due} {weekday:?}"
            );
        }
        let every_tuesday = days_ahead(
            &holidays(),
            (day("2026-12-04"), 14),
            &[],
            (day("2026-11-24"), day("2027-01-15")),
            Some(Weekday::Tue),
        );
        assert_eq!(every_tuesday, ["2026-12-01", "2026-12-15", "2026-12-29", "2027-01-12"].map(day));
    }

    #[test]
    fn a_rhythm_says_what_it_is() {
        let rhythm = Rhythm { every_days: Some(21), weekday: Some(Weekday::Tue), at: Some(time(9)) };
        assert_eq!(rhythm.words(), "every 21 d, on Tuesday, at 9:00");
        assert_eq!(Rhythm::default().words(), "as the programme says");
    }

    #[test]
    fn the_usual_hour_else_the_next_one_that_is_free() {
        assert_eq!(free_time(time(10), 60, &[]), time(10));
        assert_eq!(free_time(time(10), 60, &[(time(9), 60), (time(11), 60)]), time(10));
        assert_eq!(free_time(time(10), 90, &[(time(9), 90)]), time(11));
        assert_eq!(free_time(time(16), 60, &[(time(16), 60)]), time(8));
        let all: Vec<_> = (8..=16).map(|hour| (time(hour), 60)).collect();
        assert_eq!(free_time(time(10), 60, &all), time(10), "a full day is the person's to sort out");
    }

    proptest! {
        #[test]
        fn proposals_are_working_days_and_keep_the_cadence(start in 0u64..1500, every in 3u32..95, late in 0u64..60) {
            let today = day("2025-01-01") + Days::new(start);
            let due = today - Days::new(late);
            let until = today + Days::new(120);
            let found = days_ahead(&holidays(), (due, every), &[], (today, until), None);
            for day in &found {
                prop_assert!(holidays().is_working_day(*day) && *day >= today && *day <= until);
            }
            for pair in found.windows(2) {
                // Where a holiday leaves no working day in reach, the first one after it.
                let gap = (pair[1] - pair[0]).num_days();
                let reach = (1..=i64::from(every)).any(|n| holidays().is_working_day(pair[0] + TimeDelta::days(n)));
                prop_assert!(gap >= 1 && (gap <= i64::from(every) || !reach), "{} to {}", pair[0], pair[1]);
            }
            prop_assert!(every > 60 || !found.is_empty());
        }
    }
}
