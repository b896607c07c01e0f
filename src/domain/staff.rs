//! Who works in the programme, for which agency, in which role.

use crate::words;

words! {
    /// What a person does in the programme; it decides what they may do here.
    Role {
        IntactSupervisor = "intact_supervisor" => "Intact Supervisor",
        SudSupervisor = "sud_supervisor" => "SUD Supervisor",
        IntactWorker = "intact_worker" => "Intact Worker",
        RecoveryCoordinator = "recovery_coordinator" => "Recovery Coordinator",
        Executive = "executive" => "Executive",
        ProjectLead = "project_lead" => "Project lead",
        Other = "other" => "Other",
    }
}

impl Role {
    /// The short form used in narrow columns: `IW`, `RC`.
    pub fn short(self) -> &'static str {
        match self {
            Self::IntactSupervisor => "IS",
            Self::SudSupervisor => "SUD",
            Self::IntactWorker => "IW",
            Self::RecoveryCoordinator => "RC",
            Self::Executive => "Exec",
            Self::ProjectLead => "Lead",
            Self::Other => "",
        }
    }

    /// Whether people of this role sign in here: only supervisors do.
    pub fn is_supervisor(self) -> bool {
        matches!(self, Self::IntactSupervisor | Self::SudSupervisor)
    }

    /// Whether people of this role carry families.
    pub fn is_worker(self) -> bool {
        matches!(self, Self::IntactWorker | Self::RecoveryCoordinator)
    }

    /// The role that supervises this one, where there is one (seed).
    pub fn supervised_by(self) -> Option<Self> {
        match self {
            Self::IntactWorker => Some(Self::IntactSupervisor),
            Self::RecoveryCoordinator => Some(Self::SudSupervisor),
            _ => None,
        }
    }

    /// The side of the partnership on which this role stands, where it is one of the two.
    pub fn side(self) -> Option<Side> {
        match self {
            Self::IntactSupervisor | Self::IntactWorker => Some(Side::ChildWelfare),
            Self::SudSupervisor | Self::RecoveryCoordinator => Some(Side::Treatment),
            _ => None,
        }
    }
}

words! {
    /// One of the two agencies that share a file: they stand under different laws.
    Side {
        ChildWelfare = "child_welfare" => "child welfare",
        Treatment = "treatment" => "treatment",
    }
}

words! {
    /// What an agency is.
    AgencyKind {
        ChildWelfare = "child_welfare" => "Child welfare",
        Treatment = "treatment" => "Treatment",
        ProjectLead = "project_lead" => "Project lead",
        Evaluator = "evaluator" => "Evaluator",
        StateChildWelfare = "state_child_welfare" => "State child welfare",
        StateSud = "state_sud" => "State SUD agency",
        RssProvider = "rss_provider" => "Recovery support provider",
    }
}

words! {
    /// Where a site stands.
    Setting {
        Rural = "rural" => "Rural",
        Suburban = "suburban" => "Suburban",
        Urban = "urban" => "Urban",
    }
}

words! {
    /// Whether a person is at work during a spell of employment.
    EmploymentStatus {
        Active = "active" => "Active",
        Leave = "leave" => "On leave",
        Onboarding = "onboarding" => "Onboarding",
        Separated = "separated" => "Separated",
    }
}

words! {
    /// How far the recruitment for a vacant position is.
    Recruitment {
        NotPosted = "not_posted" => "Not posted",
        Posted = "posted" => "Posted",
        Interviewing = "interviewing" => "Interviewing",
        Offer = "offer" => "Offer made",
        Filled = "filled" => "Filled",
        Frozen = "frozen" => "Frozen",
    }
}

/// The last name, as people are called in narrow lists.
pub fn last_name(name: &str) -> String {
    let last = match name.split_once(',') {
        Some((last, _)) => last.trim(),
        None => name.split_whitespace().next_back().unwrap_or(name),
    };
    last.chars().take(20).collect()
}
