//! A figure of a month's report on a page of its own: what is counted, what it was, and the rows behind it.

use super::View;
use super::rows::{self, Key};
use crate::domain::month::Heading;
use crate::error::Result;
use crate::store::view::month::{FigureRows, MonthAsk, MonthOf, MonthReply};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::screen::{Ctx, Do, Page, Target};
use crate::tui::widget::table::{Table, TableEvent};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The page.
pub struct FigurePage {
    of: MonthOf,
    key: String,
    found: Option<Box<FigureRows>>,
    table: Table<Key>,
}

impl FigurePage {
    /// A figure of a site's month, by its key.
    pub fn new(of: MonthOf, key: String) -> Self {
        Self { of, key, found: None, table: rows::table(&View::Heading, Heading::Caseloads) }
    }

    fn take(&mut self, found: Box<FigureRows>) {
        let view = View::Behind(found.clone());
        self.table = rows::table(&view, Heading::Caseloads);
        self.table.set(rows::behind(&found));
        self.found = Some(found);
    }

    fn open(&self, key: Key) -> Vec<Do> {
        let (Key::Row(place), Some(found)) = (key, &self.found) else { return Vec::new() };
        let open = found.rows.get(place).and_then(|row| row.open.as_ref());
        open.map(|open| Do::Open(Target::from(open))).into_iter().collect()
    }
}

impl Page for FigurePage {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Month(MonthAsk::Rows(self.of, self.key.clone())))]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Month(MonthReply::Rows(found))) => {
                self.take(found);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) if self.found.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(key) => self.open(key),
            TableEvent::Ignored if input.is(KeyCode::Esc) => vec![Do::Back],
            TableEvent::Moved | TableEvent::Ignored => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(found) = &self.found else { return };
        let area = paint::inset(area, 1);
        let figure = &found.figure;
        let buf = frame.buffer_mut();
        let title = format!("{}: {}", figure.label, figure.value);
        let end = paint::text(buf, area, 1, 0, &title, ctx.theme.strong);
        let month = format!("{}, last month {}", self.of.month.name(), figure.last);
        if end + paint::cells(&month) + 3 < area.width {
            paint::right(buf, area, 1, 0, &month, ctx.theme.dim);
        }
        let room = usize::from(area.width.saturating_sub(2)).max(1);
        let mut below = paint::below(area, 1);
        for line in wrap::wrap(&figure.definition, room).iter().take(3) {
            paint::text(buf, below, 1, 0, line, ctx.theme.text);
            below = paint::below(below, 1);
        }
        let series: Vec<String> = figure.series.iter().map(ToString::to_string).collect();
        let series = format!("Six months: {}", series.join(", "));
        paint::text(buf, below, 1, 0, &wrap::fit(&series, room), ctx.theme.dim);
        self.table.view(frame, paint::below(below, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, _: &Ctx<'_>) -> Vec<Command> {
        vec![Command::new(Action::Open), Command::new(Action::Filter), Command::key(KeyCode::Esc, "Back")]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
