//! The grid itself: cells of text as it is typed, and where the focus is.

use super::read;
use crate::tui::input::Input;
use chrono::NaiveDate;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::RefCell;

/// The columns: title and width at 80 cells.
pub(super) const COLUMNS: [(&str, u16); 8] = [
    ("Family", 6),
    ("Day", 11),
    ("What", 14),
    ("Min", 4),
    ("How", 7),
    ("With", 8),
    ("Seen", 6),
    ("Documented", 12),
];

/// The columns by their place.
pub(super) const FAMILY: usize = 0;
pub(super) const DAY: usize = 1;
pub(super) const WHAT: usize = 2;
pub(super) const MINUTES: usize = 3;
pub(super) const HOW: usize = 4;
pub(super) const WITH: usize = 5;
pub(super) const SEEN: usize = 6;
pub(super) const DOCUMENTED: usize = 7;

/// What is typed in the cells of a row.
pub(super) type Cells = [String; 8];

/// A row: what is typed, what else is on file for it, and what the rules find in it.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub(super) cells: Cells,
    /// Name and value.
    pub(super) facts: Vec<(String, String)>,
    /// Whether it is an error, and what is wrong.
    pub(super) found: Vec<(bool, String)>,
}

impl Line {
    /// What is typed in a column.
    pub(super) fn at(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// The rows as they are typed.
pub(super) struct Grid {
    rows: Vec<Line>,
    row: usize,
    column: usize,
    /// What is wrong, from saving.
    said: String,
    pub(super) places: RefCell<Vec<(usize, usize, Rect)>>,
}

impl Default for Grid {
    fn default() -> Self {
        let places = RefCell::default();
        Self { rows: vec![Line::default()], row: 0, column: 0, said: String::new(), places }
    }
}

impl Grid {
    /// The grid of a draft; an empty one where it cannot be read.
    pub(super) fn from_text(text: &str) -> Self {
        let rows: Vec<(Cells, Vec<(String, String)>)> = serde_json::from_str(text).unwrap_or_default();
        let line = |(cells, facts)| Line { cells, facts, found: Vec::new() };
        match rows.is_empty() {
            true => Self::default(),
            false => Self { rows: rows.into_iter().map(line).collect(), ..Self::default() },
        }
    }

    /// The grid as a draft keeps it; nothing where nothing is typed.
    pub(super) fn text(&self) -> String {
        if self.is_blank() {
            return String::new();
        }
        let rows: Vec<_> = self.rows.iter().map(|line| (&line.cells, &line.facts)).collect();
        serde_json::to_string(&rows).unwrap_or_default()
    }

    /// Whether nothing is typed at all.
    pub(super) fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }

    /// The places of the rows in which something is typed.
    pub(super) fn filled(&self) -> impl Iterator<Item = usize> {
        let some = |line: &Line| line.cells.iter().any(|cell| !cell.trim().is_empty());
        self.rows.iter().enumerate().filter(move |(_, line)| some(line)).map(|(place, _)| place)
    }

    /// A row.
    pub(super) fn row(&self, place: usize) -> Option<&Line> {
        self.rows.get(place)
    }

    /// A row, to be changed.
    pub(super) fn row_mut(&mut self, place: usize) -> Option<&mut Line> {
        self.rows.get_mut(place)
    }

    /// The row with the focus.
    pub(super) fn place(&self) -> usize {
        self.row
    }

    /// Leaves out rows that are saved.
    pub(super) fn take_out(&mut self, places: &[usize]) {
        let mut place = 0..;
        self.rows.retain(|_| place.next().is_none_or(|place| !places.contains(&place)));
        if self.rows.is_empty() {
            self.rows.push(Line::default());
        }
        self.go(self.row, self.column);
    }

    /// Puts the focus on a cell.
    pub(super) fn go(&mut self, row: usize, column: usize) {
        (self.row, self.column) = (row.min(self.rows.len().saturating_sub(1)), column.min(DOCUMENTED));
    }

    /// Whether the focus is on a cell.
    pub(super) fn is_at(&self, row: usize, column: usize) -> bool {
        (row, column) == (self.row, self.column)
    }

    /// The column with the focus.
    pub(super) fn column(&self) -> usize {
        self.column
    }

    /// What is wrong, from saving.
    pub(super) fn said(&self) -> &str {
        &self.said
    }

    /// Says what is wrong under the grid.
    pub(super) fn say(&mut self, sentence: String) {
        self.said = sentence;
    }

    /// Copies the row under itself, without the day it was documented: that is seen for each.
    pub(super) fn copy(&mut self) {
        let Some(mut line) = self.rows.get(self.row).cloned() else { return };
        if let Some(documented) = line.cells.get_mut(DOCUMENTED) {
            documented.clear();
        }
        line.found.clear();
        self.row += 1;
        self.rows.insert(self.row, line);
    }

    /// The day of the row becomes the next one.
    pub(super) fn next_day(&mut self, today: NaiveDate) {
        let Some(cell) = self.rows.get_mut(self.row).and_then(|line| line.cells.get_mut(DAY)) else { return };
        let (next, at) = match read::moment(cell, today) {
            Ok((day, at)) => (day.succ_opt().filter(|day| *day <= today), at),
            Err(_) => (None, None),
        };
        match next {
            Some(day) => {
                let at = at.map_or_else(String::new, |at| at.format(" %H:%M").to_string());
                *cell = format!("{}{at}", day.format("%-m/%-d"));
            }
            None => "The day after is still to come".clone_into(&mut self.said),
        }
    }

    /// Removes the row.
    pub(super) fn remove(&mut self) {
        if self.row < self.rows.len() {
            self.rows.remove(self.row);
        }
        if self.rows.is_empty() {
            self.rows.push(Line::default());
        }
        self.go(self.row, self.column);
    }

    fn cell(&mut self) -> Option<&mut String> {
        self.rows.get_mut(self.row)?.cells.get_mut(self.column)
    }

    /// Adds what is typed or pasted.
    pub(super) fn typed(&mut self, text: &str) {
        if let Some(cell) = self.cell().filter(|cell| cell.chars().count() < 80) {
            cell.push_str(text);
        }
    }

    /// Takes a key; whether a cell has another text.
    pub(super) fn update(&mut self, input: &Input) -> bool {
        if let Some(c) = input.typed() {
            self.typed(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        if let Input::Click(at) = input {
            let hit = self.places.borrow().iter().find(|(.., area)| area.contains(*at)).copied();
            if let Some((row, column, _)) = hit {
                self.go(row, column);
            }
            return false;
        }
        match (input.action(), input.code()) {
            (Some(crate::tui::keymap::Action::EraseLine | crate::tui::keymap::Action::EraseWord), _) => {
                self.cell().map(String::clear).is_some()
            }
            (_, Some(KeyCode::Backspace)) => self.cell().and_then(String::pop).is_some(),
            (_, Some(KeyCode::Tab | KeyCode::Right)) => self.forward(),
            (_, Some(KeyCode::BackTab | KeyCode::Left)) => {
                if self.column > 0 {
                    self.column -= 1;
                } else if self.row > 0 {
                    self.go(self.row - 1, DOCUMENTED);
                }
                false
            }
            (_, Some(KeyCode::Up)) => {
                self.row = self.row.saturating_sub(1);
                false
            }
            (_, Some(KeyCode::Down)) => {
                self.row = (self.row + 1).min(self.rows.len().saturating_sub(1));
                false
            }
            (_, Some(KeyCode::Enter)) => {
                // A new row begins at its family.
                self.column = DOCUMENTED;
                self.forward()
            }
            _ => false,
        }
    }

    /// The next cell; behind the last one a new row.
    fn forward(&mut self) -> bool {
        if self.column < DOCUMENTED {
            self.column += 1;
        } else {
            self.column = 0;
            self.row += 1;
            if self.row >= self.rows.len() {
                self.rows.push(Line::default());
            }
        }
        false
    }
}
