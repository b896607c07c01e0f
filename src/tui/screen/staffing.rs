//! Staffing: who is there, with their load, and the positions nobody fills.

use super::convert::{number, short, standing};
use super::list::{Lens, List, Taken};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::staff::Role;
use crate::domain::{StaffId, Word};
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::view::Standing;
use crate::store::view::caseload::{StaffRow, Staffing as Facts, VacancyRow};
use crate::store::view::history::Record;
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::Answer;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::meter::figure;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::Frame;
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
    list: List<Key>,
}

impl Default for Staffing {
    fn default() -> Self {
        let columns = vec![
            Column::new("Name").width(14, 26),
            Column::new("FTE").right().width(4, 5).priority(3),
            Column::new("Families").right().width(8, 9).priority(2),
            Column::new("Status").width(8, 24),
            Column::new("Credential").width(41, 41).priority(1),
            Column::new("Sites").width(16, 30).priority(4),
        ];
        let table = Table::new(
            columns,
            "Nothing here yet. Import a spreadsheet (Ctrl-P, import) or add a person (n).",
        );
        Self { facts: Facts::default(), list: List::new("staffing", table) }
    }
}

/// What is looked for among people and positions.
#[derive(Default)]
struct Stands {
    over: bool,
    vacant: bool,
    ending: bool,
}

/// What supervisors look for in staffing.
fn lenses() -> Vec<Lens<Stands>> {
    vec![
        Lens::new("over", "Over capacity", |one: &Stands| one.over),
        Lens::new("vacant", "Vacancies", |one: &Stands| one.vacant),
        Lens::new("credential", "Credentials ending", |one: &Stands| one.ending),
    ]
}

fn staff_row(row: &StaffRow, lenses: &[Lens<Stands>]) -> Row<Key> {
    let ending = |mark| matches!(mark, crate::store::view::Mark::Overdue | crate::store::view::Mark::Due);
    let stands = Stands {
        over: row.load.is_some_and(|(open, capacity)| open > capacity),
        ending: row.credential.as_ref().is_some_and(|(_, ends)| ending(ends.mark)),
        vacant: false,
    };
    let load = row.load.map_or_else(Cell::default, |(open, capacity)| {
        let look = if open > capacity { Look::Danger } else { Look::Text };
        Cell::look(format!("{open} of {capacity}"), look).order(number(open) / number(capacity.max(1)))
    });
    let status = match row.leaves_on {
        Some(day) => Cell::mark(Mark::Due, &format!("leaves {}", day.format("%-d %b"))),
        None => Cell::new(row.status.label()),
    };
    let credential = row.credential.as_ref().map_or_else(Cell::default, |(kind, ends)| {
        let said = format!("{} · {kind}", ends.text);
        if ends.mark == crate::store::view::Mark::Open {
            return Cell::dim(said).day(ends.on);
        }
        standing(&Standing { text: said, ..ends.clone() })
    });
    let cells = vec![
        Cell::look(row.person.name.clone(), Look::Strong),
        Cell::new(figure(row.fte)).number(row.fte),
        load,
        status,
        credential,
        Cell::dim(row.sites.join(", ")),
    ];
    Row::new(Key::Staff(row.person.id), cells)
        .found_by(&row.agency)
        .found_by(row.role.label())
        .tagged(Lens::tags(lenses, &stands))
}

fn vacancy_row(row: &VacancyRow, lenses: &[Lens<Stands>]) -> Row<Key> {
    let recruitment = row.recruitment.map_or("recruitment: no data", Word::label);
    let cover = match &row.cover {
        Some(_) => short(row.cover.as_ref()),
        None => Cell::mark(Mark::Due, "no cover"),
    };
    let cells = vec![
        Cell::mark(Mark::Overdue, &format!("vacant {} d", row.days)),
        Cell::new(figure(row.fte)).number(row.fte),
        Cell::default(),
        Cell::new(recruitment),
        cover,
        Cell::dim(row.site.clone()),
    ];
    let stands = Stands { vacant: true, ..Stands::default() };
    Row::new(Key::Vacancy(row.id), cells).found_by(row.role.label()).tagged(Lens::tags(lenses, &stands))
}

/// The people under their roles, each after the posts of it that nobody fills; a role with such a post comes first.
fn by_role(facts: &Facts, lenses: &[Lens<Stands>]) -> Vec<Row<Key>> {
    let mut roles: Vec<Role> = facts.vacancies.iter().map(|row| row.role).collect();
    roles.extend(facts.staff.iter().map(|row| row.role));
    let mut rows = Vec::new();
    for (place, role) in roles.iter().enumerate() {
        if roles.iter().take(place).any(|before| before == role) {
            continue;
        }
        rows.push(Row::heading(format!("{}s", role.label())));
        let vacant = facts.vacancies.iter().filter(|row| row.role == *role);
        rows.extend(vacant.map(|row| vacancy_row(row, lenses)));
        rows.extend(facts.staff.iter().filter(|row| row.role == *role).map(|row| staff_row(row, lenses)));
    }
    rows
}

impl Staffing {
    /// The caseload of the worker under the cursor.
    fn families(&self) -> Vec<Do> {
        let Some(Key::Staff(id)) = self.list.table.selected() else { return Vec::new() };
        let carries = self.facts.staff.iter().any(|row| row.person.id == id && row.load.is_some());
        carries.then_some(Do::Open(Target::Worker(id))).into_iter().collect()
    }
}

impl Page for Staffing {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Staffing)]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Staffing(facts)) => {
                self.facts = *facts;
                let lenses = lenses();
                self.list.set(by_role(&self.facts, &lenses), &lenses);
                Vec::new()
            }
            reply => self.list.reply(reply),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.list.update(input, ctx) {
            Taken::Open(Key::Staff(id)) => return vec![Do::Open(Target::Person(id))],
            Taken::Open(Key::Vacancy(id)) => return vec![Do::Open(Target::Post(id))],
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        match input.action() {
            Some(Action::New) => vec![Do::Open(Target::Form(FormKind::Staff))],
            Some(Action::View) => vec![Do::Open(Target::Agencies)],
            Some(Action::Assign) => self.families(),
            Some(Action::Contact) => vec![Do::Open(Target::Travel(None))],
            Some(Action::Record) => match self.list.selected() {
                Some(Key::Staff(id)) => vec![Do::Open(Target::History(Record::Staff(id)))],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        self.list.view(frame, area, "Staffing", ctx);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::New).label("Add a person"),
            Command::new(Action::View).label("Agencies, sites, posts"),
            Command::new(Action::Assign).label("Their families"),
            Command::new(Action::Contact).label("Travel of the month"),
            Command::new(Action::Record).label("History"),
        ];
        self.list.commands(ctx, own)
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        self.list.answer(tag, answer, ctx)
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
