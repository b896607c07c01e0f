//! A month's report as it leaves the file: read in the terminal first, then written.

use super::list::{folder, home};
use super::{Ctx, Do, Page};
use crate::domain::access::Act;
use crate::error::Result;
use crate::export::document::{Document, REPORT_ENDINGS};
use crate::export::report::{Leaving, document, file_name, format_of};
use crate::store::view::report::{ReportAsk, ReportOf, ReportPage, ReportReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::work::{Product, Task};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::{Cell, RefCell};
use std::path::Path;

/// The tag of the form that asks for the file's name.
const FILE: &str = "report file";

/// The page.
pub struct ReportPreview {
    of: ReportOf,
    external: bool,
    page: Option<Box<ReportPage>>,
    document: Document,
    /// The document as lines of so many cells: laid out once for a width, and not with every key.
    lines: RefCell<(usize, Vec<String>)>,
    writing: bool,
    top: Cell<usize>,
    height: Cell<usize>,
}

impl ReportPreview {
    /// The report of a month, for the two agencies at first.
    pub fn new(of: ReportOf) -> Self {
        let (top, height, lines) = (Cell::new(0), Cell::new(0), RefCell::default());
        let document = Document::default();
        Self { of, external: false, page: None, document, lines, writing: false, top, height }
    }

    fn make(&mut self, ctx: &Ctx<'_>) {
        if let Some(page) = &self.page {
            self.document = document(page, ctx.settings, self.external);
            self.lines.take();
        }
    }

    fn ask_file(&self, ctx: &Ctx<'_>) -> Do {
        let whom = if self.external {
            "For people outside both agencies: counts of 1 to 10 are hidden, no worker is named."
        } else {
            "For the two agencies: with the names of workers and small counts."
        };
        let text = format!("{whom} The file is readable by you alone; from there on it is yours to protect.");
        let proposed = folder().join(file_name(self.of.month, "docx"));
        let field = Field::text("file", "File", &proposed.to_string_lossy())
            .required("Say where to")
            .hint(&format!("The ending says what it becomes: {REPORT_ENDINGS}"))
            .rule(|field| format_of(Path::new(field.value().trim())).err().map(|error| error.hint));
        let form = Form::new(ctx.today(), vec![field]).button("Write");
        Do::Dialog(Dialog::Form(Box::new(FormDialog::new(FILE, "Write the report to a file", text, form))))
    }

    /// The file is made beside the screens, on a connection of its own.
    fn write(&mut self, path: &str) -> Vec<Do> {
        let path = home(path.trim());
        match format_of(&path) {
            Ok(format) => {
                self.writing = true;
                let leaving = Leaving { of: self.of, format, external: self.external, path: Some(path) };
                vec![Do::Work(Task::Report(Box::new(leaving)))]
            }
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn refused(&self, ctx: &Ctx<'_>) -> Option<&'static str> {
        if ctx.theme.masked {
            return Some("Names and texts are hidden: show them first");
        }
        self.writing.then_some("It is being written").or(ctx.can(Act::Export).err())
    }
}

impl Page for ReportPreview {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Report(ReportAsk::Page(self.of)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
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

    fn worked(&mut self, product: Result<Product>, _: &Ctx<'_>) -> Vec<Do> {
        self.writing = false;
        match product {
            Ok(Product::Written(path)) => {
                vec![Do::Toast(Mark::Done, format!("The report is written to {}", path.display()))]
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let (top, page) = (self.top.get(), self.height.get().saturating_sub(2).max(1));
        let to = match (input, input.code()) {
            (Input::Wheel(_, true), _) | (_, Some(KeyCode::Down)) => top.saturating_add(1),
            (Input::Wheel(_, false), _) | (_, Some(KeyCode::Up)) => top.saturating_sub(1),
            (_, Some(KeyCode::PageDown)) => top.saturating_add(page),
            (_, Some(KeyCode::PageUp)) => top.saturating_sub(page),
            (_, Some(KeyCode::Home)) => 0,
            (_, Some(KeyCode::End)) => usize::MAX,
            (_, Some(KeyCode::Esc)) => return vec![Do::Back],
            _ if input.action() == Some(Action::Write) && self.refused(ctx).is_none() => {
                return vec![self.ask_file(ctx)];
            }
            _ if input.action() == Some(Action::View) => {
                self.external = !self.external;
                self.make(ctx);
                top
            }
            _ => return Vec::new(),
        };
        self.top.set(to);
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
            paint::text(buf, area, 1, 0, "Names and texts are hidden: F9 shows them", ctx.theme.dim);
            return;
        }
        let whom = if self.external { "as it leaves the two agencies" } else { "for the two agencies" };
        let end = paint::text(buf, area, 1, 0, "Preview", ctx.theme.strong);
        paint::text(buf, area, end + 2, 0, whom, ctx.theme.accent);
        let area = paint::below(area, 2);
        let width = usize::from(area.width.saturating_sub(2)).max(20);
        let (laid_out, lines) = &mut *self.lines.borrow_mut();
        if *laid_out != width {
            *lines = self.document.text(width).lines().map(str::to_owned).collect();
            *laid_out = width;
        }
        let height = usize::from(area.height);
        self.height.set(height);
        self.top.set(self.top.get().min(lines.len().saturating_sub(height)));
        for (row, line) in (0u16..area.height).zip(lines.iter().skip(self.top.get())) {
            paint::text(buf, area, 1, row, line, ctx.theme.text);
        }
        if self.top.get() + height < lines.len() {
            paint::right(buf, area, 1, area.height.saturating_sub(1), "▾", ctx.theme.dim);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let other = if self.external { "For the agencies" } else { "For outside" };
        vec![
            Command::key(KeyCode::PageDown, "Read on"),
            Command::new(Action::Write).off(self.refused(ctx)),
            Command::new(Action::View).label(other),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }
}
