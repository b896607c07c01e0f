//! Consents, exceptions and disclosures of a family's adults.

use super::super::OpId;
use super::Person;
use super::form::ConsentForm;
use crate::domain::Word;
use crate::domain::consent::{Basis, Category, ConsentState};
use crate::domain::sealed::{Part2, Withheld};
use crate::domain::staff::Role;
use crate::domain::{ConsentId, FamilyId, MemberId};
use crate::export::document::Format;
use chrono::{DateTime, NaiveDate, Utc};
use std::path::PathBuf;

/// What is asked about consents and disclosures.
#[derive(Clone, Debug)]
pub enum ConsentAsk {
    /// The consents and exceptions of a family's adults.
    Family(FamilyId),
    /// To whom an adult's treatment information was disclosed in the last so many years.
    Accounting(MemberId, u32),
    /// A paper, written to a file, or given back to be printed where there is none.
    Paper {
        /// The operation.
        op: OpId,
        /// Which.
        paper: Paper,
        /// What it becomes.
        format: Format,
        /// Where to.
        path: Option<PathBuf>,
    },
}

/// A paper about an adult's consents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// What a consent says and what it is worth.
    Summary(ConsentId),
    /// The accounting of disclosures of so many years.
    Accounting(MemberId, u32),
}

/// The answer to a [`ConsentAsk`].
#[derive(Clone, Debug)]
pub enum ConsentReply {
    /// A family's consents.
    Family(ConsentPage),
    /// An adult's disclosures.
    Accounting(Accounting),
}

/// The consents and exceptions of a family's adults.
#[derive(Clone, Debug)]
pub struct ConsentPage {
    /// The family.
    pub family: FamilyId,
    /// Its label.
    pub label: String,
    /// The viewer is of the agency that treats.
    pub own: bool,
    /// Its adults.
    pub adults: Vec<AdultConsents>,
    /// Exceptions, the last to end first.
    pub exceptions: Vec<Exception>,
    /// Whom to ask for what is withheld: SUD Supervisors, then the Recovery Coordinator.
    pub ask: Vec<(Person, Role)>,
}

/// An adult's consents.
#[derive(Clone, Debug)]
pub struct AdultConsents {
    /// Who.
    pub id: MemberId,
    /// The alias.
    pub alias: String,
    /// In the recovery programme.
    pub participant: bool,
    /// What the viewer may not read today, and why.
    pub withheld: Vec<(Category, Withheld)>,
    /// Newest first.
    pub consents: Vec<Consent>,
}

/// A consent as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// The key.
    pub id: ConsentId,
    /// The version of the row.
    pub version: i64,
    /// What it is worth today.
    pub state: ConsentState,
    /// What the form says.
    pub said: ConsentForm,
    /// The agency that discloses.
    pub discloser: String,
    /// What it describes, each with the day from which it was revoked for this alone.
    pub categories: Vec<(Category, Option<NaiveDate>)>,
    /// Who receives it.
    pub recipients: Vec<Recipient>,
    /// The day it was revoked, or its event came.
    pub ended_on: Option<NaiveDate>,
    /// It was revoked.
    pub revoked: bool,
    /// The first day it no longer holds.
    pub until: Option<NaiveDate>,
    /// What 42 CFR 2.31 asks for and is not there.
    pub missing: Vec<&'static str>,
}

/// An agency that receives what a consent covers.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    /// The agency's key.
    pub agency: i64,
    /// Its name.
    pub name: String,
    /// The day from which it was revoked for this one alone.
    pub ended_on: Option<NaiveDate>,
}

/// An opening without a consent, on a basis of the law.
#[derive(Clone, Debug, PartialEq)]
pub struct Exception {
    /// The key.
    pub id: i64,
    /// The version of the row.
    pub version: i64,
    /// Whom it is about.
    pub member: MemberId,
    /// Their alias.
    pub alias: String,
    /// What it opens; everything where there is nothing.
    pub category: Option<Category>,
    /// On what basis.
    pub basis: Basis,
    /// Why, for the treatment agency, and for others while it is in force.
    pub reason: Part2<String>,
    /// Who opened it.
    pub by: String,
    /// From this day.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub to: NaiveDate,
    /// It holds today.
    pub in_force: bool,
}

impl Exception {
    /// What it opens, in words.
    pub fn opens(&self) -> &'static str {
        self.category.map_or("everything", Category::label)
    }
}

/// What is changed about a consent or an exception.
#[derive(Clone, Debug, PartialEq)]
pub enum ConsentChange {
    /// Fills in what a consent lacks.
    Complete(ConsentId, i64, ConsentForm),
    /// Revokes a consent, or a part of it, from a day on.
    Revoke(ConsentId, i64, NaiveDate, Revoked),
    /// Records that the event that ends it came on a day.
    EventCame(ConsentId, i64, NaiveDate),
    /// Opens treatment information without a consent.
    Except(ExceptionForm),
    /// Ends an exception today, before its day.
    EndException(i64, i64),
}

/// What of a consent is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoked {
    /// All of it.
    Whole,
    /// One category.
    Category(Category),
    /// One recipient, by the agency's key.
    Recipient(i64),
}

/// An exception as a SUD Supervisor enters it.
#[derive(Clone, Debug, PartialEq)]
pub struct ExceptionForm {
    /// Whom it is about.
    pub member: MemberId,
    /// What it opens.
    pub categories: Vec<Category>,
    /// On what basis.
    pub basis: Basis,
    /// Why.
    pub reason: String,
    /// From this day.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub to: NaiveDate,
}

/// To whom an adult's treatment information was disclosed.
#[derive(Clone, Debug)]
pub struct Accounting {
    /// Whom it is about.
    pub member: MemberId,
    /// Their alias.
    pub alias: String,
    /// Their family.
    pub family: FamilyId,
    /// How many years back.
    pub years: u32,
    /// The first day.
    pub from: NaiveDate,
    /// The last day: today.
    pub to: NaiveDate,
    /// Newest first.
    pub rows: Vec<Disclosed>,
}

/// One disclosure.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosed {
    /// When.
    pub at: DateTime<Utc>,
    /// The day, in the file's time zone.
    pub on: NaiveDate,
    /// To whom.
    pub recipient: String,
    /// What: a page, a meeting, a document; never the content.
    pub what: String,
    /// What for.
    pub purpose: String,
    /// Under which consent.
    pub consent: Option<ConsentId>,
    /// `consent signed 20 Nov 2026`, `court order`.
    pub basis: String,
}
