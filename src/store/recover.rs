//! When the disk fails, or SQLite finds the file damaged: a new connection and one more try.
//!
//! After a failed write nobody knows whether it is in the file: the new connection rolls back what was half done, and
//! an operation that was done after all gives its first answer. A damaged file is only read from then on.

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

    /// Asks once more on a new connection, after the disk failed.
    pub(super) fn ask_anew(&mut self, request: Request) -> Result<Reply> {
        self.reconnect()?;
        match self.ask_once(request) {
            Err(error) if error.kind == Kind::Disk && !self.path.exists() => Err(self.out_of_reach()),
            reply => reply,
        }
    }

    /// Opens the file again; where it is out of reach, the next request tries once more.
    ///
    /// # Errors
    /// It is out of reach, damaged, or another file lies in its place.
    pub(super) fn reconnect(&mut self) -> Result<()> {
        let before = self.place;
        match self.reopen(self.access) {
            Ok(()) if self.place != before => Err(super::write::put_back()),
            Err(error) if error.kind == Kind::Damaged => Err(self.damaged(error)),
            Err(_) if !self.path.exists() => Err(self.out_of_reach()),
            done => done,
        }
    }

    fn out_of_reach(&self) -> Error {
        let folder = self.path.parent().unwrap_or(&self.path);
        // The folder where it is gone itself, else the file.
        let (gone, what) = if folder.exists() { (self.path.as_path(), "file") } else { (folder, "folder") };
        Error::new(Kind::Disk, format!("the file cannot be reached: {} is not there", gone.display()))
            .hint(format!("what you typed is still here: save again when the {what} is back"))
    }

    /// Whether SQLite could open the file for reading only, where it was to be written: the right may be back.
    pub(super) fn fell_back(&self) -> bool {
        let fell = match &self.share {
            None => self.conn.is_readonly(rusqlite::MAIN_DB).unwrap_or(false),
            Some(share) => share.fell_back(),
        };
        self.access == Access::ReadWrite && fell
    }

    /// Whether there is no connection to the file any more.
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
