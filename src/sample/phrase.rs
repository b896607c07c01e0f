//! Invented words: short, person-first, naming nobody.

pub(super) const LABELS: &[&str] = &[
    "Maple", "Harbor", "Juniper", "Cedar", "Lantern", "Willow", "Orchard", "Prairie", "Sparrow", "Clover",
    "Hazel", "Quarry", "Meadow", "Copper", "Linden", "Bluff", "Acorn", "Heron", "Thistle", "Cove", "Birch",
    "Saffron", "Ridge", "Plover", "Poppy", "Canyon", "Fern", "Marble", "Larch", "Delta", "Wren", "Garnet",
    "Bramble", "Summit", "Aster",
];
pub(super) const BASES: &[&str] = &[
    "indicated_voluntary",
    "indicated_voluntary",
    "indicated_voluntary",
    "indicated_court",
    "pending_need",
    "returned_home",
];
pub(super) const CLOSE_REASONS: &[&str] =
    &["goals_met", "goals_met", "risk_reduced", "risk_reduced", "moved", "family_declined"];
pub(super) const PROVIDERS: &[&str] =
    &["Cedar Bend Outpatient", "Northside Recovery Center", "Millbrook House", "Lakeview Women and Children"];
pub(super) const TOPICS: &[&str] = &[
    "Safety planning",
    "Motivational interviewing",
    "Infant safe sleep",
    "Working as a pair",
    "Confidentiality",
    "Recovery planning with families",
    "Documentation",
];
pub(super) const SAFETY: &[&str] = &[
    "Children well, school attendance steady. Safety plan followed.",
    "Grandmother watches the youngest on work days; seen there and well.",
    "Home tidy, food in the house. The older child speaks more openly.",
    "Smoke detector missing; the family was given one.",
    "Sleep space for the infant checked and safe.",
    "Father's visits go well; they stay at the relatives' home for now.",
];
pub(super) const BARRIERS: &[&str] = &[
    "No car; the bus takes an hour each way.",
    "Child care falls through on Wednesdays.",
    "The lease ends next month.",
    "Work shifts change every week.",
    "None just now.",
];
pub(super) const RECOVERY: &[&str] = &[
    "Attends most groups; asks for a later one on work days.",
    "Engaged, and has a sponsor. Wants to step down in spring.",
    "Missed one session for work and made it up.",
    "Tired, but keeps appointments. Peer support helps.",
];
pub(super) const PROGRESS: &[&str] = &[
    "Plan is on track; next visit at the school.",
    "Service plan reviewed with the mother.",
    "Waiting for the child care subsidy.",
    "Contacts regular; the family calls when things change.",
];
pub(super) const MEETING: &[&str] = &[
    "The load is high and can be carried; watch the next two weeks.",
    "Going together on first visits works well.",
    "Calendars are shared on Mondays from now on.",
    "Nothing outstanding.",
];
pub(super) const PERSONNEL: &[&str] = &[
    "Doing well; would like time for notes on Fridays.",
    "A heavy week; talked about what can wait.",
    "Interested in the spring training.",
];
/// What is to be done, its category and its days.
pub(super) const ITEMS: &[(&str, &str, i64)] = &[
    ("See the oldest child at school", "safety", 3),
    ("Visit together with the Recovery Coordinator", "engagement", 7),
    ("Call the provider about the intake date", "treatment_linkage", 3),
    ("Update the service plan with the family", "service_plan", 7),
    ("Write down the visits of last week", "documentation", 3),
    ("Ask about consent and explain it again", "consent", 7),
    ("Apply for the child care subsidy", "administrative", 14),
    ("Check the sleep space", "safety", 2),
    ("Arrange a ride for the evening group", "engagement", 7),
    ("Send the letter for the hearing", "court", 7),
];
pub(super) const DECISIONS: &[&str] = &[
    "continue_plan",
    "continue_plan",
    "continue_plan",
    "continue_plan",
    "increase_contact",
    "joint_visit_required",
    "refer_to_service",
    "prepare_closing",
    "deferred",
    "case_staffing_required",
];
