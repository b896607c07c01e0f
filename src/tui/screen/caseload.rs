//! Caseload: by worker and by pair, each family with how its children are.

use super::convert::{short, standing, why};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::access::Act;
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::store::view::caseload::{Caseload as Facts, FamilyRow, PairRow, WorkerRow};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::layout::Rect;

/// Which way the families are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Worker,
    Pair,
}

/// A family under a worker or pair: the same family stands under both its workers.
type Key = (usize, FamilyId);

/// The Caseload screen.
pub struct Caseload {
    facts: Facts,
    by: By,
    only: Option<StaffId>,
    table: Table<Key>,
}

impl Caseload {
    /// The caseload of everybody, or of one worker.
    pub fn new(only: Option<StaffId>) -> Self {
        let columns = vec![
            Column::new("Family").width(8, 14),
            Column::new("Label").width(5, 16).priority(4),
            Column::new("Children").width(12, 14).priority(3),
            Column::new("IW").width(8, 12).priority(1),
            Column::new("RC").width(8, 12).priority(1),
            Column::new("Open").right().width(5, 7).priority(5),
            Column::new("Phase").width(22, 24).priority(6),
            Column::new("Child seen").width(12, 22),
            Column::new("Reviewed").width(9, 20).priority(2),
        ];
        let empty = "No open family is here yet. n opens one; \"ifr import\" brings in a spreadsheet.";
        Self { facts: Facts::default(), by: By::Worker, only, table: Table::new(columns, empty) }
    }

    fn fill(&mut self) {
        let rows = match self.by {
            By::Worker => self.worker_rows(),
            By::Pair => self.pair_rows(),
        };
        self.table.set(rows);
    }

    fn worker_rows(&self) -> Vec<Row<Key>> {
        let mut rows = Vec::new();
        let workers = self.facts.workers.iter().filter(|row| self.only.is_none_or(|id| id == row.person.id));
        for (group, worker) in workers.enumerate() {
            rows.push(Row::heading(worker_line(worker)));
            rows.extend(worker.families.iter().map(|family| family_row(group, family)));
        }
        if self.only.is_none() && !self.facts.incomplete.is_empty() {
            rows.push(Row::heading(format!("Incomplete pairs  {}", self.facts.incomplete.len())));
            let group = self.facts.workers.len();
            rows.extend(self.facts.incomplete.iter().map(|family| family_row(group, family)));
        }
        rows
    }

    fn pair_rows(&self) -> Vec<Row<Key>> {
        let mut rows = Vec::new();
        for (group, pair) in self.facts.pairs.iter().enumerate() {
            rows.push(Row::heading(pair_line(pair)));
            rows.extend(pair.families.iter().map(|family| family_row(group, family)));
        }
        rows
    }

    fn family(&self) -> Option<FamilyId> {
        self.table.selected().map(|(_, family)| family)
    }

    /// Why the group stands so in which the selected family is.
    fn explain(&self) -> Option<Do> {
        let (group, _) = self.table.selected()?;
        match self.by {
            By::Pair => self.facts.pairs.get(group).map(|pair| why(&pair.explain)),
            By::Worker => {
                let mut shown =
                    self.facts.workers.iter().filter(|row| self.only.is_none_or(|id| id == row.person.id));
                shown.nth(group).map(|worker| why(&worker.explain))
            }
        }
    }
}

fn worker_line(worker: &WorkerRow) -> String {
    let over = if worker.open > worker.capacity { " ! over" } else { "" };
    format!(
        "{}, {}   {} of {}{over}   Individual {}",
        worker.person.name,
        worker.role.short(),
        worker.open,
        worker.capacity,
        worker.individual.text
    )
}

fn pair_line(pair: &PairRow) -> String {
    format!(
        "{} + {}   Co-Supervision {}   Joint {}",
        pair.iw.short, pair.rc.short, pair.co_supervision.text, pair.joint.text
    )
}

fn family_row(group: usize, family: &FamilyRow) -> Row<Key> {
    let children = match (family.children, family.infants) {
        (0, _) => "none".to_owned(),
        (n, 0) => n.to_string(),
        (n, 1) => format!("{n}, 1 infant"),
        (n, infants) => format!("{n}, {infants} infants"),
    };
    let cells = vec![
        Cell::mark(family.mark.into(), &family.id.to_string()),
        Cell::dim(family.label.clone()).private(),
        Cell::new(children),
        short(family.iw.as_ref()),
        short(family.rc.as_ref()),
        Cell::new(format!("{} d", family.open_days)),
        Cell::part2(&family.phase, ToString::to_string),
        standing(&family.child_seen),
        standing(&family.reviewed),
    ];
    Row::new((group, family.id), cells).found_by(&format!("{} {}", family.case_number, family.site))
}

impl Page for Caseload {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Caseload)]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Caseload(facts)) => {
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
            TableEvent::Open((_, family)) => return vec![Do::Open(Target::Family(family))],
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        let family = self.family();
        let form = |kind: FormKind| vec![Do::Open(Target::Form(kind))];
        match (input.action(), family) {
            (Some(Action::View), _) => {
                self.by = if self.by == By::Worker { By::Pair } else { By::Worker };
                self.fill();
                Vec::new()
            }
            (Some(Action::Why), _) => self.explain().into_iter().collect(),
            (Some(Action::New), _) => form(FormKind::Family),
            (Some(Action::Contact), family) => form(FormKind::Contact(family)),
            (Some(Action::Assign), Some(family)) => form(FormKind::Assign(family, None)),
            (Some(Action::Item), family) => form(FormKind::Item(family)),
            _ if input.is(ratatui::crossterm::event::KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let title = if self.by == By::Worker { "By worker" } else { "By pair" };
        let end = paint::text(frame.buffer_mut(), area, 1, 0, title, ctx.theme.strong);
        let tally = self.table.tally();
        paint::text(frame.buffer_mut(), area, end + 2, 0, &tally, ctx.theme.dim);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let view = if self.by == By::Worker { "By pair" } else { "By worker" };
        vec![
            Command::new(Action::Open),
            Command::new(Action::View).label(view),
            Command::new(Action::Assign).allowed(ctx.can(Act::Assign)),
            Command::new(Action::Contact),
            Command::new(Action::Why),
            Command::new(Action::New).label("Open a family").allowed(ctx.can(Act::EditFamily)),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Filter),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
