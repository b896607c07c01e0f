//! The rows of a table as they are shown, on their way into a file.

use super::Table;
use super::column::{Cell, Rank};
use crate::export::document::{Sheet, Value};
use crate::tui::widget::mark::Mark;

impl<K: Copy + PartialEq> Table<K> {
    /// The rows after filter and sorting under all their columns, but those that never leave; where there are
    /// headings between rows, a first column names them. Says, too, whether anything of Part 2 is among them.
    pub fn written(&self, caption: &str) -> (Sheet, bool) {
        let grouped = self.rows.iter().any(|row| row.key.is_none());
        let leaves: Vec<usize> = (0..self.columns.len())
            .filter(|place| self.columns.get(*place).is_some_and(|column| !column.kept))
            .collect();
        let mut sheet = Sheet::new(caption, if grouped { &["Under"] } else { &[] });
        let titles = leaves.iter().filter_map(|place| Some((place, self.columns.get(*place)?)));
        sheet.columns.extend(titles.map(|(place, column)| {
            let unit = if self.counts_days(*place) { " (days)" } else { "" };
            format!("{}{unit}", column.title)
        }));
        let (mut under, mut part2) = (Value::Nothing, false);
        for row in self.shown.iter().filter_map(|place| self.rows.get(*place)) {
            if row.key.is_none() {
                under = row.cells.first().map_or(Value::Nothing, value);
                continue;
            }
            let mut values = Vec::with_capacity(sheet.columns.len());
            if grouped {
                values.push(under.clone());
            }
            for place in &leaves {
                let cell = row.cells.get(*place);
                part2 |= cell.is_some_and(|cell| cell.part2);
                values.push(cell.map_or(Value::Nothing, value));
            }
            sheet.rows.push(values);
        }
        (sheet, part2)
    }

    /// Whether the cells of a column are numbers of days, which stand in a file without their unit.
    fn counts_days(&self, place: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.key.and(row.cells.get(place)));
        cells.any(|cell| days(&cell.text).is_some())
    }
}

/// The words without the sign before them: a sign is for the eye, a file is for sorting and counting.
fn plain(text: &str) -> &str {
    let rest = Mark::ALL.iter().find_map(|mark| text.strip_prefix(mark.glyph())?.strip_prefix(' '));
    rest.unwrap_or(text).trim_start()
}

/// How many days: `○ 9 d` is 9.
fn days(text: &str) -> Option<f64> {
    let count = plain(text).strip_suffix(" d")?;
    count.parse::<u32>().ok().map(f64::from)
}

fn value(cell: &Cell) -> Value {
    match cell.rank {
        Rank::Number(number) => Value::Number(number, if number.fract() == 0.0 { 0 } else { 2 }),
        _ if cell.text.is_empty() => Value::Nothing,
        _ if days(&cell.text).is_some() => Value::Number(days(&cell.text).unwrap_or_default(), 0),
        // Headings set their parts apart by blanks.
        _ => Value::Text(plain(&cell.text).replace("   ", " · ")),
    }
}
