//! Writing the figures to a file as they are shown.

use crate::domain::access::{Act, Reason};
use crate::export::list::{List as Leaving, format_of};
use crate::store::view::list::ListAsk;
use crate::store::{OpId, Request};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::screen::list::{file, folder, home};
use crate::tui::screen::{Ctx, Do};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use std::path::Path;

/// The tag of the form that asks for the file's name.
pub(super) const FILE: &str = "fidelity file";
const LIST: &str = "fidelity";

/// Whether the figures may be written; what is hidden on screen is not written either.
pub(super) fn allowed(ctx: &Ctx<'_>) -> Result<(), Reason> {
    if ctx.theme.masked {
        return Err("Names and texts are hidden: show them first");
    }
    ctx.can(Act::Export)
}

/// Asks where to; what the view shows stands in the name that is proposed.
pub(super) fn ask(tally: &str, view: &str, ctx: &Ctx<'_>) -> Do {
    let noun = if tally == "1" { "row" } else { "rows" };
    let text = format!(
        "{tally} {noun}, as shown, with the names of workers. For the evaluator, without names: ifr fidelity \
         --csv --deidentified. The file is readable by you alone; from there on it is yours to protect."
    );
    let name = format!("fidelity-{view}-{}.xlsx", ctx.today());
    let field = Field::text("file", "File", &folder().join(name).to_string_lossy())
        .required("Say where to")
        .hint("The ending says what it becomes: .xlsx, .csv or .json")
        .rule(|field| format_of(Path::new(field.value().trim())).err().map(|error| error.hint));
    let form = Form::new(ctx.today(), vec![field]).button("Write");
    Do::Dialog(Dialog::Form(Box::new(FormDialog::new(FILE, "Write to a file", text, form))))
}

/// What is asked of the store for the path that was typed.
pub(super) fn write(leaving: &Leaving, path: &str) -> Vec<Do> {
    let path = home(path.trim());
    match format_of(&path).and_then(|format| file(LIST, leaving, format, Some(path))) {
        Ok(file) => vec![Do::Store(Request::List(ListAsk::Write(OpId::new(), file)))],
        Err(error) => vec![Do::Fail(error)],
    }
}
