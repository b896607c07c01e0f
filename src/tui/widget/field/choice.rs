//! One of some values: side by side where they fit, else in a list.

use super::FieldEvent;
use crate::tui::input::Input;
use crate::tui::widget::wrap::width;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// How many values may stand side by side.
const BESIDE: usize = 4;

/// One of some values that is being chosen; nothing is chosen beforehand.
#[derive(Debug)]
pub struct ChoiceField {
    pub(super) options: Vec<(String, String)>,
    pub(super) chosen: Option<usize>,
    pub(super) cursor: Option<usize>,
    pub(super) popup: Cell<Rect>,
    pub(super) drawn: Cell<Rect>,
    typed: String,
}

impl ChoiceField {
    pub(super) fn new(options: Vec<(String, String)>, value: Option<&str>) -> Self {
        let chosen = value.and_then(|value| options.iter().position(|(key, _)| key == value));
        let (popup, drawn) = (Cell::new(Rect::default()), Cell::new(Rect::default()));
        Self { options, chosen, cursor: None, popup, drawn, typed: String::new() }
    }

    /// The key chosen.
    pub fn value(&self) -> Option<&str> {
        self.chosen.and_then(|chosen| self.options.get(chosen)).map(|(key, _)| key.as_str())
    }

    pub(super) fn label(&self) -> Option<&str> {
        self.chosen.and_then(|chosen| self.options.get(chosen)).map(|(_, label)| label.as_str())
    }

    pub(in crate::tui::widget) fn set(&mut self, value: &str) {
        self.chosen = self.options.iter().position(|(key, _)| key == value);
    }

    pub(super) fn has_popup(&self) -> bool {
        self.cursor.is_some()
    }

    pub(super) fn leave(&mut self) {
        self.cursor = None;
        self.typed.clear();
    }

    /// Where each value begins when they stand side by side in so many cells; `None` where they do not fit.
    pub(super) fn beside(&self, cells: u16) -> Option<Vec<(usize, u16)>> {
        if self.options.len() > BESIDE {
            return None;
        }
        let mut x = 0usize;
        let mut places = Vec::new();
        for (index, (_, label)) in self.options.iter().enumerate() {
            places.push((index, u16::try_from(x).ok()?));
            x += width(label) + 6;
        }
        (x <= usize::from(cells) + 2).then_some(places)
    }

    pub(super) fn update(&mut self, input: &Input) -> FieldEvent {
        if let Input::Click(at) = input {
            return self.click(at.x, at.y);
        }
        if let Input::Wheel(_, down) = input {
            return if self.cursor.is_some() {
                self.walk(if *down { 1 } else { -1 })
            } else {
                FieldEvent::Ignored
            };
        }
        match (input.code(), self.cursor) {
            // A blank within the words that are being typed.
            (Some(KeyCode::Char(' ')), _) if self.goes_on_with(' ') => self.jump(' '),
            (Some(KeyCode::Enter | KeyCode::Tab | KeyCode::Char(' ')), Some(cursor)) => {
                self.leave();
                self.chosen = Some(cursor);
                FieldEvent::Next
            }
            (Some(KeyCode::Esc), Some(_)) => {
                self.leave();
                FieldEvent::Taken
            }
            (Some(KeyCode::Up), Some(_)) => self.walk(-1),
            (Some(KeyCode::Down), Some(_)) => self.walk(1),
            (Some(KeyCode::Char(' ')), None) => self.open(),
            (Some(KeyCode::Enter), None) if !self.are_beside() => self.open(),
            (Some(KeyCode::Left), None) => self.step(-1),
            (Some(KeyCode::Right), None) => self.step(1),
            (Some(KeyCode::Backspace | KeyCode::Delete), None) => {
                self.typed.clear();
                self.chosen = None;
                FieldEvent::Changed
            }
            (Some(KeyCode::Char(c)), _) => self.jump(c),
            _ => FieldEvent::Ignored,
        }
    }

    fn are_beside(&self) -> bool {
        self.beside(self.drawn.get().width.max(20)).is_some()
    }

    fn open(&mut self) -> FieldEvent {
        if self.are_beside() {
            return self.step(1);
        }
        self.cursor = Some(self.chosen.unwrap_or(0));
        self.typed.clear();
        FieldEvent::Taken
    }

    /// Opens the list where the values never stand side by side.
    pub(in crate::tui::widget) fn unfold(&mut self) {
        if self.options.len() > BESIDE {
            self.cursor = Some(self.chosen.unwrap_or(0));
        }
    }

    fn walk(&mut self, by: isize) -> FieldEvent {
        let last = self.options.len().saturating_sub(1);
        self.cursor = self.cursor.map(|cursor| cursor.saturating_add_signed(by).min(last));
        FieldEvent::Taken
    }

    fn step(&mut self, by: isize) -> FieldEvent {
        let last = self.options.len().saturating_sub(1);
        self.chosen = match self.chosen {
            None if self.options.is_empty() => None,
            None => Some(if by > 0 { 0 } else { last }),
            Some(chosen) => Some(chosen.saturating_add_signed(by).min(last)),
        };
        FieldEvent::Changed
    }

    /// Whether a value begins with what is typed and this character after it.
    fn goes_on_with(&self, c: char) -> bool {
        let typed = format!("{}{c}", self.typed);
        !self.typed.is_empty()
            && self.options.iter().any(|(_, label)| label.to_lowercase().starts_with(&typed))
    }

    /// Goes to the value that begins with what is typed.
    fn jump(&mut self, c: char) -> FieldEvent {
        let find = |typed: &str| {
            let starts = |label: &str| label.to_lowercase().starts_with(typed);
            self.options.iter().position(|(_, label)| starts(label))
        };
        self.typed.extend(c.to_lowercase());
        let found = find(&self.typed).or_else(|| {
            self.typed = c.to_lowercase().collect();
            find(&self.typed)
        });
        match (found, self.cursor) {
            (Some(found), Some(_)) => {
                self.cursor = Some(found);
                FieldEvent::Taken
            }
            (Some(found), None) => {
                self.chosen = Some(found);
                FieldEvent::Changed
            }
            (None, _) => FieldEvent::Taken,
        }
    }

    fn click(&mut self, x: u16, y: u16) -> FieldEvent {
        let (popup, drawn) = (self.popup.get(), self.drawn.get());
        if self.cursor.is_some() {
            let place = usize::from(y.saturating_sub(popup.y)) + self.first_in(popup.height);
            let chosen = popup.contains((x, y).into()) && place < self.options.len();
            self.leave();
            if chosen {
                self.chosen = Some(place);
                return FieldEvent::Next;
            }
            return FieldEvent::Taken;
        }
        if !drawn.contains((x, y).into()) {
            return FieldEvent::Ignored;
        }
        let Some(places) = self.beside(drawn.width) else { return self.open() };
        let hit = places.iter().rev().find(|(_, begin)| x >= drawn.x + begin);
        self.chosen = hit.map(|(index, _)| *index).or(self.chosen);
        FieldEvent::Changed
    }

    /// The first value in a list of so many rows, so that the cursor is in it.
    pub(super) fn first_in(&self, rows: u16) -> usize {
        let rows = usize::from(rows.max(1));
        self.cursor.map_or(0, |cursor| cursor.saturating_sub(rows.saturating_sub(1)))
    }
}
