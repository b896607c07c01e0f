//! What to tick, in columns that stand still.

use crate::domain::dates;
use crate::domain::meeting::About;
use crate::store::view::Mark as Standing;
use crate::store::view::walk::Choice;
use crate::tui::screen::walk::part::{Key, Part};
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::{fuzzy, wrap};
use chrono::{Datelike, NaiveDate};

/// The choices that what was typed finds, best first; all of them where nothing was.
pub(super) fn found<'c>(choices: &'c [Choice], typed: &str) -> Vec<&'c Choice> {
    let names = choices.iter().map(|one| one.name.as_str());
    fuzzy::find(typed, names).into_iter().filter_map(|place| choices.get(place)).collect()
}

/// A line per choice: who, how it stands, since when, how many families, and what is planned.
pub(super) fn parts(choices: &[&Choice], ticked: &[About], today: NaiveDate) -> Vec<Part> {
    let cells: Vec<[String; 5]> = choices.iter().map(|one| cells(one, today)).collect();
    let width =
        |column: usize| cells.iter().filter_map(|row| row.get(column)).map(|cell| wrap::width(cell)).max();
    let widths: Vec<usize> = (0..5).map(|column| width(column).unwrap_or(0)).collect();
    choices
        .iter()
        .zip(&cells)
        .map(|(one, row)| {
            let text: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
            let look = match one.standing.mark {
                Standing::Overdue => Look::Danger,
                Standing::Due => Look::Due,
                _ => Look::Text,
            };
            Part::tick(Key::About(one.about), ticked.contains(&one.about), text.join("  ").trim_end())
                .look(look)
        })
        .collect()
}

fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", " ".repeat(width.saturating_sub(wrap::width(cell))))
}

fn cells(one: &Choice, today: NaiveDate) -> [String; 5] {
    let planned = one.scheduled.map_or_else(String::new, |(_, day)| {
        format!("{} {}", if day < today { "planned" } else { "next" }, dates::short(day, today))
    });
    let stands = match (one.in_progress, &one.standing.text) {
        (Some(_), _) => Mark::Due.with("in progress"),
        (None, text) if text.is_empty() => String::new(),
        (None, text) => Mark::from(one.standing.mark).with(text),
    };
    let held = |day: NaiveDate| {
        let format = if day.year() == today.year() { "last %-d %b" } else { "last %-d %b %Y" };
        day.format(format).to_string()
    };
    let last = one.last_held.map_or_else(|| "not held yet".to_owned(), held);
    [
        one.name.clone(),
        stands,
        last,
        match one.families {
            None => String::new(),
            Some(families) => crate::domain::text::count(families, "family"),
        },
        planned,
    ]
}
