//! What a member of staff can show, and how long it still holds.

use super::measure::Level;
use super::standing::{Judged, ending};
use chrono::NaiveDate;

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
