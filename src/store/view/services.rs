//! Services as they are looked at before anybody else does: what each breaks, with the sentence it breaks.

use crate::domain::FamilyId;
use crate::domain::catalogue::Severity;
use crate::domain::sealed::Part2;
use chrono::NaiveDate;
use serde::Serialize;

/// What is asked about services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServicesAsk {
    /// Every finding of the days `from` to `to`, both included, at the viewer's sites.
    Check {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
}

/// The answer to a [`ServicesAsk`].
#[derive(Clone, Debug)]
pub enum ServicesReply {
    /// The findings.
    Check(Box<ServiceCheck>),
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
    /// The findings, errors first, then by day.
    pub findings: Vec<FindingRow>,
    /// How often each rule is broken; counts name no client.
    pub rules: Vec<RuleCount>,
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
