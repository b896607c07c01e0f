//! What one meeting is about: a pair, a worker, a family, or the programme.

use super::Subject;
use crate::domain::{FamilyId, StaffId};
use serde::Serialize;

/// What one meeting is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// An Intact Worker and a Recovery Coordinator who share a family; one sitting may cover several pairs.
    Pair(StaffId, StaffId),
    /// The worker of an Individual.
    Worker(StaffId),
    /// The family of a case staffing.
    Family(FamilyId),
    /// The programme as a whole.
    Programme,
}

impl About {
    /// Whether a kind with this subject can be about it; a worker's role is the file's to know.
    pub fn is_of(self, subject: Subject) -> bool {
        match self {
            Self::Pair(..) => subject == Subject::Pair,
            Self::Worker(_) => subject.is_worker(),
            Self::Family(_) => subject == Subject::Family,
            Self::Programme => subject == Subject::Programme,
        }
    }

    /// The pair, where it is one.
    pub fn pair(self) -> Option<(StaffId, StaffId)> {
        match self {
            Self::Pair(iw, rc) => Some((iw, rc)),
            _ => None,
        }
    }

    /// The worker of an Individual, where it is one.
    pub fn worker(self) -> Option<StaffId> {
        match self {
            Self::Worker(worker) => Some(worker),
            _ => None,
        }
    }

    /// The family, where it is one.
    pub fn family(self) -> Option<FamilyId> {
        match self {
            Self::Family(family) => Some(family),
            _ => None,
        }
    }
}
