//! A referral: its page, its forms, the wait list, and how long referrals take.

use super::{Explain, Open, Person, Standing};
use crate::domain::consent::Category;
use crate::domain::referral::{Born, FirstContacts, Likeness, ReferralStatus, Sign};
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, MemberId, ReferralId, SiteId, StaffId};
use crate::words;
use chrono::NaiveDate;

/// What is asked of referrals.
#[derive(Clone, Debug)]
pub enum ReferralAsk {
    /// The page of one.
    Page(ReferralId),
    /// How long they take, and the wait list.
    Pipeline,
    /// What came and went between two days, both included.
    Flow {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// Those that a new one may be the same as.
    Alike(Box<Sign>),
}

/// The answer to a [`ReferralAsk`].
#[derive(Clone, Debug)]
pub enum ReferralReply {
    /// The page.
    Page(Box<ReferralPage>),
    /// How long they take, and the wait list.
    Pipeline(Pipeline),
    /// What came and went.
    Flow(Flow),
    /// Those that may be the same.
    Alike(Vec<Alike>),
}

/// What forms need to know of a referral.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferralBrief {
    /// Its number.
    pub id: ReferralId,
    /// The version that was read.
    pub version: i64,
    /// Where it stands.
    pub status: ReferralStatus,
    /// What was said when it came.
    pub entry: ReferralEntry,
    /// The Recovery Coordinator's first steps.
    pub contacts: FirstContacts,
    /// Who has the family as Recovery Coordinator today.
    pub coordinator: Option<Person>,
    /// The adults of its family.
    pub adults: Vec<(MemberId, String)>,
}

/// What is said when a referral comes, and may be corrected later.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferralEntry {
    /// The day it came.
    pub received_on: NaiveDate,
    /// lists.toml: referral_source.
    pub source: String,
    /// The site.
    pub site: SiteId,
    /// The county.
    pub county: String,
    /// The open family it is about.
    pub family: Option<FamilyId>,
    /// The agency's case number, where the family is not here yet.
    pub case_number: String,
    /// Initials or alias of the adult.
    pub alias: String,
    /// The adult's birth year.
    pub birth_year: Option<i32>,
    /// Who referred, where it is one of the staff.
    pub referred_by: Option<StaffId>,
    /// Why: both agencies see it, no treatment detail.
    pub reason: String,
    /// A concern about appropriateness.
    pub concern: String,
}

/// A form about a referral.
#[derive(Clone, Debug, PartialEq)]
pub enum ReferralForm {
    /// Enters a new one, or the one that reopens an earlier one.
    Enter {
        /// What is said.
        entry: ReferralEntry,
        /// The one it reopens.
        earlier: Option<ReferralId>,
    },
    /// Corrects what was said when it came.
    Edit {
        /// Which.
        id: ReferralId,
        /// The version that was read.
        version: i64,
        /// What is said.
        entry: ReferralEntry,
    },
    /// Takes a step of the pipeline, short of assigning.
    Step {
        /// Which.
        id: ReferralId,
        /// The version that was read.
        version: i64,
        /// Where to; from received, an outcome of the screening is the second of two steps.
        to: ReferralStatus,
        /// On which day.
        on: NaiveDate,
        /// A key of lists.toml for ineligible, declined, withdrawn and closed without contact; else words.
        reason: String,
    },
    /// The Recovery Coordinator's first attempt, contact and meeting.
    Contacts {
        /// Which.
        id: ReferralId,
        /// The version that was read.
        version: i64,
        /// The days.
        contacts: FirstContacts,
    },
    /// A step into treatment: of an adult under a consent, or documented elsewhere.
    Treatment {
        /// Which.
        id: ReferralId,
        /// The adult.
        member: MemberId,
        /// Which step.
        step: TreatmentStep,
        /// On which day.
        on: NaiveDate,
        /// Where the treatment agency's own record has it: needed where no consent covers it.
        reference: String,
    },
    /// Moves one up or down in the wait list.
    Move {
        /// Which.
        id: ReferralId,
        /// The version that was read.
        version: i64,
        /// To which place, from 1.
        place: i64,
        /// Why.
        reason: String,
    },
    /// Enrols the family with its Recovery Coordinator; opens it where it is not here yet.
    Accept(Box<AcceptForm>),
}

words! {
    /// A step into treatment.
    TreatmentStep {
        Assessment = "assessment" => "Assessment",
        Referral = "treatment_referral" => "Referral to treatment",
        Admission = "admission" => "Admission",
    }
}

impl TreatmentStep {
    /// The category of consent that covers it.
    pub fn category(self) -> Category {
        match self {
            Self::Assessment => Category::Assessment,
            Self::Referral => Category::Enrolment,
            Self::Admission => Category::LevelOfCare,
        }
    }
}

/// Accepts a referral.
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptForm {
    /// Which.
    pub id: ReferralId,
    /// The version that was read.
    pub version: i64,
    /// The first day of the enrolment, and of the assignment.
    pub on: NaiveDate,
    /// The Recovery Coordinator; none: the one who has the family stays.
    pub coordinator: Option<StaffId>,
    /// Why, compulsory over the hard cap.
    pub reason: String,
    /// The family to be opened, where it is not here yet.
    pub open: Option<OpenForm>,
}

/// The family that accepting opens; its site is the referral's.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenForm {
    /// The agency's case number.
    pub case_number: String,
    /// The supervisors' own short name.
    pub label: String,
    /// Opened on.
    pub opened_on: NaiveDate,
    /// lists.toml: opening_basis.
    pub basis: String,
    /// Court-ordered, where it was answered.
    pub court_ordered: Option<bool>,
    /// The Intact Worker.
    pub intact_worker: Option<StaffId>,
    /// Adults: initials or alias, year and month of birth.
    pub adults: Vec<(String, Option<Born>)>,
    /// Children: initials or alias, year and month of birth.
    pub children: Vec<(String, Option<Born>)>,
}

/// A referral that another may be the same as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Where it opens.
    pub open: Open,
    /// `R-0398`, `F-0197`.
    pub name: String,
    /// `same family, Assigned, received 12 Nov`.
    pub detail: String,
    /// Why it may be the same.
    pub why: Likeness,
}

/// Everything on a referral's page, gated for the viewer.
#[derive(Clone, Debug)]
pub struct ReferralPage {
    /// What its forms need.
    pub brief: ReferralBrief,
    /// The source, as people read it.
    pub source: String,
    /// The site's name.
    pub site: String,
    /// Who referred.
    pub referred_by: Option<Person>,
    /// To whom it went.
    pub assigned_to: Option<Person>,
    /// Since when it stands where it stands.
    pub since: NaiveDate,
    /// How long it has waited, or how it ended.
    pub standing: Standing,
    /// Whether the family's case is open today.
    pub family_open: bool,
    /// The family's enrolment, where it runs.
    pub enrolled_on: Option<NaiveDate>,
    /// Every step, oldest first.
    pub story: Vec<StoryRow>,
    /// The days that are counted, with the days since it was received.
    pub days: Vec<(&'static str, Option<NaiveDate>)>,
    /// Steps into treatment, gated: the adult, and what.
    pub treatment: Vec<(String, Part2<String>)>,
    /// The site's wait list in its order, while this one is on it.
    pub wait: Vec<WaitRow>,
    /// The one it reopens.
    pub earlier: Option<ReferralId>,
    /// The one that reopens it.
    pub later: Option<ReferralId>,
    /// The rule of the days.
    pub explain: Explain,
}

/// Something that happened to a referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryRow {
    /// When.
    pub on: NaiveDate,
    /// What: `Ineligible`.
    pub what: String,
    /// Why, where a reason was given.
    pub reason: String,
    /// Who entered it.
    pub who: String,
}

/// A referral on the wait list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitRow {
    /// Its place at its site, from 1.
    pub place: i64,
    /// Which.
    pub id: ReferralId,
    /// The site's name.
    pub site: String,
    /// Since when it is on the list.
    pub since: NaiveDate,
    /// How long it has waited since it was received.
    pub standing: Standing,
}

/// How long referrals take, how old the pending are, and the wait list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pipeline {
    /// Pending by age: up to amber, up to red, beyond.
    pub ageing: [i64; 3],
    /// The thresholds in force, in days: amber and red.
    pub limits: (i64, i64),
    /// Days between two steps: which, the median, of how many.
    pub medians: Vec<(&'static str, Option<f64>, usize)>,
    /// Over how many days the medians are taken.
    pub over_days: i64,
    /// The wait lists, site by site, in their order.
    pub wait: Vec<WaitRow>,
}

impl Pipeline {
    /// `3 up to 7 d · 1 up to 14 d · 0 beyond`.
    pub fn ageing_words(&self) -> String {
        let ([fresh, watched, late], (amber, red)) = (self.ageing, self.limits);
        format!("{fresh} up to {amber} d · {watched} up to {red} d · {late} beyond")
    }

    /// `to assign 3 d (12)`: the median and of how many, or that there is no data.
    pub fn median_words(&self) -> Vec<String> {
        let words = |(step, median, count): &(&str, Option<f64>, usize)| match median {
            Some(days) => format!("{step} {days} d ({count})"),
            None => format!("{step}: no data"),
        };
        self.medians.iter().map(words).collect()
    }
}

/// What came and went in a period: start + received = the five outcomes + end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    /// Pending as the first day begins.
    pub pending_start: i64,
    /// Received.
    pub received: i64,
    /// Enrolled.
    pub enrolled: i64,
    /// Declined.
    pub declined: i64,
    /// Ineligible.
    pub ineligible: i64,
    /// Withdrawn.
    pub withdrawn: i64,
    /// Closed without contact.
    pub closed_without_contact: i64,
    /// Pending as the last day ends.
    pub pending_end: i64,
}

impl Flow {
    /// Whether start + received = outcomes + end.
    pub fn balances(&self) -> bool {
        let ended =
            self.enrolled + self.declined + self.ineligible + self.withdrawn + self.closed_without_contact;
        self.pending_start + self.received == ended + self.pending_end
    }
}
