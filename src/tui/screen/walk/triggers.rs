//! Families for which a case staffing may be due, and why.

use super::part::{Key, Part};
use crate::store::view::walk::Walk;
use crate::tui::theme::Look;

/// The parts of the staffing triggers.
pub fn parts(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::heading("Does a family need a case staffing?")];
    if walk.triggers.is_empty() {
        parts.push(Part::text("", "Nothing in the data calls for one.").look(Look::Dim));
    }
    for (family, why) in &walk.triggers {
        parts.push(Part::text(&family.to_string(), format!("● {why}")).look(Look::Due));
        parts.push(Part::button(Key::Staffing(*family), " ", "Call a case staffing"));
    }
    parts.push(Part::gap());
    parts
}
