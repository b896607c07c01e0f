//! The statement that opens the meeting, and the adults without an active consent.

use super::part::{Key, Part};
use crate::store::view::walk::{Walk, WalkStep};
use crate::tui::theme::Look;

/// The parts of the confidentiality.
pub fn parts(walk: &Walk, step: &WalkStep) -> Vec<Part> {
    let mut parts = vec![
        Part::text("", walk.statement.as_str()),
        Part::gap(),
        Part::yes_no(Key::StepAnswer, "Read aloud?", step.answer),
        Part::gap(),
    ];
    if walk.cases.is_empty() && walk.without_consent.is_empty() {
        // Nobody's family comes up: nothing is to be said of consents.
    } else if walk.without_consent.is_empty() {
        parts.push(
            Part::text("", "✓ Every adult in recovery in these families has an active consent.")
                .look(Look::Good),
        );
    } else {
        parts.push(Part::heading("Without an active consent"));
        parts.push(
            Part::text("", "Nothing of their treatment is spoken of while the child-welfare side is here.")
                .look(Look::Dim),
        );
        parts.extend(
            walk.without_consent
                .iter()
                .map(|line| Part::text("", format!("● {line}")).look(Look::Due).secret()),
        );
    }
    parts
}
