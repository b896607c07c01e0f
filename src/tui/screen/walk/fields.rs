//! A field of words as it stands on a sheet: to be written, read, or withheld.

use super::notes::note_key;
use super::part::Part;
use crate::domain::meeting::Panel;
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, StaffId};
use crate::store::view::walk::{Walk, WalkField, WalkStep};
use crate::tui::theme::Look;

/// The parts of one field of words.
pub fn words(field: &WalkField, family: Option<FamilyId>, viewer: StaffId) -> Vec<Part> {
    let other = field.author.as_ref().filter(|author| author.id != viewer);
    let label = match other {
        Some(author) => format!("{} ({})", field.label, author.short),
        None => field.label.clone(),
    };
    if let Part2::Withheld(why) = &field.body {
        return vec![Part::text(&label, why.label()).look(Look::Withheld)];
    }
    if let Some(key) = note_key(family, field) {
        return vec![Part::note(key, &label).hint(field.prompts.join(" · "))];
    }
    let body = field.body.shown().cloned().unwrap_or_default();
    let reason = field.refused.clone().unwrap_or_default();
    if body.is_empty() {
        return vec![Part::text(&label, reason).look(Look::Dim)];
    }
    vec![Part::text(&label, body).secret()]
}

/// What a step asks, where there is something to answer: the documentation asks it beside its own answer, and what
/// became of carried items is asked where there are any.
fn prompts(walk: &Walk, step: &WalkStep) -> Vec<Part> {
    if step.panel == Panel::Documentation || step.panel == Panel::Carried && walk.carried.is_empty() {
        return Vec::new();
    }
    step.prompts.iter().map(|prompt| Part::text("", prompt.as_str()).look(Look::Dim)).collect()
}

/// The questions of a step, and its notes.
pub fn step_notes(walk: &Walk, step: &WalkStep, viewer: StaffId) -> Vec<Part> {
    let mut parts = prompts(walk, step);
    let mut fields: Vec<&WalkField> = walk.notes.iter().filter(|field| field.key == step.key).collect();
    // One's own words come first.
    fields.sort_by_key(|field| field.author.as_ref().is_none_or(|author| author.id != viewer));
    if !fields.is_empty() {
        parts.push(Part::gap());
    }
    for field in fields {
        let mut field = field.clone();
        field.label = "Note".into();
        field.prompts.clear();
        parts.extend(words(&field, None, viewer));
    }
    parts
}
