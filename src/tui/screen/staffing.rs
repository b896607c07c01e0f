//! Staffing: who is there, with their load, and the positions nobody fills.

use super::convert::{short, standing};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::{StaffId, Word};
use crate::error::Result;
use crate::store::view::caseload::{StaffRow, Staffing as Facts, VacancyRow};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::meter::figure;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// A person or a position.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Staff(StaffId),
    Vacancy(i64),
}

/// The Staffing list.
pub struct Staffing {
    facts: Facts,
    table: Table<Key>,
}

impl Default for Staffing {
    fn default() -> Self {
        let columns = vec![
            Column::new("Name").width(16, 26),
            Column::new("Role").width(20, 22),
            Column::new("FTE").right().width(4, 5).priority(3),
            Column::new("Families").right().width(8, 9).priority(1),
            Column::new("Status").width(12, 24),
            Column::new("Credential").width(18, 34).priority(2),
            Column::new("Sites").width(6, 30).priority(4),
        ];
        Self { facts: Facts::default(), table: Table::new(columns, "Nobody is here yet. n adds a person.") }
    }
}

fn staff_row(row: &StaffRow) -> Row<Key> {
    let load = row.load.map_or_else(Cell::default, |(open, capacity)| {
        let look = if open > capacity { Look::Danger } else { Look::Text };
        Cell::look(format!("{open} of {capacity}"), look)
    });
    let status = match row.leaves_on {
        Some(day) => Cell::mark(Mark::Due, &format!("leaves {}", day.format("%-d %b"))),
        None => Cell::new(row.status.label()),
    };
    let credential = row.credential.as_ref().map_or_else(Cell::default, |(kind, ends)| {
        let mut cell = standing(ends);
        if ends.mark == crate::store::view::Mark::Open {
            cell = Cell::dim(format!("{kind} {}", ends.text));
        }
        cell
    });
    let cells = vec![
        Cell::look(row.person.name.clone(), Look::Strong),
        Cell::new(row.role.label()),
        Cell::new(figure(row.fte)),
        load,
        status,
        credential,
        Cell::dim(row.sites.join(", ")),
    ];
    Row::new(Key::Staff(row.person.id), cells).found_by(&row.agency)
}

fn vacancy_row(row: &VacancyRow) -> Row<Key> {
    let recruitment = row.recruitment.map_or("recruitment: no data", Word::label);
    let cover = match &row.cover {
        Some(_) => short(row.cover.as_ref()),
        None => Cell::mark(Mark::Due, "no cover"),
    };
    let cells = vec![
        Cell::mark(Mark::Overdue, &format!("vacant {} d", row.days)),
        Cell::new(row.role.label()),
        Cell::new(figure(row.fte)),
        Cell::default(),
        Cell::new(recruitment),
        cover,
        Cell::dim(row.site.clone()),
    ];
    Row::new(Key::Vacancy(row.id), cells)
}

impl Page for Staffing {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Staffing)]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Staffing(facts)) => {
                self.facts = *facts;
                let mut rows = Vec::new();
                if !self.facts.vacancies.is_empty() {
                    rows.push(Row::heading("Positions nobody fills"));
                    rows.extend(self.facts.vacancies.iter().map(vacancy_row));
                    rows.push(Row::heading("People"));
                }
                rows.extend(self.facts.staff.iter().map(staff_row));
                self.table.set(rows);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(Key::Staff(id)) => {
                let carries = self.facts.staff.iter().any(|row| row.person.id == id && row.load.is_some());
                return carries.then_some(Do::Open(Target::Worker(id))).into_iter().collect();
            }
            TableEvent::Open(Key::Vacancy(_)) | TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::New) => vec![Do::Open(Target::Form(FormKind::Staff))],
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, "Staffing", ctx.theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &self.table.tally(), ctx.theme.dim);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, _: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::Open).label("Their families"),
            Command::new(Action::New).label("Add a person"),
            Command::new(Action::Filter),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
