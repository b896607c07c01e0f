//! The forms that end a family's opening, or begin the next one: pending close, close, open again.

use super::super::sheet::{Seed, listed};
use super::Entry;
use crate::store::view::family::change::FamilyFile;
use crate::tui::widget::field::Field;

/// The fields of one of them.
pub(super) fn fields(entry: Entry, seed: &Seed<'_>, file: &FamilyFile) -> Vec<Field> {
    let lists = &seed.settings.lists;
    let today =
        |label: &str, else_say: &str| Field::date("on", label, Some(seed.today)).past().required(else_say);
    match entry {
        Entry::PendingClose => vec![match file.opening.pending_close_on {
            Some(since) => Field::date("on", "Pending since", Some(since))
                .hint("Empty it where the family stays open after all"),
            None => today("Pending since", "Say since when"),
        }],
        Entry::Close => vec![
            Field::choice("reason", "Reason", listed(&lists.close_reason), None)
                .required("Choose why it closes"),
            today("Closed on", "Say on which day")
                .hint("Assignments and enrolment end on that day; action items stay open"),
        ],
        Entry::Reopen => vec![
            today("Opened on", "Say on which day"),
            Field::choice("basis", "Basis", listed(&lists.opening_basis), None)
                .required("Choose on what basis it is opened"),
            Field::yes_no("court", "Court-ordered?", None),
        ],
        _ => Vec::new(),
    }
}
