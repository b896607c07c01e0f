//! Families for which a case staffing may be due, and why.

use super::part::{Key, Part};
use crate::domain::meeting::About;
use crate::store::view::walk::Walk;
use crate::tui::theme::Look;

/// The parts of the staffing triggers.
pub fn parts(walk: &Walk) -> Vec<Part> {
    // In a case staffing itself: why it was called.
    let called = walk.about.iter().any(|about| matches!(about, About::Family(_)));
    let heading = if called { "What calls for it" } else { "Does a family need a case staffing?" };
    let mut parts = vec![Part::heading(heading)];
    if walk.triggers.is_empty() {
        parts.push(Part::text("", "Nothing in the data calls for one.").look(Look::Dim));
    }
    for (family, why) in &walk.triggers {
        parts.push(Part::text(&family.to_string(), format!("● {why}")).look(Look::Due));
        if !called {
            parts.push(Part::button(Key::Staffing(*family), " ", "Call a case staffing"));
        }
    }
    parts.push(Part::gap());
    parts
}
