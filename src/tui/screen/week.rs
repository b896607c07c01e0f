//! A worker's week in one grid: a row for each contact, walked with Tab, saved in one piece.

mod grid;
mod read;

use super::{Ctx, Do, Page};
use crate::domain::StaffId;
use crate::domain::access::Act;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind, Result};
use crate::store::request::Form as Saved;
use crate::store::view::services::{ServiceChange, ServicesAsk, ServicesReply, WeekOffer};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Confirm, Dialog};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use grid::Grid;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
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
    saving: bool,
    draft_due: Option<Duration>,
}

impl Week {
    /// The grid of a worker, with one empty row.
    pub fn new(staff: StaffId) -> Self {
        Self { staff, offer: None, grid: Grid::default(), op: OpId::new(), saving: false, draft_due: None }
    }

    fn draft(&self, body: String) -> Do {
        Do::Store(Request::Draft { entity: ENTITY.into(), id: self.staff.0, field: FIELD.into(), body })
    }

    fn save(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(offer) = self.offer.as_ref().filter(|_| !self.saving) else { return Vec::new() };
        if let Err(reason) = ctx.can(Act::LogService(offer.role)) {
            return vec![Do::Fail(crate::error::denied(reason))];
        }
        match read::rows(&self.grid, offer, ctx.today()) {
            Ok(forms) if forms.is_empty() => {
                vec![Do::Toast(Mark::Open, "There is nothing to save yet".into())]
            }
            Ok(forms) => {
                self.saving = true;
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

    /// A refusal names its row: the focus goes there.
    fn failed(&mut self, error: Error) -> Vec<Do> {
        let was_saving = std::mem::take(&mut self.saving);
        let row = error.message.strip_prefix("row ").and_then(|rest| rest.split_once(':'));
        let place = row.and_then(|(row, _)| row.parse::<usize>().ok()).and_then(|row| row.checked_sub(1));
        match place.and_then(|place| self.grid.filled().nth(place)).filter(|_| was_saving) {
            Some(row) if error.kind == Kind::Invalid => {
                self.grid.go(row, read::column_of(&error.message));
                let hint = if error.hint.is_empty() { String::new() } else { format!(": {}", error.hint) };
                self.grid.say(format!("{}{hint}", error.message));
                Vec::new()
            }
            _ => vec![Do::Fail(error)],
        }
    }

    fn changed(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        self.grid.say(String::new());
        self.draft_due = Some(ctx.after(DRAFT_AFTER));
        Vec::new()
    }
}

impl Page for Week {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        let offer = Do::Store(Request::Services(ServicesAsk::Week(self.staff)));
        let drafts = Do::Store(Request::Drafts { entity: ENTITY.into(), id: self.staff.0 });
        vec![offer, drafts]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Services(ServicesReply::Week(offer))) => {
                self.offer = Some(*offer);
                Vec::new()
            }
            Ok(Reply::Drafts(drafts)) => {
                let body = drafts.iter().find(|(field, ..)| field == FIELD).map(|(_, body, _)| body);
                let Some(body) = body.filter(|_| self.grid.is_blank()) else { return Vec::new() };
                self.grid = Grid::from_text(body);
                let said = "What you had typed here before is back: it has not been saved yet";
                vec![Do::Toast(Mark::Due, said.into())]
            }
            Ok(Reply::Saved { said, .. }) => {
                self.saving = false;
                self.draft_due = None;
                self.grid = Grid::default();
                let _ = ctx;
                vec![self.draft(String::new()), Do::Back, Do::Toast(Mark::Done, said)]
            }
            Ok(_) => Vec::new(),
            Err(error) => self.failed(error),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
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
                self.grid.copy();
                return self.changed(ctx);
            }
            Some(KeyCode::F(6)) => {
                self.grid.next_day(ctx.today());
                return self.changed(ctx);
            }
            Some(KeyCode::F(8)) => {
                self.grid.remove();
                return self.changed(ctx);
            }
            _ => {}
        }
        if let Input::Paste(text) = input {
            self.grid.typed(&clean_line(text));
            return self.changed(ctx);
        }
        if self.grid.update(input) { self.changed(ctx) } else { Vec::new() }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
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
