//! The pairs to tick, in columns that stand still.

use crate::domain::{StaffId, dates};
use crate::store::view::Mark as Standing;
use crate::store::view::walk::PairChoice;
use crate::tui::screen::walk::part::{Key, Part};
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::wrap;
use chrono::{Datelike, NaiveDate};

/// A line per pair: who, how it stands, since when, how many families, and what is planned.
pub(super) fn parts(pairs: &[PairChoice], ticked: &[(StaffId, StaffId)], today: NaiveDate) -> Vec<Part> {
    let cells: Vec<[String; 5]> = pairs.iter().map(|pair| cells(pair, today)).collect();
    let width =
        |column: usize| cells.iter().filter_map(|row| row.get(column)).map(|cell| wrap::width(cell)).max();
    let widths: Vec<usize> = (0..5).map(|column| width(column).unwrap_or(0)).collect();
    pairs
        .iter()
        .zip(&cells)
        .map(|(pair, row)| {
            let key = (pair.iw.id, pair.rc.id);
            let text: Vec<String> =
                row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
            let look = match pair.standing.mark {
                Standing::Overdue => Look::Danger,
                Standing::Due => Look::Due,
                _ => Look::Text,
            };
            Part::tick(Key::Pair(key.0, key.1), ticked.contains(&key), text.join("  ").trim_end()).look(look)
        })
        .collect()
}

fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", " ".repeat(width.saturating_sub(wrap::width(cell))))
}

fn cells(pair: &PairChoice, today: NaiveDate) -> [String; 5] {
    let planned = match (pair.in_progress, pair.scheduled) {
        (Some(_), _) => "in progress: Enter goes on".to_owned(),
        (None, Some((_, day))) => format!("next {}", dates::short(day, today)),
        (None, None) => String::new(),
    };
    let held = |day: NaiveDate| {
        let format = if day.year() == today.year() { "last %-d %b" } else { "last %-d %b %Y" };
        day.format(format).to_string()
    };
    let last = pair.last_held.map_or_else(|| "not held yet".to_owned(), held);
    [
        format!("{} + {}", pair.iw.short, pair.rc.short),
        Mark::from(pair.standing.mark).with(&pair.standing.text),
        last,
        if pair.families == 1 { "1 family".into() } else { format!("{} families", pair.families) },
        planned,
    ]
}
