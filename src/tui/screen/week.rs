//! A worker's week in one grid: a row for each contact or service, walked with Tab, saved in one piece.
//!
//! What is treatment information stands here under the consent of its adult on that day. A row without one waits in
//! the grid until it says where it is documented; the others are saved.

mod facts;
mod grid;
mod read;
mod sealed;
mod view;

use super::{Ctx, Do, Page};
use crate::domain::StaffId;
use crate::domain::access::Act;
use crate::domain::catalogue::Severity;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind, Result};
use crate::store::request::Form as Saved;
use crate::store::view::services::{FieldFinding, ServiceChange, ServicesAsk, ServicesReply, WeekOffer};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Confirm, Dialog};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use grid::Grid;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::collections::VecDeque;
use std::time::Duration;

/// What the drafts of a grid are kept under.
const ENTITY: &str = "week";
/// The field of its draft.
const FIELD: &str = "rows";
/// The tag of the question before typed rows are left.
const LEAVE: &str = "leave week";
/// Seconds without a key after which the grid is kept as a draft.
const DRAFT_AFTER: u64 = 2;

/// The grid of a week.
pub struct Week {
    staff: StaffId,
    offer: Option<WeekOffer>,
    grid: Grid,
    /// One for the whole grid: saving twice saves once.
    op: OpId,
    /// The places of the rows that are being saved.
    saving: Vec<usize>,
    /// The places of the rows that the store is judging, in the order in which it was asked.
    judging: VecDeque<Option<usize>>,
    draft_due: Option<Duration>,
}

impl Week {
    /// The grid of a worker, with one empty row.
    pub fn new(staff: StaffId) -> Self {
        let (saving, judging) = (Vec::new(), VecDeque::new());
        Self { staff, offer: None, grid: Grid::default(), op: OpId::new(), saving, judging, draft_due: None }
    }

    fn draft(&self, body: String) -> Do {
        Do::Store(Request::Draft { entity: ENTITY.into(), id: self.staff.0, field: FIELD.into(), body })
    }

    fn ask(&self) -> Do {
        Do::Store(Request::Services(ServicesAsk::Week(self.staff)))
    }

    fn save(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(offer) = self.offer.as_ref().filter(|_| self.saving.is_empty()) else { return Vec::new() };
        if let Err(reason) = ctx.can(Act::LogService(offer.role)) {
            return vec![Do::Fail(crate::error::denied(reason))];
        }
        match read::rows(&self.grid, offer, ctx.today()) {
            Ok(rows) if rows.ready.is_empty() => match rows.waiting.first() {
                Some(first) => {
                    self.grid.go(*first, grid::DOCUMENTED);
                    Vec::new()
                }
                None => vec![Do::Toast(Mark::Open, "There is nothing to save yet".into())],
            },
            Ok(rows) => {
                let (places, forms) = rows.ready.into_iter().unzip();
                self.saving = places;
                let change = ServiceChange::Week(forms);
                vec![Do::Store(Request::Save(self.op, Saved::Service(Box::new(change))))]
            }
            Err((row, column, sentence)) => {
                self.grid.go(row, column);
                self.grid.say(sentence);
                Vec::new()
            }
        }
    }

    /// What was sent is saved; rows that wait stay, and the focus goes to where they can be mended.
    fn saved(&mut self, said: String, today: chrono::NaiveDate) -> Vec<Do> {
        let sent = std::mem::take(&mut self.saving);
        self.grid.take_out(&sent);
        self.forget_judging();
        self.op = OpId::new();
        self.draft_due = None;
        let draft = self.draft(self.grid.text());
        let rows = self.offer.as_ref().and_then(|offer| read::rows(&self.grid, offer, today).ok());
        let Some(first) = rows.as_ref().and_then(|rows| rows.waiting.first()) else {
            return vec![draft, Do::Back, Do::Toast(Mark::Done, said)];
        };
        self.grid.go(*first, grid::DOCUMENTED);
        let waiting = rows.as_ref().map_or(0, |rows| rows.waiting.len());
        let said = format!(
            "{said}; {waiting} without a consent of that day {}",
            if waiting == 1 { "waits" } else { "wait" }
        );
        vec![draft, Do::Toast(Mark::Due, said)]
    }

    /// A refusal names its row: the focus goes there.
    fn failed(&mut self, error: Error) -> Vec<Do> {
        // Answers come in the order of what was asked, and nothing is judged behind a save.
        if self.judging.pop_front().is_some() {
            return vec![Do::Fail(error)];
        }
        let sent = std::mem::take(&mut self.saving);
        let row = error.message.strip_prefix("row ").and_then(|rest| rest.split_once(':'));
        let place = row.and_then(|(row, _)| row.parse::<usize>().ok()).and_then(|row| row.checked_sub(1));
        match place.and_then(|place| sent.get(place)) {
            Some(row) if error.kind == Kind::Invalid => {
                self.grid.go(*row, read::column_of(&error.message));
                let hint = if error.hint.is_empty() { String::new() } else { format!(": {}", error.hint) };
                self.grid.say(format!("{}{hint}", error.message));
                // A consent may have ended since the grid was opened.
                vec![self.ask()]
            }
            _ => vec![Do::Fail(error)],
        }
    }

    /// Asks what a row breaks, once there is enough of it to judge.
    fn judge(&mut self, place: usize, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(offer), Some(line)) = (&self.offer, self.grid.row(place)) else { return Vec::new() };
        let Ok(form) = read::row(line, offer, ctx.today()) else { return Vec::new() };
        if sealed::waits(&form, offer, ctx.today()).is_some() || !form.elsewhere.is_empty() {
            return Vec::new();
        }
        self.judging.push_back(Some(place));
        vec![Do::Store(Request::Services(ServicesAsk::Judge(Box::new(form))))]
    }

    /// Rows have other places now: what is still being judged is about none of them.
    fn forget_judging(&mut self) {
        self.judging.iter_mut().for_each(|place| *place = None);
    }

    fn judged(&mut self, found: &[FieldFinding]) {
        let Some(place) = self.judging.pop_front().flatten() else { return };
        if let Some(line) = self.grid.row_mut(place) {
            let one = |one: &FieldFinding| (one.broken.severity == Severity::Must, one.broken.says.clone());
            line.found = found.iter().map(one).collect();
        }
    }

    /// The form of what is on file for the row with the focus.
    fn ask_facts(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let (Some(offer), Some(line)) = (&self.offer, self.grid.row(self.grid.place())) else {
            return Vec::new();
        };
        match facts::form(line, offer, ctx.settings, ctx.today()) {
            Ok(form) => vec![Do::Dialog(Dialog::Form(Box::new(form)))],
            Err(sentence) => vec![Do::Toast(Mark::Open, sentence)],
        }
    }

    fn take_facts(&mut self, form: &Form, ctx: &Ctx<'_>) -> Vec<Do> {
        let place = self.grid.place();
        let (Some(offer), Some(line)) = (&self.offer, self.grid.row_mut(place)) else { return Vec::new() };
        line.facts = facts::told(form, line, offer, ctx.settings);
        let mut dos = self.changed(ctx);
        dos.extend(self.judge(place, ctx));
        dos
    }

    fn changed(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        self.grid.say(String::new());
        if let Some(line) = self.grid.row_mut(self.grid.place()) {
            line.found.clear();
        }
        self.draft_due = Some(ctx.after(DRAFT_AFTER));
        Vec::new()
    }
}

impl Page for Week {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        let drafts = Do::Store(Request::Drafts { entity: ENTITY.into(), id: self.staff.0 });
        vec![self.ask(), drafts]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Services(ServicesReply::Week(offer))) => {
                self.offer = Some(*offer);
                Vec::new()
            }
            Ok(Reply::Services(ServicesReply::Judged(found))) => {
                self.judged(&found);
                Vec::new()
            }
            Ok(Reply::Drafts(drafts)) => {
                let body = drafts.iter().find(|(field, ..)| field == FIELD).map(|(_, body, _)| body);
                let Some(body) = body.filter(|_| self.grid.is_blank()) else { return Vec::new() };
                self.grid = Grid::from_text(body);
                let said = "What you had typed here before is back: it has not been saved yet";
                vec![Do::Toast(Mark::Due, said.into())]
            }
            Ok(Reply::Saved { said, .. }) => self.saved(said, ctx.today()),
            Ok(_) => Vec::new(),
            Err(error) => self.failed(error),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if !self.saving.is_empty() {
            // The rows that are on their way keep their places until the answer is there.
            return Vec::new();
        }
        if input.action() == Some(Action::Save) {
            return self.save(ctx);
        }
        match input.code() {
            Some(KeyCode::Esc) if self.grid.is_blank() => return vec![Do::Back],
            Some(KeyCode::Esc) => {
                let text = "What is typed here is kept as it is, and comes back when you do.";
                let answers = ["Stay", "Leave, keep it", "Throw it away"];
                return vec![Do::Dialog(Dialog::Confirm(Confirm::ask(
                    LEAVE,
                    "Leave the week?",
                    text,
                    &answers,
                )))];
            }
            Some(KeyCode::F(3)) => {
                self.forget_judging();
                self.grid.copy();
                return self.changed(ctx);
            }
            Some(KeyCode::F(6)) => {
                self.grid.next_day(ctx.today());
                return self.changed(ctx);
            }
            Some(KeyCode::F(7)) => return self.ask_facts(ctx),
            Some(KeyCode::F(8)) => {
                self.forget_judging();
                self.grid.remove();
                return self.changed(ctx);
            }
            _ => {}
        }
        if let Input::Paste(text) = input {
            self.grid.typed(&clean_line(text));
            return self.changed(ctx);
        }
        let left = self.grid.place();
        if self.grid.update(input) { self.changed(ctx) } else { self.judge(left, ctx) }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        if let (facts::ON_FILE, Answer::Form(form)) = (tag, &answer) {
            return self.take_facts(form, ctx);
        }
        let body = match (tag, answer) {
            (LEAVE, Answer::Chosen(1)) => self.grid.text(),
            (LEAVE, Answer::Chosen(2)) => String::new(),
            _ => return Vec::new(),
        };
        self.draft_due = None;
        vec![self.draft(body), Do::Back]
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        if let Some(offer) = &self.offer {
            self.grid.view(frame, area, offer, ctx);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let role = self.offer.as_ref().map(|offer| offer.role);
        let save = Command::new(Action::Save);
        vec![
            role.map_or(save.clone(), |role| save.allowed(ctx.can(Act::LogService(role)))),
            Command::key(KeyCode::F(7), "On file"),
            Command::key(KeyCode::F(3), "Copy the row"),
            Command::key(KeyCode::F(6), "The next day"),
            Command::key(KeyCode::Tab, "Next cell"),
            Command::key(KeyCode::F(8), "Remove the row"),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.offer.is_some()
    }

    fn deadline(&self) -> Option<Duration> {
        self.draft_due
    }

    fn tick(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        match self.draft_due.take() {
            Some(_) => vec![self.draft(self.grid.text())],
            None => Vec::new(),
        }
    }

    fn is_unsaved(&self) -> bool {
        self.draft_due.is_some()
    }
}
