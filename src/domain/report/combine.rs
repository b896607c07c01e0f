//! The programme's report: final reports of several files side by side, with nothing so small that it tells of a family.
//!
//! Every count goes in, and of a share both what fulfils it and all of them. The workers of a site stand together: a line
//! about one of them, or about one post, stays in its file. FTE and miles are sums, with the number of workers behind
//! them; a median of all cannot be had from the medians of some, and is only named. What counts families is masked at 1
//! to 10 (CDSS practice), and with it as many other cells as it takes until no masked one can be worked out from totals
//! over the sites or from what adds up within a site.

mod cells;
mod measures;
mod sums;

use super::{Figure, Final};
use crate::domain::Word;
use crate::domain::month::{Amount, Heading};
use cells::{Cell, Sum, shown};
use serde::Serialize;
use std::collections::HashMap;

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
pub struct Row<T = i64> {
    /// The figure's key.
    pub key: String,
    /// Its heading's word.
    pub heading: String,
    /// Its block and name: `All families, Open at end`.
    pub label: String,
    /// A cell for each site, in order; a site without this figure counts 0.
    pub cells: Vec<Option<T>>,
    /// Over all sites.
    pub total: Option<T>,
}

/// A figure that cannot be had over all sites: each site's own report has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// The figure's key.
    pub key: String,
    /// Its heading's word.
    pub heading: String,
    /// Its block and name: `Median days, Received to assigned`.
    pub label: String,
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
    /// FTE and miles: `no_data` or a `measure`.
    pub measures: Vec<Row<Amount>>,
    /// The medians, which are not joined.
    pub medians: Vec<Apart>,
    /// How many cells are masked.
    pub masked: usize,
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
    let (measures, hidden) = measures::joined(&reports, least);
    let masked = mask(&mut rows, least) + hidden;
    // Those who do not fulfil something are what is left of all: nobody needs to be told twice.
    rows.retain(|row| !row.key.ends_with(REST));
    // A figure that only some sites have stands under its heading, too.
    rows.sort_by_key(|row| Heading::ALL.iter().position(|heading| heading.word() == row.heading));
    let sites = reports.iter().map(|one| Site {
        name: one.report.site.clone(),
        number: one.report.number,
        digest: one.digest.clone(),
    });
    let medians = measures::medians(&reports);
    Ok(Combined { month, sites: sites.collect(), rows, measures, medians, masked })
}

/// The figures of one worker each, which stand together.
const WORKERS: [&str; 2] = ["caseloads.iw.", "caseloads.rc."];

/// The figures of one post or team each, which do not leave their file.
const ALONE: [&str; 2] = ["staffing.vacancies.", "staffing.supervisors."];

/// What stands behind the key of a share for all of whom it is one, and for those who do not fulfil it.
const ALL: &str = ".all";
const REST: &str = ".rest";

/// What stands behind the key of a measure for the number of workers it is the sum of.
const STAFF: &str = ".workers";

/// Under which key a figure adds up over workers and sites, and what it is called there.
fn added(figure: &Figure) -> Option<(String, String)> {
    let Figure { key, block, line, label, .. } = figure;
    if ALONE.iter().any(|alone| key.starts_with(alone)) {
        return None;
    }
    if let Some(workers) = WORKERS.iter().find(|workers| key.starts_with(*workers)) {
        let name = key.rsplit('.').next().filter(|name| *name != "use")?;
        return Some((format!("{workers}{name}"), format!("{block}, {label}")));
    }
    let label = match (line.is_empty(), key.ends_with(".count")) {
        (true, _) => format!("{block}, {label}"),
        (false, true) => format!("{block}, {line}"),
        (false, false) => format!("{block}, {line}, {label}"),
    };
    Some((key.clone(), label))
}

/// The counts of a figure: how its key and its name go on, and what it comes to. What is no count has none.
fn counts(figure: &Figure) -> Vec<(&'static str, &'static str, i64)> {
    match figure.value {
        Amount::Count(count) => vec![("", "", count)],
        Amount::Share { part, whole } => vec![("", "", part), (ALL, ", of", whole), (REST, "", whole - part)],
        Amount::Measure(_) if WORKERS.iter().any(|workers| figure.key.starts_with(workers)) => {
            vec![(STAFF, ", workers", 1)]
        }
        _ => Vec::new(),
    }
}

/// Whether a figure counts families or clients; how many somebody may have counts none, nor do workers.
fn tells(row: &Row) -> bool {
    let families =
        matches!(row.heading.as_str(), "caseloads" | "referrals") || row.key.ends_with(".families");
    families && ![".capacity", STAFF].iter().any(|end| row.key.ends_with(end))
}

/// Every figure that can be added up, unmasked.
fn numbers(reports: &[&Final]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (site, one) in reports.iter().enumerate() {
        for figure in &one.report.figures {
            let Some((key, label)) = added(figure) else { continue };
            for (more, name, count) in counts(figure) {
                let key = format!("{key}{more}");
                let at = *places.entry(key.clone()).or_insert_with(|| {
                    let (heading, label) = (figure.heading.clone(), format!("{label}{name}"));
                    rows.push(Row {
                        key,
                        heading,
                        label,
                        cells: vec![Some(0); reports.len()],
                        total: Some(0),
                    });
                    rows.len() - 1
                });
                let Some(row) = rows.get_mut(at) else { continue };
                if let Some(cell) = row.cells.get_mut(site) {
                    *cell = cell.map(|before| before + count);
                }
                row.total = row.total.map(|total| total + count);
            }
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
    sums.extend(sums::within(rows, wide));
    let shown = shown(&cells, &sums, least);
    let mut masked = 0;
    for (row, shown) in rows.iter_mut().zip(shown.chunks(wide.max(1))) {
        for (cell, shown) in row.cells.iter_mut().chain([&mut row.total]).zip(shown) {
            if !shown {
                *cell = None;
                masked += usize::from(!row.key.ends_with(REST));
            }
        }
    }
    masked
}

#[cfg(test)]
mod tests;
