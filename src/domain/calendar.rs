//! Which day it is where the file lives, and which days are working days.

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// The working days: Monday to Friday less the holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The days on which the agencies do not work.
    pub holidays: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// Whether the agencies work on this day.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        is_weekday(date) && !self.holidays.contains(&date)
    }

    /// Working days from an event to a day; the day of the event is day 0, and an earlier day is negative.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        if to == from {
            return 0;
        }
        let (Some(first), days) = (from.succ_opt(), (to - from).num_days()) else { return 0 };
        let rest = first + Days::new(u64::try_from(days / 7 * 7).unwrap_or_default());
        let odd = rest.iter_days().take_while(|day| *day <= to).filter(|day| is_weekday(*day)).count();
        let free = self.holidays.range(first..=to).filter(|day| is_weekday(**day)).count();
        days / 7 * 5 + i64::try_from(odd).unwrap_or_default() - i64::try_from(free).unwrap_or_default()
    }

    /// The first working day after this one.
    pub fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        self.add_working_days(date, 1)
    }

    /// This day where it is a working day, otherwise the next one.
    pub fn working_day_from(&self, date: NaiveDate) -> NaiveDate {
        if self.is_working_day(date) { date } else { self.next_working_day(date) }
    }

    /// The day that is so many working days after this one; with 0, this one.
    pub fn add_working_days(&self, date: NaiveDate, days: u32) -> NaiveDate {
        let mut left = days;
        let mut day = date;
        while left > 0 {
            let Some(next) = day.succ_opt() else { return day };
            day = next;
            left -= u32::from(self.is_working_day(day));
        }
        day
    }
}

fn is_weekday(date: NaiveDate) -> bool {
    date.weekday().num_days_from_monday() < 5
}

/// Where instants and the day come from: always this, never the computer's own settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The computer's clock, read in the file's time zone.
    System(Tz),
    /// A clock that stands still, for tests.
    Fixed(DateTime<Utc>, Tz),
    /// A clock that runs, so much ahead of the computer's: a demo on a day of its own.
    Shifted(TimeDelta, Tz),
    /// The computer's clock with another day as today: looking back at a real file, which then takes no change.
    AsOf(NaiveDate, Tz),
}

impl Clock {
    /// A running clock that begins on a day, at the time of day that it is now.
    pub fn beginning(day: NaiveDate, zone: Tz) -> Self {
        let now = Self::System(zone);
        let start = now.instant(day, now.time_of(now.now()));
        Self::Shifted(start - Utc::now(), zone)
    }

    /// The time zone of the file.
    pub fn zone(&self) -> Tz {
        match self {
            Self::System(zone) | Self::Fixed(_, zone) | Self::Shifted(_, zone) | Self::AsOf(_, zone) => *zone,
        }
    }

    /// The instant.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System(_) | Self::AsOf(..) => Utc::now(),
            Self::Fixed(instant, _) => *instant,
            Self::Shifted(by, _) => Utc::now().checked_add_signed(*by).unwrap_or_else(Utc::now),
        }
    }

    /// Today where the file lives, or the day that is looked back at.
    pub fn today(&self) -> NaiveDate {
        match self {
            Self::AsOf(day, _) => *day,
            _ => self.date_of(self.now()),
        }
    }

    /// Today for the consent gate, which no looking back ever moves (`domain.md` §7).
    pub fn gate_today(&self) -> NaiveDate {
        self.date_of(self.now())
    }

    /// The day that is looked back at, where it is not today.
    pub fn as_of(&self) -> Option<NaiveDate> {
        match self {
            Self::AsOf(day, _) => Some(*day),
            _ => None,
        }
    }

    /// The civil date of an instant.
    pub fn date_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        civil_date(instant, self.zone())
    }

    /// The time of day of an instant.
    pub fn time_of(&self, instant: DateTime<Utc>) -> NaiveTime {
        instant.with_timezone(&self.zone()).time()
    }

    /// The instant of a local day and time.
    ///
    /// Of a time that happens twice when the clocks go back, the first; a time that is skipped when they go forward
    /// counts on from the jump, as people mean it: 2:30 becomes 3:30.
    pub fn instant(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = NaiveDateTime::new(date, time);
        match self.zone().from_local_datetime(&local) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => instant.with_timezone(&Utc),
            LocalResult::None => {
                let hour = TimeDelta::hours(1);
                let earlier = local.checked_sub_signed(hour).unwrap_or(local);
                match self.zone().from_local_datetime(&earlier).earliest() {
                    Some(instant) => instant.with_timezone(&Utc) + hour,
                    None => Utc.from_utc_datetime(&local),
                }
            }
        }
    }

    /// The instant at which a local day begins.
    pub fn start_of(&self, date: NaiveDate) -> DateTime<Utc> {
        self.instant(date, NaiveTime::MIN)
    }
}

/// The civil date of an instant in a time zone.
fn civil_date(instant: DateTime<Utc>, zone: Tz) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap()
    }

    fn calendar() -> Calendar {
        Calendar { holidays: ["2026-11-26", "2026-11-27", "2026-11-28"].map(day).into() }
    }

    #[test]
    fn the_day_of_the_event_is_day_0() {
        for (from, to, days) in [
            ("2026-11-24", "2026-11-24", 0),
            ("2026-11-24", "2026-11-25", 1),
            ("2026-11-24", "2026-11-30", 2),
            ("2026-11-20", "2026-11-23", 1),
            ("2026-11-21", "2026-11-22", 0),
            ("2026-11-25", "2026-11-24", -1),
            ("2026-11-02", "2026-11-30", 18),
        ] {
            assert_eq!(calendar().working_days_between(day(from), day(to)), days, "{from} to {to}");
        }
        assert_eq!(calendar().next_working_day(day("2026-11-25")), day("2026-11-30"));
        assert_eq!(calendar().working_day_from(day("2026-11-25")), day("2026-11-25"));
        assert_eq!(calendar().working_day_from(day("2026-11-26")), day("2026-11-30"));
        assert_eq!(calendar().add_working_days(day("2026-11-24"), 2), day("2026-11-30"));
        assert_eq!(calendar().add_working_days(day("2026-11-26"), 0), day("2026-11-26"));
    }

    #[test]
    fn the_day_is_the_files_and_not_the_worlds() {
        let evening = Utc.with_ymd_and_hms(2026, 11, 25, 3, 30, 0).unwrap();
        let clock = Clock::Fixed(evening, Tz::America__Chicago);
        assert_eq!(clock.today(), day("2026-11-24"));
        assert_eq!(clock.time_of(evening).to_string(), "21:30:00");
        assert_eq!(clock.start_of(day("2026-11-24")).to_string(), "2026-11-24 06:00:00 UTC");
        let back = Clock::AsOf(day("2000-01-03"), Tz::America__Chicago);
        assert_eq!((back.today(), back.as_of()), (day("2000-01-03"), Some(day("2000-01-03"))));
        assert!(back.gate_today() > day("2000-01-03"));
        assert_eq!(Clock::beginning(day("2026-11-24"), Tz::America__Chicago).today(), day("2026-11-24"));
    }

    #[test]
    fn skipped_and_doubled_hours_have_an_instant() {
        let clock = Clock::Fixed(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap(), Tz::America__Chicago);
        let half_past = |hour| NaiveTime::from_hms_opt(hour, 30, 0).unwrap();
        let skipped = clock.instant(day("2026-03-08"), half_past(2));
        assert_eq!(clock.time_of(skipped), half_past(3));
        let doubled = clock.instant(day("2026-11-01"), half_past(1));
        assert_eq!(doubled.to_string(), "2026-11-01 06:30:00 UTC");
    }

    proptest! {
        #[test]
        fn counting_and_adding_agree(start in 0u64..3000, count in 0u32..400) {
            let from = day("2024-01-01") + Days::new(start);
            let to = calendar().add_working_days(from, count);
            prop_assert_eq!(calendar().working_days_between(from, to), i64::from(count));
        }

        #[test]
        fn an_instant_of_a_local_time_comes_back(start in 0u64..3000, minute in 0u32..1440) {
            let clock = Clock::System(Tz::America__Chicago);
            let date = day("2024-01-01") + Days::new(start);
            let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
            let instant = clock.instant(date, time);
            prop_assert_eq!(clock.date_of(instant), date);
            let moved = (clock.time_of(instant) - time).num_minutes();
            prop_assert!(moved == 0 || moved == 60);
        }
    }
}
