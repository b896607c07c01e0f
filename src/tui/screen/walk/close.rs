//! The close: everything is read back, what is missing too; then the next date, the end, the signatures.

use super::cases::decision;
use super::part::{Key, Part};
use crate::domain::meeting::MeetingStatus;
use crate::domain::{Word, dates};
use crate::store::view::walk::{Walk, WalkSignature};
use crate::tui::theme::Look;
use chrono::NaiveDate;

/// The parts of the close.
pub fn parts(walk: &Walk, today: NaiveDate) -> Vec<Part> {
    let mut parts = attendance(walk);
    parts.extend(decisions(walk));
    parts.extend(items(walk, today));
    parts.extend(missing(walk));
    parts.push(Part::gap());
    parts.push(Part::button(Key::NextDate, "Next meeting", next(walk, today)));
    parts.push(Part::gap());
    if walk.status == MeetingStatus::InProgress {
        parts.push(Part::button(Key::Close, "", "End the meeting"));
        parts.push(Part::text("", "After that: the signatures.").look(Look::Dim));
    } else {
        parts.push(Part::heading("Signatures"));
        for (index, signature) in walk.signatures.iter().enumerate() {
            parts.push(sign(index, signature));
        }
    }
    if walk.status == MeetingStatus::Signed {
        parts.push(Part::button(Key::Addendum, "", "Add an addendum"));
    }
    parts
}

fn attendance(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::stop(0, "", "Attendance").look(Look::Strong)];
    for person in &walk.people {
        let said = person.attendance.map_or("not answered", Word::label);
        let look = if person.attendance.is_some() { Look::Text } else { Look::Due };
        parts.push(Part::text(&format!("{}, {}", person.short, person.role.short()), said).look(look));
    }
    for pair in &walk.pairs {
        let held = pair.held_as.as_ref().map(|(_, label)| format!(" Held as {label}.")).unwrap_or_default();
        let look = if pair.counts { Look::Good } else { Look::Due };
        parts.push(Part::text("", format!("{}.{held}", pair.sentence)).look(look));
    }
    parts
}

fn decisions(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::gap(), Part::stop(1, "", "Families").look(Look::Strong)];
    for case in &walk.cases {
        let look = if case.decision.is_some() { Look::Text } else { Look::Due };
        let text = format!("{} · {}", case.state.label(), decision(walk, case));
        parts.push(Part::text(&case.family.to_string(), text).look(look));
    }
    parts
}

fn items(walk: &Walk, today: NaiveDate) -> Vec<Part> {
    let mut parts = vec![Part::gap(), Part::stop(2, "", "Action items").look(Look::Strong)];
    for item in &walk.carried {
        let became = item.outcome.map_or("not answered", Word::label);
        parts.push(Part::text(&item.id.to_string(), format!("{became} · {}", item.description)).secret());
    }
    for item in &walk.items {
        let text = format!(
            "new · {} · {} · {}",
            item.owner.short,
            dates::short(item.due_on, today),
            item.description
        );
        parts.push(Part::text(&item.id.to_string(), text).secret());
    }
    if walk.carried.is_empty() && walk.items.is_empty() {
        parts.push(Part::text("", "No action item.").look(Look::Dim));
    }
    parts
}

fn missing(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::gap(), Part::stop(3, "", "Not answered").look(Look::Strong)];
    if walk.unanswered.is_empty() {
        parts.push(Part::text("", "✓ Everything is answered.").look(Look::Good));
    }
    parts.extend(walk.unanswered.iter().map(|line| Part::text("", format!("○ {line}")).look(Look::Due)));
    parts
}

fn next(walk: &Walk, today: NaiveDate) -> String {
    if let Some(at) = walk.next.chosen {
        return format!("{} at {}", dates::short(at.date(), today), at.format("%H:%M"));
    }
    match walk.next.proposed {
        Some(day) => format!("not set; by {}", dates::short(day, today)),
        None => "not set".into(),
    }
}

fn sign(index: usize, signature: &WalkSignature) -> Part {
    let role = signature.role.label();
    match (&signature.signed, &signature.refused) {
        (Some(said), _) => Part::text(role, format!("✓ {said}")).look(Look::Good),
        (None, Some(reason)) => Part::text(role, reason.as_str()).look(Look::Dim),
        (None, None) => {
            let who = signature.who.first().map_or("somebody", |person| person.name.as_str());
            Part::button(Key::Sign(index), role, format!("Sign: {who}"))
        }
    }
}
