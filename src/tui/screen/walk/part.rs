//! The parts of a sheet: what stands there to be read, answered, written or pressed.

use crate::domain::meeting::About;
use crate::domain::{FamilyId, ItemId, ReferralId, StaffId};
use crate::tui::theme::Look;

/// Whose words about what: the place of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteKey {
    /// The family; none for a note about the meeting.
    pub family: Option<FamilyId>,
    /// The case field's key, or the step's.
    pub field: String,
    /// Whose words.
    pub author: StaffId,
}

/// Which line of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// About pairs, workers and families.
    People,
    /// About the programme as a whole.
    Programme,
}

/// What a part is for, so that the focus and the answers find it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A paragraph that is only read: the focus passes it so that it scrolls into sight.
    Stop(usize),
    /// How a person of the list took part.
    Person(i64),
    /// Somebody more on the list.
    Guest,
    /// As which kind a pair's meeting is held; none takes it back.
    HoldAs(i64, Option<String>),
    /// The yes or no of the step.
    StepAnswer,
    /// What became of a carried item.
    Carry(ItemId),
    /// Whether somebody saw that it is so.
    Verified(ItemId),
    /// Whether a point that was put down was taken up.
    Point(i64),
    /// Do IW and RC see the same?
    Agreement,
    /// Was a joint visit agreed?
    JointVisit,
    /// Are the plans aligned?
    Plans,
    /// The decision about the family.
    Decision,
    /// Discussed, skipped, deferred.
    State,
    /// Words.
    Note(NoteKey),
    /// An open point of the documentation: the worker and the place among theirs.
    Open(usize, usize),
    /// A referral that waits.
    Referral(ReferralId),
    /// A row of the dashboard that opens something, counted from 0.
    Row(usize),
    /// A figure of a site's report: the place of the report, and of the figure in it.
    Figure(usize, usize),
    /// Whether a decision that was made elsewhere is approved.
    Approval(i64),
    /// The personnel notes, handed over to a successor.
    HandOver,
    /// A new action item.
    Item,
    /// A case staffing for this family.
    Staffing(FamilyId),
    /// The next family.
    NextCase,
    /// This family was discussed though nothing was entered; then the next one.
    DiscussedNext,
    /// The next step.
    NextStep,
    /// When the next meeting is.
    NextDate,
    /// The end of the meeting.
    Close,
    /// A signature, counted from 0.
    Sign(usize),
    /// A dated addendum.
    Addendum,
    /// What the meeting may be about.
    About(About),
    /// The kind to choose, of one of two lines: about people and families, and about the programme.
    Kind(Line),
    /// The start of the meeting.
    Start,
    /// What can be done instead, counted from 0.
    Instead(usize),
}

/// One of the answers of a choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// The word by which the store knows it.
    pub word: String,
    /// What people read.
    pub label: String,
    /// The letter that gives this answer.
    pub letter: char,
}

/// How a part behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is read.
    Text,
    /// It is answered; none: not answered.
    Choice(Vec<Opt>, Option<usize>),
    /// Words are written.
    Note,
    /// It is pressed.
    Button,
    /// A line that is pressed to open what is behind it.
    Row,
    /// It is ticked by pressing it, or not.
    Tick(bool),
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is for; none where it never has the focus.
    pub key: Option<Key>,
    /// What stands before it.
    pub label: String,
    /// What stands there, or behind the answers.
    pub text: String,
    /// How the text looks.
    pub look: Look,
    /// How it behaves.
    pub kind: Kind,
    /// What helps while it has the focus.
    pub hint: String,
    /// It is hidden by the privacy mask.
    pub secret: bool,
}

impl Part {
    fn new(key: Option<Key>, label: &str, text: String, kind: Kind) -> Self {
        Self {
            key,
            label: label.to_owned(),
            text,
            look: Look::Text,
            kind,
            hint: String::new(),
            secret: false,
        }
    }

    /// An empty line.
    pub fn gap() -> Self {
        Self::text("", "")
    }

    /// A heading.
    pub fn heading(text: impl Into<String>) -> Self {
        Self::text("", text).look(Look::Strong)
    }

    /// Something to be read, behind a label that may be empty.
    pub fn text(label: &str, text: impl Into<String>) -> Self {
        Self::new(None, label, text.into(), Kind::Text)
    }

    /// Something to be read where the focus stops.
    pub fn stop(number: usize, label: &str, text: impl Into<String>) -> Self {
        Self::new(Some(Key::Stop(number)), label, text.into(), Kind::Text)
    }

    /// A question with answers; `chosen` is a word of them.
    pub fn choice(key: Key, label: &str, options: Vec<Opt>, chosen: Option<&str>) -> Self {
        let chosen = chosen.and_then(|word| options.iter().position(|option| option.word == word));
        Self::new(Some(key), label, String::new(), Kind::Choice(options, chosen))
    }

    /// A question with yes and no.
    pub fn yes_no(key: Key, label: &str, value: Option<bool>) -> Self {
        let options = vec![Opt::new("yes", "yes", 'y'), Opt::new("no", "no", 'n')];
        Self::choice(key, label, options, value.map(|yes| if yes { "yes" } else { "no" }))
    }

    /// Words to be written.
    pub fn note(key: NoteKey, label: &str) -> Self {
        Self::new(Some(Key::Note(key)), label, String::new(), Kind::Note)
    }

    /// Something to be pressed.
    pub fn button(key: Key, label: &str, text: impl Into<String>) -> Self {
        Self::new(Some(key), label, text.into(), Kind::Button)
    }

    /// A line that opens what is behind it.
    pub fn row(key: Key, label: &str, text: impl Into<String>) -> Self {
        Self::new(Some(key), label, text.into(), Kind::Row)
    }

    /// One of several things to tick.
    pub fn tick(key: Key, ticked: bool, text: impl Into<String>) -> Self {
        Self::new(Some(key), "", text.into(), Kind::Tick(ticked))
    }

    /// The part with another look.
    #[must_use]
    pub fn look(mut self, look: Look) -> Self {
        self.look = look;
        self
    }

    /// The part with what helps while it has the focus.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// The part, hidden by the privacy mask.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }
}

impl Opt {
    /// An answer with its letter.
    pub fn new(word: &str, label: &str, letter: char) -> Self {
        Self { word: word.to_owned(), label: label.to_owned(), letter }
    }
}
