//! People, posts, agencies and sites as their pages show them, and what is asked and changed there.

mod change;

pub use change::{StaffChange, Successors};

use super::charge::AgencyYear;
use super::form::Choice;
use super::travel::CoordinatorMonth;
use super::{Explain, Mark, Person, Standing};
use crate::domain::staff::{AgencyKind, EmploymentStatus, Recruitment, Role, Setting};
use crate::domain::{FamilyId, ItemId, MeetingId, SiteId, StaffId};
use chrono::NaiveDate;

/// What is asked about staffing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffAsk {
    /// A person's page.
    Person(StaffId),
    /// An authorised post's page.
    Post(i64),
    /// Agencies, sites, posts, and who stands in for whom.
    Places,
}

/// The answer to a [`StaffAsk`].
#[derive(Clone, Debug)]
pub enum StaffReply {
    /// A person's page.
    Person(Box<PersonPage>),
    /// A post's page.
    Post(Box<PostPage>),
    /// Agencies, sites, posts, supervisors.
    Places(Box<Places>),
}

/// A row that is changed: its key, and the version that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key.
    pub id: i64,
    /// The version.
    pub version: i64,
}

/// What an employment is, apart from its dates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// The share of full time.
    pub fte: f64,
    /// Families at full time; none: the setting.
    pub capacity: Option<u32>,
    /// At work, on leave, being introduced.
    pub status: EmploymentStatus,
    /// Who supervises.
    pub supervisor: Option<StaffId>,
}

/// A spell of employment.
#[derive(Clone, Debug)]
pub struct Employment {
    /// The row.
    pub row: Row,
    /// The first day.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub to: Option<NaiveDate>,
    /// What it is.
    pub terms: Terms,
    /// The supervisor's name as said aloud.
    pub supervisor: Option<String>,
}

/// Where a person works, with the share of time there.
#[derive(Clone, Debug)]
pub struct HostSite {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// From which day.
    pub from: NaiveDate,
    /// Until which day, exclusive.
    pub to: Option<NaiveDate>,
    /// The share of time.
    pub share: f64,
}

/// A family that a person holds.
#[derive(Clone, Debug)]
pub struct HeldFamily {
    /// The family.
    pub id: FamilyId,
    /// The supervisors' short name for it.
    pub label: String,
    /// Since when.
    pub since: NaiveDate,
    /// Held as a supervisor, for a while.
    pub as_supervisor: bool,
}

/// A kind of supervision, when it was last held and when it is next.
#[derive(Clone, Debug)]
pub struct Supervised {
    /// The kind's label.
    pub kind: String,
    /// The last one.
    pub last: Option<(MeetingId, NaiveDate)>,
    /// The next one that is scheduled.
    pub next: Option<(MeetingId, NaiveDate)>,
}

/// Something a person can show.
#[derive(Clone, Debug)]
pub struct CredentialRow {
    /// The row.
    pub row: Row,
    /// lists.toml: credential_kind.
    pub kind: String,
    /// As people read it.
    pub label: String,
    /// The day it was issued.
    pub issued_on: Option<NaiveDate>,
    /// The first day it no longer holds.
    pub expires_on: Option<NaiveDate>,
    /// How that stands.
    pub standing: Standing,
    /// Who saw the document, and when.
    pub validated: Option<(String, NaiveDate)>,
    /// What its end stops, where that is near; empty where it stops nothing.
    pub stops: String,
    /// A later one of the same kind has taken its place.
    pub renewed: bool,
}

/// A training.
#[derive(Clone, Debug)]
pub struct TrainingRow {
    /// Its key.
    pub id: i64,
    /// The day.
    pub on: NaiveDate,
    /// How many hours, in hundredths.
    pub hours: i64,
    /// What about.
    pub topic: String,
    /// What it cost, in cents.
    pub cost_cents: Option<i64>,
}

/// The year's training beside what the settings say.
#[derive(Clone, Debug, Default)]
pub struct TrainingYear {
    /// This year's trainings, newest first.
    pub rows: Vec<TrainingRow>,
    /// Hours this year, in hundredths.
    pub hours: i64,
    /// Hours a year.
    pub hours_wanted: i64,
    /// Spent this year, in cents.
    pub spent_cents: i64,
    /// What may be spent a year, in dollars; none for who has no allowance.
    pub allowance: Option<i64>,
}

/// A deputy's cover, seen from one of the two.
#[derive(Clone, Debug)]
pub struct CoverRow {
    /// The row.
    pub row: Row,
    /// Who is away.
    pub away: Person,
    /// Who stands in.
    pub deputy: Person,
    /// The first day.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub to: NaiveDate,
    /// Why.
    pub reason: String,
}

/// A meeting that a person attended.
#[derive(Clone, Debug)]
pub struct Attended {
    /// The meeting.
    pub id: MeetingId,
    /// The kind's label.
    pub kind: String,
    /// The day.
    pub on: NaiveDate,
    /// How: `Present`, `Absent`.
    pub how: String,
}

/// What a person who leaves still holds, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Open families, as a worker.
    pub families: i64,
    /// Families held as a supervisor.
    pub held: i64,
    /// Open action items.
    pub items: i64,
    /// Meetings with others that are scheduled from that day on.
    pub meetings: i64,
    /// Their own Individuals that are scheduled from that day on.
    pub individuals: i64,
    /// Posts they fill.
    pub posts: i64,
    /// Held meetings that wait for their signature.
    pub signatures: i64,
    /// People they supervise.
    pub people: i64,
    /// Supervisors for whom they are deputy, now or later.
    pub covers: i64,
}

impl Holdings {
    /// The parts that are not nothing: `9 open families`, `4 open items`.
    pub fn parts(&self) -> Vec<String> {
        let count = |n: i64, one: &str, many: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        [
            count(self.families, "open family", "open families"),
            count(self.held, "family held as supervisor", "families held as supervisor"),
            count(self.items, "open action item", "open action items"),
            count(self.meetings, "scheduled meeting", "scheduled meetings"),
            count(self.individuals, "Individual of their own", "Individuals of their own"),
            count(
                self.signatures,
                "meeting waiting for their signature",
                "meetings waiting for their signature",
            ),
            count(self.people, "person supervised", "people supervised"),
            count(self.covers, "cover as deputy", "covers as deputy"),
            count(self.posts, "post", "posts"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// Whether a supervisor can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Workers do not sign in.
    Nobody,
    /// They have no passphrase yet.
    Missing,
    /// They have one that somebody else chose.
    Given,
    /// They have one of their own.
    Ready,
}

/// A person's page.
#[derive(Clone, Debug)]
pub struct PersonPage {
    /// Who.
    pub person: Person,
    /// The row's version.
    pub version: i64,
    /// The e-mail address; empty where there is none.
    pub email: String,
    /// What they are.
    pub role: Role,
    /// Their employer.
    pub agency: String,
    /// The first day.
    pub hired_on: Option<NaiveDate>,
    /// The first day no longer employed.
    pub left_on: Option<NaiveDate>,
    /// Spells of employment, newest first.
    pub employment: Vec<Employment>,
    /// Where they work, newest first.
    pub sites: Vec<HostSite>,
    /// Open families, capacity, how that stands and why.
    pub load: Option<(i64, i64, Mark, Explain)>,
    /// Open families at the viewer's sites.
    pub families: Vec<HeldFamily>,
    /// Posts they fill today: key, words.
    pub posts: Vec<(i64, String)>,
    /// Supervision, by kind.
    pub supervision: Vec<Supervised>,
    /// What they can show, the first to end first.
    pub credentials: Vec<CredentialRow>,
    /// This year's training.
    pub training: TrainingYear,
    /// This month's miles to clients' homes, for a Recovery Coordinator.
    pub travel: Option<CoordinatorMonth>,
    /// Open action items: number, description, how it stands.
    pub items: Vec<(ItemId, String, Standing)>,
    /// The last meetings.
    pub meetings: Vec<Attended>,
    /// Covers from today on, and the last ones.
    pub covers: Vec<CoverRow>,
    /// What they would have to hand over.
    pub holdings: Holdings,
    /// Whether they can sign in.
    pub account: Account,
    /// Who else could stand in for them.
    pub deputies: Vec<Choice>,
    /// What was done to their record: when, what, by whom.
    pub history: Vec<(NaiveDate, String, String)>,
}

impl PersonPage {
    /// The spell of employment that holds on a day.
    pub fn at(&self, on: NaiveDate) -> Option<&Employment> {
        self.employment.iter().find(|spell| spell.from <= on && spell.to.is_none_or(|to| to > on))
    }
}

/// What an authorised post is.
#[derive(Clone, Debug, PartialEq)]
pub struct PostTerms {
    /// Where.
    pub site: SiteId,
    /// For which role.
    pub role: Role,
    /// The share of full time.
    pub fte: f64,
    /// Authorised from.
    pub from: NaiveDate,
    /// Authorised until, exclusive.
    pub to: Option<NaiveDate>,
    /// How far recruitment is.
    pub recruitment: Option<Recruitment>,
    /// Since when.
    pub recruitment_on: Option<NaiveDate>,
}

/// A spell of somebody in a post: filling it or covering it.
#[derive(Clone, Debug)]
pub struct PostSpell {
    /// Who.
    pub person: Person,
    /// The first day.
    pub from: NaiveDate,
    /// The first day it no longer holds.
    pub to: Option<NaiveDate>,
}

/// An authorised post.
#[derive(Clone, Debug)]
pub struct PostPage {
    /// The row.
    pub row: Row,
    /// What it is.
    pub terms: PostTerms,
    /// The site's name.
    pub site: String,
    /// The agency's name.
    pub agency: String,
    /// How it stands: filled by whom, or vacant since when.
    pub standing: Standing,
    /// Who filled it, newest first.
    pub fills: Vec<PostSpell>,
    /// Who covered it, newest first.
    pub covers: Vec<PostSpell>,
}

/// An agency.
#[derive(Clone, Debug)]
pub struct AgencyRow {
    /// The row.
    pub row: Row,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: AgencyKind,
}

/// A site.
#[derive(Clone, Debug)]
pub struct SiteRow {
    /// The row.
    pub row: Row,
    /// Its name.
    pub name: String,
    /// Its county; empty where it is not said.
    pub county: String,
    /// Rural, suburban, urban.
    pub setting: Option<Setting>,
    /// The child-welfare agency.
    pub intact: (i64, String),
    /// The treatment agency.
    pub treatment: (i64, String),
}

/// A supervisor of the partnership, and who stands in for them today.
#[derive(Clone, Debug)]
pub struct SupervisorRow {
    /// Who.
    pub person: Person,
    /// What they are.
    pub role: Role,
    /// Their sites.
    pub sites: String,
    /// Who stands in today, until when.
    pub deputy: Option<(Person, NaiveDate)>,
    /// Whether they can sign in.
    pub account: Account,
}

/// Agencies, sites, posts, and the partnership's supervisors.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Agencies.
    pub agencies: Vec<AgencyRow>,
    /// Sites.
    pub sites: Vec<SiteRow>,
    /// Supervisors of every site.
    pub supervisors: Vec<SupervisorRow>,
    /// This year's fee and training of each treatment agency.
    pub years: Vec<AgencyYear>,
    /// Authorised posts at the viewer's sites.
    pub posts: Vec<PostPage>,
}
