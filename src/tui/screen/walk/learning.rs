//! What a worker can show and has learned, and what was said with them before.

use super::part::Part;
use super::referrals::{glyph, look};
use crate::domain::dates;
use crate::store::view::Mark;
use crate::store::view::walk::{Board, WalkStep};
use crate::tui::theme::Look;
use chrono::NaiveDate;

/// The credentials with their ends, and the hours of this year.
pub fn parts(board: &Board, today: NaiveDate) -> Vec<Part> {
    let mut parts = vec![Part::heading("Credentials and training")];
    if board.credentials.is_empty() {
        parts.push(Part::text("", "No credential is recorded.").look(Look::Dim));
    }
    parts.extend(board.credentials.iter().map(|(name, standing)| {
        // One that is far off says its day already.
        let near = standing.on.filter(|_| standing.mark != Mark::Done);
        let on = near.map_or_else(String::new, |on| format!(", {}", dates::short(on, today)));
        Part::text(name, format!("{} {}{on}", glyph(standing), standing.text)).look(look(standing))
    }));
    parts.push(Part::text("Training", board.training.as_str()));
    parts.push(Part::gap());
    parts
}

/// What was written in this step before: the viewer's own words, and those handed over to them.
pub fn before(board: &Board, step: &WalkStep, today: NaiveDate) -> Vec<Part> {
    let own_step = |key: &str| key == step.key;
    let found = board.kept.iter().filter(|note| own_step(&note.step)).take(2);
    let mut parts: Vec<Part> = found
        .map(|note| {
            let day = dates::short(note.on, today);
            let label = match &note.from {
                Some(from) => format!("{day}, from {from}"),
                None => format!("{day}, your words"),
            };
            Part::text(&label, note.body.as_str()).look(Look::Dim).secret()
        })
        .collect();
    if !parts.is_empty() {
        parts.insert(0, Part::heading("Last time"));
        parts.push(Part::gap());
    }
    parts
}
