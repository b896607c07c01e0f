//! Families, their members, and what is known of the children's safety.

use crate::words;

words! {
    /// Where a family's case stands today; derived from its openings.
    FamilyStatus {
        Open = "open" => "Open",
        PendingClose = "pending_close" => "Pending close",
        Closed = "closed" => "Closed",
    }
}

words! {
    /// The assessed risk of a family.
    Risk {
        Low = "low" => "Low",
        Moderate = "moderate" => "Moderate",
        High = "high" => "High",
        VeryHigh = "very_high" => "Very high",
    }
}

words! {
    /// Whether a family member is an adult or a child.
    MemberKind {
        Adult = "adult" => "Adult",
        Child = "child" => "Child",
    }
}

words! {
    /// What a look at the children's safety found.
    Finding {
        Safe = "safe" => "Safe",
        Unsafe = "unsafe" => "Unsafe",
        Plan = "plan" => "Safe with a plan",
    }
}

words! {
    /// The recovery phase of an enrolled family: what stands behind the number is treatment information.
    Phase {
        Outreach = "1" => "1 outreach and engagement",
        Assessment = "2" => "2 assessment and linkage",
        Treatment = "3" => "3 active treatment",
        ContinuingCare = "4" => "4 continuing care",
        Closure = "5" => "5 closure",
    }
}

words! {
    /// Why a member no longer belongs to a family; the entry itself stays.
    MemberEnd {
        MovedOut = "moved_out" => "Moved out",
        WrongEntry = "wrong_entry" => "Wrong entry",
    }
}

words! {
    /// A step into treatment.
    StepKind {
        Assessment = "assessment" => "Assessment",
        TreatmentReferral = "treatment_referral" => "Referral to treatment",
        Admission = "admission" => "Admission",
    }
}
