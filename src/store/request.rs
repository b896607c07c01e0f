//! What screens ask of the store: use cases, not tables.

use super::view::account::{AccountAsk, AccountReply};
use super::view::assign::{AssignAsk, AssignReply};
use super::view::audit::{AuditAsk, AuditPage};
use super::view::caseload::{Caseload, ItemRow, ListFilter, Meetings, ReferralRow, Staffing};
use super::view::consent::{ConsentAsk, ConsentChange, ConsentReply};
use super::view::document::{DocumentAsk, DocumentReply};
use super::view::export::{ExportAsk, ExportReply};
use super::view::family::change::FamilyChange;
use super::view::family::{FamilyPage, RecordAsk, RecordReply};
use super::view::fidelity::Fidelity;
use super::view::find::{FindAsk, FoundKind};
use super::view::form::{
    AssignForm, Choice, Choices, ConsentForm, ContactForm, EndForm, FamilyForm, FindingForm, ItemForm,
    MemberForm, StaffForm,
};
use super::view::item::{ItemAsk, ItemChange, ItemPage};
use super::view::list::{ListAsk, ListReply};
use super::view::meeting::MeetingNote;
use super::view::month::{MonthAsk, MonthReply};
use super::view::prepare::{PointForm, PrepareAsk, PrepareReply};
use super::view::referral::{ReferralAsk, ReferralForm, ReferralReply};
use super::view::report::{ReportAsk, ReportReply};
use super::view::schedule::{ScheduleAsk, ScheduleReply};
use super::view::services::{ServiceChange, ServicesAsk, ServicesReply};
use super::view::staffing::{StaffAsk, StaffChange, StaffReply};
use super::view::today::Today;
use super::view::travel::{TravelAsk, TravelChange, TravelMonth};
use super::view::trends::{Trends, TrendsAsk};
use super::view::undo::{UndoAsk, UndoPlan};
use super::view::walk::{WalkAsk, WalkReply};
use super::write::OpId;
use crate::domain::access::Viewer;
use crate::domain::action_item::ItemStatus;
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId};

/// The most days of services that are looked at from one state of the file.
const A_QUARTER: i64 = 92;

/// A use case.
#[derive(Clone, Debug)]
pub enum Request {
    /// Who may sign in here.
    SignInChoices,
    /// Signs somebody in; on a demo file without a passphrase.
    SignIn {
        /// Who.
        staff: StaffId,
        /// Their passphrase.
        passphrase: String,
    },
    /// Signs somebody in with a passphrase of their own, in place of the one that was given to them.
    SignInFirst {
        /// The operation.
        op: OpId,
        /// Who.
        staff: StaffId,
        /// The one that somebody else chose.
        given: String,
        /// Their own.
        own: String,
    },
    /// Checks the passphrase of the person who is signed in, after a lock.
    Unlock {
        /// Their passphrase.
        passphrase: String,
    },
    /// Signs out.
    SignOut,
    /// Accounts besides signing in.
    Account(AccountAsk),
    /// The audit trail.
    Audit(AuditAsk),
    /// The Today screen; remembers that it was shown.
    Today,
    /// The Caseload screen.
    Caseload,
    /// The Referrals list.
    Referrals(ListFilter),
    /// The Staffing list.
    Staffing,
    /// The Meetings list.
    Meetings,
    /// The action items.
    Items(ListFilter),
    /// Whether the programme keeps its own model.
    Fidelity,
    /// A family's page.
    Family(FamilyId),
    /// A part of a family's life, or the history of a record.
    Record(RecordAsk),
    /// A held meeting's note.
    Meeting(MeetingId),
    /// A held meeting's note, to be written to a file or printed.
    Document(DocumentAsk),
    /// What forms offer, for a family where there is one.
    Choices(Option<FamilyId>),
    /// What the palette offers for what is typed.
    Find(String),
    /// What is found by words or a number; answered as [`Reply::Found`].
    Search(FindAsk),
    /// Saves a form, once per operation.
    Save(OpId, Form),
    /// Moves an action item on; `verified` only when somebody said so.
    ItemStatus {
        /// The operation.
        op: OpId,
        /// The item.
        item: ItemId,
        /// The version that was read.
        version: i64,
        /// Where it stands now.
        status: ItemStatus,
        /// The supervisor checked it.
        verified: bool,
    },
    /// An action item's page, and where it stands.
    Item(ItemAsk),
    /// Anything of a referral.
    Referral(ReferralAsk),
    /// Services, looked at before anybody else does.
    Services(ServicesAsk),
    /// A month's travel.
    Travel(TravelAsk),
    /// Anything of a meeting that is being walked.
    Walk(WalkAsk),
    /// The figures of a site's month, or the rows behind one.
    Month(MonthAsk),
    /// A site's figures over the months.
    Trends(TrendsAsk),
    /// The report of a site's month, as its two teams prepare it.
    Report(ReportAsk),
    /// When meetings are: what is ahead, moved, missed, written to a calendar.
    Schedule(ScheduleAsk),
    /// What is put down for a meeting, and its agenda.
    Prepare(PrepareAsk),
    /// Assigning: who could have a family, what happens when somebody leaves.
    Assign(AssignAsk),
    /// Undoing what was done.
    Undo(UndoAsk),
    /// A person's, a post's or the agencies' page.
    Staff(StaffAsk),
    /// What every list needs besides its rows: saved filters, more rows, a file to write to.
    List(ListAsk),
    /// Consents, exceptions and disclosures; a paper is answered as [`Reply::Document`].
    Consent(ConsentAsk),
    /// What leaves for others: the file without identities, records as their import reads them.
    Export(ExportAsk),
    /// Keeps unsaved text.
    Draft {
        /// What it belongs to: `meeting`, `family`, …
        entity: String,
        /// Its key.
        id: i64,
        /// The field.
        field: String,
        /// The text; empty forgets the draft.
        body: String,
    },
    /// The unsaved texts of a record.
    Drafts {
        /// What they belong to.
        entity: String,
        /// Its key.
        id: i64,
    },
}

impl Request {
    /// Whether it is a question about the record, which is answered from one state of the file.
    ///
    /// What such a question writes down besides (a look, a disclosure) it writes after it has read.
    pub(super) fn only_reads(&self) -> bool {
        match self {
            // Nobody's saving waits until years of services are looked at.
            Self::Services(ServicesAsk::Check { from, to }) => (*to - *from).num_days() <= A_QUARTER,
            Self::Today
            | Self::Caseload
            | Self::Referrals(_)
            | Self::Staffing
            | Self::Meetings
            | Self::Fidelity
            | Self::Month(_)
            | Self::Trends(_)
            | Self::Report(ReportAsk::Page(_) | ReportAsk::Final(_))
            | Self::Travel(_)
            | Self::Staff(_)
            | Self::Services(_)
            | Self::Items(_)
            | Self::Item(ItemAsk::Page(_))
            | Self::Family(_)
            | Self::Record(_)
            | Self::Meeting(_)
            | Self::Choices(_)
            | Self::Find(_)
            | Self::Search(_)
            | Self::Drafts { .. }
            | Self::Walk(WalkAsk::Load(_))
            | Self::Schedule(ScheduleAsk::Ahead { .. })
            | Self::List(ListAsk::Past(..) | ListAsk::Decided(..) | ListAsk::Closed(..))
            | Self::Referral(ReferralAsk::Page(_) | ReferralAsk::Pipeline | ReferralAsk::Flow { .. }) => true,
            _ => false,
        }
    }
}

/// A form that is saved.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Assigns a worker.
    Assign(AssignForm),
    /// Ends an assignment.
    EndAssignment(EndForm),
    /// Logs a contact.
    Contact(ContactForm),
    /// Logs services, changes them, takes them back.
    Service(Box<ServiceChange>),
    /// Enters trips, changes them, takes them back.
    Travel(Box<TravelChange>),
    /// Records a consent.
    Consent(ConsentForm),
    /// Completes, ends or revokes a consent, opens or ends an exception.
    ConsentChange(Box<ConsentChange>),
    /// Adds staff.
    Staff(StaffForm),
    /// Opens a family.
    Family(FamilyForm),
    /// Adds a member.
    Member(MemberForm),
    /// Records a finding.
    Finding(FindingForm),
    /// Makes an action item.
    Item(ItemForm),
    /// Changes an action item.
    ItemChange(Box<ItemChange>),
    /// Sends a point to the next Co-Supervision.
    Point(PointForm),
    /// Changes anything about people, posts, agencies and sites.
    StaffChange(StaffChange),
    /// Enters or changes something of a family.
    Change(Box<FamilyChange>),
    /// Enters a referral or moves it along.
    Referral(Box<ReferralForm>),
}

/// The answer to a [`Request`].
#[derive(Clone, Debug)]
pub enum Reply {
    /// Who may sign in: name, role and site.
    SignInChoices(Vec<Choice>),
    /// Signed in, or unlocked.
    SignedIn(Viewer),
    /// The passphrase is right, but somebody else chose it: an own one is chosen first.
    ChooseFirst,
    /// Signed out.
    SignedOut,
    /// What was asked about accounts.
    Account(AccountReply),
    /// A page of the audit trail.
    Audit(Box<AuditPage>),
    /// The Today screen.
    Today(Box<Today>),
    /// The Caseload screen.
    Caseload(Box<Caseload>),
    /// The Referrals list.
    Referrals(Vec<ReferralRow>),
    /// The Staffing list.
    Staffing(Box<Staffing>),
    /// The Meetings list.
    Meetings(Box<Meetings>),
    /// The action items.
    Items(Vec<ItemRow>),
    /// An action item's page.
    Item(Box<ItemPage>),
    /// Whether the programme keeps its own model.
    Fidelity(Box<Fidelity>),
    /// A family's page.
    Family(Box<FamilyPage>),
    /// A part of a family's life, or the history of a record.
    Record(Box<RecordReply>),
    /// A held meeting's note.
    Meeting(Box<MeetingNote>),
    /// A document that was written, or is to be printed.
    Document(DocumentReply),
    /// What forms offer.
    Choices(Box<Choices>),
    /// What was found, by sort.
    Found(Vec<Found>),
    /// Saved: the key of what was saved, and a sentence that says so.
    Saved {
        /// The key.
        id: i64,
        /// `Brooks now has F-0197 (12 of 10)`.
        said: String,
    },
    /// The answer about a referral.
    Referral(Box<ReferralReply>),
    /// What was asked about services.
    Services(ServicesReply),
    /// A month's travel.
    Travel(Box<TravelMonth>),
    /// The answer of a walk.
    Walk(Box<WalkReply>),
    /// The figures of a site's month, or the rows behind one.
    Month(MonthReply),
    /// A site's figures over the months.
    Trends(Box<Trends>),
    /// The report of a site's month.
    Report(ReportReply),
    /// What was asked about when meetings are.
    Schedule(Box<ScheduleReply>),
    /// What is put down for a meeting, or its agenda.
    Prepare(Box<PrepareReply>),
    /// What was asked about assigning.
    Assign(AssignReply),
    /// What undoing would do.
    Undo(UndoPlan),
    /// A person's, a post's or the agencies' page.
    Staff(StaffReply),
    /// What every list needs besides its rows.
    List(ListReply),
    /// What was asked about consents and disclosures.
    Consent(Box<ConsentReply>),
    /// What left.
    Export(ExportReply),
    /// Unsaved texts: field, text, since when.
    Drafts(Vec<(String, String, String)>),
    /// Done; there is nothing to say.
    Done,
}

/// Something found by its name or number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What sort of record it is.
    pub kind: FoundKind,
    /// `F-0197`, `Lee`, `A-0456`.
    pub label: String,
    /// What it is.
    pub detail: String,
    /// Where it opens.
    pub open: super::view::Open,
    /// The family of whose treatment its words tell, where they do.
    pub treatment: Option<FamilyId>,
}
