//! When SQLite finds the file damaged: a new connection, one more try, then for reading only.

use super::{Access, Reply, Request, Store, backup};
use crate::error::{Error, Kind, Result};

impl Store {
    /// Asks once more on a new connection; where the file is damaged still, it is only read from here on.
    ///
    /// An operation has its number: one that was done before the damage was seen is not done twice.
    pub(super) fn recover(&mut self, request: Request, first: Error) -> Result<Reply> {
        let again = self.reopen(self.access).and_then(|()| self.ask_once(request));
        match again {
            Err(error) if error.kind == Kind::Damaged => {
                // What can still be read is shown; nothing is written over what might be saved.
                let _ = self.reopen(Access::ReadOnly);
                self.access = Access::ReadOnly;
                Err(self.damaged(first))
            }
            reply => reply,
        }
    }

    /// Whether not even reading is possible any more: there is no connection to the file.
    pub(super) fn is_lost(&self) -> bool {
        self.conn.path().is_none_or(str::is_empty)
    }

    /// The error in words that say what happens now, with the newest good backup.
    pub(super) fn damaged(&self, error: Error) -> Error {
        let told = Error::new(
            Kind::Damaged,
            "the file is damaged: from now on it is only read, and nothing is saved",
        )
        .hint("leave the file as it is; what you have typed can be copied from the screen");
        let named = backup::naming_newest(told, &self.path, &self.settings.general.backup);
        if named.hint.contains("backup") {
            named
        } else {
            Error { message: named.message, ..error }
                .hint(format!("{}; there is no good backup beside it", named.hint))
        }
    }
}
