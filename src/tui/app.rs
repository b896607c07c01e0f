//! The program's state, and how every message changes it; nothing here touches the terminal or the store.

mod enter;
mod first;
mod global;
mod lost;
mod perform;
mod session;
mod start;
mod time;
mod undo;
mod unheard;
mod upkeep;
mod view;
mod waits;

pub use session::Session;
pub use start::{OpenFile, Start};

use super::command::Run;
use super::dialog::{Answer, Confirm, Dialog, DialogEvent};
use super::input::Input;
use super::keymap::{Chord, Keymap, Place};
use super::msg::{Effect, Msg, RequestId};
use super::screen::{Ctx, Do};
use super::theme::Theme;
use super::widget::footer::Footer;
use super::widget::mark::Mark;
use super::widget::tabs::Tabs;
use crate::settings::Settings;
use crate::store::backup::Progress;
use crate::store::presence::Guest;
use enter::Enter;
use ratatui::crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Size};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The question before what was typed in a dialog is thrown away; it lies over that dialog.
const DISCARD: &str = "discard";

/// The program's state.
pub struct App {
    theme: Theme,
    keymap: Keymap,
    settings: Arc<Settings>,
    path: PathBuf,
    file: Option<OpenFile>,
    enter: Enter,
    session: Option<Session>,
    /// Dialogs with the screen that opened each.
    dialogs: Vec<(Option<u32>, Dialog)>,
    toast: Option<(Mark, String)>,
    pending: Vec<Pending>,
    /// Long work that is being done, with the screen that began it.
    works: Vec<(RequestId, u32)>,
    requests: u64,
    /// The event that is about to be undone, while that is asked.
    undoing: Option<i64>,
    /// A backup that is being made and takes its time.
    copying: Option<Progress>,
    uptime: Duration,
    last_input: Duration,
    /// How long the computer slept since then.
    slept: Duration,
    size: Size,
    /// Who else has the file open.
    others: Vec<Guest>,
    /// Whether the store waits until somebody else has saved.
    held_up: bool,
    footer: Footer,
    tabs: Tabs,
}

/// A request on its way.
#[derive(Clone, Copy, Debug)]
struct Pending {
    id: RequestId,
    /// The screen that asked; `None` where the program itself did.
    screen: Option<u32>,
    asked: Duration,
}

impl App {
    /// The program at its start, with what it asks first.
    pub fn new(start: Start, size: Size) -> (Self, Vec<Effect>) {
        let mut theme = start.theme;
        theme.masked = start.settings.general.program.masked;
        let mut app = Self {
            theme,
            keymap: start.keymap,
            settings: start.settings,
            path: start.path,
            enter: Enter::new(start.file.as_ref().and_then(|file| file.who.clone())),
            file: start.file,
            session: None,
            dialogs: Vec::new(),
            toast: None,
            pending: Vec::new(),
            works: Vec::new(),
            requests: 0,
            undoing: None,
            copying: None,
            uptime: Duration::ZERO,
            last_input: Duration::ZERO,
            slept: Duration::ZERO,
            size,
            others: Vec::new(),
            held_up: false,
            footer: Footer::default(),
            tabs: Tabs::default(),
        };
        if !start.problems.is_empty() {
            app.dialogs.push((None, view::problems(&start.problems)));
        }
        let effects = app.ask_who();
        (app, effects)
    }

    /// Takes over how long the program has been running; comes before each burst of messages.
    pub fn set_uptime(&mut self, uptime: Duration) {
        self.uptime = uptime;
    }

    /// Takes a message and gives what is to be done outside.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key) if key.kind == KeyEventKind::Release => Vec::new(),
            Msg::Key(key) => self.key(key),
            Msg::Mouse(mouse) => self.mouse(mouse),
            Msg::Paste(text) => self.input(&Input::Paste(text)),
            Msg::Resize(size) => {
                self.size = size;
                Vec::new()
            }
            Msg::Store(id, reply) => self.answered(id, *reply),
            Msg::Worked(id, product) => self.worked(id, *product),
            Msg::Changed(news) => self.changed(&news),
            Msg::Here(others) => {
                self.others = others;
                Vec::new()
            }
            Msg::Upkeep(notice) => self.upkeep(notice),
            Msg::Clock => self.clock(),
            Msg::Slept(slept) => self.slept(slept),
            Msg::Stop => self.leave(),
        }
    }

    /// Who is here, as the others hear it; nobody while the screen is locked.
    pub fn whereabouts(&self) -> Option<Guest> {
        let session = self.session.as_ref().filter(|session| !session.locked)?;
        let meeting = session.screens().filter_map(|screen| screen.page().meeting()).last();
        Some(Guest { staff: session.viewer.staff, name: session.viewer.name.clone(), meeting, saving: false })
    }

    /// Whether the terminal is too small to show anything sensible.
    fn is_too_small(&self) -> bool {
        self.size.width < 60 || self.size.height < 16
    }

    /// Whether somebody is signed in and the screen is not locked.
    fn is_inside(&self) -> bool {
        self.session.as_ref().is_some_and(|session| !session.locked)
    }

    /// Whether the screen is locked: dialogs and screens wait underneath.
    fn is_locked(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.locked)
    }

    /// The dialog on top, which takes the keys.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialogs.last().map(|(_, dialog)| dialog)
    }

    /// What the screen on top may know, where somebody is signed in.
    fn ctx<'a>(&'a self, session: &'a Session) -> Option<Ctx<'a>> {
        let file = self.file.as_ref()?;
        Some(Ctx {
            theme: &self.theme,
            keymap: &self.keymap,
            settings: &self.settings,
            viewer: &session.viewer,
            state: file.state,
            clock: &file.clock,
            uptime: self.uptime,
            size: self.size,
            focused: self.dialogs.is_empty(),
            others: &self.others,
        })
    }

    /// Runs something on a screen, by its number; nothing where the screen is gone.
    fn with<T>(
        &mut self,
        screen: u32,
        run: impl FnOnce(&mut dyn super::screen::Page, &Ctx<'_>) -> T,
    ) -> Option<T> {
        let Self { theme, keymap, settings, file, session, dialogs, uptime, size, others, .. } = self;
        let file = file.as_ref()?;
        let (viewer, screen) = session.as_mut()?.screen_mut(screen)?;
        let (state, clock) = (file.state, &file.clock);
        let (uptime, size, focused) = (*uptime, *size, dialogs.is_empty());
        let ctx = Ctx { theme, keymap, settings, viewer, state, clock, uptime, size, focused, others };
        Some(run(screen.page_mut(), &ctx))
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let chord = Chord::from(key);
        let (place, typing) = self.focus();
        let action = self.keymap.action(chord, place, typing);
        if !typing || !chord.is_text() {
            self.toast = None;
        }
        self.input(&Input::Key(chord, action))
    }

    /// Where the keys go: the section that holds there, and whether letters are text.
    fn focus(&self) -> (Place, bool) {
        if let Some((_, dialog)) = self.dialogs.last().filter(|_| !self.is_locked()) {
            return (Place::Lists, dialog.is_typing());
        }
        match self.session.as_ref().filter(|session| !session.locked) {
            None => (Place::Lists, self.enter.is_typing()),
            Some(session) => session.top().map_or((Place::Lists, false), |screen| {
                let page = screen.page();
                (page.place(), page.is_typing())
            }),
        }
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Vec<Effect> {
        let at = Position { x: mouse.column, y: mouse.row };
        let input = match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => Input::Click(at),
            MouseEventKind::ScrollDown => Input::Wheel(at, true),
            MouseEventKind::ScrollUp => Input::Wheel(at, false),
            _ => return Vec::new(),
        };
        if (self.dialogs.is_empty() || self.is_locked())
            && let Input::Click(at) = input
        {
            self.toast = None;
            if let Some(run) = self.footer.under(at) {
                return self.run(run);
            }
            if let Some(tab) = self.tabs.under(at).filter(|_| self.is_inside()) {
                return self.switch(tab);
            }
        }
        self.input(&input)
    }

    fn input(&mut self, input: &Input) -> Vec<Effect> {
        self.last_input = self.uptime;
        self.slept = Duration::ZERO;
        if let Some(effects) = self.global(input) {
            return effects;
        }
        if self.is_too_small() {
            return Vec::new();
        }
        if !self.dialogs.is_empty() && !self.is_locked() {
            return self.dialog_input(input);
        }
        if !self.is_inside() {
            return self.enter_input(input);
        }
        let Some(top) = self.session.as_ref().map(Session::top_id) else { return Vec::new() };
        let dos = self.with(top, |page, ctx| page.update(input, ctx)).unwrap_or_default();
        if dos.is_empty() {
            self.say_unheard(input);
        }
        self.perform(top, dos)
    }

    fn dialog_input(&mut self, input: &Input) -> Vec<Effect> {
        let Some((owner, dialog)) = self.dialogs.last_mut() else { return Vec::new() };
        let (owner, tag) = (*owner, dialog.tag());
        match dialog.update(input) {
            DialogEvent::Stays => Vec::new(),
            DialogEvent::Tell(key) => self.tell(owner, tag, Answer::Changed(key)),
            DialogEvent::AskToLeave => {
                self.dialogs.push((owner, Dialog::Confirm(Confirm::discard(DISCARD))));
                Vec::new()
            }
            DialogEvent::Done(answer) if tag == DISCARD => {
                self.dialogs.pop();
                if !matches!(answer, Answer::Chosen(1)) {
                    return Vec::new();
                }
                let tag = self.dialogs.pop().map_or("", |(_, left)| left.tag());
                self.tell(owner, tag, Answer::Left)
            }
            DialogEvent::Done(answer) => {
                self.dialogs.pop();
                self.tell(owner, tag, answer)
            }
            DialogEvent::Run(entry) => {
                self.dialogs.pop();
                self.run_entry(entry)
            }
        }
    }

    /// Runs a command as if its key had been pressed.
    fn run(&mut self, run: Run) -> Vec<Effect> {
        match run {
            Run::Action(action) => self.input(&Input::command(action)),
            Run::Key(code) => self.input(&Input::Key(Chord::plain(code), None)),
        }
    }

    fn fail(&mut self, error: &crate::error::Error) {
        self.dialogs.push((None, view::failure(error)));
    }

    /// Performs what a screen wants done, in order.
    fn perform(&mut self, screen: u32, dos: Vec<Do>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for step in dos {
            effects.extend(self.perform_one(screen, step));
        }
        effects
    }
}

#[cfg(test)]
mod tests;
