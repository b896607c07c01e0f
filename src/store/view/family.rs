//! A family's page: who they are, how the children are, and its life, newest first.

use super::caseload::{FamilyRow, ItemRow};
use super::{Explain, Standing};
use crate::domain::consent::{Category, ConsentState};
use crate::domain::family::{MemberKind, Risk};
use crate::domain::sealed::Part2;
use crate::domain::{ConsentId, MemberId};
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
    /// Milestones, the next first.
    pub milestones: Vec<(String, Standing)>,
    /// Open action items.
    pub items: Vec<ItemRow>,
    /// Its life, newest first.
    pub life: Vec<LifeRow>,
    /// The family's version, for editing.
    pub version: i64,
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

/// Something that happened in a family's life.
#[derive(Clone, Debug)]
pub struct LifeRow {
    /// When.
    pub on: NaiveDate,
    /// What sort: `contact`, `meeting`, `assignment`, `consent`, `milestone`, …
    pub sort: &'static str,
    /// What, in words; gated where it is Part 2.
    pub what: Part2<String>,
    /// Who.
    pub who: String,
}
