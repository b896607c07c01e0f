//! A sentence to be read, or a question with a few answers.

use super::{Answer, DialogEvent};
use crate::tui::input::Input;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::RefCell;

/// A question; the first answer is the careful one and has the focus.
#[derive(Debug)]
pub struct Confirm {
    pub(super) tag: &'static str,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) answers: Vec<String>,
    pub(super) here: usize,
    pub(super) places: RefCell<Vec<Rect>>,
}

impl Confirm {
    /// A message with nothing to decide.
    pub fn message(title: impl Into<String>, text: impl Into<String>) -> Self {
        Self::ask("", title, text, &["Close"])
    }

    /// A question under a tag; Esc is no answer.
    pub fn ask(
        tag: &'static str,
        title: impl Into<String>,
        text: impl Into<String>,
        answers: &[&str],
    ) -> Self {
        Self {
            tag,
            title: title.into(),
            text: text.into(),
            answers: answers.iter().map(ToString::to_string).collect(),
            here: 0,
            places: RefCell::default(),
        }
    }

    /// The question before typed text is left: answer 1 leaves it.
    pub fn discard(tag: &'static str) -> Self {
        let text = "What you typed here has not been saved.";
        Self::ask(tag, "Leave without saving?", text, &["Stay", "Leave without saving"])
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        let last = self.answers.len().saturating_sub(1);
        if let Input::Click(at) = input {
            let hit = self.places.borrow().iter().position(|area| area.contains(*at));
            return hit.map_or(DialogEvent::Stays, |hit| DialogEvent::Done(Answer::Chosen(hit)));
        }
        match input.code() {
            Some(KeyCode::Enter | KeyCode::Char(' ')) => return DialogEvent::Done(Answer::Chosen(self.here)),
            Some(KeyCode::Esc) => return DialogEvent::Done(Answer::Left),
            Some(KeyCode::Left | KeyCode::Up | KeyCode::BackTab) => self.here = self.here.saturating_sub(1),
            Some(KeyCode::Right | KeyCode::Down | KeyCode::Tab) => self.here = (self.here + 1).min(last),
            Some(KeyCode::Char(c)) => {
                let starts = |answer: &String| answer.to_lowercase().starts_with(c.to_ascii_lowercase());
                if let Some(answer) = self.answers.iter().position(starts) {
                    self.here = answer;
                }
            }
            _ => {}
        }
        DialogEvent::Stays
    }
}
