//! A family's page: who they are, how the children are, and its life, newest first.

pub mod change;

use super::caseload::{FamilyRow, ItemRow};
use super::consent::Exception;
use super::history::{History, Record};
use super::{Explain, Open, Standing};
use crate::domain::consent::{Category, ConsentState};
use crate::domain::family::{MemberKind, Risk};
use crate::domain::sealed::Part2;
use crate::domain::{ConsentId, FamilyId, MemberId};
use crate::words;
use chrono::NaiveDate;

/// Everything on a family's page, gated for the viewer.
#[derive(Clone, Debug)]
pub struct FamilyPage {
    /// What the lists show of it.
    pub row: FamilyRow,
    /// The day it was opened.
    pub opened_on: NaiveDate,
    /// The basis of the opening, as people read it.
    pub basis: String,
    /// The assessed risk.
    pub risk: Option<Risk>,
    /// The last safety finding, in words.
    pub finding: String,
    /// The members, children first, infants before them.
    pub members: Vec<MemberRow>,
    /// Level of care, attendance and the like, one line per adult, gated.
    pub recovery: Vec<RecoveryLine>,
    /// Exceptions that open treatment information without a consent today.
    pub exceptions: Vec<Exception>,
    /// Whom to ask for what is withheld here; empty where nothing is.
    pub ask: String,
    /// Vouchers that run, or ended lately.
    pub vouchers: Vec<VoucherRow>,
    /// Milestones, the next first: key, name, how it stands.
    pub milestones: Vec<(i64, String, Standing)>,
    /// Open action items.
    pub items: Vec<ItemRow>,
    /// The newest of its life.
    pub life: Life,
    /// The first day it is closed, and why; none while it is open.
    pub closed: Option<(NaiveDate, String)>,
    /// Whether a treatment episode is open, as far as the viewer keeps those.
    pub in_treatment: bool,
}

/// A member of a family.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// The key.
    pub id: MemberId,
    /// Adult or child.
    pub kind: MemberKind,
    /// Initials or alias.
    pub alias: String,
    /// `4 y`, `7 m`, or empty when no birth year is known.
    pub age: String,
    /// Under one year.
    pub infant: bool,
    /// In the recovery programme.
    pub participant: bool,
    /// A child's last in-person contact with the IW.
    pub seen: Option<Standing>,
    /// Who saw the child then: `21 Oct, Lee`.
    pub seen_by: String,
    /// The rule.
    pub explain: Explain,
    /// An adult's consents, newest first.
    pub consents: Vec<ConsentRow>,
}

/// A consent of an adult.
#[derive(Clone, Debug)]
pub struct ConsentRow {
    /// The key.
    pub id: ConsentId,
    /// What it is worth today.
    pub state: ConsentState,
    /// What it covers.
    pub categories: Vec<Category>,
    /// Signed on.
    pub signed_on: Option<NaiveDate>,
    /// Ends on.
    pub expires_on: Option<NaiveDate>,
    /// What is missing, when it is defective.
    pub missing: Vec<String>,
}

/// A voucher of an adult.
#[derive(Clone, Debug)]
pub struct VoucherRow {
    /// Whose.
    pub member: MemberId,
    /// Alias.
    pub alias: String,
    /// What it is for and how it stands, or why that is withheld.
    pub line: Part2<VoucherLine>,
}

/// What a voucher is for, and how it stands.
#[derive(Clone, Debug)]
pub struct VoucherLine {
    /// `Transportation · $140 of $250 left · issued 1 Sep`.
    pub what: String,
    /// `ends in 6 d`, `used up`.
    pub standing: Standing,
}

/// What is known of an adult's treatment.
#[derive(Clone, Debug)]
pub struct RecoveryLine {
    /// Whose.
    pub member: MemberId,
    /// Alias.
    pub alias: String,
    /// `attending 3 of 4 this month · level 2.1`, or why it is withheld.
    pub line: Part2<String>,
    /// `consent to 2 Mar 2027`, or what is missing.
    pub consent: String,
}

words! {
    /// Which part of a family's life is shown.
    LifeKind {
        All = "all" => "All",
        Safety = "safety" => "Child safety",
        Recovery = "recovery" => "Recovery",
        Meetings = "meetings" => "Meetings",
        People = "people" => "People",
        Items = "items" => "Action items",
    }
}

/// A part of a family's life, newest first.
#[derive(Clone, Debug)]
pub struct Life {
    /// What of it is shown.
    pub kind: LifeKind,
    /// What happened.
    pub rows: Vec<LifeRow>,
    /// Where the next page begins, where there is one.
    pub next: Option<LifeKey>,
}

/// The place of something in a family's life: its day, its table, its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LifeKey {
    /// The day.
    pub on: NaiveDate,
    /// Which table, counted in the order in which they stand on one day.
    pub arm: i64,
    /// The row.
    pub id: i64,
}

/// Something that happened in a family's life.
#[derive(Clone, Debug)]
pub struct LifeRow {
    /// Its place.
    pub key: LifeKey,
    /// When.
    pub on: NaiveDate,
    /// What sort: `contact`, `meeting`, `assignment`, `consent`, `milestone`, …
    pub sort: &'static str,
    /// What, in words; gated where it is Part 2.
    pub what: Part2<String>,
    /// Who.
    pub who: String,
    /// Where it opens, where it has a page.
    pub open: Option<Open>,
}

/// What is asked about one family or record, and changed in it.
#[derive(Clone, Debug)]
pub enum RecordAsk {
    /// A part of a family's life, so many rows from a place on.
    Life(FamilyId, LifeKind, Option<LifeKey>, u32),
    /// A record's history, from before an event on.
    History(Record, Option<i64>),
}

/// The answer to a [`RecordAsk`].
#[derive(Clone, Debug)]
pub enum RecordReply {
    /// A part of a life.
    Life(Life),
    /// A part of a history.
    History(History),
}
