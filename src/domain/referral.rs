//! Referrals and the pipeline from received to enrolled.

mod alike;
mod people;

pub use alike::{Likeness, Sign};
pub use people::{Born, read_people};

use super::dates::short;
use super::word::Word;
use crate::words;
use chrono::NaiveDate;

words! {
    /// Where a referral stands; every change is a dated row.
    ReferralStatus {
        Received = "received" => "Received",
        Screening = "screening" => "Screening",
        Eligible = "eligible" => "Eligible, pending assignment",
        WaitListed = "wait_listed" => "Wait-listed",
        Assigned = "assigned" => "Assigned",
        Enrolled = "enrolled" => "Enrolled",
        Declined = "declined" => "Declined",
        Ineligible = "ineligible" => "Ineligible",
        Withdrawn = "withdrawn" => "Withdrawn",
        ClosedWithoutContact = "closed_without_contact" => "Closed without contact",
    }
}

impl ReferralStatus {
    /// Whether the referral still waits for an outcome.
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Received | Self::Screening | Self::Eligible | Self::WaitListed | Self::Assigned)
    }

    /// Whether the outcome is one that must name its reason.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Declined | Self::Ineligible | Self::Withdrawn | Self::ClosedWithoutContact)
    }
}

impl ReferralStatus {
    /// Where a referral may go from here; an outcome leads nowhere, a reopened one is a new referral.
    pub fn onward(self) -> &'static [Self] {
        use ReferralStatus as S;
        match self {
            S::Received => &[S::Screening, S::Declined, S::Withdrawn, S::ClosedWithoutContact],
            S::Screening => &[S::Eligible, S::Ineligible, S::Declined, S::Withdrawn, S::ClosedWithoutContact],
            S::Eligible => &[
                S::WaitListed,
                S::Assigned,
                S::Ineligible,
                S::Declined,
                S::Withdrawn,
                S::ClosedWithoutContact,
            ],
            S::WaitListed => {
                &[S::Eligible, S::Assigned, S::Ineligible, S::Declined, S::Withdrawn, S::ClosedWithoutContact]
            }
            // Assigned again: another Recovery Coordinator takes it over.
            S::Assigned => {
                &[S::Assigned, S::Enrolled, S::Ineligible, S::Declined, S::Withdrawn, S::ClosedWithoutContact]
            }
            S::Enrolled | S::Declined | S::Ineligible | S::Withdrawn | S::ClosedWithoutContact => &[],
        }
    }

    /// Says whether a referral may go from here to there, or why not.
    ///
    /// # Errors
    /// The reason, as a sentence.
    pub fn may_become(self, to: Self) -> Result<(), &'static str> {
        if self.onward().contains(&to) {
            return Ok(());
        }
        Err(match (self, to) {
            (from, _) if !from.is_pending() => "This referral is over: what comes back is a new referral",
            (_, Self::Received) => "It was received already",
            (Self::Received, _) => "It is screened first",
            (Self::Screening, _) => "Say first whether it is eligible",
            (Self::Assigned, _) => "It is assigned already",
            (_, Self::Screening) => "It was screened already",
            (_, Self::Enrolled) => "A Recovery Coordinator is assigned first",
            (Self::WaitListed, _) => "It is on the wait list already",
            _ => "It is eligible already",
        })
    }

    /// What is to be done next, as a sentence.
    pub fn next(self) -> &'static str {
        match self {
            Self::Received => "Screen it",
            Self::Screening => "Say whether it is eligible",
            Self::Eligible => "Accept it, assign an RC, or wait-list it",
            Self::WaitListed => "Accept it or assign an RC when there is room",
            Self::Assigned => "Make contact, then enrol the family",
            Self::Enrolled => "Nothing: the family is enrolled",
            _ => "Nothing: it is over",
        }
    }
}

/// A step that somebody wants a referral to take.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Where it stands.
    pub from: ReferralStatus,
    /// Since when.
    pub since: NaiveDate,
    /// Where it is to go.
    pub to: ReferralStatus,
    /// On which day.
    pub on: NaiveDate,
    /// Why.
    pub reason: &'a str,
}

impl Step<'_> {
    /// Says whether the step may be taken, or why not.
    ///
    /// # Errors
    /// The pipeline does not lead there, the day lies before the last step or after today, or the reason is missing.
    pub fn check(&self, today: NaiveDate) -> Result<(), String> {
        self.from.may_become(self.to)?;
        if self.on > today {
            return Err(format!("{} is still to come", short(self.on, today)));
        }
        if self.on < self.since {
            let from = self.from.label().to_lowercase();
            return Err(format!("It has been {from} since {}", short(self.since, today)));
        }
        if self.to.needs_reason() && self.reason.is_empty() {
            return Err("Give the reason: no referral ends without one".to_owned());
        }
        Ok(())
    }
}

/// The Recovery Coordinator's first steps towards the family: no adult, no content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FirstContacts {
    /// The first attempt.
    pub attempt: Option<NaiveDate>,
    /// The first contact.
    pub contact: Option<NaiveDate>,
    /// The first meeting face to face.
    pub face_to_face: Option<NaiveDate>,
}

impl FirstContacts {
    /// Says which of the days cannot be right, and why: a field's name and a sentence.
    ///
    /// # Errors
    /// A day before the referral, after today, or out of order.
    pub fn check(&self, received_on: NaiveDate, today: NaiveDate) -> Result<(), (&'static str, String)> {
        let days =
            [("attempt", self.attempt), ("contact", self.contact), ("face_to_face", self.face_to_face)];
        let mut last = (received_on, "the referral");
        for (field, day) in days {
            let Some(day) = day else { continue };
            if day > today {
                return Err((field, format!("{} is still to come", short(day, today))));
            }
            if day < last.0 {
                return Err((field, format!("This lies before {}, {}", last.1, short(last.0, today))));
            }
            last = (day, if field == "attempt" { "the first attempt" } else { "the first contact" });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
