//! The report of a site's month: figures beside last month's, both teams' words, challenges, successes, signatures.

mod clash;
mod doing;
pub(super) mod figure;
mod forms;
mod rows;
mod view;
mod why;
mod words;

use super::{Ctx, Do, Page, Target};
use crate::domain::SiteId;
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::month::{Heading, Month};
use crate::domain::report::Status;
use crate::error::Result;
use crate::store::view::month::{FigureRows, MonthAsk, MonthOf, MonthReply};
use crate::store::view::report::{Place, ReportAsk, ReportChange, ReportOf, ReportPage, ReportReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Table, TableEvent};
use chrono::Datelike;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use rows::Key;
use std::time::Duration;
use words::Words;

/// The five headings of the report, in its order (seed), then what the supervisors agreed to do.
const HEADINGS: &[Heading] = Heading::ALL;

/// What is shown of the report.
#[derive(Clone, Debug)]
enum View {
    /// What stands under a heading.
    Heading,
    /// The figures of one line of a table, by the places of block and line.
    Line(usize, usize),
    /// The rows behind a figure.
    Behind(Box<FigureRows>),
    /// What keeps it from being submitted, or what has changed since.
    Keeps,
}

/// The screen.
pub struct Report {
    site: Option<SiteId>,
    month: Option<Month>,
    page: Option<Box<ReportPage>>,
    heading: Heading,
    view: View,
    table: Table<Key>,
    words: Option<Words>,
    /// What the dialog on top is about.
    about: Option<forms::About>,
    /// What was sent and not answered yet: words are being saved.
    saving: bool,
}

impl Default for Report {
    fn default() -> Self {
        let heading = Heading::Caseloads;
        let (site, month, page, words, about) = (None, None, None, None, None);
        let (view, table) = (View::Heading, rows::table(&View::Heading, heading));
        Self { site, month, page, heading, view, table, words, about, saving: false }
    }
}

impl Report {
    /// The month that is looked at: at first last month until the 15th, when its report is due, then this one.
    fn month(&self, ctx: &Ctx<'_>) -> Month {
        let this = Month::of(ctx.today());
        self.month.unwrap_or(if ctx.today().day() <= 15 { this.back(1) } else { this })
    }

    fn of(&self, ctx: &Ctx<'_>) -> ReportOf {
        ReportOf { site: self.site, month: self.month(ctx) }
    }

    fn ask(&self, ctx: &Ctx<'_>) -> Do {
        Do::Store(Request::Report(ReportAsk::Page(self.of(ctx))))
    }

    fn change(&self, change: ReportChange, ctx: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Report(ReportAsk::Do(OpId::new(), self.of(ctx), change)))]
    }

    /// Shows something else of the report.
    fn go(&mut self, view: View) {
        self.table = rows::table(&view, self.heading);
        self.view = view;
        self.fill();
    }

    fn fill(&mut self) {
        if let Some(page) = &self.page {
            self.table.set(rows::rows(page, &self.view, self.heading));
        }
    }

    fn go_heading(&mut self, heading: Heading) {
        self.heading = heading;
        self.go(View::Heading);
    }

    /// The heading so many places on, around the end.
    fn turn(&mut self, by: usize) {
        let here = HEADINGS.iter().position(|heading| *heading == self.heading).unwrap_or(0);
        if let Some(next) = HEADINGS.get((here + by) % HEADINGS.len().max(1)) {
            self.go_heading(*next);
        }
    }

    fn take(&mut self, page: Box<ReportPage>) {
        self.site = Some(page.figures.site);
        self.month = Some(page.figures.month);
        self.page = Some(page);
        self.fill();
    }

    /// Whether the viewer may change the report just now.
    fn may(&self, ctx: &Ctx<'_>) -> std::result::Result<(), &'static str> {
        ctx.can(Act::PrepareReport(ctx.viewer.side))?;
        match self.page.as_ref().map(|page| page.status) {
            Some(Status::Submitted) => Err("This is submitted: take it back first"),
            Some(Status::Final) => Err("This is signed: add a dated addendum instead"),
            _ => Ok(()),
        }
    }

    /// Asks for the rows behind a figure.
    fn behind(&self, key: &str, ctx: &Ctx<'_>) -> Vec<Do> {
        let cut_off =
            self.page.as_ref().filter(|page| page.status != Status::Draft).map(|page| page.figures.cut_off);
        let of = MonthOf { site: self.site, month: self.month(ctx), cut_off };
        vec![Do::Store(Request::Month(MonthAsk::Rows(of, key.to_owned())))]
    }

    fn open(&mut self, key: Key, ctx: &Ctx<'_>) -> Vec<Do> {
        let Some(page) = &self.page else { return Vec::new() };
        match key {
            Key::Line(block, line) => {
                self.go(View::Line(block, line));
                Vec::new()
            }
            Key::Figure(block, line, figure) => {
                let found = rows::figure(page, (block, line, figure)).map(|figure| figure.key.clone());
                found.map_or_else(Vec::new, |key| self.behind(&key, ctx))
            }
            Key::Row(place) => {
                let View::Behind(found) = &self.view else { return Vec::new() };
                let open = found.rows.get(place).and_then(|row| row.open.as_ref());
                open.map(|open| Do::Open(Target::from(open))).into_iter().collect()
            }
            Key::Keeps(place) => {
                let place = page.keeps.get(place).map(|one| one.place.clone());
                place.map_or_else(Vec::new, |place| self.mend(place, ctx))
            }
            Key::Changed(place) => {
                let key = page.changed.get(place).map(|one| one.key.clone());
                key.map_or_else(Vec::new, |key| self.behind(&key, ctx))
            }
            Key::Challenge(place) => self.edit_challenge(page.challenges.get(place).map(|row| row.id), ctx),
            Key::Success(place) => self.edit_success(page.successes.get(place).map(|row| row.id), ctx),
            Key::Offered(place) => self.take_offered(place, ctx),
        }
    }

    /// Opens what must be mended.
    fn mend(&mut self, place: Place, ctx: &Ctx<'_>) -> Vec<Do> {
        match place {
            Place::Text(side, heading) => {
                self.go_heading(heading);
                if side == ctx.viewer.side { self.begin_words(ctx) } else { Vec::new() }
            }
            Place::Challenge(id) => {
                self.go_heading(Heading::Challenges);
                self.edit_challenge(Some(id), ctx)
            }
            Place::Success(id) => {
                self.go_heading(Heading::Successes);
                self.edit_success(Some(id), ctx)
            }
            Place::Figure(heading, key) if key.is_empty() => {
                self.go_heading(heading);
                Vec::new()
            }
            Place::Figure(_, key) => self.behind(&key, ctx),
            Place::Ready(side) if side == ctx.viewer.side => self.ready(ctx),
            Place::Ready(_) => {
                let said = "The other team marks its own part as ready";
                vec![Do::Toast(Mark::Due, said.to_owned())]
            }
            Place::Open(open) => vec![Do::Open(Target::from(&open))],
            Place::Nowhere => Vec::new(),
        }
    }

    fn replied(&mut self, reply: ReportReply, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            ReportReply::Page(page) => {
                self.take(page);
                self.compare(ctx)
            }
            ReportReply::Said(said, page) => {
                self.take(page);
                let mut dos = vec![Do::Toast(Mark::Done, said)];
                if std::mem::take(&mut self.saving) {
                    dos.extend(self.words.take().map(|words| words.forget(self.site, self.month(ctx))));
                }
                dos
            }
            ReportReply::Final(_) => Vec::new(),
        }
    }
}

impl Page for Report {
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        vec![self.ask(ctx)]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Report(reply)) => self.replied(reply, ctx),
            Ok(Reply::Month(MonthReply::Rows(found))) => {
                self.go(View::Behind(found));
                Vec::new()
            }
            Ok(Reply::Drafts(drafts)) => self.restore(&drafts),
            Ok(_) => Vec::new(),
            Err(error) => self.failed(error, ctx),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.words.is_some() {
            return self.type_words(input, ctx);
        }
        let typing = self.table.is_typing();
        if !typing && matches!(self.view, View::Heading) {
            let last = HEADINGS.len() - 1;
            match input.code() {
                Some(KeyCode::Tab | KeyCode::Right) => {
                    return {
                        self.turn(1);
                        Vec::new()
                    };
                }
                Some(KeyCode::BackTab | KeyCode::Left) => {
                    return {
                        self.turn(last);
                        Vec::new()
                    };
                }
                _ => {}
            }
        }
        match self.table.update(input) {
            TableEvent::Open(key) => return self.open(key, ctx),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        if input.is(KeyCode::Esc) {
            if !matches!(self.view, View::Heading) {
                self.go(View::Heading);
            }
            return Vec::new();
        }
        match input.action() {
            Some(Action::Why) => self.why(ctx),
            Some(action) => self.do_it(action, ctx),
            None => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        view::draw(self, page, frame, area, ctx);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        if self.words.as_ref().is_some_and(|words| words.clash.is_some()) {
            return clash::commands();
        }
        if self.words.is_some() {
            return vec![Command::new(Action::Save), Command::key(KeyCode::Esc, "Back, kept as a draft")];
        }
        self.offered_commands(ctx)
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        self.answered(tag, answer, ctx)
    }

    fn is_typing(&self) -> bool {
        self.words.is_some() || self.table.is_typing()
    }

    fn deadline(&self) -> Option<Duration> {
        self.words.as_ref().and_then(Words::deadline)
    }

    fn tick(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let (site, month) = (self.site, self.month(ctx));
        self.words.as_mut().and_then(|words| words.keep(site, month)).into_iter().collect()
    }

    fn is_unsaved(&self) -> bool {
        self.words.as_ref().is_some_and(Words::is_unsaved)
    }
}

/// A heading's word, as commands and drafts name it.
fn word(heading: Heading) -> &'static str {
    heading.word()
}
