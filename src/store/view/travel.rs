//! A month's travel of Recovery Coordinators, and what is entered of it.

use super::{Explain, Person, Standing};
use crate::domain::month::Month;
use crate::domain::travel::{Ledger, Miles, Purpose};
use crate::domain::{FamilyId, StaffId};
use chrono::NaiveDate;

/// What is asked about travel: a month, of everybody at the viewer's sites or of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TravelAsk {
    /// Whose.
    pub staff: Option<StaffId>,
    /// The month; this one where there is none.
    pub month: Option<Month>,
}

/// A month's travel.
#[derive(Clone, Debug)]
pub struct TravelMonth {
    /// Whose it is, where it is one person's.
    pub of: Option<Person>,
    /// The month.
    pub month: Month,
    /// The day as of which it stands.
    pub on: NaiveDate,
    /// A line for each Recovery Coordinator.
    pub coordinators: Vec<CoordinatorMonth>,
    /// The trips, newest first.
    pub trips: Vec<TripRow>,
    /// One person's other months, newest first.
    pub before: Vec<(Month, Ledger, Standing)>,
}

/// A Recovery Coordinator's month.
#[derive(Clone, Debug)]
pub struct CoordinatorMonth {
    /// Who.
    pub person: Person,
    /// The miles by purpose, over all sites.
    pub ledger: Ledger,
    /// Of the miles to clients' homes, those to families of sites that the viewer does not see.
    pub elsewhere: Miles,
    /// What the miles to clients' homes come to at the end of the month; none: nothing to go by, or the month is over.
    pub projected: Option<Miles>,
    /// How the miles to clients' homes stand.
    pub standing: Standing,
    /// Miles with clients in the car: a service, and a ledger of its own.
    pub clients: Miles,
    /// Why it stands so.
    pub explain: Explain,
}

/// A trip.
#[derive(Clone, Debug)]
pub struct TripRow {
    /// The key and version.
    pub row: (i64, i64),
    /// Who drove.
    pub staff: Person,
    /// The day.
    pub on: NaiveDate,
    /// How far.
    pub miles: Miles,
    /// What for.
    pub purpose: Purpose,
    /// The family; none where there is none, or where it belongs to another site.
    pub family: Option<FamilyId>,
    /// It was to a family of a site that the viewer does not see.
    pub elsewhere: bool,
}

impl TripRow {
    /// The trip as it is changed.
    pub fn form(&self) -> TripForm {
        TripForm {
            row: Some(self.row),
            staff: self.staff.id,
            on: self.on,
            miles: self.miles,
            purpose: self.purpose,
            family: self.family,
        }
    }
}

/// A trip as it is entered or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TripForm {
    /// The key and version of the trip that is changed; none: a new one.
    pub row: Option<(i64, i64)>,
    /// Who drove.
    pub staff: StaffId,
    /// The day.
    pub on: NaiveDate,
    /// How far.
    pub miles: Miles,
    /// What for.
    pub purpose: Purpose,
    /// The family, for a client's home.
    pub family: Option<FamilyId>,
}

/// What is done to the travel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TravelChange {
    /// Enters a trip or changes it.
    Save(TripForm),
    /// Enters a week of trips, all or nothing.
    Week(Vec<TripForm>),
    /// Takes a trip back that should not be there.
    Delete {
        /// The trip.
        id: i64,
        /// The version that was read.
        version: i64,
        /// Why.
        reason: String,
    },
}
