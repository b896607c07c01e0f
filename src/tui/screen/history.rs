//! The history of a record: who changed what, and when, newest first.

use super::{Ctx, Do, Page};
use crate::domain::dates::short;
use crate::error::Result;
use crate::store::view::family::{RecordAsk, RecordReply};
use crate::store::view::history::{FieldChange, History as Shown, HistoryRow, NOT_LISTED, Record};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// A row: an event, one of its changes, or what leads to the next page.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Event(i64),
    Change(i64, usize),
    More,
}

/// The history of one record.
pub struct History {
    record: Record,
    title: String,
    rows: Vec<HistoryRow>,
    next: Option<i64>,
    origin: String,
    withheld: bool,
    asked: bool,
    table: Table<Key>,
}

impl History {
    /// The history of this record.
    pub fn new(record: Record) -> Self {
        let columns =
            vec![Column::new("").width(14, 16), Column::new("").width(24, 80), Column::new("").width(14, 30)];
        let table =
            Table::new(columns, "Nothing has been changed since this came into the file").without_header();
        Self {
            record,
            title: String::new(),
            rows: Vec::new(),
            next: None,
            origin: String::new(),
            withheld: false,
            asked: false,
            table,
        }
    }

    fn ask(&mut self, before: Option<i64>) -> Vec<Do> {
        self.asked = true;
        vec![Do::Store(Request::Record(RecordAsk::History(self.record, before)))]
    }

    fn more(&mut self) -> Vec<Do> {
        match self.next {
            Some(next) if !self.asked => self.ask(Some(next)),
            _ => Vec::new(),
        }
    }

    fn take(&mut self, page: Shown, ctx: &Ctx<'_>) {
        self.asked = false;
        let follows = page.rows.first().zip(self.rows.last()).is_some_and(|(new, old)| new.seq < old.seq);
        if follows {
            self.rows.extend(page.rows);
        } else {
            self.rows = page.rows;
        }
        (self.title, self.next, self.origin) = (page.title, page.next, page.origin);
        self.withheld = page.withheld;
        let mut rows = Vec::new();
        for event in &self.rows {
            let when = format!("{} {}", short(event.on, ctx.today()), event.at.format("%H:%M"));
            let what = Cell::look(event.what.clone(), Look::Strong);
            rows.push(Row::new(
                Key::Event(event.seq),
                vec![Cell::dim(when), what, Cell::dim(event.who.clone())],
            ));
            rows.extend(event.changes.iter().enumerate().map(|(place, change)| {
                let about = Cell::dim(change.record.clone());
                Row::new(Key::Change(event.seq, place), vec![Cell::default(), values(change), about])
            }));
        }
        if self.next.is_some() {
            let said = format!("{} shown; Enter shows earlier ones", self.rows.len());
            rows.push(Row::new(Key::More, vec![Cell::default(), Cell::dim(said), Cell::default()]));
        } else if !self.origin.is_empty() {
            rows.push(Row::heading(self.origin.clone()));
        }
        if self.withheld {
            rows.push(Row::heading(NOT_LISTED));
        }
        self.table.set(rows);
    }
}

/// `short name: oak → elm`
fn values(change: &FieldChange) -> Cell {
    let new = change.new.shown().map_or("nothing", String::as_str);
    let field = &change.field;
    let text = match change.old.shown() {
        Some(old) => format!("{field}: {old} → {new}"),
        None => format!("{field}: {new}"),
    };
    Cell::new(text).private()
}

impl Page for History {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask(None)
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Record(reply)) => {
                if let RecordReply::History(page) = *reply {
                    self.take(page, ctx);
                }
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(Key::More) => return self.more(),
            TableEvent::Moved if self.table.selected() == Some(Key::More) => return self.more(),
            TableEvent::Open(_) | TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        if input.is(KeyCode::Esc) { vec![Do::Back] } else { Vec::new() }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, "History", ctx.theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &self.title, ctx.theme.accent);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, _: &Ctx<'_>) -> Vec<Command> {
        vec![Command::new(Action::Filter), Command::key(KeyCode::Esc, "Back")]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
