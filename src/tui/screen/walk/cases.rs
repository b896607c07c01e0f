//! A family in the meeting: the facts, everybody's words, the answers, the decision, the items.

use super::fields;
use super::part::{Key, Opt, Part};
use super::points;
use crate::domain::meeting::{About, CaseState, FieldKind};
use crate::domain::sealed::Part2;
use crate::domain::{StaffId, Word, dates};
use crate::store::view::walk::{ChildFact, Walk, WalkCase, WalkField};
use crate::tui::theme::Look;
use chrono::NaiveDate;

/// So many characters of last time stand beside this time; the note of that meeting has them all.
const LAST_WORDS: usize = 140;

/// The parts of one family.
pub fn parts(walk: &Walk, at: usize, viewer: StaffId, today: NaiveDate) -> Vec<Part> {
    let Some(case) = walk.cases.get(at) else {
        return vec![Part::text("", "No open family is shared: there is nothing to review.").look(Look::Dim)];
    };
    let mut parts = facts(walk, case, at, today);
    parts.extend(points::of_family(walk, case.family, today));
    parts.push(Part::gap());
    let mut items_shown = false;
    for field in &case.fields {
        match field.kind {
            FieldKind::Note => {
                parts.extend(fields::words(field, Some(case.family), viewer));
                parts.extend(last_words(case, field, today));
            }
            FieldKind::Items if items_shown => {}
            FieldKind::Items => {
                items_shown = true;
                parts.extend(items(walk, case, &field.label, today));
            }
            _ => parts.extend(answer(walk, case, field)),
        }
    }
    parts.push(Part::gap());
    parts.push(state(case));
    let last = at + 1 >= walk.cases.len();
    let next = if last { "After the last case: next step (Ctrl-N)" } else { "Next case (Ctrl-N)" };
    parts.push(Part::button(Key::NextCase, "", next).hint(if case.state == CaseState::Waiting {
        "Where nothing was entered the family stays not discussed"
    } else {
        ""
    }));
    if case.state == CaseState::Waiting {
        let next = if last { "Discussed, next step" } else { "Discussed, next case" };
        parts.push(Part::button(Key::DiscussedNext, "", next));
    }
    if !about_family(walk) {
        parts.push(Part::button(Key::Staffing(case.family), "", "Call a case staffing (F8)"));
    }
    parts
}

/// Whether the meeting is a case staffing of one family.
fn about_family(walk: &Walk) -> bool {
    walk.about.iter().any(|about| matches!(about, About::Family(_)))
}

fn facts(walk: &Walk, case: &WalkCase, at: usize, today: NaiveDate) -> Vec<Part> {
    let name = if case.label.is_empty() { String::new() } else { format!(" {}", case.label) };
    let mut parts = vec![Part::heading(format!("{}{name}   {}", case.family, case.summary))];
    // A meeting about one family says under its purpose why it is held.
    if !about_family(walk) {
        parts.push(Part::text("", format!("why {}: {}", ordinal(at + 1), case.why)).look(Look::Dim));
    }
    parts.extend(case.children.iter().map(|child| seen(child, today)));
    if !case.safety.is_empty() {
        parts.push(Part::text("Safety", case.safety.as_str()));
    }
    for (adult, fact) in &case.recovery {
        let label = format!("Recovery {adult}");
        parts.push(match fact {
            Part2::Shown(text) => Part::text(&label, text.open().as_str()).secret(),
            Part2::Nothing => Part::text(&label, "nothing recorded yet").look(Look::Dim),
            Part2::Withheld(why) => Part::text(&label, why.label()).look(Look::Withheld),
        });
    }
    let joint = case.joint_visit.map_or_else(|| "none recorded".into(), |day| dates::echo(day, today));
    parts.push(Part::text("Joint visit", joint));
    if !case.last_time.is_empty() {
        parts.push(Part::text("Last time", case.last_time.as_str()));
    }
    for item in &case.items_before {
        let mark = if item.open { "○" } else { "✓" };
        let text = format!("{mark} {} · {} · {}", item.description, item.owner, item.stands);
        parts.push(Part::text(" ", text).look(Look::Dim).secret());
    }
    parts
}

/// What the same person wrote in the same place the last time, beside what is written now.
fn last_words(case: &WalkCase, field: &WalkField, today: NaiveDate) -> Option<Part> {
    let author = field.author.as_ref()?.id;
    let one = case.before.iter().find(|one| one.field == field.key && one.author.id == author)?;
    let text = one.body.shown()?.replace('\n', " ");
    let text = if text.chars().count() > LAST_WORDS {
        format!("{}…", text.chars().take(LAST_WORDS).collect::<String>().trim_end())
    } else {
        text
    };
    Some(Part::text(" ", format!("{}: {text}", dates::short(one.on, today))).look(Look::Dim).secret())
}

/// When a child was last seen, by whom, and how long ago.
fn seen(child: &ChildFact, today: NaiveDate) -> Part {
    let label = format!("{} {}", child.alias, child.age);
    let Some(on) = child.seen_on else {
        let said = "no contact recorded yet";
        return match child.days.filter(|_| child.overdue) {
            Some(days) => Part::text(label.trim(), format!("{said}   ! {days} d")).look(Look::Danger),
            None => Part::text(label.trim(), format!("· {said}")).look(Look::Dim),
        };
    };
    let by = if child.seen_by.is_empty() { String::new() } else { format!(", {}", child.seen_by) };
    let said = format!("last seen {}{by}", dates::short(on, today));
    match child.days {
        Some(days) if child.overdue => {
            Part::text(label.trim(), format!("{said}   ! {days} d")).look(Look::Danger)
        }
        Some(days) => Part::text(label.trim(), format!("{said}   {days} d")),
        None => Part::text(label.trim(), said),
    }
}

fn answer(walk: &Walk, case: &WalkCase, field: &WalkField) -> Option<Part> {
    if let Some(reason) = &field.refused {
        return Some(Part::text(&field.label, reason.as_str()).look(Look::Dim));
    }
    let hint = field.prompts.join(" · ");
    let part = match (field.kind, field.key.as_str()) {
        (FieldKind::Agreement, _) => Part::yes_no(Key::Agreement, &field.label, case.agreement),
        (FieldKind::YesNo, "joint_visit") => {
            Part::yes_no(Key::JointVisit, &field.label, case.joint_visit_agreed)
        }
        (FieldKind::YesNo, "plans_aligned") => Part::yes_no(Key::Plans, &field.label, case.plans_aligned),
        (FieldKind::Decision, _) => Part::button(Key::Decision, &field.label, decision(walk, case)),
        _ => return None,
    };
    Some(part.hint(hint))
}

/// Whether somebody entered anything about a family: words, an answer, a decision, an item.
pub fn is_entered(walk: &Walk, case: &WalkCase) -> bool {
    let words =
        case.fields.iter().any(|field| field.body.shown().is_some_and(|text| !text.trim().is_empty()));
    let answers = [case.agreement, case.joint_visit_agreed, case.plans_aligned];
    let item = walk.items.iter().any(|item| item.family == Some(case.family));
    words || item || case.decision.is_some() || answers.iter().any(Option::is_some)
}

/// The decision as people read it.
pub fn decision(walk: &Walk, case: &WalkCase) -> String {
    let Some(key) = &case.decision else { return "not answered".into() };
    let known = walk.decisions.iter().find(|(known, _)| known == key);
    known.map_or_else(|| key.clone(), |(_, label)| label.clone())
}

fn items(walk: &Walk, case: &WalkCase, label: &str, today: NaiveDate) -> Vec<Part> {
    let born = walk.items.iter().filter(|item| item.family == Some(case.family));
    let lines = born.map(|item| {
        format!("○ {} · {} · {}", item.description, item.owner.short, dates::short(item.due_on, today))
    });
    let mut label = label;
    let mut parts: Vec<Part> = Vec::new();
    for line in lines {
        parts.push(Part::text(std::mem::replace(&mut label, " "), line).secret());
    }
    parts.push(Part::button(Key::Item, label, "+ new (F6)"));
    parts
}

fn state(case: &WalkCase) -> Part {
    let options = [(CaseState::Discussed, 'd'), (CaseState::Deferred, 'f'), (CaseState::Skipped, 's')];
    let options = options.map(|(state, letter)| Opt::new(state.word(), state.label(), letter)).to_vec();
    Part::choice(Key::State, "This family is", options, Some(case.state.word()))
        .hint("d discussed · f deferred · s skipped")
}

fn ordinal(number: usize) -> String {
    match number {
        1 => "first".into(),
        2 => "second".into(),
        3 => "third".into(),
        _ => format!("{number}th"),
    }
}
