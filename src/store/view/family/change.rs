//! What of a family is entered and changed: what its forms are made from, and what they hand in.

use super::super::form::MemberForm;
use crate::domain::consent::Cover;
use crate::domain::family::{MemberEnd, Phase, Risk, StepKind};
use crate::domain::sealed::Sealed;
use crate::domain::{FamilyId, MemberId, SiteId};
use crate::words;
use chrono::NaiveDate;

/// A row as it was read: its key, and the version that a change of it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The row's key.
    pub id: i64,
    /// The version that was read.
    pub version: i64,
}

/// A family as its forms begin with it.
#[derive(Clone, Debug)]
pub struct FamilyFile {
    /// The family's row.
    pub seen: Seen,
    /// The agency's case number.
    pub case_number: String,
    /// The supervisors' own short name.
    pub label: String,
    /// The site.
    pub site: SiteId,
    /// The last indicated report.
    pub last_indicated_on: Option<NaiveDate>,
    /// The last opening.
    pub opening: OpeningNow,
    /// The risk since when.
    pub risk: Option<(SpellNow, Risk)>,
    /// The enrolment that is open.
    pub enrolment: Option<SpellNow>,
    /// The members that still belong to it.
    pub members: Vec<(Seen, MemberForm)>,
    /// Its milestones.
    pub milestones: Vec<MilestoneNow>,
    /// What the treatment agency keeps; nothing for anybody else.
    pub treatment: Option<Sealed<TreatmentFile>>,
}

/// An opening as it stands.
#[derive(Clone, Debug)]
pub struct OpeningNow {
    /// The row.
    pub seen: Seen,
    /// Opened on.
    pub from_on: NaiveDate,
    /// The first day it is closed.
    pub to_on: Option<NaiveDate>,
    /// lists.toml: opening_basis.
    pub basis: String,
    /// Court-ordered, where it was answered.
    pub court_ordered: Option<bool>,
    /// Pending close since.
    pub pending_close_on: Option<NaiveDate>,
}

/// A spell as it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SpellNow {
    /// The row.
    pub seen: Seen,
    /// Since when.
    pub from_on: NaiveDate,
}

/// A milestone as it stands.
#[derive(Clone, Debug)]
pub struct MilestoneNow {
    /// The row.
    pub seen: Seen,
    /// lists.toml: milestone_kind.
    pub kind: String,
    /// Due on.
    pub due_on: Option<NaiveDate>,
    /// Completed on.
    pub completed_on: Option<NaiveDate>,
}

/// What the treatment agency keeps of a family: Part 2.
#[derive(Clone)]
pub struct TreatmentFile {
    /// The phase since when.
    pub phase: Option<(SpellNow, Phase)>,
    /// The treatment episodes that are open: whose, where, since when.
    pub episodes: Vec<EpisodeNow>,
    /// What the adults' consents cover, from when to when.
    pub covers: Vec<(MemberId, Cover)>,
}

/// A treatment episode that is open.
#[derive(Clone)]
pub struct EpisodeNow {
    /// The row.
    pub seen: Seen,
    /// Whose.
    pub member: MemberId,
    /// `M at Hope House, since 4 Oct`.
    pub label: String,
}

words! {
    /// What of a family holds in dated spells.
    Track {
        Risk = "risk" => "Risk",
        Phase = "phase" => "Phase",
        Enrolment = "enrolment" => "Enrolment",
    }
}

/// A change of a family.
#[derive(Clone, Debug, PartialEq)]
pub enum FamilyChange {
    /// Its facts and those of its last opening.
    Facts(FactsForm),
    /// A member's facts.
    Member(Seen, MemberForm),
    /// A member moved out, or was a wrong entry: from a day on.
    MemberEnds(FamilyId, Seen, NaiveDate, MemberEnd),
    /// The risk from a day on.
    Risk(FamilyId, NaiveDate, Risk),
    /// The phase from a day on.
    Phase(FamilyId, NaiveDate, Phase),
    /// The beginning of a spell is moved; the end of the one before moves along.
    Start(FamilyId, Track, Seen, NaiveDate),
    /// The family is enrolled from a day on.
    Enrol(FamilyId, NaiveDate),
    /// The enrolment ends.
    EnrolmentEnds(FamilyId, Seen, NaiveDate),
    /// A milestone: its kind, when it is due, when it was completed.
    Milestone(FamilyId, String, Option<NaiveDate>, Option<NaiveDate>),
    /// A milestone is due on another day, or completed.
    MilestoneChanges(FamilyId, Seen, Option<NaiveDate>, Option<NaiveDate>),
    /// A new report.
    Report(FamilyId, NaiveDate),
    /// A court hearing, past or to come.
    Hearing(FamilyId, NaiveDate),
    /// The family is pending close since a day, or no longer.
    PendingClose(FamilyId, Seen, Option<NaiveDate>),
    /// The family closes: the first day it is closed, and why (lists.toml: close_reason).
    Close(FamilyId, Seen, NaiveDate, String),
    /// The family comes back: the day, the basis, whether court-ordered.
    Reopen(FamilyId, NaiveDate, String, Option<bool>),
    /// A fact of treatment.
    Treatment(TreatmentForm),
}

/// The facts of a family and of its last opening.
#[derive(Clone, Debug, PartialEq)]
pub struct FactsForm {
    /// The family.
    pub family: FamilyId,
    /// The family's row.
    pub seen: Seen,
    /// The opening's row.
    pub opening: Seen,
    /// The agency's case number.
    pub case_number: String,
    /// The supervisors' own short name.
    pub label: String,
    /// The site.
    pub site: SiteId,
    /// Opened on.
    pub opened_on: NaiveDate,
    /// lists.toml: opening_basis.
    pub basis: String,
    /// Court-ordered, where it was answered.
    pub court_ordered: Option<bool>,
    /// The last indicated report.
    pub last_indicated_on: Option<NaiveDate>,
}

/// A fact of treatment about an adult: it needs a consent in force on its day, or stands elsewhere.
#[derive(Clone, PartialEq)]
pub struct TreatmentForm {
    /// The family.
    pub family: FamilyId,
    /// The adult.
    pub member: MemberId,
    /// The day of the fact; of a week, its Monday.
    pub on: NaiveDate,
    /// The fact.
    pub fact: Fact,
    /// Where the treatment agency keeps it, where there is no consent: nothing else of it is saved then.
    pub elsewhere: Option<String>,
}

impl std::fmt::Debug for TreatmentForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TreatmentForm({}, [sealed])", self.family)
    }
}

/// What is told of treatment.
#[derive(Clone, PartialEq)]
pub enum Fact {
    /// Admitted: where, and at which level of care.
    Admission {
        /// The provider.
        provider: String,
        /// lists.toml: level_of_care.
        level: String,
    },
    /// Discharged from an episode, and why (lists.toml: discharge_reason).
    Discharge(Seen, String),
    /// A week of an episode: sessions offered and attended.
    Week {
        /// The episode.
        episode: i64,
        /// Offered.
        offered: u32,
        /// Attended.
        attended: u32,
    },
    /// A return to use was reported.
    ReturnToUse,
    /// A step into treatment.
    Step(StepKind),
    /// A voucher was issued: for which kind of service, up to what.
    Voucher {
        /// lists.toml: service_kind.
        kind: String,
        /// Up to what it pays.
        cap: crate::domain::voucher::Cap,
    },
}

impl Fact {
    /// The category of consent that it needs.
    pub fn category(&self) -> crate::domain::consent::Category {
        use crate::domain::consent::Category;
        match self {
            Self::Admission { .. } | Self::Step(StepKind::Admission) => Category::LevelOfCare,
            Self::Discharge(..) => Category::Discharge,
            Self::Week { .. } => Category::Attendance,
            Self::ReturnToUse => Category::Progress,
            Self::Voucher { .. } => Category::Services,
            Self::Step(StepKind::Assessment) => Category::Assessment,
            Self::Step(StepKind::TreatmentReferral) => Category::Enrolment,
        }
    }
}
