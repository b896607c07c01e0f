//! When a meeting is due again.

use super::spell::Span;
use chrono::{Days, NaiveDate};

/// How many days may lie between two meetings: as the kind says, or as a pair or worker settled it for a while.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Every {
    /// A setting of the kind; `None` where it has no cadence, and then nobody has one of their own either.
    pub kind: Option<u32>,
    /// What was settled instead, and when that held; the stretches do not overlap.
    pub own: Vec<(Span, u32)>,
}

impl Every {
    /// The kind's own number, with nothing settled instead.
    pub fn kind(days: Option<u32>) -> Self {
        Self { kind: days, own: Vec::new() }
    }

    /// The days between two meetings that hold on a day.
    pub fn on(&self, day: NaiveDate) -> Option<u32> {
        let kind = self.kind?;
        let own = self.own.iter().find(|(span, _)| span.holds(day));
        Some(own.map_or(kind, |(_, days)| *days).max(1))
    }

    /// The day on which the next meeting is due after one.
    ///
    /// It is the first on which so many days have passed as hold on it: whoever settles today to meet more often is due
    /// today at the earliest, and nothing that was in time becomes late by it.
    pub fn due_after(&self, last: NaiveDate) -> Option<NaiveDate> {
        let mut turns: Vec<NaiveDate> =
            self.own.iter().flat_map(|(span, _)| [Some(span.from), span.to]).flatten().collect();
        turns.retain(|turn| *turn > last);
        turns.sort_unstable();
        let begins = std::iter::once(last).chain(turns.iter().copied());
        let ends = turns.iter().copied().map(Some).chain([None]);
        for (begin, end) in begins.zip(ends) {
            let due = last.checked_add_days(Days::new(u64::from(self.on(begin)?)))?.max(begin);
            if end.is_none_or(|end| due < end) {
                return Some(due);
            }
        }
        None
    }
}

/// What decides when the next meeting of a kind is due for a pair, worker or group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day of the latest meeting that counts, or that resets this clock.
    pub last_held: Option<NaiveDate>,
    /// The day since which the pair shares a family, without a break, or the worker is in the work.
    pub since: Option<NaiveDate>,
    /// The file's first day: what was due before it is not known.
    pub file_from: NaiveDate,
    /// How many days may lie between two meetings.
    pub every: Every,
}

/// Where a pair, worker or group stands with a kind of meeting today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing can be expected yet: the file holds no start, or the kind has no cadence. No breach.
    NoData,
    /// Due on a later day.
    NotDue {
        /// The day.
        on: NaiveDate,
    },
    /// Due today.
    DueToday,
    /// Due on an earlier day.
    Overdue {
        /// How many days ago it was due.
        days: i64,
        /// The day on which it was due.
        since: NaiveDate,
    },
}

impl Standing {
    /// The day on which the meeting is or was due.
    pub fn due_on(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::NoData => None,
            Self::NotDue { on } => Some(on),
            Self::DueToday => Some(today),
            Self::Overdue { since, .. } => Some(since),
        }
    }
}

impl Due {
    /// Says where it stands: due so many days after the last meeting, or after the start where there was none.
    ///
    /// The start is the later of `since` and the file's first day. A meeting from before the file counts, because it
    /// was recorded on purpose; one from before `since` belongs to an earlier spell of the pair and does not.
    /// Without a meeting and a start nothing is expected: no data is not a breach (`domain.md` §4).
    pub fn standing(&self, today: NaiveDate) -> Standing {
        let held = self.last_held.filter(|held| self.since.is_none_or(|since| *held >= since));
        let start = self.since.map(|since| since.max(self.file_from));
        let Some(on) = held.or(start).and_then(|from| self.every.due_after(from)) else {
            return Standing::NoData;
        };
        match (today - on).num_days() {
            0 => Standing::DueToday,
            days if days > 0 => Standing::Overdue { days, since: on },
            _ => Standing::NotDue { on },
        }
    }
}

/// Whether a meeting held on a day is the one that was planned for another: so many days apart at most, and no more than
/// half the cadence, beyond which another one is nearer.
pub fn is_the_planned(planned: NaiveDate, held: NaiveDate, every_days: Option<u32>, moved_days: i64) -> bool {
    let most = every_days.map_or(moved_days, |every| moved_days.min(i64::from(every / 2)));
    (planned - held).num_days().abs() <= most
}

/// The latest of the days that reset a clock: its own meetings, and those of kinds that reset it.
pub fn last_held(days: impl IntoIterator<Item = Option<NaiveDate>>) -> Option<NaiveDate> {
    days.into_iter().flatten().max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Option<NaiveDate> {
        (!text.is_empty()).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").unwrap())
    }

    #[test]
    fn a_meeting_is_due_so_many_days_after_the_last() {
        use Standing::{DueToday, NoData, NotDue, Overdue};
        let today = day("2026-11-24").unwrap();
        let since = |text| day(text).unwrap();
        let file_from = since("2026-11-01");
        for (last_held, shared, every_days, expected) in [
            ("2026-10-12", "2026-01-05", Some(31), Overdue { days: 12, since: since("2026-11-12") }),
            ("2026-10-24", "2026-01-05", Some(31), DueToday),
            ("2026-10-25", "2026-01-05", Some(31), NotDue { on: since("2026-11-25") }),
            ("2026-11-24", "2026-01-05", Some(7), NotDue { on: since("2026-12-01") }),
            ("", "2026-11-10", Some(31), NotDue { on: since("2026-12-11") }),
            ("", "2026-03-01", Some(7), Overdue { days: 16, since: since("2026-11-08") }),
            ("2026-10-12", "2026-11-20", Some(31), NotDue { on: since("2026-12-21") }),
            ("2026-10-12", "", Some(31), Overdue { days: 12, since: since("2026-11-12") }),
            ("", "", Some(31), NoData),
            ("", "2026-11-10", None, NoData),
        ] {
            let every = Every::kind(every_days);
            let due = Due { last_held: day(last_held), since: day(shared), file_from, every };
            assert_eq!(due.standing(today), expected, "held {last_held}, shared since {shared}");
        }
    }

    #[test]
    fn what_a_pair_settled_counts_while_it_holds_and_never_backwards() {
        let on = |text| day(text).unwrap();
        let settled =
            |from, to, days| Every { kind: Some(31), own: vec![(Span::new(on(from), day(to)), days)] };
        for (every, last, due) in [
            // From its first day on, and for as long as it holds.
            (settled("2026-01-05", "", 14), "2026-10-12", "2026-10-26"),
            (settled("2026-01-05", "2026-10-20", 14), "2026-10-12", "2026-11-12"),
            (settled("2026-01-05", "2026-10-27", 14), "2026-10-12", "2026-10-26"),
            // More often from today on: due today, and not late already.
            (settled("2026-11-08", "", 14), "2026-10-12", "2026-11-08"),
            (settled("2026-11-20", "", 14), "2026-10-12", "2026-11-12"),
            // Less often: what was to be due later is due later still.
            (settled("2026-11-08", "", 60), "2026-10-12", "2026-12-11"),
            // A month of its own in between, over 29 February.
            (settled("2028-02-29", "2028-03-01", 1), "2028-02-15", "2028-02-29"),
            (Every::kind(Some(31)), "2028-01-29", "2028-02-29"),
        ] {
            assert_eq!(every.due_after(on(last)), day(due), "{every:?} after {last}");
        }
        let none = Every { kind: None, ..settled("2026-01-05", "", 14) };
        assert_eq!(none.due_after(on("2026-10-12")), None, "a kind without a cadence has none for anybody");
    }

    #[test]
    fn a_meeting_takes_the_place_of_the_one_planned_near_it() {
        let today = day("2026-11-24").unwrap();
        for (planned, every, the_planned) in [
            ("2026-11-24", Some(7), true),
            ("2026-11-27", Some(7), true),
            ("2026-11-21", Some(7), true),
            ("2026-11-28", Some(7), false),
            ("2026-12-01", Some(14), true),
            ("2026-12-02", Some(14), false),
            ("2026-12-08", Some(31), true),
            ("2026-11-10", Some(31), true),
            ("2026-12-09", Some(31), false),
            ("2027-01-11", Some(92), false),
            ("2026-12-08", None, true),
            ("2026-12-09", None, false),
        ] {
            let found = is_the_planned(day(planned).unwrap(), today, every, 14);
            assert_eq!(found, the_planned, "planned for {planned}, every {every:?}");
        }
    }

    #[test]
    fn the_latest_meeting_that_resets_the_clock_decides() {
        assert_eq!(last_held([day("2026-10-01"), None, day("2026-10-09")]), day("2026-10-09"));
        assert_eq!(last_held([None, None]), None);
    }

    proptest! {
        #[test]
        fn a_later_meeting_never_makes_it_more_overdue(held in 0u64..400, later in 0u64..400, every in 1u32..400) {
            let epoch = day("2025-12-01").unwrap();
            let today = day("2026-11-24").unwrap();
            let stand = |at| match (Due { last_held: Some(epoch + Days::new(at)), since: None, file_from: epoch, every: Every::kind(Some(every)) })
                .standing(today)
            {
                Standing::Overdue { days, .. } => days,
                _ => 0,
            };
            prop_assert!(stand(held + later) <= stand(held));
        }
    }
}
