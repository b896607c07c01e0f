//! Writing a consent or an accounting of disclosures to a file.

use crate::domain::access::{Act, Reason};
use crate::export::document::ENDINGS;
use crate::export::meeting::format_of;
use crate::store::view::consent::{ConsentAsk, Paper};
use crate::store::{OpId, Request};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::screen::list::{folder, home};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use std::path::Path;

/// The tag of the form that asks for the file's name.
pub(in crate::tui::screen) const PAPER: &str = "consent paper";

/// Whether it may be written; what is hidden on screen is not written either.
pub(in crate::tui::screen) fn allowed(ctx: &Ctx<'_>) -> Result<(), Reason> {
    if ctx.theme.masked {
        return Err("Names and texts are hidden: show them first");
    }
    ctx.can(Act::Export)
}

/// Asks where to; nobody's name stands in the one that is proposed.
pub(in crate::tui::screen) fn ask(name: &str, text: &str, ctx: &Ctx<'_>) -> Do {
    let text = format!(
        "{text} The notice stands in it. The file is readable by you alone; from there on it is yours to protect."
    );
    let proposed = folder().join(format!("{name}.docx"));
    let field = Field::text("file", "File", &proposed.to_string_lossy())
        .required("Say where to")
        .hint(&format!("The ending says what it becomes: {ENDINGS}"))
        .rule(|field| format_of(Path::new(field.value().trim())).err().map(|error| error.hint));
    let form = Form::new(ctx.today(), vec![field]).button("Write");
    Do::Dialog(Dialog::Form(Box::new(FormDialog::new(PAPER, "Write to a file", text, form))))
}

/// What is asked of the store for the path that was typed.
pub(in crate::tui::screen) fn write(paper: Paper, form: &Form) -> Vec<Do> {
    let path = home(form.text("file").trim());
    match format_of(&path) {
        Ok(format) => {
            let ask = ConsentAsk::Paper { op: OpId::new(), paper, format, path: Some(path) };
            vec![Do::Store(Request::Consent(ask))]
        }
        Err(error) => vec![Do::Fail(error)],
    }
}
