//! The year of a treatment agency's fee and training allowance, and what is entered of it.

use super::{Explain, Standing};
use crate::domain::charge::ChargeKind;
use chrono::NaiveDate;

/// A year of a treatment agency.
#[derive(Clone, Debug)]
pub struct AgencyYear {
    /// The agency's key and name.
    pub agency: (i64, String),
    /// The calendar year.
    pub year: i32,
    /// The supervision and administrative fee, then training.
    pub allowances: [Allowance; 2],
    /// What was charged, newest first; the trainings of single people stand on their pages.
    pub charges: Vec<ChargeRow>,
}

/// What a year allows, and what of it was used.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// Which.
    pub kind: ChargeKind,
    /// Used, in cents.
    pub used_cents: i64,
    /// Allowed, in cents; none where the contract's amount is not set.
    pub allowed_cents: Option<i64>,
    /// How that stands.
    pub standing: Standing,
    /// Why it stands so.
    pub explain: Explain,
}

/// Something that was charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    /// The key and version.
    pub row: (i64, i64),
    /// To which allowance.
    pub kind: ChargeKind,
    /// The day.
    pub on: NaiveDate,
    /// How much, in cents.
    pub cents: i64,
    /// What for.
    pub what_for: String,
}

impl ChargeRow {
    /// The same as it is changed.
    pub fn form(&self) -> ChargeForm {
        let what_for = self.what_for.clone();
        ChargeForm { row: Some(self.row), kind: self.kind, on: self.on, cents: self.cents, what_for }
    }
}

/// A charge as it is entered or changed; it is the viewer's own agency's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeForm {
    /// The key and version of the one that is changed; none: a new one.
    pub row: Option<(i64, i64)>,
    /// To which allowance.
    pub kind: ChargeKind,
    /// The day.
    pub on: NaiveDate,
    /// How much, in cents.
    pub cents: i64,
    /// What for.
    pub what_for: String,
}

/// What is done to the charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChargeChange {
    /// Enters one or changes it.
    Save(ChargeForm),
    /// Takes one back that should not be there.
    Delete {
        /// The key and version that was read.
        row: (i64, i64),
        /// Why.
        reason: String,
    },
}
