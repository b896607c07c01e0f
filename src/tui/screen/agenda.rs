//! The agenda of a meeting before it is held: what `ifr agenda` prints, to be read here or written to a file.

use super::destination::{self, Written, home};
use super::waiting::Waiting;
use super::{Ctx, Do, Page};
use crate::domain::MeetingId;
use crate::domain::access::Act;
use crate::error::Result;
use crate::export::meeting::format_of;
use crate::store::view::prepare::{PrepareAsk, PrepareReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::paper::Paper;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The tag of the form that asks for the file's name.
const FILE: &str = "agenda_file";

/// The agenda of one meeting.
pub struct Agenda {
    meeting: MeetingId,
    paper: Option<Paper>,
    waiting: Waiting,
}

impl Agenda {
    /// The agenda of this meeting.
    pub fn new(meeting: MeetingId) -> Self {
        Self { meeting, paper: None, waiting: Waiting::default() }
    }

    fn ask_file(&self, ctx: &Ctx<'_>) -> Do {
        let name = format!("agenda-{}.docx", self.meeting);
        let text = destination::yours("The agenda as you read it here.");
        destination::ask(FILE, Written::Agenda, &name, text, ctx)
    }

    fn write(&self, path: &str) -> Vec<Do> {
        let path = home(path);
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
                    self.paper = Some(Paper::of(agenda.document));
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
            Err(error) if self.paper.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.paper.as_ref().is_some_and(|paper| paper.update(input)) {
            return Vec::new();
        }
        match input.action() {
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            Some(Action::Write) if destination::allowed(ctx).is_ok() => vec![self.ask_file(ctx)],
            Some(Action::Remove) if ctx.can(Act::EditItem).is_ok() => {
                vec![Do::Store(Request::Prepare(PrepareAsk::Points(self.meeting)))]
            }
            _ => Vec::new(),
        }
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
        let Some(paper) = &self.paper else { return };
        paper.view(frame.buffer_mut(), paint::inset(area, 1), ctx.theme);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::key(KeyCode::PageDown, "Read on"),
            Command::new(Action::Write).allowed(destination::allowed(ctx)),
            Command::new(Action::Remove).label("Take a point back").allowed(ctx.can(Act::EditItem)),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }
}
