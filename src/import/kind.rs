//! What a file of another system holds.

use super::columns::Shape;
use super::context::Context;
use super::row::{Done, Row};
use super::{
    assignments, consents, credentials, families, items, last_held, members, milestones, positions,
    referrals, services, staff, travel,
};
use crate::domain::Word;
use crate::store::Tx;
use crate::words;

/// What systems call the case number.
pub(super) const CASE_NUMBER: &[&str] =
    &["casenumber", "caseno", "caseid", "case", "familyid", "caseref", "familynumber", "sacwisid", "cycisid"];

/// What systems call a worker who carries a family.
pub(super) const WORKER: &[&str] = &[
    "assignedto",
    "assignedworker",
    "caseworker",
    "staff",
    "staffname",
    "workername",
    "workeremail",
    "employee",
];

/// What systems call a person on the staff.
pub(super) const STAFF: &[&str] = &[
    "worker",
    "staffname",
    "workername",
    "staffemail",
    "workeremail",
    "provider",
    "employee",
    "assignedworker",
    "caseworker",
    "coach",
];

words! {
    /// What a file holds; files of one run are taken in this order.
    Kind {
        Staff = "staff" => "staff",
        Family = "family" => "families",
        Member = "member" => "members",
        Assignment = "assignment" => "assignments",
        Position = "position" => "positions",
        Credential = "credential" => "credentials",
        Consent = "consent" => "consents",
        Referral = "referral" => "referrals",
        Service = "service" => "services",
        Travel = "travel" => "travel",
        Milestone = "milestone" => "milestones",
        Item = "item" => "action items",
        LastHeld = "last_held" => "last-held dates",
    }
}

impl Kind {
    /// Reads a kind as people write it: `family`, `families`, `last-held`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase().replace([' ', '-'], "_");
        let same = |kind: &Self| {
            text == kind.label().replace([' ', '-'], "_") || text.strip_suffix('s') == Some(kind.word())
        };
        Self::parse(&text).or(Self::ALL.iter().copied().find(same))
    }

    /// Its columns.
    pub(super) fn shape(self) -> &'static Shape {
        match self {
            Self::Staff => &staff::SHAPE,
            Self::Family => &families::SHAPE,
            Self::Member => &members::SHAPE,
            Self::Assignment => &assignments::SHAPE,
            Self::Position => &positions::SHAPE,
            Self::Credential => &credentials::SHAPE,
            Self::Consent => &consents::SHAPE,
            Self::Referral => &referrals::SHAPE,
            Self::Service => &services::SHAPE,
            Self::Travel => &travel::SHAPE,
            Self::Milestone => &milestones::SHAPE,
            Self::Item => &items::SHAPE,
            Self::LastHeld => &last_held::SHAPE,
        }
    }

    /// Takes one row of it.
    pub(super) fn take(
        self,
        tx: &mut Tx<'_>,
        context: &mut Context,
        row: &Row,
    ) -> crate::error::Result<Done> {
        match self {
            Self::Staff => staff::take(tx, context, row),
            Self::Family => families::take(tx, context, row),
            Self::Member => members::take(tx, context, row),
            Self::Assignment => assignments::take(tx, context, row),
            Self::Position => positions::take(tx, context, row),
            Self::Credential => credentials::take(tx, context, row),
            Self::Consent => consents::take(tx, context, row),
            Self::Referral => referrals::take(tx, context, row),
            Self::Service => services::take(tx, context, row),
            Self::Travel => travel::take(tx, context, row),
            Self::Milestone => milestones::take(tx, context, row),
            Self::Item => items::take(tx, context, row),
            Self::LastHeld => last_held::take(tx, context, row),
        }
    }
}
