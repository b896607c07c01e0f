//! The lists: caseload by worker and by pair, referrals, staffing, action items.

use super::{Explain, Mark, Open, Person, Standing};
use crate::domain::Word;
use crate::domain::action_item::{ItemStatus, Priority};
use crate::domain::dates::{moment, short};
use crate::domain::family::FamilyStatus;
use crate::domain::meeting::MeetingStatus;
use crate::domain::referral::ReferralStatus;
use crate::domain::sealed::Part2;
use crate::domain::staff::{EmploymentStatus, Recruitment, Role};
use crate::domain::{FamilyId, ItemId, MeetingId, ReferralId, StaffId};
use chrono::{NaiveDate, NaiveDateTime};
use std::sync::Arc;

/// A family in a list.
#[derive(Clone, Debug)]
pub struct FamilyRow {
    /// Its number.
    pub id: FamilyId,
    /// The agency's case number.
    pub case_number: String,
    /// The supervisors' own short name.
    pub label: String,
    /// The site's name.
    pub site: String,
    /// Open, pending close, closed.
    pub status: FamilyStatus,
    /// Days since it was opened.
    pub open_days: i64,
    /// Children, and infants among them.
    pub children: i64,
    /// Children under one year.
    pub infants: i64,
    /// The Intact Worker, where there is one.
    pub iw: Option<Person>,
    /// The Recovery Coordinator, where there is one.
    pub rc: Option<Person>,
    /// Without an Intact Worker, without the Recovery Coordinator it should have, or held by a supervisor.
    pub incomplete: bool,
    /// The supervisor who holds it until somebody is assigned, and the clock of that.
    pub held: Option<HeldBy>,
    /// In the recovery programme.
    pub enrolled: bool,
    /// An adult's consent to the child-welfare agency is in force today; never what it covers.
    pub consented: bool,
    /// The recovery phase, gated.
    pub phase: Part2<i64>,
    /// The child seen longest ago: the same for every viewer.
    pub child_seen: Standing,
    /// Days since it was discussed in any session.
    pub reviewed: Standing,
    /// The worst of all.
    pub mark: Mark,
}

/// A supervisor who holds a family for a while.
#[derive(Clone, Debug)]
pub struct HeldBy {
    /// Who.
    pub person: Person,
    /// How long, of how long it may be: `12 of 30 d`.
    pub clock: Standing,
    /// The rule with its days.
    pub explain: Explain,
}

/// A worker with their families.
#[derive(Clone, Debug)]
pub struct WorkerRow {
    /// The worker.
    pub person: Person,
    /// IW or RC.
    pub role: Role,
    /// Full-time equivalent today.
    pub fte: f64,
    /// Open families of capacity × FTE.
    pub open: i64,
    /// Capacity × FTE, rounded.
    pub capacity: i64,
    /// How the load stands.
    pub mark: Mark,
    /// The formula with its values.
    pub explain: Explain,
    /// The next or overdue Individual.
    pub individual: Standing,
    /// Their families, most pressing first; one family's row is the same under both its workers.
    pub families: Vec<Arc<FamilyRow>>,
}

/// A pair: an IW and an RC for as long as they share an open family.
#[derive(Clone, Debug)]
pub struct PairRow {
    /// The Intact Worker.
    pub iw: Person,
    /// The Recovery Coordinator.
    pub rc: Person,
    /// The families they share.
    pub families: Vec<Arc<FamilyRow>>,
    /// How their Co-Supervision stands.
    pub co_supervision: Standing,
    /// How their Joint stands.
    pub joint: Standing,
    /// The rule behind both.
    pub explain: Explain,
}

/// The Caseload screen.
#[derive(Clone, Debug, Default)]
pub struct Caseload {
    /// By worker: Intact Workers, then Recovery Coordinators.
    pub workers: Vec<WorkerRow>,
    /// By pair, the most overdue first.
    pub pairs: Vec<PairRow>,
    /// Open families without an IW, without an RC, or held by a supervisor.
    pub incomplete: Vec<Arc<FamilyRow>>,
}

/// The families of a [`Caseload`] without a full pair, by why; one that is held and lacks a worker stands in both.
#[derive(Clone, Debug, Default)]
pub struct Lacking {
    /// Held by a supervisor.
    pub held: Vec<Arc<FamilyRow>>,
    /// In the programme, and without a worker.
    pub incomplete: Vec<Arc<FamilyRow>>,
    /// Not in the programme, where no Recovery Coordinator is needed: no incomplete pair.
    pub outside: Vec<Arc<FamilyRow>>,
}

impl Caseload {
    /// The families without a full pair, by why.
    pub fn lacking(&self) -> Lacking {
        let held = self.incomplete.iter().filter(|family| family.held.is_some()).cloned().collect();
        let lacks = self.incomplete.iter().filter(|family| family.iw.is_none() || family.rc.is_none());
        let (incomplete, outside) = lacks.cloned().partition(|family| family.incomplete);
        Lacking { held, incomplete, outside }
    }
}

/// A referral in its list.
#[derive(Clone, Debug)]
pub struct ReferralRow {
    /// Its number.
    pub id: ReferralId,
    /// The day it came.
    pub received_on: NaiveDate,
    /// Where from, as people read it.
    pub source: String,
    /// The site's name.
    pub site: String,
    /// The county.
    pub county: String,
    /// The family, where there is one.
    pub family: Option<FamilyId>,
    /// Where it stands.
    pub status: ReferralStatus,
    /// The reason, where the outcome has one.
    pub reason: String,
    /// To whom it went.
    pub assigned_to: Option<Person>,
    /// Days it has waited, while pending.
    pub waits_days: Option<i64>,
    /// How that stands against the ageing thresholds.
    pub standing: Standing,
    /// The rule.
    pub explain: Explain,
}

/// A person on the Staffing list.
#[derive(Clone, Debug)]
pub struct StaffRow {
    /// Who.
    pub person: Person,
    /// What they are.
    pub role: Role,
    /// The employer.
    pub agency: String,
    /// The sites they work at today.
    pub sites: Vec<String>,
    /// FTE today.
    pub fte: f64,
    /// At work, on leave, …
    pub status: EmploymentStatus,
    /// Open families of capacity, for workers.
    pub load: Option<(i64, i64)>,
    /// The credential that ends first.
    pub credential: Option<(String, Standing)>,
    /// The last day employed before a separation that is known.
    pub leaves_on: Option<NaiveDate>,
}

/// A position nobody fills.
#[derive(Clone, Debug)]
pub struct VacancyRow {
    /// Its key.
    pub id: i64,
    /// What it is for.
    pub role: Role,
    /// Where.
    pub site: String,
    /// FTE.
    pub fte: f64,
    /// Vacant since.
    pub since: NaiveDate,
    /// Days vacant.
    pub days: i64,
    /// How far recruitment is.
    pub recruitment: Option<Recruitment>,
    /// Who covers.
    pub cover: Option<Person>,
}

/// The Staffing screen.
#[derive(Clone, Debug, Default)]
pub struct Staffing {
    /// Everybody, supervisors first.
    pub staff: Vec<StaffRow>,
    /// Positions nobody fills.
    pub vacancies: Vec<VacancyRow>,
}

/// An action item in its list.
#[derive(Clone, Debug)]
pub struct ItemRow {
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
    /// The family it is about.
    pub family: Option<FamilyId>,
    /// The category, as people read it.
    pub category: String,
    /// How soon it has to be done.
    pub priority: Priority,
    /// Open, done, …
    pub status: ItemStatus,
    /// The meeting it was born in.
    pub born: Option<MeetingId>,
    /// Days since it was born.
    pub age_days: i64,
    /// How many meetings carried it on.
    pub carries: i64,
    /// Somebody checked that it is done.
    pub verified: bool,
    /// Carried too often: both supervisors look at it.
    pub escalated: bool,
    /// The version that was read.
    pub version: i64,
}

/// A meeting in its list.
#[derive(Clone, Debug)]
pub struct MeetingRow {
    /// Its number, where it exists yet; a due meeting that nobody scheduled has none.
    pub id: Option<MeetingId>,
    /// The kind's label.
    pub kind: String,
    /// The kind's key.
    pub kind_key: String,
    /// `Lee + Brooks`, `Kim`, `F-0197`.
    pub about: String,
    /// The pair it is about, the first of several, Intact Worker first.
    pub pair: Option<(StaffId, StaffId)>,
    /// When, in words.
    pub when: String,
    /// The day it is sorted by.
    pub on: Option<NaiveDate>,
    /// `overdue 12 d`, `waiting for Sam's signature`, `signed`.
    pub standing: Standing,
    /// What its attendance made of it, once held.
    pub verdict: String,
    /// Where it stands, where it exists yet.
    pub status: Option<MeetingStatus>,
    /// Held, and somebody's signature is missing.
    pub unsigned: bool,
    /// A pair's sitting was held as another kind than planned.
    pub as_other: bool,
    /// What Enter does.
    pub open: Option<Open>,
    /// Why it stands so; [`MeetingRow::explain`] says it.
    pub why: MeetingWhy,
}

/// Why a meeting stands as it does.
#[derive(Clone, Debug)]
pub enum MeetingWhy {
    /// It is in the file.
    There {
        /// What holds for such a meeting.
        rule: &'static str,
        /// When it was planned to be, in the file's time zone.
        planned: Option<NaiveDateTime>,
        /// When it was held.
        held_on: Option<NaiveDate>,
        /// Why it was not, as people read it.
        reason: String,
    },
    /// It is due and not in the file.
    Due(Explain),
}

impl MeetingRow {
    /// Why it stands so, in words. They are made when somebody asks: a list has hundreds of rows.
    pub fn explain(&self, today: NaiveDate) -> Explain {
        let (rule, planned, held_on, reason) = match &self.why {
            MeetingWhy::Due(explain) => return explain.clone(),
            MeetingWhy::There { rule, planned, held_on, reason } => (rule, *planned, *held_on, reason),
        };
        let values = [
            ("status", self.status.map(|status| status.label().to_owned())),
            ("scheduled", planned.map(|at| moment(at, today))),
            ("held", held_on.map(|on| short(on, today))),
            ("reason", Some(reason.clone()).filter(|reason| !reason.is_empty())),
        ];
        let told = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Explain {
            title: format!("{}, {}", self.kind, self.about),
            rule: (*rule).to_owned(),
            basis: format!("setting: meetings.toml, kind.{}", self.kind_key),
            rows: told.collect(),
        }
    }
}

/// The Meetings screen.
#[derive(Clone, Debug, Default)]
pub struct Meetings {
    /// In progress, waiting for signatures, overdue, scheduled: what is ahead.
    pub ahead: Vec<MeetingRow>,
    /// Held, missed, cancelled: newest first, as far as they are loaded.
    pub past: Vec<MeetingRow>,
    /// Where the past goes on; none where all of it is here.
    pub next: Option<PastPlace>,
}

/// A place among the meetings of the past: the day of the last one that is loaded, and its number.
pub type PastPlace = (NaiveDate, MeetingId);

/// Which worker's or which rows a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// Closed rows, too.
    pub closed: bool,
    /// Only this worker's or owner's.
    pub staff: Option<StaffId>,
}
