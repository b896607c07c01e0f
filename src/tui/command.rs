//! What can be done on a screen just now: the footer shows the first of them, the palette and the help all.

use super::keymap::{Action, Chord, Keymap};
use ratatui::crossterm::event::KeyCode;

/// Something that can be done here; where it is not allowed it stays, dim, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What it does.
    pub run: Run,
    /// The word for it here: `Start meeting`.
    pub label: String,
    /// Why it is not allowed just now.
    pub off: Option<String>,
}

/// How a command is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// A named command, by whichever keys it is bound to.
    Action(Action),
    /// A key that always means the same: Esc, Tab, an arrow.
    Key(KeyCode),
}

impl Command {
    /// A named command with its own label.
    pub fn new(action: Action) -> Self {
        Self { run: Run::Action(action), label: crate::domain::Word::label(action).to_owned(), off: None }
    }

    /// A key that always means the same, with what it does here.
    pub fn key(code: KeyCode, label: &str) -> Self {
        Self { run: Run::Key(code), label: label.to_owned(), off: None }
    }

    /// The command with another word for what it does here.
    #[must_use]
    pub fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }

    /// The command, not allowed where there is a reason.
    #[must_use]
    pub fn off(mut self, reason: Option<&str>) -> Self {
        self.off = reason.map(str::to_owned);
        self
    }

    /// The command, allowed or not as [`crate::domain::access::can`] says.
    #[must_use]
    pub fn allowed(self, answer: Result<(), &'static str>) -> Self {
        self.off(answer.err())
    }

    /// The key as people read it.
    pub fn hint(&self, keymap: &Keymap) -> String {
        match self.run {
            Run::Action(action) => keymap.hint(action),
            Run::Key(code) => Chord::plain(code).to_string(),
        }
    }
}
