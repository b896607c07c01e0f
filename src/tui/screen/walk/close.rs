//! The close: everything is read back, what is missing too; then the next date, the end, the signatures.

use super::attendance::details;
use super::cases::decision;
use super::part::{Key, Part};
use crate::domain::meeting::{CaseState, MeetingStatus};
use crate::domain::{StaffId, Word, dates};
use crate::store::view::walk::{Walk, WalkSignature};
use crate::tui::command::Command;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use chrono::NaiveDate;
use ratatui::crossterm::event::KeyCode;

/// The parts of the close.
pub fn parts(walk: &Walk, viewer: StaffId, today: NaiveDate) -> Vec<Part> {
    let mut parts = attendance(walk);
    parts.extend(decisions(walk));
    parts.extend(items(walk, today));
    parts.extend(missing(walk));
    parts.push(Part::gap());
    if walk.status == MeetingStatus::InProgress {
        parts.push(Part::button(Key::NextDate, "Next meeting", next(walk, today)));
        parts.push(Part::gap());
        parts.push(Part::button(Key::Close, "", "End the meeting"));
        let then = if signs(walk) { "After that: the signatures." } else { UNSIGNED };
        parts.push(Part::text("", then).look(Look::Dim));
    } else {
        parts.push(planned(walk, today));
        parts.push(Part::gap());
        parts.push(if signs(walk) {
            Part::heading("Signatures")
        } else {
            Part::text("", UNSIGNED).look(Look::Dim)
        });
        for (index, signature) in walk.signatures.iter().enumerate() {
            parts.push(sign(index, signature));
            if let Some(who) = signature.who.first().filter(|_| signature.signed.is_none() && is_frozen(walk))
            {
                let text = match who.id == viewer {
                    true => "waiting for your signature".to_owned(),
                    false => format!("waiting for {}'s signature, here or at their own terminal", who.short),
                };
                parts.push(Part::text(" ", text).look(Look::Dim));
            }
        }
    }
    if is_frozen(walk) {
        parts.push(Part::button(Key::Addendum, "", "Add an addendum"));
    }
    parts
}

/// What is said of a kind that nobody signs.
const UNSIGNED: &str = "This kind of meeting needs no signature.";

/// Whether somebody signs the note.
fn signs(walk: &Walk) -> bool {
    !walk.signatures.is_empty()
}

/// What is to be done next, first of all.
pub fn commands(walk: &Walk, here: Option<&Key>) -> Vec<Command> {
    let running = walk.status == MeetingStatus::InProgress;
    let open =
        walk.signatures.iter().any(|signature| signature.signed.is_none() && signature.refused.is_none());
    let next = match here {
        Some(Key::Close) => Command::key(KeyCode::Enter, "End the meeting"),
        Some(Key::Sign(_)) => Command::key(KeyCode::Enter, "Sign"),
        Some(Key::NextDate) => Command::key(KeyCode::Enter, "Set the next date"),
        Some(Key::Addendum) if !open => Command::key(KeyCode::Enter, "Add an addendum"),
        _ if running => Command::key(KeyCode::End, "To the end of the meeting"),
        _ if open => Command::key(KeyCode::End, "To the signatures"),
        _ if signs(walk) => Command::key(KeyCode::Esc, "Leave: all is signed"),
        _ => Command::key(KeyCode::Esc, "Leave: the note is complete"),
    };
    let mut commands = vec![next, Command::key(KeyCode::PageDown, "Read on")];
    if running {
        commands.push(Command::new(Action::NewItem));
    }
    commands.push(Command::key(KeyCode::Esc, if running { "Pause" } else { "Leave" }));
    commands.push(Command::key(KeyCode::PageUp, "Step before"));
    commands
}

fn attendance(walk: &Walk) -> Vec<Part> {
    let mut parts = vec![Part::stop(0, "", "Attendance").look(Look::Strong)];
    for person in &walk.people {
        let said = person.attendance.map_or("not answered", Word::label);
        let said = [said.to_owned(), details(person)].into_iter().filter(|words| !words.is_empty());
        let said: Vec<String> = said.collect();
        let look = if person.attendance.is_some() { Look::Text } else { Look::Due };
        let who = format!("{}, {}", person.short, person.role.short());
        parts.push(Part::text(&who, said.join(", ")).look(look));
    }
    for pair in &walk.verdicts {
        let held = pair.held_as.as_ref().map(|(_, label)| format!(" Held as {label}.")).unwrap_or_default();
        let look = if pair.counts { Look::Good } else { Look::Due };
        parts.push(Part::text("", format!("{}.{held}", pair.sentence)).look(look));
    }
    parts
}

fn decisions(walk: &Walk) -> Vec<Part> {
    if walk.cases.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![Part::gap(), Part::stop(1, "", "Families").look(Look::Strong)];
    for case in &walk.cases {
        let look = if case.decision.is_some() { Look::Text } else { Look::Due };
        let text = match (case.state, &case.decision) {
            (CaseState::Waiting, None) => case.state.label().to_owned(),
            _ => format!("{} · {}", case.state.label(), decision(walk, case)),
        };
        parts.push(Part::text(&case.family.to_string(), text).look(look));
    }
    parts
}

fn items(walk: &Walk, today: NaiveDate) -> Vec<Part> {
    let mut parts = vec![Part::gap(), Part::stop(2, "", "Action items").look(Look::Strong)];
    for item in &walk.carried {
        let became = item.answer.outcome.map_or("not answered", Word::label);
        let why = &item.answer.reason;
        let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
        parts
            .push(Part::text(&item.id.to_string(), format!("{became}{why} · {}", item.description)).secret());
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
    parts.extend(gathered(&walk.unanswered).into_iter().map(|line| Part::text("", line).look(Look::Due)));
    parts
}

/// A line per family or item: `○ F-0197: Agree?, Decision`.
pub fn gathered(unanswered: &[String]) -> Vec<String> {
    let mut out: Vec<(Option<&str>, String)> = Vec::new();
    for line in unanswered {
        let (about, question) = line.split_once(": ").map_or((None, line.as_str()), |(a, q)| (Some(a), q));
        match out.last_mut() {
            Some((last, text)) if about.is_some() && *last == about => {
                text.push_str(", ");
                text.push_str(question);
            }
            _ => out.push((about, format!("○ {line}"))),
        }
    }
    out.into_iter().map(|(_, text)| text).collect()
}

/// Whether somebody has signed: from then on the note is corrected by addenda alone.
pub fn is_frozen(walk: &Walk) -> bool {
    walk.signatures.iter().any(|signature| signature.signed.is_some())
}

/// What became of the next date when the meeting ended.
fn planned(walk: &Walk, today: NaiveDate) -> Part {
    match (walk.next.meeting, walk.next.chosen) {
        (Some(meeting), Some(at)) => {
            let day = dates::short(at.date(), today);
            let text = format!("✓ planned for {day} at {}, {meeting}", at.format("%-H:%M"));
            Part::text("Next meeting", text).look(Look::Good)
        }
        _ if let Some((meeting, day)) = walk.next.planned => {
            let text = format!("✓ planned for {}, {meeting}", dates::short(day, today));
            Part::text("Next meeting", text).look(Look::Good)
        }
        _ => {
            let by = walk
                .next
                .proposed
                .map_or_else(String::new, |day| format!(", due by {}", dates::short(day, today)));
            Part::button(Key::NextDate, "Next meeting", format!("○ not planned{by}: plan it"))
        }
    }
}

fn next(walk: &Walk, today: NaiveDate) -> String {
    if let Some(at) = walk.next.chosen {
        return format!("{} at {}", dates::short(at.date(), today), at.format("%-H:%M"));
    }
    if let Some((meeting, day)) = walk.next.planned {
        return format!("planned for {}, {meeting}", dates::short(day, today));
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
