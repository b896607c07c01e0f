//! One line of a form: a label and what is entered.

mod choice;
mod date;
mod many;
mod pick;
mod view;

pub use choice::ChoiceField;
pub use date::DateField;
pub use many::ManyField;
pub use pick::{PickField, PickOption};

use super::editor::{Edit, Editor};
use crate::domain::{Word, decimal};
use crate::tui::input::Input;
use chrono::NaiveDate;

/// A rule for what was entered: `None` is fine, else a sentence that says what to do.
pub type Rule = fn(&Field) -> Option<String>;

/// What a field did with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldEvent {
    /// Nothing: the input is for the form.
    Ignored,
    /// The input was for the field; its value is as it was.
    Taken,
    /// The value is another one.
    Changed,
    /// The value is complete: the focus goes to the next field.
    Next,
}

/// What is entered in a field.
#[derive(Debug)]
pub(super) enum Kind {
    Text(Editor),
    Long(Editor, u16),
    Secret(Editor),
    Number(Editor, NumberKind),
    Date(DateField),
    Choice(ChoiceField),
    Many(ManyField),
    Pick(PickField),
    Heading,
    Note,
}

/// Which numbers a field takes.
#[derive(Debug)]
pub(super) struct NumberKind {
    /// The least and the most.
    pub(super) range: (i64, i64),
    pub(super) decimals: u32,
    /// What stands beside it.
    pub(super) unit: String,
}

/// A field of a form; made by [`Field::text`] and its sisters, refined by [`Field::required`] and the like.
#[derive(Debug)]
pub struct Field {
    pub(super) key: &'static str,
    pub(super) label: String,
    pub(super) kind: Kind,
    pub(super) hint: String,
    pub(super) required: Option<String>,
    pub(super) rule: Option<Rule>,
    pub(super) error: Option<String>,
    /// What the rules find while it is entered, and whether it is an error; it keeps nobody from saving.
    pub(super) finding: Option<(String, bool)>,
    pub(super) hidden: bool,
    pub(super) locked: Option<String>,
}

impl Field {
    fn new(key: &'static str, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            key,
            label: label.into(),
            kind,
            hint: String::new(),
            required: None,
            rule: None,
            error: None,
            finding: None,
            hidden: false,
            locked: None,
        }
    }

    /// One line of text.
    pub fn text(key: &'static str, label: impl Into<String>, value: &str) -> Self {
        Self::new(key, label, Kind::Text(Editor::line(value)))
    }

    /// Text of many lines that wraps; it takes at least so many rows on screen.
    pub fn long(key: &'static str, label: impl Into<String>, value: &str, rows: u16) -> Self {
        Self::new(key, label, Kind::Long(Editor::long(value), rows.max(1)))
    }

    /// A passphrase: shown as dots.
    pub fn secret(key: &'static str, label: impl Into<String>) -> Self {
        Self::new(key, label, Kind::Secret(Editor::secret()))
    }

    /// A whole number between two bounds, with its unit (`min`, `miles`).
    pub fn number(
        key: &'static str,
        label: impl Into<String>,
        value: Option<i64>,
        range: (i64, i64),
        unit: &str,
    ) -> Self {
        let text = value.map(|value| value.to_string()).unwrap_or_default();
        let kind = NumberKind { range, decimals: 0, unit: unit.to_owned() };
        Self::new(key, label, Kind::Number(Editor::line(&text), kind))
    }

    /// A date, typed as people do, or taken from a month.
    pub fn date(key: &'static str, label: impl Into<String>, value: Option<NaiveDate>) -> Self {
        Self::new(key, label, Kind::Date(DateField::new(value)))
    }

    /// One of some values, given as key and label; `value` is the key chosen so far.
    pub fn choice(
        key: &'static str,
        label: impl Into<String>,
        options: Vec<(String, String)>,
        value: Option<&str>,
    ) -> Self {
        Self::new(key, label, Kind::Choice(ChoiceField::new(options, value)))
    }

    /// One value of a vocabulary.
    pub fn word<W: Word>(key: &'static str, label: impl Into<String>, value: Option<W>) -> Self {
        Self::words(key, label, W::ALL, value)
    }

    /// One of some values of a vocabulary.
    pub fn words<W: Word>(
        key: &'static str,
        label: impl Into<String>,
        among: &[W],
        value: Option<W>,
    ) -> Self {
        let options = among.iter().map(|word| (word.word().to_owned(), word.label().to_owned())).collect();
        Self::choice(key, label, options, value.map(Word::word))
    }

    /// Yes, no, or not answered: nothing is ever assumed.
    pub fn yes_no(key: &'static str, label: impl Into<String>, value: Option<bool>) -> Self {
        let options = vec![("yes".into(), "yes".into()), ("no".into(), "no".into())];
        Self::choice(key, label, options, value.map(|yes| if yes { "yes" } else { "no" }))
    }

    /// Any of some values, given as key, label and whether it is ticked.
    pub fn many(key: &'static str, label: impl Into<String>, options: Vec<(String, String, bool)>) -> Self {
        Self::new(key, label, Kind::Many(ManyField::new(options)))
    }

    /// A person, a family or the like, found by typing.
    pub fn pick(
        key: &'static str,
        label: impl Into<String>,
        options: Vec<PickOption>,
        value: Option<i64>,
    ) -> Self {
        Self::new(key, label, Kind::Pick(PickField::new(options, value)))
    }

    /// A heading between fields.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::new("", text, Kind::Heading)
    }

    /// A paragraph between fields.
    pub fn note(text: impl Into<String>) -> Self {
        Self::new("", text, Kind::Note)
    }

    /// The date is never one to come: `fri` is the last Friday.
    #[must_use]
    pub fn past(mut self) -> Self {
        if let Kind::Date(date) = &mut self.kind {
            date.past = true;
        }
        self
    }

    /// The number may have so many decimals.
    #[must_use]
    pub fn decimals(mut self, decimals: u32) -> Self {
        if let Kind::Number(_, kind) = &mut self.kind {
            kind.decimals = decimals;
        }
        self
    }

    /// The field must not be empty; the sentence says what to do.
    #[must_use]
    pub fn required(mut self, sentence: &str) -> Self {
        self.required = Some(sentence.to_owned());
        self
    }

    /// What stands under the field while it has the focus.
    #[must_use]
    pub fn hint(mut self, hint: &str) -> Self {
        hint.clone_into(&mut self.hint);
        self
    }

    /// A rule for what was entered.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rule = Some(rule);
        self
    }

    /// The field cannot be changed, with the reason that stands beside it; `None` where it can.
    #[must_use]
    pub fn locked(mut self, reason: Option<&str>) -> Self {
        self.locked = reason.map(str::to_owned);
        self
    }

    /// The field's key.
    pub fn key(&self) -> &'static str {
        self.key
    }

    /// The text as it stands; of a choice, the key chosen.
    pub fn value(&self) -> String {
        match &self.kind {
            Kind::Text(editor) | Kind::Long(editor, _) | Kind::Number(editor, ..) => {
                editor.text().trim().to_owned()
            }
            Kind::Secret(editor) => editor.text(),
            Kind::Date(date) => date.text(),
            Kind::Choice(choice) => choice.value().unwrap_or_default().to_owned(),
            Kind::Many(many) => many.ticked().join(" "),
            Kind::Pick(pick) => pick.text(),
            Kind::Heading | Kind::Note => String::new(),
        }
    }

    /// The number, where there is one within its bounds, in units of its last decimal.
    pub fn as_number(&self) -> Option<i64> {
        let Kind::Number(editor, kind) = &self.kind else { return None };
        kind.read(&editor.text()).ok()
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        match &self.kind {
            Kind::Pick(pick) => pick.value().is_none() && pick.text().is_empty(),
            Kind::Long(editor, _) => editor.is_blank(),
            _ => self.value().is_empty(),
        }
    }

    /// Whether what is typed here is not shown.
    pub(super) fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret(_))
    }

    pub(super) fn takes_focus(&self) -> bool {
        !self.hidden && self.locked.is_none() && !matches!(self.kind, Kind::Heading | Kind::Note)
    }

    pub(super) fn has_popup(&self) -> bool {
        match &self.kind {
            Kind::Date(date) => date.has_popup(),
            Kind::Choice(choice) => choice.has_popup(),
            Kind::Pick(pick) => pick.has_popup(),
            _ => false,
        }
    }

    pub(super) fn update(&mut self, input: &Input, today: NaiveDate) -> FieldEvent {
        match &mut self.kind {
            Kind::Text(editor) | Kind::Long(editor, _) | Kind::Secret(editor) => edited(editor.update(input)),
            Kind::Number(editor, kind) => {
                let takes = |c: char| c.is_ascii_digit() || c == '-' || (c == '.' && kind.decimals > 0);
                if input.typed().is_some_and(|c| !takes(c)) {
                    return FieldEvent::Taken;
                }
                edited(editor.update(input))
            }
            Kind::Date(date) => date.update(input, today),
            Kind::Choice(choice) => choice.update(input),
            Kind::Many(many) => many.update(input),
            Kind::Pick(pick) => pick.update(input),
            Kind::Heading | Kind::Note => FieldEvent::Ignored,
        }
    }

    /// The focus comes in from above or from below.
    pub(super) fn enter(&mut self, from_below: bool) {
        if let Kind::Many(many) = &mut self.kind {
            many.enter(from_below);
        }
    }

    /// The focus goes: popups close, what is nearly complete is completed, the error is said.
    pub(super) fn leave(&mut self, today: NaiveDate) {
        match &mut self.kind {
            Kind::Date(date) => date.leave(),
            Kind::Choice(choice) => choice.leave(),
            Kind::Pick(pick) => pick.leave(),
            _ => {}
        }
        self.error = self.wrong(today, false);
    }

    /// What is wrong with the value; on saving, emptiness counts, too.
    pub(super) fn wrong(&self, today: NaiveDate, saving: bool) -> Option<String> {
        if self.hidden || self.locked.is_some() {
            return None;
        }
        if self.is_empty() {
            return self.required.clone().filter(|_| saving);
        }
        let own = match &self.kind {
            Kind::Number(editor, kind) => {
                kind.read(&editor.text()).err().map(|what| format!("This must be {what}"))
            }
            Kind::Date(date) => date.read(today).err(),
            Kind::Pick(pick) if pick.value().is_none() => {
                Some("Choose one from the list: type a part of the name".into())
            }
            _ => None,
        };
        own.or_else(|| self.rule.and_then(|rule| rule(self)))
    }
}

impl NumberKind {
    fn read(&self, text: &str) -> Result<i64, String> {
        decimal::within(text.trim(), self.range, self.decimals)
    }
}

fn edited(edit: Edit) -> FieldEvent {
    match edit {
        Edit::Ignored => FieldEvent::Ignored,
        Edit::Moved => FieldEvent::Taken,
        Edit::Changed => FieldEvent::Changed,
    }
}
