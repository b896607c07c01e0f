//! What leaves for others.

use super::Store;
use super::view::export::{ExportAsk, ExportReply};
use crate::error::Result;

impl Store {
    /// Writes what is asked for.
    ///
    /// # Errors
    /// What the use case says.
    pub(super) fn export(&mut self, ask: ExportAsk) -> Result<ExportReply> {
        match ask {
            ExportAsk::Deidentified { op, from, to, path } => self.deidentified(op, (from, to), &path),
            ExportAsk::Records { op, kind, format, path } => self.export_records(op, &kind, format, path),
        }
    }
}
