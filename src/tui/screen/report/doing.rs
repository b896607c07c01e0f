//! What can be done with a report, and what the dialogs of it come to.

use super::forms::{self, About};
use super::rows::Key;
use super::{Report, View};
use crate::domain::access::Act;
use crate::domain::meeting::About as Subject;
use crate::domain::month::Heading;
use crate::domain::report::Status;
use crate::store::view::report::{ReportChange, ReportPage};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Confirm, Dialog, Menu, MenuItem};
use crate::tui::keymap::Action;
use crate::tui::screen::{Ctx, Do, Target};
use crate::tui::widget::mark::Mark;
use ratatui::crossterm::event::KeyCode;

/// The kind of meeting that is walked from the report.
const MEETING: &str = "supervisory";

impl Report {
    /// Runs a command of the screen.
    pub(super) fn do_it(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        match action {
            Action::View => vec![Do::Dialog(forms::which(self, page, ctx))],
            Action::Write => vec![Do::Open(Target::ReportPreview(self.of(ctx)))],
            Action::Sort => vec![Do::Open(Target::Trends)],
            Action::Start => vec![Do::Dialog(self.steps(page, ctx))],
            Action::Change => {
                if !matches!(self.view, View::Heading) {
                    self.go(View::Heading);
                }
                self.begin_words(ctx)
            }
            Action::New if self.heading == Heading::Successes => self.edit_success(None, ctx),
            Action::New => {
                self.go_heading(Heading::Challenges);
                self.edit_challenge(None, ctx)
            }
            Action::Done => self.done(ctx),
            _ => Vec::new(),
        }
    }

    /// Lets a warning pass, or says that the viewer's own part is ready.
    fn done(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Ok(())) = (&self.page, self.may(ctx)) else { return Vec::new() };
        if let (View::Keeps, Some(Key::Keeps(place))) = (&self.view, self.table.selected()) {
            let Some(one) = page.keeps.get(place) else { return Vec::new() };
            if one.refused {
                let said = "This does not pass with a reason: Enter opens what is to be mended";
                return vec![Do::Toast(Mark::Due, said.to_owned())];
            }
            let reason = one.passed.as_ref().map_or("", |(reason, _)| reason.as_str());
            let dialog = forms::pass(&one.what, reason, ctx);
            self.about = Some(About::Pass(one.key.clone()));
            return vec![Do::Dialog(dialog)];
        }
        self.ready(ctx)
    }

    /// Says that the viewer's own part is ready, or is not any more; asks first where they have written nothing.
    pub(super) fn ready(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Ok(())) = (&self.page, self.may(ctx)) else { return Vec::new() };
        let side = ctx.viewer.side;
        if page.is_ready(side) || page.tells(side) {
            return self.change(ReportChange::Ready(!page.is_ready(side)), ctx);
        }
        let text = "Your team has written nothing under any heading: the figures stand there without a word.";
        let answers = ["Write first", "It is ready"];
        vec![Do::Dialog(Dialog::Confirm(Confirm::ask(forms::READY, "Is your part ready?", text, &answers)))]
    }

    /// The form of a challenge; a new one where there is no key.
    pub(super) fn edit_challenge(&mut self, id: Option<i64>, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Ok(())) = (&self.page, self.may(ctx)) else { return Vec::new() };
        let row = page.challenges.iter().find(|row| Some(row.id) == id);
        if let Some(row) = row.filter(|row| row.side != ctx.viewer.side) {
            return other_team("Challenge", &row.form.body);
        }
        let dialog = forms::challenge(page, row.map(|row| &row.form), None, ctx);
        self.about = Some(About::Challenge(row.and_then(|row| row.form.seen)));
        vec![Do::Dialog(dialog)]
    }

    /// The form of a success; a new one where there is no key.
    pub(super) fn edit_success(&mut self, id: Option<i64>, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Ok(())) = (&self.page, self.may(ctx)) else { return Vec::new() };
        let row = page.successes.iter().find(|row| Some(row.id) == id);
        if let Some(row) = row.filter(|row| row.side != ctx.viewer.side) {
            return other_team("Success", &row.form.body);
        }
        let dialog = forms::success(page, row.map(|row| &row.form), None, ctx);
        self.about = Some(About::Success(row.and_then(|row| row.form.seen)));
        vec![Do::Dialog(dialog)]
    }

    /// The form that makes a tagged line of a note a challenge or a success.
    pub(super) fn take_offered(&mut self, place: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(page), Ok(())) = (&self.page, self.may(ctx)) else { return Vec::new() };
        let Some(one) = page.offered.get(place) else { return Vec::new() };
        let (dialog, about) = if one.challenge {
            (forms::challenge(page, None, Some(one), ctx), About::Challenge(None))
        } else {
            (forms::success(page, None, Some(one), ctx), About::Success(None))
        };
        self.about = Some(about);
        vec![Do::Dialog(dialog)]
    }

    /// What comes next: what keeps it, submitting, signing, adding to it, the meeting.
    fn steps(&self, page: &ReportPage, ctx: &Ctx<'_>) -> Dialog {
        let may = ctx.can(Act::PrepareReport(ctx.viewer.side));
        let keeps = page.still_keeps();
        let only = |fits: bool, reason: &'static str| may.and(if fits { Ok(()) } else { Err(reason) });
        let draft = page.status == Status::Draft;
        let signed = page
            .frozen
            .as_ref()
            .is_some_and(|frozen| frozen.signatures.iter().any(|(side, ..)| *side == ctx.viewer.side));
        let submitted = page.status == Status::Submitted;
        let look = if draft { "What keeps it from being submitted" } else { "What has changed since" };
        let count = if draft { keeps } else { page.changed.len() };
        let items = vec![
            MenuItem::new(look).detail(count.to_string()),
            MenuItem::new("Submit it").allowed(only(
                draft && keeps == 0,
                if draft { "Something keeps it still" } else { "It is submitted" },
            )),
            MenuItem::new("Sign it").allowed(only(
                submitted && !signed,
                if signed { "You have signed it" } else { "It is submitted before it is signed" },
            )),
            MenuItem::new("Take it back to a draft")
                .allowed(only(submitted, "Only what is submitted and not signed by both")),
            MenuItem::new("Addendum")
                .allowed(only(page.status == Status::Final, "It is not final: change it instead")),
            MenuItem::new("Hold the Monthly Supervisory meeting"),
        ];
        Dialog::Menu(Menu::new(forms::STEPS, "The report", items))
    }

    fn step(&mut self, place: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        match place {
            0 => {
                self.go(View::Keeps);
                Vec::new()
            }
            1 => self.change(ReportChange::Submit, ctx),
            2 => vec![Do::Dialog(forms::sign(page, ctx))],
            3 => self.change(ReportChange::TakeBack, ctx),
            4 => vec![Do::Dialog(forms::addendum(ctx))],
            5 => vec![Do::Open(Target::StartMeeting {
                kind: Some(MEETING.to_owned()),
                about: vec![Subject::Programme],
            })],
            _ => Vec::new(),
        }
    }

    /// Takes what a dialog came to.
    pub(super) fn answered(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        let form = match answer {
            Answer::Chosen(place) if tag == forms::STEPS => return self.step(place, ctx),
            Answer::Chosen(1) if tag == forms::READY => return self.change(ReportChange::Ready(true), ctx),
            Answer::Chosen(_) if tag == forms::READY => return self.do_it(Action::Change, ctx),
            Answer::Form(form) => form,
            _ => return Vec::new(),
        };
        match (tag, self.about.take()) {
            (forms::CHALLENGE, Some(About::Challenge(seen))) => {
                let form = forms::read_challenge(&form, seen);
                self.change(ReportChange::Challenge(Box::new(form)), ctx)
            }
            (forms::SUCCESS, Some(About::Success(seen))) => {
                let form = forms::read_success(&form, seen, ctx);
                self.change(ReportChange::Success(Box::new(form)), ctx)
            }
            (forms::PASS, Some(About::Pass(key))) => {
                self.change(ReportChange::Pass { key, reason: form.text("reason") }, ctx)
            }
            (forms::SIGN, _) => self.change(ReportChange::Sign { passphrase: form.text("passphrase") }, ctx),
            (forms::ADDENDUM, _) => self.change(ReportChange::Addendum(form.text("body")), ctx),
            (forms::WHICH, _) => {
                let (month, site) = forms::read_which(&form);
                self.month = month.or(self.month);
                self.site = site.or(self.site);
                self.view = View::Heading;
                self.go_heading(self.heading);
                vec![self.ask(ctx)]
            }
            _ => Vec::new(),
        }
    }

    /// What can be done just now.
    pub(super) fn offered_commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let may = self.may(ctx);
        let ready = self.page.as_ref().is_some_and(|page| page.is_ready(ctx.viewer.side));
        let done = match (&self.view, ready) {
            (View::Keeps, _) => "Let it pass",
            (_, true) => "My part is not ready",
            _ => "My part is ready",
        };
        let new = if self.heading == Heading::Successes { "New success" } else { "New challenge" };
        let open = if matches!(self.view, View::Keeps) { "Mend it" } else { "Open" };
        let mut out = vec![
            Command::new(Action::Open).label(open),
            Command::new(Action::Why),
            Command::new(Action::Change).label("Write").allowed(may),
            Command::new(Action::Start).label("Submit, sign, meet"),
            Command::new(Action::Done).label(done).allowed(may),
            Command::new(Action::New).label(new).allowed(may),
            Command::new(Action::View).label("Another month"),
            Command::new(Action::Write).label("Read, to a file"),
            Command::new(Action::Sort).label("Trends"),
            Command::new(Action::Filter),
        ];
        out.push(match self.view {
            View::Heading => Command::key(KeyCode::Tab, "Next heading"),
            _ => Command::key(KeyCode::Esc, "Back"),
        });
        out
    }
}

/// What the other team wrote is read whole, and changed by them.
fn other_team(title: &str, body: &str) -> Vec<Do> {
    let text = format!("{body}\n\nThe other team keeps this one: speak with them to change it.");
    vec![Do::Dialog(Dialog::Confirm(Confirm::message(title, text)))]
}
