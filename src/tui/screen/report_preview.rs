//! A month's report as it leaves the file: read in the terminal first, then written.

use super::destination::{self, Written, home};
use super::{Ctx, Do, Page};
use crate::domain::access::Reason;
use crate::export::report::{Leaving, document, file_name, format_of};
use crate::store::view::report::{ReportAsk, ReportOf, ReportPage, ReportReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::paper::Paper;
use crate::tui::work::{Product, Task};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The tag of the form that asks for the file's name.
const FILE: &str = "report file";

/// The page.
pub struct ReportPreview {
    of: ReportOf,
    external: bool,
    page: Option<Box<ReportPage>>,
    writing: bool,
    paper: Paper,
}

impl ReportPreview {
    /// The report of a month, for the two agencies at first.
    pub fn new(of: ReportOf) -> Self {
        Self { of, external: false, page: None, writing: false, paper: Paper::default() }
    }

    fn make(&mut self, ctx: &Ctx<'_>) {
        if let Some(page) = &self.page {
            self.paper.lay(document(page, ctx.settings, self.external));
        }
    }

    fn ask_file(&self, ctx: &Ctx<'_>) -> Do {
        let whom = if self.external {
            "For people outside both agencies: counts of 1 to 10 are hidden, no worker is named."
        } else {
            "For the two agencies: with the names of workers and small counts."
        };
        let name = file_name(self.of.month, "docx");
        destination::ask(FILE, Written::Report, &name, destination::yours(whom), ctx)
    }

    /// The file is made beside the screens, on a connection of its own.
    fn write(&mut self, path: &str) -> Vec<Do> {
        let path = home(path);
        match format_of(&path) {
            Ok(format) => {
                self.writing = true;
                let leaving = Leaving { of: self.of, format, external: self.external, path: Some(path) };
                vec![Do::Work(Task::Report(Box::new(leaving)))]
            }
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn allowed(&self, ctx: &Ctx<'_>) -> Result<(), Reason> {
        destination::allowed(ctx)?;
        if self.writing { Err("It is being written") } else { Ok(()) }
    }
}

impl Page for ReportPreview {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Report(ReportAsk::Page(self.of)))]
    }

    fn reply(&mut self, reply: crate::error::Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Report(ReportReply::Page(page))) => {
                self.page = Some(page);
                self.make(ctx);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) if self.page.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn worked(&mut self, product: crate::error::Result<Product>, _: &Ctx<'_>) -> Vec<Do> {
        self.writing = false;
        match product {
            Ok(Product::Said(said)) => vec![Do::Toast(Mark::Done, said)],
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.paper.update(input) {
            return Vec::new();
        }
        match input.action() {
            _ if input.is(KeyCode::Esc) => return vec![Do::Back],
            Some(Action::Write) if self.allowed(ctx).is_ok() => return vec![self.ask_file(ctx)],
            Some(Action::View) => {
                self.external = !self.external;
                self.make(ctx);
            }
            _ => {}
        }
        Vec::new()
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (FILE, Answer::Form(form)) => self.write(&form.text("file")),
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        if self.page.is_none() {
            return;
        }
        let area = paint::inset(area, 1);
        let buf = frame.buffer_mut();
        if ctx.theme.masked {
            self.paper.view(buf, area, ctx.theme);
            return;
        }
        let whom = if self.external { "as it leaves the two agencies" } else { "for the two agencies" };
        let end = paint::text(buf, area, 1, 0, "Preview", ctx.theme.strong);
        paint::text(buf, area, end + 2, 0, whom, ctx.theme.accent);
        self.paper.view(buf, paint::below(area, 2), ctx.theme);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let other = if self.external { "For the agencies" } else { "For outside" };
        vec![
            Command::key(KeyCode::PageDown, "Read on"),
            Command::new(Action::Write).allowed(self.allowed(ctx)),
            Command::new(Action::View).label(other),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }
}
