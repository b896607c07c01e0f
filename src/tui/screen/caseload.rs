//! Caseload: by worker and by pair, each family with how its children are.

mod side;

use super::convert::{number, short, standing, why};
use super::list::{Lens, List, Taken};
use super::{Ctx, Do, FormKind, Page, PointFrom, Target};
use crate::domain::access::Act;
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::view::caseload::{Caseload as Facts, FamilyRow, PairRow, WorkerRow};
use crate::store::view::prepare::PointAbout;
use crate::store::view::{Mark, Standing};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark as Glyph;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::Frame;
use ratatui::layout::Rect;
use std::collections::BTreeMap;

/// The tag of the menu of who leaves.
const LEAVES: &str = "caseload leaves";

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
    list: List<Key>,
    /// Whom the menu of who leaves offers.
    leavers: Vec<Option<StaffId>>,
}

impl Caseload {
    /// The caseload of everybody, or of one worker.
    pub fn new(only: Option<StaffId>) -> Self {
        let columns = vec![
            Column::new("Family").width(8, 14),
            Column::new("Label").width(7, 16).priority(4).kept(),
            Column::new("Children").width(12, 14).priority(3),
            Column::new("IW").width(12, 12).priority(1),
            Column::new("RC").width(12, 12).priority(1),
            Column::new("Open").right().width(5, 7).priority(5),
            Column::new("Phase").width(22, 24).priority(6),
            Column::new("Child seen").width(12, 22),
            Column::new("Reviewed").width(9, 20).priority(2),
        ];
        let empty = "Nothing here yet. Import a spreadsheet (Ctrl-P, import) or open a family (n).";
        Self {
            facts: Facts::default(),
            by: By::Worker,
            only,
            list: List::new("caseload", Table::new(columns, empty).counting(|(_, family)| family.0)),
            leavers: Vec::new(),
        }
    }

    fn fill(&mut self, ctx: &Ctx<'_>) {
        let lenses = lenses(ctx);
        let rows = match self.by {
            By::Worker => self.worker_rows(&lenses),
            By::Pair => self.pair_rows(&lenses),
        };
        self.list.set(rows, &lenses);
    }

    fn worker_rows(&self, lenses: &[Lens<FamilyRow>]) -> Vec<Row<Key>> {
        let mut rows = Vec::new();
        for (group, worker) in self.workers().enumerate() {
            rows.push(
                Row::heading(worker_line(worker, &worker.person.name))
                    .or(worker_line(worker, &worker.person.short)),
            );
            rows.extend(worker.families.iter().map(|family| family_row(group, family, lenses)));
        }
        if self.only.is_none() {
            self.incomplete_rows(lenses, &mut rows);
        }
        let none =
            self.facts.incomplete.is_empty() && self.facts.workers.iter().all(|row| row.families.is_empty());
        if none && !rows.is_empty() {
            rows.push(Row::heading("No family yet. Import a spreadsheet (Ctrl-P, import) or open one (n)."));
        }
        rows
    }

    /// Families that a supervisor holds, each with its clock; those that lack a worker; those that may get one.
    fn incomplete_rows(&self, lenses: &[Lens<FamilyRow>], rows: &mut Vec<Row<Key>>) {
        let group = self.facts.workers.len();
        let lacking = self.facts.lacking();
        for family in &lacking.held {
            if let Some(held) = &family.held {
                rows.push(Row::heading(format!("Held by {}   {}", held.person.name, mark(&held.clock))));
                rows.push(family_row(group, family, lenses));
            }
        }
        for (place, title, found) in
            [(1, "Incomplete pairs", lacking.incomplete), (2, "Not in the programme, no RC", lacking.outside)]
        {
            if !found.is_empty() {
                rows.push(Row::heading(format!("{title}  {}", found.len())));
                rows.extend(found.iter().map(|family| family_row(group + place, family, lenses)));
            }
        }
    }

    fn pair_rows(&self, lenses: &[Lens<FamilyRow>]) -> Vec<Row<Key>> {
        let mut rows = Vec::new();
        for (group, pair) in self.facts.pairs.iter().enumerate() {
            rows.push(Row::heading(pair_line(pair)).or(pair_pressing(pair)));
            rows.extend(pair.families.iter().map(|family| family_row(group, family, lenses)));
        }
        rows
    }

    fn family(&self) -> Option<FamilyId> {
        self.list.table.selected().map(|(_, family)| family)
    }

    /// The worker under whom the selected family stands.
    fn worker(&self) -> Option<StaffId> {
        let (group, _) = self.list.table.selected().filter(|_| self.by == By::Worker)?;
        self.workers().nth(group).map(|worker| worker.person.id)
    }

    /// The workers in sight.
    fn workers(&self) -> impl Iterator<Item = &WorkerRow> {
        self.facts.workers.iter().filter(|row| self.only.is_none_or(|id| id == row.person.id))
    }

    /// Every family of the workers in sight, once; without a choice of one worker also those that nobody has.
    fn families(&self) -> Vec<&FamilyRow> {
        let none = self.facts.incomplete.iter().filter(|_| self.only.is_none());
        let all = self.workers().flat_map(|worker| &worker.families).chain(none);
        let once: BTreeMap<FamilyId, &FamilyRow> = all.map(|family| (family.id, family.as_ref())).collect();
        once.into_values().collect()
    }

    /// The family that is selected, and the pair that shares it.
    fn shown(&self) -> Option<(&FamilyRow, Option<&PairRow>)> {
        let (_, wanted) = self.list.table.selected()?;
        let all = self.facts.workers.iter().flat_map(|worker| &worker.families);
        let family = all.chain(&self.facts.incomplete).find(|family| family.id == wanted)?;
        let has = |pair: &&PairRow| pair.families.iter().any(|family| family.id == wanted);
        Some((family.as_ref(), self.facts.pairs.iter().find(has)))
    }

    /// What happens if somebody leaves: the worker of these families; of a pair it is asked which one.
    fn leaves(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        let pair = self.list.table.selected().filter(|_| self.by == By::Pair);
        let pair = pair.and_then(|(group, _)| self.facts.pairs.get(group));
        let Some(pair) = pair.filter(|_| ctx.can(Act::Assign).is_ok()) else {
            return vec![Do::Open(Target::Leaving(self.worker()))];
        };
        let items = vec![
            MenuItem::new(pair.iw.name.clone()).detail("Intact Worker"),
            MenuItem::new(pair.rc.name.clone()).detail("Recovery Coordinator"),
            MenuItem::new("Somebody else"),
        ];
        self.leavers = vec![Some(pair.iw.id), Some(pair.rc.id), None];
        vec![Do::Dialog(Dialog::Menu(Menu::new(LEAVES, "Who leaves?", items)))]
    }

    /// A point for the next Co-Supervision: about the pair where pairs are shown, else about the selected family.
    fn point(&self) -> Option<Do> {
        let (group, family) = self.list.table.selected()?;
        let pair = self.facts.pairs.get(group).filter(|_| self.by == By::Pair);
        let (on, pair) = match pair {
            Some(pair) => {
                (PointAbout::Pair(pair.iw.id, pair.rc.id), format!("{} + {}", pair.iw.short, pair.rc.short))
            }
            None => (family.into(), String::new()),
        };
        let from = PointFrom { pair, ..PointFrom::default() };
        Some(Do::Open(Target::Form(FormKind::Point(on, from))))
    }

    /// Why the group stands so in which the selected family is.
    fn explain(&self) -> Option<Do> {
        let (group, family) = self.list.table.selected()?;
        let held = self.facts.incomplete.iter().find(|row| row.id == family);
        if let Some(held) = held.and_then(|row| row.held.as_ref()) {
            return Some(why(&held.explain));
        }
        match self.by {
            By::Pair => self.facts.pairs.get(group).map(|pair| why(&pair.explain)),
            By::Worker => self.workers().nth(group).map(|worker| why(&worker.explain)),
        }
    }
}

/// A standing with its glyph: `○ 12 of 30 d`.
fn mark(standing: &Standing) -> String {
    Glyph::from(standing.mark).with(&standing.text)
}

fn worker_line(worker: &WorkerRow, name: &str) -> String {
    let over = match worker.open > worker.capacity {
        true => format!(" {}", Glyph::from(worker.mark).with("over")),
        false => String::new(),
    };
    format!(
        "{name}, {}   {} of {}{over}   Individual {}",
        worker.role.short(),
        worker.open,
        worker.capacity,
        mark(&worker.individual)
    )
}

fn pair_line(pair: &PairRow) -> String {
    format!(
        "{} + {}   Co-Supervision {}   Joint {}",
        pair.iw.short,
        pair.rc.short,
        mark(&pair.co_supervision),
        mark(&pair.joint)
    )
}

/// Where both do not fit: the meeting of a pair that presses more.
fn pair_pressing(pair: &PairRow) -> String {
    let presses = |standing: &Standing| Glyph::ALL.iter().position(|mark| *mark == standing.mark.into());
    let (name, standing) = match presses(&pair.joint) < presses(&pair.co_supervision) {
        true => ("Joint", &pair.joint),
        false => ("Co-Supervision", &pair.co_supervision),
    };
    format!("{} + {}   {name} {}", pair.iw.short, pair.rc.short, mark(standing))
}

/// What supervisors look for among families.
fn lenses(ctx: &Ctx<'_>) -> Vec<Lens<FamilyRow>> {
    let months = ctx.settings.thresholds.length_of_service.red_months;
    let since = chrono::Months::new(u32::try_from(months).unwrap_or(0));
    let long = ctx.today().checked_sub_months(since).map_or(i64::MAX, |day| (ctx.today() - day).num_days());
    vec![
        Lens::new("unseen", "Children not seen", |row: &FamilyRow| row.child_seen.mark == Mark::Overdue),
        Lens::new("incomplete", "Incomplete pairs", |row: &FamilyRow| row.incomplete),
        Lens::new("long", format!("Over {months} months"), move |row: &FamilyRow| row.open_days > long),
        Lens::new("held", "Held by a supervisor", |row: &FamilyRow| row.held.is_some()),
        Lens::new("no_consent", "Enrolled, no consent", |row: &FamilyRow| row.enrolled && !row.consented),
    ]
}

/// How many children, and infants among them: `3, 1 infant`.
fn children(family: &FamilyRow) -> String {
    match (family.children, family.infants) {
        (0, _) => "none".to_owned(),
        (n, 0) => n.to_string(),
        (n, 1) => format!("{n}, 1 infant"),
        (n, infants) => format!("{n}, {infants} infants"),
    }
}

fn family_row(group: usize, family: &FamilyRow, lenses: &[Lens<FamilyRow>]) -> Row<Key> {
    let cells = vec![
        Cell::mark(family.mark.into(), &family.id.to_string()).order(number(family.id.0)),
        Cell::dim(family.label.clone()).private(),
        Cell::new(children(family)).order(number(family.children)),
        short(family.iw.as_ref()),
        short(family.rc.as_ref()),
        Cell::new(format!("{} d", family.open_days)).number(number(family.open_days)),
        Cell::part2(&family.phase, ToString::to_string),
        standing(&family.child_seen),
        standing(&family.reviewed),
    ];
    Row::new((group, family.id), cells)
        .found_by(&format!("{} {}", family.case_number, family.site))
        .tagged(Lens::tags(lenses, family))
}

impl Page for Caseload {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Caseload)]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Caseload(facts)) => {
                self.facts = *facts;
                self.fill(ctx);
                Vec::new()
            }
            reply => self.list.reply(reply),
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.list.update(input, ctx) {
            Taken::Open((_, family)) => return vec![Do::Open(Target::Family(family))],
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        let family = self.family();
        let form = |kind: FormKind| vec![Do::Open(Target::Form(kind))];
        match (input.action(), family) {
            (Some(Action::View), _) => {
                self.by = if self.by == By::Worker { By::Pair } else { By::Worker };
                self.fill(ctx);
                Vec::new()
            }
            (Some(Action::Why), _) => self.explain().into_iter().collect(),
            (Some(Action::New), _) => form(FormKind::Family),
            (Some(Action::Contact), family) => form(FormKind::Contact(family)),
            (Some(Action::Assign), Some(family)) => form(FormKind::Assign(family, None)),
            (Some(Action::Item), family) => form(FormKind::Item(family)),
            (Some(Action::Point), _) => self.point().into_iter().collect(),
            (Some(Action::Done), _) => vec![Do::Open(Target::Services(self.only))],
            (Some(Action::Remove), _) => self.leaves(ctx),
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let title = if self.by == By::Worker { "By worker" } else { "By pair" };
        let (list, family, today) = side::split(area, ctx);
        self.list.view(frame, list, title, ctx);
        if let (Some(area), Some((row, pair))) = (family, self.shown()) {
            side::family(frame.buffer_mut(), area, ctx, row, pair);
        }
        if let Some(area) = today {
            let (families, workers) = (self.families(), self.workers().collect::<Vec<_>>());
            side::today(frame.buffer_mut(), area, ctx, &families, &lenses(ctx), &workers);
        }
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let view = if self.by == By::Worker { "By pair" } else { "By worker" };
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::View).label(view),
            Command::new(Action::Assign).allowed(ctx.can(Act::Assign)),
            Command::new(Action::Contact),
            Command::new(Action::Why),
            Command::new(Action::Done).label("Services"),
            Command::new(Action::New).label("Open a family").allowed(ctx.can(Act::EditFamily)),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Point).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Remove).label("If somebody leaves").allowed(ctx.can(Act::Assign)),
        ];
        self.list.commands(ctx, own)
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (LEAVES, Answer::Chosen(at)) => {
                let leaver = self.leavers.get(at).copied().flatten();
                vec![Do::Open(Target::Leaving(leaver))]
            }
            (tag, answer) => self.list.answer(tag, answer, ctx),
        }
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
