//! An action item's page, and what can be done with it.

use super::super::OpId;
use super::caseload::ItemRow;
use super::{Person, Standing};
use crate::domain::action_item::{ItemStep, Priority};
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId};
use chrono::NaiveDate;

/// What is asked about an action item.
#[derive(Clone, Debug)]
pub enum ItemAsk {
    /// Its page.
    Page(ItemId),
    /// Says where it stands.
    Step {
        /// The operation.
        op: OpId,
        /// The item.
        item: ItemId,
        /// The version that was read.
        version: i64,
        /// What is said of it.
        step: ItemStep,
        /// Why, where that has to be said; both agencies see it.
        reason: String,
    },
}

/// What an action item says, as it is entered.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemTerms {
    /// What is to be done: both agencies see it, no treatment detail.
    pub description: String,
    /// Exactly one owner.
    pub owner: StaffId,
    /// Compulsory.
    pub due_on: NaiveDate,
    /// About which family.
    pub family: Option<FamilyId>,
    /// lists.toml: item_category.
    pub category: String,
    /// How soon.
    pub priority: Priority,
}

/// A change of an action item: only what differs is written, so that two people can change different things at once.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemChange {
    /// The item.
    pub item: ItemId,
    /// What it said when it was read.
    pub base: ItemTerms,
    /// What it is to say.
    pub mine: ItemTerms,
}

/// All about an action item.
#[derive(Clone, Debug)]
pub struct ItemPage {
    /// As it stands in lists.
    pub row: ItemRow,
    /// What it says.
    pub terms: ItemTerms,
    /// Why it is blocked or was cancelled.
    pub reason: String,
    /// When it was made.
    pub made_on: NaiveDate,
    /// By whom; an item that was imported has nobody.
    pub made_by: Option<Person>,
    /// When it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Who saw that it is done.
    pub verified_by: Option<Person>,
    /// When it went to both supervisors.
    pub escalated_on: Option<NaiveDate>,
    /// The pair in whose meetings it comes back: `Lee + Brooks`.
    pub pair: Option<String>,
    /// Why it cannot be sent to the next Co-Supervision.
    pub unsendable: Option<&'static str>,
    /// Where it was born and every meeting it went through, oldest first.
    pub visits: Vec<Visit>,
}

/// A meeting an item went through.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The meeting.
    pub meeting: MeetingId,
    /// `Joint, Lee + Brooks`.
    pub label: String,
    /// Its day.
    pub on: Option<NaiveDate>,
    /// `born here`, `carried`, `done, verified`, `not answered`.
    pub standing: Standing,
}
