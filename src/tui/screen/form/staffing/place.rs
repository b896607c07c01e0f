//! Forms about agencies and sites.

use crate::domain::Word;
use crate::domain::access::{Act, Viewer};
use crate::domain::staff::{AgencyKind, Setting};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::form::Choice;
use crate::store::view::staffing::{AgencyRow, Row, SiteRow, StaffAsk, StaffChange, StaffReply};
use crate::store::{Reply, Request};
use crate::tui::screen::form::sheet::{Seed, Sheet, Wrong, given, options};
use crate::tui::widget::field::{Field, PickOption};
use crate::tui::widget::form::Form;

/// An agency, new or changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agency {
    /// The row; none: a new one.
    pub row: Option<Row>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Option<AgencyKind>,
}

impl Agency {
    /// As a row has it.
    pub fn of(row: &AgencyRow) -> Self {
        Self { row: Some(row.row), name: row.name.clone(), kind: Some(row.kind) }
    }
}

impl Sheet for Agency {
    fn title(&self) -> String {
        if self.row.is_some() { format!("Change {}", self.name) } else { "Add an agency".into() }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditPlace
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let fields = vec![
            Field::text("name", "Name", &self.name).required("Give the name"),
            Field::word::<AgencyKind>("kind", "Kind", self.kind).required("Choose what it is"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let kind = given(form.word("kind"), "kind", "Choose what it is")?;
        Ok(Filled::StaffChange(StaffChange::Agency { row: self.row, name: form.text("name"), kind }))
    }

    fn again(&self) -> Option<Request> {
        self.row.map(|_| Request::Staff(StaffAsk::Places))
    }

    fn renew(&mut self, reply: &Reply) {
        let (Some(own), Reply::Staff(StaffReply::Places(places))) = (self.row, reply) else { return };
        if let Some(now) = places.agencies.iter().find(|one| one.row.id == own.id) {
            *self = Self::of(now);
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        Some(if error.message.contains("know it as") { "kind" } else { "name" })
    }
}

/// A site, new or changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Site {
    /// The row; none: a new one.
    pub row: Option<Row>,
    /// Its name.
    pub name: String,
    /// Its county.
    pub county: String,
    /// Rural, suburban, urban.
    pub setting: Option<Setting>,
    /// The child-welfare agency.
    pub intact: Option<i64>,
    /// The treatment agency.
    pub treatment: Option<i64>,
}

impl Site {
    /// As a row has it.
    pub fn of(row: &SiteRow) -> Self {
        Self {
            row: Some(row.row),
            name: row.name.clone(),
            county: row.county.clone(),
            setting: row.setting,
            intact: Some(row.intact.0),
            treatment: Some(row.treatment.0),
        }
    }
}

/// The agencies of a kind, and the only one there is.
fn agencies(seed: &Seed<'_>, kind: AgencyKind) -> (Vec<PickOption>, Option<i64>) {
    let own: Vec<Choice> =
        seed.choices.agencies.iter().filter(|one| one.detail == kind.label()).cloned().collect();
    let only = if let [one] = own.as_slice() { Some(one.id) } else { None };
    (options(&own), only)
}

impl Sheet for Site {
    fn title(&self) -> String {
        if self.row.is_some() { format!("Change {}", self.name) } else { "Add a site".into() }
    }

    fn act(&self, _: &Viewer) -> Act {
        Act::EditPlace
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let (intact, only_intact) = agencies(seed, AgencyKind::ChildWelfare);
        let (treatment, only_treatment) = agencies(seed, AgencyKind::Treatment);
        let fields = vec![
            Field::text("name", "Name", &self.name).required("Give the name"),
            Field::text("county", "County", &self.county),
            Field::word::<Setting>("setting", "Setting", self.setting),
            Field::pick("intact", "Intact agency", intact, self.intact.or(only_intact))
                .required("Choose the agency"),
            Field::pick("treatment", "Treatment agency", treatment, self.treatment.or(only_treatment))
                .required("Choose the agency"),
        ];
        Form::new(seed.today, fields)
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        Ok(Filled::StaffChange(StaffChange::Site {
            row: self.row,
            name: form.text("name"),
            county: form.text("county"),
            setting: form.word("setting"),
            intact: given(form.pick("intact"), "intact", "Choose the agency")?,
            treatment: given(form.pick("treatment"), "treatment", "Choose the agency")?,
        }))
    }

    fn again(&self) -> Option<Request> {
        self.row.map(|_| Request::Staff(StaffAsk::Places))
    }

    fn renew(&mut self, reply: &Reply) {
        let (Some(own), Reply::Staff(StaffReply::Places(places))) = (self.row, reply) else { return };
        if let Some(now) = places.sites.iter().find(|one| one.row.id == own.id) {
            *self = Self::of(now);
        }
    }

    fn blame(&self, _: &Error) -> Option<&'static str> {
        Some("name")
    }
}
