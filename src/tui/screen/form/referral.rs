//! The forms of a referral: entering it, and every step it takes.

mod accept;
mod enter;
mod steps;

use self::ReferralStep as Step;
use super::sheet::{Seed, Sheet, Wrong, suggested};
use crate::domain::FamilyId;
use crate::domain::access::{Act, Viewer};
use crate::domain::referral::{ReferralStatus, Sign};
use crate::error::Error;
use crate::store::request::Form as Filled;
use crate::store::view::Person;
use crate::store::view::assign::{AssignAsk, Candidate};
use crate::store::view::referral::{ReferralAsk, ReferralBrief, ReferralForm, ReferralReply};
use crate::store::{Reply, Request};
use crate::tui::dialog::Dialog;
use crate::tui::screen::Target;
use crate::tui::widget::form::Form;
use chrono::NaiveDate;

/// What is to be done with a referral.
#[derive(Clone, Debug, PartialEq)]
pub enum ReferralJob {
    /// Enters a new one, about an open family where it is known.
    New(Option<FamilyId>),
    /// Takes a step with this one.
    Of(ReferralStep, Box<ReferralBrief>),
}

/// A step of a referral that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferralStep {
    /// Corrects what was said when it came.
    Edit,
    /// Screens it, or says what the screening found.
    Screen,
    /// Puts it on the wait list.
    WaitList,
    /// Takes it from the wait list, eligible as before.
    Unlist,
    /// Moves it in the wait list: its place, and how many there are.
    Move(i64, i64),
    /// The Recovery Coordinator's first contacts.
    Contacts,
    /// A step into treatment.
    Treatment,
    /// Accepts it.
    Accept,
    /// Ends it with a reason.
    End,
    /// Enters a new one that reopens it.
    Reopen,
}

impl ReferralJob {
    /// The referral it is about, where there is one.
    pub fn brief(&self) -> Option<&ReferralBrief> {
        match self {
            Self::New(_) => None,
            Self::Of(_, brief) => Some(brief),
        }
    }

    fn step(&self) -> Option<Step> {
        match self {
            Self::New(_) => None,
            Self::Of(step, _) => Some(*step),
        }
    }

    /// Takes the referral as it stands now. A step that begins where the referral no longer is stays as it was: saved
    /// once more, it is refused.
    fn renew(&mut self, now: &ReferralBrief) {
        let Self::Of(step, brief) = self else { return };
        if matches!(step, Step::Edit | Step::Contacts) || brief.status == now.status {
            **brief = now.clone();
        }
    }

    /// The key that its drafts are kept under.
    pub(super) fn id(&self) -> i64 {
        match self {
            Self::New(family) => family.map_or(0, |family| -family.0),
            Self::Of(_, brief) => brief.id.0,
        }
    }

    /// The name that its drafts are kept under.
    pub(super) fn entity(&self) -> &'static str {
        match self.step() {
            None => "form_referral",
            Some(Step::Edit) => "form_referral_edit",
            Some(Step::Reopen) => "form_referral_reopen",
            Some(_) => "form_referral_step",
        }
    }
}

/// A form of a referral.
pub(super) struct ReferralSheet {
    job: ReferralJob,
    /// Who could be the Recovery Coordinator, in the order suggested.
    candidates: Vec<Candidate>,
}

impl ReferralSheet {
    /// Asks who could be the Recovery Coordinator, where one is chosen.
    fn suggest(&self, on: Option<NaiveDate>) -> Option<Request> {
        let ReferralJob::Of(Step::Accept, brief) = &self.job else { return None };
        Some(Request::Assign(AssignAsk::ForReferral { referral: brief.id, on: on? }))
    }

    /// The form for this.
    pub(super) fn new(job: ReferralJob) -> Self {
        Self { job, candidates: Vec::new() }
    }
}

impl Sheet for ReferralSheet {
    fn title(&self) -> String {
        let ReferralJob::Of(step, brief) = &self.job else { return "Enter a referral".to_owned() };
        let id = brief.id;
        match step {
            Step::Edit => format!("Correct {id}"),
            Step::Screen => format!("Screen {id}"),
            Step::WaitList => format!("Put {id} on the wait list"),
            Step::Unlist => format!("Take {id} from the wait list"),
            Step::Move(place, count) => format!("Move {id}, number {place} of {count}"),
            Step::Contacts => format!("First contacts of {id}"),
            Step::Treatment => format!("A step into treatment, {id}"),
            Step::Accept => match brief.entry.family {
                Some(family) => format!("Accept {id}: enrol {family}"),
                None => format!("Accept {id}: open the family and enrol it"),
            },
            Step::End => format!("End {id}"),
            Step::Reopen => format!("Reopen {id} as a new referral"),
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        match self.job.step() {
            Some(Step::Accept) => Act::Assign,
            Some(Step::Treatment) => Act::WriteTreatment,
            _ => Act::EditReferral,
        }
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        let (step, brief) = match &self.job {
            ReferralJob::New(family) => return enter::build(seed, None, *family, true),
            ReferralJob::Of(step, brief) => (step, brief),
        };
        match step {
            Step::Edit => enter::build(seed, Some(brief), None, false),
            Step::Reopen => enter::build(seed, Some(brief), None, true),
            Step::Screen => steps::screen(seed, brief),
            Step::WaitList => steps::plain(seed, "From", "Put on the list"),
            Step::Unlist => steps::plain(seed, "On", "Take from the list"),
            Step::Move(_, count) => steps::place(seed, *count),
            Step::Contacts => steps::contacts(seed, brief),
            Step::Treatment => steps::treatment(seed, brief),
            Step::Accept => accept::build(seed, brief),
            Step::End => steps::end(seed, brief),
        }
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let ReferralJob::Of(step, brief) = &self.job else {
            let entered = ReferralForm::Enter { entry: enter::read(form)?, earlier: None };
            return Ok(Filled::Referral(Box::new(entered)));
        };
        let read = match step {
            Step::Reopen => ReferralForm::Enter { entry: enter::read(form)?, earlier: Some(brief.id) },
            Step::Edit => {
                ReferralForm::Edit { id: brief.id, version: brief.version, entry: enter::read(form)? }
            }
            Step::Screen | Step::End => steps::read_outcome(form, brief)?,
            Step::WaitList => steps::read_plain(form, brief, ReferralStatus::WaitListed)?,
            Step::Unlist => steps::read_plain(form, brief, ReferralStatus::Eligible)?,
            Step::Move(..) => steps::read_place(form, brief)?,
            Step::Contacts => steps::read_contacts(form, brief)?,
            Step::Treatment => steps::read_treatment(form, brief)?,
            Step::Accept => accept::read(form, brief)?,
        };
        Ok(Filled::Referral(Box::new(read)))
    }

    fn family(&self) -> Option<FamilyId> {
        match &self.job {
            ReferralJob::New(family) => *family,
            ReferralJob::Of(_, brief) => brief.entry.family,
        }
    }

    fn more(&self, today: NaiveDate) -> Vec<Request> {
        self.suggest(Some(today)).into_iter().collect()
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        if key == "outcome" {
            steps::show_reason(form);
        }
        if key == "family" {
            enter::show_case(form);
        }
        if key == "on" { self.suggest(form.date("on")) } else { None }
    }

    fn candidates(&mut self, form: &mut Form, people: Vec<Candidate>, _: Option<Person>, _: &Seed<'_>) {
        self.candidates = people;
        form.set_options("rc", suggested(&self.candidates));
    }

    fn refill(&self, form: &mut Form, _: &Seed<'_>) -> Option<Request> {
        if !self.candidates.is_empty() {
            form.set_options("rc", suggested(&self.candidates));
        }
        None
    }

    fn compare(&self, _: &Form) -> Option<Dialog> {
        let title = "Who could be the Recovery Coordinator".to_owned();
        let known = !self.candidates.is_empty();
        known.then(|| super::super::leaving::compare(title, &self.candidates))
    }

    fn drafts(&self) -> &'static [&'static str] {
        match self.job.step() {
            None | Some(Step::Edit | Step::Reopen) => &["reason", "concern"],
            Some(_) => &[],
        }
    }

    fn look_first(&self, filled: &Filled) -> Option<Request> {
        let (ReferralJob::New(_), Filled::Referral(form)) = (&self.job, filled) else { return None };
        let ReferralForm::Enter { entry, .. } = form.as_ref() else { return None };
        let sign = Sign {
            family: entry.family,
            case_number: entry.case_number.clone(),
            alias: entry.alias.clone(),
            birth_year: entry.birth_year,
            county: entry.county.clone(),
            source: entry.source.clone(),
            received_on: entry.received_on,
        };
        Some(Request::Referral(ReferralAsk::Alike(Box::new(sign))))
    }

    fn opens(&self, id: i64) -> Option<Target> {
        let new = matches!(self.job.step(), None | Some(Step::Reopen));
        new.then_some(Target::Referral(crate::domain::ReferralId(id)))
    }

    fn again(&self) -> Option<Request> {
        self.job.brief().map(|brief| Request::Referral(ReferralAsk::Page(brief.id)))
    }

    fn renew(&mut self, reply: &Reply) {
        let Reply::Referral(reply) = reply else { return };
        if let ReferralReply::Page(page) = reply.as_ref() {
            self.job.renew(&page.brief);
        }
    }

    fn blame(&self, error: &Error) -> Option<&'static str> {
        let message = error.message.to_lowercase();
        match self.job.step() {
            None | Some(Step::Edit | Step::Reopen) => enter::blame(&message),
            Some(Step::Accept) => accept::blame(&message, &error.hint),
            Some(Step::Treatment) if message.contains("consent") => Some("reference"),
            Some(Step::Move(..)) if message.contains("number") => Some("place"),
            Some(Step::Contacts) => None,
            Some(_) => Some("on"),
        }
    }
}
