//! What each worker has documented: IW services and RC services alike.

use super::part::{Key, Part};
use super::referrals::{glyph, look};
use crate::store::view::walk::{DocumentationPoint, Walk, WalkStep};

/// The parts of the documentation check.
pub fn parts(walk: &Walk, step: &WalkStep) -> Vec<Part> {
    let mut parts = vec![Part::heading("Services of the last 31 days")];
    parts.extend(walk.documentation.iter().map(point));
    parts.push(Part::gap());
    let asked = Part::yes_no(Key::StepAnswer, "All documented?", step.answer);
    parts.push(asked.hint(step.prompts.join(" · ")));
    parts
}

fn point(point: &DocumentationPoint) -> Part {
    let counted = match point.services {
        0 => "no service".to_owned(),
        services => format!("{} of {services} documented", point.documented),
    };
    let text = format!("{} {counted} · {}", glyph(&point.standing), point.standing.text);
    Part::text(&format!("{}, {}", point.person.short, point.role.short()), text).look(look(&point.standing))
}
