//! A family in a meeting: what is known of it, what was said the last time, what is answered now.

use super::WalkField;
use crate::domain::FamilyId;
use crate::domain::meeting::CaseState;
use crate::domain::sealed::Part2;
use crate::store::view::Person;
use chrono::NaiveDate;

/// A family in the meeting.
#[derive(Clone, Debug)]
pub struct WalkCase {
    /// The row's key.
    pub row: i64,
    /// The family.
    pub family: FamilyId,
    /// The supervisors' own short name.
    pub label: String,
    /// `3 children, 1 infant · open 143 d`.
    pub summary: String,
    /// Its rank, 1 first.
    pub rank: i64,
    /// Why it stands where it stands: `child not seen 34 d`.
    pub why: String,
    /// The children, as they stood when the meeting began.
    pub children: Vec<ChildFact>,
    /// The last finding: `Safe with a plan, 3 Nov, review due 3 Dec`; empty where there is none.
    pub safety: String,
    /// Recovery: a line per adult, gated.
    pub recovery: Vec<(String, Part2<String>)>,
    /// The last joint visit of Intact Worker and Recovery Coordinator.
    pub joint_visit: Option<NaiveDate>,
    /// The last decision and its day: `continue plan, 12 Oct`.
    pub last_time: String,
    /// What was said of it the last time in a meeting of this kind; only what the viewer may read.
    pub before: Vec<BeforeWords>,
    /// The items born then.
    pub items_before: Vec<BeforeItem>,
    /// Waiting, discussed, skipped, deferred.
    pub state: CaseState,
    /// Whether Intact Worker and Recovery Coordinator see the same.
    pub agreement: Option<bool>,
    /// Whether a joint visit was agreed.
    pub joint_visit_agreed: Option<bool>,
    /// Whether the plans are aligned.
    pub plans_aligned: Option<bool>,
    /// The decision's key.
    pub decision: Option<String>,
    /// The fields of the review, in order; a note stands once per author who may write it.
    pub fields: Vec<WalkField>,
}

/// Words of last time, to stand beside those of this time.
#[derive(Clone, Debug)]
pub struct BeforeWords {
    /// The case field's key.
    pub field: String,
    /// Whose words.
    pub author: Person,
    /// The day of that meeting.
    pub on: NaiveDate,
    /// The words, gated for the viewer.
    pub body: Part2<String>,
    /// They stand in a place for treatment information.
    pub part2: bool,
}

/// An item of last time.
#[derive(Clone, Debug)]
pub struct BeforeItem {
    /// What is to be done.
    pub description: String,
    /// Whose it is, as said aloud.
    pub owner: String,
    /// `open`, `done`.
    pub stands: String,
    /// Somebody still has to do it.
    pub open: bool,
}

/// A child, as last seen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChildFact {
    /// Initials or alias.
    pub alias: String,
    /// `4 y`, `7 m`, or empty.
    pub age: String,
    /// Under one year.
    pub infant: bool,
    /// The day of the last in-person contact that counts.
    pub seen_on: Option<NaiveDate>,
    /// By whom.
    pub seen_by: String,
    /// Days since, on the day of the meeting.
    pub days: Option<i64>,
    /// Over the threshold.
    pub overdue: bool,
}
