//! A key that does nothing on a screen says why: it is not allowed there just now, or it means nothing there.

use super::App;
use crate::tui::command::Run;
use crate::tui::input::Input;
use crate::tui::keymap::{Action, Place};
use crate::tui::screen::Screen;
use crate::tui::widget::mark::Mark;

impl App {
    /// Says why a command of lists came to nothing on the screen on top.
    pub(super) fn say_unheard(&mut self, input: &Input) {
        let Some(action) = input.action().filter(|action| action.place() == Place::Lists) else { return };
        // A page that is still being read does not know yet what it can do.
        if self.focus() != (Place::Lists, false) || !self.dialogs.is_empty() || !self.pending.is_empty() {
            return;
        }
        let here = self.commands().into_iter().find(|command| command.run == Run::Action(action));
        let said = match here {
            Some(command) => command.off,
            None if self.has_own_letters() || matches!(action, Action::Open | Action::Mark) => None,
            None => {
                let (key, help) = (self.keymap.hint(action), self.keymap.hint(Action::Help));
                Some(format!("{key} does nothing here: {help} shows the keys of this page"))
            }
        };
        if let Some(said) = said {
            self.toast = Some((Mark::Open, said));
        }
    }

    /// Whether letters choose on the screen on top, without being text.
    fn has_own_letters(&self) -> bool {
        let top = self.session.as_ref().and_then(super::Session::top);
        matches!(top, Some(Screen::Form(_) | Screen::Start(_) | Screen::Meeting(_) | Screen::Week(_)))
    }
}
