//! The audit trail: who did what and when, by kind; never what was written.

use super::{Ctx, Do, Page};
use crate::domain::Word;
use crate::domain::dates::short;
use crate::domain::text::count;
use crate::error::Result;
use crate::store::view::audit::{AuditAsk, AuditPage, AuditRow, Group, Trail};
use crate::store::{Reply, Request};
use crate::tui::command::Command;
use crate::tui::input::Input;
use crate::tui::keymap::Action;
use crate::tui::theme::Look;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// A row: an event, or what leads to earlier ones.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Event(i64),
    More,
}

/// The audit trail.
pub struct Audit {
    group: Group,
    rows: Vec<AuditRow>,
    more: bool,
    trail: Option<Trail>,
    /// What was asked for last, until it is answered: a page that follows, or the newest.
    asked: Option<Option<i64>>,
    table: Table<Key>,
}

impl Default for Audit {
    fn default() -> Self {
        let columns = vec![
            Column::new("When").width(14, 16),
            Column::new("What").width(20, 34),
            Column::new("Who").width(8, 24),
            Column::new("About").width(8, 30),
            Column::new("No.").right().width(6, 8).priority(1),
        ];
        let table = Table::new(columns, "Nothing of this kind is in the trail. v shows another kind.");
        Self { group: Group::All, rows: Vec::new(), more: false, trail: None, asked: None, table }
    }
}

impl Audit {
    fn ask(&mut self, before: Option<i64>) -> Vec<Do> {
        self.asked = Some(before);
        vec![Do::Store(Request::Audit(AuditAsk::of(self.group, before)))]
    }

    fn earlier(&mut self) -> Vec<Do> {
        match self.rows.last().map(|row| row.seq) {
            Some(seq) if self.more && self.asked.is_none() => self.ask(Some(seq)),
            _ => Vec::new(),
        }
    }

    fn take(&mut self, page: AuditPage, ctx: &Ctx<'_>) {
        match self.asked.take() {
            Some(Some(_)) => self.rows.extend(page.rows),
            _ => self.rows = page.rows,
        }
        (self.more, self.trail) = (page.more, page.trail);
        let row = |row: &AuditRow| {
            let when = format!("{} {}", short(row.on, ctx.today()), row.at.format("%H:%M"));
            let who = if row.who.is_empty() { "nobody signed in" } else { row.who.as_str() };
            let cells = vec![
                Cell::dim(when),
                Cell::look(row.what.clone(), Look::Strong),
                Cell::new(who.to_owned()),
                Cell::new(row.about.clone()),
                Cell::dim(row.seq.to_string()),
            ];
            Row::new(Key::Event(row.seq), cells).found_by(&row.kind)
        };
        let mut rows: Vec<Row<Key>> = self.rows.iter().map(row).collect();
        if self.more {
            let said = format!("{} shown; Enter shows earlier ones", self.rows.len());
            rows.push(Row::new(Key::More, vec![Cell::default(), Cell::dim(said)]));
        }
        self.table.set(rows);
    }

    fn turn(&mut self) -> Vec<Do> {
        let place = Group::ALL.iter().position(|group| *group == self.group).unwrap_or(0);
        self.group = Group::ALL.iter().copied().cycle().nth(place + 1).unwrap_or(Group::All);
        self.ask(None)
    }

    /// What came of looking the trail over, a line or more for each thing, and whether it is bad.
    fn verdict(&self, cells: usize) -> (Vec<String>, bool) {
        match &self.trail {
            None => (vec!["not looked over yet since the start".into()], false),
            Some(trail) if trail.breaches.is_empty() && trail.edited.is_empty() => {
                (vec![format!("✓ {}, as written", count(trail.events, "event"))], false)
            }
            Some(trail) => {
                let edited = trail.edited.iter().map(|one| format!("! {}", one.said()));
                let said = trail.breaches.iter().map(|breach| format!("! {}", breach.said())).chain(edited);
                (said.flat_map(|line| wrap::wrap(&line, cells)).collect(), true)
            }
        }
    }
}

impl Page for Audit {
    fn load(&mut self, _: &Ctx<'_>) -> Vec<Do> {
        self.ask(None)
    }

    fn reply(&mut self, reply: Result<Reply>, ctx: &Ctx<'_>) -> Vec<Do> {
        match reply {
            Ok(Reply::Audit(page)) => self.take(*page, ctx),
            Ok(_) => {}
            Err(error) => return vec![Do::Fail(error), Do::Back],
        }
        Vec::new()
    }

    fn update(&mut self, input: &Input, _: &Ctx<'_>) -> Vec<Do> {
        match self.table.update(input) {
            TableEvent::Open(Key::More) => return self.earlier(),
            TableEvent::Open(Key::Event(_)) | TableEvent::Moved => return Vec::new(),
            TableEvent::Ignored => {}
        }
        match input.action() {
            Some(Action::View) => self.turn(),
            _ if input.is(KeyCode::Esc) => vec![Do::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame<'_>, area: Rect, ctx: &Ctx<'_>) {
        let area = paint::inset(area, 1);
        let (lines, bad) = self.verdict(usize::from(area.width.saturating_sub(2)));
        let buf = frame.buffer_mut();
        let end = paint::text(buf, area, 1, 0, "Audit trail", ctx.theme.strong);
        paint::text(buf, area, end + 2, 0, self.group.label(), ctx.theme.accent);
        let style = if bad { ctx.theme.danger } else { ctx.theme.dim };
        let mut y = 1;
        for line in lines.iter().take(6) {
            paint::text(buf, area, 1, y, line, style);
            y += 1;
        }
        self.table.view(frame, paint::below(area, y + 1), ctx.theme, ctx.focused);
    }

    fn commands(&self, _: &Ctx<'_>) -> Vec<Command> {
        vec![
            Command::new(Action::View).label("Another kind"),
            Command::new(Action::Filter),
            Command::key(KeyCode::Esc, "Back"),
        ]
    }

    fn is_typing(&self) -> bool {
        self.table.is_typing()
    }
}
