//! The agenda of a meeting before it is held: what `ifr agenda` prints, to be read here or written to a file.

use super::list::{folder, home};
use super::waiting::Waiting;
use super::{Ctx, Do, Page};
use crate::domain::MeetingId;
use crate::domain::access::Act;
use crate::error::Result;
use crate::export::document::{Document, ENDINGS};
use crate::export::meeting::format_of;
use crate::store::view::prepare::{PrepareAsk, PrepareReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::cell::Cell;
use std::path::Path;

/// The tag of the form that asks for the file's name.
const FILE: &str = "agenda_file";

/// The agenda of one meeting.
pub struct Agenda {
    meeting: MeetingId,
    document: Option<Document>,
    waiting: Waiting,
    /// The first line in sight; drawing takes back what is too far.
    top: Cell<usize>,
    height: Cell<usize>,
}

impl Agenda {
    /// The agenda of this meeting.
    pub fn new(meeting: MeetingId) -> Self {
        let waiting = Waiting::default();
        Self { meeting, document: None, waiting, top: Cell::new(0), height: Cell::new(1) }
    }

    fn ask_file(&self, ctx: &Ctx<'_>) -> Do {
        let proposed = folder().join(format!("agenda-{}.docx", self.meeting));
        let field = Field::text("file", "File", &proposed.to_string_lossy())
            .required("Say where to")
            .hint(&format!("The ending says what it becomes: {ENDINGS}"))
            .rule(|field| format_of(Path::new(field.value().trim())).err().map(|error| error.hint));
        let form = Form::new(ctx.today(), vec![field]).button("Write");
        let text = "The agenda as you read it here. The file is readable by you alone; from there on it is yours to protect.";
        Do::Dialog(Dialog::Form(Box::new(FormDialog::new(FILE, "Write the agenda", text, form))))
    }

    fn write(&self, path: &str) -> Vec<Do> {
        let path = home(path.trim());
        match format_of(&path) {
            Ok(format) => {
                let (op, meeting, path) = (OpId::new(), Some(self.meeting), Some(path));
                vec![Do::Store(Request::Prepare(PrepareAsk::Print { op, meeting, format, path }))]
            }
            Err(error) => vec![Do::Fail(error)],
        }
    }
}

impl Page for Agenda {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Prepare(PrepareAsk::Agenda(Some(self.meeting))))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Prepare(reply)) => match *reply {
                PrepareReply::Agenda(agenda) => {
                    self.document = Some(agenda.document);
                    Vec::new()
                }
                PrepareReply::Printed(_, said) => vec![Do::Toast(Mark::Done, said)],
                PrepareReply::Points(points) => vec![self.waiting.ask(points, ctx)],
                PrepareReply::Said(said) => {
                    let mut dos = self.load(ctx);
                    dos.push(Do::Toast(Mark::Done, said));
                    dos
                }
            },
            Ok(_) => Vec::new(),
            Err(error) if self.document.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
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
            _ if input.action() == Some(Action::Write) && refused(ctx).is_none() => {
                return vec![self.ask_file(ctx)];
            }
            _ if input.action() == Some(Action::Remove) && ctx.can(Act::EditItem).is_ok() => {
                return vec![Do::Store(Request::Prepare(PrepareAsk::Points(self.meeting)))];
            }
            _ => return Vec::new(),
        };
        self.top.set(to);
        Vec::new()
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        if let Some(dos) = self.waiting.answer(tag, &answer) {
            return dos;
        }
        match (tag, answer) {
            (FILE, Answer::Form(form)) => self.write(&form.text("file")),
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(document) = &self.document else { return };
        let area = paint::inset(area, 1);
        let buf = frame.buffer_mut();
        if ctx.theme.masked {
            paint::text(buf, area, 1, 0, "Names and texts are hidden: F9 shows them", ctx.theme.dim);
            return;
        }
        let text = document.text(usize::from(area.width.saturating_sub(2)).max(20));
        let lines: Vec<&str> = text.lines().collect();
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
        vec![
            Command::key(KeyCode::PageDown, "Read on"),
            Command::new(Action::Write).off(refused(ctx)),
            Command::new(Action::Remove).label("Take a point back").allowed(ctx.can(Act::EditItem)),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }
}

/// Why it is not written: what is hidden on screen is not written either.
fn refused(ctx: &Ctx<'_>) -> Option<&'static str> {
    let hidden = ctx.theme.masked.then_some("Names and texts are hidden: show them first");
    hidden.or(ctx.can(Act::Export).err())
}
