//! Dated spells `[from, to)`: what held from a day on, until the first day it no longer does.

use chrono::NaiveDate;

/// A stretch of days; without an end it still goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub to: Option<NaiveDate>,
}

impl Span {
    /// A stretch of days.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// Whether a day lies in it.
    pub fn holds(self, on: NaiveDate) -> bool {
        self.from <= on && self.to.is_none_or(|to| to > on)
    }

    /// Whether the two share a day.
    pub fn meets(self, other: Self) -> bool {
        self.to.is_none_or(|to| to > other.from) && other.to.is_none_or(|to| to > self.from)
    }
}

/// Where a change that holds from a day on belongs among the spells that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A spell begins on this very day: it takes the new values.
    Rewrite(usize),
    /// A new spell until the next one begins; the one that holds on that day, if any, ends there.
    Insert {
        /// The spell that ends.
        ends: Option<usize>,
        /// Where the new spell ends.
        to: Option<NaiveDate>,
    },
    /// Two spells share days: which of them is meant, nobody can say.
    Overlap,
}

/// Finds the place of a change from a day on, so that no two spells ever share a day.
pub fn change_from(spells: &[Span], from: NaiveDate) -> Change {
    if overlap(spells) {
        return Change::Overlap;
    }
    if let Some(same) = spells.iter().position(|spell| spell.from == from) {
        return Change::Rewrite(same);
    }
    let ends = spells.iter().position(|spell| spell.holds(from));
    let next = spells.iter().map(|spell| spell.from).filter(|next| *next > from).min();
    let own = ends.and_then(|place| spells.get(place)).and_then(|spell| spell.to);
    Change::Insert { ends, to: next.or(own) }
}

/// Whether any two spells share a day.
pub fn overlap(spells: &[Span]) -> bool {
    spells.iter().enumerate().any(|(place, one)| spells.iter().skip(place + 1).any(|two| one.meets(*two)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(n)
    }

    fn span(from: i64, to: Option<i64>) -> Span {
        Span::new(day(from), to.map(day))
    }

    #[test]
    fn a_change_finds_its_place() {
        let spells = [span(0, Some(10)), span(10, Some(20)), span(30, None)];
        let insert = |ends, to: Option<i64>| Change::Insert { ends, to: to.map(day) };
        for (from, expected) in [
            (0, Change::Rewrite(0)),
            (10, Change::Rewrite(1)),
            (5, insert(Some(0), Some(10))),
            (15, insert(Some(1), Some(30))),
            (25, insert(None, Some(30))),
            (40, insert(Some(2), None)),
            (-5, insert(None, Some(0))),
        ] {
            assert_eq!(change_from(&spells, day(from)), expected, "{from}");
        }
        assert_eq!(change_from(&[span(0, None), span(5, None)], day(9)), Change::Overlap);
    }

    #[test]
    fn spells_meet_where_they_share_a_day() {
        assert!(span(0, Some(10)).meets(span(9, None)));
        assert!(!span(0, Some(10)).meets(span(10, None)));
        assert!(span(0, None).meets(span(90, Some(91))));
    }

    fn apply(spells: &mut Vec<Span>, from: NaiveDate) {
        match change_from(spells, from) {
            Change::Rewrite(_) | Change::Overlap => {}
            Change::Insert { ends, to } => {
                if let Some(ends) = ends {
                    spells[ends].to = Some(from);
                }
                spells.push(Span::new(from, to));
            }
        }
    }

    #[test]
    fn whatever_changes_come_no_two_spells_share_a_day_and_none_is_without() {
        // A small generator instead of a dependency: every seed is one order of changes.
        for seed in 0..500u64 {
            let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            let mut next = || {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                i64::try_from(state % 200).unwrap()
            };
            let mut spells = vec![span(0, None)];
            let mut began = vec![day(0)];
            for _ in 0..12 {
                let from = day(next());
                apply(&mut spells, from);
                began.push(from);
                assert!(!overlap(&spells), "seed {seed}: {spells:?}");
                assert!(spells.iter().all(|spell| spell.to.is_none_or(|to| to > spell.from)), "seed {seed}");
            }
            for n in 0..260 {
                let holding: Vec<&Span> = spells.iter().filter(|spell| spell.holds(day(n))).collect();
                assert_eq!(holding.len(), 1, "seed {seed}, day {n}");
                let last = began.iter().filter(|from| **from <= day(n)).max();
                assert_eq!(Some(&holding[0].from), last, "seed {seed}, day {n}: the last change holds");
            }
        }
    }
}
