//! What a person does, as screens and widgets get it.

use super::keymap::{Action, Chord};
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Position;

/// One thing a person did: a key, a click, a turn of the wheel, a paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key, with the command it is bound to here; the palette sends commands with [`KeyCode::Null`].
    Key(Chord, Option<Action>),
    /// A press of the left button.
    Click(Position),
    /// One step of the wheel, `true` towards the end.
    Wheel(Position, bool),
    /// Pasted text; whoever takes it cleans it.
    Paste(String),
}

impl Input {
    /// A command without its key: what the palette sends.
    pub fn command(action: Action) -> Self {
        Self::Key(Chord::plain(KeyCode::Null), Some(action))
    }

    /// The command, where this is one.
    pub fn action(&self) -> Option<Action> {
        match self {
            Self::Key(_, action) => *action,
            _ => None,
        }
    }

    /// The key, where this is a key pressed without Ctrl.
    pub fn code(&self) -> Option<KeyCode> {
        match self {
            Self::Key(Chord { code, ctrl: false }, _) => Some(*code),
            _ => None,
        }
    }

    /// Whether this is this key without Ctrl.
    pub fn is(&self, code: KeyCode) -> bool {
        self.code() == Some(code)
    }

    /// The character that is being typed, where this is one.
    pub fn typed(&self) -> Option<char> {
        match self.code() {
            Some(KeyCode::Char(c)) => Some(c),
            _ => None,
        }
    }

    /// Where the mouse is, where this comes from it.
    pub fn at(&self) -> Option<Position> {
        match self {
            Self::Click(at) | Self::Wheel(at, _) => Some(*at),
            _ => None,
        }
    }
}
