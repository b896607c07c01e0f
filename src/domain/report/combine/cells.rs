//! Cells that add up, and which of them may be shown so that no masked one can be worked out.

use std::collections::BTreeMap;

/// A number in a table of numbers that add up: whose cell it is does not matter for what can be worked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What it comes to.
    pub value: i64,
    /// It counts families, so that a small one is masked.
    pub tells: bool,
}

/// A sum that everybody knows of: these cells, each taken with its sign, come to 0.
pub type Sum = Vec<(usize, i64)>;

/// Which cells may be shown, where 1 to `least` may not and no masked cell may be worked out from the sums.
///
/// Beginning with the small ones, the smallest cell that would give a masked one away is masked with it, until none
/// does. Every cell masked is the last resort, and it always holds. Cells that no sum joins are looked at apart.
pub fn shown(cells: &[Cell], sums: &[Sum], least: i64) -> Vec<bool> {
    let mut all = vec![true; cells.len()];
    for (places, sums) in apart(cells.len(), sums) {
        let these: Vec<Cell> = places.iter().filter_map(|at| cells.get(*at)).copied().collect();
        for (at, shown) in places.iter().zip(together(&these, &sums, least)) {
            if let Some(cell) = all.get_mut(*at) {
                *cell = shown;
            }
        }
    }
    all
}

/// The cells that sums join, each time with their own sums, in which they are counted from 0.
fn apart(cells: usize, sums: &[Sum]) -> Vec<(Vec<usize>, Vec<Sum>)> {
    let mut group: Vec<usize> = (0..cells).collect();
    for sum in sums {
        let of = |at: &usize| group.get(*at).copied();
        let joined: Vec<usize> = sum.iter().filter_map(|(at, _)| of(at)).collect();
        let Some(first) = joined.iter().min().copied() else { continue };
        group.iter_mut().filter(|one| joined.contains(one)).for_each(|one| *one = first);
    }
    let mut places: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, of) in group.iter().enumerate() {
        places.entry(*of).or_default().push(at);
    }
    let own = |places: Vec<usize>| {
        let place = |at: usize| places.binary_search(&at).ok();
        let of = |sum: &Sum| sum.iter().map(|(at, sign)| Some((place(*at)?, *sign))).collect::<Option<Sum>>();
        let sums = sums.iter().filter_map(of).collect();
        (places, sums)
    };
    places.into_values().map(own).collect()
}

fn together(cells: &[Cell], sums: &[Sum], least: i64) -> Vec<bool> {
    let mut shown: Vec<bool> =
        cells.iter().map(|cell| !(cell.tells && (1..=least).contains(&cell.value))).collect();
    loop {
        let told = worked_out(&shown, sums);
        let Some(first) = told.first().copied() else { return shown };
        // Whatever stands in a sum with what can be worked out would do: the smallest that is not 0 costs least.
        let beside = sums.iter().filter(|sum| sum.iter().any(|(at, _)| told.contains(at) || *at == first));
        let candidates = beside.flatten().map(|(at, _)| *at).filter(|at| shown.get(*at) == Some(&true));
        let candidates: Vec<usize> = candidates.collect();
        let size = |at: &usize| {
            cells.get(*at).map_or(i64::MAX, |cell| if cell.value == 0 { i64::MAX } else { cell.value.abs() })
        };
        match candidates.into_iter().min_by_key(|at| (size(at), *at)).and_then(|at| shown.get_mut(at)) {
            Some(cell) => *cell = false,
            None => return vec![false; cells.len()],
        }
    }
}

/// The masked cells that the sums and the shown cells give away: those that every way of filling in the masked ones
/// agrees on. Found by elimination over a prime field, which is exact for coefficients this small.
pub fn worked_out(shown: &[bool], sums: &[Sum]) -> Vec<usize> {
    let hidden: Vec<usize> = (0..shown.len()).filter(|at| shown.get(*at) == Some(&false)).collect();
    let column = |at: usize| hidden.iter().position(|place| *place == at);
    let mut rows: Vec<Vec<i64>> = Vec::new();
    for sum in sums {
        let mut row = vec![0; hidden.len()];
        for (at, sign) in sum {
            if let Some(cell) = column(*at).and_then(|place| row.get_mut(place)) {
                *cell = (*cell + sign).rem_euclid(PRIME);
            }
        }
        if row.iter().any(|value| *value != 0) {
            rows.push(row);
        }
    }
    reduce(&mut rows, hidden.len());
    // In reduced form a cell is given away where its row holds nothing else.
    let alone = rows.iter().filter_map(|row| {
        let mut values = row.iter().enumerate().filter(|(_, value)| **value != 0);
        match (values.next(), values.next()) {
            (Some((place, _)), None) => hidden.get(place).copied(),
            _ => None,
        }
    });
    alone.collect()
}

const PRIME: i64 = 1_000_003;

/// Brings rows into reduced echelon form.
fn reduce(rows: &mut [Vec<i64>], columns: usize) {
    let mut done = 0;
    for column in 0..columns {
        let value = |row: &Vec<i64>| row.get(column).copied().unwrap_or(0);
        let Some(found) = (done..rows.len()).find(|at| rows.get(*at).is_some_and(|row| value(row) != 0))
        else {
            continue;
        };
        rows.swap(done, found);
        let Some(pivot) = rows.get_mut(done) else { return };
        let by = inverse(value(pivot));
        for cell in pivot.iter_mut() {
            *cell = *cell * by % PRIME;
        }
        let pivot = pivot.clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != done) {
            let times = value(row);
            for (cell, own) in row.iter_mut().zip(&pivot) {
                *cell = (*cell - times * own).rem_euclid(PRIME);
            }
        }
        done += 1;
    }
}

/// The inverse of a number in the field, by Fermat.
fn inverse(of: i64) -> i64 {
    let (mut base, mut power, mut out) = (of.rem_euclid(PRIME), PRIME - 2, 1);
    while power > 0 {
        if power % 2 == 1 {
            out = out * base % PRIME;
        }
        base = base * base % PRIME;
        power /= 2;
    }
    out
}
