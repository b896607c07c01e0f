//! What each worker has documented: IW services and RC services alike.

use super::part::Part;
use super::referrals::{glyph, look};
use crate::store::view::walk::{DocumentationPoint, Walk};

/// The parts of the documentation check.
pub fn parts(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::heading("Services of the last 31 days")];
    parts.extend(walk.documentation.iter().map(point));
    parts.push(Part::gap());
    parts
}

fn point(point: &DocumentationPoint) -> Part {
    let oldest = point.oldest_days.map(|days| format!(", oldest {days} d")).unwrap_or_default();
    let text = format!(
        "{} {} of {} documented{oldest} · {}",
        glyph(&point.standing),
        point.documented,
        point.services,
        point.standing.text
    );
    Part::text(&format!("{}, {}", point.person.short, point.role.short()), text).look(look(&point.standing))
}
