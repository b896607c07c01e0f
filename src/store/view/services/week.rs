//! What the grid of a worker's week offers.

use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId, StaffId};
use chrono::NaiveDate;

/// What the grid of a worker's week offers.
#[derive(Clone, Debug)]
pub struct WeekOffer {
    /// The worker.
    pub staff: StaffId,
    /// Their short name.
    pub short: String,
    /// As whom they provide.
    pub role: Role,
    /// The families, the worker's own first.
    pub families: Vec<WeekFamily>,
    /// What the worker may have provided, a plain contact first.
    pub kinds: Vec<WeekKind>,
    /// Who else may have been there.
    pub others: Vec<(StaffId, String)>,
}

impl WeekOffer {
    /// A family by its number.
    pub fn family(&self, id: FamilyId) -> Option<&WeekFamily> {
        self.families.iter().find(|family| family.id == id)
    }

    /// Whether a kind of service, by its word, is treatment information of an adult.
    pub fn is_sealed(&self, word: &str) -> bool {
        self.kinds.iter().any(|kind| kind.sealed && kind.word == word)
    }
}

/// A kind of service in the grid of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekKind {
    /// The word in the file.
    pub word: String,
    /// What people read.
    pub label: String,
    /// It is treatment information: it names its adult, and stands here under that adult's consent alone.
    pub sealed: bool,
}

/// A family in the grid of a week.
#[derive(Clone, Debug)]
pub struct WeekFamily {
    /// Its number.
    pub id: FamilyId,
    /// Its short name.
    pub label: String,
    /// The worker has it.
    pub own: bool,
    /// Its children: key, initials, in the home.
    pub children: Vec<(MemberId, String, bool)>,
    /// Its adults.
    pub adults: Vec<WeekAdult>,
}

/// An adult of a family, and when services of theirs may stand here.
#[derive(Clone, Debug)]
pub struct WeekAdult {
    /// The key.
    pub id: MemberId,
    /// The initials.
    pub alias: String,
    /// The consents that cover services: `[from, until)`.
    pub consents: Vec<(NaiveDate, NaiveDate)>,
}

impl WeekAdult {
    /// The day from which the consent that is in force on a day no longer is; none where there is none.
    pub fn consent_until(&self, on: NaiveDate) -> Option<NaiveDate> {
        let held = self.consents.iter().filter(|(from, until)| *from <= on && on < *until);
        held.map(|(_, until)| *until).max()
    }
}
