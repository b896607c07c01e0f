//! A few things to choose from, each with its reason where it is not allowed.

use super::{Answer, DialogEvent};
use crate::tui::input::Input;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// A line of a menu.
#[derive(Clone, Debug, Default)]
pub struct MenuItem {
    /// What it does: `New milestone`.
    pub label: String,
    /// What helps to decide, dim beside it.
    pub detail: String,
    /// Why it is not allowed just now.
    pub off: Option<String>,
}

impl MenuItem {
    /// A line that can be chosen.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// The line with something dim beside it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// The line, allowed or not as [`crate::domain::access::can`] says.
    #[must_use]
    pub fn allowed(mut self, answer: Result<(), &'static str>) -> Self {
        self.off = answer.err().map(str::to_owned);
        self
    }
}

/// A menu under a tag: the answer is the number of the line, counted from 0.
#[derive(Debug)]
pub struct Menu {
    pub(super) tag: &'static str,
    pub(super) title: String,
    pub(super) items: Vec<MenuItem>,
    pub(super) here: usize,
    pub(super) list: Cell<Rect>,
    pub(super) top: Cell<usize>,
}

impl Menu {
    /// A menu with the first line that is allowed in focus.
    pub fn new(tag: &'static str, title: impl Into<String>, items: Vec<MenuItem>) -> Self {
        let here = items.iter().position(|item| item.off.is_none()).unwrap_or(0);
        let (list, top) = (Cell::new(Rect::default()), Cell::new(0));
        Self { tag, title: title.into(), items, here, list, top }
    }

    /// The same menu with another line in focus: what stands now, so that Enter changes nothing.
    #[must_use]
    pub fn at(mut self, line: usize) -> Self {
        self.here = line.min(self.items.len().saturating_sub(1));
        self
    }

    /// How many lines it has.
    pub fn lines(&self) -> usize {
        self.items.len()
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        let last = self.items.len().saturating_sub(1);
        match (input, input.code()) {
            (Input::Click(at), _) => {
                let list = self.list.get();
                if !list.contains(*at) {
                    return DialogEvent::Done(Answer::Left);
                }
                self.here = self.top.get() + usize::from(at.y - list.y);
                return self.choose();
            }
            (Input::Wheel(_, true), _) | (_, Some(KeyCode::Down | KeyCode::Tab)) => {
                self.here = (self.here + 1).min(last);
            }
            (Input::Wheel(_, false), _) | (_, Some(KeyCode::Up | KeyCode::BackTab)) => {
                self.here = self.here.saturating_sub(1);
            }
            (_, Some(KeyCode::Home)) => self.here = 0,
            (_, Some(KeyCode::End)) => self.here = last,
            (_, Some(KeyCode::Enter)) => return self.choose(),
            (_, Some(KeyCode::Esc)) => return DialogEvent::Done(Answer::Left),
            (_, Some(KeyCode::Char(letter))) => return self.jump(letter),
            _ => {}
        }
        DialogEvent::Stays
    }

    /// A letter chooses the only line that begins with it, and walks through them where there are several.
    fn jump(&mut self, letter: char) -> DialogEvent {
        let begins = |item: &MenuItem| item.label.to_lowercase().starts_with(letter.to_ascii_lowercase());
        let found: Vec<usize> =
            self.items.iter().enumerate().filter(|(_, item)| begins(item)).map(|(place, _)| place).collect();
        let next = found.iter().find(|place| **place > self.here).or(found.first());
        if let Some(next) = next {
            self.here = *next;
        }
        if found.len() == 1 { self.choose() } else { DialogEvent::Stays }
    }

    fn choose(&self) -> DialogEvent {
        match self.items.get(self.here) {
            Some(item) if item.off.is_none() => DialogEvent::Done(Answer::Chosen(self.here)),
            _ => DialogEvent::Stays,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode) -> Input {
        Input::Key(crate::tui::keymap::Chord::plain(code), None)
    }

    fn menu() -> Menu {
        let items = vec![
            MenuItem::new("Member").allowed(Err("Families are changed by the child-welfare agency")),
            MenuItem::new("Court hearing"),
            MenuItem::new("Milestone"),
        ];
        Menu::new("new", "New", items)
    }

    #[test]
    fn what_is_not_allowed_stays_and_cannot_be_chosen() {
        let mut menu = menu();
        assert_eq!(menu.here, 1, "the first line that is allowed has the focus");
        menu.update(&key(KeyCode::Up));
        assert!(matches!(menu.update(&key(KeyCode::Enter)), DialogEvent::Stays));
    }

    #[test]
    fn a_letter_chooses_the_only_line_that_begins_with_it() {
        let mut menu = menu();
        assert!(matches!(menu.update(&key(KeyCode::Char('c'))), DialogEvent::Done(Answer::Chosen(1))));
        assert!(matches!(menu.update(&key(KeyCode::Char('m'))), DialogEvent::Stays));
        assert_eq!(menu.here, 2);
    }
}
