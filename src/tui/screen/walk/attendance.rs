//! Who is there, how, and what the meeting therefore is.

use super::part::{Key, Opt, Part};
use crate::domain::meeting::Attendance;
use crate::domain::{StaffId, Word};
use crate::store::view::walk::{Walk, WalkPerson, WalkVerdict};
use crate::tui::theme::Look;

/// The parts of the attendance.
pub fn parts(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::heading("Who is here, and how?"), Part::gap()];
    for one in &walk.people {
        parts.push(person(one));
        let details = details(one);
        if !details.is_empty() {
            parts.push(Part::text(" ", details));
        }
    }
    parts.push(Part::gap());
    parts.push(Part::button(Key::Guest, "", "Add somebody to the list"));
    parts.push(Part::gap());
    for one in &walk.verdicts {
        parts.extend(verdict(walk, one));
    }
    parts
}

fn person(person: &WalkPerson) -> Part {
    let role = person.role.short();
    let label = if role.is_empty() { person.name.clone() } else { format!("{role:<3}  {}", person.name) };
    let options = [
        (Attendance::Present, "here", 'p'),
        (Attendance::Video, "video", 'v'),
        (Attendance::Phone, "phone", 't'),
        (Attendance::Excused, "excused", 'e'),
        (Attendance::Absent, "absent", 'a'),
    ];
    let options = options.map(|(value, label, letter)| Opt::new(value.word(), label, letter)).to_vec();
    Part::choice(Key::Person(person.row), &label, options, person.attendance.map(Word::word))
        .hint("p here · v video · t phone · e excused · a absent · capitals go on to the next · Enter: late, deputy")
}

/// What stands behind a person's attendance: `late 10 min, for Sam`.
pub fn details(person: &WalkPerson) -> String {
    let mut said = Vec::new();
    said.extend(person.late.filter(|minutes| *minutes > 0).map(|minutes| format!("late {minutes} min")));
    said.extend(
        person.left_early.filter(|minutes| *minutes > 0).map(|minutes| format!("left {minutes} min early")),
    );
    said.extend(person.deputy_for.map(|whom| format!("for {}", deputised(person, whom))));
    said.join(", ")
}

fn deputised(person: &WalkPerson, whom: StaffId) -> String {
    let known = person.may_deputise.iter().find(|other| other.id == whom);
    known.map_or_else(|| "another supervisor".into(), |other| other.short.clone())
}

/// The verdict in a sentence, and as what else it could be held.
fn verdict(walk: &Walk, pair: &WalkVerdict) -> Vec<Part> {
    let who = if walk.verdicts.len() > 1 { format!("{}: ", pair.of) } else { String::new() };
    let look = if pair.counts { Look::Good } else { Look::Due };
    let sign = if pair.counts { "✓" } else { "●" };
    let mut parts = vec![Part::text("", format!("{sign} {who}{}.", pair.sentence)).look(look)];
    let Some(row) = pair.row else { return parts };
    if let Some((_, label)) = &pair.held_as {
        let reason =
            if pair.reason.is_empty() { String::new() } else { format!(", because: {}", pair.reason) };
        parts.push(Part::text("", format!("Held as {label}{reason}.")).look(Look::Strong));
        parts.push(Part::button(Key::HoldAs(row, None), "", "Take that back"));
    } else if let Some((kind, label)) = &pair.offer {
        parts.push(Part::button(Key::HoldAs(row, Some(kind.clone())), "", format!("Hold as {label}")));
    }
    parts
}
