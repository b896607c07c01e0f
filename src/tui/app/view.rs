//! Drawing the whole: header, tabs, the screen, the toast, the footer, and the dialogs over them.

use super::{App, Session};
use crate::domain::text::capital;
use crate::domain::{Word, dates};
use crate::error::Error;
use crate::settings::Problem;
use crate::tui::command::Command;
use crate::tui::dialog::{Confirm, Dialog, Explain};
use crate::tui::keymap::Action;
use crate::tui::screen::Tab;
use crate::tui::widget::tabs::Header;
use crate::tui::widget::{float, paint, wrap};
use ratatui::Frame;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

/// The actions of the seven screens, in the order of the tabs.
const TABS: [Action; 7] = [
    Action::Today,
    Action::Caseload,
    Action::Referrals,
    Action::Staffing,
    Action::Meetings,
    Action::Actions,
    Action::Report,
];

impl App {
    /// Draws everything from the state alone.
    pub fn view(&self, frame: &mut Frame<'_>) {
        let area = frame.area();
        frame.buffer_mut().set_style(area, self.theme.text);
        if area.width < 60 || area.height < 16 {
            return self.view_too_small(frame, area);
        }
        let (body, foot) = split(area);
        match self.session.as_ref().filter(|session| !session.locked) {
            None => {
                self.tabs.hide();
                self.view_enter(frame, body);
                let commands = self.enter_commands();
                self.footer.view(frame, foot, &self.theme, &self.keymap, &commands, &[]);
            }
            Some(session) => self.view_session(frame, session, body, foot),
        }
        self.view_toast(frame, Rect { y: foot.y.saturating_sub(1), ..foot });
        let locked = self.is_locked();
        let shown = if locked { 0 } else { self.dialogs.len() };
        for (index, (_, dialog)) in self.dialogs.iter().take(shown).enumerate() {
            float::shade(frame, area, &self.theme);
            dialog.view(frame, &self.theme, index + 1 == shown);
        }
    }

    fn view_session(&self, frame: &mut Frame<'_>, session: &Session, body: Rect, foot: Rect) {
        let (Some(ctx), Some(screen)) = (self.ctx(session), session.top()) else { return };
        let page = screen.page();
        let body = if page.is_whole() {
            self.tabs.hide();
            body
        } else {
            self.header(session).view(frame, paint::top(body, 1), &self.theme);
            let tabs: Vec<(String, &str)> = TABS
                .iter()
                .zip(Tab::ALL)
                .map(|(action, tab)| (self.keymap.hint(*action), tab.label()))
                .collect();
            let here = Tab::ALL.iter().position(|tab| *tab == session.tab).unwrap_or(0);
            self.tabs.view(frame, paint::top(paint::below(body, 1), 1), &self.theme, &tabs, here);
            paint::below(body, 3)
        };
        page.view(frame, body, &ctx);
        let always = [Command::new(Action::Commands), Command::new(Action::Help)];
        // A dialog takes the keys: the footer shows what they do there.
        if let Some((_, dialog)) = self.dialogs.last() {
            self.footer.view(frame, foot, &self.theme, &self.keymap, &dialog.commands(), &[]);
        } else {
            self.footer.view(frame, foot, &self.theme, &self.keymap, &page.commands(&ctx), &always);
        }
    }

    fn header(&self, session: &Session) -> Header {
        let Some(file) = &self.file else { return Header::default() };
        let today = file.clock.today();
        let mut marks = Vec::new();
        if file.demo {
            marks.push("demo".to_owned());
        }
        if let Some(day) = file.state.as_of {
            marks.push(format!("as of {}", dates::short(day, today)));
        } else if file.state.read_only {
            marks.push("read only".into());
        }
        if let Some(progress) = &self.copying {
            marks.push(format!("backup {} %", progress.permille() / 10));
        }
        Header {
            place: file.name.clone(),
            mark: marks.join(", "),
            viewer: format!("{}, {}", session.viewer.name, session.viewer.role),
            day: today.format("%a %-d %b").to_string(),
        }
    }

    fn enter_commands(&self) -> Vec<Command> {
        let locked = self.session.is_some();
        match (self.file.is_some(), self.enter.is_typing(), locked) {
            (false, ..) => vec![Command::new(Action::Quit)],
            (_, true, true) => {
                vec![Command::key(KeyCode::Enter, "Unlock"), Command::key(KeyCode::F(3), "Somebody else")]
            }
            (_, true, false) if self.enter.first.is_some() || self.enter.lost.is_some() => {
                vec![Command::key(KeyCode::Enter, "Go on"), Command::key(KeyCode::Esc, "Back")]
            }
            (_, true, false) => vec![
                Command::key(KeyCode::Enter, "Sign in"),
                Command::key(KeyCode::Esc, "Back"),
                Command::key(KeyCode::F(3), "Lost passphrase"),
            ],
            _ => vec![
                Command::key(KeyCode::Enter, "That is me"),
                Command::key(KeyCode::Down, "Next name"),
                Command::new(Action::Quit),
                Command::key(KeyCode::F(3), "Lost passphrase"),
            ],
        }
    }

    fn view_toast(&self, frame: &mut Frame<'_>, area: Rect) {
        let buf = frame.buffer_mut();
        if let Some(text) = self.wait_told() {
            paint::text(buf, area, 1, 0, &text, self.theme.due);
        } else if let Some((mark, text)) = &self.toast {
            let x = paint::text(buf, area, 1, 0, mark.glyph(), mark.style(&self.theme));
            paint::text(buf, area, x + 1, 0, text, self.theme.text);
        }
    }

    fn view_too_small(&self, frame: &mut Frame<'_>, area: Rect) {
        let text = format!("ifr needs 60 × 16 characters; here are {} × {}.", area.width, area.height);
        let more = "Make the window larger: everything is kept.";
        let text = format!("{text} {more}");
        for (y, line) in (0u16..).zip(wrap::wrap(&text, usize::from(area.width).max(1))) {
            paint::text(frame.buffer_mut(), area, 0, y, &line, self.theme.text);
        }
    }
}

/// The screen without its last line, and that line.
fn split(area: Rect) -> (Rect, Rect) {
    let body = Rect { height: area.height.saturating_sub(2), ..area };
    let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
    (body, foot)
}

/// An error as a dialog.
pub(super) fn failure(error: &Error) -> Dialog {
    let mut text = format!("{}.", capital(&error.message));
    if !error.hint.is_empty() {
        text.push_str(&format!("\n\n{}.", capital(&error.hint)));
    }
    Dialog::Confirm(Confirm::message("That did not work", text))
}

/// What is wrong in the settings files, said once at the start.
pub(super) fn problems(problems: &[Problem]) -> Dialog {
    let mut paragraphs =
        vec!["Some lines in your settings could not be used; the defaults stand in their place.".to_owned()];
    paragraphs.extend(problems.iter().map(ToString::to_string));
    Dialog::Explain(Explain::new(
        "Settings",
        paragraphs,
        Vec::new(),
        "ifr config shows every setting with its default",
    ))
}
