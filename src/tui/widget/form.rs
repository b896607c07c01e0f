//! A form: one field per line, walked with Tab, Enter and the arrows, with errors in words under the field.

mod value;
mod view;

use super::field::{Field, FieldEvent};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use chrono::NaiveDate;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::{Cell, RefCell};

/// What a form did with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing that the screen must know.
    None,
    /// The person wants to save, and nothing is missing or wrong.
    Save,
    /// The person wants to leave.
    Cancel,
    /// The field with this key has another value.
    Changed(&'static str),
}

/// Fields with a Save and a Cancel button.
///
/// Values are read by key: [`Form::text`], [`Form::date`], [`Form::pick`], [`Form::choice`], [`Form::yes`], …
#[derive(Debug)]
pub struct Form {
    fields: Vec<Field>,
    /// The field with the focus; after the fields come Save and Cancel.
    focus: usize,
    today: NaiveDate,
    save: String,
    changed: bool,
    first: Cell<usize>,
    places: RefCell<Vec<(usize, Rect)>>,
    buttons: Cell<[Rect; 2]>,
}

impl Form {
    /// A form whose dates are read as of today; the first field has the focus.
    pub fn new(today: NaiveDate, fields: Vec<Field>) -> Self {
        let mut form = Self {
            fields,
            focus: 0,
            today,
            save: "Save".into(),
            changed: false,
            first: Cell::new(0),
            places: RefCell::default(),
            buttons: Cell::default(),
        };
        form.focus = form.next_from(0).unwrap_or(form.fields.len());
        form
    }

    /// The same form with another word on its button: `Sign`, `Assign`.
    #[must_use]
    pub fn button(mut self, word: &str) -> Self {
        word.clone_into(&mut self.save);
        self
    }

    /// The word on its button.
    pub fn save_word(&self) -> &str {
        &self.save
    }

    /// Whether anything was entered or changed.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Whether a list or a month is open over a field, so that Esc is for it.
    pub fn has_popup(&self) -> bool {
        self.fields.get(self.focus).is_some_and(Field::has_popup)
    }

    /// The key of the field with the focus.
    pub fn focused(&self) -> Option<&'static str> {
        self.fields.get(self.focus).map(Field::key)
    }

    /// Puts the focus on a field.
    pub fn focus_on(&mut self, key: &str) {
        if let Some(place) = self.fields.iter().position(|field| field.key() == key && field.takes_focus()) {
            self.move_to(place, false);
        }
    }

    /// Takes an input.
    pub fn update(&mut self, input: &Input) -> FormEvent {
        if input.action() == Some(Action::Save) {
            return self.try_save();
        }
        if let Input::Click(_) | Input::Wheel(..) = input {
            return self.mouse(input);
        }
        let event = match self.fields.get_mut(self.focus) {
            Some(field) => field.update(input, self.today),
            None => FieldEvent::Ignored,
        };
        self.after(event, input)
    }

    fn after(&mut self, event: FieldEvent, input: &Input) -> FormEvent {
        match event {
            FieldEvent::Taken => FormEvent::None,
            FieldEvent::Changed | FieldEvent::Next => {
                self.changed = true;
                let key = self.focused().unwrap_or_default();
                if let Some(field) = self.fields.get_mut(self.focus) {
                    field.error = None;
                }
                if event == FieldEvent::Next {
                    self.forward();
                }
                FormEvent::Changed(key)
            }
            FieldEvent::Ignored => self.key(input),
        }
    }

    fn key(&mut self, input: &Input) -> FormEvent {
        let (save, cancel) = (self.fields.len(), self.fields.len() + 1);
        match input.code() {
            Some(KeyCode::Enter | KeyCode::Char(' ')) if self.focus == save => return self.try_save(),
            Some(KeyCode::Enter | KeyCode::Char(' ')) if self.focus == cancel => return FormEvent::Cancel,
            Some(KeyCode::Esc) => return FormEvent::Cancel,
            Some(KeyCode::Enter) if self.ends_with_secret() => return self.try_save(),
            Some(KeyCode::Tab | KeyCode::Enter | KeyCode::Down) => self.forward(),
            Some(KeyCode::BackTab | KeyCode::Up) => self.back(),
            Some(KeyCode::Right) if self.focus == save => self.move_to(cancel, false),
            Some(KeyCode::Left) if self.focus == cancel => self.move_to(save, true),
            _ => {}
        }
        FormEvent::None
    }

    /// Whether the focus is on a passphrase with nothing after it: there Enter means what it means at a door.
    fn ends_with_secret(&self) -> bool {
        let secret = self.fields.get(self.focus).is_some_and(Field::is_secret);
        secret && !self.fields.iter().skip(self.focus + 1).any(Field::takes_focus)
    }

    fn mouse(&mut self, input: &Input) -> FormEvent {
        let Some(at) = input.at() else { return FormEvent::None };
        if self.has_popup() {
            let event = self
                .fields
                .get_mut(self.focus)
                .map_or(FieldEvent::Ignored, |field| field.update(input, self.today));
            return if event == FieldEvent::Ignored { FormEvent::None } else { self.after(event, input) };
        }
        let hit = self.places.borrow().iter().find(|(_, area)| area.contains(at)).map(|(place, _)| *place);
        if matches!(input, Input::Wheel(_, down) if hit != Some(self.focus) && self.scroll(*down)) {
            return FormEvent::None;
        }
        if let Some(place) = hit.filter(|place| self.fields.get(*place).is_some_and(Field::takes_focus)) {
            if matches!(input, Input::Click(_)) && place != self.focus {
                self.move_to(place, false);
            }
            if place == self.focus {
                let event = self
                    .fields
                    .get_mut(place)
                    .map_or(FieldEvent::Ignored, |field| field.update(input, self.today));
                return if event == FieldEvent::Ignored { FormEvent::None } else { self.after(event, input) };
            }
        }
        let [save, cancel] = self.buttons.get();
        match input {
            Input::Click(_) if save.contains(at) => self.try_save(),
            Input::Click(_) if cancel.contains(at) => FormEvent::Cancel,
            _ => FormEvent::None,
        }
    }

    /// The wheel moves the focus: the form scrolls with it.
    fn scroll(&mut self, down: bool) -> bool {
        if down {
            self.forward();
        } else {
            self.back();
        }
        true
    }

    fn next_from(&self, place: usize) -> Option<usize> {
        let rest = self.fields.iter().enumerate().skip(place);
        rest.filter(|(_, field)| field.takes_focus()).map(|(place, _)| place).next()
    }

    fn forward(&mut self) {
        let to = self
            .next_from(self.focus + 1)
            .unwrap_or_else(|| (self.focus + 1).clamp(self.fields.len(), self.fields.len() + 1));
        self.move_to(to, false);
    }

    fn back(&mut self) {
        let to = if self.focus == self.fields.len() + 1 {
            Some(self.fields.len())
        } else {
            self.fields.iter().take(self.focus).rposition(Field::takes_focus)
        };
        if let Some(to) = to {
            self.move_to(to, true);
        }
    }

    fn move_to(&mut self, place: usize, from_below: bool) {
        let today = self.today;
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.leave(today);
        }
        self.focus = place;
        if let Some(field) = self.fields.get_mut(place) {
            field.enter(from_below);
        }
    }

    fn try_save(&mut self) -> FormEvent {
        let today = self.today;
        if let Some(field) = self.fields.get_mut(self.focus) {
            field.leave(today);
        }
        let mut first = None;
        for (place, field) in self.fields.iter_mut().enumerate() {
            field.error = field.wrong(today, true);
            if field.error.is_some() && first.is_none() {
                first = Some(place);
            }
        }
        match first {
            None => FormEvent::Save,
            Some(place) => {
                self.focus = place;
                FormEvent::None
            }
        }
    }
}

#[cfg(test)]
mod tests;
