//! What the upkeep beside the screens has to say.

use super::App;
use crate::error::{Error, Kind};
use crate::tui::keeper::Notice;
use crate::tui::msg::Effect;
use crate::tui::widget::mark::Mark;

/// Why there is nothing to stop.
const NO_BACKUP: &str = "No backup is being made just now";

impl App {
    /// Takes a notice: a backup's progress stands in the header, its failure is a line, damage is a dialog.
    pub(super) fn upkeep(&mut self, notice: Notice) -> Vec<Effect> {
        match notice {
            Notice::Copying(progress) => self.copying = Some(progress),
            Notice::Copied => self.copying = None,
            Notice::Stopped => {
                self.copying = None;
                let said = "The backup was stopped: nothing of it stays, the older ones are there";
                self.toast = Some((Mark::Open, said.into()));
            }
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

    /// Stops the backup that is being made.
    pub(super) fn stop_backup(&mut self) -> Vec<Effect> {
        let said = match &self.copying {
            Some(progress) => {
                progress.stop();
                "Stopping the backup…"
            }
            None => NO_BACKUP,
        };
        self.toast = Some((Mark::Open, said.into()));
        Vec::new()
    }

    /// Why no backup can be stopped.
    pub(super) fn cannot_stop_backup(&self) -> Option<&'static str> {
        self.copying.is_none().then_some(NO_BACKUP)
    }

    /// From an answer that found the file damaged on, every command that writes is dim and says why.
    pub(super) fn only_read(&mut self, error: &Error) {
        if let Some(file) = self.file.as_mut().filter(|_| error.kind == Kind::Damaged) {
            file.state.read_only = true;
        }
    }
}
