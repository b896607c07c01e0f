//! Today: what needs this person, and how the programme stands.

mod panes;

use super::convert::why;
use super::{Ctx, Do, FormKind, Page, PointFrom, Target};
use crate::domain::FamilyId;
use crate::domain::access::Act;
use crate::error::Result;
use crate::store::view::Open;
use crate::store::view::today::{Need, Today as Facts};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The first screen of the day.
pub struct Today {
    facts: Option<Facts>,
    table: Table<usize>,
}

impl Default for Today {
    fn default() -> Self {
        let columns = vec![
            Column::new("What").width(38, 46),
            Column::new("About").width(16, 22),
            Column::new("Detail").width(16, 40).priority(1),
            Column::new("New").width(3, 3).priority(2),
        ];
        let empty = "Nothing needs you just now. 2 shows the caseload, 5 the meetings.";
        Self { facts: None, table: Table::new(columns, empty).without_header() }
    }
}

impl Today {
    fn need(&self) -> Option<&Need> {
        let place = self.table.selected()?;
        self.facts.as_ref()?.needs.get(place)
    }

    fn take(&mut self, facts: Facts) {
        let selected = self.need().map(|need| need.key.clone());
        let rows = facts.needs.iter().enumerate().map(|(place, need)| row(place, need)).collect();
        self.table.set(rows);
        if let Some(place) = selected.and_then(|key| facts.needs.iter().position(|need| need.key == key)) {
            self.table.select(place);
        }
        self.facts = Some(facts);
    }

    /// The meeting that was left in the middle, or the one this row asks for, or the most overdue.
    fn start(&self) -> Do {
        if let Some(resume) = self.facts.as_ref().and_then(|facts| facts.resume.as_ref()) {
            return Do::Open(Target::Meeting(resume.meeting));
        }
        match self.need().map(|need| Target::from(&need.open)) {
            Some(target @ (Target::StartMeeting { .. } | Target::Meeting(_))) => Do::Open(target),
            _ => Do::Open(Target::StartMeeting { kind: None, about: Vec::new() }),
        }
    }
}

/// The family that a row is about.
fn family(need: &Need) -> Option<FamilyId> {
    match need.open {
        Open::Family(family) | Open::Assign(family) | Open::LogContact(family) | Open::Consent(family, _) => {
            Some(family)
        }
        _ => None,
    }
}

/// The action item that a row becomes: for a consent that ends it begins with what is to be done.
fn item(need: &Need) -> FormKind {
    match need.open {
        Open::Consent(family, _) => {
            FormKind::ConsentItem(family, format!("{}: talk about it with {}", need.what, need.detail))
        }
        _ => FormKind::Item(None),
    }
}

fn row(place: usize, need: &Need) -> Row<usize> {
    let mark = Mark::from(need.mark);
    let what = Cell::mark(mark, &need.what);
    let new = if need.new { Cell::look("new", Look::Accent) } else { Cell::default() };
    Row::new(place, vec![what, Cell::new(need.about.clone()), Cell::dim(need.detail.clone()), new])
}

impl Page for Today {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Today)]
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Today(facts)) => self.take(*facts),
            Ok(_) => {}
            Err(error) => return vec![Do::Fail(error)],
        }
        Vec::new()
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(place) => {
                let need = self.facts.as_ref().and_then(|facts| facts.needs.get(place));
                return need.map(|need| Do::Open(Target::from(&need.open))).into_iter().collect();
            }
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Why) => self.need().map(|need| why(&need.explain)).into_iter().collect(),
            Some(Action::Start) => vec![self.start()],
            Some(Action::Record) => vec![Do::Open(Target::RecordMeeting)],
            Some(Action::Member) => vec![Do::Open(Target::Fidelity)],
            Some(Action::View) => vec![Do::Open(Target::Trends)],
            Some(Action::Done) => vec![Do::Open(Target::Services(None))],
            Some(Action::Item) => {
                vec![Do::Open(Target::Form(self.need().map_or(FormKind::Item(None), item)))]
            }
            Some(Action::Point) => {
                // The row may tell of treatment: the words are the person's own.
                let form = |family: FamilyId| {
                    Do::Open(Target::Form(FormKind::Point(family.into(), PointFrom::default())))
                };
                self.need().and_then(family).map(form).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(facts) = &self.facts else { return };
        let area = paint::inset(area, 1);
        let below = panes::height(facts, area);
        let list = Rect { height: area.height.saturating_sub(below), ..area };
        let heading = panes::heading(frame.buffer_mut(), list, ctx, facts, &self.table.tally());
        self.table.view(frame, paint::below(list, heading), ctx.theme, ctx.focused);
        panes::view(frame.buffer_mut(), paint::below(area, list.height), ctx, facts);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let facilitates = ctx.can(Act::Facilitate { intact: true, sud: true });
        let resume = self.facts.as_ref().is_some_and(|facts| facts.resume.is_some());
        let no_family = self.need().and_then(family).is_none().then_some("This row is about no family");
        let start = if resume { "Resume meeting" } else { "Start meeting" };
        vec![
            Command::new(Action::Open),
            Command::new(Action::Start).label(start).allowed(facilitates),
            Command::new(Action::Why),
            Command::new(Action::Filter),
            Command::new(Action::Record).allowed(facilitates),
            Command::new(Action::Member).label("Fidelity"),
            Command::new(Action::View).label("Trends"),
            Command::new(Action::Done).label("Services"),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Point).off(ctx.can(Act::EditItem).err().or(no_family)),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
