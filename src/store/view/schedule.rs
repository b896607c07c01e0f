//! When meetings are: what is ahead, what is proposed, and what happens to one before it is held.

use super::super::OpId;
use super::{Open, Standing};
use crate::domain::meeting::{MeetingStatus, MissReason};
use crate::domain::schedule::Rhythm;
use crate::domain::{FamilyId, MeetingId, StaffId};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use std::path::PathBuf;

/// What is asked about when meetings are.
#[derive(Clone, Debug)]
pub enum ScheduleAsk {
    /// What is ahead from a day to another, both within.
    Ahead {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        until: NaiveDate,
    },
    /// Schedules a meeting: a proposal as it is or changed, or one that nobody proposed.
    Plan(OpId, Plan),
    /// Declines a proposal: it stands as cancelled, with its reason.
    Decline(OpId, Plan, MissReason),
    /// Moves a meeting that was not held to another day and hour.
    Move {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// Its new local day and hour.
        at: NaiveDateTime,
        /// Why.
        reason: MissReason,
    },
    /// Says that a scheduled meeting was missed or is cancelled.
    Drop {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// Missed, or cancelled beforehand.
        how: Dropped,
        /// Why.
        reason: MissReason,
        /// The local day and hour of the one in its place, where one is made.
        next: Option<NaiveDateTime>,
    },
    /// Sets how a pair or a worker meets; proposals follow it.
    Rhythm {
        /// The operation.
        op: OpId,
        /// A key of meetings.toml.
        kind: String,
        /// The pair or the worker.
        about: About,
        /// How; an empty one ends the series.
        rhythm: Rhythm,
    },
    /// When the next meeting in the place of this one is proposed.
    Instead(MeetingId),
    /// The meetings as a calendar file; written where there is a path.
    Ics(OpId, Option<PathBuf>),
}

/// Why a meeting is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// Its day passed without it.
    Missed,
    /// It is called off.
    Cancelled,
}

/// What a meeting is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The pairs of one sitting.
    Pairs(Vec<(StaffId, StaffId)>),
    /// A worker.
    Worker(StaffId),
    /// A family.
    Family(FamilyId),
    /// The programme.
    Programme,
}

/// A meeting that is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// A key of meetings.toml.
    pub kind: String,
    /// What it is about.
    pub about: About,
    /// Its local day and hour.
    pub at: NaiveDateTime,
    /// How long, in minutes; the kind's own where there is none.
    pub minutes: Option<i64>,
}

/// A meeting of the calendar, or one that is proposed for it.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// Its number; none while it is only proposed.
    pub id: Option<MeetingId>,
    /// The kind's key.
    pub kind: String,
    /// The kind's label.
    pub label: String,
    /// `Lee + Brooks`, `Kim`, `F-0197`.
    pub about: String,
    /// The same, to be planned.
    pub subject: About,
    /// The local day.
    pub on: NaiveDate,
    /// The local hour.
    pub at: NaiveTime,
    /// How long, in minutes.
    pub minutes: i64,
    /// Where it stands; none while it is only proposed.
    pub status: Option<MeetingStatus>,
    /// `proposed, overdue 12 d`, `scheduled`, `missed: court`.
    pub standing: Standing,
    /// What Enter opens.
    pub open: Option<Open>,
    /// How they meet, where that was set.
    pub rhythm: Rhythm,
    /// Why the viewer may not set how they meet.
    pub unset: Option<String>,
    /// Why the viewer may not schedule, move or drop it.
    pub refused: Option<String>,
}

/// What is ahead between two days.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    /// By day and hour.
    pub appointments: Vec<Appointment>,
    /// The days on which the agencies do not work, with their names.
    pub holidays: Vec<(NaiveDate, String)>,
    /// What can be planned: the kind's key and label, and what it can be about.
    pub kinds: Vec<PlanKind>,
}

/// A kind that the viewer may plan.
#[derive(Clone, Debug)]
pub struct PlanKind {
    /// The key.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// What it can be about, with the words for it.
    pub subjects: Vec<(About, String)>,
}

/// The answer to a [`ScheduleAsk`].
#[derive(Clone, Debug)]
pub enum ScheduleReply {
    /// What is ahead.
    Ahead(Ahead),
    /// Done: the meeting, and a sentence that says so.
    Done(MeetingId, String),
    /// How they meet from now on, in a sentence.
    Rhythm(String),
    /// A day and hour for the one in its place, where its kind has a cadence.
    Instead(MeetingId, Option<NaiveDateTime>),
    /// The calendar file, and a sentence that says where it was written.
    Ics(String, String),
}
