//! What is put down for a meeting before it is held, and the agenda that it makes.

use super::super::OpId;
use super::Person;
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, ItemId, MeetingId, MemberId, StaffId};
use crate::export::document::{Document, Format};
use chrono::NaiveDate;
use std::path::PathBuf;

/// What is asked about preparing.
#[derive(Clone, Debug)]
pub enum PrepareAsk {
    /// The points that wait for, or were spoken of in, a meeting.
    Points(MeetingId),
    /// The points about a family that wait.
    Waiting(FamilyId),
    /// The points that wait for the next meeting of a pair, Intact Worker first.
    Pair(StaffId, StaffId),
    /// Takes a point back that waits, as it was read.
    TakeBack {
        /// The operation.
        op: OpId,
        /// The point.
        point: i64,
        /// The version that was read.
        version: i64,
    },
    /// The agenda of a meeting; of the viewer's next one where none is named.
    Agenda(Option<MeetingId>),
    /// The agenda of a meeting in a format; written where there is a path.
    Print {
        /// The operation.
        op: OpId,
        /// The meeting; the viewer's next one where there is none.
        meeting: Option<MeetingId>,
        /// What it becomes.
        format: Format,
        /// Where to.
        path: Option<PathBuf>,
    },
}

/// What a point is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointAbout {
    /// A family: it goes to the pair that has it.
    Family(FamilyId),
    /// A pair itself, Intact Worker first.
    Pair(StaffId, StaffId),
}

impl PointAbout {
    /// The family, where it is about one.
    pub fn family(self) -> Option<FamilyId> {
        match self {
            Self::Family(family) => Some(family),
            Self::Pair(..) => None,
        }
    }
}

impl From<FamilyId> for PointAbout {
    fn from(family: FamilyId) -> Self {
        Self::Family(family)
    }
}

/// A point that is sent to the next Co-Supervision of a pair, perhaps about one of its families.
#[derive(Clone, Debug, PartialEq)]
pub struct PointForm {
    /// What it is about.
    pub on: PointAbout,
    /// The action item it comes from.
    pub item: Option<ItemId>,
    /// What is to be spoken of.
    pub body: String,
    /// The adults whose treatment it tells of; none where it tells of no treatment.
    pub about: Vec<MemberId>,
}

/// A point that waits for a meeting, or was spoken of in it.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its key.
    pub id: i64,
    /// The family; none where it is about the pair.
    pub family: Option<FamilyId>,
    /// The action item it came from.
    pub item: Option<ItemId>,
    /// What is to be spoken of, gated.
    pub body: Part2<String>,
    /// It tells of treatment.
    pub part2: bool,
    /// Who put it down.
    pub author: Person,
    /// When.
    pub on: NaiveDate,
    /// Where it was spoken of.
    pub spoken: Option<MeetingId>,
    /// The version that was read.
    pub version: i64,
}

/// An agenda, gated for the viewer.
#[derive(Clone, Debug)]
pub struct Agenda {
    /// The meeting.
    pub meeting: MeetingId,
    /// What lies on the table.
    pub document: Document,
}

/// The answer to a [`PrepareAsk`].
#[derive(Clone, Debug)]
pub enum PrepareReply {
    /// Points.
    Points(Vec<Point>),
    /// An agenda.
    Agenda(Agenda),
    /// The bytes of an agenda, and a sentence that says where they were written.
    Printed(Vec<u8>, String),
    /// Done, in a sentence.
    Said(String),
}
