//! Any of some values: a list with ticks.

use super::FieldEvent;
use crate::tui::input::Input;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// Values that are ticked or not.
#[derive(Debug)]
pub struct ManyField {
    pub(in crate::tui::widget) options: Vec<(String, String, bool)>,
    pub(in crate::tui::widget) cursor: usize,
    pub(super) drawn: Cell<Rect>,
}

impl ManyField {
    pub(super) fn new(options: Vec<(String, String, bool)>) -> Self {
        Self { options, cursor: 0, drawn: Cell::new(Rect::default()) }
    }

    /// The keys that are ticked.
    pub fn ticked(&self) -> Vec<String> {
        self.options.iter().filter(|(_, _, ticked)| *ticked).map(|(key, ..)| key.clone()).collect()
    }

    pub(super) fn enter(&mut self, from_below: bool) {
        self.cursor = if from_below { self.options.len().saturating_sub(1) } else { 0 };
    }

    pub(super) fn update(&mut self, input: &Input) -> FieldEvent {
        match input {
            Input::Click(at) if self.drawn.get().contains(*at) => {
                self.cursor =
                    usize::from(at.y - self.drawn.get().y).min(self.options.len().saturating_sub(1));
                self.toggle()
            }
            _ => match input.code() {
                Some(KeyCode::Up) if self.cursor > 0 => {
                    self.cursor -= 1;
                    FieldEvent::Taken
                }
                Some(KeyCode::Down) if self.cursor + 1 < self.options.len() => {
                    self.cursor += 1;
                    FieldEvent::Taken
                }
                Some(KeyCode::Char(' ' | 'x')) => self.toggle(),
                _ => FieldEvent::Ignored,
            },
        }
    }

    fn toggle(&mut self) -> FieldEvent {
        match self.options.get_mut(self.cursor) {
            Some((_, _, ticked)) => {
                *ticked = !*ticked;
                FieldEvent::Changed
            }
            None => FieldEvent::Taken,
        }
    }
}
