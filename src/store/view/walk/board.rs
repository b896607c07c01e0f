//! What an Individual looks at besides the families: one worker's figures, learning, decisions to approve, and what was
//! said before.

use crate::domain::FamilyId;
use crate::store::view::Standing;
use crate::store::view::today::Need;
use chrono::NaiveDate;

/// What an Individual looks at besides the families.
#[derive(Clone, Debug, Default)]
pub struct Board {
    /// The worker's figures, in the order in which they are asked for.
    pub figures: Vec<Need>,
    /// What is due or overdue behind them, the most pressing first.
    pub due: Vec<Need>,
    /// The worker's credentials: the name, and how its end stands.
    pub credentials: Vec<(String, Standing)>,
    /// Training of this year: `12 of 20 hours in 2026`.
    pub training: String,
    /// Decisions about the worker's families that nobody has answered yet, the oldest first.
    pub approvals: Vec<Approval>,
    /// What the viewer wrote about the worker before, and what was handed over to them, the latest first.
    pub kept: Vec<KeptNote>,
}

/// A decision that wants the supervisor's approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The key of the decision's row.
    pub case: i64,
    /// The family.
    pub family: FamilyId,
    /// The decision as people read it.
    pub decision: String,
    /// Where and when it was made: `Co-Supervision, 12 Nov`.
    pub made: String,
    /// It was made since the last Individual that was held.
    pub new: bool,
    /// The answer.
    pub approved: Option<bool>,
}

/// A personnel note of an earlier Individual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNote {
    /// The step in which it was written.
    pub step: String,
    /// The day of the Individual.
    pub on: NaiveDate,
    /// Who handed it over; none: it is the viewer's own.
    pub from: Option<String>,
    /// The words.
    pub body: String,
}
