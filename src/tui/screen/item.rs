//! An action item's page: what it says, where it was born, every meeting it went through, who changed what.

mod rows;

use super::{Ctx, Do, FormKind, Page, PointFrom, Target};
use crate::domain::access::Act;
use crate::domain::action_item::{ItemStatus, ItemStep};
use crate::domain::{FamilyId, ItemId, MeetingId, StaffId, Word};
use crate::error::Result;
use crate::store::view::family::{RecordAsk, RecordReply};
use crate::store::view::history::{HistoryRow, Record};
use crate::store::view::item::{ItemAsk, ItemPage};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, FormDialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::table::{Column, Table, TableEvent};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

const STEP: &str = "item_step";
const REASON: &str = "item_reason";

/// What a row of the page is, and so what Enter does on it.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Stands,
    Fact(usize),
    Family(FamilyId),
    Owner(StaffId),
    Meeting(MeetingId),
    Visit(usize, MeetingId),
    Event(i64),
}

/// The page of one action item.
pub struct Item {
    id: ItemId,
    page: Option<ItemPage>,
    history: Vec<HistoryRow>,
    /// What is being said of it, until the reason is there.
    step: Option<ItemStep>,
    table: Table<Key>,
}

impl Item {
    /// The page of this item.
    pub fn new(id: ItemId) -> Self {
        let columns = vec![
            Column::new("").width(14, 18),
            Column::new("").width(28, 70),
            Column::new("").width(17, 26).priority(1),
        ];
        let table = Table::new(columns, "").without_header();
        Self { id, page: None, history: Vec::new(), step: None, table }
    }

    fn show(&mut self, ctx: &Ctx<'_>) {
        if let Some(page) = &self.page {
            self.table.set(rows::rows(page, &self.history, ctx));
        }
    }

    /// What can be said of it; what cannot stays, with its reason.
    fn menu(page: &ItemPage, ctx: &Ctx<'_>) -> Do {
        let line = |step: &ItemStep| {
            let item = MenuItem::new(step.label());
            let item = if step.needs_reason() { item.detail("with its reason") } else { item };
            item.allowed(ctx.can(Act::EditItem).and_then(|()| step.may(page.row.status, page.row.verified)))
        };
        let items = ItemStep::ALL.iter().map(line).collect();
        Do::Dialog(Dialog::Menu(Menu::new(STEP, format!("Where {} stands", page.row.id), items)))
    }

    fn chosen(&mut self, step: ItemStep, ctx: &Ctx<'_>) -> Vec<Do> {
        self.step = Some(step);
        if !step.needs_reason() {
            return self.say(String::new());
        }
        let title = match step {
            ItemStep::Block => format!("{} is blocked", self.id),
            _ => format!("{} is cancelled", self.id),
        };
        let why = Field::long("reason", "Why", "", 2)
            .required("Say why in a few words")
            .hint("Both agencies see this: no treatment detail");
        let form = Form::new(ctx.today(), vec![why]);
        vec![Do::Dialog(Dialog::Form(Box::new(FormDialog::new(REASON, title, "", form))))]
    }

    fn say(&mut self, reason: String) -> Vec<Do> {
        let (Some(step), Some(page)) = (self.step.take(), &self.page) else { return Vec::new() };
        let (item, version) = (self.id, page.row.version);
        vec![Do::Store(Request::Item(ItemAsk::Step { op: OpId::new(), item, version, step, reason }))]
    }

    fn change(page: &ItemPage) -> Vec<Do> {
        vec![Do::Open(Target::Form(FormKind::ChangeItem(page.row.id, Box::new(page.terms.clone()))))]
    }

    fn send(page: &ItemPage) -> Vec<Do> {
        let Some(family) = page.row.family.filter(|_| page.unsendable.is_none()) else { return Vec::new() };
        let words = page.terms.description.clone();
        let from = PointFrom { item: Some(page.row.id), words, ..PointFrom::default() };
        vec![Do::Open(Target::Form(FormKind::Point(family.into(), from)))]
    }
}

impl Page for Item {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![
            Do::Store(Request::Item(ItemAsk::Page(self.id))),
            Do::Store(Request::Record(RecordAsk::History(Record::Item(self.id), None))),
        ]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Item(page)) => {
                self.page = Some(*page);
                self.show(ctx);
                Vec::new()
            }
            Ok(Reply::Record(reply)) => {
                if let RecordReply::History(history) = *reply {
                    self.history = history.rows;
                    self.show(ctx);
                }
                Vec::new()
            }
            Ok(Reply::Saved { said, .. }) => {
                let mut dos = self.load(ctx);
                dos.push(Do::Toast(Mark::Done, said));
                dos
            }
            Ok(_) => Vec::new(),
            Err(error) if self.page.is_none() => vec![Do::Fail(error), Do::Back],
            Err(error) => {
                let mut dos = self.load(ctx);
                dos.push(Do::Fail(error));
                dos
            }
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let event = self.table.update(input);
        let Some(page) = &self.page else {
            return if input.is(KeyCode::Esc) { vec![Do::Back] } else { Vec::new() };
        };
        match event {
            TableEvent::Open(Key::Family(family)) => return vec![Do::Open(Target::Family(family))],
            TableEvent::Open(Key::Owner(owner)) => return vec![Do::Open(Target::Person(owner))],
            TableEvent::Open(Key::Meeting(meeting) | Key::Visit(_, meeting)) => {
                return vec![Do::Open(Target::Meeting(meeting))];
            }
            TableEvent::Open(Key::Stands) => return vec![Self::menu(page, ctx)],
            TableEvent::Open(Key::Fact(_)) if page.row.status.is_open() => return Self::change(page),
            TableEvent::Open(Key::Fact(_) | Key::Event(_)) | TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Done) => vec![Self::menu(page, ctx)],
            Some(Action::Change) if page.row.status.is_open() => Self::change(page),
            Some(Action::Point) => Self::send(page),
            Some(Action::Record) => vec![Do::Open(Target::History(Record::Item(self.id)))],
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (STEP, Answer::Chosen(line)) => {
                let step = ItemStep::ALL.get(line).copied();
                step.map_or_else(Vec::new, |step| self.chosen(step, ctx))
            }
            (REASON, Answer::Form(form)) => self.say(form.text("reason")),
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let (buf, theme) = (frame.buffer_mut(), ctx.theme);
        let end = paint::text(buf, area, 1, 0, &page.row.id.to_string(), theme.strong);
        let masked = |text: &str| if theme.masked { "•••".to_owned() } else { text.to_owned() };
        let room = usize::from(area.width.saturating_sub(end + 3)).max(1);
        let mut lines = wrap::wrap(&masked(&page.terms.description), room);
        lines.truncate(3);
        let described = lines.len();
        if !page.reason.is_empty() {
            let why = if page.row.status == ItemStatus::Blocked { "Blocked" } else { "Cancelled" };
            lines.extend(wrap::wrap(&format!("{why}: {}", masked(&page.reason)), room));
            lines.truncate(described + 3);
        }
        for (place, line) in lines.iter().enumerate() {
            let style = if place < described { theme.accent } else { theme.due };
            paint::text(buf, area, end + 2, u16::try_from(place).unwrap_or(u16::MAX), line, style);
        }
        let under = u16::try_from(lines.len()).unwrap_or(1).max(1) + 1;
        self.table.view(frame, paint::below(area, under), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let Some(page) = &self.page else { return vec![Command::key(KeyCode::Esc, "Back")] };
        let may = ctx.can(Act::EditItem).err();
        let closed = (!page.row.status.is_open()).then_some("It is no longer open: open it again first");
        vec![
            Command::new(Action::Done).label("Where it stands…").off(may),
            Command::new(Action::Change).label("Change it").off(may.or(closed)),
            Command::new(Action::Point).off(may.or(page.unsendable)),
            Command::new(Action::Open),
            Command::new(Action::Record).label("History"),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
