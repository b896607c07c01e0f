//! What a member of staff can show, and how long it still holds.
//!
//! The day it expires is the first day on which it no longer holds, as every end in the file is; one rule for forms,
//! imports, lists and the check of services.

use super::measure::Level;
use super::standing::{Judged, ending};
use chrono::NaiveDate;

/// Whether a credential holds on a day: from the day of issue on, up to the day before it expires. A day that is not
/// known does not limit it.
pub fn holds(issued_on: Option<NaiveDate>, expires_on: Option<NaiveDate>, on: NaiveDate) -> bool {
    issued_on.is_none_or(|issued| issued <= on) && expires_on.is_none_or(|expires| on < expires)
}

/// Says how a credential stands today.
///
/// Within `warning_days` of its end it is due; within `report_days` it says so, too, but quietly. One without an end
/// always holds.
pub fn standing(
    expires_on: Option<NaiveDate>,
    today: NaiveDate,
    warning_days: i64,
    report_days: i64,
) -> Judged {
    let Some(on) = expires_on else { return Judged::done("no end", None) };
    let judged = ending(on, today, warning_days);
    if judged.level == Level::Open && (on - today).num_days() > report_days {
        return Judged::done(format!("until {}", super::standing::day(on, today)), Some(on));
    }
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_holds_up_to_the_day_before_it_expires() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        let (issued, expires) = (Some(day(2)), Some(day(24)));
        for (from, until, on, holds_then) in [
            (issued, expires, 1, false),
            (issued, expires, 2, true),
            (issued, expires, 23, true),
            (issued, expires, 24, false),
            (issued, expires, 25, false),
            (None, expires, 1, true),
            (issued, None, 30, true),
            (None, None, 1, true),
        ] {
            assert_eq!(holds(from, until, day(on)), holds_then, "{from:?} {until:?} on {on}");
            // What is said of it on that day agrees.
            let said = standing(until, day(on), 60, 90).level;
            assert_eq!(said == Level::Overdue, !holds(None, until, day(on)), "{until:?} on {on}");
        }
    }

    #[test]
    fn a_credential_warns_at_sixty_and_ninety_days() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let at = |days: i64| Some(today + chrono::TimeDelta::days(days));
        for (ends, level, text) in [
            (at(-3), Level::Overdue, "ended 3 d ago"),
            (at(0), Level::Overdue, "ended today"),
            (at(60), Level::Due, "ends in 60 d"),
            (at(61), Level::Open, "ends in 61 d"),
            (at(90), Level::Open, "ends in 90 d"),
            (at(91), Level::Done, "until 23 Feb 2027"),
            (None, Level::Done, "no end"),
        ] {
            let judged = standing(ends, today, 60, 90);
            assert_eq!((judged.level, judged.text.as_str()), (level, text), "{ends:?}");
        }
    }
}
