//! What a kind of meeting is: who belongs in it, how often it is held, and the steps it is walked through.

use super::{NoteKind, Subject};
use crate::domain::staff::{Role, Side};
use crate::words;

words! {
    /// What stands on the screen at a step of a meeting.
    Panel {
        Attendance = "attendance" => "Attendance",
        Confidentiality = "confidentiality" => "Confidentiality",
        Carried = "carried" => "Carried items",
        Caseload = "caseload" => "Caseload",
        Referrals = "referrals" => "Referrals",
        Cases = "cases" => "Cases",
        Triggers = "triggers" => "Staffing triggers",
        Documentation = "documentation" => "Documentation",
        Note = "note" => "Note",
        Close = "close" => "Close",
    }
}

words! {
    /// The function of supervision that a step serves.
    Function {
        Administrative = "administrative" => "administrative",
        Educational = "educational" => "educational",
        Supportive = "supportive" => "supportive",
        Clinical = "clinical" => "clinical",
    }
}

words! {
    /// The kind of note that a step offers, if any; a note about a family is a case field, never this.
    StepNote {
        Nothing = "none" => "no note",
        Meeting = "meeting" => "meeting note",
        Personnel = "personnel" => "personnel note",
    }
}

impl StepNote {
    /// The kind of note, where the step offers one.
    pub fn kind(self) -> Option<NoteKind> {
        match self {
            Self::Nothing => None,
            Self::Meeting => Some(NoteKind::Meeting),
            Self::Personnel => Some(NoteKind::Personnel),
        }
    }
}

words! {
    /// How a field of a family's review is answered; none of them has an answer before somebody gives it.
    FieldKind {
        Note = "note" => "note",
        Agreement = "agreement" => "agreement",
        Decision = "decision" => "decision",
        Items = "items" => "action items",
        YesNo = "yes_no" => "yes or no",
    }
}

words! {
    /// Who writes a field of a family's review.
    FieldSide {
        ChildWelfare = "child_welfare" => "child welfare",
        Treatment = "treatment" => "treatment",
        Both = "both" => "both",
    }
}

impl FieldSide {
    /// Whether people of this side write the field.
    pub fn is_for(self, side: Side) -> bool {
        match self {
            Self::ChildWelfare => side == Side::ChildWelfare,
            Self::Treatment => side == Side::Treatment,
            Self::Both => true,
        }
    }
}

/// One step of a meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The word by which the file knows the step.
    pub key: String,
    /// What stands above it.
    pub title: String,
    /// What stands on the screen.
    pub panel: Panel,
    /// How long it is planned to take.
    pub minutes: i64,
    /// The function of supervision that it serves.
    pub function: Function,
    /// Questions that help; they are never required.
    pub prompts: Vec<String>,
    /// The note it offers.
    pub note: StepNote,
}

/// One field of a family's review in the step of the cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseField {
    /// The word by which the file knows the field.
    pub key: String,
    /// What stands before it.
    pub label: String,
    /// How it is answered.
    pub kind: FieldKind,
    /// Who writes it.
    pub side: FieldSide,
    /// Whether what is written here is Part 2 data.
    pub part2: bool,
    /// Questions that help.
    pub prompts: Vec<String>,
}

/// Everything that is known of a kind of meeting; read from `meetings.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindRules {
    /// The word by which the file knows the kind: `co_supervision`.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// What it is about, which decides whose clock it keeps.
    pub subject: Subject,
    /// The roles without which it does not count, one person each.
    pub required: Vec<Role>,
    /// Whether a person more breaks it, as a third one breaks an Individual.
    pub exclusive: bool,
    /// The roles that lead it.
    pub facilitators: Vec<Role>,
    /// The roles whose signatures it needs.
    pub sign: Vec<Role>,
    /// How many days may lie between two of them; `None` where it is held when needed.
    pub cadence_days: Option<u32>,
    /// How people say the cadence: `monthly`; empty where there is none.
    pub cadence: String,
    /// How long it is planned to take; `None` where it is not planned by the minute.
    pub planned_minutes: Option<i64>,
    /// The kinds whose clocks it resets besides its own.
    pub resets: Vec<String>,
    /// Whether the program walks it step by step.
    pub walked: bool,
    /// Its steps, in order.
    pub steps: Vec<Step>,
    /// The fields of a family's review.
    pub case_fields: Vec<CaseField>,
}

impl KindRules {
    /// A kind of which only the name and the subject are known.
    pub fn new(key: &str, subject: Subject) -> Self {
        Self {
            key: key.to_owned(),
            label: String::new(),
            subject,
            required: Vec::new(),
            exclusive: false,
            facilitators: Vec::new(),
            sign: Vec::new(),
            cadence_days: None,
            cadence: String::new(),
            planned_minutes: None,
            resets: Vec::new(),
            walked: false,
            steps: Vec::new(),
            case_fields: Vec::new(),
        }
    }

    /// The step of this key.
    pub fn step(&self, key: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.key == key)
    }

    /// The field of this key.
    pub fn case_field(&self, key: &str) -> Option<&CaseField> {
        self.case_fields.iter().find(|field| field.key == key)
    }

    /// Whether a meeting of this kind resets the clock of that kind: its own, and those it names.
    pub fn resets_clock_of(&self, kind: &str) -> bool {
        self.key == kind || self.resets.iter().any(|one| one == kind)
    }
}
