//! The programme's report: final reports of several files side by side, with nothing so small that it tells of a family.
//!
//! Only what is counted of a site as a whole goes in; a line about one worker or post stays in its file. What counts
//! families is masked at 1 to 10 (CDSS practice), and with it as many other cells as it takes until no masked one can
//! be worked out from totals over the sites or from a site's own flows (end = start + came − went).

use super::{Figure, Final};
use crate::domain::month::Amount;
use serde::Serialize;

/// One site's report in the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// The number of its final report.
    pub number: i64,
    /// The digest under both signatures.
    pub digest: String,
}

/// A figure over all sites. A cell that is masked is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The figure's key.
    pub key: String,
    /// Its heading's word.
    pub heading: String,
    /// Its block and name: `All families, Open at end`.
    pub label: String,
    /// A cell for each site, in order; a site without this figure counts 0.
    pub cells: Vec<Option<i64>>,
    /// Over all sites.
    pub total: Option<i64>,
}

/// The programme's report of a month.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Combined {
    /// The month.
    pub month: String,
    /// The sites, by name.
    pub sites: Vec<Site>,
    /// The figures, in the order of the headings.
    pub rows: Vec<Row>,
    /// How many cells are masked.
    pub masked: usize,
}

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
/// does. Every cell masked is the last resort, and it always holds.
pub fn shown(cells: &[Cell], sums: &[Sum], least: i64) -> Vec<bool> {
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

/// Joins final reports of one month. A cell that counts families and is `least` or fewer is masked.
///
/// # Errors
/// What does not fit together, as a sentence: another month, a site twice, a signature missing.
pub fn combine(reports: &[Final], least: i64) -> Result<Combined, String> {
    let mut reports: Vec<&Final> = reports.iter().collect();
    reports.sort_by(|a, b| a.report.site.cmp(&b.report.site));
    let Some(first) = reports.first() else { return Err("there is no report to combine".to_owned()) };
    let month = first.report.month.clone();
    for (at, one) in reports.iter().enumerate() {
        let site = &one.report.site;
        if one.report.month != month {
            return Err(format!("{site} is of {}, not of {month}", one.report.month));
        }
        let sides: std::collections::BTreeSet<&str> =
            one.signatures.iter().map(|by| by.side.as_str()).collect();
        if sides.len() < 2 {
            return Err(format!("the report of {site} is not signed by both supervisors"));
        }
        if at > 0 && reports.get(at - 1).is_some_and(|before| before.report.site == *site) {
            return Err(format!("{site} is there twice"));
        }
    }
    let mut rows = numbers(&reports);
    let masked = mask(&mut rows, least);
    let sites = reports.iter().map(|one| Site {
        name: one.report.site.clone(),
        number: one.report.number,
        digest: one.digest.clone(),
    });
    Ok(Combined { month, sites: sites.collect(), rows, masked })
}

/// Whether a figure is one of the site as a whole and adds up over sites.
fn whole(figure: &Figure) -> Option<i64> {
    match figure.value {
        Amount::Count(count) if figure.line.is_empty() => Some(count),
        _ => None,
    }
}

/// Whether a figure counts families or clients.
fn tells(row: &Row) -> bool {
    matches!(row.heading.as_str(), "caseloads" | "referrals") || row.key.ends_with(".families")
}

/// Every figure that can be added up, unmasked.
fn numbers(reports: &[&Final]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (site, one) in reports.iter().enumerate() {
        for figure in &one.report.figures {
            let Some(count) = whole(figure) else { continue };
            let at = rows.iter().position(|row| row.key == figure.key).unwrap_or_else(|| {
                rows.push(Row {
                    key: figure.key.clone(),
                    heading: figure.heading.clone(),
                    label: format!("{}, {}", figure.block, figure.label),
                    cells: vec![Some(0); reports.len()],
                    total: Some(0),
                });
                rows.len() - 1
            });
            let Some(row) = rows.get_mut(at) else { continue };
            if let Some(cell) = row.cells.get_mut(site) {
                *cell = Some(count);
            }
            row.total = row.total.map(|total| total + count);
        }
    }
    rows
}

/// Masks what is small and what would give it away; says how many cells that were.
fn mask(rows: &mut [Row], least: i64) -> usize {
    let wide = rows.first().map_or(0, |row| row.cells.len() + 1);
    let mut cells = Vec::new();
    let mut sums: Vec<Sum> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let tells = tells(row);
        cells.extend(
            row.cells.iter().chain([&row.total]).map(|cell| Cell { value: cell.unwrap_or(0), tells }),
        );
        // The sites come to the total.
        let begin = at * wide;
        sums.push((0..wide).map(|place| (begin + place, if place + 1 == wide { -1 } else { 1 })).collect());
    }
    sums.extend(flows(rows, wide));
    let shown = shown(&cells, &sums, least);
    let mut masked = 0;
    for (row, shown) in rows.iter_mut().zip(shown.chunks(wide.max(1))) {
        for (cell, shown) in row.cells.iter_mut().chain([&mut row.total]).zip(shown) {
            if !shown {
                *cell = None;
                masked += 1;
            }
        }
    }
    masked
}

/// The figures that come to another one of the same block, as the definitions say: start + what came − what went = end.
const CAME: [&str; 4] = ["opened", "in", "received", "raised"];
const WENT: [&str; 8] = [
    "closed",
    "out",
    "enrolled",
    "declined",
    "ineligible",
    "withdrawn",
    "closed_without_contact",
    "resolved",
];

/// What the pending at the end are made up of, by age.
const AGES: [&str; 3] = ["fresh", "watched", "late"];

/// The sums within every site and within the total: the flows, and the ages of what is pending.
fn flows(rows: &[Row], wide: usize) -> Vec<Sum> {
    let mut out = Vec::new();
    for row in rows.iter().filter(|row| row.key.ends_with(".end")) {
        let Some(block) = row.key.strip_suffix(".end") else { continue };
        let part = |name: &str| rows.iter().position(|one| one.key == format!("{block}.{name}"));
        let (Some(start), Some(end)) = (part("start"), part("end")) else { continue };
        let came = CAME.iter().filter_map(|name| part(name)).map(|at| (at, 1));
        let went = WENT.iter().filter_map(|name| part(name)).map(|at| (at, -1));
        let parts: Vec<(usize, i64)> = [(start, 1), (end, -1)].into_iter().chain(came).chain(went).collect();
        let ages: Vec<(usize, i64)> = AGES.iter().filter_map(|name| part(name)).map(|at| (at, 1)).collect();
        let ages =
            (ages.len() == AGES.len()).then(|| ages.into_iter().chain([(end, -1)]).collect::<Vec<_>>());
        for sum in [parts].into_iter().chain(ages) {
            let at = |place: usize| sum.iter().map(|(row, sign)| (row * wide + place, *sign)).collect();
            out.extend((0..wide).map(at));
        }
    }
    out
}

#[cfg(test)]
mod tests;
