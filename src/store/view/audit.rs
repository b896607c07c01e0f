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
    /// Records that are not what the trail says was written last.
    pub edited: Vec<Edited>,
}

/// What another program did to records, past the trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "harm", rename_all = "snake_case")]
pub enum Edited {
    /// A field holds something else than was written last.
    Changed {
        /// The event that wrote it last.
        seq: i64,
        /// The table.
        record: String,
        /// The row's key.
        id: i64,
        /// The column.
        field: String,
    },
    /// A row is gone, and no event took it away.
    Deleted {
        /// The event that wrote it last.
        seq: i64,
        /// The table.
        record: String,
        /// The row's key.
        id: i64,
    },
    /// Rows that came from a file are gone, and no event took them away.
    Lost {
        /// The event that brought them.
        seq: i64,
        /// The table.
        record: String,
        /// How many are gone.
        gone: i64,
        /// Of how many.
        of: i64,
    },
    /// Rows that came from a file hold something else than they were brought with, and no event changed them.
    Brought {
        /// The event that brought them.
        seq: i64,
        /// The table.
        record: String,
        /// The first of them as supervisors know them; none where it is not known which.
        rows: Vec<String>,
        /// How many there are besides.
        more: usize,
    },
    /// Rows are there that no event wrote and no file brought.
    Added {
        /// The table.
        record: String,
        /// The first one's key.
        id: i64,
        /// How many.
        rows: i64,
    },
}

impl Edited {
    /// The finding as a sentence without a full stop; it says where, never what.
    pub fn said(&self) -> String {
        let name = |record: &str| record.replace('_', " ");
        match self {
            Self::Changed { seq, record, id, field } => {
                format!("{} {id}, {field}: not what event {seq} wrote", name(record))
            }
            Self::Deleted { seq, record, id } => {
                format!("{} {id} is gone: event {seq} wrote it last, and none took it away", name(record))
            }
            Self::Lost { seq, record, gone, of } => {
                format!("{gone} of the {of} rows of {} that event {seq} brought are gone", name(record))
            }
            Self::Brought { seq, record, rows, .. } if rows.is_empty() => {
                format!("some rows of {} are not what event {seq} brought", name(record))
            }
            Self::Brought { seq, record, rows, more } => {
                let more = if *more > 0 { format!(" and {more} more") } else { String::new() };
                format!("{} {}{more}: not what event {seq} brought", name(record), rows.join(", "))
            }
            Self::Added { record, id, rows: 1 } => format!("{} {id} was written by no event", name(record)),
            Self::Added { record, id, rows } => {
                format!("{rows} rows of {} were written by no event, the first is {id}", name(record))
            }
        }
    }

    /// The event that it is about; none where there was none.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Changed { seq, .. }
            | Self::Deleted { seq, .. }
            | Self::Lost { seq, .. }
            | Self::Brought { seq, .. } => *seq,
            Self::Added { .. } => 0,
        }
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
