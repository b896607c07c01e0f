//! The door: choose who you are and give the passphrase; also the lock, under which everything stays as it is.

use super::first::{First, WHY};
use super::lost::{Lost, NEXT};
use super::{App, Session};
use crate::domain::StaffId;
use crate::error::Error;
use crate::store::view::account::AccountReply;
use crate::store::{Reply, Request};
use crate::tui::input::Input;
use crate::tui::msg::Effect;
use crate::tui::screen::{self, Tab, Target};
use crate::tui::theme::Theme;
use crate::tui::widget::editor::Editor;
use crate::tui::widget::table::{Cell, Column, Row, Table, TableEvent};
use crate::tui::widget::{paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;
use std::time::Duration;

/// The demo's people all have this passphrase; it protects nothing, the people are invented.
pub(super) const DEMO_HINT: &str =
    "This is a demo with invented people: Enter signs in, and \"demo\" is everybody's passphrase.";

/// Who can come in, and who is trying to.
pub(super) struct Enter {
    people: Vec<Person>,
    table: Table<StaffId>,
    /// The passphrase, once a person was chosen.
    pub(super) passphrase: Option<Editor>,
    /// What was last typed, until it is answered.
    tried: String,
    /// The name asked for on the command line.
    wanted: Option<String>,
    /// What was said so far by somebody who chooses their own passphrase first.
    pub(super) first: Option<First>,
    /// What was said so far by somebody who lost theirs.
    pub(super) lost: Option<Lost>,
    /// Whether an answer is awaited.
    pub(super) waiting: bool,
    pub(super) error: Option<Error>,
}

/// Somebody who can come in.
pub(super) struct Person {
    pub(super) id: StaffId,
    pub(super) name: String,
    pub(super) detail: String,
}

impl Enter {
    pub(super) fn new(wanted: Option<String>) -> Self {
        let columns = vec![Column::new("Name").width(12, 32), Column::new("").width(10, 50)];
        let empty =
            "There is no supervisor in this file who could sign in. `ifr init` makes a file with some.";
        let table = Table::new(columns, empty).without_header();
        Self {
            people: Vec::new(),
            table,
            passphrase: None,
            tried: String::new(),
            wanted,
            first: None,
            lost: None,
            waiting: false,
            error: None,
        }
    }

    pub(super) fn is_typing(&self) -> bool {
        self.passphrase.is_some() || self.table.is_typing()
    }

    pub(super) fn set_people(&mut self, people: Vec<Person>) {
        let row = |person: &Person| {
            Row::new(
                person.id,
                vec![
                    Cell::look(&person.name, crate::tui::theme::Look::Strong),
                    Cell::dim(person.detail.as_str()),
                ],
            )
        };
        self.table.set(people.iter().map(row).collect());
        self.people = people;
        if let Some(id) = self.named() {
            self.choose(id);
        }
    }

    /// The person who was named on the command line, asked for once.
    fn named(&mut self) -> Option<StaffId> {
        let wanted = self.wanted.take()?.to_lowercase();
        self.people.iter().find(|person| person.name.to_lowercase().contains(&wanted)).map(|person| person.id)
    }

    /// Chooses a person and asks for the passphrase.
    pub(super) fn choose(&mut self, id: StaffId) {
        self.table.select(id);
        self.passphrase = Some(Editor::secret());
        self.error = None;
    }

    pub(super) fn chosen(&self) -> Option<&Person> {
        let id = self.table.selected()?;
        self.people.iter().find(|person| person.id == id)
    }

    fn back_to_list(&mut self) {
        self.passphrase = None;
        (self.first, self.lost) = (None, None);
        self.error = None;
    }

    /// An empty field for a passphrase.
    pub(super) fn ask_again(&mut self) {
        self.passphrase = Some(Editor::secret());
        self.error = None;
    }
}

impl App {
    /// Asks who could sign in, where there is a file.
    pub(super) fn ask_who(&mut self) -> Vec<Effect> {
        if self.file.is_none() { Vec::new() } else { vec![self.send(None, Request::SignInChoices)] }
    }

    pub(super) fn enter_input(&mut self, input: &Input) -> Vec<Effect> {
        let locked = self.session.is_some();
        if self.file.is_none() {
            let leaves = matches!(input.code(), Some(KeyCode::Enter | KeyCode::Char('q')));
            return if leaves { self.leave() } else { Vec::new() };
        }
        if self.enter.waiting {
            return Vec::new();
        }
        let Some(passphrase) = &mut self.enter.passphrase else {
            if input.is(KeyCode::F(3)) {
                return self.passphrase_is_lost();
            }
            if let TableEvent::Open(id) = self.enter.table.update(input) {
                self.enter.choose(id);
            }
            return Vec::new();
        };
        match input.code() {
            Some(KeyCode::Enter) => {
                let passphrase = passphrase.text();
                if self.enter.first.is_some() {
                    return self.choose_own(passphrase);
                }
                if self.enter.lost.is_some() {
                    return self.recover(passphrase);
                }
                let Some(staff) = self.enter.chosen().map(|person| person.id) else { return Vec::new() };
                self.sign_in(staff, passphrase)
            }
            Some(KeyCode::Esc | KeyCode::Up) if !locked => {
                self.enter.back_to_list();
                Vec::new()
            }
            Some(KeyCode::F(3)) if locked => self.somebody_else(),
            Some(KeyCode::F(3)) if self.enter.first.is_none() => self.passphrase_is_lost(),
            _ => {
                passphrase.update(input);
                Vec::new()
            }
        }
    }

    fn sign_in(&mut self, staff: StaffId, passphrase: String) -> Vec<Effect> {
        self.enter.waiting = true;
        self.enter.tried.clone_from(&passphrase);
        vec![self.send(None, Request::SignIn { staff, passphrase })]
    }

    /// Lets somebody else in over a locked screen, unless that would lose what was typed there.
    fn somebody_else(&mut self) -> Vec<Effect> {
        let unsaved = self.session.iter().flat_map(Session::screens).any(|screen| screen.page().is_unsaved());
        if unsaved || !self.dialogs.is_empty() {
            let said = "Something here has not been saved yet: it has to be unlocked first";
            self.toast = Some((crate::tui::widget::mark::Mark::Due, said.into()));
            return Vec::new();
        }
        self.session = None;
        self.enter.back_to_list();
        self.ask_who()
    }

    /// Takes the store's answer to what the door asked.
    pub(super) fn enter_reply(&mut self, reply: Result<Reply, Error>) -> Vec<Effect> {
        match reply {
            Ok(Reply::SignInChoices(people)) => {
                let person = |choice: crate::store::view::form::Choice| Person {
                    id: StaffId(choice.id),
                    name: choice.label,
                    detail: choice.detail,
                };
                let named = self.enter.wanted.is_some();
                self.enter.set_people(people.into_iter().map(person).collect());
                let demo = self.file.as_ref().is_some_and(|file| file.demo);
                match self.enter.chosen().map(|person| person.id).filter(|_| named && demo) {
                    Some(staff) => self.sign_in(staff, String::new()),
                    None => Vec::new(),
                }
            }
            Ok(Reply::SignedIn(viewer)) => self.come_in(viewer),
            Ok(Reply::ChooseFirst) => {
                self.enter.waiting = false;
                self.enter.ask_again();
                let given = std::mem::take(&mut self.enter.tried);
                self.enter.first = self.enter.chosen().map(|person| First::new(person.id, given));
                Vec::new()
            }
            Ok(Reply::Account(AccountReply::Code(next))) => self.recovered(next),
            Ok(_) => Vec::new(),
            Err(error) if self.enter.lost.is_some() => {
                self.enter.waiting = false;
                self.not_recovered(error)
            }
            Err(error) => {
                self.enter.waiting = false;
                if let Some(passphrase) = &mut self.enter.passphrase {
                    *passphrase = Editor::secret();
                }
                self.enter.error = Some(error);
                Vec::new()
            }
        }
    }

    /// Opens the screens to somebody, or takes the lock off them.
    pub(super) fn come_in(&mut self, viewer: crate::domain::access::Viewer) -> Vec<Effect> {
        self.enter.waiting = false;
        self.enter.back_to_list();
        self.enter.tried.clear();
        self.last_input = self.uptime;
        self.slept = Duration::ZERO;
        if let Some(session) = self.session.as_mut().filter(|session| session.viewer.staff == viewer.staff) {
            session.locked = false;
            session.viewer = viewer;
            return self.reload();
        }
        let Some(file) = &self.file else { return Vec::new() };
        let ctx = screen::Ctx {
            theme: &self.theme,
            keymap: &self.keymap,
            settings: &self.settings,
            viewer: &viewer,
            state: file.state,
            clock: &file.clock,
            uptime: self.uptime,
            size: self.size,
            focused: true,
            others: &[],
        };
        let make = |tab: Tab| screen::open(&Target::Tab(tab), &ctx);
        let session = Session::new(viewer.clone(), make);
        self.session = Some(session);
        self.reload()
    }

    /// Locks the screen: drafts are kept, dialogs and screens stay as they are underneath.
    pub(super) fn lock(&mut self) -> Vec<Effect> {
        let effects = self.tick_all();
        if let Some(session) = &mut self.session {
            session.locked = true;
            let staff = session.viewer.staff;
            if !self.enter.people.iter().any(|person| person.id == staff) {
                let (name, detail) = (session.viewer.name.clone(), session.viewer.role.to_string());
                self.enter.set_people(vec![Person { id: staff, name, detail }]);
            }
            self.enter.choose(staff);
        }
        effects
    }

    /// Draws the door.
    pub(super) fn view_enter(&self, frame: &mut Frame<'_>, area: Rect) {
        let theme = &self.theme;
        let Some(file) = &self.file else {
            return view_no_file(frame, area, theme, &self.path.display().to_string());
        };
        let wide = area.width.min(72);
        let top = area.height / 5;
        let area = Rect {
            x: area.x + (area.width - wide) / 2,
            y: area.y + top,
            width: wide,
            height: area.height - top,
        };
        let buf = frame.buffer_mut();
        paint::text(buf, area, 2, 0, "ifr", theme.accent);
        paint::text(buf, area, 7, 0, &file.name, theme.strong);
        let said = if self.session.is_some() {
            "The screen is locked. Everything is as you left it."
        } else {
            "Who are you?"
        };
        paint::text(buf, area, 2, 2, said, theme.dim);
        let body = paint::below(area, 4);
        match &self.enter.passphrase {
            None => {
                let rows = u16::try_from(self.enter.people.len().max(3))
                    .unwrap_or(u16::MAX)
                    .min(body.height.saturating_sub(3));
                self.enter.table.view(frame, paint::top(body, rows), theme, true);
                view_below(
                    frame,
                    paint::below(body, rows + 1),
                    theme,
                    self.enter.error.as_ref(),
                    if file.demo { DEMO_HINT } else { "" },
                );
            }
            Some(passphrase) => self.view_passphrase(frame, body, passphrase, file.demo),
        }
    }

    fn view_passphrase(&self, frame: &mut Frame<'_>, area: Rect, passphrase: &Editor, demo: bool) {
        let theme = &self.theme;
        let Some(person) = self.enter.chosen() else { return };
        let end = paint::text(frame.buffer_mut(), area, 2, 0, &person.name, theme.strong);
        paint::text(frame.buffer_mut(), area, end + 2, 0, &person.detail, theme.dim);
        let lost = self.enter.lost.as_ref();
        if let Some(next) = lost.and_then(|lost| lost.next.as_ref()) {
            paint::text(frame.buffer_mut(), area, 2, 2, next, theme.accent);
            return view_below(frame, paint::below(area, 4), theme, None, NEXT);
        }
        let label = lost.map(Lost::label).or_else(|| self.enter.first.as_ref().map(First::label));
        paint::text(frame.buffer_mut(), area, 2, 2, label.unwrap_or("Passphrase"), theme.accent);
        paint::text(frame.buffer_mut(), area, 14, 2, "▎", theme.accent);
        let field = Rect { x: area.x + 15, y: area.y + 2, width: area.width.saturating_sub(17), height: 1 };
        passphrase.view(frame, field, theme, true);
        if self.enter.waiting {
            paint::text(frame.buffer_mut(), area, 15, 3, "One moment…", theme.dim);
        } else {
            let hint = match (&self.enter.first, lost, demo) {
                (Some(_), ..) => WHY,
                (None, Some(lost), _) => lost.why(),
                (None, None, true) => DEMO_HINT,
                (None, None, false) => "",
            };
            view_below(frame, paint::below(area, 4), theme, self.enter.error.as_ref(), hint);
        }
    }
}

fn view_below(frame: &mut Frame<'_>, area: Rect, theme: &Theme, error: Option<&Error>, hint: &str) {
    let cells = usize::from(area.width.saturating_sub(4));
    let mut lines = Vec::new();
    if let Some(error) = error {
        let mut chars = error.message.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let message = format!("! {first}{}", chars.as_str());
        lines.extend(wrap::wrap(&message, cells).into_iter().map(|line| (line, theme.danger)));
        lines.extend(wrap::wrap(&error.hint, cells).into_iter().map(|line| (line, theme.dim)));
    } else {
        lines.extend(wrap::wrap(hint, cells).into_iter().map(|line| (line, theme.dim)));
    }
    for (y, (line, style)) in (0u16..).zip(lines) {
        paint::text(frame.buffer_mut(), area, 2, y, &line, style);
    }
}

fn view_no_file(frame: &mut Frame<'_>, area: Rect, theme: &Theme, path: &str) {
    let wide = area.width.min(66);
    let top = area.height / 6;
    let area =
        Rect { x: area.x + (area.width - wide) / 2, y: area.y + top, width: wide, height: area.height - top };
    let said = format!("There is no file at {path}.");
    let made = std::path::Path::new(path).with_file_name("ifr-demo.db");
    let demo =
        if made.is_file() { format!("    ifr --db {}", made.display()) } else { "    ifr demo".into() };
    let lines: Vec<(u16, String, ratatui::style::Style)> = vec![
        (0, "ifr, for the supervisors of Intact Family Recovery".into(), theme.accent),
        (2, said, theme.text),
        (4, "To look around with invented people:".into(), theme.dim),
        (5, demo, theme.strong),
        (7, "To begin your programme's own file:".into(), theme.dim),
        (8, "    ifr init PATH".into(), theme.strong),
        (10, "To open a file that somebody gave you:".into(), theme.dim),
        (11, "    ifr --db PATH".into(), theme.strong),
    ];
    for (y, text, style) in lines {
        paint::text(frame.buffer_mut(), area, 2, y, &text, style);
    }
}
