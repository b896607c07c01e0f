//! A meeting: walked while it is in progress, read and signed when it was held.

mod file;
mod note;

use super::walk::{self, Walking};
use super::{Ctx, Do, Page, Target};
use crate::domain::MeetingId;
use crate::domain::meeting::MeetingStatus;
use crate::error::Result;
use crate::store::Reply;
use crate::store::view::walk::{Walk, WalkReply};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Place;
use crate::tui::widget::paint;
use note::Note;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::time::Duration;

/// A meeting, whatever its state.
pub struct Meeting {
    id: MeetingId,
    page: Option<Box<dyn Page>>,
}

impl Meeting {
    /// The meeting of this number; how it shows itself is decided by its state.
    pub fn new(id: MeetingId) -> Self {
        Self { id, page: None }
    }

    /// Decides what to show of the meeting.
    fn decide(&mut self, walk: Walk, ctx: &Ctx<'_>) -> Vec<Do> {
        match walk.status {
            MeetingStatus::Scheduled => {
                vec![Do::Replace(Target::StartMeeting { kind: Some(walk.kind), about: walk.about })]
            }
            MeetingStatus::InProgress => {
                self.page = Some(Box::new(Walking::new(walk, ctx)));
                Vec::new()
            }
            _ => {
                let mut note = Note::new(self.id, Some(walk));
                let dos = note.load(ctx);
                self.page = Some(Box::new(note));
                dos
            }
        }
    }
}

impl Page for Meeting {
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        match &mut self.page {
            Some(page) => page.load(ctx),
            None => vec![walk::load(self.id)],
        }
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        if let Some(page) = &mut self.page {
            return page.reply(reply, ctx);
        }
        match reply {
            Ok(Reply::Walk(reply)) => match *reply {
                WalkReply::Walk(walk)
                | WalkReply::Signed { walk, .. }
                | WalkReply::Clash { walk, .. }
                | WalkReply::Conflict { walk, .. } => self.decide(*walk, ctx),
                WalkReply::Choices(_) => Vec::new(),
            },
            Ok(_) => Vec::new(),
            Err(_) => {
                // A meeting that was never walked has a note all the same.
                let mut note = Note::new(self.id, None);
                let dos = note.load(ctx);
                self.page = Some(Box::new(note));
                dos
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match &mut self.page {
            Some(page) => page.update(input, ctx),
            None if input.is(KeyCode::Esc) => vec![Do::Back],
            None => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        match &self.page {
            Some(page) => page.view(frame, area, ctx),
            None => drop(paint::text(
                frame.buffer_mut(),
                area,
                2,
                0,
                "The meeting is being opened…",
                ctx.theme.dim,
            )),
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        match &self.page {
            Some(page) => page.commands(ctx),
            None => vec![Command::key(KeyCode::Esc, "Back")],
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        self.page.as_mut().map_or_else(Vec::new, |page| page.answer(tag, answer, ctx))
    }

    fn is_typing(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.is_typing())
    }

    fn meeting(&self) -> Option<MeetingId> {
        Some(self.id)
    }

    fn place(&self) -> Place {
        self.page.as_ref().map_or(Place::Lists, |page| page.place())
    }

    fn is_whole(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.is_whole())
    }

    fn deadline(&self) -> Option<Duration> {
        self.page.as_ref().and_then(|page| page.deadline())
    }

    fn tick(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        self.page.as_mut().map_or_else(Vec::new, |page| page.tick(ctx))
    }

    fn is_unsaved(&self) -> bool {
        self.page.as_ref().is_some_and(|page| page.is_unsaved())
    }
}
