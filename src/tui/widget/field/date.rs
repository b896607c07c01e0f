//! A date: typed as people do, stepped with the arrows, taken from a month.

use super::{FieldEvent, edited};
use crate::domain::dates;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::editor::Editor;
use crate::tui::widget::month::{Month, MonthEvent};
use chrono::NaiveDate;
use ratatui::crossterm::event::KeyCode;

/// A date that is being entered.
#[derive(Debug)]
pub struct DateField {
    pub(super) editor: Editor,
    pub(super) month: Option<Month>,
    /// The date stands there as it was proposed: the first key that is typed replaces it.
    fresh: bool,
    /// Only days that are past make sense: `fri` is the last Friday.
    pub(super) past: bool,
}

impl DateField {
    pub(super) fn new(value: Option<NaiveDate>) -> Self {
        Self { editor: Editor::line(&written(value)), month: None, fresh: value.is_some(), past: false }
    }

    /// The text as typed.
    pub fn text(&self) -> String {
        self.editor.text().trim().to_owned()
    }

    /// The date that the text means.
    ///
    /// # Errors
    /// A sentence for the person who typed it.
    pub fn read(&self, today: NaiveDate) -> Result<NaiveDate, String> {
        let text = self.text();
        if self.past && dates::is_weekday(&text) {
            return dates::read(&format!("last {text}"), today);
        }
        dates::read(&text, today)
    }

    pub(in crate::tui::widget) fn set(&mut self, date: Option<NaiveDate>) {
        self.editor.set(&written(date));
        self.fresh = date.is_some();
    }

    pub(super) fn has_popup(&self) -> bool {
        self.month.is_some()
    }

    pub(super) fn leave(&mut self) {
        self.month = None;
    }

    pub(super) fn update(&mut self, input: &Input, today: NaiveDate) -> FieldEvent {
        if let Some(month) = &mut self.month {
            return match month.update(input) {
                MonthEvent::Moved => FieldEvent::Taken,
                MonthEvent::Left => {
                    self.month = None;
                    FieldEvent::Taken
                }
                MonthEvent::Chosen(day) => {
                    self.month = None;
                    self.set(Some(day));
                    FieldEvent::Next
                }
            };
        }
        if input.action() == Some(Action::Calendar) {
            self.month = Some(Month::new(self.read(today).unwrap_or(today), today));
            return FieldEvent::Taken;
        }
        let by = match input.code() {
            Some(KeyCode::Up) => NaiveDate::succ_opt,
            Some(KeyCode::Down) => NaiveDate::pred_opt,
            _ => {
                if self.fresh && input.typed().is_some() {
                    self.editor.set("");
                }
                let event = edited(self.editor.update(input));
                self.fresh &= event == FieldEvent::Ignored;
                return event;
            }
        };
        // Where nothing stands the arrows go from field to field: moving enters no date.
        if self.text().is_empty() {
            return FieldEvent::Ignored;
        }
        // What cannot be read is left for the person to mend.
        match self.read(today).ok().and_then(|day| by(&day)) {
            Some(day) => {
                self.set(Some(day));
                FieldEvent::Changed
            }
            None => FieldEvent::Taken,
        }
    }
}

fn written(date: Option<NaiveDate>) -> String {
    date.map(|date| date.format("%Y-%m-%d").to_string()).unwrap_or_default()
}
