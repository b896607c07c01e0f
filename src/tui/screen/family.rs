//! A family's page: the children first, then what is due, then its life, newest first.

mod menu;
mod recovery;
mod rows;

use super::convert::{standing, why};
use super::{Ctx, Do, Entry, FormKind, Page, PointFrom, Target};
use crate::domain::access::Act;
use crate::domain::dates::short;
use crate::domain::family::MemberKind;
use crate::domain::sealed::Part2;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Result;
use crate::store::view::Person;
use crate::store::view::family::{
    FamilyPage, Life, LifeKey, LifeKind, LifeRow, MemberRow, RecordAsk, RecordReply,
};
use crate::store::view::history::Record;
use crate::store::view::prepare::{Point, PrepareAsk, PrepareReply};
use crate::store::{OpId, Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use rows::{life_rows, member_row, section};

/// What a row of the page is.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Member(MemberId),
    /// In place of the members where none was entered yet.
    Nobody,
    Recovery(MemberId),
    Exception(i64, MemberId),
    Ask,
    Milestone(i64),
    Item(usize),
    Point(i64),
    Life(LifeKey),
    More,
}

/// The tags of the page's menus.
const ENTER: &str = "family_menu";
const LIFE: &str = "family_life";
/// How many rows of its life are shown at first, and added at a time.
const STEP: u32 = 40;

/// The page of one family.
pub struct Family {
    id: FamilyId,
    page: Option<FamilyPage>,
    /// Its life as far as it is shown.
    life: Vec<LifeRow>,
    /// What waits for the next Co-Supervision.
    points: Vec<Point>,
    kind: LifeKind,
    next: Option<LifeKey>,
    asked: bool,
    /// Another part of its life was chosen: the cursor goes there when it comes.
    turned: bool,
    /// What the lines of the menu that is open lead to.
    targets: Vec<Target>,
    table: Table<Key>,
    /// The day of its life that the cursor is to stand on, until it is found.
    wanted: Option<NaiveDate>,
}

impl Family {
    /// The page of this family.
    pub fn new(id: FamilyId) -> Self {
        let columns =
            vec![Column::new("").width(15, 16), Column::new("").width(22, 90), Column::new("").width(20, 40)];
        Self {
            id,
            page: None,
            life: Vec::new(),
            points: Vec::new(),
            kind: LifeKind::All,
            next: None,
            asked: false,
            turned: false,
            targets: Vec::new(),
            table: Table::new(columns, "").without_header(),
            wanted: None,
        }
    }

    /// The page, with the cursor on what happened on a day.
    pub fn at(id: FamilyId, day: NaiveDate) -> Self {
        Self { wanted: Some(day), kind: LifeKind::Safety, ..Self::new(id) }
    }

    /// Goes to the day that is wanted, once its life is there.
    fn go_to_wanted(&mut self) {
        let found = self.wanted.and_then(|day| self.life.iter().find(|row| row.on == day));
        if let Some(key) = found.map(|row| row.key) {
            self.wanted = None;
            self.table.select(Key::Life(key));
        }
    }

    /// Takes the page; a life that was shown further, or in part, is asked for again as far as that.
    fn take(&mut self, mut page: FamilyPage, ctx: &Ctx<'_>) -> Vec<Do> {
        let shown = u32::try_from(self.life.len()).unwrap_or(STEP);
        let keeps = self.kind != LifeKind::All || shown > STEP;
        if !keeps {
            self.next = page.life.next;
            self.life = std::mem::take(&mut page.life.rows);
        }
        self.page = Some(page);
        self.fill(ctx);
        if keeps { self.ask(None, shown.max(STEP)) } else { Vec::new() }
    }

    fn ask(&mut self, after: Option<LifeKey>, many: u32) -> Vec<Do> {
        self.asked = true;
        vec![Do::Store(Request::Record(RecordAsk::Life(self.id, self.kind, after, many)))]
    }

    /// Asks for what came before the oldest row that is shown.
    fn more(&mut self) -> Vec<Do> {
        if self.next.is_none() || self.asked { Vec::new() } else { self.ask(self.next, STEP) }
    }

    fn take_life(&mut self, life: Life, ctx: &Ctx<'_>) {
        self.asked = false;
        if life.kind != self.kind {
            return;
        }
        let place =
            |row: &LifeRow| (std::cmp::Reverse(row.key.on), row.key.arm, std::cmp::Reverse(row.key.id));
        let follows =
            life.rows.first().zip(self.life.last()).is_some_and(|(new, old)| place(new) > place(old));
        if follows {
            self.life.extend(life.rows);
        } else {
            self.life = life.rows;
        }
        self.next = life.next;
        self.fill(ctx);
        if std::mem::take(&mut self.turned) {
            self.table.select(self.life.first().map_or(Key::More, |row| Key::Life(row.key)));
            self.table.show_on_top();
        }
    }

    fn fill(&mut self, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let mut rows = vec![Row::heading("Members")];
        if page.members.is_empty() {
            let said = Cell::dim("Enter adds the first one, the children before the adults");
            rows.push(Row::new(Key::Nobody, vec![Cell::dim("nobody yet"), said, Cell::default()]));
        }
        rows.extend(page.members.iter().map(member_row));
        rows.extend(recovery::rows(page, ctx));
        section(&mut rows, "Milestones", page.milestones.iter(), |(id, name, due)| {
            Row::new(Key::Milestone(*id), vec![Cell::default(), Cell::new(name.clone()), standing(due)])
        });
        section(&mut rows, "Action items", page.items.iter().enumerate(), |(place, item)| {
            let what = Cell::new(item.description.clone()).private();
            let who = Cell::dim(format!("{} {}", item.owner.short, item.id));
            Row::new(Key::Item(place), vec![standing(&item.standing), what, who])
        });
        section(&mut rows, "For the next Co-Supervision (x takes one back)", self.points.iter(), |point| {
            let on = Cell::dim(crate::domain::dates::short(point.on, ctx.today()));
            let what = Cell::part2(&point.body, Clone::clone).private();
            Row::new(Key::Point(point.id), vec![on, what, Cell::dim(point.author.short.clone())])
        });
        section(&mut rows, "Vouchers", page.vouchers.iter(), |voucher| {
            let what = Cell::part2(&voucher.line, |line| line.what.clone());
            let stands = match &voucher.line {
                Part2::Shown(line) => standing(&line.open().standing),
                _ => Cell::default(),
            };
            Row::new(
                Key::Recovery(voucher.member),
                vec![Cell::new(voucher.alias.clone()).private(), what, stands],
            )
        });
        let withheld = !page.ask.is_empty();
        rows.extend(life_rows(&self.life, self.kind, (self.next.is_some(), withheld), ctx));
        self.table.set(rows);
        self.go_to_wanted();
    }

    /// Opens a menu and keeps what its lines lead to.
    fn menu(&mut self, title: &str, lines: Vec<menu::Line>) -> Vec<Do> {
        let (items, targets) = lines.into_iter().map(|line| (line.item, line.target)).unzip();
        self.targets = targets;
        vec![Do::Dialog(Dialog::Menu(Menu::new(ENTER, title, items)))]
    }

    fn open(&mut self, key: Key) -> Vec<Do> {
        let page = self.page.as_ref();
        let target = match key {
            Key::Item(place) => page.and_then(|page| page.items.get(place)).map(|item| Target::Item(item.id)),
            Key::Recovery(id) | Key::Exception(_, id) => Some(Target::Consents(self.id, Some(id))),
            Key::Nobody => Some(Target::Form(FormKind::Member(self.id))),
            Key::Ask => Some(Target::Consents(self.id, None)),
            Key::Milestone(id) => Some(Target::Form(FormKind::Entry(self.id, Entry::MilestoneChanges(id)))),
            Key::Life(key) => {
                let row = self.life.iter().find(|row| row.key == key);
                row.and_then(|row| row.open.as_ref()).map(Target::from)
            }
            Key::Point(_) => None,
            Key::Member(_) => return self.member().map(|member| why(&member.explain)).into_iter().collect(),
            Key::More => return self.more(),
        };
        target.map(Do::Open).into_iter().collect()
    }

    /// What the cursor is on, for what can be changed of it.
    fn here(&self) -> (Option<MemberId>, Option<i64>) {
        match self.table.selected() {
            Some(Key::Member(id) | Key::Recovery(id)) => (Some(id), None),
            Some(Key::Milestone(id)) => (None, Some(id)),
            _ => (None, None),
        }
    }

    /// Takes the point back that the cursor is on.
    fn take_back(&self) -> Vec<Do> {
        let Some(Key::Point(id)) = self.table.selected() else { return Vec::new() };
        let Some(point) = self.points.iter().find(|point| point.id == id) else { return Vec::new() };
        let ask = PrepareAsk::TakeBack { op: OpId::new(), point: id, version: point.version };
        vec![Do::Store(Request::Prepare(ask))]
    }

    fn member(&self) -> Option<&MemberRow> {
        let Some(Key::Member(id) | Key::Recovery(id)) = self.table.selected() else { return None };
        self.page.as_ref()?.members.iter().find(|member| member.id == id)
    }

    /// The adult the cursor is on, or the only one there is.
    fn adult(&self) -> Option<MemberId> {
        let on = self.member().filter(|member| member.kind == MemberKind::Adult).map(|member| member.id);
        on.or_else(|| {
            let mut adults =
                self.page.as_ref()?.members.iter().filter(|member| member.kind == MemberKind::Adult);
            let first = adults.next()?.id;
            adults.next().is_none().then_some(first)
        })
    }
}

impl Page for Family {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Family(self.id)), Do::Store(Request::Prepare(PrepareAsk::Waiting(self.id)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Family(page)) => self.take(*page, ctx),
            Ok(Reply::Prepare(reply)) => match *reply {
                PrepareReply::Points(points) => {
                    self.points = points;
                    self.fill(ctx);
                    Vec::new()
                }
                PrepareReply::Said(said) => {
                    let mut dos = self.load(ctx);
                    dos.push(Do::Toast(Mark::Done, said));
                    dos
                }
                _ => Vec::new(),
            },
            Ok(Reply::Record(reply)) => {
                if let RecordReply::Life(life) = *reply {
                    self.take_life(life, ctx);
                }
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) if self.page.is_some() => vec![Do::Fail(error)],
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let form = |kind: FormKind| vec![Do::Open(Target::Form(kind))];
        match self.table.update(input) {
            TableEvent::Open(key) => return self.open(key),
            TableEvent::Moved if self.table.selected() == Some(Key::More) => return self.more(),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Contact) => form(FormKind::Contact(Some(self.id))),
            Some(Action::Assign) => form(FormKind::Assign(self.id, None)),
            Some(Action::Consent) => vec![Do::Open(Target::Consents(self.id, self.adult()))],
            Some(Action::Member) => form(FormKind::Member(self.id)),
            Some(Action::Item) => form(FormKind::Item(Some(self.id))),
            Some(Action::Point) => form(FormKind::Point(self.id.into(), PointFrom::default())),
            Some(Action::Remove) => self.take_back(),
            Some(Action::New) => {
                let lines = self.page.as_ref().map(|page| menu::new(page, ctx)).unwrap_or_default();
                self.menu("New", lines)
            }
            Some(Action::Change) => {
                let here = self.here();
                let lines = self.page.as_ref().map(|page| menu::change(page, here, ctx)).unwrap_or_default();
                self.menu("Change", lines)
            }
            Some(Action::View) => {
                let items = LifeKind::ALL.iter().map(|kind| MenuItem::new(kind.label())).collect();
                vec![Do::Dialog(Dialog::Menu(Menu::new(LIFE, "Which part of its life", items)))]
            }
            Some(Action::Record) => vec![Do::Open(Target::History(Record::Family(self.id)))],
            Some(Action::Why) => self.member().map(|member| why(&member.explain)).into_iter().collect(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        let Answer::Chosen(place) = answer else { return Vec::new() };
        match tag {
            ENTER => self.targets.get(place).cloned().map(Do::Open).into_iter().collect(),
            LIFE => {
                self.kind = LifeKind::ALL.get(place).copied().unwrap_or(LifeKind::All);
                self.life.clear();
                self.turned = true;
                self.ask(None, STEP)
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let buf = frame.buffer_mut();
        let theme = ctx.theme;
        let end = paint::text(buf, area, 1, 0, &page.row.id.to_string(), theme.strong);
        let label = if theme.masked { "•••" } else { page.row.label.as_str() };
        let end = paint::text(buf, area, end + 2, 0, label, theme.accent);
        let case = format!("case {} · {}", page.row.case_number, page.row.site);
        paint::text(buf, area, end + 2, 0, &case, theme.dim);
        paint::text(buf, area, 1, 1, &summary(page, ctx.today()), theme.text);
        paint::text(buf, area, 1, 2, &workers(page, ctx), theme.text);
        self.table.view(frame, paint::below(area, 4), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::New).label("New…"),
            Command::new(Action::Change).label("Change…"),
            Command::new(Action::Consent).label("Consents"),
            Command::new(Action::View).label("Life: which part"),
            Command::new(Action::Record).label("History"),
            Command::new(Action::Contact),
            Command::new(Action::Assign).allowed(ctx.can(Act::Assign)),
            Command::new(Action::Item).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Point).allowed(ctx.can(Act::EditItem)),
            Command::new(Action::Member).allowed(ctx.can(Act::EditFamily)),
            Command::new(Action::Why),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}

/// Who has it, and how long a supervisor has held it; then what was last found.
fn workers(page: &FamilyPage, ctx: &Ctx<'_>) -> String {
    let named = |person: Option<&Person>| match (person, &page.row.held) {
        (Some(person), Some(held)) if held.person.id == person.id => {
            format!("held by {} {}", person.name, held.clock.text)
        }
        (Some(person), _) => person.name.clone(),
        (None, _) => "nobody".to_owned(),
    };
    let (iw, rc) = (named(page.row.iw.as_ref()), named(page.row.rc.as_ref()));
    let missing = page.row.iw.is_none() || page.row.rc.is_none();
    let assigns =
        if missing && page.closed.is_none() && ctx.can(Act::Assign).is_ok() { " (a assigns)" } else { "" };
    format!("IW {iw} · RC {rc}{assigns} · {}", page.finding)
}

fn summary(page: &FamilyPage, today: NaiveDate) -> String {
    let risk = page.risk.map_or("risk not assessed".to_owned(), |risk| format!("risk {}", risk.label()));
    let enrolled = if page.row.enrolled { "in IFR" } else { "not in IFR" };
    let basis = if page.basis.is_empty() { "basis not given" } else { page.basis.as_str() };
    let days = page.row.open_days;
    match &page.closed {
        Some((on, why)) => format!("Closed {} after {days} d, {why} · {basis}", short(*on, today)),
        None => format!("{} {days} d · {basis} · {risk} · {enrolled}", page.row.status.label()),
    }
}
