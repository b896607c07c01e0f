//! Counts that may leave: none so small that those who know the place would know the family.

/// A count, and of how many families it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// How many records.
    pub count: i64,
    /// How many different families they are about.
    pub families: i64,
}

/// Which counts of a series may be shown, where a count of `least` families or fewer may not (CDSS practice: 1 to 10).
///
/// A series adds up to a total that stands elsewhere, so what is hidden could be found by taking the rest away: the
/// smallest that could be shown are hidden with it, until two or more are hidden and all of them together are about
/// more than `least` families. Nothing counted is no family's and is shown.
pub fn shown(series: &[Cell], least: i64) -> Vec<bool> {
    let mut shown: Vec<bool> = series.iter().map(|cell| cell.count == 0 || cell.families > least).collect();
    loop {
        let hidden =
            || series.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(cell, _)| cell.families);
        let (count, families) = (hidden().count(), hidden().sum::<i64>());
        if count == 0 || (count > 1 && families > least) {
            return shown;
        }
        let left =
            series.iter().enumerate().zip(&shown).filter(|((_, cell), shown)| **shown && cell.count > 0);
        let Some(next) = left.min_by_key(|((_, cell), _)| cell.families).map(|((at, _), _)| at) else {
            return shown;
        };
        if let Some(cell) = shown.get_mut(next) {
            *cell = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn series(families: &[i64]) -> Vec<Cell> {
        families.iter().map(|families| Cell { count: families * 3, families: *families }).collect()
    }

    #[test]
    fn small_counts_hide_and_so_does_what_would_tell_them() {
        for (families, hidden) in [
            (vec![], vec![]),
            (vec![0, 11, 40], vec![]),
            (vec![10], vec![0]),
            (vec![3, 40, 20], vec![0, 2]),
            (vec![3, 8, 40], vec![0, 1]),
            (vec![1, 1, 30, 20], vec![0, 1, 3]),
            (vec![0, 4, 0], vec![1]),
        ] {
            let shown = shown(&series(&families), 10);
            let found: Vec<usize> = (0..shown.len()).filter(|at| shown.get(*at) == Some(&false)).collect();
            assert_eq!(found, hidden, "{families:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_small_is_shown_and_nothing_hidden_stands_alone(families in proptest::collection::vec(0..40i64, 0..12)) {
            let cells = series(&families);
            let shown = shown(&cells, 10);
            let hidden: Vec<&Cell> = cells.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(cell, _)| cell).collect();
            for (cell, shown) in cells.iter().zip(&shown) {
                prop_assert!(!shown || cell.count == 0 || cell.families > 10);
            }
            let rest = cells.iter().zip(&shown).any(|(cell, shown)| *shown && cell.count > 0);
            prop_assert!(hidden.len() != 1 || !rest);
            prop_assert!(hidden.is_empty() || !rest || hidden.iter().map(|cell| cell.families).sum::<i64>() > 10);
        }
    }
}
