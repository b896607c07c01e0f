//! Assigning: who could have a family, and what happens when somebody leaves.

use super::{Explain, Mark, Person};
use crate::domain::assignment::{Caps, Order};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MeetingId, ReferralId, StaffId};
use crate::store::OpId;
use chrono::NaiveDate;

/// What is asked about assigning.
#[derive(Clone, Debug)]
pub enum AssignAsk {
    /// Who could have a family in a role from a day on, the first suggested first; nobody is chosen.
    Candidates {
        /// The family.
        family: FamilyId,
        /// Intact Worker or Recovery Coordinator.
        role: Role,
        /// From which day.
        on: NaiveDate,
    },
    /// Who could be the Recovery Coordinator of a referral's family, whether that is here yet or not.
    ForReferral {
        /// The referral.
        referral: ReferralId,
        /// From which day.
        on: NaiveDate,
    },
    /// What a worker holds on a day, and who could take it.
    Leaving {
        /// The worker.
        staff: StaffId,
        /// The first day without them.
        on: NaiveDate,
    },
    /// Gives families of one worker to others, as one operation.
    Reassign {
        /// The operation.
        op: OpId,
        /// Whose families.
        from: StaffId,
        /// The first day with the new worker.
        on: NaiveDate,
        /// Which family to whom.
        moves: Vec<(FamilyId, StaffId)>,
        /// Why.
        reason: String,
    },
}

/// What is answered about assigning.
#[derive(Clone, Debug)]
pub enum AssignReply {
    /// Who could have a family, without the one who has it.
    Candidates {
        /// In the order suggested.
        people: Vec<Candidate>,
        /// Who has it now.
        holder: Option<Person>,
    },
    /// What a worker holds.
    Leaving(Leaving),
}

/// Somebody who could have a family, with the reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Who.
    pub person: Person,
    /// Open families on that day.
    pub open: i64,
    /// What they can carry.
    pub caps: Caps,
    /// How full they are.
    pub mark: Mark,
    /// The reasons in words: `9 of 10, 1 new this month, already pairs with Brooks`.
    pub reasons: String,
    /// Why they cannot take it just now.
    pub away: Option<String>,
    /// Where they stand among the others.
    pub order: Order,
    /// The numbers behind the reasons.
    pub explain: Explain,
}

/// What a worker holds on a day, and who could take it.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The worker.
    pub worker: Person,
    /// Intact Worker or Recovery Coordinator.
    pub role: Role,
    /// The first day without them.
    pub on: NaiveDate,
    /// The open families, each with who could take it.
    pub families: Vec<Held>,
    /// The pairs of that day: Intact Worker, Recovery Coordinator.
    pub pairs: Vec<(StaffId, StaffId)>,
    /// The meetings that are planned for pairs of this worker: number, kind, day, the other worker.
    pub meetings: Vec<(MeetingId, String, Option<NaiveDate>, String)>,
}

/// A family that a worker holds.
#[derive(Clone, Debug)]
pub struct Held {
    /// The family.
    pub family: FamilyId,
    /// Its short name.
    pub label: String,
    /// Its site.
    pub site: String,
    /// The other worker.
    pub other: Option<Person>,
    /// Who could take it, the first suggested first.
    pub candidates: Vec<Candidate>,
}
