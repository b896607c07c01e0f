//! Commands that hold everywhere, the palette and the help.

use super::{App, Session};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::tui::command::{Command, Run};
use crate::tui::dialog::{Confirm, Dialog, Help, HelpGroup, Palette, PaletteEntry, PaletteRun};
use crate::tui::input::Input;
use crate::tui::keymap::{Action, Place};
use crate::tui::msg::Effect;
use crate::tui::screen::{Screen, Tab, Target};
use crate::tui::widget::mark::Mark;
use ratatui::crossterm::event::KeyCode;

impl App {
    /// Takes what is meant for the program and not for a screen; `None` where it is not.
    pub(super) fn global(&mut self, input: &Input) -> Option<Vec<Effect>> {
        let Input::Key(chord, action) = input else { return None };
        if chord.ctrl && chord.code == KeyCode::Char('c') && action.is_none() {
            self.toast = Some((Mark::Open, format!("{} leaves ifr", self.keymap.hint(Action::Quit))));
            return Some(Vec::new());
        }
        let action = (*action)?;
        match action {
            Action::Mask => {
                self.theme.masked = !self.theme.masked;
                let said = if self.theme.masked {
                    "Names and texts are hidden"
                } else {
                    "Names and texts are shown"
                };
                self.toast = Some((Mark::Done, said.into()));
                Some(Vec::new())
            }
            Action::Lock if self.is_inside() => Some(self.lock()),
            Action::StopBackup => Some(self.stop_backup()),
            Action::Quit if chord.is_text() && self.focus().0 == Place::Walk => Some(Vec::new()),
            Action::Quit => Some(self.ask_to_leave()),
            _ if !self.is_inside() || !self.dialogs.is_empty() => None,
            Action::Help => Some(self.help()),
            Action::Commands => Some(self.palette()),
            Action::Search => Some(self.search()),
            Action::Refresh => Some(self.reload()),
            Action::Save => None,
            Action::Undo => Some(self.ask_undo()),
            _ => action.tab().map(|tab| self.switch(tab)),
        }
    }

    /// Opens the page on which anything is found, unless it is there already.
    fn search(&mut self) -> Vec<Effect> {
        match self.session.as_ref().and_then(Session::top) {
            Some(Screen::Find(_)) => Vec::new(),
            _ => self.go(Target::Find),
        }
    }

    /// Switches to one of the seven screens, counted from 0.
    pub(super) fn switch(&mut self, tab: usize) -> Vec<Effect> {
        let Some(tab) = Tab::ALL.get(tab) else { return Vec::new() };
        self.perform(0, vec![crate::tui::screen::Do::Open(Target::Tab(*tab))])
    }

    /// Opens a page over the one on top.
    pub fn go(&mut self, target: Target) -> Vec<Effect> {
        self.perform(0, vec![crate::tui::screen::Do::Open(target)])
    }

    fn ask_to_leave(&mut self) -> Vec<Effect> {
        let unsaved = self.session.iter().flat_map(Session::screens).any(|screen| screen.page().is_unsaved());
        if !unsaved {
            return self.leave();
        }
        let text = "Something you typed has not been saved yet.";
        self.dialogs.push((
            None,
            Dialog::Confirm(Confirm::ask("leave", "Leave ifr?", text, &["Stay", "Leave without saving"])),
        ));
        Vec::new()
    }

    /// The commands of the screen on top.
    pub(super) fn commands(&self) -> Vec<Command> {
        let Some(session) = &self.session else { return Vec::new() };
        match (session.top(), self.ctx(session)) {
            (Some(screen), Some(ctx)) => screen.page().commands(&ctx),
            _ => Vec::new(),
        }
    }

    fn help(&mut self) -> Vec<Effect> {
        let row = |command: Command| (command.hint(&self.keymap), command.label.clone(), command.off);
        let here = HelpGroup { title: "Here".into(), rows: self.commands().into_iter().map(row).collect() };
        let place = |place: Place| {
            let actions = Action::all().iter().copied().filter(|action| action.place() == place);
            let rows = actions.map(|action| {
                let keys: Vec<String> = self.keymap.keys(action).iter().map(ToString::to_string).collect();
                (keys.join(", "), action.label().to_owned(), None)
            });
            HelpGroup { title: place.label().into(), rows: rows.collect() }
        };
        let fixed = [
            ("Esc", "one level out; it never leaves ifr"),
            ("Tab, Shift-Tab", "the next field, the one before"),
            ("↑ ↓ PgUp PgDn", "walk through rows, days and lines"),
            ("Click, wheel", "selects, a second click opens; scrolls"),
        ];
        let fixed = fixed.into_iter().map(|(key, label)| (key.to_owned(), label.to_owned(), None)).collect();
        let groups = vec![
            here,
            HelpGroup { title: "Always".into(), rows: fixed },
            place(Place::Anywhere),
            place(Place::Fields),
        ];
        self.dialogs.push((None, Dialog::Help(Help::new(groups))));
        Vec::new()
    }

    fn palette(&mut self) -> Vec<Effect> {
        let entry = |command: Command| PaletteEntry {
            detail: command.hint(&self.keymap),
            run: PaletteRun::Command(command.run),
            label: command.label,
            off: command.off,
        };
        let stop = Command::new(Action::StopBackup).off(self.cannot_stop_backup());
        let always = [
            Action::Search,
            Action::Undo,
            Action::Refresh,
            Action::Mask,
            Action::Lock,
            Action::Help,
            Action::Quit,
        ]
        .map(Command::new)
        .into_iter()
        .chain([stop]);
        let commands = self.commands().into_iter().filter(|command| matches!(command.run, Run::Action(_)));
        let tabs = Tab::ALL.iter().map(|tab| PaletteEntry {
            label: tab.label().to_owned(),
            detail: "screen".into(),
            off: None,
            run: PaletteRun::Open(Target::Tab(*tab)),
        });
        let pages = [
            ("Calendar", "the weeks ahead", Target::Calendar),
            ("Fidelity", "meetings held of expected", Target::Fidelity),
            ("Services", "what is not documented", Target::Services(None)),
            ("Travel", "miles of the month", Target::Travel(None)),
            ("Trends", "figures over the months", Target::Trends),
            ("Agencies", "sites, posts", Target::Agencies),
            ("Audit trail", "who did what", Target::Audit),
        ];
        let pages = pages.map(|(label, detail, target)| PaletteEntry {
            label: label.into(),
            detail: detail.into(),
            off: None,
            run: PaletteRun::Open(target),
        });
        let may_import = self.session.as_ref().and_then(|session| self.ctx(session));
        let import = PaletteEntry {
            label: "Import a file".into(),
            detail: "CSV, Excel, SQLite".into(),
            off: may_import.and_then(|ctx| ctx.can(Act::Import).err()).map(str::to_owned),
            run: PaletteRun::Open(Target::Import),
        };
        let entries =
            commands.map(entry).chain(tabs).chain(pages).chain([import]).chain(always.map(entry)).collect();
        self.dialogs.push((None, Dialog::Palette(Box::new(Palette::new(entries)))));
        Vec::new()
    }

    pub(super) fn run_entry(&mut self, entry: PaletteEntry) -> Vec<Effect> {
        match entry.run {
            PaletteRun::Command(run) => self.run(run),
            PaletteRun::Open(target) => {
                let top = self.session.as_ref().map_or(0, Session::top_id);
                self.perform(top, vec![crate::tui::screen::Do::Open(target)])
            }
        }
    }
}
