//! The history of a record: who changed what, and when.

use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, ItemId, ReferralId, StaffId};
use chrono::{NaiveDate, NaiveTime};

/// A record that has a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record {
    /// A family with everything that belongs to it.
    Family(FamilyId),
    /// An action item.
    Item(ItemId),
    /// A referral.
    Referral(ReferralId),
    /// A member of staff.
    Staff(StaffId),
}

/// A page of a history, newest first.
#[derive(Clone, Debug)]
pub struct History {
    /// Whose: `F-0197`, `Jordan Lee`.
    pub title: String,
    /// What was done.
    pub rows: Vec<HistoryRow>,
    /// Where the next page begins, where there is one.
    pub next: Option<i64>,
    /// How the record came into the file, where no change tells it.
    pub origin: String,
    /// Something of it may not be read by the viewer, and is not among the rows if it is there.
    pub withheld: bool,
}

/// What stands under a history of which something may not be read.
pub const NOT_LISTED: &str = "Treatment information that is withheld from you is not listed";

/// Something that somebody did to a record.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// The event's number.
    pub seq: i64,
    /// The day.
    pub on: NaiveDate,
    /// The time.
    pub at: NaiveTime,
    /// Who did it.
    pub who: String,
    /// What, in words: `Family closed`.
    pub what: String,
    /// By its kind it tells of treatment.
    pub treatment: bool,
    /// Field by field.
    pub changes: Vec<FieldChange>,
}

/// A field's old and new value, gated like the field.
#[derive(Clone, Debug)]
pub struct FieldChange {
    /// Of what: `Risk`, `Member`.
    pub record: String,
    /// The field, as people call it.
    pub field: String,
    /// What stood there before.
    pub old: Part2<String>,
    /// What stands there since.
    pub new: Part2<String>,
}

impl FieldChange {
    /// Whether the viewer may not read it.
    pub fn is_withheld(&self) -> bool {
        matches!(self.old, Part2::Withheld(_)) || matches!(self.new, Part2::Withheld(_))
    }
}
