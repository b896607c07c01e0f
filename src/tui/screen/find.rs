//! Finding anything: one line to type in, what fits under it by sort, newest first.

use super::{Ctx, Do, Page, Target};
use crate::domain::Word;
use crate::domain::find::{FoundKind, Words};
use crate::error::Result;
use crate::store::request::Found;
use crate::store::view::find::FindAsk;
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::widget::editor::{Edit, Editor};
use crate::tui::widget::paint;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// How many of each sort are shown among all sorts, and how many of one sort by itself.
const MOST: (usize, usize) = (8, 50);

const WHAT: &str = "Type a number as you say it (F-0197, or 197), a case number, a label, an alias, a name, \
    or any words of a referral, an action item, a meeting or a note.";
const NOTHING: &str = "Nothing that you may see has all of these words. Fewer letters find more.";

/// The page on which anything is found.
pub struct Find {
    editor: Editor,
    kind: Option<FoundKind>,
    found: Vec<Found>,
    table: Table<usize>,
}

impl Default for Find {
    fn default() -> Self {
        let columns = vec![Column::new("").width(6, 22), Column::new("").width(20, 400)];
        let table = Table::new(columns, WHAT).without_header();
        Self { editor: Editor::line(""), kind: None, found: Vec::new(), table }
    }
}

impl Find {
    fn most(&self) -> usize {
        if self.kind.is_some() { MOST.1 } else { MOST.0 }
    }

    fn ask(&mut self) -> Vec<Do> {
        if self.editor.is_blank() {
            self.take(Vec::new());
            return Vec::new();
        }
        let ask = FindAsk { text: self.editor.text(), kind: self.kind, most: self.most() };
        vec![Do::Store(Request::Search(ask))]
    }

    fn take(&mut self, found: Vec<Found>) {
        let words = Words::read(&self.editor.text());
        self.found = found;
        let mut rows = Vec::new();
        let mut last = None;
        for (place, one) in self.found.iter().enumerate() {
            if last != Some(one.kind) {
                last = Some(one.kind);
                let count = self.found.iter().filter(|other| other.kind == one.kind).count();
                let more = if count >= self.most() { ", newest first" } else { "" };
                rows.push(Row::heading(format!("{} {count}{more}", one.kind.label())));
            }
            let cell = |text: &str| Cell::new(text).strong(words.marks(text)).private();
            rows.push(Row::new(place, vec![cell(&one.label), cell(&one.detail)]));
        }
        self.table.set_empty(if self.editor.is_blank() { WHAT } else { NOTHING });
        self.table.set(rows);
    }

    /// The row that was chosen; its page takes this one's place under Esc only for as long as it is open.
    fn open(&self, place: usize) -> Vec<Do> {
        self.found.get(place).map(|one| Do::Open(Target::from(&one.open))).into_iter().collect()
    }

    /// Goes on to the next sort, or back: all, families, members, …
    fn turn(&mut self, forward: bool) -> Vec<Do> {
        let kinds: Vec<Option<FoundKind>> =
            std::iter::once(None).chain(FoundKind::ALL.iter().copied().map(Some)).collect();
        let here = kinds.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        let next = if forward { here + 1 } else { here + kinds.len() - 1 } % kinds.len();
        self.kind = kinds.get(next).copied().flatten();
        self.ask()
    }

    fn moved(&mut self, input: &Input) -> Option<Vec<Do>> {
        let keys = [KeyCode::Up, KeyCode::Down, KeyCode::PageUp, KeyCode::PageDown];
        let pointed = matches!(input, Input::Click(_) | Input::Wheel(..));
        if !pointed && !input.code().is_some_and(|code| keys.contains(&code)) {
            return None;
        }
        match self.table.update(input) {
            TableEvent::Open(place) => Some(self.open(place)),
            TableEvent::Moved => Some(Vec::new()),
            TableEvent::Ignored => None,
        }
    }

    /// The sorts, the chosen one where you are; on a narrow screen it stands alone between arrows.
    fn view_kinds(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let name = |kind: &Option<FoundKind>| kind.map_or("All", FoundKind::label);
        let kinds: Vec<Option<FoundKind>> =
            std::iter::once(None).chain(FoundKind::ALL.iter().copied().map(Some)).collect();
        let whole: u16 = kinds.iter().map(|kind| paint::cells(name(kind)) + 2).sum();
        let alone = whole > area.width;
        let mut x = 0;
        for kind in kinds.iter().filter(|kind| !alone || **kind == self.kind) {
            let style = if *kind == self.kind { ctx.theme.accent } else { ctx.theme.dim };
            x = paint::text(frame.buffer_mut(), area, x, 0, name(kind), style) + 2;
        }
        if alone {
            let others = format!("Tab: {} other sorts", kinds.len() - 1);
            paint::text(frame.buffer_mut(), area, x, 0, &others, ctx.theme.dim);
        }
    }
}

impl Page for Find {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask()
    }

    fn reply(&mut self, reply: Result<Reply>, _: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Found(found)) if !self.editor.is_blank() => self.take(found),
            Ok(_) => {}
            Err(error) => return vec![Do::Fail(error)],
        }
        Vec::new()
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        if let Some(dos) = self.moved(input) {
            return dos;
        }
        match input.code() {
            Some(KeyCode::Enter) => self.table.selected().map_or_else(Vec::new, |place| self.open(place)),
            Some(KeyCode::Tab) => self.turn(true),
            Some(KeyCode::BackTab) => self.turn(false),
            Some(KeyCode::Esc) => vec![Do::Back],
            _ => match self.editor.update(input) {
                Edit::Changed => self.ask(),
                Edit::Moved | Edit::Ignored => Vec::new(),
            },
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let end = paint::text(frame.buffer_mut(), area, 1, 0, "Find", ctx.theme.strong) + 2;
        let line =
            Rect { x: area.x + end, width: area.width.saturating_sub(end + 1).min(60), height: 1, ..area };
        self.editor.view(frame, line, ctx.theme, ctx.focused);
        let kinds = paint::top(paint::below(area, 1), 1);
        let kinds = Rect { x: kinds.x + end, width: kinds.width.saturating_sub(end + 1), ..kinds };
        self.view_kinds(frame, kinds, ctx);
        self.table.view(frame, paint::below(area, 3), ctx.theme, ctx.focused);
    }

    fn commands(&self, _: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::Open),
            Command::key(KeyCode::Tab, "One sort only"),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        true
    }
}
