//! What the upkeep beside the screens has to say.

use super::App;
use crate::error::{Error, Kind};
use crate::tui::keeper::Notice;
use crate::tui::msg::Effect;
use crate::tui::widget::mark::Mark;

impl App {
    /// Takes a notice: a backup's progress stands in the header, its failure is a line, damage is a dialog.
    pub(super) fn upkeep(&mut self, notice: Notice) -> Vec<Effect> {
        match notice {
            Notice::Copying(progress) => self.copying = Some(progress),
            Notice::Copied => self.copying = None,
            Notice::NoBackup(error) => {
                self.toast = Some((Mark::Overdue, format!("No backup was made: {}", error.message)));
            }
            Notice::Damaged(error) => {
                self.only_read(&error);
                self.fail(&error);
            }
        }
        Vec::new()
    }

    /// From an answer that found the file damaged on, every command that writes is dim and says why.
    pub(super) fn only_read(&mut self, error: &Error) {
        if let Some(file) = self.file.as_mut().filter(|_| error.kind == Kind::Damaged) {
            file.state.read_only = true;
        }
    }
}
