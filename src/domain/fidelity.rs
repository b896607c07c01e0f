//! Whether the programme keeps its own model: how many meetings were to be expected, and what became of each.
//!
//! A meeting is expected so many days after the last one that counts, on a working day, while its pair or worker is
//! there, from the file's first day on. Before that, and where a kind has no cadence, nothing is expected: no data is
//! not a breach (`domain.md` §2, §4).

use super::cadence::Every;
use super::calendar::Calendar;
use super::spell::Span;
use crate::words;
use chrono::{Datelike, NaiveDate};
use std::ops::AddAssign;

words! {
    /// What became of a meeting that was to be expected.
    Kept {
        OnTime = "on_time" => "held on time",
        Late = "late" => "held late",
        Wrong = "wrong_attendance" => "wrong attendance",
        Missed = "missed" => "missed",
        Overdue = "overdue" => "overdue now",
    }
}

/// A meeting that was to be expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The working day by which it was due; it counts in that day's month.
    pub due_on: NaiveDate,
    /// What became of it.
    pub kept: Kept,
    /// The day on which it was held, with or without the right people.
    pub held_on: Option<NaiveDate>,
    /// Why it was missed, where somebody said so.
    pub why: String,
}

/// What decides what was to be expected of a pair or worker.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    /// The stretches in which the pair shared a family, or the worker was at work; in any order.
    pub spells: Vec<Span>,
    /// The file's first day.
    pub file_from: NaiveDate,
    /// The most days between two meetings.
    pub every: Every,
    /// The days of meetings that count, or that reset this clock.
    pub held: Vec<NaiveDate>,
    /// The days of meetings of this kind that were held and did not count.
    pub wrong: Vec<NaiveDate>,
    /// Why meetings of this kind were missed, moved or cancelled, by the day for which they were planned.
    pub reasons: Vec<(NaiveDate, String)>,
    /// The working days.
    pub calendar: &'a Calendar,
}

/// How many of the expected meetings became what; the parts always add up to `expected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All that were due.
    pub expected: i64,
    /// Held by their day.
    pub on_time: i64,
    /// Held after it, before the next was due.
    pub late: i64,
    /// Held without the people who make it what it is.
    pub wrong: i64,
    /// Not held before the next was due.
    pub missed: i64,
    /// Due, and not held yet.
    pub overdue: i64,
}

/// How long meetings were held on time, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// Up to now.
    pub now: i64,
    /// At most.
    pub longest: i64,
}

/// Where a family stands that should be discussed every so many days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covered {
    /// It was discussed, so many days ago.
    Recently(i64),
    /// It is new here: so many days, and nothing was expected yet.
    New(i64),
    /// It was discussed too many days ago.
    Late(i64),
    /// It was never discussed in the so many days it could have been.
    Never(i64),
}

impl Model<'_> {
    /// What was to be expected up to a day, in order.
    pub fn expected(mut self, today: NaiveDate) -> Vec<Expected> {
        self.held.sort_unstable();
        self.held.retain(|on| *on <= today);
        self.wrong.sort_unstable();
        // Of two reasons on one day it is always the same one that is told.
        self.reasons.sort_unstable();
        let mut out = Vec::new();
        for spell in merged(std::mem::take(&mut self.spells)) {
            self.spell(spell, today, &mut out);
        }
        out
    }

    fn spell(&self, spell: Span, today: NaiveDate, out: &mut Vec<Expected>) {
        let start = spell.from.max(self.file_from);
        let ends = spell.to.unwrap_or(NaiveDate::MAX);
        // One that was recorded from before the file sets the clock, and one on the first day is the first one.
        let earlier = self.held.iter().rev().find(|on| **on >= spell.from && **on <= start);
        let mut last = earlier.copied().unwrap_or(start);
        let mut due = self.due_after(last).max(start);
        while due < ends && due <= today {
            let until = self.due_after(due).min(ends);
            // The latest in time sets the clock, so that meeting more often than asked for is no more than kept.
            let place = self.held.partition_point(|on| *on <= due);
            let before = place.checked_sub(1).and_then(|place| self.held.get(place)).copied();
            let in_time = before.filter(|on| *on > last && *on < until);
            let late = self.held.get(place).copied().filter(|on| *on > last && *on < until);
            let one = match (in_time, late) {
                (Some(on), _) => self.one(due, Kept::OnTime, Some(on)),
                (None, Some(on)) => self.one(due, Kept::Late, Some(on)),
                (None, None) => self.not_held(last, due, until, today),
            };
            last = in_time.or(late).unwrap_or(due);
            let open = one.kept == Kept::Overdue;
            out.push(one);
            if open {
                return;
            }
            // Two days of the cadence may fall on one working day.
            let following = due.succ_opt().map_or(NaiveDate::MAX, |day| self.calendar.working_day_from(day));
            due = self.due_after(last).max(following);
        }
    }

    /// The working day on or after the last day of the cadence.
    fn due_after(&self, day: NaiveDate) -> NaiveDate {
        self.every.due_after(day).map_or(NaiveDate::MAX, |due| self.calendar.working_day_from(due))
    }

    fn one(&self, due_on: NaiveDate, kept: Kept, held_on: Option<NaiveDate>) -> Expected {
        Expected { due_on, kept, held_on, why: String::new() }
    }

    fn not_held(&self, last: NaiveDate, due: NaiveDate, next: NaiveDate, today: NaiveDate) -> Expected {
        let within = |on: NaiveDate| on > last && on < next && on <= today;
        let wrong = self.wrong.iter().copied().find(|on| within(*on));
        let kept = match wrong {
            Some(_) => Kept::Wrong,
            None if next > today => Kept::Overdue,
            None => Kept::Missed,
        };
        let told = self.reasons.iter().find(|(on, _)| within(*on));
        let why = told.map_or_else(String::new, |(_, why)| why.clone());
        Expected { why, ..self.one(due, kept, wrong) }
    }
}

/// Stretches that touch or overlap as one, in order; a stretch without a day is none.
fn merged(mut spells: Vec<Span>) -> Vec<Span> {
    spells.retain(|spell| spell.to.is_none_or(|to| to > spell.from));
    spells.sort_unstable_by_key(|spell| spell.from);
    let mut out: Vec<Span> = Vec::new();
    for spell in spells {
        match out.last_mut().filter(|last| last.to.is_none_or(|to| to >= spell.from)) {
            Some(last) => last.to = last.to.zip(spell.to).map(|(one, other)| one.max(other)),
            None => out.push(spell),
        }
    }
    out
}

impl Tally {
    /// Counts what became of these.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Expected>) -> Self {
        let mut tally = Self::default();
        for one in all {
            tally.expected += 1;
            *match one.kept {
                Kept::OnTime => &mut tally.on_time,
                Kept::Late => &mut tally.late,
                Kept::Wrong => &mut tally.wrong,
                Kept::Missed => &mut tally.missed,
                Kept::Overdue => &mut tally.overdue,
            } += 1;
        }
        tally
    }

    /// Those that were held, on time or late.
    pub fn held(self) -> i64 {
        self.on_time + self.late
    }

    /// Held of expected in whole percent, rounded; none where nothing was expected.
    pub fn percent(self) -> Option<i64> {
        (self.expected > 0).then(|| (self.held() * 200 + self.expected) / (2 * self.expected))
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.expected += other.expected;
        self.on_time += other.on_time;
        self.late += other.late;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.overdue += other.overdue;
    }
}

impl Streak {
    /// The streaks among the expected, in their order.
    pub fn of(all: &[Expected]) -> Self {
        let mut streak = Self::default();
        for one in all {
            streak.now = if one.kept == Kept::OnTime { streak.now + 1 } else { 0 };
            streak.longest = streak.longest.max(streak.now);
        }
        streak
    }
}

/// Says whether a family was discussed in time; what was opened, or the file begun, later than that is new.
pub fn covered(
    discussed: Option<NaiveDate>,
    opened: NaiveDate,
    file_from: NaiveDate,
    today: NaiveDate,
    within: i64,
) -> Covered {
    let since = opened.max(file_from);
    match discussed.filter(|on| *on >= opened).map(|on| (today - on).num_days()) {
        Some(days) if days <= within => Covered::Recently(days),
        Some(days) => Covered::Late(days),
        None if (today - since).num_days() <= within => Covered::New((today - since).num_days()),
        None => Covered::Never((today - since).num_days()),
    }
}

/// The first days of the last so many months, this one last.
pub fn months(today: NaiveDate, count: u32) -> Vec<NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..count).rev().filter_map(|back| first.checked_sub_months(chrono::Months::new(back))).collect()
}

/// The first day of the quarter of a day.
pub fn quarter(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year(), (day.month0() / 3) * 3 + 1, 1).unwrap_or(day)
}

/// `Q4 2026`.
pub fn quarter_name(day: NaiveDate) -> String {
    format!("Q{} {}", day.month0() / 3 + 1, day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        NaiveDate::parse_from_str(&format!("2026-{text}"), "%Y-%m-%d").unwrap()
    }

    fn expected(spells: &[(&str, &str)], held: &[&str], wrong: &[&str], today: &str) -> Vec<(String, Kept)> {
        let span = |(from, to): &(&str, &str)| Span::new(day(from), (!to.is_empty()).then(|| day(to)));
        let calendar = Calendar { holidays: [day("11-26"), day("11-27")].into() };
        let model = Model {
            spells: spells.iter().map(span).collect(),
            file_from: day("09-01"),
            every: Every::kind(Some(28)),
            held: held.iter().map(|on| day(on)).collect(),
            wrong: wrong.iter().map(|on| day(on)).collect(),
            reasons: vec![(day("09-29"), "Court".to_owned())],
            calendar: &calendar,
        };
        let all = model.expected(day(today));
        all.into_iter().map(|one| (one.due_on.format("%m-%d").to_string(), one.kept)).collect()
    }

    #[test]
    fn what_was_expected_becomes_one_of_five() {
        use Kept::{Late, Missed, OnTime, Overdue, Wrong};
        let long = [("01-05", "")];
        for (spells, held, wrong, today, wanted) in [
            // Due on the 29th of September, a Tuesday; every 28 days after what was held.
            (
                &long[..],
                &["09-22", "10-20"][..],
                &[][..],
                "11-10",
                vec![("09-29", OnTime), ("10-20", OnTime)],
            ),
            (&long[..], &["10-06"], &[], "10-20", vec![("09-29", Late)]),
            (&long[..], &[], &[], "09-29", vec![("09-29", Overdue)]),
            (&long[..], &[], &[], "09-28", vec![]),
            (&long[..], &[], &[], "10-27", vec![("09-29", Missed), ("10-27", Overdue)]),
            (&long[..], &[], &["09-25"], "10-20", vec![("09-29", Wrong)]),
            // Twice in a month is kept once.
            (&long[..], &["09-10", "09-22"], &[], "10-19", vec![("09-29", OnTime)]),
            // The day before Thanksgiving is due on the day itself; the holiday and the day after are no working days.
            (
                &long[..],
                &["09-29", "10-29"],
                &[],
                "11-30",
                vec![("09-29", OnTime), ("10-27", Late), ("11-30", Overdue)],
            ),
            // A pair that ended before it was due, and one that came back.
            (&[("01-05", "09-20")], &[], &[], "11-10", vec![]),
            (&[("01-05", "09-20"), ("10-12", "")], &[], &[], "11-10", vec![("11-09", Overdue)]),
            (&[("10-12", ""), ("01-05", "10-12")], &[], &[], "10-01", vec![("09-29", Overdue)]),
            // Held before the file began: recorded on purpose, it sets the clock.
            (&long[..], &["08-25"], &[], "09-23", vec![("09-22", Overdue)]),
            (&[("11-02", "11-02")], &[], &[], "12-30", vec![]),
        ] {
            let wanted: Vec<_> = wanted.into_iter().map(|(due, kept)| (due.to_owned(), kept)).collect();
            assert_eq!(expected(spells, held, wrong, today), wanted, "{spells:?} {held:?} {wrong:?} {today}");
        }
    }

    #[test]
    fn a_reason_belongs_to_the_meeting_that_was_missed() {
        let calendar = Calendar { holidays: Default::default() };
        let model = Model {
            spells: vec![Span::new(day("09-01"), None)],
            file_from: day("09-01"),
            every: Every::kind(Some(28)),
            held: Vec::new(),
            wrong: Vec::new(),
            reasons: vec![(day("09-29"), "Court".to_owned())],
            calendar: &calendar,
        };
        let all = model.expected(day("11-10"));
        let why: Vec<_> = all.iter().map(|one| (one.kept, one.why.as_str())).collect();
        assert_eq!(why, [(Kept::Missed, "Court"), (Kept::Overdue, "")]);
    }

    #[test]
    fn streaks_are_broken_by_everything_but_on_time() {
        let of = |kept: &[Kept]| {
            let one = |kept: &Kept| Expected {
                due_on: day("09-01"),
                kept: *kept,
                held_on: None,
                why: String::new(),
            };
            Streak::of(&kept.iter().map(one).collect::<Vec<_>>())
        };
        use Kept::{Late, OnTime};
        assert_eq!(of(&[OnTime, OnTime, Late, OnTime]), Streak { now: 1, longest: 2 });
        assert_eq!(of(&[]), Streak::default());
    }

    #[test]
    fn percent_is_held_of_expected_and_nothing_of_nothing() {
        let tally = |expected, on_time, late| Tally { expected, on_time, late, ..Tally::default() };
        for (tally, percent) in [
            (tally(0, 0, 0), None),
            (tally(3, 1, 1), Some(67)),
            (tally(3, 1, 0), Some(33)),
            (tally(8, 1, 0), Some(13)),
            (tally(2, 2, 0), Some(100)),
        ] {
            assert_eq!(tally.percent(), percent, "{tally:?}");
        }
    }

    #[test]
    fn a_family_is_covered_new_late_or_never_discussed() {
        use Covered::{Late, Never, New, Recently};
        for (discussed, opened, wanted) in [
            (Some("11-24"), "01-01", Recently(0)),
            (Some("10-24"), "01-01", Recently(31)),
            (Some("10-23"), "01-01", Late(32)),
            (Some("10-23"), "11-01", New(23)),
            (None, "10-24", New(31)),
            (None, "10-23", Never(32)),
            (None, "01-01", Never(84)),
        ] {
            let found = covered(discussed.map(day), day(opened), day("09-01"), day("11-24"), 31);
            assert_eq!(found, wanted, "{discussed:?} {opened}");
        }
    }

    #[test]
    fn months_and_quarters_have_names() {
        let all = months(day("11-24"), 12);
        assert_eq!((all.len(), all.first().unwrap().to_string().as_str()), (12, "2025-12-01"));
        assert_eq!(quarter_name(quarter(day("11-24"))), "Q4 2026");
        assert_eq!(quarter(day("03-31")), day("01-01"));
    }

    proptest! {
        #[test]
        fn the_parts_add_up_and_no_day_is_due_twice(
            held in proptest::collection::vec(0u64..330, 0..20),
            wrong in proptest::collection::vec(0u64..330, 0..5),
            every in 1u32..60,
        ) {
            let calendar = Calendar { holidays: Default::default() };
            let at = |days: &u64| day("01-01") + Days::new(*days);
            let model = Model {
                spells: vec![Span::new(day("01-01"), None)],
                file_from: day("01-01"),
                every: Every::kind(Some(every)),
                held: held.iter().map(at).collect(),
                wrong: wrong.iter().map(at).collect(),
                reasons: Vec::new(),
                calendar: &calendar,
            };
            let all = model.expected(day("11-24"));
            let tally = Tally::of(&all);
            prop_assert_eq!(tally.expected, tally.held() + tally.wrong + tally.missed + tally.overdue);
            prop_assert!(tally.overdue <= 1);
            prop_assert!(all.iter().zip(all.iter().skip(1)).all(|(one, next)| one.due_on < next.due_on));
        }
    }
}
