//! Meetings: what is ahead with what is overdue, and what was held.

use super::convert::{standing, why};
use super::{Ctx, Do, Page, Target};
use crate::domain::access::Act;
use crate::error::Result;
use crate::store::view::caseload::{MeetingRow, Meetings as Facts};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The Meetings list.
pub struct Meetings {
    facts: Facts,
    table: Table<usize>,
}

impl Default for Meetings {
    fn default() -> Self {
        let columns = vec![
            Column::new("Kind").width(15, 18),
            Column::new("About").width(14, 24),
            Column::new("When").width(16, 24).priority(2),
            Column::new("Status").width(20, 40),
            Column::new("Attendance").width(8, 30).priority(3),
            Column::new("No.").width(6, 7).priority(4),
        ];
        let empty = "No meeting is due or was held. s starts one, h records one that was held earlier.";
        Self { facts: Facts::default(), table: Table::new(columns, empty) }
    }
}

impl Meetings {
    /// The rows ahead come first, those of the past behind them, under one count.
    fn row(&self, place: usize) -> Option<&MeetingRow> {
        self.facts.ahead.iter().chain(&self.facts.past).nth(place)
    }

    fn fill(&mut self) {
        let ahead = self.facts.ahead.len();
        let mut rows = Vec::new();
        if ahead > 0 {
            rows.push(Row::heading("Ahead"));
            rows.extend(self.facts.ahead.iter().enumerate().map(|(place, meeting)| row(place, meeting)));
        }
        if !self.facts.past.is_empty() {
            rows.push(Row::heading("Held, missed, cancelled"));
            let past = self.facts.past.iter().enumerate();
            rows.extend(past.map(|(place, meeting)| row(ahead + place, meeting)));
        }
        self.table.set(rows);
    }
}

fn row(place: usize, meeting: &MeetingRow) -> Row<usize> {
    let number = meeting.id.map_or_else(String::new, |id| id.to_string());
    let cells = vec![
        Cell::new(meeting.kind.clone()),
        Cell::new(meeting.about.clone()),
        Cell::dim(meeting.when.clone()),
        standing(&meeting.standing),
        Cell::dim(meeting.verdict.clone()),
        Cell::dim(number),
    ];
    Row::new(place, cells)
}

impl Page for Meetings {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Meetings)]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Meetings(facts)) => {
                self.facts = *facts;
                self.fill();
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(place) => {
                let open = self.row(place).and_then(|row| row.open.as_ref());
                return open.map(|open| Do::Open(Target::from(open))).into_iter().collect();
            }
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        let row = self.table.selected().and_then(|place| self.row(place));
        match input.action() {
            Some(Action::Why) => row.map(|row| why(&row.explain)).into_iter().collect(),
            Some(Action::Start) => {
                let target = row.and_then(|row| row.open.as_ref()).map(Target::from);
                let start = target.filter(|target| matches!(target, Target::StartMeeting { .. }));
                vec![Do::Open(start.unwrap_or(Target::StartMeeting { kind: None, pair: None }))]
            }
            Some(Action::Record) => vec![Do::Open(Target::RecordMeeting)],
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, "Meetings", ctx.theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &self.table.tally(), ctx.theme.dim);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let facilitates = ctx.can(Act::Facilitate { intact: true, sud: true });
        vec![
            Command::new(Action::Open),
            Command::new(Action::Start).allowed(facilitates),
            Command::new(Action::Record).allowed(facilitates),
            Command::new(Action::Why),
            Command::new(Action::Filter),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
