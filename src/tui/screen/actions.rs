//! Action items: whose, until when, and how often they were carried.

use super::convert::{number, standing};
use super::list::{Ended, Lens, List, Taken};
use super::{Ctx, Do, FormKind, Page, PointFrom, Target};
use crate::domain::access::Act;
use crate::domain::action_item::{ItemStatus, Priority};
use crate::domain::{ItemId, Word};
use crate::error::Result;
use crate::export::list::List as Leaving;
use crate::store::view;
use crate::store::view::caseload::{ItemRow, ListFilter};
use crate::store::view::history::Record;
use crate::store::view::list::{ListAsk, ListReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Confirm, Dialog, Explain};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Cell, Column, Row, Table};
use ratatui::Frame;
use ratatui::layout::Rect;

/// The Actions list.
pub struct Actions {
    rows: Vec<ItemRow>,
    ended: Ended,
    list: List<ItemId>,
    /// What the open question is about, as it was read when it was asked: the list may change under it.
    asked: Option<(ItemId, i64)>,
}

impl Default for Actions {
    fn default() -> Self {
        Self::new()
    }
}

impl Actions {
    /// The list.
    pub fn new() -> Self {
        let columns = vec![
            Column::new("Due").width(14, 18),
            Column::new("What").width(36, 52),
            Column::new("Owner").width(10, 12),
            Column::new("Family").width(6, 8).priority(1),
            Column::new("Carried").right().width(7, 8).priority(3),
            Column::new("Category").width(12, 20).priority(4),
            Column::new("Priority").width(6, 8).priority(5),
            Column::new("No.").width(6, 7).priority(2),
        ];
        let empty = "Nothing is open. i makes an action item; v shows those that are done, too.";
        let list = List::new("actions", Table::new(columns, empty));
        Self { rows: Vec::new(), ended: Ended::new(ListAsk::Closed), list, asked: None }
    }

    fn selected(&self) -> Option<&ItemRow> {
        let id = self.list.selected()?;
        self.rows.iter().find(|row| row.id == id)
    }

    fn ask(&self) -> Vec<Do> {
        vec![Do::Store(Request::Items(ListFilter::default()))]
    }

    fn fill(&mut self, ctx: &Ctx<'_>) {
        let lenses = lenses(ctx);
        self.list.more = self.ended.has_more();
        self.list.set(self.rows.iter().map(|item| row(item, &lenses)).collect(), &lenses);
    }

    fn why(row: &ItemRow) -> Do {
        let born = row.born.map_or_else(|| "outside a meeting".to_owned(), |id| id.to_string());
        let rows = vec![
            ("born in".to_owned(), born),
            ("age".to_owned(), format!("{} d", row.age_days)),
            ("carried through".to_owned(), crate::domain::text::count(row.carries, "meeting")),
            ("escalated".to_owned(), if row.escalated { "yes" } else { "no" }.to_owned()),
            ("verified".to_owned(), if row.verified { "yes" } else { "no" }.to_owned()),
        ];
        let text = "Every action item has one owner and a due date. It comes back in the next meeting of its family, pair or owner, and goes to both supervisors when it was carried too often.";
        Do::Dialog(Dialog::Explain(Explain::new(
            format!("{} {}", row.id, row.description),
            vec![text.to_owned()],
            rows,
            "setting: thresholds.toml, action_item",
        )))
    }

    /// Why an item cannot be sent to the next Co-Supervision.
    fn unsendable(row: &ItemRow) -> Option<&'static str> {
        match (row.family, row.status.is_open()) {
            (_, false) => Some("It is no longer open"),
            (None, true) => Some("It is about no family"),
            (Some(_), true) => None,
        }
    }

    /// Whether somebody looked that it is done is a judgement: it is asked, never assumed.
    fn ask_done(row: &ItemRow) -> Do {
        let title = format!("{} is done?", row.id);
        let answers = ["Not done", "Done, not verified", "Done and verified"];
        Do::Dialog(Dialog::Confirm(Confirm::ask("done", title, row.description.clone(), &answers)))
    }
}

/// What supervisors look for among action items.
fn lenses(ctx: &Ctx<'_>) -> Vec<Lens<ItemRow>> {
    let me = ctx.viewer.staff;
    let safety = ctx.settings.lists.action_category.label("safety").to_owned();
    vec![
        Lens::new("mine", "Mine", move |row: &ItemRow| row.owner.id == me),
        Lens::new("overdue", "Overdue", |row: &ItemRow| row.standing.mark == view::Mark::Overdue),
        Lens::new("escalated", "For both supervisors", |row: &ItemRow| row.escalated),
        Lens::new("blocked", "Blocked", |row: &ItemRow| row.status == ItemStatus::Blocked),
        Lens::new("safety", "Safety", move |row: &ItemRow| row.category == safety),
    ]
}

fn row(item: &ItemRow, lenses: &[Lens<ItemRow>]) -> Row<ItemId> {
    let due = if item.status.is_open() {
        standing(&item.standing)
    } else if item.status == ItemStatus::Done {
        Cell::mark(Mark::Done, if item.verified { "done, verified" } else { "done" })
    } else {
        Cell::mark(Mark::Off, "cancelled")
    };
    let carried = match (item.carries, item.escalated) {
        (0, false) => Cell::default(),
        (n, false) => Cell::dim(format!("{n}×")),
        (n, true) => Cell::mark(Mark::Overdue, &format!("{n}×")),
    };
    let urgent = Priority::ALL
        .iter()
        .position(|one| *one == item.priority)
        .and_then(|place| i64::try_from(place).ok());
    let cells = vec![
        due.day(Some(item.due_on)),
        Cell::new(item.description.clone()).private(),
        Cell::new(item.owner.short.clone()),
        Cell::new(item.family.map_or_else(String::new, |id| id.to_string())),
        carried.order(number(item.carries)),
        Cell::dim(item.category.clone()),
        Cell::dim(item.priority.to_string()).order(urgent.map_or(f64::INFINITY, number)),
        Cell::dim(item.id.to_string()).order(number(item.id.0)),
    ];
    Row::new(item.id, cells).found_by(&item.owner.name).tagged(Lens::tags(lenses, item))
}

impl Page for Actions {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask()
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Items(rows)) => {
                let before = self.list.selected();
                self.rows = rows;
                self.ended.begin();
                self.fill(ctx);
                self.list.want(before);
                self.ended.more(&self.list).into_iter().collect()
            }
            Ok(Reply::List(ListReply::Closed(after, rows, next))) => {
                if self.ended.take(&after, next) {
                    self.rows.extend(rows);
                    self.fill(ctx);
                }
                self.ended.more(&self.list).into_iter().chain(self.ended.written()).collect()
            }
            Ok(Reply::Saved { said, .. }) => {
                let mut dos = self.ask();
                dos.push(Do::Toast(Mark::Done, said));
                dos
            }
            Ok(reply) => self.list.reply(Ok(reply)),
            Err(error) => {
                let mut dos = self.ask();
                dos.push(Do::Fail(error));
                dos
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        match self.ended.update(&mut self.list, input, ctx) {
            Taken::Open(item) => return vec![Do::Open(Target::Item(item))],
            Taken::Done(dos) => return dos,
            Taken::Other => {}
        }
        let one = |dos: Option<Do>| dos.into_iter().collect();
        match input.action() {
            Some(Action::Why) => one(self.selected().map(Self::why)),
            Some(Action::Done) if ctx.can(Act::EditItem).is_ok() => {
                let row = self.selected().filter(|row| row.status.is_open());
                let (asked, ask) = row.map(|row| ((row.id, row.version), Self::ask_done(row))).unzip();
                self.asked = asked;
                one(ask)
            }
            Some(Action::Record) => {
                one(self.selected().map(|item| Do::Open(Target::History(Record::Item(item.id)))))
            }
            Some(Action::Point) if ctx.can(Act::EditItem).is_ok() => {
                let row = self.selected().filter(|row| Self::unsendable(row).is_none());
                let point = row.and_then(|row| {
                    let words = row.description.clone();
                    let from = PointFrom { item: Some(row.id), words, ..PointFrom::default() };
                    Some(Do::Open(Target::Form(FormKind::Point(row.family?.into(), from))))
                });
                one(point)
            }
            Some(Action::New | Action::Item) => vec![Do::Open(Target::Form(FormKind::Item(None)))],
            Some(Action::View) => {
                self.ended.shown = !self.ended.shown;
                self.ask()
            }
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        if tag != "done" {
            let mut dos = self.list.answer(tag, answer, ctx);
            dos.extend(self.ended.more(&self.list));
            return dos;
        }
        let verified = match answer {
            Answer::Chosen(1) => false,
            Answer::Chosen(2) => true,
            _ => return Vec::new(),
        };
        let Some((item, version)) = self.asked.take() else { return Vec::new() };
        let (op, status) = (OpId::new(), ItemStatus::Done);
        vec![Do::Store(Request::ItemStatus { op, item, version, status, verified })]
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let title = if self.ended.shown { "All action items" } else { "Open action items" };
        self.list.view(frame, area, title, ctx);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let edits = ctx.can(Act::EditItem);
        let view = if self.ended.shown { "Only open" } else { "Done, too" };
        let own = vec![
            Command::new(Action::Open),
            Command::new(Action::Done).allowed(edits),
            Command::new(Action::Item).allowed(edits),
            Command::new(Action::Point).off(edits.err().or(self.selected().and_then(Self::unsendable))),
            Command::new(Action::View).label(view),
            Command::new(Action::Why),
            Command::new(Action::Record).label("History"),
        ];
        self.list.commands(ctx, own)
    }

    fn leaving(&self, ctx: &Ctx<'_>) -> Option<Leaving> {
        Some(self.list.leaving(ctx))
    }

    fn is_typing(&self) -> bool {
        self.list.table.is_typing()
    }
}
