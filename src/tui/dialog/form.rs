//! A form in a float: for a few fields over a screen that stays in sight.

use super::{Answer, DialogEvent};
use crate::tui::input::Input;
use crate::tui::widget::form::{Form, FormEvent};
use chrono::NaiveDate;

/// A form in a float.
#[derive(Debug)]
pub struct FormDialog {
    pub(super) tag: &'static str,
    pub(super) title: String,
    pub(super) text: String,
    /// The form; the screen may set values and errors while it is open.
    pub form: Form,
}

impl FormDialog {
    /// A form under a tag, with a title and a text over the fields that may be empty.
    pub fn new(tag: &'static str, title: impl Into<String>, text: impl Into<String>, form: Form) -> Self {
        Self { tag, title: title.into(), text: text.into(), form }
    }

    pub(super) fn update(&mut self, input: &Input) -> DialogEvent {
        match self.form.update(input) {
            FormEvent::None => DialogEvent::Stays,
            FormEvent::Changed(key) => DialogEvent::Tell(key),
            FormEvent::Cancel => DialogEvent::Done(Answer::Left),
            FormEvent::Save => {
                let empty = Form::new(NaiveDate::default(), Vec::new());
                DialogEvent::Done(Answer::Form(Box::new(std::mem::replace(&mut self.form, empty))))
            }
        }
    }
}
