//! Writing the note of a meeting to a file.

use crate::domain::MeetingId;
use crate::domain::access::{Act, Reason};
use crate::export::document::ENDINGS;
use crate::export::meeting::format_of;
use crate::store::view::document::DocumentAsk;
use crate::store::{OpId, Request};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::screen::list::{folder, home};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use std::path::Path;

/// The tag of the form that asks for the file's name.
pub(super) const FILE: &str = "note file";

/// Whether the note may be written; what is hidden on screen is not written either.
pub(super) fn allowed(ctx: &Ctx<'_>) -> Result<(), Reason> {
    if ctx.theme.masked {
        return Err("Names and texts are hidden: show them first");
    }
    ctx.can(Act::Export)
}

/// Asks where to; nobody's name stands in the one that is proposed.
pub(super) fn ask(meeting: MeetingId, notice: bool, ctx: &Ctx<'_>) -> Do {
    let part2 =
        if notice { " It holds treatment information: the notice and the consents stand in it." } else { "" };
    let text = format!(
        "The note as you read it here, without personnel notes.{part2} The file is readable by you alone; from there \
         on it is yours to protect."
    );
    let proposed = folder().join(format!("{meeting}.docx"));
    let field = Field::text("file", "File", &proposed.to_string_lossy())
        .required("Say where to")
        .hint(&format!("The ending says what it becomes: {ENDINGS}"))
        .rule(|field| format_of(Path::new(field.value().trim())).err().map(|error| error.hint));
    let form = Form::new(ctx.today(), vec![field]).button("Write");
    Do::Dialog(Dialog::Form(Box::new(FormDialog::new(FILE, "Write to a file", text, form))))
}

/// What is asked of the store for the path that was typed.
pub(super) fn write(meeting: MeetingId, path: &str) -> Vec<Do> {
    let path = home(path.trim());
    match format_of(&path) {
        Ok(format) => {
            let ask = DocumentAsk { op: OpId::new(), meeting, format, path: Some(path) };
            vec![Do::Store(Request::Document(ask))]
        }
        Err(error) => vec![Do::Fail(error)],
    }
}
