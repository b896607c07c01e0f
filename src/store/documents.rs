//! Documents that leave the file: first into the audit trail and the disclosure log, then to the disk.

use super::Store;
use super::view::document::{DocumentAsk, DocumentReply};
use super::write::What;
use crate::domain::Word;
use crate::domain::access::Act;
use crate::error::Result;
use std::cell::Cell;

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
        let made = Cell::new(false);
        let answer = self.write(ask.op, What::of("export", "meeting", ask.meeting.0), |tx| {
            tx.note("format", ask.format.word());
            tx.note("part2", note.notice);
            if let Some(disclosure) = disclosure.flatten() {
                disclosure.log(tx.sql())?;
            }
            let Some(path) = &ask.path else { return Ok(String::new()) };
            crate::export::save(path, &bytes)?;
            made.set(true);
            Ok(format!("{} written to {}", ask.meeting, path.display()))
        });
        if let (Err(_), true, Some(path)) = (&answer, made.get(), &ask.path) {
            // What the audit trail does not know of must not lie about.
            let _ = std::fs::remove_file(path);
        }
        Ok(DocumentReply { said: answer?, bytes })
    }
}
