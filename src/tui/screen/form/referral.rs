//! The forms of a referral: entering it, and every step it takes.

mod accept;
mod enter;
mod steps;

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
    /// Corrects what was said when it came.
    Edit(ReferralBrief),
    /// Screens it, or says what the screening found.
    Screen(ReferralBrief),
    /// Puts it on the wait list.
    WaitList(ReferralBrief),
    /// Takes it from the wait list, eligible as before.
    Unlist(ReferralBrief),
    /// Moves it in the wait list: its place, and how many there are.
    Move(ReferralBrief, i64, i64),
    /// The Recovery Coordinator's first contacts.
    Contacts(ReferralBrief),
    /// A step into treatment.
    Treatment(ReferralBrief),
    /// Accepts it.
    Accept(ReferralBrief),
    /// Ends it with a reason.
    End(ReferralBrief),
    /// Enters a new one that reopens it.
    Reopen(ReferralBrief),
}

impl ReferralJob {
    /// The referral it is about, where there is one.
    pub fn brief(&self) -> Option<&ReferralBrief> {
        match self {
            Self::New(_) => None,
            Self::Edit(brief)
            | Self::Screen(brief)
            | Self::WaitList(brief)
            | Self::Unlist(brief)
            | Self::Move(brief, ..)
            | Self::Contacts(brief)
            | Self::Treatment(brief)
            | Self::Accept(brief)
            | Self::End(brief)
            | Self::Reopen(brief) => Some(brief),
        }
    }

    /// Takes the referral as it stands now. A step that begins where the referral no longer is stays as it was: saved
    /// once more, it is refused.
    fn renew(&mut self, now: &ReferralBrief) {
        let any = matches!(self, Self::Edit(_) | Self::Contacts(_));
        match self {
            Self::New(_) => {}
            Self::Edit(brief)
            | Self::Screen(brief)
            | Self::WaitList(brief)
            | Self::Unlist(brief)
            | Self::Move(brief, ..)
            | Self::Contacts(brief)
            | Self::Treatment(brief)
            | Self::Accept(brief)
            | Self::End(brief)
            | Self::Reopen(brief) => {
                if any || brief.status == now.status {
                    brief.clone_from(now);
                }
            }
        }
    }

    /// The key that its drafts are kept under.
    pub(super) fn id(&self) -> i64 {
        match self {
            Self::New(family) => family.map_or(0, |family| -family.0),
            job => job.brief().map_or(0, |brief| brief.id.0),
        }
    }

    /// The name that its drafts are kept under.
    pub(super) fn entity(&self) -> &'static str {
        match self {
            Self::New(_) => "form_referral",
            Self::Edit(_) => "form_referral_edit",
            Self::Reopen(_) => "form_referral_reopen",
            _ => "form_referral_step",
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
        let ReferralJob::Accept(brief) = &self.job else { return None };
        Some(Request::Assign(AssignAsk::ForReferral { referral: brief.id, on: on? }))
    }

    /// The form for this.
    pub(super) fn new(job: ReferralJob) -> Self {
        Self { job, candidates: Vec::new() }
    }
}

impl Sheet for ReferralSheet {
    fn title(&self) -> String {
        let Some(brief) = self.job.brief() else { return "Enter a referral".to_owned() };
        let id = brief.id;
        match &self.job {
            ReferralJob::New(_) => "Enter a referral".to_owned(),
            ReferralJob::Edit(_) => format!("Correct {id}"),
            ReferralJob::Screen(_) => format!("Screen {id}"),
            ReferralJob::WaitList(_) => format!("Put {id} on the wait list"),
            ReferralJob::Unlist(_) => format!("Take {id} from the wait list"),
            ReferralJob::Move(_, place, count) => format!("Move {id}, number {place} of {count}"),
            ReferralJob::Contacts(_) => format!("First contacts of {id}"),
            ReferralJob::Treatment(_) => format!("A step into treatment, {id}"),
            ReferralJob::Accept(brief) => match brief.entry.family {
                Some(family) => format!("Accept {id}: enrol {family}"),
                None => format!("Accept {id}: open the family and enrol it"),
            },
            ReferralJob::End(_) => format!("End {id}"),
            ReferralJob::Reopen(_) => format!("Reopen {id} as a new referral"),
        }
    }

    fn act(&self, _: &Viewer) -> Act {
        match self.job {
            ReferralJob::Accept(_) => Act::Assign,
            ReferralJob::Treatment(_) => Act::WriteTreatment,
            _ => Act::EditReferral,
        }
    }

    fn build(&self, seed: &Seed<'_>) -> Form {
        match &self.job {
            ReferralJob::New(family) => enter::build(seed, None, *family, true),
            ReferralJob::Edit(brief) => enter::build(seed, Some(brief), None, false),
            ReferralJob::Reopen(brief) => enter::build(seed, Some(brief), None, true),
            ReferralJob::Screen(brief) => steps::screen(seed, brief),
            ReferralJob::WaitList(_) => steps::plain(seed, "From", "Put on the list"),
            ReferralJob::Unlist(_) => steps::plain(seed, "On", "Take from the list"),
            ReferralJob::Move(_, _, count) => steps::place(seed, *count),
            ReferralJob::Contacts(brief) => steps::contacts(seed, brief),
            ReferralJob::Treatment(brief) => steps::treatment(seed, brief),
            ReferralJob::Accept(brief) => accept::build(seed, brief),
            ReferralJob::End(brief) => steps::end(seed, brief),
        }
    }

    fn read(&self, form: &Form, _: &Seed<'_>) -> Result<Filled, Wrong> {
        let read = match &self.job {
            ReferralJob::New(_) => ReferralForm::Enter { entry: enter::read(form)?, earlier: None },
            ReferralJob::Reopen(brief) => {
                ReferralForm::Enter { entry: enter::read(form)?, earlier: Some(brief.id) }
            }
            ReferralJob::Edit(brief) => {
                ReferralForm::Edit { id: brief.id, version: brief.version, entry: enter::read(form)? }
            }
            ReferralJob::Screen(brief) | ReferralJob::End(brief) => steps::read_outcome(form, brief)?,
            ReferralJob::WaitList(brief) => steps::read_plain(form, brief, ReferralStatus::WaitListed)?,
            ReferralJob::Unlist(brief) => steps::read_plain(form, brief, ReferralStatus::Eligible)?,
            ReferralJob::Move(brief, ..) => steps::read_place(form, brief)?,
            ReferralJob::Contacts(brief) => steps::read_contacts(form, brief)?,
            ReferralJob::Treatment(brief) => steps::read_treatment(form, brief)?,
            ReferralJob::Accept(brief) => accept::read(form, brief)?,
        };
        Ok(Filled::Referral(Box::new(read)))
    }

    fn family(&self) -> Option<FamilyId> {
        match &self.job {
            ReferralJob::New(family) => *family,
            job => job.brief().and_then(|brief| brief.entry.family),
        }
    }

    fn more(&self, today: NaiveDate) -> Vec<Request> {
        self.suggest(Some(today)).into_iter().collect()
    }

    fn changed(&mut self, form: &mut Form, key: &'static str, _: &Seed<'_>) -> Option<Request> {
        if key == "outcome" {
            steps::show_reason(form);
        }
        if key == "on" { self.suggest(form.date("on")) } else { None }
    }

    fn candidates(&mut self, form: &mut Form, people: Vec<Candidate>, _: Option<Person>, _: &Seed<'_>) {
        self.candidates = people;
        form.set_options("rc", suggested(&self.candidates));
    }

    fn refill(&self, form: &mut Form, _: &Seed<'_>) {
        if !self.candidates.is_empty() {
            form.set_options("rc", suggested(&self.candidates));
        }
    }

    fn compare(&self, _: &Form) -> Option<Dialog> {
        let title = "Who could be the Recovery Coordinator".to_owned();
        let known = !self.candidates.is_empty();
        known.then(|| super::super::leaving::compare(title, &self.candidates))
    }

    fn drafts(&self) -> &'static [&'static str] {
        match self.job {
            ReferralJob::New(_) | ReferralJob::Edit(_) | ReferralJob::Reopen(_) => &["reason", "concern"],
            _ => &[],
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
        let new = matches!(self.job, ReferralJob::New(_) | ReferralJob::Reopen(_));
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
        match self.job {
            ReferralJob::New(_) | ReferralJob::Edit(_) | ReferralJob::Reopen(_) => enter::blame(&message),
            ReferralJob::Accept(_) => accept::blame(&message, &error.hint),
            ReferralJob::Treatment(_) if message.contains("consent") => Some("reference"),
            ReferralJob::Move(..) if message.contains("number") => Some("place"),
            ReferralJob::Contacts(_) => None,
            _ => Some("on"),
        }
    }
}
