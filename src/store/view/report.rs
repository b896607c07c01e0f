//! The monthly supervisory report as its two teams prepare it.

use super::Person;
use super::month::MonthFigures;
use crate::domain::month::{Amount, Heading, Month};
use crate::domain::report::telling::Known;
use crate::domain::report::{ChallengeState, Escalation, Final, Snapshot, Status};
use crate::domain::staff::Side;
use crate::domain::{MeetingId, SiteId, StaffId};
use crate::store::write::OpId;
use chrono::{DateTime, NaiveDate, Utc};

/// A site's month; no site is the viewer's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportOf {
    /// The site.
    pub site: Option<SiteId>,
    /// The month.
    pub month: Month,
}

/// What is asked about a report. All but the first two change it, and are answered with the page as it is then.
#[derive(Clone, Debug)]
pub enum ReportAsk {
    /// The page.
    Page(ReportOf),
    /// The final report as it leaves the file.
    Final(ReportOf),
    /// A change.
    Do(OpId, ReportOf, ReportChange),
}

/// What somebody changes.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportChange {
    /// The words of the viewer's own side under a heading, over the version that was read (0: there were none).
    Text {
        /// Under which heading.
        heading: Heading,
        /// The words.
        body: String,
        /// The version that was read.
        version: i64,
    },
    /// Adds a challenge, or changes one.
    Challenge(Box<ChallengeForm>),
    /// Adds a success, or changes one.
    Success(Box<SuccessForm>),
    /// The viewer's own part is ready, or is not any more.
    Ready(bool),
    /// Lets a warning pass with a reason, by its key; without one it stands again.
    Pass {
        /// The warning's key.
        key: String,
        /// Why it may pass.
        reason: String,
    },
    /// Submits it.
    Submit,
    /// Takes what was submitted back to a draft.
    TakeBack,
    /// Signs what was submitted.
    Sign {
        /// The viewer's passphrase.
        passphrase: String,
    },
    /// Adds to a final report.
    Addendum(String),
}

/// A challenge as it is entered.
#[derive(Clone, Debug, PartialEq)]
pub struct ChallengeForm {
    /// Its key and the version that was read, where it is changed.
    pub seen: Option<(i64, i64)>,
    /// A word of the list.
    pub category: String,
    /// What it is, de-identified.
    pub body: String,
    /// How many families it affects.
    pub families: Option<i64>,
    /// What was tried.
    pub tried: String,
    /// What help is asked for.
    pub help: String,
    /// Whose it is.
    pub owner: Option<StaffId>,
    /// By when.
    pub due_on: Option<NaiveDate>,
    /// To whom it is taken further.
    pub escalate_to: Option<Escalation>,
    /// How far it is.
    pub state: ChallengeState,
}

/// A success as it is entered.
#[derive(Clone, Debug, PartialEq)]
pub struct SuccessForm {
    /// Its key and the version that was read, where it is changed.
    pub seen: Option<(i64, i64)>,
    /// When.
    pub on: NaiveDate,
    /// A word of the list.
    pub category: String,
    /// What went well, de-identified.
    pub body: String,
    /// Whether it may be told beyond the site.
    pub share: bool,
    /// Whether the family agreed, where that was asked.
    pub family_agreed: Option<bool>,
}

/// The answer to a [`ReportAsk`].
#[derive(Clone, Debug)]
pub enum ReportReply {
    /// The page.
    Page(Box<ReportPage>),
    /// What was done, as a sentence, and the page as it is now.
    Said(String, Box<ReportPage>),
    /// The final report.
    Final(Box<Final>),
}

/// A report as its page shows it.
#[derive(Clone, Debug)]
pub struct ReportPage {
    /// The viewer's sites, by name.
    pub sites: Vec<(SiteId, String)>,
    /// The figures: up to now in a draft, up to the cut-off once it is submitted.
    pub figures: MonthFigures,
    /// Where it stands.
    pub status: Status,
    /// When the Intact part was said to be ready.
    pub intact_ready: Option<DateTime<Utc>>,
    /// When the treatment part was said to be ready.
    pub treatment_ready: Option<DateTime<Utc>>,
    /// Both teams' words.
    pub texts: Vec<ReportText>,
    /// The challenges open at some time of the month, and those resolved in it, the oldest first.
    pub challenges: Vec<ChallengeRow>,
    /// The successes of the month.
    pub successes: Vec<SuccessRow>,
    /// Lines of meeting notes that somebody tagged, and that are not in the report yet.
    pub offered: Vec<Offered>,
    /// What keeps it from being submitted, refusals first; empty once it is.
    pub keeps: Vec<Keeps>,
    /// What was submitted last and not taken back.
    pub frozen: Option<FrozenReport>,
    /// Figures that have changed in the file since it was submitted.
    pub changed: Vec<ChangedFigure>,
    /// What was added afterwards, in order.
    pub addenda: Vec<Addendum>,
    /// Who may own a challenge.
    pub people: Vec<Person>,
    /// What must not stand in its words.
    pub known: Known,
}

/// What a team says under a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportText {
    /// Whose words.
    pub side: Side,
    /// Under which heading.
    pub heading: Heading,
    /// The words.
    pub body: String,
    /// The version of the row.
    pub version: i64,
}

/// A challenge in its list.
#[derive(Clone, Debug, PartialEq)]
pub struct ChallengeRow {
    /// The key.
    pub id: i64,
    /// Who raised it.
    pub side: Side,
    /// Since when.
    pub raised_on: NaiveDate,
    /// When it was resolved.
    pub resolved_on: Option<NaiveDate>,
    /// Brought forward from an earlier month.
    pub carried: bool,
    /// Whose it is, by name.
    pub owner_name: Option<String>,
    /// What it says, as a form takes it.
    pub form: ChallengeForm,
}

/// A success in its list.
#[derive(Clone, Debug, PartialEq)]
pub struct SuccessRow {
    /// The key.
    pub id: i64,
    /// Who told it.
    pub side: Side,
    /// What it says, as a form takes it.
    pub form: SuccessForm,
}

/// A tagged line of a meeting's note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// A challenge, otherwise a success.
    pub challenge: bool,
    /// The meeting.
    pub meeting: MeetingId,
    /// Its day.
    pub on: NaiveDate,
    /// The line without its tag.
    pub line: String,
}

/// Something that keeps a report from being submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct Keeps {
    /// Nothing is submitted while it stands; otherwise it passes with a reason.
    pub refused: bool,
    /// The same as long as it is the same thing.
    pub key: String,
    /// What it is, as a sentence.
    pub what: String,
    /// The same without the word that could tell who a family is: how it is kept, and how it leaves.
    pub plain: String,
    /// Why it passes, where somebody said so, and who.
    pub passed: Option<(String, String)>,
    /// Where it is mended.
    pub place: Place,
}

/// Where something is mended.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// The words of a side under a heading.
    Text(Side, Heading),
    /// A challenge.
    Challenge(i64),
    /// A success.
    Success(i64),
    /// A figure under a heading.
    Figure(Heading, String),
    /// A side says that its part is ready.
    Ready(Side),
    /// Another page.
    Open(super::Open),
    /// Nothing here mends it.
    Nowhere,
}

/// What was submitted.
#[derive(Clone, Debug)]
pub struct FrozenReport {
    /// Its number.
    pub number: i64,
    /// The first twelve digits say enough on screen.
    pub digest: String,
    /// When it was submitted.
    pub at: DateTime<Utc>,
    /// What it says.
    pub snapshot: Snapshot,
    /// Who has signed: side, name, when.
    pub signatures: Vec<(Side, String, DateTime<Utc>)>,
}

/// A figure that is another one since the report was submitted.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedFigure {
    /// Its key.
    pub key: String,
    /// Its block, line and name.
    pub label: String,
    /// What was submitted.
    pub was: Amount,
    /// What the file says now; none where there is no such figure any more.
    pub now: Option<Amount>,
}

/// What was added to a final report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addendum {
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The words.
    pub body: String,
}

impl ReportPage {
    /// The words of a side under a heading, and their version.
    pub fn text(&self, side: Side, heading: Heading) -> (&str, i64) {
        let found = self.texts.iter().find(|text| text.side == side && text.heading == heading);
        found.map_or(("", 0), |text| (text.body.as_str(), text.version))
    }

    /// How many things still keep it from being submitted: what is refused, and what nobody has let pass.
    pub fn still_keeps(&self) -> usize {
        self.keeps.iter().filter(|one| one.passed.is_none()).count()
    }

    /// Whether a side's part is ready.
    pub fn is_ready(&self, side: Side) -> bool {
        match side {
            Side::ChildWelfare => self.intact_ready.is_some(),
            Side::Treatment => self.treatment_ready.is_some(),
        }
    }

    /// Whether a side has written anything under any heading.
    pub fn tells(&self, side: Side) -> bool {
        self.texts.iter().any(|text| text.side == side && !text.body.trim().is_empty())
    }

    /// How far it is, in words.
    pub fn stage(&self) -> &'static str {
        crate::domain::report::stage(self.status, self.intact_ready.is_some(), self.treatment_ready.is_some())
    }
}
