//! What every list screen does alike: title and tally, filter, sorting, built-in and saved filters, files.
//!
//! A list screen holds a [`List`], gives it its rows, and hands it what it does not want itself:
//!
//! ```text
//!   load     vec![Do::Store(Request::Referrals(…))]
//!   reply    own answer → list.set(rows, &lenses)      everything else → list.reply(…)
//!   update   list.update(…) → Open(key) | Done(dos) | Other: the screen's own commands
//!   answer   own tags, everything else → list.answer(…)
//!   view     list.view(…)          commands   list.commands(ctx, own)
//! ```

mod ended;
mod lens;
mod saved;
mod write;

pub(super) use ended::Ended;
pub(super) use lens::Lens;
pub use write::{file, leaving};

use super::{Ctx, Do, destination};
use crate::error::Result;
use crate::store::view::list::{ListAsk, ListReply, SavedFilter};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::dialog::{Answer, Dialog, Menu, MenuItem};
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::mark::Mark;
use crate::tui::widget::paint;
use crate::tui::widget::table::{Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The tag of the menu of columns to sort by.
const SORT: &str = "list sort";

/// A list: its table, and what every list can do with one.
pub(super) struct List<K> {
    /// The rows under their columns.
    pub table: Table<K>,
    /// There are rows that are not loaded yet.
    pub more: bool,
    name: &'static str,
    wanted: Option<K>,
    lenses: Vec<(&'static str, String)>,
    saved: Vec<SavedFilter>,
}

/// What a list did with an input.
pub(super) enum Taken<K> {
    /// The row is to be opened.
    Open(K),
    /// The input was for the list; this is to be done.
    Done(Vec<Do>),
    /// The input is for the screen.
    Other,
}

impl<K: Copy + PartialEq> List<K> {
    /// A list by the name it has on the command line.
    pub fn new(name: &'static str, table: Table<K>) -> Self {
        Self { table, more: false, name, wanted: None, lenses: Vec::new(), saved: Vec::new() }
    }

    /// The same list, standing on a row as soon as it is there.
    pub fn wanting(mut self, wanted: Option<K>) -> Self {
        self.wanted = wanted;
        self
    }

    /// Gives the rows and the built-in filters by which they are tagged.
    pub fn set<R>(&mut self, rows: Vec<Row<K>>, lenses: &[Lens<R>]) {
        self.lenses = lenses.iter().map(|lens| (lens.key, lens.label.clone())).collect();
        self.table.set(rows);
        if self.wanted.is_some_and(|wanted| self.table.select(wanted) || !self.more) {
            self.wanted = None;
        }
    }

    /// Goes to a row as soon as it is there, where the selection is not on it already.
    pub fn want(&mut self, wanted: Option<K>) {
        self.wanted = wanted.filter(|key| self.more && self.selected() != Some(*key));
    }

    /// The key of the selected row.
    pub fn selected(&self) -> Option<K> {
        self.table.selected()
    }

    /// Takes an input: what moves, filters, sorts, and Esc.
    pub fn update(&mut self, input: &Input, ctx: &Ctx<'_>) -> Taken<K> {
        match self.table.update(input) {
            TableEvent::Open(key) => return Taken::Open(key),
            TableEvent::Moved => return Taken::Done(Vec::new()),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::Sort) => Taken::Done(vec![self.ask_sort()]),
            Some(Action::Saved) => Taken::Done(vec![Do::Store(Request::List(ListAsk::Filters(self.name)))]),
            Some(Action::Write) if destination::allowed(ctx).is_ok() => Taken::Done(vec![self.ask_file(ctx)]),
            _ if input.is(KeyCode::Esc) => Taken::Done(vec![Do::Back]),
            _ => Taken::Other,
        }
    }

    /// Takes an answer of the store that is none of the screen's own.
    pub fn reply(&mut self, reply: Result<Reply>) -> Vec<Do> {
        match reply {
            Ok(Reply::List(ListReply::Filters(saved))) => {
                self.saved = saved;
                vec![self.ask_filter()]
            }
            Ok(Reply::List(ListReply::Said(said))) => vec![Do::Toast(Mark::Done, said)],
            Ok(_) => Vec::new(),
            Err(error) => vec![Do::Fail(error)],
        }
    }

    /// Takes the answer of a dialog that the list opened.
    pub fn answer(&mut self, tag: &'static str, answer: Answer, ctx: &Ctx<'_>) -> Vec<Do> {
        match (tag, answer) {
            (SORT, Answer::Chosen(line)) => {
                self.sort(line);
                Vec::new()
            }
            (write::FILE, Answer::Form(form)) => self.write(&form.text("file"), ctx),
            (tag, answer) => self.filter_answer(tag, answer, ctx),
        }
    }

    /// How many rows there are; a `+` where more are loaded as one scrolls.
    fn tally(&self) -> String {
        format!("{}{}", self.table.tally(), if self.more { "+" } else { "" })
    }

    /// Draws the list under its title and tally.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect, title: &str, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, title, ctx.theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &self.tally(), ctx.theme.dim);
        self.table.view(frame, paint::below(area, 2), ctx.theme, ctx.focused);
    }

    /// The screen's own commands, and after them what every list can do.
    pub fn commands(&self, ctx: &Ctx<'_>, mut own: Vec<Command>) -> Vec<Command> {
        own.extend([Action::Filter, Action::Saved, Action::Sort].map(Command::new));
        own.push(Command::new(Action::Write).allowed(destination::allowed(ctx)));
        own
    }

    /// Which column to sort by; the one in force says so, and chosen again it turns round.
    fn ask_sort(&self) -> Do {
        let now = self.table.sort();
        let way = |column: usize| match now {
            Some((sorted, descending)) if sorted == column => {
                if descending {
                    "▾ downwards"
                } else {
                    "▴ upwards"
                }
            }
            _ => "",
        };
        let first = MenuItem::new("As it comes").detail(if now.is_none() { "now" } else { "" });
        let columns = self.table.titles().enumerate();
        let items = columns.map(|(column, title)| MenuItem::new(title).detail(way(column)));
        Do::Dialog(Dialog::Menu(Menu::new(SORT, "Sort by", std::iter::once(first).chain(items).collect())))
    }

    fn sort(&mut self, line: usize) {
        let sort = line.checked_sub(1).map(|column| match self.table.sort() {
            Some((sorted, descending)) if sorted == column => (column, !descending),
            _ => (column, false),
        });
        self.table.set_sort(sort);
    }
}
