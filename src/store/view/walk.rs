//! A meeting as it is walked: what is asked of the store and what it answers.
//!
//! Every change answers with the whole state, so that two terminals on one meeting show the same. Nothing that is a
//! judgement is filled in beforehand: `None` is "not answered".

mod ask;
mod board;
mod case;

pub use ask::{CaseAnswer, WalkAsk};
pub use board::{Approval, Board, KeptNote};
pub use case::{BeforeItem, BeforeWords, ChildFact, WalkCase};

use super::month::{Figure, MonthOf};
use super::prepare::Point;
use super::services::PointRow;
use super::{Person, Standing};
use crate::domain::action_item::{CarryOutcome, Priority};
use crate::domain::meeting::{About, Attendance, FieldKind, FieldSide, Function, MeetingStatus, Panel};
use crate::domain::sealed::Part2;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ItemId, MeetingId, ReferralId, StaffId};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// What the store answers.
#[derive(Clone, Debug)]
pub enum WalkReply {
    /// What there is to choose from, the most overdue first.
    Choices(Vec<Choice>),
    /// The whole state.
    Walk(Box<Walk>),
    /// The signature is there: a sentence that says so, and the whole state.
    Signed {
        /// `Signed by Dana. Waiting for Sam's signature`.
        said: String,
        /// The state.
        walk: Box<Walk>,
    },
    /// An answer was not kept, because somebody else answered the same otherwise meanwhile.
    Clash {
        /// The answer that was not kept.
        mine: Box<WalkAsk>,
        /// The one that stands there.
        theirs: Box<WalkAsk>,
        /// The state.
        walk: Box<Walk>,
    },
    /// Words were not kept, because somebody wrote others in their place meanwhile; both are still there.
    Conflict {
        /// The place, as its draft is called: [`draft_field`].
        place: String,
        /// Whether they are their author's own, which nobody else changes.
        own: bool,
        /// The state, with the other words.
        walk: Box<Walk>,
    },
}

/// Something a meeting can be about.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The pair, the worker, the family, the programme.
    pub about: About,
    /// `Lee + Brooks`, `Lee`, `F-0197 oak`.
    pub name: String,
    /// How many open families there are; none where that says nothing.
    pub families: Option<i64>,
    /// When the last one was that counts.
    pub last_held: Option<NaiveDate>,
    /// How that stands: `overdue 12 d`.
    pub standing: Standing,
    /// Already in progress.
    pub in_progress: Option<MeetingId>,
    /// Already scheduled.
    pub scheduled: Option<(MeetingId, NaiveDate)>,
}

/// A meeting in its whole state.
#[derive(Clone, Debug)]
pub struct Walk {
    /// Its number.
    pub id: MeetingId,
    /// The kind's key, as planned.
    pub kind: String,
    /// `Co-Supervision, Lee + Brooks`.
    pub title: String,
    /// In progress, held, signed.
    pub status: MeetingStatus,
    /// The day it is held.
    pub on: NaiveDate,
    /// Recorded after it was held: there is no timer.
    pub afterwards: bool,
    /// Why nothing can be changed any more; none while it can.
    pub locked: Option<String>,
    /// The key of the step where the walk stands.
    pub step: String,
    /// The steps, as they were when the meeting began.
    pub steps: Vec<WalkStep>,
    /// Seconds spent so far, over all steps.
    pub elapsed_seconds: i64,
    /// Minutes planned.
    pub planned_minutes: i64,
    /// What it is about.
    pub about: Vec<About>,
    /// What it was by its attendance: one per pair, or one for the whole.
    pub verdicts: Vec<WalkVerdict>,
    /// The people on the list.
    pub people: Vec<WalkPerson>,
    /// Staff who can be added to the list.
    pub others: Vec<(Person, Role)>,
    /// The statement that opens the meeting.
    pub statement: String,
    /// Adults without an active consent: `F-0197 adult A: no consent`.
    pub without_consent: Vec<String>,
    /// Items carried in, oldest first.
    pub carried: Vec<CarriedItem>,
    /// The points that wait for this meeting, and those taken up in it.
    pub points: Vec<Point>,
    /// The pair's caseload, a line per worker: `Lee  IW  9 of 10`.
    pub caseload: Vec<String>,
    /// Referrals that wait: which one, `Eligible, pending assignment`, and since when.
    pub referrals: Vec<(ReferralId, String, Standing)>,
    /// The families, in the order of the ranking.
    pub cases: Vec<WalkCase>,
    /// Families for which a case staffing may be due, and why.
    pub triggers: Vec<(FamilyId, String)>,
    /// What each worker has documented.
    pub documentation: Vec<DocumentationPoint>,
    /// Notes about the meeting, a field per step that offers one and author who may write.
    pub notes: Vec<WalkField>,
    /// The items born here.
    pub items: Vec<BornItem>,
    /// The decisions to choose from: key and label.
    pub decisions: Vec<(String, String)>,
    /// What is not answered, read back at the close.
    pub unanswered: Vec<String>,
    /// The next date: what the cadence proposes, and what was chosen.
    pub next: NextDate,
    /// The signatures that are needed.
    pub signatures: Vec<WalkSignature>,
    /// The viewer's unsaved text: [`draft_field`] and `@` and the version, the words, since when.
    pub drafts: Vec<(String, String, String)>,
    /// Dated addenda: when and who, the words.
    pub addenda: Vec<(String, String)>,
    /// Something of Part 2 is shown: the notice belongs under it.
    pub notice: Option<String>,
    /// What an Individual looks at besides the families; none for other kinds.
    pub board: Option<Box<Board>>,
}

/// A step.
#[derive(Clone, Debug)]
pub struct WalkStep {
    /// Its key.
    pub key: String,
    /// What stands above it.
    pub title: String,
    /// What stands on the screen.
    pub panel: Panel,
    /// Minutes planned.
    pub minutes: i64,
    /// The function of supervision.
    pub function: Function,
    /// Questions that help.
    pub prompts: Vec<String>,
    /// What the sites' reports say under the step's heading, where it is one of the report.
    pub reports: Vec<StepReport>,
    /// Seconds spent.
    pub seconds: i64,
    /// Somebody said it is done.
    pub done: bool,
    /// The step's yes or no.
    pub answer: Option<bool>,
}

/// What a site's report says under the heading of a step.
#[derive(Clone, Debug)]
pub struct StepReport {
    /// Which site and month, and how far its report is.
    pub title: String,
    /// By what the rows behind its figures are asked for.
    pub of: MonthOf,
    /// The main figures under the heading.
    pub figures: Vec<Figure>,
    /// Both teams' words, the challenges, the successes.
    pub lines: Vec<String>,
}

/// What a meeting was by its attendance.
#[derive(Clone, Debug)]
pub struct WalkVerdict {
    /// The key of the pair's row; none for the meeting as a whole.
    pub row: Option<i64>,
    /// Of whom this is said: `Lee + Brooks`.
    pub of: String,
    /// The verdict in a sentence.
    pub sentence: String,
    /// It counts as what it is held as.
    pub counts: bool,
    /// As what it can be held instead: key and label.
    pub offer: Option<(String, String)>,
    /// As what it was decided to be held: key and label.
    pub held_as: Option<(String, String)>,
    /// Why the planned one is missed.
    pub reason: String,
}

/// Somebody on the list.
#[derive(Clone, Debug)]
pub struct WalkPerson {
    /// The row's key.
    pub row: i64,
    /// The member of the staff; none for a guest.
    pub staff: Option<StaffId>,
    /// The name.
    pub name: String,
    /// The name as said aloud.
    pub short: String,
    /// The role.
    pub role: Role,
    /// How they took part.
    pub attendance: Option<Attendance>,
    /// Minutes late.
    pub late: Option<u32>,
    /// Minutes left early.
    pub left_early: Option<u32>,
    /// The supervisor they stand in for.
    pub deputy_for: Option<StaffId>,
    /// For whom they are deputy on that day.
    pub may_deputise: Vec<Person>,
}

/// An item that was carried in.
#[derive(Clone, Debug)]
pub struct CarriedItem {
    /// Its number.
    pub id: ItemId,
    /// What is to be done.
    pub description: String,
    /// Whose it is.
    pub owner: Person,
    /// When it is due.
    pub due_on: NaiveDate,
    /// How that stands.
    pub standing: Standing,
    /// The family.
    pub family: Option<FamilyId>,
    /// Days since it was born.
    pub age_days: i64,
    /// How many meetings carried it before this one.
    pub carries: i64,
    /// Carried so often that both supervisors look at it.
    pub escalated: bool,
    /// Why it cannot go on; empty where nothing stops it.
    pub blocked: String,
    /// What was answered.
    pub answer: CarryAnswer,
}

/// What a meeting says of an item that was carried into it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CarryAnswer {
    /// What became of it.
    pub outcome: Option<CarryOutcome>,
    /// Somebody saw that it is so.
    pub verified: Option<bool>,
    /// Why it was cancelled; empty for any other outcome.
    pub reason: String,
}

/// A field that somebody fills in: of a family's review, or a note of a step.
#[derive(Clone, Debug)]
pub struct WalkField {
    /// The case field's key, or the step's key.
    pub key: String,
    /// What stands before it.
    pub label: String,
    /// How it is answered.
    pub kind: FieldKind,
    /// Who writes it.
    pub side: FieldSide,
    /// Part 2 data: keep to the consent.
    pub part2: bool,
    /// Questions that help.
    pub prompts: Vec<String>,
    /// For a note: whose words these are.
    pub author: Option<Person>,
    /// For a note: the words, gated for the viewer.
    pub body: Part2<String>,
    /// For a note: its row version; 0 where there is none, or none that may be seen.
    pub version: i64,
    /// Why the viewer cannot write it now; none: they can.
    pub refused: Option<String>,
}

/// What a worker has documented.
#[derive(Clone, Debug)]
pub struct DocumentationPoint {
    /// The worker.
    pub person: Person,
    /// IW or RC.
    pub role: Role,
    /// Services of the last 31 days.
    pub services: i64,
    /// Of these, documented.
    pub documented: i64,
    /// Days that the oldest undocumented one waits.
    pub oldest_days: Option<i64>,
    /// How that stands.
    pub standing: Standing,
    /// What is open: not documented, late, due and not logged, findings of the rules.
    pub points: Vec<PointRow>,
}

/// An item that was born here.
#[derive(Clone, Debug)]
pub struct BornItem {
    /// Its number.
    pub id: ItemId,
    /// What is to be done.
    pub description: String,
    /// Whose it is.
    pub owner: Person,
    /// When it is due.
    pub due_on: NaiveDate,
    /// The family.
    pub family: Option<FamilyId>,
    /// How soon.
    pub priority: Priority,
}

/// When the next one is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextDate {
    /// The latest day by the cadence, moved to a working day; none where there is no cadence.
    pub proposed: Option<NaiveDate>,
    /// The hour at which they meet, where one was set.
    pub at: Option<NaiveTime>,
    /// What was chosen.
    pub chosen: Option<NaiveDateTime>,
    /// The meeting that was made of it, after the close.
    pub meeting: Option<MeetingId>,
    /// One that was planned before, for a later day.
    pub planned: Option<(MeetingId, NaiveDate)>,
}

/// A signature that is needed.
#[derive(Clone, Debug)]
pub struct WalkSignature {
    /// The role that has to sign.
    pub role: Role,
    /// Who can sign in that role, the person of the list first.
    pub who: Vec<Person>,
    /// Who signed: `Dana Ortiz, 24 Nov 2026 11:21`.
    pub signed: Option<String>,
    /// Why it cannot be signed here and now; none: it can.
    pub refused: Option<String>,
}

/// The place of words in a meeting: the family, the field, the author.
///
/// Unsaved text is kept under it with the version it was typed over, `Request::Draft { entity: "meeting", field:
/// "191:safety:1@3", … }`, so that a draft of yesterday never takes the place of what was written since. Saving the
/// note forgets its drafts.
pub fn draft_field(family: Option<FamilyId>, field: &str, author: StaffId) -> String {
    match family {
        Some(family) => format!("{}:{field}:{}", family.0, author.0),
        None => format!("{field}:{}", author.0),
    }
}
