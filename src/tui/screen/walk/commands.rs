//! The commands of a meeting that is walked.

use super::part::Key;
use super::{Walking, close, documentation};
use crate::domain::meeting::Panel;
use crate::tui::command::Command;
use crate::tui::keymap::Action;
use crate::tui::screen::Ctx;
use ratatui::crossterm::event::KeyCode;

impl Walking {
    /// What can be done here now, each with its reason where it cannot.
    pub(super) fn offered(&self, ctx: &Ctx<'_>) -> Vec<Command> {
        if self.panel() == Panel::Close || self.walk.steps.is_empty() {
            return close::commands(&self.walk, self.sheet.focused());
        }
        let cases = self.panel() == Panel::Cases;
        let mut commands = Vec::new();
        if let Some(Key::Figure(..)) = self.sheet.focused() {
            commands.push(Command::key(KeyCode::Enter, "What is behind it"));
        }
        if cases {
            commands.push(Command::new(Action::NextCase));
        } else {
            commands.push(Command::key(KeyCode::PageDown, "Next step"));
        }
        commands.push(Command::new(Action::NewItem));
        let logs = matches!(self.panel(), Panel::Cases | Panel::Documentation);
        let log = Command::key(KeyCode::F(3), "Log a service").allowed(documentation::may_log(ctx));
        let reason = (!cases).then_some("Decisions belong to a family: go to the cases first");
        if cases {
            commands.push(Command::new(Action::Decision));
            commands.push(Command::new(Action::CaseStaffing));
        }
        commands.push(Command::key(KeyCode::Esc, "Pause"));
        commands.extend(logs.then_some(log));
        if cases {
            commands.push(Command::new(Action::LastCase));
            commands.push(Command::new(Action::GoFamily));
            commands.push(Command::new(Action::LineItem));
            commands.push(Command::new(Action::SendOn));
            commands.push(Command::key(KeyCode::PageDown, "Read on"));
            commands.push(Command::key(KeyCode::PageUp, "Read back"));
        } else {
            commands.push(Command::new(Action::NextCase).label("Go to the cases"));
            commands.push(Command::new(Action::Decision).off(reason));
        }
        if !cases {
            commands.push(Command::key(KeyCode::PageUp, "Step before"));
        }
        commands
    }
}
