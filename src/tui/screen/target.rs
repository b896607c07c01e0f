//! Where one can go: every row and figure opens the place where it is mended.

use super::ReferralJob;
use super::form::staffing::StaffSheet;
use super::form::{ConsentSheet, Entry, ServiceSeed};
use crate::domain::meeting::About;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ItemId, MeetingId, MemberId, ReferralId, StaffId};
use crate::store::view::history::Record;
use crate::store::view::item::ItemTerms;
use crate::store::view::prepare::PointAbout;
use crate::store::view::travel::TripForm;
use crate::words;

words! {
    /// A screen that has a key of its own.
    Tab {
        Today = "today" => "Today",
        Caseload = "caseload" => "Caseload",
        Referrals = "referrals" => "Referrals",
        Staffing = "staffing" => "Staffing",
        Meetings = "meetings" => "Meetings",
        Actions = "actions" => "Actions",
        Report = "report" => "Report",
    }
}

/// Where one can go.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// One of the screens.
    Tab(Tab),
    /// A family's page.
    Family(FamilyId),
    /// A family's page, at what was found or reported on a day.
    FamilyOn(FamilyId, chrono::NaiveDate),
    /// Whether the meetings of the model were held, and which families were discussed.
    Fidelity,
    /// The report's figures over the months.
    Trends,
    /// A month's report as it leaves the file.
    ReportPreview(crate::store::view::report::ReportOf),
    /// A figure of a month's report: its definition, and the rows behind it.
    Figure(crate::store::view::month::MonthOf, String),
    /// A referral's page.
    Referral(ReferralId),
    /// A meeting: resumed when in progress, shown when held, started when scheduled.
    Meeting(MeetingId),
    /// The agenda of a meeting to come.
    Agenda(MeetingId),
    /// An action item's page.
    Item(ItemId),
    /// A worker's families.
    Worker(StaffId),
    /// What happens when a worker leaves; who it is, is asked where there is nobody.
    Leaving(Option<StaffId>),
    /// A person's page.
    Person(StaffId),
    /// An authorised post's page.
    Post(i64),
    /// What is open in the log of services, of everybody or of one worker.
    Services(Option<StaffId>),
    /// The grid of a worker's week.
    Week(StaffId),
    /// The month's travel, of everybody or of one Recovery Coordinator.
    Travel(Option<StaffId>),
    /// The weeks ahead.
    Calendar,
    /// Agencies, sites, supervisors, posts.
    Agencies,
    /// The start of a meeting, proposed for this kind and what it is about.
    StartMeeting {
        /// A key of meetings.toml; the most overdue where there is none.
        kind: Option<String>,
        /// What it is about; the most overdue where there is nothing.
        about: Vec<About>,
    },
    /// The recording of a meeting that was held earlier.
    RecordMeeting,
    /// The history of a record.
    History(Record),
    /// The consents of a family's adults, with the cursor on one of them.
    Consents(FamilyId, Option<MemberId>),
    /// To whom an adult's treatment information was disclosed.
    Disclosures(MemberId),
    /// The audit trail.
    Audit,
    /// The page on which anything is found.
    Find,
    /// The page on which files are brought in.
    Import,
    /// A form.
    Form(FormKind),
}

/// The small forms.
#[derive(Clone, Debug, PartialEq)]
pub enum FormKind {
    /// Assigns a worker of a role to a family; which role is asked where there is none.
    Assign(FamilyId, Option<Role>),
    /// Assigns a Recovery Coordinator to the family of a referral.
    AssignReferral(ReferralId),
    /// Enters a referral or moves it along.
    Referral(ReferralJob),
    /// Logs a contact or service.
    Contact(Option<FamilyId>),
    /// Logs a service with what its kind requires, or changes one.
    Service(ServiceSeed),
    /// Enters a trip, or changes one.
    Trip(Option<StaffId>, Option<Box<TripForm>>),
    /// Enters a week of trips that begins on a Monday.
    TripWeek(Option<StaffId>, chrono::NaiveDate),
    /// Makes an action item of an open point of the log.
    ServiceItem {
        /// The family.
        family: FamilyId,
        /// Whose it is to be.
        owner: StaffId,
        /// What is to be done.
        what: String,
    },
    /// Records a consent of an adult.
    Consent(FamilyId, Option<MemberId>),
    /// Completes, renews, revokes or ends a consent, or opens an exception.
    ConsentChange(Box<ConsentSheet>),
    /// Makes an action item of a consent that ends.
    ConsentItem(FamilyId, String),
    /// Records a safety finding.
    Finding(FamilyId),
    /// Enters or changes something of a family.
    Entry(FamilyId, Entry),
    /// Opens a family.
    Family,
    /// Adds a member to a family.
    Member(FamilyId),
    /// Adds a person to the staff.
    Staff,
    /// Changes anything about staff, posts, agencies and sites.
    Staffing(Box<StaffSheet>),
    /// Sends a point about a family or a pair to the next Co-Supervision.
    Point(PointAbout, PointFrom),
    /// Makes an action item, perhaps about a family.
    Item(Option<FamilyId>),
    /// Changes what an action item says, as it was read.
    ChangeItem(ItemId, Box<ItemTerms>),
}

/// What a point for the next Co-Supervision comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointFrom {
    /// The action item.
    pub item: Option<ItemId>,
    /// Its first words, which can be changed.
    pub words: String,
    /// The words come from a place for treatment information: whom they tell of is ticked until somebody says otherwise.
    pub treatment: bool,
    /// How the pair is called that it is about: `Lee + Brooks`; empty where it is about a family.
    pub pair: String,
}
