//! An authorised post: who fills it, who covers it, how far recruitment is.

use super::convert::standing;
use super::form::staffing::{Fill, Post as PostForm, PostCover, StaffSheet};
use super::{Ctx, Do, FormKind, Page, Target};
use crate::domain::StaffId;
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::dates::short;
use crate::error::Result;
use crate::store::view::Mark as Standing;
use crate::store::view::staffing::{PostPage, PostSpell, StaffAsk, StaffReply};
use crate::store::{Reply, Request};
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

const CHANGE: &str = "post_change";

/// What a row of the page is.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Fact(usize),
    Person(StaffId),
}

/// The page of one post.
pub struct Post {
    id: i64,
    page: Option<PostPage>,
    table: Table<Key>,
}

impl Post {
    /// The page of this post.
    pub fn new(id: i64) -> Self {
        let columns = vec![Column::new("").width(20, 26), Column::new("").width(24, 60)];
        Self { id, page: None, table: Table::new(columns, "").without_header() }
    }

    fn sheet(page: &PostPage, chosen: usize) -> Vec<Do> {
        let (post, role) = (page.row.id, page.terms.role);
        let sheet = match chosen {
            0 => StaffSheet::Fill(Fill { post, role }),
            1 => StaffSheet::PostCover(PostCover { post, role }),
            _ => StaffSheet::Post(PostForm { now: Some((page.row, page.terms.clone())) }),
        };
        vec![Do::Open(Target::Form(FormKind::Staffing(Box::new(sheet))))]
    }

    fn menu(page: &PostPage, ctx: &Ctx<'_>) -> Do {
        let may = ctx.can(Act::EditStaff(page.terms.role));
        let vacant = page.standing.mark != Standing::Done;
        let empty = may.and(if vacant { Ok(()) } else { Err("Somebody fills this post") });
        let items = vec![
            MenuItem::new("Fill it").allowed(empty),
            MenuItem::new("Cover it").detail("while nobody fills it").allowed(empty),
            MenuItem::new("Recruitment and details").allowed(may),
        ];
        Do::Dialog(Dialog::Menu(Menu::new(CHANGE, "This post", items)))
    }
}

fn rows(page: &PostPage, today: NaiveDate) -> Vec<Row<Key>> {
    let terms = &page.terms;
    let until = terms.to.map_or_else(String::new, |to| format!(", until {}", short(to, today)));
    let since = terms.recruitment_on.map_or_else(String::new, |on| format!(", since {}", short(on, today)));
    let stage = terms.recruitment.map_or_else(|| "not said".to_owned(), |stage| stage.label().to_owned());
    let facts = [
        ("Now", standing(&page.standing)),
        ("Recruitment", Cell::new(format!("{stage}{since}"))),
        ("Authorised", Cell::new(format!("from {}{until}", short(terms.from, today)))),
        ("Share of full time", Cell::new(format!("{} FTE", terms.fte))),
    ];
    let facts = facts.into_iter().enumerate();
    let mut rows: Vec<Row<Key>> =
        facts.map(|(place, (what, cell))| Row::new(Key::Fact(place), vec![Cell::dim(what), cell])).collect();
    spells(&mut rows, "Filled by", &page.fills, today);
    spells(&mut rows, "Covered by", &page.covers, today);
    rows
}

fn spells(rows: &mut Vec<Row<Key>>, title: &str, spells: &[PostSpell], today: NaiveDate) {
    if spells.is_empty() {
        return;
    }
    rows.push(Row::heading(title));
    rows.extend(spells.iter().map(|one| {
        let last = one.to.and_then(|to| to.pred_opt());
        let days = match last {
            Some(last) => format!("{} to {}", short(one.from, today), short(last, today)),
            None => format!("since {}", short(one.from, today)),
        };
        Row::new(Key::Person(one.person.id), vec![Cell::new(one.person.name.clone()), Cell::dim(days)])
    }));
}

impl Page for Post {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        vec![Do::Store(Request::Staff(StaffAsk::Post(self.id)))]
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Staff(StaffReply::Post(page))) => {
                self.table.set(rows(&page, ctx.today()));
                self.page = Some(*page);
                Vec::new()
            }
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error), Do::Back],
        }
    }

    fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Vec<Do> {
        let menu = |page: &Option<PostPage>| page.iter().map(|page| Self::menu(page, ctx)).collect();
        match self.table.update(input) {
            TableEvent::Open(Key::Person(id)) => return vec![Do::Open(Target::Person(id))],
            TableEvent::Open(Key::Fact(_)) => return menu(&self.page),
            TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Change) => menu(&self.page),
            Some(Action::Assign) => self.page.iter().flat_map(|page| Self::sheet(page, 0)).collect(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let Some(page) = &self.page else { return };
        let area = paint::inset(area, 1);
        let (buf, theme) = (frame.buffer_mut(), ctx.theme);
        let end = paint::text(buf, area, 1, 0, "Post", theme.strong);
        let end = paint::text(buf, area, end + 2, 0, page.terms.role.label(), theme.accent);
        paint::text(buf, area, end + 2, 0, &format!("{} · {}", page.site, page.agency), theme.dim);
        self.table.view(frame, paint::below(area, 2), theme, ctx.focused);
    }

    fn commands(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        let Some(page) = &self.page else { return vec![Command::key(KeyCode::Esc, "Back")] };
        let may = ctx.can(Act::EditStaff(page.terms.role));
        let filled = (page.standing.mark == Standing::Done).then_some("Somebody fills this post");
        vec![
            Command::new(Action::Change).label("Change…").allowed(may),
            Command::new(Action::Assign).label("Fill it").off(may.err().or(filled)),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn answer(&mut self, tag: &'static str, answer: Answer, _: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer, &self.page) {
            (CHANGE, Answer::Chosen(chosen), Some(page)) => Self::sheet(page, chosen),
            _ => Vec::new(),
        }
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}

/// How a post stands, for lists.
pub(super) fn stands(page: &PostPage) -> Cell {
    if page.standing.mark == Standing::Done {
        Cell::mark(Mark::Done, &page.standing.text)
    } else {
        let stage = page.terms.recruitment.map_or("recruitment not said", Word::label).to_lowercase();
        Cell::mark(Mark::Overdue, &format!("{}, {stage}", page.standing.text))
    }
}
