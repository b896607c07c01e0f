//! A key as it is pressed, written and shown.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// A key with or without Ctrl; Shift is part of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key.
    pub code: KeyCode,
    /// Whether Ctrl is held.
    pub ctrl: bool,
}

impl Chord {
    /// A key without Ctrl.
    pub fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false }
    }

    /// A letter with Ctrl.
    pub fn ctrl(letter: char) -> Self {
        Self { code: KeyCode::Char(letter), ctrl: true }
    }

    /// Whether the key writes a character where something is being typed.
    pub fn is_text(self) -> bool {
        matches!(self.code, KeyCode::Char(_)) && !self.ctrl
    }

    /// Reads a key as `keys.toml` and tests write it: `ctrl-p`, `f2`, `enter`, `s`, `space`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut chars = text.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            return Ok(Self::plain(KeyCode::Char(only)));
        }
        let lower = text.to_lowercase();
        if lower.starts_with("alt-") || lower.starts_with("shift-") && lower != "shift-tab" {
            return Err("Alt and Shift do not reach the program on every keyboard".into());
        }
        let (ctrl, name) = lower.strip_prefix("ctrl-").map_or((false, lower.as_str()), |rest| (true, rest));
        let code = named(name).ok_or_else(|| format!("there is no key called {text}"))?;
        Ok(Self { code, ctrl })
    }

    /// Why the key cannot be bound; `None` where it can.
    pub fn unbindable(self) -> Option<&'static str> {
        match (self.code, self.ctrl) {
            (KeyCode::Char('h' | 'i' | 'j' | 'm'), true) => {
                Some("Terminals send Ctrl-H, I, J and M as Backspace, Tab and Enter")
            }
            (KeyCode::Enter, true) => Some("Ctrl-Enter does not reach the program on every keyboard"),
            (KeyCode::Char('[' | ']' | '{' | '}' | '\\' | '@'), _) => {
                Some("This sign needs Alt on many keyboards")
            }
            (KeyCode::Char(c), true) if !c.is_ascii_lowercase() => Some("Ctrl goes with letters only"),
            (KeyCode::Left | KeyCode::Right, true) => None,
            (
                KeyCode::Esc
                | KeyCode::Tab
                | KeyCode::BackTab
                | KeyCode::Backspace
                | KeyCode::Up
                | KeyCode::Down
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::Home
                | KeyCode::End
                | KeyCode::PageUp
                | KeyCode::PageDown,
                _,
            ) => Some("This key always means the same"),
            _ => None,
        }
    }
}

impl From<KeyEvent> for Chord {
    fn from(event: KeyEvent) -> Self {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Self { code, ctrl }
    }
}

fn named(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return Some(KeyCode::Char(only));
    }
    if let Some(number) = name.strip_prefix('f').and_then(|digits| digits.parse::<u8>().ok()) {
        return (1..=12).contains(&number).then_some(KeyCode::F(number));
    }
    Some(match name {
        "enter" => KeyCode::Enter,
        "space" => KeyCode::Char(' '),
        "tab" => KeyCode::Tab,
        "shift-tab" => KeyCode::BackTab,
        "esc" => KeyCode::Esc,
        "backspace" => KeyCode::Backspace,
        "delete" => KeyCode::Delete,
        "insert" => KeyCode::Insert,
        "up" => KeyCode::Up,
        "down" => KeyCode::Down,
        "left" => KeyCode::Left,
        "right" => KeyCode::Right,
        "home" => KeyCode::Home,
        "end" => KeyCode::End,
        "pgup" => KeyCode::PageUp,
        "pgdn" => KeyCode::PageDown,
        _ => return None,
    })
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(c) if self.ctrl => c.to_ascii_uppercase().to_string(),
            KeyCode::Char(c) => c.to_string(),
            KeyCode::F(number) => format!("F{number}"),
            KeyCode::PageUp => "PgUp".into(),
            KeyCode::PageDown => "PgDn".into(),
            KeyCode::BackTab => "Shift-Tab".into(),
            code => format!("{code:?}"),
        };
        f.pad(&if self.ctrl { format!("Ctrl-{name}") } else { name })
    }
}
