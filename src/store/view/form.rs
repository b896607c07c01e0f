//! What the small forms hand in, and the choices they offer.

use super::family::change::FamilyFile;
use super::item::ItemTerms;
use crate::domain::consent::{Category, Elements};
use crate::domain::family::{Finding, MemberKind, Risk};
use crate::domain::service::Mode;
use crate::domain::staff::Role;
use crate::domain::{ConsentId, FamilyId, MeetingId, MemberId, ReferralId, SiteId, StaffId};
use chrono::{NaiveDate, NaiveTime};

/// A choice in a picker: key, label, a detail that helps to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The row's key.
    pub id: i64,
    /// What is picked.
    pub label: String,
    /// What helps to choose: `IW · 9 of 10`.
    pub detail: String,
    /// Dim, and why.
    pub disabled: Option<String>,
}

/// The choices that forms need, all at once.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Sites in scope.
    pub sites: Vec<Choice>,
    /// Active staff in scope, of every role.
    pub staff: Vec<Choice>,
    /// Active Intact Workers with their load.
    pub intact_workers: Vec<Choice>,
    /// Active Recovery Coordinators with their load.
    pub coordinators: Vec<Choice>,
    /// Supervisors in scope.
    pub supervisors: Vec<Choice>,
    /// Open families in scope.
    pub families: Vec<Choice>,
    /// Agencies.
    pub agencies: Vec<Choice>,
    /// Members of the family the form is about, when it is about one.
    pub members: Vec<(Choice, MemberKind)>,
    /// The family the form is about as it stands.
    pub family: Option<Box<FamilyFile>>,
}

/// Assigns a worker to a family.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignForm {
    /// The family.
    pub family: FamilyId,
    /// The referral it answers, where it is one.
    pub referral: Option<ReferralId>,
    /// The worker.
    pub staff: StaffId,
    /// IW or RC.
    pub role: Role,
    /// Who was seen to have the family, or that nobody had it; none where nobody looked.
    pub instead_of: Option<Option<StaffId>>,
    /// From which day.
    pub from_on: NaiveDate,
    /// Why, compulsory over the hard cap.
    pub reason: String,
}

/// Ends an assignment without another one.
#[derive(Clone, Debug, PartialEq)]
pub struct EndForm {
    /// The family.
    pub family: FamilyId,
    /// IW or RC.
    pub role: Role,
    /// Who was seen to have the family, or that nobody had it; none where nobody looked.
    pub instead_of: Option<Option<StaffId>>,
    /// The first day without.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// Logs a contact or service.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactForm {
    /// The family.
    pub family: FamilyId,
    /// Who provided it.
    pub staff: StaffId,
    /// The day.
    pub on: NaiveDate,
    /// When it began.
    pub began: Option<NaiveTime>,
    /// How long, in minutes.
    pub minutes: Option<u32>,
    /// How.
    pub mode: Mode,
    /// Together with.
    pub joint_with: Option<StaffId>,
    /// The children who were seen.
    pub children: Vec<MemberId>,
    /// The day it was documented; none: not yet.
    pub documented_on: Option<NaiveDate>,
}

/// Records a consent: what is missing leaves it defective, and it says so.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsentForm {
    /// The adult.
    pub member: MemberId,
    /// The one it follows.
    pub renews: Option<ConsentId>,
    /// Name or class of the recipients.
    pub recipient: String,
    /// The other agencies that receive it.
    pub others: Vec<i64>,
    /// What it covers.
    pub categories: Vec<Category>,
    /// Why.
    pub purpose: String,
    /// The form states the right to revoke.
    pub right_to_revoke: bool,
    /// The signature was seen.
    pub signed: bool,
    /// Signed on.
    pub signed_on: Option<NaiveDate>,
    /// The first day it no longer holds.
    pub expires_on: Option<NaiveDate>,
    /// Or the event that ends it.
    pub expires_event: String,
}

impl ConsentForm {
    /// The elements that it states; who discloses is the treatment agency of the family's site.
    pub fn elements(&self) -> Elements {
        let said = |text: &str| !text.trim().is_empty();
        Elements {
            discloser: true,
            recipient_agency: true,
            recipient: said(&self.recipient),
            purpose: said(&self.purpose),
            right_to_revoke: self.right_to_revoke,
            signed: self.signed,
            signed_on: self.signed_on,
            expires_on: self.expires_on,
            expires_event: said(&self.expires_event),
            categories: self.categories.iter().map(|category| (*category, None)).collect(),
            ..Elements::default()
        }
    }
}

/// Adds a person to the staff.
#[derive(Clone, Debug, PartialEq)]
pub struct StaffForm {
    /// Full name.
    pub name: String,
    /// As said aloud.
    pub short: String,
    /// E-mail.
    pub email: String,
    /// Role.
    pub role: Role,
    /// The sites.
    pub sites: Vec<SiteId>,
    /// FTE.
    pub fte: f64,
    /// Capacity at 1.0 FTE; none: the setting.
    pub capacity: Option<u32>,
    /// Who supervises.
    pub supervisor: Option<StaffId>,
    /// First day.
    pub hired_on: NaiveDate,
    /// A supervisor's first passphrase.
    pub passphrase: Option<String>,
}

/// Opens a family.
#[derive(Clone, Debug, PartialEq)]
pub struct FamilyForm {
    /// The agency's case number.
    pub case_number: String,
    /// The supervisors' own short name.
    pub label: String,
    /// Site.
    pub site: SiteId,
    /// Opened on.
    pub opened_on: NaiveDate,
    /// lists.toml: opening_basis.
    pub basis: String,
    /// Court-ordered, where it was answered.
    pub court_ordered: Option<bool>,
    /// Risk, where it was assessed.
    pub risk: Option<Risk>,
    /// The first Intact Worker.
    pub intact_worker: Option<StaffId>,
    /// Enrolled in IFR from this day.
    pub enrolled_on: Option<NaiveDate>,
}

/// Adds a member to a family.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberForm {
    /// The family.
    pub family: FamilyId,
    /// Adult or child.
    pub kind: MemberKind,
    /// Initials or alias.
    pub alias: String,
    /// Birth year.
    pub birth_year: Option<i32>,
    /// Birth month.
    pub birth_month: Option<u32>,
    /// In the home.
    pub in_home: bool,
    /// An adult in the recovery programme.
    pub participant: bool,
    /// A substance-exposed infant.
    pub substance_exposed: bool,
}

/// Records a safety finding.
#[derive(Clone, Debug, PartialEq)]
pub struct FindingForm {
    /// The family.
    pub family: FamilyId,
    /// The day.
    pub on: NaiveDate,
    /// What was found.
    pub finding: Finding,
    /// When the plan is to be looked at again.
    pub review_due_on: Option<NaiveDate>,
}

/// Makes an action item.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemForm {
    /// What it says.
    pub terms: ItemTerms,
    /// Born in this meeting.
    pub meeting: Option<MeetingId>,
}
