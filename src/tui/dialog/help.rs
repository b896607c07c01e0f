//! The keys: those of this screen first.

use super::{Answer, DialogEvent};
use crate::tui::input::Input;
use ratatui::crossterm::event::KeyCode;
use std::cell::Cell;

/// Some keys under a heading.
#[derive(Debug)]
pub struct HelpGroup {
    /// The heading.
    pub title: String,
    /// Key, what it does, and why it is not allowed just now.
    pub rows: Vec<(String, String, Option<String>)>,
}

/// The help.
#[derive(Debug)]
pub struct Help {
    pub(super) groups: Vec<HelpGroup>,
    pub(super) top: Cell<usize>,
}

impl Help {
    /// The help with its groups in order.
    pub fn new(groups: Vec<HelpGroup>) -> Self {
        Self { groups, top: Cell::new(0) }
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        let top = self.top.get();
        match (input, input.code()) {
            (Input::Wheel(_, true), _) | (_, Some(KeyCode::Down)) => self.top.set(top + 1),
            (Input::Wheel(_, false), _) | (_, Some(KeyCode::Up)) => self.top.set(top.saturating_sub(1)),
            (_, Some(KeyCode::PageDown | KeyCode::Char(' '))) => self.top.set(top + 10),
            (_, Some(KeyCode::PageUp)) => self.top.set(top.saturating_sub(10)),
            (_, Some(KeyCode::Home)) => self.top.set(0),
            (_, Some(KeyCode::End)) => self.top.set(usize::MAX),
            (Input::Paste(_), _) => {}
            _ => return DialogEvent::Done(Answer::Left),
        }
        DialogEvent::Stays
    }
}
