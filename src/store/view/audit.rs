//! The audit trail as it is shown: who did what and when, by number and kind, never what was written.

use crate::domain::Word;
use crate::words;
use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

words! {
    /// Kinds of events that belong together.
    Group {
        All = "all" => "Everything",
        SigningIn = "signing_in" => "Signing in",
        Refusals = "refusals" => "Refusals",
        Treatment = "treatment" => "Treatment read",
        Signatures = "signatures" => "Signatures",
        Files = "files" => "Written to files",
        Changes = "changes" => "Changes",
    }
}

/// What is asked of the audit trail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditAsk {
    /// A [`Group`] or one kind of event, in their words; empty for everything.
    pub kind: String,
    /// A part of the name of who did it; empty for everybody.
    pub who: String,
    /// From this day on.
    pub since: Option<NaiveDate>,
    /// Only what was before this event.
    pub before: Option<i64>,
    /// How many at most.
    pub most: usize,
}

impl AuditAsk {
    /// The newest events of a group.
    pub fn of(group: Group, before: Option<i64>) -> Self {
        Self { kind: group.word().to_owned(), before, most: 100, ..Self::default() }
    }
}

/// A page of the audit trail, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditPage {
    /// The events.
    pub rows: Vec<AuditRow>,
    /// Whether there are earlier ones.
    pub more: bool,
    /// What came of looking the trail over; `None` until somebody did.
    pub trail: Option<Trail>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// The day.
    pub on: NaiveDate,
    /// The time of day.
    pub at: NaiveTime,
    /// Who did it; empty where nobody was signed in.
    pub who: String,
    /// Its kind as the file has it.
    pub kind: String,
    /// Its kind in words.
    pub what: String,
    /// What it is about: `F-0197`, `M-0123`, a member of staff.
    pub about: String,
}

/// What came of looking the audit trail over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Trail {
    /// How many events there are.
    pub events: i64,
    /// The number of the newest.
    pub last: i64,
    /// Its hash.
    pub head: String,
    /// The newest event that this computer has seen before; `None` where it never looked.
    pub witnessed: Option<i64>,
    /// Where it is not as it was written.
    pub breaches: Vec<Breach>,
    /// Fields of records that hold something else than the trail says was written last.
    pub edited: Vec<Edited>,
}

/// A field that another program changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edited {
    /// The event that wrote it last.
    pub seq: i64,
    /// The table.
    pub record: String,
    /// The row's key.
    pub id: i64,
    /// The column.
    pub field: String,
}

impl Edited {
    /// The finding as a sentence without a full stop; it says where, never what.
    pub fn said(&self) -> String {
        let record = self.record.replace('_', " ");
        format!("{record} {}, {}: not what event {} wrote", self.id, self.field, self.seq)
    }
}

/// What was done to the audit trail past the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Harm {
    /// Events say something else than when they were written, or stand elsewhere.
    Changed,
    /// Events between others are gone.
    Missing,
    /// Values that events changed are not those that were written.
    Values,
    /// The newest events that this computer has seen are gone.
    Cut,
    /// Other events stand where this computer has seen some.
    Replaced,
    /// The file no longer refuses changes of events.
    Unguarded,
}

/// What was done, and to which events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// What was done.
    pub harm: Harm,
    /// The first event.
    pub first: i64,
    /// The last event.
    pub last: i64,
}

impl Breach {
    /// The breach as a sentence without a full stop.
    pub fn said(&self) -> String {
        let Self { first, last, .. } = self;
        let (events, are) = if first == last {
            (format!("event {first}"), "was")
        } else {
            (format!("events {first} to {last}"), "were")
        };
        match self.harm {
            Harm::Changed => format!("{events} {are} changed after being written, or put elsewhere"),
            Harm::Missing => format!("{events} {are} taken out"),
            Harm::Values => format!("what {events} changed was altered afterwards"),
            Harm::Cut => format!(
                "{events}, seen by this computer, {are} cut off, or an older copy of the file was put back"
            ),
            Harm::Replaced => format!(
                "{events} {are} others when this computer saw them: rewritten, or work went on in an older copy"
            ),
            Harm::Unguarded => "the file's own rules that keep its events were taken out".to_owned(),
        }
    }
}
