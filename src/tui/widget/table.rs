//! Rows under columns: drops columns by priority, scrolls, filters as one types, sorts, keeps the selection by key.

mod column;
mod view;
mod written;

pub use column::{Cell, Column, Row};

use super::editor::{Edit, Editor};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell as Held;
use std::collections::BTreeSet;

/// What a table did with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableEvent<K> {
    /// Nothing: the input is for somebody else.
    Ignored,
    /// The input was for the table; the selection may be another one.
    Moved,
    /// The row is to be opened.
    Open(K),
}

/// Rows under columns, of which one is selected.
///
/// `K` is the key of a row, by which the selection is kept when rows are loaded again. Give it rows with
/// [`Table::set`], inputs with [`Table::update`], and draw it with [`Table::view`].
#[derive(Debug)]
pub struct Table<K> {
    columns: Vec<Column>,
    /// What each column needs; where no header stands over them, what it needs under each heading, too.
    needs: Vec<u16>,
    sections: Vec<(usize, Vec<u16>)>,
    rows: Vec<Row<K>>,
    shown: Vec<usize>,
    selected: usize,
    empty: String,
    header: bool,
    filter: Option<Editor>,
    typing: bool,
    lens: Option<(u32, String)>,
    sort: Option<(usize, bool)>,
    /// Which rows are about one thing, so that it is counted once.
    counting: Option<fn(K) -> i64>,
    top: Held<usize>,
    area: Held<Rect>,
}

impl<K: Copy + PartialEq> Table<K> {
    /// A table without rows; `empty` is the sentence that stands there then, and says which key to press.
    pub fn new(columns: Vec<Column>, empty: impl Into<String>) -> Self {
        Self {
            columns,
            needs: Vec::new(),
            sections: Vec::new(),
            rows: Vec::new(),
            shown: Vec::new(),
            selected: 0,
            empty: empty.into(),
            header: true,
            filter: None,
            typing: false,
            lens: None,
            sort: None,
            counting: None,
            top: Held::new(0),
            area: Held::new(Rect::default()),
        }
    }

    /// The same table without its heading row.
    #[must_use]
    pub fn without_header(mut self) -> Self {
        self.header = false;
        self
    }

    /// The same table whose rows of one number are counted once: a family that stands under both its workers.
    #[must_use]
    pub fn counting(mut self, number: fn(K) -> i64) -> Self {
        self.counting = Some(number);
        self
    }

    /// Changes the sentence for when there are no rows.
    pub fn set_empty(&mut self, empty: impl Into<String>) {
        self.empty = empty.into();
    }

    /// Gives the rows; the selection stays on the row with the same key, or else where it was.
    pub fn set(&mut self, rows: Vec<Row<K>>) {
        let key = self.selected();
        self.needs = column::natural(&self.columns, &rows);
        self.sections = if self.header { Vec::new() } else { column::sections(&self.columns, &rows) };
        self.rows = rows;
        self.sift();
        if let Some(key) = key {
            self.select(key);
        }
        self.settle();
    }

    /// The key of the selected row.
    pub fn selected(&self) -> Option<K> {
        self.shown.get(self.selected).and_then(|row| self.rows.get(*row)).and_then(|row| row.key)
    }

    /// The place of the selected row among those shown, counted from 0.
    pub fn position(&self) -> usize {
        self.selected
    }

    /// Selects the row with this key, if it is shown; says whether it is.
    pub fn select(&mut self, key: K) -> bool {
        let place =
            self.shown.iter().position(|row| self.rows.get(*row).is_some_and(|row| row.key == Some(key)));
        if let Some(place) = place {
            self.selected = place;
        }
        place.is_some()
    }

    /// Scrolls until the selected row stands first, as far as the rows below it fill the page.
    pub fn show_on_top(&mut self) {
        self.top.set(self.selected.saturating_sub(1));
    }

    /// The keys of the rows that are shown, in order.
    pub fn keys(&self) -> impl Iterator<Item = K> {
        self.shown.iter().filter_map(|row| self.rows.get(*row)).filter_map(|row| row.key)
    }

    /// How many rows are shown, headings not counted.
    pub fn count(&self) -> usize {
        self.counted(self.keys())
    }

    /// How many rows there are, shown or not, headings not counted.
    pub fn total(&self) -> usize {
        self.counted(self.rows.iter().filter_map(|row| row.key))
    }

    fn counted(&self, keys: impl Iterator<Item = K>) -> usize {
        match self.counting {
            None => keys.count(),
            Some(number) => keys.map(number).collect::<BTreeSet<_>>().len(),
        }
    }

    /// Says how many rows there are, and how many of them a filter leaves: `31`, `12 of 31`.
    pub fn tally(&self) -> String {
        let (count, total) = (self.count(), self.total());
        if self.is_sifted() && count != total { format!("{count} of {total}") } else { total.to_string() }
    }

    /// Whether a filter or a lens may hide rows.
    pub fn is_sifted(&self) -> bool {
        self.filter.is_some() || self.lens.is_some()
    }

    /// Shows only the rows that are tagged with a bit, under a name that says so; `None` shows all again.
    pub fn set_lens(&mut self, lens: Option<(u32, String)>) {
        self.lens = lens;
        self.resift();
    }

    /// The bit and the name of the lens through which the rows are seen.
    pub fn lens(&self) -> Option<(u32, &str)> {
        self.lens.as_ref().map(|(bit, name)| (*bit, name.as_str()))
    }

    /// Sorts by a column, counted from 0, and whether downwards; `None` is the order in which the rows were given.
    pub fn set_sort(&mut self, sort: Option<(usize, bool)>) {
        self.sort = sort.filter(|(column, _)| *column < self.columns.len());
        self.resift();
    }

    /// The column by which the rows are sorted, and whether downwards.
    pub fn sort(&self) -> Option<(usize, bool)> {
        self.sort
    }

    /// The headings of the columns.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.title.as_str())
    }

    /// Whether the selection has come near the last row, so that more is to be loaded.
    pub fn is_near_end(&self) -> bool {
        self.selected + 2 * self.page().max(20) >= self.shown.len()
    }

    /// Whether the filter is being typed, so that letters are text.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// What the filter says; empty where there is none.
    pub fn filter(&self) -> String {
        self.filter.as_ref().map(Editor::text).unwrap_or_default()
    }

    /// Shows only the rows in which every word of the filter stands; an empty one shows all.
    pub fn set_filter(&mut self, text: &str) {
        self.filter = (!text.is_empty()).then(|| Editor::line(text));
        self.typing = false;
        self.resift();
    }

    fn resift(&mut self) {
        let key = self.selected();
        self.sift();
        if !key.is_some_and(|key| self.select(key)) {
            self.selected = 0;
        }
        self.settle();
    }

    fn sift(&mut self) {
        let words: Vec<String> = self.filter().to_lowercase().split_whitespace().map(str::to_owned).collect();
        self.shown = column::sift(&self.rows, &words, self.lens.as_ref().map(|(bit, _)| *bit));
        if let Some((column, descending)) = self.sort {
            column::sort(&self.rows, &mut self.shown, column, descending);
        }
        self.selected = self.selected.min(self.shown.len().saturating_sub(1));
    }

    /// Moves the selection off a heading, down first, then up.
    fn settle(&mut self) {
        if self.selected().is_none() && !self.step(1) {
            self.step(-1);
        }
    }

    /// Moves to the next selectable row in a direction; says whether there was one.
    fn step(&mut self, by: isize) -> bool {
        let mut place = self.selected;
        while let Some(next) = place.checked_add_signed(by) {
            let Some(row) = self.shown.get(next).and_then(|row| self.rows.get(*row)) else { break };
            place = next;
            if row.key.is_some() {
                self.selected = place;
                return true;
            }
        }
        false
    }

    fn jump(&mut self, to: usize, then: isize) {
        self.selected = to.min(self.shown.len().saturating_sub(1));
        if self.selected().is_none() && !self.step(then) {
            self.step(-then);
        }
    }

    fn page(&self) -> usize {
        let area = self.area.get();
        usize::from(area.height).saturating_sub(1).max(1)
    }

    /// Takes an input: arrows, paging, the wheel, clicks, Enter, and typing into the filter.
    pub fn update(&mut self, input: &Input) -> TableEvent<K> {
        if self.typing {
            return self.type_filter(input);
        }
        match input {
            Input::Key(_, Some(Action::Filter | Action::Find)) => {
                self.filter.get_or_insert_with(|| Editor::line(""));
                self.typing = true;
                TableEvent::Moved
            }
            Input::Key(_, Some(Action::Open)) => self.open(),
            Input::Key(chord, _) if !chord.ctrl => self.key(chord.code),
            Input::Click(at) if self.area.get().contains(*at) => {
                let place = self.top.get() + usize::from(at.y - self.area.get().y);
                let selectable = self
                    .shown
                    .get(place)
                    .and_then(|row| self.rows.get(*row))
                    .is_some_and(|row| row.key.is_some());
                if selectable && place == self.selected {
                    return self.open();
                }
                if selectable {
                    self.selected = place;
                }
                TableEvent::Moved
            }
            Input::Wheel(at, down) if self.area.get().contains(*at) => {
                self.step(if *down { 1 } else { -1 });
                TableEvent::Moved
            }
            _ => TableEvent::Ignored,
        }
    }

    fn open(&self) -> TableEvent<K> {
        self.selected().map_or(TableEvent::Moved, TableEvent::Open)
    }

    fn key(&mut self, code: KeyCode) -> TableEvent<K> {
        let page = self.page();
        match code {
            KeyCode::Up => {
                if !self.step(-1) {
                    self.top.set(0);
                }
            }
            KeyCode::Down => {
                self.step(1);
            }
            KeyCode::PageUp => self.jump(self.selected.saturating_sub(page), -1),
            KeyCode::PageDown => self.jump(self.selected.saturating_add(page), 1),
            KeyCode::Home => self.jump(0, 1),
            KeyCode::End => self.jump(usize::MAX, -1),
            KeyCode::Esc if self.filter.is_some() => self.set_filter(""),
            KeyCode::Esc if self.lens.is_some() => self.set_lens(None),
            _ => return TableEvent::Ignored,
        }
        TableEvent::Moved
    }

    fn type_filter(&mut self, input: &Input) -> TableEvent<K> {
        match input.code() {
            Some(KeyCode::Enter | KeyCode::Down | KeyCode::Tab) => {
                self.typing = false;
                if self.filter().trim().is_empty() {
                    self.set_filter("");
                }
            }
            Some(KeyCode::Esc) => self.set_filter(""),
            Some(KeyCode::Backspace) if self.filter().is_empty() => self.set_filter(""),
            _ => match self.filter.as_mut().map_or(Edit::Ignored, |filter| filter.update(input)) {
                Edit::Changed => self.resift(),
                Edit::Moved => {}
                Edit::Ignored if matches!(input, Input::Click(_) | Input::Wheel(..)) => {
                    self.typing = false;
                    return self.update(input);
                }
                Edit::Ignored => return TableEvent::Ignored,
            },
        }
        TableEvent::Moved
    }
}

#[cfg(test)]
mod tests;
