//! Services as they are looked at before anybody else does: what each breaks, with the sentence it breaks.

mod week;

pub use week::{WeekAdult, WeekFamily, WeekKind, WeekOffer};

use crate::domain::catalogue::Severity;
use crate::domain::sealed::Part2;
use crate::domain::service::Mode;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId, StaffId};
use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use super::{Person, Standing};
use crate::words;

/// What is asked about services.
#[derive(Clone, Debug, PartialEq)]
pub enum ServicesAsk {
    /// Every finding of the days `from` to `to`, both included, at the viewer's sites.
    Check {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// What is open, or the whole log of the last 31 days.
    Page {
        /// Whose; everybody's at the viewer's sites where there is nobody.
        staff: Option<StaffId>,
        /// The whole log, and not only what is open.
        log: bool,
    },
    /// An entry, to be changed.
    Entry(i64),
    /// What an entry breaks while it is being made.
    Judge(Box<ServiceForm>),
    /// What the grid of a worker's week offers.
    Week(StaffId),
}

/// The answer to a [`ServicesAsk`].
#[derive(Clone, Debug)]
pub enum ServicesReply {
    /// The findings.
    Check(Box<ServiceCheck>),
    /// What is open, or the log.
    Page(Box<ServicesPage>),
    /// An entry as it stands.
    Entry(Box<ServiceForm>),
    /// What it breaks.
    Judged(Vec<FieldFinding>),
    /// What a week offers.
    Week(Box<WeekOffer>),
}

words! {
    /// Why an entry stands in the list of what is open; the most pressing first.
    PointSort {
        Undocumented = "undocumented" => "Not documented",
        Expected = "expected" => "Not logged",
        Finding = "finding" => "Finding",
        Late = "late" => "Documented late",
        Logged = "logged" => "Logged",
    }
}

/// What is open in the log, or the log.
#[derive(Clone, Debug)]
pub struct ServicesPage {
    /// Whose it is, where it is one person's.
    pub of: Option<Person>,
    /// The day as of which it stands.
    pub on: NaiveDate,
    /// It is the whole log.
    pub log: bool,
    /// A line per worker.
    pub tallies: Vec<WorkerTally>,
    /// The rows, by worker.
    pub rows: Vec<PointRow>,
}

/// How a worker's documentation stands; counts name no client.
#[derive(Clone, Debug)]
pub struct WorkerTally {
    /// The worker.
    pub person: Person,
    /// As whom they provided.
    pub role: Role,
    /// Services of the last 31 days, and older ones that are not documented.
    pub services: i64,
    /// Not documented.
    pub undocumented: i64,
    /// How many days the oldest of these waits.
    pub oldest_days: Option<i64>,
    /// Documented late.
    pub late: i64,
    /// Documented elsewhere.
    pub elsewhere: i64,
    /// Due and not logged.
    pub expected: i64,
    /// Findings of the rules.
    pub findings: i64,
}

impl WorkerTally {
    /// The line of somebody of whom nothing was counted yet.
    pub fn new(person: Person, role: Role) -> Self {
        let (services, undocumented, late, elsewhere, expected, findings) = (0, 0, 0, 0, 0, 0);
        Self { person, role, services, undocumented, oldest_days: None, late, elsewhere, expected, findings }
    }
}

/// An open point, or an entry of the log.
#[derive(Clone, Debug)]
pub struct PointRow {
    /// Why it stands here.
    pub sort: PointSort,
    /// The entry's key and version; none for what was not logged.
    pub entry: Option<(i64, i64)>,
    /// The worker.
    pub staff: Person,
    /// As whom.
    pub role: Role,
    /// The family.
    pub family: FamilyId,
    /// The day of the service, or the day by which it was due.
    pub on: NaiveDate,
    /// How it stands.
    pub standing: Standing,
    /// What it was.
    pub what: Part2<String>,
    /// How it was provided; for what was not logged, when the last one was.
    pub how: String,
    /// The reference into another record.
    pub elsewhere: String,
    /// The rule it breaks.
    pub broken: Part2<Broken>,
}

impl PointRow {
    /// What is to be done about it, in words that both agencies may read: no treatment detail.
    pub fn task(&self) -> String {
        let day = self.on.format("%-d %b");
        match self.sort {
            PointSort::Expected => {
                let what = self.what.shown().map_or("contact", String::as_str).to_lowercase();
                format!("{what} with {} was due {day}: make it, or log it", self.family)
            }
            PointSort::Finding => format!("Mend the entry of {day} with {}", self.family),
            _ => format!("Document the service of {day} with {}", self.family),
        }
    }
}

/// A rule that an entry breaks, and the field at which it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFinding {
    /// The field: a column, or the name of a fact.
    pub field: String,
    /// The rule.
    pub broken: Broken,
}

/// What was found in a stretch of days.
#[derive(Clone, Debug)]
pub struct ServiceCheck {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many services were looked at.
    pub services: i64,
    /// The findings that the viewer may read, errors first, then by day.
    pub findings: Vec<FindingRow>,
    /// How often each rule is broken; counts name no client.
    pub rules: Vec<RuleCount>,
    /// Papers that end soon, or have ended, and stop something.
    pub stopped: Vec<Stopped>,
}

/// A paper that ends, and what its end stops, by the same rules as the check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// Whose.
    pub staff: StaffId,
    /// Their short name.
    pub short: String,
    /// lists.toml: credential_kind.
    pub kind: String,
    /// As people read it.
    pub label: String,
    /// Its end.
    pub ends_on: NaiveDate,
    /// `31 d: Transportation 6, 4 families`.
    pub words: String,
}

/// A rule and how often it is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// The rule.
    #[serde(flatten)]
    pub broken: Broken,
    /// How often.
    pub count: i64,
}

/// A rule that is broken, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// `recovery_coaching.coach`.
    pub rule: String,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong.
    pub says: String,
    /// The sentence of the definition.
    pub quote: String,
    /// Where the sentence stands.
    pub source: String,
}

/// A service that breaks a rule.
///
/// Kind and rule tell what treatment staff did with an adult, and are gated where they are Part 2; that there was a
/// contact with the family on a day is not.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// `service.id`.
    pub service: i64,
    /// The other service, where two do not go together.
    pub other: Option<i64>,
    /// The family.
    pub family: FamilyId,
    /// The day.
    pub on: NaiveDate,
    /// The provider's short name.
    pub staff: String,
    /// What was provided.
    pub kind: Part2<String>,
    /// What is wrong.
    pub broken: Part2<Broken>,
}

/// A service as it is entered or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceForm {
    /// The key and version of the entry that is changed; none: a new one.
    pub row: Option<(i64, i64)>,
    /// The family.
    pub family: FamilyId,
    /// Who provided it.
    pub staff: StaffId,
    /// The kind: a word of `lists.toml`, `contact` or `documented_elsewhere`.
    pub kind: String,
    /// The day.
    pub on: NaiveDate,
    /// When it began.
    pub began: Option<NaiveTime>,
    /// How long it took, as it was told.
    pub minutes: Option<i64>,
    /// How.
    pub mode: Mode,
    /// Together with.
    pub joint_with: Option<StaffId>,
    /// The children who were seen.
    pub children: Vec<MemberId>,
    /// The adult it is about.
    pub member: Option<MemberId>,
    /// The day it was documented; none: not yet.
    pub documented_on: Option<NaiveDate>,
    /// The reference into the treatment agency's own record; empty: it stands here.
    pub elsewhere: String,
    /// What else is on file: name and value.
    pub facts: Vec<(String, String)>,
}

/// What is done to the log.
#[derive(Clone, Debug, PartialEq)]
pub enum ServiceChange {
    /// Enters a service or changes it.
    Save(ServiceForm),
    /// Enters a worker's week, all or nothing.
    Week(Vec<ServiceForm>),
    /// Enters the day on which entries were documented: keys and versions.
    Documented {
        /// The entries.
        rows: Vec<(i64, i64)>,
        /// The day.
        on: NaiveDate,
    },
    /// Takes an entry back that should not be there.
    Delete {
        /// The entry.
        id: i64,
        /// The version that was read.
        version: i64,
        /// Why.
        reason: String,
    },
}
