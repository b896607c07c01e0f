//! Forms about credentials and training.

use super::About;
use crate::domain::access::{Act, Viewer};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::staffing::{CredentialRow, Row, StaffAsk, StaffChange, StaffReply};
use crate::store::{Reply, Request};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given, listed};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// A credential: new, renewed (a new row), or an existing one corrected or validated.
#[derive(Clone, Debug, PartialEq)]
pub struct Credential {
    /// Whose.
    pub about: About,
    /// The row that is changed; none: a new one.
    pub row: Option<Row>,
    /// The kind, where it is known.
    pub kind: Option<String>,
    /// Issued.
    pub issued_on: Option<NaiveDate>,
    /// The first day it no longer holds.
    pub expires_on: Option<NaiveDate>,
    /// The day on which somebody saw the document.
    pub validated_on: Option<NaiveDate>,
}

impl Credential {
    /// A new one, of a kind where it renews one.
    pub fn new(about: About, kind: Option<String>) -> Self {
        Self { about, row: None, kind, issued_on: None, expires_on: None, validated_on: None }
    }

    /// One that is there, to be corrected or validated.
    pub fn of(about: About, row: &CredentialRow) -> Self {
        Self {
            about,
            row: Some(row.row),
            kind: Some(row.kind.clone()),
            issued_on: row.issued_on,
            expires_on: row.expires_on,
            validated_on: row.validated.as_ref().map(|(_, on)| *on),
        }
    }
}

impl Sheet for Credential {
    fn title(&self) -> String {
        match (&self.row, &self.kind) {
            (Some(_), _) => format!("Correct or validate a credential of {}", self.about.who),
            (None, Some(_)) => format!("Renew a credential of {}", self.about.who),
            (None, None) => format!("Add a credential of {}", self.about.who),
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let kinds = listed(&seed.settings.lists.credential_kind);
        let fields = vec![
            Field::choice("kind", "Kind", kinds, self.kind.as_deref()).required("Choose what it is"),
            Field::date("issued", "Issued on", self.issued_on),
            Field::date("expires", "Expires on", self.expires_on)
                .hint("The first day it no longer holds; empty: it does not expire"),
            Field::date("validated", "Document seen on", self.validated_on)
                .hint("The day on which you saw it yourself; empty until then"),
        ];
        let mut form = Form::new(seed.today, fields);
        if self.kind.is_some() {
            form.focus_on(if self.row.is_some() { "validated" } else { "issued" });
        }
        form
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::StaffChange(StaffChange::Credential {
            staff: self.about.staff,
            row: self.row,
            kind: given(form.choice("kind"), "kind", "Choose what it is")?,
            issued_on: form.date("issued"),
            expires_on: form.date("expires"),
            validated_on: form.date("validated"),
        }))
    }

    fn again(&self) -> Option<Request> {
        self.row.is_some().then_some(Request::Staff(StaffAsk::Person(self.about.staff)))
    }

    fn renew(&mut self, reply: &Reply) {
        let Reply::Staff(StaffReply::Person(page)) = reply else { return };
        let now = self.row.and_then(|row| page.credentials.iter().find(|one| one.row.id == row.id));
        if let Some(now) = now {
            *self = Self::of(self.about.clone(), now);
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [("seen", "validated"), ("expires", "expires"), ("kind", "kind")];
        let known = places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key);
        known.or(Some("issued"))
    }
}

/// A training.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// Whose.
    pub about: About,
}

impl Sheet for Training {
    fn title(&self) -> String {
        format!("Training of {}", self.about.who)
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditStaff(self.about.role)
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = vec![
            Field::date("on", "On", None).required("Say on which day"),
            Field::number("hours", "Hours", None, (0, 200), "").decimals(2).required("Say how many hours"),
            Field::text("topic", "What about", "").required("Say what it was about"),
            Field::number("cost", "Cost in dollars", None, (0, 100_000), "")
                .decimals(2)
                .hint("It counts toward the year's allowance"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::StaffChange(StaffChange::Training {
            staff: self.about.staff,
            on: given(form.date("on"), "on", "Say on which day")?,
            hours: given(form.number("hours"), "hours", "Say how many hours")?,
            topic: form.text("topic"),
            cost_cents: form.number("cost"),
        }))
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let places = [("hours", "hours"), ("cost", "cost"), ("about", "topic")];
        let known = places.iter().find(|(word, _)| error.message.contains(word)).map(|(_, key)| *key);
        known.or(Some("on"))
    }
}
