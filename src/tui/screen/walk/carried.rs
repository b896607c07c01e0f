//! What was agreed before: done, carried or cancelled, and whether somebody saw that it is so.

use super::part::{Key, Opt, Part};
use crate::domain::action_item::CarryOutcome;
use crate::domain::{Word, dates};
use crate::store::view::Mark;
use crate::store::view::walk::{CarriedItem, Walk};
use crate::tui::theme::Look;
use chrono::NaiveDate;

/// The parts of the carried items.
pub fn parts(walk: &Walk, today: NaiveDate) -> Vec<Part> {
    if walk.carried.is_empty() {
        return vec![Part::text("", "No action item is carried into this meeting.").look(Look::Dim)];
    }
    let mut parts = vec![Part::heading("What became of what we agreed?")];
    for item in &walk.carried {
        parts.extend(one(item, today));
    }
    parts
}

fn one(item: &CarriedItem, today: NaiveDate) -> Vec<Part> {
    let family = item.family.map(|family| format!(" · {family}")).unwrap_or_default();
    let about = format!("{} · due {}{family}", item.owner.short, dates::short(item.due_on, today));
    let mut about = format!("{about} · {} · {} d old", item.standing.text, item.age_days);
    if item.carries > 0 {
        about.push_str(&format!(", carried {}×", item.carries));
    }
    if item.escalated {
        about.push_str(" · both supervisors look at it");
    }
    let look = match item.standing.mark {
        Mark::Overdue => Look::Danger,
        Mark::Due => Look::Due,
        _ => Look::Dim,
    };
    let outcomes = CarryOutcome::ALL.iter().map(|outcome| {
        let letter = if *outcome == CarryOutcome::Cancelled { 'x' } else { first(outcome.label()) };
        Opt::new(outcome.word(), outcome.label(), letter)
    });
    let outcomes = outcomes.collect();
    let mut parts = vec![
        Part::gap(),
        Part::text(&item.id.to_string(), item.description.as_str()).look(Look::Strong).secret(),
        Part::text(" ", about).look(look),
        Part::choice(Key::Carry(item.id), "Became", outcomes, item.answer.outcome.map(Word::word))
            .hint("d done · c carried · x cancelled"),
    ];
    if !item.blocked.is_empty() {
        parts.insert(3, Part::text(" ", format!("blocked: {}", item.blocked)).look(Look::Due).secret());
    }
    if !item.answer.reason.is_empty() {
        parts.push(Part::text("Why", item.answer.reason.as_str()).secret());
    }
    if item.answer.outcome == Some(CarryOutcome::Done) || item.answer.verified.is_some() {
        parts.push(Part::yes_no(Key::Verified(item.id), "Seen that it is so?", item.answer.verified));
    }
    parts
}

fn first(label: &str) -> char {
    label.chars().next().unwrap_or(' ')
}
