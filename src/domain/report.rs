//! The monthly supervisory report: where it stands, and what a final one says for good.
//!
//! A final report leaves the file as JSON, which `ifr report MONTH --combine` reads:
//!
//! ```text
//! { "format": 1,
//!   "report":     { number, site, month, cut_off, until, texts, figures, flows, challenges, successes, passed },
//!   "digest":     SHA-256 over "report", written without blanks and in this order
//!   "signatures": [ { side, name, at } ] }
//! ```
//!
//! A figure's value is `"no_data"`, `{"count": 12}`, `{"measure": 0.5}`, `{"share": {"part": 1, "whole": 3}}`,
//! `{"of": {"value": 131.5, "of": 150.0}}`, `{"median": {"days": 5.5, "n": 2}}` or `{"words": "Brooks"}`.

pub mod combine;
pub mod telling;

use super::month::Amount;
use super::staff::Side;
use crate::words;
use serde::{Deserialize, Serialize};

/// The version of the JSON of a final report.
pub const FORMAT: u32 = 1;

words! {
    /// Where a report stands in the file.
    Status {
        Draft = "draft" => "draft",
        Submitted = "submitted" => "submitted",
        Final = "final" => "final",
    }
}

words! {
    /// How far a challenge is.
    ChallengeState {
        New = "new" => "new",
        Ongoing = "ongoing" => "ongoing",
        Improving = "improving" => "improving",
        Resolved = "resolved" => "resolved",
    }
}

words! {
    /// To whom a challenge is taken further (domain: §5).
    Escalation {
        RcQuarterly = "rc_quarterly" => "RC-level meeting",
        ExecutiveQuarterly = "executive_quarterly" => "executive meeting",
        Icoy = "icoy" => "ICOY",
        FederalTa = "federal_ta" => "federal TA",
        Dcfs = "dcfs" => "DCFS",
        SudAgency = "sud_agency" => "state SUD agency",
    }
}

/// How far a report is, in words: the parts of a draft become ready one by one.
pub fn stage(status: Status, intact_ready: bool, treatment_ready: bool) -> &'static str {
    match (status, intact_ready, treatment_ready) {
        (Status::Final, ..) => "final",
        (Status::Submitted, ..) => "submitted, to be signed",
        (Status::Draft, true, true) => "both parts ready",
        (Status::Draft, true, false) => "Intact part ready",
        (Status::Draft, false, true) => "treatment part ready",
        (Status::Draft, false, false) => "draft",
    }
}

/// What the part of a side is called.
pub fn part(side: Side) -> &'static str {
    match side {
        Side::ChildWelfare => "Intact part",
        Side::Treatment => "treatment part",
    }
}

/// A final report as it leaves the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Final {
    /// [`FORMAT`].
    pub format: u32,
    /// What was signed.
    pub report: Snapshot,
    /// The SHA-256 over it, as hexadecimal digits.
    pub digest: String,
    /// Who signed it.
    pub signatures: Vec<Signature>,
}

/// A signature under a final report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// `child_welfare` or `treatment`.
    pub side: String,
    /// The supervisor's name.
    pub name: String,
    /// The instant, as `2026-11-03T16:00:00Z`.
    pub at: String,
}

/// A report as it was submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The first of a month is 1; one that was taken back and submitted again has the next.
    pub number: i64,
    /// The site's name.
    pub site: String,
    /// The month, as `2026-10`.
    pub month: String,
    /// What happened up to this instant counts.
    pub cut_off: String,
    /// The last day that counts.
    pub until: String,
    /// Both teams' words, by heading.
    pub texts: Vec<Text>,
    /// Every figure, in order.
    pub figures: Vec<Figure>,
    /// What adds up, or does not.
    pub flows: Vec<Flow>,
    /// The challenges of the month: all that were open in it.
    pub challenges: Vec<Challenge>,
    /// The successes of the month.
    pub successes: Vec<Success>,
    /// The warnings that were passed, each with its reason.
    pub passed: Vec<Passed>,
}

/// What a team says under a heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// `caseloads`, `referrals`, `staffing`, `challenges` or `successes`.
    pub heading: String,
    /// `child_welfare` or `treatment`.
    pub side: String,
    /// The words.
    pub body: String,
}

/// A figure as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// `caseloads.iw.3.end`; the same in every month of a file.
    pub key: String,
    /// The heading's word.
    pub heading: String,
    /// The block's name: `Intact Workers`.
    pub block: String,
    /// Whose line it is in a table; empty where the block is a list.
    pub line: String,
    /// The figure's name: `Open at end`.
    pub label: String,
    /// What it came to.
    pub value: Amount,
}

/// A flow as it was: end = start + came − went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Of what.
    pub of: String,
    /// At the beginning.
    pub start: i64,
    /// What came.
    pub came: i64,
    /// What went.
    pub went: i64,
    /// At the end.
    pub end: i64,
    /// Whether it adds up.
    pub holds: bool,
}

/// A challenge as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// `child_welfare` or `treatment`.
    pub side: String,
    /// The category's name.
    pub category: String,
    /// What it is.
    pub body: String,
    /// How many families it affects, where somebody said so.
    pub families: Option<i64>,
    /// What was tried.
    pub tried: String,
    /// What help is asked for.
    pub help: String,
    /// Whose it is.
    pub owner: Option<String>,
    /// By when.
    pub due_on: Option<String>,
    /// Who is asked next.
    pub escalate_to: Option<String>,
    /// `new`, `ongoing`, `improving` or `resolved`.
    pub state: String,
    /// Since when.
    pub raised_on: String,
}

/// A success as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Success {
    /// `child_welfare` or `treatment`.
    pub side: String,
    /// The category's name.
    pub category: String,
    /// What went well, de-identified.
    pub body: String,
    /// Whether it may be told beyond the site.
    pub share: bool,
    /// Whether the family agreed, where that was asked.
    pub family_agreed: Option<bool>,
    /// When.
    pub on: String,
}

/// A warning that was passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// The warning.
    pub what: String,
    /// Why it was passed.
    pub reason: String,
    /// By whom.
    pub by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stage_says_what_is_still_awaited() {
        for (status, intact, treatment, said) in [
            (Status::Draft, false, false, "draft"),
            (Status::Draft, true, false, "Intact part ready"),
            (Status::Draft, false, true, "treatment part ready"),
            (Status::Draft, true, true, "both parts ready"),
            (Status::Submitted, true, true, "submitted, to be signed"),
            (Status::Final, true, true, "final"),
        ] {
            assert_eq!(stage(status, intact, treatment), said);
        }
    }
}
