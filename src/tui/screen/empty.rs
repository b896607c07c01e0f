//! A place where nothing is yet.

use super::{Ctx, Do, Page};
use crate::error::Result;
use crate::store::Reply;
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::widget::paint;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// A place where nothing is yet.
#[derive(Default)]
pub struct Empty;

impl Page for Empty {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        Vec::new()
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        reply.err().map(Do::Fail).into_iter().collect()
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        if input.is(KeyCode::Esc) { vec![Do::Back] } else { Vec::new() }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        paint::text(frame.buffer_mut(), area, 2, 0, "There is nothing here yet.", ctx.theme.dim);
    }

    fn commands(&self, _: &Ctx<'_>) -> Vec<Command> {
        vec![Command::key(KeyCode::Esc, "Back")]
    }
}
