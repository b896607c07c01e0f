//! The grid itself: cells of text as it is typed, where the focus is, and how it is drawn.

use super::read;
use crate::domain::dates;
use crate::store::view::services::WeekOffer;
use crate::tui::input::Input;
use crate::tui::screen::Ctx;
use crate::tui::widget::{paint, wrap};
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::RefCell;

/// The columns: title and width at 80 cells.
pub(super) const COLUMNS: [(&str, u16); 8] = [
    ("Family", 8),
    ("Day", 8),
    ("What", 14),
    ("Min", 4),
    ("How", 8),
    ("With", 9),
    ("Seen", 7),
    ("Documented", 10),
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

/// What is typed in a row.
pub(super) type Cells = [String; 8];

/// The rows as they are typed.
pub(super) struct Grid {
    rows: Vec<Cells>,
    row: usize,
    column: usize,
    /// What is wrong, from saving.
    said: String,
    places: RefCell<Vec<(usize, usize, Rect)>>,
}

impl Default for Grid {
    fn default() -> Self {
        let places = RefCell::default();
        Self { rows: vec![Cells::default()], row: 0, column: 0, said: String::new(), places }
    }
}

impl Grid {
    /// The grid of a draft: a line a row, a tab between cells.
    pub(super) fn from_text(text: &str) -> Self {
        let mut grid = Self { rows: Vec::new(), ..Self::default() };
        for line in text.lines() {
            let mut cells = Cells::default();
            for (cell, text) in cells.iter_mut().zip(line.split('\t')) {
                text.clone_into(cell);
            }
            grid.rows.push(cells);
        }
        if grid.rows.is_empty() { Self::default() } else { grid }
    }

    /// The grid as a draft keeps it; nothing where nothing is typed.
    pub(super) fn text(&self) -> String {
        if self.is_blank() {
            return String::new();
        }
        self.rows.iter().map(|cells| cells.join("\t")).collect::<Vec<_>>().join("\n")
    }

    /// Whether nothing is typed at all.
    pub(super) fn is_blank(&self) -> bool {
        self.filled().next().is_none()
    }

    /// The places of the rows in which something is typed.
    pub(super) fn filled(&self) -> impl Iterator<Item = usize> {
        let some = |cells: &Cells| cells.iter().any(|cell| !cell.trim().is_empty());
        self.rows.iter().enumerate().filter(move |(_, cells)| some(cells)).map(|(place, _)| place)
    }

    /// A row's cells.
    pub(super) fn row(&self, place: usize) -> Option<&Cells> {
        self.rows.get(place)
    }

    /// Puts the focus on a cell.
    pub(super) fn go(&mut self, row: usize, column: usize) {
        (self.row, self.column) = (row.min(self.rows.len().saturating_sub(1)), column.min(DOCUMENTED));
    }

    /// Says what is wrong under the grid.
    pub(super) fn say(&mut self, sentence: String) {
        self.said = sentence;
    }

    /// Copies the row under itself, without the day it was documented: that is seen for each.
    pub(super) fn copy(&mut self) {
        let Some(mut cells) = self.rows.get(self.row).cloned() else { return };
        if let Some(documented) = cells.get_mut(DOCUMENTED) {
            documented.clear();
        }
        self.row += 1;
        self.rows.insert(self.row, cells);
    }

    /// The day of the row becomes the next one.
    pub(super) fn next_day(&mut self, today: NaiveDate) {
        let Some(cell) = self.rows.get_mut(self.row).and_then(|cells| cells.get_mut(DAY)) else { return };
        let next = match read::day(cell, today) {
            Ok(day) => day.succ_opt().filter(|day| *day <= today),
            Err(_) => None,
        };
        match next {
            Some(day) => *cell = day.format("%-m/%-d").to_string(),
            None => "The day after is still to come".clone_into(&mut self.said),
        }
    }

    /// Removes the row.
    pub(super) fn remove(&mut self) {
        if self.row < self.rows.len() {
            self.rows.remove(self.row);
        }
        if self.rows.is_empty() {
            self.rows.push(Cells::default());
        }
        self.go(self.row, self.column);
    }

    fn cell(&mut self) -> Option<&mut String> {
        self.rows.get_mut(self.row)?.get_mut(self.column)
    }

    /// Adds what is typed or pasted.
    pub(super) fn typed(&mut self, text: &str) {
        if let Some(cell) = self.cell().filter(|cell| cell.chars().count() < 40) {
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
                self.rows.push(Cells::default());
            }
        }
        false
    }

    /// Draws it: what each cell means stands under the grid.
    pub(super) fn view(&self, frame: &mut Frame<'_>, area: Rect, offer: &WeekOffer, ctx: &Ctx<'_>) {
        let (theme, area) = (ctx.theme, paint::inset(area, 1));
        self.places.borrow_mut().clear();
        let title = format!("A week of {}, {}", offer.short, offer.role.short());
        let end = paint::text(frame.buffer_mut(), area, 1, 0, &title, theme.strong);
        let count = format!("{} to save", self.filled().count());
        paint::text(frame.buffer_mut(), area, end + 2, 0, &count, theme.dim);
        let spare = area.width.saturating_sub(78) / 8;
        let body = paint::below(area, 2);
        let mut x = 1;
        for (name, width) in COLUMNS {
            paint::text(frame.buffer_mut(), body, x, 0, name, theme.dim);
            x += width + spare + 1;
        }
        let room = usize::from(body.height.saturating_sub(5)).max(1);
        let first = self.row.saturating_sub(room.saturating_sub(1));
        for (line, (place, cells)) in (1u16..).zip(self.rows.iter().enumerate().skip(first).take(room)) {
            let mut x = 1;
            for (column, (text, (_, width))) in cells.iter().zip(COLUMNS).enumerate() {
                let width = width + spare;
                let here = ctx.focused && (place, column) == (self.row, self.column);
                let wrong =
                    !text.is_empty() && !here && read::cell(cells, column, offer, ctx.today()).is_err();
                let style = match (here, wrong) {
                    (true, _) => theme.accent.patch(theme.selection),
                    (_, true) => theme.danger,
                    _ => theme.text,
                };
                let shown = wrap::fit(text, usize::from(width));
                let cell = Rect { x: body.x + x, y: body.y + line, width, height: 1 }.intersection(body);
                if here {
                    let blank = " ".repeat(usize::from(width));
                    paint::text(frame.buffer_mut(), body, x, line, &blank, style);
                }
                let end = paint::text(frame.buffer_mut(), body, x, line, &shown, style);
                if here && !cell.is_empty() {
                    frame.set_cursor_position((body.x + end.min(x + width.saturating_sub(1)), cell.y));
                }
                self.places.borrow_mut().push((place, column, cell));
                x += width + 1;
            }
        }
        self.view_meaning(frame, body, offer, ctx);
    }

    /// What the cell with the focus means, or what is wrong with it.
    fn view_meaning(&self, frame: &mut Frame<'_>, body: Rect, offer: &WeekOffer, ctx: &Ctx<'_>) {
        let Some(cells) = self.rows.get(self.row) else { return };
        let (text, style) = if !self.said.is_empty() {
            (format!("! {}", self.said), ctx.theme.danger)
        } else {
            match read::cell(cells, self.column, offer, ctx.today()) {
                Ok(meaning) if meaning.is_empty() => (read::hint(self.column, offer), ctx.theme.dim),
                Ok(meaning) => (meaning, ctx.theme.text),
                Err(sentence) => (format!("! {sentence}"), ctx.theme.danger),
            }
        };
        let room = usize::from(body.width.saturating_sub(2)).max(1);
        let lines = wrap::wrap(&text, room);
        let under = body.height.saturating_sub(3);
        for (row, line) in (under..).zip(lines.iter().take(3)) {
            paint::text(frame.buffer_mut(), body, 1, row, line, style);
        }
    }
}

/// A day as people read it.
pub(super) fn echo(on: NaiveDate, today: NaiveDate) -> String {
    dates::echo(on, today)
}
