//! Spells `[from, to)` of one thing that changes over time: they never overlap.

use chrono::NaiveDate;

/// A spell with its row's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// The row.
    pub id: i64,
    /// The first day it holds.
    pub from: NaiveDate,
    /// The first day it no longer holds; `None`: it still does.
    pub to: Option<NaiveDate>,
}

impl Spell {
    /// Whether it holds on a day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether it holds on no day at all.
    pub fn is_empty(&self) -> bool {
        self.to.is_some_and(|to| to <= self.from)
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

/// Finds the place of what holds from a day on.
pub fn begin(spells: &[Spell], from: NaiveDate) -> Begin {
    let real = || spells.iter().filter(|spell| !spell.is_empty());
    if let Some(same) = real().find(|spell| spell.from == from) {
        return Begin::Same(same.id);
    }
    match real().find(|spell| spell.holds(from)) {
        Some(before) => Begin::New { ends: Some(before.id), to: before.to },
        None => {
            let next = real().map(|spell| spell.from).filter(|day| *day > from).min();
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
    if let Some(end) = own.to.filter(|end| *end <= from) {
        return Err(Misfit::AfterItsEnd(end));
    }
    let earlier = spells.iter().filter(|spell| spell.id != id && !spell.is_empty() && spell.from < own.from);
    let Some(before) = earlier.max_by_key(|spell| spell.from) else { return Ok(None) };
    match before.to {
        Some(end) if end == own.from && from <= before.from => Err(Misfit::SwallowsBefore(before.from)),
        Some(end) if end == own.from => Ok(Some(before.id)),
        Some(end) if from < end => Err(Misfit::OverlapsBefore(end)),
        _ => Ok(None),
    }
}

/// Whether two of the spells hold on the same day.
pub fn overlap(spells: &[Spell]) -> bool {
    let mut real: Vec<&Spell> = spells.iter().filter(|spell| !spell.is_empty()).collect();
    real.sort_by_key(|spell| spell.from);
    real.windows(2).any(|pair| match pair {
        [one, next] => one.to.is_none_or(|end| end > next.from),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap_or_default()
    }

    fn spell(id: i64, from: u32, to: Option<u32>) -> Spell {
        Spell { id, from: day(from), to: to.map(day) }
    }

    #[test]
    fn what_begins_takes_its_place() {
        let spells = [spell(1, 2, Some(5)), spell(2, 5, Some(9)), spell(3, 12, None)];
        let new = |ends, to: Option<u32>| Begin::New { ends, to: to.map(day) };
        for (from, expected) in [
            (1, new(None, Some(2))),
            (2, Begin::Same(1)),
            (4, new(Some(1), Some(5))),
            (10, new(None, Some(12))),
            (20, new(Some(3), None)),
        ] {
            assert_eq!(begin(&spells, day(from)), expected, "from {from}");
        }
        assert_eq!(begin(&[], day(3)), new(None, None));
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
}
