//! A form in a float: for a few fields over a screen that stays in sight.

use super::{Answer, DialogEvent};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::form::{Form, FormEvent};
use chrono::NaiveDate;
use ratatui::crossterm::event::KeyCode;

/// What a form does of itself when one of its fields has another value.
type React = Box<dyn FnMut(&mut Form, &'static str)>;

/// A form in a float.
pub struct FormDialog {
    pub(super) tag: &'static str,
    pub(super) title: String,
    pub(super) text: String,
    /// The form; the screen may set values and errors while it is open.
    pub form: Form,
    react: Option<React>,
    /// Whether leaving asks first where something was typed.
    asks: bool,
}

impl std::fmt::Debug for FormDialog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormDialog").field("tag", &self.tag).field("form", &self.form).finish_non_exhaustive()
    }
}

impl FormDialog {
    /// A form under a tag, with a title and a text over the fields that may be empty.
    pub fn new(tag: &'static str, title: impl Into<String>, text: impl Into<String>, form: Form) -> Self {
        Self { tag, title: title.into(), text: text.into(), form, react: None, asks: false }
    }

    /// The same form, in which one field offers something for another: the key is that of the field that changed.
    #[must_use]
    pub fn reacting(mut self, react: impl FnMut(&mut Form, &'static str) + 'static) -> Self {
        self.react = Some(Box::new(react));
        self
    }

    /// The same form, which asks before what was typed in it is thrown away.
    #[must_use]
    pub fn asking(mut self) -> Self {
        self.asks = true;
        self
    }

    /// What can be done in it, for the footer.
    pub(super) fn commands(&self) -> Vec<Command> {
        vec![
            Command::new(Action::Save).label(self.form.save_word()),
            Command::key(KeyCode::Tab, "Next field"),
            Command::key(KeyCode::Esc, "Cancel"),
        ]
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        match self.form.update(input) {
            FormEvent::None => DialogEvent::Stays,
            FormEvent::Changed(key) => {
                if let Some(react) = &mut self.react {
                    react(&mut self.form, key);
                }
                DialogEvent::Tell(key)
            }
            FormEvent::Cancel if self.asks && self.form.is_changed() => DialogEvent::AskToLeave,
            FormEvent::Cancel => DialogEvent::Done(Answer::Left),
            FormEvent::Save => {
                let empty = Form::new(NaiveDate::default(), Vec::new());
                DialogEvent::Done(Answer::Form(Box::new(std::mem::replace(&mut self.form, empty))))
            }
        }
    }
}
