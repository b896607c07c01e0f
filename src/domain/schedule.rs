//! On which days and at which hour meetings are proposed.

use super::calendar::Calendar;
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

/// The working day for a meeting that is due: the latest one by that day, but none before `first`.
///
/// Backwards, because a day later would already be overdue; where it is overdue, the first working day there is.
pub fn working_day_by(calendar: &Calendar, due: NaiveDate, first: NaiveDate) -> NaiveDate {
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
        let day = working_day_by(calendar, due, first);
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
            days_ahead(&holidays(), (day("2026-11-24"), 7), booked, (day("2026-11-24"), day("2026-12-10")))
        };
        assert_eq!(ahead(&[]), ["2026-11-24", "2026-12-01", "2026-12-08"].map(day));
        assert_eq!(ahead(&[day("2026-11-30")]), ["2026-12-07"].map(day));
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
            let found = days_ahead(&holidays(), (due, every), &[], (today, until));
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
