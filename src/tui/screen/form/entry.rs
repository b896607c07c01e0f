//! The forms that enter or change something of a family: what is asked, one small form each.

mod facts;
mod opening;
mod treatment;

use super::member;
use super::sheet::{Seed, Sheet, Wrong, given, listed};
use crate::domain::access::{Act, Viewer};
use crate::domain::family::{MemberEnd, Phase, Risk};
use crate::domain::{FamilyId, MemberId};
use crate::error::Error;
use crate::store::Request;
use crate::store::request::Form as Filled;
use crate::store::view::family::change::{
    FamilyChange, FamilyFile, MilestoneNow, Seen, SpellNow, Track, TreatmentFile,
};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;

/// What of a family is entered or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Its facts and those of its last opening.
    Facts,
    /// A member's facts.
    Member(MemberId),
    /// A member moved out, or was a wrong entry.
    MemberEnds(MemberId),
    /// The risk from a day on.
    Risk,
    /// The phase from a day on.
    Phase,
    /// The day on which what holds now began.
    Start(Track),
    /// The enrolment.
    Enrol,
    /// Its end.
    EnrolmentEnds,
    /// A milestone.
    Milestone,
    /// A milestone is completed, or due on another day.
    MilestoneChanges(i64),
    /// A new report.
    Report,
    /// A court hearing.
    Hearing,
    /// Pending close, or no longer.
    PendingClose,
    /// The family closes.
    Close,
    /// The family comes back.
    Reopen,
    /// An adult is admitted to treatment.
    Admission,
    /// A treatment ends.
    Discharge,
    /// What was attended in a week of treatment.
    Week,
    /// A return to use was reported.
    ReturnToUse,
    /// A step into treatment.
    Step,
    /// A voucher was issued.
    Voucher,
}

impl Entry {
    /// What saving it does, for asking whether somebody may.
    pub fn act(self) -> Act {
        match self {
            Self::Phase
            | Self::Start(Track::Phase)
            | Self::Admission
            | Self::Discharge
            | Self::Week
            | Self::ReturnToUse
            | Self::Step
            | Self::Voucher => Act::WriteTreatment,
            Self::Report => Act::RecordSafety,
            _ => Act::EditFamily,
        }
    }

    /// What it is called in menus and over its form.
    pub fn label(self) -> &'static str {
        match self {
            Self::Facts => "Case number, short name, site, opening",
            Self::Member(_) => "Member's facts",
            Self::MemberEnds(_) => "Member moved out, or wrong entry",
            Self::Risk => "Risk",
            Self::Phase => "Phase",
            Self::Start(Track::Risk) => "Beginning of the risk",
            Self::Start(Track::Phase) => "Beginning of the phase",
            Self::Start(Track::Enrolment) => "Beginning of the enrolment",
            Self::Enrol => "Enrolment in IFR",
            Self::EnrolmentEnds => "End of the enrolment",
            Self::Milestone => "Milestone",
            Self::MilestoneChanges(_) => "Milestone done, or due again",
            Self::Report => "New report",
            Self::Hearing => "Court hearing",
            Self::PendingClose => "Pending close",
            Self::Close => "Close the family",
            Self::Reopen => "Open it again",
            Self::Admission => "Treatment admission",
            Self::Discharge => "Treatment ends",
            Self::Week => "Attendance of a week",
            Self::ReturnToUse => "Return to use",
            Self::Step => "Step into treatment",
            Self::Voucher => "Voucher",
        }
    }
}

/// One of the forms about a family.
pub(super) struct EntrySheet {
    pub family: FamilyId,
    pub entry: Entry,
}

/// The family as it stood when the form was made.
fn file<'a>(seed: &Seed<'a>) -> Option<&'a FamilyFile> {
    seed.choices.family.as_deref()
}

fn treatment_file<'a>(seed: &Seed<'a>) -> Option<&'a TreatmentFile> {
    file(seed)?.treatment.as_ref().map(crate::domain::sealed::Sealed::open)
}

/// When a milestone is due and when it was completed, as it stands.
fn milestone_days(now: Option<&MilestoneNow>) -> [Field; 2] {
    [
        Field::date("due", "Due on", now.and_then(|one| one.due_on)),
        Field::date("done", "Completed on", now.and_then(|one| one.completed_on))
            .hint("Leave it empty while it is open"),
    ]
}

/// What to say where the record that a form is about is gone.
const GONE: &str = "This is no longer there: go back and look again";

impl EntrySheet {
    fn member<'a>(
        &self,
        seed: &Seed<'a>,
        id: MemberId,
    ) -> Option<&'a (Seen, crate::store::view::form::MemberForm)> {
        file(seed)?.members.iter().find(|(seen, _)| seen.id == id.0)
    }

    /// The spell of a track that holds now.
    fn spell(seed: &Seed<'_>, track: Track) -> Option<SpellNow> {
        match track {
            Track::Risk => file(seed)?.risk.map(|(spell, _)| spell),
            Track::Enrolment => file(seed)?.enrolment,
            Track::Phase => treatment_file(seed)?.phase.map(|(spell, _)| spell),
        }
    }

    fn fields(&self, seed: &Seed<'_>, file: &FamilyFile) -> Vec<Field> {
        let on = |label: &str| Field::date("on", label, None).required("Say on which day");
        match self.entry {
            Entry::Risk => vec![
                Field::word("risk", "Risk", None::<Risk>).required("Choose the risk"),
                on("Since").hint("The one before ends on that day"),
            ],
            Entry::Phase => vec![
                Field::word("phase", "Phase", None::<Phase>).required("Choose the phase"),
                on("Since").hint("The one before ends on that day"),
            ],
            Entry::Start(track) => {
                let now = Self::spell(seed, track).map(|spell| spell.from_on);
                vec![
                    Field::date("on", "Began on", now)
                        .required("Say on which day")
                        .hint("The end of the one before moves along"),
                ]
            }
            Entry::Enrol => vec![on("Enrolled on")],
            Entry::EnrolmentEnds => vec![on("Ends on").hint("The first day it no longer holds")],
            Entry::Milestone => {
                let kinds = listed(&seed.settings.lists.milestone_kind);
                let kind = Field::choice("kind", "Milestone", kinds, None).required("Choose which one");
                let [due, done] = milestone_days(None);
                vec![kind, due, done]
            }
            Entry::MilestoneChanges(id) => {
                milestone_days(file.milestones.iter().find(|one| one.seen.id == id)).into()
            }
            Entry::Report => vec![on("Reported on").past()],
            Entry::Hearing => vec![on("Hearing on").hint("Past or to come")],
            Entry::MemberEnds(_) => vec![
                Field::word("why", "Why", None::<MemberEnd>).required("Say why"),
                on("Since").hint("What was recorded about them stays"),
            ],
            Entry::PendingClose | Entry::Close | Entry::Reopen => opening::fields(self.entry, seed, file),
            Entry::Facts | Entry::Member(_) => Vec::new(),
            _ => treatment::fields(self.entry, seed),
        }
    }

    fn change(&self, form: &Form, seed: &Seed<'_>) -> Result<FamilyChange, Wrong> {
        let family = self.family;
        let file = given(file(seed), "on", GONE)?;
        let on = || given(form.date("on"), "on", "Say on which day");
        let spell = |track| given(Self::spell(seed, track).map(|spell| spell.seen), "on", GONE);
        Ok(match self.entry {
            Entry::Facts => FamilyChange::Facts(facts::read(family, form, file)?),
            Entry::Member(id) => {
                let (seen, _) = given(self.member(seed, id), "alias", GONE)?;
                FamilyChange::Member(*seen, member::read(family, form)?)
            }
            Entry::MemberEnds(id) => {
                let (seen, _) = given(self.member(seed, id), "on", GONE)?;
                FamilyChange::MemberEnds(family, *seen, on()?, given(form.word("why"), "why", "Say why")?)
            }
            Entry::Risk => {
                FamilyChange::Risk(family, on()?, given(form.word("risk"), "risk", "Choose the risk")?)
            }
            Entry::Phase => {
                FamilyChange::Phase(family, on()?, given(form.word("phase"), "phase", "Choose the phase")?)
            }
            Entry::Start(track) => FamilyChange::Start(family, track, spell(track)?, on()?),
            Entry::Enrol => FamilyChange::Enrol(family, on()?),
            Entry::EnrolmentEnds => FamilyChange::EnrolmentEnds(family, spell(Track::Enrolment)?, on()?),
            Entry::Milestone => {
                let kind = form.choice("kind").unwrap_or_default();
                FamilyChange::Milestone(family, kind, form.date("due"), form.date("done"))
            }
            Entry::MilestoneChanges(id) => {
                let now = given(file.milestones.iter().find(|one| one.seen.id == id), "due", GONE)?;
                FamilyChange::MilestoneChanges(family, now.seen, form.date("due"), form.date("done"))
            }
            Entry::Report => FamilyChange::Report(family, on()?),
            Entry::Hearing => FamilyChange::Hearing(family, on()?),
            Entry::PendingClose => FamilyChange::PendingClose(family, file.opening.seen, form.date("on")),
            Entry::Close => {
                let reason = form.choice("reason").unwrap_or_default();
                FamilyChange::Close(family, file.opening.seen, on()?, reason)
            }
            Entry::Reopen => FamilyChange::Reopen(
                family,
                on()?,
                form.choice("basis").unwrap_or_default(),
                form.yes("court"),
            ),
            _ => FamilyChange::Treatment(treatment::read(self.entry, family, form, seed)?),
        })
    }
}

impl Sheet for EntrySheet {
    fn title(&self) -> String {
        format!("{}: {}", self.family, self.entry.label())
    }

    fn act(&self, _: &Viewer) -> Act {
        self.entry.act()
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let Some(file) = file(seed) else { return Form::new(seed.today, vec![Field::note(GONE)]) };
        match self.entry {
            Entry::Facts => facts::build(seed, file),
            Entry::Member(id) => member::build(seed, self.member(seed, id).map(|(_, form)| form)),
            _ => {
                let mut form = Form::new(seed.today, self.fields(seed, file));
                treatment::follow(self.entry, &mut form, seed);
                form
            }
        }
    }

    fn read(&self, form: &Form, seed: &Seed<'_>) -> Result<Filled, Wrong> {
        self.change(form, seed).map(|change| Filled::Change(Box::new(change)))
    }

    fn family(&self) -> Option<FamilyId> {
        Some(self.family)
    }

    fn changed(&mut self, form: &mut Form, _: &'static str, seed: &Seed<'_>) -> Option<Request> {
        treatment::follow(self.entry, form, seed);
        None
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        match self.entry {
            Entry::Facts => facts::blame(error),
            Entry::Member(_) => member::blame(error),
            Entry::Milestone | Entry::MilestoneChanges(_) => {
                Some(if error.message.contains("completed on") { "done" } else { "due" })
            }
            entry => Some(treatment::blame(entry, error).unwrap_or("on")),
        }
    }
}
