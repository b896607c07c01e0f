//! Writing the note of a meeting to a file.

use crate::domain::MeetingId;
use crate::export::meeting::format_of;
use crate::store::view::document::DocumentAsk;
use crate::store::{OpId, Request};
use crate::tui::screen::destination::{self, Written, home};
use crate::tui::screen::{Ctx, Do};

/// The tag of the form that asks for the file's name.
pub(super) const FILE: &str = "note file";

/// Asks where to; nobody's name stands in the one that is proposed.
pub(super) fn ask(meeting: MeetingId, notice: bool, ctx: &Ctx<'_>) -> Do {
    let part2 =
        if notice { " It holds treatment information: the notice and the consents stand in it." } else { "" };
    let text = destination::yours(&format!("The note as you read it here, without personnel notes.{part2}"));
    destination::ask(FILE, Written::Paper, &format!("{meeting}.docx"), text, ctx)
}

/// What is asked of the store for the path that was typed.
pub(super) fn write(meeting: MeetingId, path: &str) -> Vec<Do> {
    let path = home(path);
    match format_of(&path) {
        Ok(format) => {
            let ask = DocumentAsk { op: OpId::new(), meeting, format, path: Some(path) };
            vec![Do::Store(Request::Document(ask))]
        }
        Err(error) => vec![Do::Fail(error)],
    }
}
