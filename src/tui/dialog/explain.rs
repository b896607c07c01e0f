//! Why a number or a row is what it is: the rule, where it comes from, the values that went in.

use super::{Answer, DialogEvent};
use crate::tui::input::Input;
use ratatui::crossterm::event::KeyCode;
use std::cell::Cell;

/// An explanation.
#[derive(Debug, Default)]
pub struct Explain {
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) rows: Vec<(String, String)>,
    pub(super) basis: String,
    pub(super) top: Cell<usize>,
}

impl Explain {
    /// An explanation: what is explained, the rule in sentences, the values that went in, and the rule's source.
    pub fn new(
        title: impl Into<String>,
        paragraphs: Vec<String>,
        rows: Vec<(String, String)>,
        basis: impl Into<String>,
    ) -> Self {
        Self { title: title.into(), paragraphs, rows, basis: source(&basis.into()), top: Cell::new(0) }
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        let top = self.top.get();
        match (input, input.code()) {
            (Input::Wheel(_, true), _) | (_, Some(KeyCode::Down | KeyCode::PageDown)) => {
                self.top.set(top + 1);
            }
            (Input::Wheel(_, false), _) | (_, Some(KeyCode::Up | KeyCode::PageUp)) => {
                self.top.set(top.saturating_sub(1));
            }
            (Input::Paste(_), _) => {}
            _ => return DialogEvent::Done(Answer::Left),
        }
        DialogEvent::Stays
    }
}

/// Where a rule comes from, in words: what is usual practice is never shown as a legal requirement.
fn source(basis: &str) -> String {
    let words =
        [("[default]", "usual practice"), ("[seed]", "a rule of the project"), ("[rule: ", ""), ("]", "")];
    let said = words.iter().fold(basis.to_owned(), |said, (tag, words)| said.replace(tag, words));
    ["thresholds.toml: ", "meetings.toml: ", "services.toml: "]
        .iter()
        .fold(said, |said, file| said.replace(&format!(" {file}"), &format!(", set in {file}")))
}
