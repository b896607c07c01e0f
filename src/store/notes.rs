//! A held meeting.
#![allow(clippy::needless_pass_by_value)]
use super::Store;
use super::view::meeting::MeetingNote;
use crate::domain::MeetingId;
use crate::error::{Result, missing};

impl Store {
    /// M.
    pub(super) fn meeting_note(&mut self, _meeting: MeetingId) -> Result<MeetingNote> {
        Err(missing("this is not here"))
    }
}
