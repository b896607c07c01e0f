//! One worker's figures in an Individual, and what is due behind them: each row opens where it is mended.

use super::part::{Key, Part};
use super::referrals::{glyph_of, look_of};
use crate::store::view::today::Need;
use crate::store::view::walk::Board;
use crate::tui::theme::Look;

/// The parts of the dashboard.
pub fn parts(board: &Board) -> Vec<Part> {
    let mut parts = vec![Part::heading("Figures")];
    parts.extend(rows(board).take(board.figures.len()).map(|(place, need)| figure(place, need)));
    parts.push(Part::gap());
    parts.push(Part::heading("Due and overdue"));
    if board.due.is_empty() {
        parts.push(Part::text("", "✓ Nothing is late, and nothing comes up this week.").look(Look::Good));
    }
    parts.extend(rows(board).skip(board.figures.len()).map(|(place, need)| due(place, need)));
    parts.push(Part::gap());
    parts
}

/// All rows that open something, by their place: figures first.
pub fn rows(board: &Board) -> impl Iterator<Item = (usize, &Need)> {
    board.figures.iter().chain(&board.due).enumerate()
}

fn figure(place: usize, need: &Need) -> Part {
    let text = format!("{} {}", glyph_of(need.mark), need.what);
    Part::row(Key::Row(place), &need.about, text).look(look_of(need.mark)).hint(need.explain.rule.as_str())
}

fn due(place: usize, need: &Need) -> Part {
    let detail = if need.detail.is_empty() { String::new() } else { format!(" · {}", need.detail) };
    let text = format!("{} {}{detail}", glyph_of(need.mark), need.what);
    let values: Vec<String> =
        need.explain.rows.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    Part::row(Key::Row(place), &need.about, text).look(look_of(need.mark)).hint(values.join(" · "))
}
