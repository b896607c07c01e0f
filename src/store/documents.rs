//! Documents that leave the file: first into the audit trail and the disclosure log, then to the disk.

use super::view::document::{DocumentAsk, DocumentReply};
use super::write::{Tx, What};
use super::{OpId, Store};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::error::Result;
use crate::export::document::Format;
use std::cell::Cell;
use std::path::PathBuf;

/// A document on its way out.
pub(super) struct Leaving {
    pub bytes: Vec<u8>,
    pub format: Format,
    /// It holds treatment information.
    pub part2: bool,
    /// Where to; none where it is printed.
    pub path: Option<PathBuf>,
}

impl Store {
    /// A meeting's note as its viewer may read it, without personnel notes; where the audit trail cannot keep that it
    /// leaves, it does not.
    ///
    /// # Errors
    /// The viewer may not export, the meeting has no note, there is a file of that name, or what the disk says.
    pub(super) fn document(&mut self, ask: &DocumentAsk) -> Result<DocumentReply> {
        self.allow(Act::Export)?;
        let note = self.note_of(ask.meeting, true)?;
        let bytes =
            crate::export::meeting::document(&note, &self.settings.notices.part2).render(ask.format)?;
        let disclosure =
            note.notice.then(|| self.disclosure(ask.meeting, "note as a document")).transpose()?;
        let leaving = Leaving { bytes, format: ask.format, part2: note.notice, path: ask.path.clone() };
        let what = What::of("export", "meeting", ask.meeting.0);
        self.leave(ask.op, what, &ask.meeting.to_string(), leaving, |tx| {
            disclosure.map_or(Ok(()), |disclosure| disclosure.log(tx.sql()))
        })
    }

    /// Lets a document leave under a name; `tell` writes down what it discloses.
    ///
    /// # Errors
    /// There is a file of that name, or what the disk says; then nothing of it is in the file either.
    pub(super) fn leave(
        &mut self,
        op: OpId,
        what: What<'_>,
        name: &str,
        leaving: Leaving,
        tell: impl FnOnce(&mut Tx<'_>) -> Result<()>,
    ) -> Result<DocumentReply> {
        let Leaving { bytes, format, part2, path } = leaving;
        let made = Cell::new(false);
        let answer = self.write(op, what, |tx| {
            tx.note("format", format.word());
            tx.note("part2", part2);
            tell(tx)?;
            let Some(path) = &path else { return Ok(String::new()) };
            crate::export::save(path, &bytes)?;
            made.set(true);
            Ok(format!("{name} written to {}", path.display()))
        });
        if let (Err(_), true, Some(path)) = (&answer, made.get(), &path) {
            // What the audit trail does not know of must not lie about.
            let _ = std::fs::remove_file(path);
        }
        Ok(DocumentReply { said: answer?, bytes })
    }
}
