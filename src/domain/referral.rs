//! Referrals and the pipeline from received to enrolled.

use crate::words;

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
