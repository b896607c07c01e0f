//! What the store gives to those who show it: plain values, already gated, already judged.
//!
//! The screens, the command line and JSON all show these same values.

pub mod account;
pub mod assign;
pub mod audit;
pub mod caseload;
pub mod charge;
pub mod consent;
pub mod document;
pub mod export;
pub mod family;
pub mod fidelity;
pub mod find;
pub mod form;
pub mod history;
pub mod item;
pub mod list;
pub mod meeting;
pub mod month;
pub mod prepare;
pub mod referral;
pub mod report;
pub mod schedule;
pub mod services;
pub mod staffing;
pub mod today;
pub mod travel;
pub mod trends;
pub mod undo;
pub mod walk;

use crate::domain::measure::Level;
use crate::domain::meeting::About;
use crate::domain::{FamilyId, ItemId, MeetingId, MemberId, ReferralId, StaffId};
use chrono::NaiveDate;
use serde::Serialize;

/// How pressing something is: a glyph, a word and a colour on screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// `!` past its day, or over a limit.
    Overdue,
    /// `●` its day is here or near.
    Due,
    /// `○` open, nothing pressing.
    Open,
    /// `✓` done.
    Done,
    /// `·` there is no data of this kind yet, which is not a breach.
    NoData,
}

impl From<Level> for Mark {
    fn from(level: Level) -> Self {
        match level {
            Level::Overdue => Self::Overdue,
            Level::Due => Self::Due,
            Level::Open => Self::Open,
            Level::Done => Self::Done,
            Level::NoData => Self::NoData,
        }
    }
}

/// Why a row or number is what it is: the rule, its basis, and the values that went in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explain {
    /// What is explained, such as `Child not seen 34 d`.
    pub title: String,
    /// The rule in one or two sentences, with the threshold in force.
    pub rule: String,
    /// Where the rule comes from: `[seed]`, `[rule: …]` or `setting`, with the setting's name.
    pub basis: String,
    /// The values that went in: `("last in-person contact", "Wed 21 Oct, Lee")`.
    pub rows: Vec<(String, String)>,
}

/// Where a row is mended: what Enter opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Open {
    /// A family's page.
    Family(FamilyId),
    /// A family's page, at what was found or reported on a day.
    FamilyOn(FamilyId, NaiveDate),
    /// A referral in its list.
    Referral(ReferralId),
    /// A meeting: resumed when in progress, shown when held, started when scheduled.
    Meeting(MeetingId),
    /// An action item.
    Item(ItemId),
    /// The start of a meeting of this kind.
    StartMeeting {
        /// A key of meetings.toml.
        kind: String,
        /// What it is about.
        about: About,
    },
    /// The form that assigns a worker to a family.
    Assign(FamilyId),
    /// The form that assigns a Recovery Coordinator to a referral's family.
    AssignReferral(ReferralId),
    /// The form that logs a contact, with this family.
    LogContact(FamilyId),
    /// The form that records a consent of this adult.
    Consent(FamilyId, MemberId),
    /// A worker's caseload.
    Worker(StaffId),
    /// What is open in a worker's log of services.
    Services(StaffId),
    /// A Recovery Coordinator's travel.
    Travel(StaffId),
    /// A person's page.
    Person(StaffId),
    /// A list screen: `staffing`, `meetings`, `actions`, `referrals`.
    List(String),
}

/// Somebody's name beside their key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// The key.
    pub id: StaffId,
    /// The full name.
    pub name: String,
    /// The name as said aloud: `Lee`.
    pub short: String,
}

/// A date with how it stands: `! overdue 6 d`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// How pressing.
    pub mark: Mark,
    /// The words: `overdue 6 d`, `due today`, `in 3 d`, `no data`.
    pub text: String,
    /// The day it is about.
    pub on: Option<NaiveDate>,
}
