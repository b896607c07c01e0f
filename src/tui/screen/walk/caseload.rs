//! The pair's caseload, a line per worker.

use super::part::Part;
use crate::store::view::walk::Walk;
use crate::tui::theme::Look;

/// The parts of the caseload.
pub fn parts(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::heading("Caseload")];
    if walk.caseload.is_empty() {
        parts.push(Part::text("", "There is no family here yet.").look(Look::Dim));
    }
    parts.extend(walk.caseload.iter().map(|line| {
        let (who, load) = line.split_once("  ").unwrap_or(("", line));
        Part::text(who, load)
    }));
    parts.push(Part::text("", families(walk)).look(Look::Dim));
    parts.push(Part::gap());
    parts
}

fn families(walk: &Walk) -> String {
    match walk.cases.len() {
        0 => "No open family is shared.".into(),
        1 => "1 family is shared and comes up today.".into(),
        count => format!("{count} families are shared and come up today."),
    }
}
