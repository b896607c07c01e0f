//! The numbers by which the program judges: `thresholds.toml`.

use super::section::{section, sections};
use crate::domain::action_item::Priority;
use crate::domain::assignment::Caps;
use crate::domain::family::Phase;
use crate::domain::sign_in::Patience;
use crate::domain::staff::Role;

sections! {
    /// The numbers by which the program judges; their basis stands beside them in `thresholds.toml`.
    Thresholds {
        /// How full a caseload may be.
        caseload: Caseload,
        /// How long a child may not be seen.
        child_seen: ChildSeen,
        /// How soon a service must be documented.
        documentation: Documentation,
        /// How soon the first contact must be made.
        first_contact: FirstContact,
        /// How often an Intact Worker visits.
        iw_visits: IwVisits,
        /// How often a Recovery Coordinator makes contact.
        rc_contacts: RcContacts,
        /// How often IW and RC visit together.
        joint_visit: JointVisit,
        /// How often a family is discussed.
        case_review: CaseReview,
        /// How often safety is assessed.
        safety: Safety,
        /// When plans are due.
        plan: Plan,
        /// How long a family is served.
        length_of_service: LengthOfService,
        /// How long a referral may wait.
        referral: Referral,
        /// How far a Recovery Coordinator may drive.
        travel: Travel,
        /// How long somebody waits after wrong passphrases.
        sign_in: SignIn,
        /// When a consent shows as ending.
        consent: Consent,
        /// When a credential shows as ending.
        credential: Credential,
        /// How much training a year a person has, and what it may cost.
        training: Training,
        /// What the treatment agency gets besides its services.
        provider: Provider,
        /// Which planned meeting a meeting that starts is.
        meeting: Meeting,
        /// When action items are due.
        action_item: ActionItem,
        /// What may leave without identities.
        evaluation: Evaluation,
    }
}

section! {
    /// How full a caseload may be.
    Caseload {
        /// Families per full-time Intact Worker.
        iw: i64 = number(1..=200),
        /// Families per full-time Recovery Coordinator: watch.
        rc_soft: i64 = number(1..=200),
        /// Families per full-time Recovery Coordinator: stop.
        rc_hard: i64 = number(1..=200),
        /// Days a supervisor may hold a family.
        supervisor_held_days: i64 = number(1..=366),
        /// Workers per supervisor.
        workers_per_supervisor: i64 = number(1..=50),
    }
}

impl Caseload {
    /// Families per full-time worker of this role, before the caseload shows as full.
    pub fn capacity(&self, role: Role) -> Option<i64> {
        match role {
            Role::IntactWorker => Some(self.iw),
            Role::RecoveryCoordinator => Some(self.rc_soft),
            _ => None,
        }
    }

    /// The caps of a worker; `own` is the capacity at full time where one was agreed. Only Recovery Coordinators have
    /// a hard cap.
    pub fn caps(&self, role: Role, own: Option<i64>, fte: f64) -> Caps {
        let hard = (role == Role::RecoveryCoordinator).then_some(self.rc_hard);
        Caps::of(own.or_else(|| self.capacity(role)).unwrap_or(self.iw), hard, fte)
    }
}

section! {
    /// How long a child may not be seen.
    ChildSeen {
        /// Days since the Intact Worker last saw the child in person.
        red_days: i64 = number(1..=366),
        /// Months of age up to which a child is an infant.
        infant_months: i64 = number(1..=60),
    }
}

section! {
    /// How soon a service must be documented.
    Documentation {
        /// Hours.
        hours: i64 = number(1..=1000),
    }
}

section! {
    /// How soon the first contact must be made.
    FirstContact {
        /// Working days from the assignment of an Intact Worker.
        iw_working_days: i64 = number(0..=60),
        /// Working days from the assignment of a Recovery Coordinator.
        rc_working_days: i64 = number(0..=60),
    }
}

section! {
    /// How often an Intact Worker visits.
    IwVisits {
        /// The day of the case until which visits are weekly.
        weekly_until_day: i64 = number(0..=366),
        /// Days between two visits until then.
        weekly_days: i64 = number(1..=60),
        /// Visits a month after that.
        then_per_month: i64 = number(1..=31),
    }
}

section! {
    /// How often a Recovery Coordinator makes contact, by phase of recovery.
    RcContacts {
        /// Days between two contacts in phase 1.
        phase_1_days: i64 = number(1..=366),
        /// Days between two contacts in phase 2.
        phase_2_days: i64 = number(1..=366),
        /// Days between two contacts in phase 3.
        phase_3_days: i64 = number(1..=366),
        /// Days between two contacts in phase 4.
        phase_4_days: i64 = number(1..=366),
    }
}

impl RcContacts {
    /// Days between two contacts in this phase; in the last one none is due.
    pub fn days(&self, phase: Phase) -> Option<i64> {
        match phase {
            Phase::Outreach => Some(self.phase_1_days),
            Phase::Assessment => Some(self.phase_2_days),
            Phase::Treatment => Some(self.phase_3_days),
            Phase::ContinuingCare => Some(self.phase_4_days),
            Phase::Closure => None,
        }
    }
}

section! {
    /// How often IW and RC visit together.
    JointVisit {
        /// Days between two joint visits.
        days: i64 = number(1..=366),
    }
}

section! {
    /// How often a family is discussed.
    CaseReview {
        /// Days in which every open family is discussed.
        days: i64 = number(1..=366),
        /// Days after its opening in which a family is new.
        new_family_days: i64 = number(1..=366),
        /// Days before 6, 12 and 18 months at which a family is brought forward.
        near_milestone_days: i64 = number(1..=180),
    }
}

section! {
    /// How often safety is assessed.
    Safety {
        /// Days between two assessments.
        reassess_days: i64 = number(1..=366),
    }
}

section! {
    /// When plans are due.
    Plan {
        /// Days to the first service plan.
        initial_days: i64 = number(1..=366),
        /// Months between two reviews.
        review_months: i64 = number(1..=24),
    }
}

section! {
    /// How long a family is served.
    LengthOfService {
        /// Months: amber.
        amber_months: i64 = number(1..=60),
        /// Months: red.
        red_months: i64 = number(1..=60),
        /// Months: stop.
        stop_months: i64 = number(1..=60),
    }
}

section! {
    /// How long a referral may wait.
    Referral {
        /// Days pending: amber.
        amber_days: i64 = number(1..=366),
        /// Days pending: red.
        red_days: i64 = number(1..=366),
        /// Days within which two referrals from one county and source may be one.
        alike_days: i64 = number(0..=366),
        /// Days over which the medians are taken.
        median_days: i64 = number(7..=3660),
    }
}

section! {
    /// How far a Recovery Coordinator may drive to clients' homes in a calendar month.
    Travel {
        /// Miles from which it is watched.
        amber_miles: i64 = number(1..=10_000),
        /// The most miles by the seed.
        cap_miles: i64 = number(1..=10_000),
        /// The longest trip that can be right.
        longest_trip_miles: i64 = number(1..=5_000),
    }
}

section! {
    /// When a consent shows as ending.
    Consent {
        /// Days before its end.
        warning_days: i64 = number(1..=366),
    }
}

section! {
    /// When a credential shows as ending.
    Credential {
        /// Days before its end: on the dashboard.
        warning_days: i64 = number(1..=366),
        /// Days before its end: in the month's report.
        report_days: i64 = number(1..=366),
    }
}

section! {
    /// How much training a year a person has, and what it may cost.
    Training {
        /// Hours a calendar year.
        hours: i64 = number(0..=1000),
        /// Dollars a calendar year for each person of the treatment agency; 0: not set.
        allowance_dollars: i64 = number(0..=100_000),
    }
}

section! {
    /// What the treatment agency gets besides its services.
    Provider {
        /// Percent of its services' pay, for supervision and administration.
        fee_percent: i64 = number(0..=100),
        /// Dollars a calendar year for its services; 0: not set.
        services_dollars: i64 = number(0..=1_000_000_000),
        /// Dollars a calendar year for training; 0: not set.
        training_dollars: i64 = number(0..=100_000_000),
    }
}

section! {
    /// How long somebody waits after wrong passphrases.
    SignIn {
        /// Wrong passphrases in a row before somebody waits.
        free_tries: i64 = number(1..=20),
        /// Seconds of the first wait.
        first_wait_seconds: i64 = number(1..=3600),
        /// Minutes that a wait has at most.
        longest_wait_minutes: i64 = number(1..=1440),
        /// Days for which Today tells of a passphrase that was set anew.
        told_days: i64 = number(1..=366),
    }
}

impl SignIn {
    /// The same as what it is judged by.
    pub fn patience(&self) -> Patience {
        Patience {
            free_tries: self.free_tries,
            first_seconds: self.first_wait_seconds,
            longest_seconds: self.longest_wait_minutes * 60,
        }
    }
}

section! {
    /// What may leave without identities.
    Evaluation {
        /// Families up to which a count is not shown.
        hidden_families: i64 = number(1..=100),
    }
}

section! {
    /// Which planned meeting a meeting that starts is.
    Meeting {
        /// Days between the two at most.
        moved_days: i64 = number(0..=366),
    }
}

section! {
    /// When action items are due.
    ActionItem {
        /// Days for an urgent one.
        urgent_days: i64 = number(0..=366),
        /// Days for one of high priority.
        high_days: i64 = number(0..=366),
        /// Days for one of normal priority.
        normal_days: i64 = number(0..=366),
        /// Days for one of low priority.
        low_days: i64 = number(0..=366),
        /// Meetings through which it may be carried before both supervisors are told.
        escalate_after_carries: i64 = number(1..=50),
    }
}

impl ActionItem {
    /// Days in which an item of this priority is due.
    pub fn days(&self, priority: Priority) -> i64 {
        match priority {
            Priority::Urgent => self.urgent_days,
            Priority::High => self.high_days,
            Priority::Normal => self.normal_days,
            Priority::Low => self.low_days,
        }
    }
}

impl Thresholds {
    /// Numbers that must not stand in the wrong order: the smaller one's place and value, then the larger one's.
    pub(super) fn pairs(&self) -> [(&'static str, &'static str, i64, &'static str, i64); 5] {
        let (caseload, length) = (&self.caseload, &self.length_of_service);
        [
            ("caseload", "rc_soft", caseload.rc_soft, "rc_hard", caseload.rc_hard),
            ("length_of_service", "amber_months", length.amber_months, "red_months", length.red_months),
            ("length_of_service", "red_months", length.red_months, "stop_months", length.stop_months),
            ("referral", "amber_days", self.referral.amber_days, "red_days", self.referral.red_days),
            ("travel", "amber_miles", self.travel.amber_miles, "cap_miles", self.travel.cap_miles),
        ]
    }
}
