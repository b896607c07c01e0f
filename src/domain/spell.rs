//! Dated spells `[from, to)`: what held from a day on, until the first day it no longer does. Spells of one thing never
//! overlap: this is the one place that says where a change belongs among them.

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

    /// Whether it holds on no day at all.
    pub fn is_empty(self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
    }

    /// Whether the two share a day.
    pub fn meets(self, other: Self) -> bool {
        let touch = self.to.is_none_or(|to| to > other.from) && other.to.is_none_or(|to| to > self.from);
        touch && !self.is_empty() && !other.is_empty()
    }
}

/// A stretch of days with its row's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The row.
    pub id: i64,
    /// Its days.
    pub span: Span,
}

impl Spell {
    /// A row that holds on these days.
    pub fn new(id: i64, from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { id, span: Span::new(from, to) }
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.span.holds(day)
    }
}

/// How something that holds from a day finds its place among the spells there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// This spell begins on that very day: it is the one that is meant.
    Same(i64),
    /// A new spell: the one that it ends on its first day, and until when it holds itself.
    New {
        /// The spell that ends where the new one begins.
        ends: Option<i64>,
        /// The end of the new one.
        to: Option<NaiveDate>,
    },
}

/// Finds the place of what holds from a day on: until the spell it cuts short would have ended, or in a gap until the
/// next one begins. A gap stays a gap: nothing held there.
pub fn begin(spells: &[Spell], from: NaiveDate) -> Begin {
    let real = || spells.iter().filter(|spell| !spell.span.is_empty());
    if let Some(same) = real().find(|spell| spell.span.from == from) {
        return Begin::Same(same.id);
    }
    match real().find(|spell| spell.holds(from)) {
        Some(before) => Begin::New { ends: Some(before.id), to: before.span.to },
        None => {
            let next = real().map(|spell| spell.span.from).filter(|day| *day > from).min();
            Begin::New { ends: None, to: next }
        }
    }
}

/// Why a spell cannot begin on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// There is no such spell.
    Unknown,
    /// It would begin when it has ended, on this day.
    AfterItsEnd(NaiveDate),
    /// The one before began on this day, and would hold on no day.
    SwallowsBefore(NaiveDate),
    /// The one before held until this day.
    OverlapsBefore(NaiveDate),
}

/// Moves the beginning of a spell; gives the one before, whose end moves along where the two touch.
///
/// # Errors
/// The spells would overlap, or one of them would hold on no day.
pub fn move_start(spells: &[Spell], id: i64, from: NaiveDate) -> Result<Option<i64>, Misfit> {
    let own = spells.iter().find(|spell| spell.id == id).ok_or(Misfit::Unknown)?;
    if let Some(end) = own.span.to.filter(|end| *end <= from) {
        return Err(Misfit::AfterItsEnd(end));
    }
    let earlier = spells
        .iter()
        .filter(|spell| spell.id != id && !spell.span.is_empty() && spell.span.from < own.span.from);
    let Some(before) = earlier.max_by_key(|spell| spell.span.from) else { return Ok(None) };
    match before.span.to {
        Some(end) if end == own.span.from && from <= before.span.from => {
            Err(Misfit::SwallowsBefore(before.span.from))
        }
        Some(end) if end == own.span.from => Ok(Some(before.id)),
        Some(end) if from < end => Err(Misfit::OverlapsBefore(end)),
        _ => Ok(None),
    }
}

/// Whether any two of the spells share a day.
pub fn overlap(spells: &[Spell]) -> bool {
    spells
        .iter()
        .enumerate()
        .any(|(place, one)| spells.iter().skip(place + 1).any(|two| one.span.meets(two.span)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + TimeDelta::days(n)
    }

    fn spell(id: i64, from: i64, to: Option<i64>) -> Spell {
        Spell::new(id, day(from), to.map(day))
    }

    #[test]
    fn what_begins_takes_its_place() {
        let spells = [spell(1, 2, Some(5)), spell(2, 5, Some(9)), spell(3, 12, None)];
        let new = |ends, to: Option<i64>| Begin::New { ends, to: to.map(day) };
        for (from, expected) in [
            (1, new(None, Some(2))),
            (2, Begin::Same(1)),
            (4, new(Some(1), Some(5))),
            (7, new(Some(2), Some(9))),
            (10, new(None, Some(12))),
            (12, Begin::Same(3)),
            (20, new(Some(3), None)),
        ] {
            assert_eq!(begin(&spells, day(from)), expected, "from {from}");
        }
        assert_eq!(begin(&[], day(3)), new(None, None));
    }

    #[test]
    fn spells_meet_where_they_share_a_day() {
        let meets = |one: Spell, two: Spell| one.span.meets(two.span);
        assert!(meets(spell(1, 0, Some(10)), spell(2, 9, None)));
        assert!(!meets(spell(1, 0, Some(10)), spell(2, 10, None)));
        assert!(meets(spell(1, 0, None), spell(2, 90, Some(91))));
        assert!(!meets(spell(1, 0, None), spell(2, 5, Some(5))), "an empty one holds on no day");
    }

    #[test]
    fn a_start_moves_with_the_end_before_it() {
        let spells = [spell(1, 2, Some(5)), spell(2, 5, Some(9)), spell(3, 12, None)];
        for (id, from, expected) in [
            (2, 4, Ok(Some(1))),
            (2, 7, Ok(Some(1))),
            (2, 2, Err(Misfit::SwallowsBefore(day(2)))),
            (2, 9, Err(Misfit::AfterItsEnd(day(9)))),
            (3, 9, Ok(None)),
            (3, 8, Err(Misfit::OverlapsBefore(day(9)))),
            (1, 1, Ok(None)),
            (7, 1, Err(Misfit::Unknown)),
        ] {
            assert_eq!(move_start(&spells, id, day(from)), expected, "{id} from {from}");
        }
    }

    #[test]
    fn touching_is_no_overlap() {
        assert!(!overlap(&[spell(1, 2, Some(5)), spell(2, 5, None)]));
        assert!(overlap(&[spell(1, 2, Some(6)), spell(2, 5, None)]));
        assert!(overlap(&[spell(1, 2, None), spell(2, 5, Some(7))]));
        assert!(!overlap(&[spell(1, 2, None), spell(2, 5, Some(5))]), "an empty one holds on no day");
    }

    fn apply(spells: &mut Vec<Spell>, from: NaiveDate) {
        if let Begin::New { ends, to } = begin(spells, from) {
            if let Some(before) = spells.iter_mut().find(|spell| Some(spell.id) == ends) {
                before.span.to = Some(from);
            }
            let id = i64::try_from(spells.len()).unwrap() + 1;
            spells.push(Spell::new(id, from, to));
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
            let mut spells = vec![spell(1, 0, None)];
            let mut began = vec![day(0)];
            for _ in 0..12 {
                let from = day(next());
                apply(&mut spells, from);
                began.push(from);
                assert!(!overlap(&spells), "seed {seed}: {spells:?}");
                assert!(spells.iter().all(|spell| !spell.span.is_empty()), "seed {seed}");
            }
            for n in 0..260 {
                let holding: Vec<&Spell> = spells.iter().filter(|spell| spell.holds(day(n))).collect();
                assert_eq!(holding.len(), 1, "seed {seed}, day {n}");
                let last = began.iter().filter(|from| **from <= day(n)).max();
                assert_eq!(Some(&holding[0].span.from), last, "seed {seed}, day {n}: the last change holds");
            }
        }
    }
}
