//! What is no count in the programme's report: FTE and miles, which add up, and medians, which do not.

use super::cells::{Cell, shown};
use super::{Apart, Final, Row, added};
use crate::domain::Word;
use crate::domain::month::{Amount, Heading};

/// Those who drive: how many families they had in the month decides whether their miles may be told.
const DRIVERS: &str = "caseloads.rc.";

/// What they had in the month: those they began it with, and those that came.
const HAD: [&str; 3] = ["start", "opened", "in"];

/// Every measure over all sites, and how many cells are masked: miles to so few homes that they would tell of a family,
/// and those of another site with them.
pub(super) fn joined(reports: &[&Final], least: i64) -> (Vec<Row<Amount>>, usize) {
    let mut rows: Vec<Row<Amount>> = Vec::new();
    for (site, one) in reports.iter().enumerate() {
        for figure in one.report.figures.iter().filter(|one| matches!(one.value, Amount::Measure(_))) {
            let Some((key, label)) = added(figure) else { continue };
            let at = rows.iter().position(|row| row.key == key).unwrap_or_else(|| {
                let (heading, cells) = (figure.heading.clone(), vec![Some(Amount::NoData); reports.len()]);
                rows.push(Row { key, heading, label, cells, total: Some(Amount::NoData) });
                rows.len() - 1
            });
            let Some(row) = rows.get_mut(at) else { continue };
            for cell in row.cells.get_mut(site).into_iter().chain([&mut row.total]) {
                *cell = cell.take().map(|sum| sum.plus(&figure.value));
            }
        }
    }
    let families: Vec<i64> = reports.iter().map(|one| families(one)).collect();
    let masked = rows.iter_mut().map(|row| mask(row, &families, least)).sum();
    rows.sort_by_key(|row| Heading::ALL.iter().position(|heading| heading.word() == row.heading));
    (rows, masked)
}

/// How many families the drivers of a site had in the month.
fn families(report: &Final) -> i64 {
    let had = report.report.figures.iter().filter(|figure| {
        let name = figure.key.strip_prefix(DRIVERS).and_then(|rest| rest.rsplit('.').next());
        name.is_some_and(|name| HAD.contains(&name))
    });
    had.filter_map(|figure| figure.value.count()).sum()
}

/// Masks the miles of a row where so few families had them; FTE tells of nobody.
fn mask(row: &mut Row<Amount>, families: &[i64], least: i64) -> usize {
    if !row.key.starts_with(DRIVERS) || row.key.ends_with(".fte") {
        return 0;
    }
    // Somebody was driven to, though nobody who drives had a family: that may be one family.
    let behind = |(cell, families): (&Option<Amount>, &i64)| {
        let none = cell.as_ref().and_then(Amount::number).is_none_or(|miles| miles == 0.0);
        if none { 0 } else { (*families).max(1) }
    };
    let mut cells: Vec<i64> = row.cells.iter().zip(families).map(behind).collect();
    cells.push(cells.iter().sum());
    let total = cells.len() - 1;
    let sum = (0..=total).map(|at| (at, if at == total { -1 } else { 1 })).collect();
    let cells: Vec<Cell> = cells.into_iter().map(|value| Cell { value, tells: true }).collect();
    let shown = shown(&cells, &[sum], least);
    let hidden = row.cells.iter_mut().chain([&mut row.total]).zip(shown).filter(|(_, shown)| !shown);
    hidden.map(|(cell, _)| *cell = None).count()
}

/// The medians that the reports have, by name.
pub(super) fn medians(reports: &[&Final]) -> Vec<Apart> {
    let mut out: Vec<Apart> = Vec::new();
    let figures = reports.iter().flat_map(|one| &one.report.figures);
    for figure in figures.filter(|one| matches!(one.value, Amount::Median { .. })) {
        let Some((key, label)) = added(figure) else { continue };
        if out.iter().all(|one| one.key != key) {
            out.push(Apart { key, heading: figure.heading.clone(), label });
        }
    }
    out
}
