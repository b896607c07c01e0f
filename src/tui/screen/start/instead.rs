//! A kind of meeting that the program does not walk yet: said plainly, with what can be done instead.

use crate::settings::Settings;
use crate::tui::screen::walk::part::{Key, Part};
use crate::tui::screen::{FormKind, Tab, Target};
use crate::tui::theme::Look;

/// The parts of the page.
pub(super) fn parts(label: &str, settings: &Settings) -> Vec<Part> {
    let walked: Vec<&str> = settings.meetings.walked().map(|kind| kind.label.as_str()).collect();
    let lines = [
        "Make an action item for somebody".to_owned(),
        "Look at the workers and their families".to_owned(),
        format!("Start a {} instead", walked.join(" or a ")),
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
