//! Meetings: what is ahead with what is overdue, and what was held.

use super::convert::{number, standing, why};
use super::list::{Lens, List, Taken};
use super::{Ctx, Do, Page, Target};
use crate::domain::access::Act;
use crate::domain::meeting::MeetingStatus;
use crate::error::Result;
use crate::store::view::caseload::{MeetingRow, Meetings as Facts};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The Meetings list.
pub struct Meetings {
    facts: Facts,
    list: List<usize>,
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
        Self { facts: Facts::default(), list: List::new("meetings", Table::new(columns, empty)) }
    }
}

impl Meetings {
    /// The rows ahead come first, those of the past behind them, under one count.
    fn row(&self, place: usize) -> Option<&MeetingRow> {
        self.facts.ahead.iter().chain(&self.facts.past).nth(place)
    }

    fn fill(&mut self) {
        let ahead = self.facts.ahead.len();
        let lenses = lenses();
        let mut rows = Vec::new();
        if ahead > 0 {
            rows.push(Row::heading("Ahead"));
            rows.extend(
                self.facts.ahead.iter().enumerate().map(|(place, meeting)| row(place, meeting, &lenses)),
            );
        }
        if !self.facts.past.is_empty() {
            rows.push(Row::heading("Held, missed, cancelled"));
            let past = self.facts.past.iter().enumerate();
            rows.extend(past.map(|(place, meeting)| row(ahead + place, meeting, &lenses)));
        }
        self.list.set(rows, &lenses);
    }
}

/// What supervisors look for among meetings.
fn lenses() -> Vec<Lens<MeetingRow>> {
    vec![
        Lens::new("unsigned", "Waiting for a signature", |row: &MeetingRow| row.unsigned),
        Lens::new("missed", "Missed", |row: &MeetingRow| row.status == Some(MeetingStatus::Missed)),
        Lens::new("as_other", "Held as another kind", |row: &MeetingRow| row.as_other),
    ]
}

fn row(place: usize, meeting: &MeetingRow, lenses: &[Lens<MeetingRow>]) -> Row<usize> {
    let id = meeting.id.map_or_else(String::new, |id| id.to_string());
    let cells = vec![
        Cell::new(meeting.kind.clone()),
        Cell::new(meeting.about.clone()),
        Cell::dim(meeting.when.clone()).day(meeting.on),
        standing(&meeting.standing),
        Cell::dim(meeting.verdict.clone()),
        Cell::dim(id).order(meeting.id.map_or(f64::INFINITY, |id| number(id.0))),
    ];
    Row::new(place, cells).tagged(Lens::tags(lenses, meeting))
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
            reply => self.list.reply(reply),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.list.update(input, ctx) {
            Taken::Open(place) => {
                let open = self.row(place).and_then(|row| row.open.as_ref());
                return open.map(|open| Do::Open(Target::from(open))).into_iter().collect();
            }
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        let row = self.list.selected().and_then(|place| self.row(place));
        match input.action() {
            Some(Action::Why) => row.map(|row| why(&row.explain)).into_iter().collect(),
            Some(Action::Start) => {
                let target = row.and_then(|row| row.open.as_ref()).map(Target::from);
                let start = target.filter(|target| matches!(target, Target::StartMeeting { .. }));
                vec![Do::Open(start.unwrap_or(Target::StartMeeting { kind: None, pair: None }))]
            }
            Some(Action::Record) => vec![Do::Open(Target::RecordMeeting)],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        self.list.view(frame, area, "Meetings", ctx);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let facilitates = ctx.can(Act::Facilitate { intact: true, sud: true });
        self.list.commands(vec![
            Command::new(Action::Open),
            Command::new(Action::Start).allowed(facilitates),
            Command::new(Action::Record).allowed(facilitates),
            Command::new(Action::Why),
        ])
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        self.list.answer(tag, answer, ctx)
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
