//! Documents on their way out of the file.

use super::super::OpId;
use crate::domain::MeetingId;
use crate::export::document::Format;
use std::fmt;
use std::path::PathBuf;

/// A meeting's note as a document: written to a file, or printed where there is none.
#[derive(Clone, Debug)]
pub struct DocumentAsk {
    /// The operation.
    pub op: OpId,
    /// The meeting.
    pub meeting: MeetingId,
    /// What it becomes.
    pub format: Format,
    /// Where to; none where it is printed.
    pub path: Option<PathBuf>,
}

/// The document, which the audit trail knows of by now.
#[derive(Clone)]
pub struct DocumentReply {
    /// What was written.
    pub bytes: Vec<u8>,
    /// `M-0123 written to ~/M-0123.docx`; empty where it is printed.
    pub said: String,
}

/// Without what is written: it may hold Part 2 content.
impl fmt::Debug for DocumentReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}
