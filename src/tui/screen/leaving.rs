//! When a worker leaves: every family they hold, who could take it, and everybody's load before and after.
//!
//! Nothing is proposed and nothing is saved until F2: the page answers "what if Lee leaves on Friday?" as well.

mod effect;

use super::{Ctx, Do, Page};
use crate::domain::access::Act;
use crate::domain::{FamilyId, StaffId};
use crate::error::{Result, denied};
use crate::store::view::assign::{AssignAsk, AssignReply, Candidate, Held, Leaving as Facts};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Explain, FormDialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::collections::{BTreeMap, BTreeSet};

const WHO: &str = "leaving_who";
const TO: &str = "leaving_to";
const DAY: &str = "leaving_day";
const REASON: &str = "leaving_reason";

/// The page.
pub struct Leaving {
    staff: Option<StaffId>,
    on: Option<NaiveDate>,
    facts: Option<Facts>,
    /// Which family goes to whom, as far as it was chosen.
    given: BTreeMap<FamilyId, StaffId>,
    marked: BTreeSet<FamilyId>,
    table: Table<FamilyId>,
    /// What the menu that is open offers: workers who may leave, or who may take the families.
    offered: Vec<Option<StaffId>>,
    op: OpId,
    saving: bool,
}

impl Leaving {
    /// The page of a worker; who it is, is asked where there is none.
    pub fn new(staff: Option<StaffId>) -> Self {
        let columns = vec![
            Column::new("Family").width(8, 10),
            Column::new("Label").width(7, 16).priority(3),
            Column::new("With").width(8, 12).priority(1),
            Column::new("Goes to").width(10, 18),
            Column::new("Site").width(8, 16).priority(4),
        ];
        let table = Table::new(columns, "Nobody's families change: this worker holds none on that day.");
        let (given, marked) = (BTreeMap::new(), BTreeSet::new());
        Self {
            staff,
            on: None,
            facts: None,
            given,
            marked,
            table,
            offered: Vec::new(),
            op: OpId::new(),
            saving: false,
        }
    }

    fn ask(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let on = self.on.unwrap_or_else(|| ctx.today());
        match self.staff {
            None => vec![Do::Store(Request::Choices(None))],
            Some(staff) => vec![Do::Store(Request::Assign(AssignAsk::Leaving { staff, on }))],
        }
    }

    fn fill(&mut self) {
        let Some(facts) = &self.facts else { return };
        self.given.retain(|family, _| facts.families.iter().any(|held| held.family == *family));
        self.marked.retain(|family| facts.families.iter().any(|held| held.family == *family));
        let rows = facts.families.iter().map(|held| {
            let to = self.given.get(&held.family).and_then(|to| candidate(held, *to));
            let family = held.family.to_string();
            let id = if self.marked.contains(&held.family) {
                Cell::mark(Mark::Done, &family)
            } else {
                Cell::new(format!("  {family}"))
            };
            let cells = vec![
                id,
                Cell::dim(held.label.clone()).private(),
                super::convert::short(held.other.as_ref()),
                to.map_or_else(|| Cell::dim("nobody yet"), |to| Cell::new(to.person.short.clone())),
                Cell::dim(held.site.clone()),
            ];
            Row::new(held.family, cells)
        });
        self.table.set(rows.collect());
    }

    fn held(&self) -> Option<&Held> {
        let family = self.table.selected()?;
        self.facts.as_ref()?.families.iter().find(|held| held.family == family)
    }

    /// The families a choice is for: the marked ones, or the one that is selected.
    fn aim(&self) -> Vec<FamilyId> {
        if self.marked.is_empty() {
            self.table.selected().into_iter().collect()
        } else {
            self.marked.iter().copied().collect()
        }
    }

    /// Asks who takes the families.
    fn choose(&mut self) -> Vec<Do> {
        let Some(held) = self.held() else { return Vec::new() };
        let title = match self.aim().as_slice() {
            [one] => format!("Who takes {one}?"),
            many => format!("Who takes these {} families?", many.len()),
        };
        let item = |one: &Candidate| {
            let mut item = MenuItem::new(one.person.name.clone()).detail(one.reasons.clone());
            item.off.clone_from(&one.away);
            item
        };
        let mut items: Vec<MenuItem> = held.candidates.iter().map(item).collect();
        let mut offered: Vec<_> = held.candidates.iter().map(|one| Some(one.person.id)).collect();
        items.push(MenuItem::new("Nobody yet"));
        offered.push(None);
        self.offered = offered;
        vec![Do::Dialog(Dialog::Menu(Menu::new(TO, title, items)))]
    }

    fn give(&mut self, to: Option<StaffId>) {
        for family in self.aim() {
            match to {
                Some(to) => self.given.insert(family, to),
                None => self.given.remove(&family),
            };
        }
        self.marked.clear();
        self.fill();
    }

    fn save(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        if let Err(reason) = ctx.can(Act::Assign) {
            return vec![Do::Fail(denied(reason))];
        }
        if self.given.is_empty() {
            return vec![Do::Toast(Mark::Due, "Nobody was chosen for any family: Enter chooses".into())];
        }
        let field = Field::long("reason", "Reason", "", 2).required("Say why these families change hands");
        let form = Form::new(ctx.today(), vec![field]).button("Give them");
        let text = format!(
            "{} to change hands in one step; u undoes it.",
            crate::domain::text::count(self.given.len(), "family")
        );
        let title = "Give these families to others";
        vec![Do::Dialog(Dialog::Form(Box::new(FormDialog::new(REASON, title, text, form))))]
    }

    fn reassign(&mut self, form: &Form) -> Vec<Do> {
        let Some(facts) = &self.facts else { return Vec::new() };
        self.saving = true;
        let moves = self.given.iter().map(|(family, to)| (*family, *to)).collect();
        let reason = form.text("reason");
        vec![Do::Store(Request::Assign(AssignAsk::Reassign {
            op: self.op,
            from: facts.worker.id,
            on: facts.on,
            moves,
            reason,
        }))]
    }

    fn ask_who(&mut self, choices: &crate::store::view::form::Choices) -> Vec<Do> {
        let workers = choices.intact_workers.iter().chain(&choices.coordinators);
        let (offered, items) = workers
            .map(|one| (Some(StaffId(one.id)), MenuItem::new(one.label.clone()).detail(one.detail.clone())))
            .unzip();
        self.offered = offered;
        vec![Do::Dialog(Dialog::Menu(Menu::new(WHO, "Who leaves?", items)))]
    }

    fn ask_day(&self, ctx: &Ctx<'_>) -> Vec<Do> {
        let day = self.on.unwrap_or_else(|| ctx.today());
        let field = Field::date("on", "First day without", Some(day)).required("Say which day");
        let form = Form::new(ctx.today(), vec![field]).button("Look");
        vec![Do::Dialog(Dialog::Form(Box::new(FormDialog::new(DAY, "From which day?", "", form))))]
    }
}

fn candidate(held: &Held, id: StaffId) -> Option<&Candidate> {
    held.candidates.iter().find(|one| one.person.id == id)
}

/// Who could have a family, each with the reasons, and the rule of the order.
pub(super) fn compare(title: String, candidates: &[Candidate]) -> Dialog {
    let rows = candidates.iter().map(|one| (one.person.name.clone(), one.reasons.clone())).collect();
    let (rule, basis) =
        candidates.first().map(|one| (one.explain.rule.clone(), one.explain.basis.clone())).unwrap_or_else(
            || ("Nobody of this role works at your sites on that day.".to_owned(), String::new()),
        );
    Dialog::Explain(Explain::new(title, vec![rule], rows, basis))
}

impl Page for Leaving {
    fn load(&mut self, ctx: &Ctx<'_>) -> Vec<Do> {
        if ctx.can(Act::Assign).is_err() { Vec::new() } else { self.ask(ctx) }
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Assign(AssignReply::Leaving(facts))) => {
                self.facts = Some(facts);
                self.fill();
                Vec::new()
            }
            Ok(Reply::Choices(choices)) if self.staff.is_none() && self.offered.is_empty() => {
                self.ask_who(&choices)
            }
            Ok(Reply::Saved { said, .. }) => vec![Do::Back, Do::Toast(Mark::Done, said)],
            Ok(_) => Vec::new(),
            Err(error) => {
                self.saving = false;
                vec![Do::Fail(error)]
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        if self.saving {
            return Vec::new();
        }
        match self.table.update(input) {
            TableEvent::Open(_) => return self.choose(),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Assign) => self.choose(),
            Some(Action::Mark) => {
                if let Some(family) = self.table.selected()
                    && !self.marked.remove(&family)
                {
                    self.marked.insert(family);
                }
                self.fill();
                Vec::new()
            }
            Some(Action::Save) => self.save(ctx),
            Some(Action::Postpone) => self.ask_day(ctx),
            Some(Action::Why) => {
                let held = self.held();
                held.map(|held| {
                    Do::Dialog(compare(format!("Who could take {}", held.family), &held.candidates))
                })
                .into_iter()
                .collect()
            }
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        if let Err(reason) = ctx.can(Act::Assign) {
            paint::text(frame.buffer_mut(), area, 1, 0, reason, ctx.theme.text);
            return;
        }
        let Some(facts) = &self.facts else { return };
        let day = crate::domain::dates::short(facts.on, ctx.today());
        let title = format!("If {} leaves on {day}", facts.worker.short);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, &title, ctx.theme.strong);
        let all = crate::domain::text::count(facts.families.len(), "family");
        let tally = format!("{} of {all} given", self.given.len());
        paint::text(frame.buffer_mut(), area, end + 2, 0, &tally, ctx.theme.dim);
        let body = paint::below(area, 2);
        let lines = effect::lines(facts, &self.given, ctx);
        let (list, side) = effect::split(body, lines.len(), ctx.is_wide());
        self.table.view(frame, list, ctx.theme, ctx.focused);
        effect::view(frame, side, &lines, ctx);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let can = || ctx.can(Act::Assign);
        vec![
            Command::new(Action::Open).label("To whom").allowed(can()),
            Command::new(Action::Save).label("Give them").allowed(can()),
            Command::new(Action::Mark),
            Command::new(Action::Postpone).label("Day").allowed(can()),
            Command::new(Action::Why),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (WHO, Answer::Chosen(place)) => {
                self.staff = self.offered.get(place).copied().flatten();
                self.ask(ctx)
            }
            (WHO, _) => vec![Do::Back],
            (TO, Answer::Chosen(place)) => {
                if let Some(to) = self.offered.get(place).copied() {
                    self.give(to);
                }
                Vec::new()
            }
            (DAY, Answer::Form(form)) => {
                self.on = form.date("on");
                self.ask(ctx)
            }
            (REASON, Answer::Form(form)) => self.reassign(&form),
            _ => Vec::new(),
        }
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }

    fn is_unsaved(&self) -> bool {
        !self.given.is_empty() && !self.saving
    }
}
