//! A kind of meeting that the program does not walk yet: said plainly, with what can be done instead.

use crate::tui::screen::walk::part::{Key, Part};
use crate::tui::screen::{FormKind, Tab, Target};
use crate::tui::theme::Look;

/// The parts of the page.
pub(super) fn parts(label: &str) -> Vec<Part> {
    let lines = [
        "Make an action item for somebody".to_owned(),
        "Look at the workers and their families".to_owned(),
        "Start another meeting instead".to_owned(),
    ];
    let mut parts = vec![
        Part::heading(label),
        Part::gap(),
        Part::text("", format!("● {label} cannot be held or recorded here yet.")).look(Look::Due),
        Part::text(
            "",
            "Hold it as you do now, and keep its note where you keep it now. Its date stays planned here.",
        ),
        Part::gap(),
        Part::text("", "What can be done here:").look(Look::Dim),
    ];
    parts.extend(
        lines.into_iter().enumerate().map(|(place, line)| Part::button(Key::Instead(place), "", line)),
    );
    parts
}

/// Where a line of the page leads; none for the start of another kind.
pub(super) fn target(place: usize) -> Option<Target> {
    match place {
        0 => Some(Target::Form(FormKind::Item(None))),
        1 => Some(Target::Tab(Tab::Caseload)),
        _ => None,
    }
}
