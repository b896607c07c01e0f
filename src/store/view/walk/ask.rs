//! What a walk asks of the store.

use crate::domain::meeting::{About, Attendance, CaseState};
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId};
use crate::store::OpId;
use crate::store::view::walk::CarryAnswer;
use chrono::{NaiveDate, NaiveDateTime};
use std::mem::discriminant;

/// What a walk asks of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkAsk {
    /// What a meeting of this kind can be about, the most overdue first; answers [`super::WalkReply::Choices`].
    Choices {
        /// A key of meetings.toml.
        kind: String,
    },
    /// Starts a meeting.
    Start {
        /// The operation.
        op: OpId,
        /// A key of meetings.toml.
        kind: String,
        /// What it is about; only pairs can be several.
        about: Vec<About>,
        /// For one that was held earlier: the day, and how many minutes it took.
        afterwards: Option<(NaiveDate, u32)>,
    },
    /// The state as it is now: to resume, and to see what the other terminal wrote.
    Load(MeetingId),
    /// An answer given over one that was read: what others changed meanwhile beside it stands, too. Answers
    /// [`super::WalkReply::Clash`] where they changed the same.
    Since {
        /// The answer as it was read.
        was: Box<WalkAsk>,
        /// The answer: an attendance, the kind it is held as, a carried item, something about a family, a step's yes or
        /// no, the next date, an approval.
        mine: Box<WalkAsk>,
    },
    /// Answers how somebody took part.
    Attend {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// [`super::WalkPerson::row`].
        person: i64,
        /// How they took part; none takes the answer back.
        attendance: Option<Attendance>,
        /// Minutes late.
        late: Option<u32>,
        /// Minutes left early.
        left_early: Option<u32>,
        /// The supervisor they stand in for.
        deputy_for: Option<StaffId>,
    },
    /// Adds somebody to the list: staff, or a guest by name.
    AddGuest {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// A member of the staff, such as a deputy.
        staff: Option<StaffId>,
        /// Otherwise the guest's name and agency.
        name: String,
    },
    /// Decides as which kind a pair's meeting is held.
    HoldAs {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// [`super::WalkVerdict::row`].
        pair: i64,
        /// The kind; none takes the decision back.
        kind: Option<String>,
        /// Why the planned one is missed: lists.toml miss_reason, or words.
        reason: String,
    },
    /// Answers what became of a carried item.
    Carry {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// The item.
        item: ItemId,
        /// What the meeting says of it.
        answer: CarryAnswer,
    },
    /// Says that a point was taken up, or takes that back.
    TakeUp {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// [`crate::store::view::prepare::Point::id`].
        point: i64,
        /// It was spoken of here; otherwise it waits for the next one.
        taken: bool,
    },
    /// Adds a family that comes up without being on the agenda.
    AddFamily {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// The family: open on that day, at a site of the viewer.
        family: FamilyId,
    },
    /// Answers something about a family.
    Case {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// [`super::WalkCase::row`].
        case: i64,
        /// The answer.
        answer: CaseAnswer,
    },
    /// Keeps somebody's words; an empty body takes them away. Answers [`super::WalkReply::Conflict`] where others
    /// were written since `version`.
    Note {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// The family, for a field of its review.
        family: Option<FamilyId>,
        /// The case field's key, or the step's key.
        field: String,
        /// Whose words these are: the viewer, or the other supervisor at the same terminal.
        author: StaffId,
        /// The words.
        body: String,
        /// The version over which they were typed: [`super::WalkField::version`].
        version: i64,
    },
    /// Keeps where the walk stands and how long a step took.
    Step {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// The step's key; the walk stands there now.
        step: String,
        /// Seconds to add to the step.
        seconds: i64,
        /// It is done; none leaves that as it is.
        done: Option<bool>,
        /// A yes or no of the step; none leaves it as it is.
        answer: Option<bool>,
    },
    /// Keeps when the next one is to be, in the file's time zone; it is made when the meeting closes.
    NextDate {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// When; none: not yet.
        at: Option<NaiveDateTime>,
    },
    /// Answers, in an Individual, whether a decision that was made elsewhere is approved.
    Approve {
        /// The operation.
        op: OpId,
        /// The Individual.
        meeting: MeetingId,
        /// [`super::Approval::case`].
        case: i64,
        /// The answer; none takes it back.
        approved: Option<bool>,
    },
    /// Hands the viewer's personnel notes about the worker of an Individual over to a successor.
    HandOver {
        /// The operation.
        op: OpId,
        /// An Individual of the worker.
        meeting: MeetingId,
        /// The successor.
        to: StaffId,
    },
    /// Ends the meeting: verdicts, outcomes and the next date are kept.
    Close {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
    },
    /// Signs a held meeting; answers [`super::WalkReply::Signed`].
    Sign {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// Who signs: the viewer, or the other supervisor at the same terminal.
        staff: StaffId,
        /// Their passphrase; may be empty on a demo file.
        passphrase: String,
    },
    /// Adds a dated addendum to a signed meeting.
    Addendum {
        /// The operation.
        op: OpId,
        /// The meeting.
        meeting: MeetingId,
        /// The words: both agencies see them, no treatment detail.
        body: String,
    },
}

impl WalkAsk {
    /// The meeting in which an answer is given.
    pub fn meeting(&self) -> Option<MeetingId> {
        match self {
            Self::Attend { meeting, .. }
            | Self::HoldAs { meeting, .. }
            | Self::Carry { meeting, .. }
            | Self::Case { meeting, .. }
            | Self::Step { meeting, .. }
            | Self::NextDate { meeting, .. }
            | Self::Approve { meeting, .. } => Some(*meeting),
            Self::Since { mine, .. } => mine.meeting(),
            _ => None,
        }
    }

    /// The same under another operation.
    #[must_use]
    pub fn again(self) -> Self {
        self.under(OpId::new())
    }

    /// Whether two answers are to the same question.
    pub fn is_to(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Attend { person: a, .. }, Self::Attend { person: b, .. })
            | (Self::HoldAs { pair: a, .. }, Self::HoldAs { pair: b, .. })
            | (Self::Approve { case: a, .. }, Self::Approve { case: b, .. }) => a == b,
            (Self::Carry { item: a, .. }, Self::Carry { item: b, .. }) => a == b,
            (Self::Step { step: a, .. }, Self::Step { step: b, .. }) => a == b,
            (Self::NextDate { .. }, Self::NextDate { .. }) => true,
            (Self::Case { case: a, answer: one, .. }, Self::Case { case: b, answer: two, .. }) => {
                a == b && discriminant(one) == discriminant(two)
            }
            _ => false,
        }
    }

    /// Whether two answers say the same, whatever the operation.
    pub fn says(&self, other: &Self) -> bool {
        let op = OpId::new();
        self.clone().under(op) == other.clone().under(op)
    }

    fn under(mut self, new: OpId) -> Self {
        if let Self::Attend { op, .. }
        | Self::HoldAs { op, .. }
        | Self::Carry { op, .. }
        | Self::Case { op, .. }
        | Self::Step { op, .. }
        | Self::NextDate { op, .. }
        | Self::Approve { op, .. } = &mut self
        {
            *op = new;
        }
        self
    }
}

/// One answer about a family; none inside takes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseAnswer {
    /// Whether Intact Worker and Recovery Coordinator see the same.
    Agreement(Option<bool>),
    /// Whether a joint visit was agreed.
    JointVisit(Option<bool>),
    /// Whether service plan and treatment plan are aligned.
    PlansAligned(Option<bool>),
    /// lists.toml: decision.
    Decision(Option<String>),
    /// Discussed, skipped, deferred, waiting.
    State(CaseState),
}
