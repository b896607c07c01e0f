//! Consents under 42 CFR 2.31, per adult, and what they let a viewer see.

use crate::words;

words! {
    /// What a consent describes: the categories of treatment information it covers.
    Category {
        Enrolment = "enrolment" => "enrolment",
        Assessment = "assessment" => "assessment",
        LevelOfCare = "level_of_care" => "level of care",
        Attendance = "attendance" => "attendance in treatment",
        Progress = "progress" => "progress",
        Screens = "screens" => "screens",
        Medication = "medication" => "medication",
        Discharge = "discharge" => "discharge",
        Services = "services" => "services",
    }
}

words! {
    /// What a consent is worth today; derived, never stored.
    ConsentState {
        Draft = "draft" => "draft",
        Defective = "defective" => "defective",
        Active = "active" => "active",
        Expiring = "expiring" => "expiring",
        Expired = "expired" => "expired",
        Revoked = "revoked" => "revoked",
    }
}
