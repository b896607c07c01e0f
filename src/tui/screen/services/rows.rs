//! The rows of the Services screen, under a line for each worker.

use super::Lens;
use crate::domain::StaffId;
use crate::domain::sealed::Part2;
use crate::store::view::services::{PointRow, PointSort, ServicesPage, WorkerTally};
use crate::tui::screen::convert::{number, standing};
use crate::tui::widget::table::{Cell, Row};

/// A row: the worker, and its place among the rows of the page.
pub(super) type Key = (StaffId, usize);

/// What supervisors look for.
pub(super) fn lenses() -> Vec<Lens<PointRow>> {
    let sort = |key, label: &str, sort| Lens::new(key, label, move |row: &PointRow| row.sort == sort);
    vec![
        sort("undocumented", "Not documented", PointSort::Undocumented),
        sort("expected", "Due and not logged", PointSort::Expected),
        sort("findings", "Findings of the rules", PointSort::Finding),
        sort("late", "Documented late", PointSort::Late),
        Lens::new("elsewhere", "Documented elsewhere", |row: &PointRow| !row.elsewhere.is_empty()),
    ]
}

/// The rows, the workers in order, each under the line that counts.
pub(super) fn rows(page: &ServicesPage, lenses: &[Lens<PointRow>]) -> Vec<Row<Key>> {
    let mut rows = Vec::new();
    for tally in &page.tallies {
        let own = page
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.staff.id == tally.person.id && row.role == tally.role);
        let own: Vec<Row<Key>> =
            own.map(|(place, point)| row((tally.person.id, place), point, lenses)).collect();
        if !own.is_empty() {
            rows.push(Row::heading(line(tally)));
            rows.extend(own);
        }
    }
    rows
}

/// How a worker's documentation stands: `Kim, IW   25 services · 4 not documented, oldest 3 d · 2 late`.
pub(super) fn line(tally: &WorkerTally) -> String {
    let mut parts = vec![crate::domain::text::count(tally.services, "service")];
    if let Some(days) = tally.oldest_days {
        parts.push(format!("{} not documented, oldest {days} d", tally.undocumented));
    }
    for (count, what) in [
        (tally.expected, "not logged"),
        (tally.findings, if tally.findings == 1 { "finding" } else { "findings" }),
        (tally.late, "late"),
        (tally.elsewhere, "elsewhere"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    format!("{}, {}   {}", tally.person.short, tally.role.short(), parts.join(" · "))
}

fn row(key: Key, point: &PointRow, lenses: &[Lens<PointRow>]) -> Row<Key> {
    let what = match (&point.broken, point.sort) {
        (Part2::Shown(_) | Part2::Withheld(_), PointSort::Finding) => {
            Cell::part2(&point.broken, |broken| broken.says.clone())
        }
        _ => Cell::part2(&point.what, Clone::clone),
    };
    let order = number(i64::from(point.on.to_epoch_days()));
    let cells = vec![
        standing(&point.standing),
        Cell::new(point.on.format("%a %-d %b").to_string()).order(order),
        Cell::new(point.family.to_string()).order(number(point.family.0)),
        what,
        Cell::dim(point.how.clone()),
        Cell::dim(point.elsewhere.clone()),
    ];
    Row::new(key, cells).found_by(&point.staff.name).tagged(Lens::tags(lenses, point))
}
