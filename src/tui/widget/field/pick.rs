//! A person, a family or the like, completed by typing.

use super::FieldEvent;
use crate::tui::input::Input;
use crate::tui::widget::editor::{Edit, Editor};
use crate::tui::widget::fuzzy;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;

/// How many matches are shown.
pub(super) const SHOWN: usize = 6;

/// Somebody or something that can be picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PickOption {
    /// The key that the form gives back.
    pub id: i64,
    /// What stands in the field.
    pub label: String,
    /// What stands beside it in the list: role, number of families.
    pub detail: String,
    /// Why it cannot be picked; it stays in the list, dim.
    pub off: Option<String>,
}

impl PickOption {
    /// An option with its key, its label and what stands beside it.
    pub fn new(id: i64, label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { id, label: label.into(), detail: detail.into(), off: None }
    }

    /// The option, not to be picked where there is a reason.
    #[must_use]
    pub fn off(mut self, reason: Option<String>) -> Self {
        self.off = reason;
        self
    }
}

/// A pick that is being made.
#[derive(Debug)]
pub struct PickField {
    pub(super) options: Vec<PickOption>,
    pub(super) editor: Editor,
    pub(super) matches: Vec<usize>,
    pub(super) cursor: usize,
    pub(super) open: bool,
    pub(super) popup: Cell<Rect>,
    chosen: Option<i64>,
}

impl PickField {
    pub(super) fn new(options: Vec<PickOption>, value: Option<i64>) -> Self {
        let label = label(&options, value);
        let mut pick = Self {
            editor: Editor::line(&label),
            options,
            matches: Vec::new(),
            cursor: 0,
            open: false,
            popup: Cell::new(Rect::default()),
            chosen: value,
        };
        pick.find();
        pick
    }

    /// The key of what was picked.
    pub fn value(&self) -> Option<i64> {
        self.chosen
    }

    /// The text as it stands.
    pub fn text(&self) -> String {
        self.editor.text().trim().to_owned()
    }

    pub(in crate::tui::widget) fn set(&mut self, value: Option<i64>) {
        self.editor.set(&label(&self.options, value));
        self.chosen = value;
        self.open = false;
    }

    pub(in crate::tui::widget) fn set_options(&mut self, options: Vec<PickOption>) {
        let chosen = self.chosen.filter(|chosen| options.iter().any(|option| option.id == *chosen));
        self.options = options;
        if chosen.is_some() || self.chosen.is_some() {
            self.set(chosen);
        }
        self.find();
    }

    pub(super) fn detail(&self) -> Option<&str> {
        let chosen = self.options.iter().find(|option| Some(option.id) == self.chosen)?;
        (!chosen.detail.is_empty()).then_some(chosen.detail.as_str())
    }

    pub(super) fn has_popup(&self) -> bool {
        self.open && !self.matches.is_empty()
    }

    pub(super) fn leave(&mut self) {
        self.open = false;
        let text = self.text().to_lowercase();
        if self.chosen.is_none() && !text.is_empty() {
            let exact = self
                .options
                .iter()
                .find(|option| option.off.is_none() && option.label.to_lowercase() == text);
            let only = (self.matches.len() == 1)
                .then(|| self.matches.first().and_then(|place| self.options.get(*place)));
            if let Some(id) =
                exact.or(only.flatten()).filter(|option| option.off.is_none()).map(|option| option.id)
            {
                self.set(Some(id));
            }
        }
    }

    fn find(&mut self) {
        let query = if self.chosen.is_some() { String::new() } else { self.text() };
        let texts: Vec<String> =
            self.options.iter().map(|option| format!("{} {}", option.label, option.detail)).collect();
        self.matches = fuzzy::find(&query, texts.iter().map(String::as_str));
        self.cursor = 0;
    }

    pub(super) fn update(&mut self, input: &Input) -> FieldEvent {
        match input {
            Input::Click(at) if self.has_popup() && self.popup.get().contains(*at) => {
                self.cursor = usize::from(at.y - self.popup.get().y) + self.first_in();
                return self.take();
            }
            Input::Wheel(_, down) if self.has_popup() => {
                self.walk(if *down { 1 } else { -1 });
                return FieldEvent::Taken;
            }
            _ => {}
        }
        match input.code() {
            Some(KeyCode::Enter | KeyCode::Tab) if self.has_popup() => self.take(),
            Some(KeyCode::Esc) if self.has_popup() => {
                self.open = false;
                FieldEvent::Taken
            }
            Some(KeyCode::Up) if self.has_popup() => {
                self.walk(-1);
                FieldEvent::Taken
            }
            Some(KeyCode::Down) if self.has_popup() => {
                self.walk(1);
                FieldEvent::Taken
            }
            Some(KeyCode::Enter) if self.chosen.is_none() => {
                self.find();
                self.open = true;
                if self.has_popup() { FieldEvent::Taken } else { FieldEvent::Ignored }
            }
            _ => self.edit(input),
        }
    }

    fn edit(&mut self, input: &Input) -> FieldEvent {
        if self.chosen.is_some() && input.is(KeyCode::Backspace) {
            self.editor.set("");
            self.chosen = None;
            self.find();
            return FieldEvent::Changed;
        }
        if self.chosen.is_some() && (input.typed().is_some() || matches!(input, Input::Paste(_))) {
            self.editor.set("");
        }
        match self.editor.update(input) {
            Edit::Changed => {
                self.chosen = None;
                self.open = true;
                self.find();
                FieldEvent::Changed
            }
            Edit::Moved => FieldEvent::Taken,
            Edit::Ignored => FieldEvent::Ignored,
        }
    }

    fn walk(&mut self, by: isize) {
        let last = self.matches.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }

    fn take(&mut self) -> FieldEvent {
        let picked =
            self.matches.get(self.cursor).and_then(|place| self.options.get(*place)).map(|option| option.id);
        if picked.is_some() {
            self.set(picked);
        }
        self.open = false;
        FieldEvent::Next
    }

    /// The first match that is shown, so that the cursor is in the list.
    pub(super) fn first_in(&self) -> usize {
        self.cursor.saturating_sub(SHOWN - 1)
    }
}

fn label(options: &[PickOption], value: Option<i64>) -> String {
    options
        .iter()
        .find(|option| Some(option.id) == value)
        .map(|option| option.label.clone())
        .unwrap_or_default()
}
