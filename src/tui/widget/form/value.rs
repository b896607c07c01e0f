//! Reading and setting the values of a form by key.

use super::Form;
use crate::domain::Word;
use crate::domain::merge::{Stands, three_way};
use crate::tui::widget::field::{Field, Kind, PickOption};
use chrono::NaiveDate;

impl Form {
    fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    fn field_mut(&mut self, key: &str) -> Option<&mut Field> {
        self.fields.iter_mut().find(|field| field.key == key)
    }

    /// The text of a field without blanks at its ends; empty where there is no such field.
    pub fn text(&self, key: &str) -> String {
        self.field(key).map(Field::value).unwrap_or_default()
    }

    /// The text of a field, where something was entered.
    pub fn some_text(&self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// The date of a field, where one was entered that can be read.
    pub fn date(&self, key: &str) -> Option<NaiveDate> {
        match &self.field(key)?.kind {
            Kind::Date(date) => date.read(self.today).ok(),
            _ => None,
        }
    }

    /// The number of a field.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.field(key)?.as_number()
    }

    /// The key of what was picked.
    pub fn pick(&self, key: &str) -> Option<i64> {
        match &self.field(key)?.kind {
            Kind::Pick(pick) => pick.value(),
            _ => None,
        }
    }

    /// The key of the value that was chosen.
    pub fn choice(&self, key: &str) -> Option<String> {
        match &self.field(key)?.kind {
            Kind::Choice(choice) => choice.value().map(str::to_owned),
            _ => None,
        }
    }

    /// The word of a vocabulary that was chosen.
    pub fn word<W: Word>(&self, key: &str) -> Option<W> {
        W::parse(&self.choice(key)?)
    }

    /// Yes or no, or `None` where it was not answered.
    pub fn yes(&self, key: &str) -> Option<bool> {
        self.choice(key).map(|answer| answer == "yes")
    }

    /// The keys that are ticked.
    pub fn many(&self, key: &str) -> Vec<String> {
        match self.field(key).map(|field| &field.kind) {
            Some(Kind::Many(many)) => many.ticked(),
            _ => Vec::new(),
        }
    }

    /// Every field's key and value, for telling later what was changed.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        self.fields.iter().map(|field| (field.key, field.value())).collect()
    }

    /// The fields that were changed here since these values stood there, and otherwise in a fresh form: key and label.
    pub fn clashes(&self, since: &[(&'static str, String)], fresh: &Self) -> Vec<(&'static str, String)> {
        let both = |(key, was): &&(&'static str, String)| {
            three_way(was, &self.text(key), &fresh.text(key)) == Stands::Clash
        };
        let named =
            |(key, _): &(&'static str, String)| self.field(key).map(|field| (*key, field.label.clone()));
        since.iter().filter(both).filter_map(named).collect()
    }

    /// Takes the fields of a fresh form wherever nothing was entered since these values stood there.
    pub fn adopt(&mut self, since: &[(&'static str, String)], fresh: Self) {
        let untouched = |(key, was): &&(&'static str, String)| self.text(key) == *was;
        let keys: Vec<&str> = since.iter().filter(untouched).map(|(key, _)| *key).collect();
        self.take(&keys, fresh);
    }

    /// Takes these fields of a fresh form.
    pub fn take(&mut self, keys: &[&str], fresh: Self) {
        for mut field in fresh.fields.into_iter().filter(|field| keys.contains(&field.key)) {
            if let Some(own) = self.field_mut(field.key) {
                field.hidden = own.hidden;
                *own = field;
            }
        }
    }

    /// Whether a field's value is a key, which says nothing to a reader.
    pub fn is_choice(&self, key: &str) -> bool {
        self.field(key).is_some_and(|field| matches!(field.kind, Kind::Choice(..) | Kind::Many(..)))
    }

    /// Whether a field is a text of several lines.
    pub fn is_long(&self, key: &str) -> bool {
        self.field(key).is_some_and(|field| matches!(field.kind, Kind::Long(..)))
    }

    /// Sets the text of a text field, or the key of a choice.
    pub fn set_text(&mut self, key: &str, text: &str) {
        match self.field_mut(key).map(|field| &mut field.kind) {
            Some(
                Kind::Text(editor) | Kind::Long(editor, _) | Kind::Secret(editor) | Kind::Number(editor, ..),
            ) => {
                editor.set(text);
            }
            Some(Kind::Choice(choice)) => choice.set(text),
            _ => {}
        }
        if let Some(field) = self.field_mut(key).filter(|_| !text.is_empty()) {
            field.error = None;
        }
    }

    /// Opens the list of a choice that has too many values to stand side by side.
    pub fn unfold(&mut self, key: &str) {
        if let Some(Kind::Choice(choice)) = self.field_mut(key).map(|field| &mut field.kind) {
            choice.unfold();
        }
    }

    /// Sets a date.
    pub fn set_date(&mut self, key: &str, date: Option<NaiveDate>) {
        if let Some(Kind::Date(field)) = self.field_mut(key).map(|field| &mut field.kind) {
            field.set(date);
        }
        if let Some(field) = self.field_mut(key).filter(|_| date.is_some()) {
            field.error = None;
        }
    }

    /// Picks.
    pub fn set_pick(&mut self, key: &str, id: Option<i64>) {
        if let Some(Kind::Pick(pick)) = self.field_mut(key).map(|field| &mut field.kind) {
            pick.set(id);
        }
    }

    /// Gives a pick other options; what is picked stays if it is among them.
    pub fn set_options(&mut self, key: &str, options: Vec<PickOption>) {
        if let Some(Kind::Pick(pick)) = self.field_mut(key).map(|field| &mut field.kind) {
            pick.set_options(options);
        }
    }

    /// Gives a list with ticks other options: key, label, ticked.
    pub fn set_many(&mut self, key: &str, options: Vec<(String, String, bool)>) {
        if let Some(Kind::Many(many)) = self.field_mut(key).map(|field| &mut field.kind) {
            many.cursor = many.cursor.min(options.len().saturating_sub(1));
            many.options = options;
        }
    }

    /// Says what is wrong with a field and puts the focus there: for what only the store can know.
    pub fn set_error(&mut self, key: &str, sentence: &str) {
        self.focus_on(key);
        if let Some(field) = self.field_mut(key) {
            field.error = Some(sentence.to_owned());
        }
    }

    /// Takes fields out and puts others in their place, behind a field; the focus stays where it is.
    pub fn exchange(&mut self, gone: &[&str], fields: Vec<Field>, behind: &str) {
        let focus = self.focused();
        let button = self.focus.checked_sub(self.fields.len());
        self.fields.retain(|field| !gone.contains(&field.key));
        let place = self.fields.iter().position(|field| field.key == behind).map_or(0, |place| place + 1);
        self.fields.splice(place..place, fields);
        let here = focus.and_then(|key| self.fields.iter().position(|field| field.key == key));
        self.focus = here.unwrap_or(button.map_or(place, |button| self.fields.len() + button));
    }

    /// Says under a field what the rules find there, or under another one where it is not shown.
    pub fn find(&mut self, key: &str, otherwise: &str, sentence: &str, must: bool) {
        let shown = self.field(key).is_some_and(|field| !field.hidden);
        let key = if shown { key } else { otherwise };
        if let Some(field) = self.field_mut(key) {
            field.finding = Some(match field.finding.take() {
                Some((before, error)) => (format!("{before} · {sentence}"), error || must),
                None => (sentence.to_owned(), must),
            });
        }
    }

    /// Forgets what the rules found.
    pub fn forget_findings(&mut self) {
        for field in &mut self.fields {
            field.finding = None;
        }
    }

    /// Shows a field, or hides it where it does not apply; a hidden one is neither checked nor required.
    pub fn show(&mut self, key: &str, shown: bool) {
        if let Some(field) = self.field_mut(key) {
            field.hidden = !shown;
        }
    }

    /// Locks a field with the reason, or frees it.
    pub fn lock(&mut self, key: &str, reason: Option<&str>) {
        if let Some(field) = self.field_mut(key) {
            field.locked = reason.map(str::to_owned);
        }
    }
}
