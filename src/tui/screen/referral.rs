//! A referral's page: its whole story, what is next, and what can be done.

mod jobs;
mod rows;

use super::convert::why;
use super::{Ctx, Do, FormKind, Page, ReferralJob, Target};
use crate::domain::{ReferralId, Word};
use crate::error::Result;
use crate::store::view::history::Record;
use crate::store::view::referral::{ReferralAsk, ReferralPage, ReferralReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Column, Table, TableEvent};
use jobs::Job;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use rows::Key;

/// The tag of the menu of everything that can be done.
const MORE: &str = "referral_more";

/// The page of one referral.
pub struct Referral {
    id: ReferralId,
    page: Option<ReferralPage>,
    table: Table<Key>,
}

impl Referral {
    /// The page of this referral.
    pub fn new(id: ReferralId) -> Self {
        let columns = vec![
            Column::new("").width(13, 14),
            Column::new("").width(46, 100),
            Column::new("").width(10, 16),
        ];
        Self { id, page: None, table: Table::new(columns, "").without_header() }
    }

    /// Opens what a job leads to, where it is allowed; else says why not.
    fn run(&self, job: Job, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        if let Err(reason) = job.allowed(page, ctx) {
            return vec![Do::Toast(Mark::Due, reason.to_owned())];
        }
        let form = job.form(page).map_or(FormKind::AssignReferral(self.id), FormKind::Referral);
        vec![Do::Open(Target::Form(form))]
    }

    fn more(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        let item = |job: &Job| MenuItem::new(job.label(page)).allowed(job.allowed(page, ctx));
        let items = Job::ALL.iter().map(item).collect();
        vec![Do::Dialog(Dialog::Menu(Menu::new(MORE, format!("{}: what is to be done?", self.id), items)))]
    }

    fn open_row(&self, key: Key, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        match key {
            Key::Next => Job::next(page).map_or_else(Vec::new, |job| self.run(job, ctx)),
            Key::Family => {
                page.brief.entry.family.map(|id| Do::Open(Target::Family(id))).into_iter().collect()
            }
            Key::Link(id) | Key::Wait(id) if id != self.id => vec![Do::Open(Target::Referral(id))],
            Key::Said(_) => self.run(Job::Edit, ctx),
            _ => vec![why(&page.explain)],
        }
    }
}

impl Page for Referral {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Referral(ReferralAsk::Page(self.id)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Referral(reply)) => {
                if let ReferralReply::Page(page) = *reply {
                    self.table.set(rows::rows(&page, ctx));
                    self.page = Some(*page);
                }
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(key) => return self.open_row(key, ctx),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        let next = self.page.as_ref().and_then(Job::next);
        match input.action() {
            Some(Action::Done) => next.map_or_else(Vec::new, |job| self.run(job, ctx)),
            Some(Action::Assign) => self.run(Job::Assign, ctx),
            Some(Action::Contact) => self.run(Job::Contacts, ctx),
            Some(Action::Change) => self.run(Job::Edit, ctx),
            Some(Action::Remove) => self.run(Job::End, ctx),
            Some(Action::New) => self.more(ctx),
            Some(Action::Record) => vec![Do::Open(Target::History(Record::Referral(self.id)))],
            Some(Action::Why) => self.page.as_ref().map(|page| why(&page.explain)).into_iter().collect(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let buf = frame.buffer_mut();
        let theme = ctx.theme;
        let mark = Mark::from(page.standing.mark);
        let end = paint::text(buf, area, 1, 0, &page.brief.id.to_string(), theme.strong);
        let end = paint::text(buf, area, end + 2, 0, &mark.with(&page.standing.text), mark.style(theme));
        paint::text(buf, area, end + 2, 0, page.brief.status.label(), theme.text);
        paint::text(buf, area, 1, 1, &rows::came(page, ctx.today()), theme.dim);
        self.table.view(frame, paint::below(area, 3), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let back = Command::key(KeyCode::Esc, "Back");
        let Some(page) = &self.page else { return vec![back] };
        let command = |action: Action, job: Job| {
            Command::new(action).label(job.label(page)).allowed(job.allowed(page, ctx))
        };
        let mut commands: Vec<Command> = Vec::new();
        commands.extend(Job::next(page).map(|job| command(Action::Done, job)));
        commands.extend([
            command(Action::Assign, Job::Assign),
            Command::new(Action::New).label("More"),
            command(Action::Remove, Job::End),
            Command::new(Action::Why),
            Command::new(Action::Record).label("History"),
            command(Action::Contact, Job::Contacts),
            command(Action::Change, Job::Edit),
            Command::new(Action::Open),
            back,
        ]);
        commands
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (MORE, Answer::Chosen(place)) => {
                Job::ALL.get(place).map_or_else(Vec::new, |job| self.run(*job, ctx))
            }
            _ => Vec::new(),
        }
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
