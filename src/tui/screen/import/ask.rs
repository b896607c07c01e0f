//! What the Import page asks in dialogs of their own: the kind of the rows, and where a file is.

use super::super::Ctx;
use super::{KIND, READ_MAP};
use crate::domain::Word;
use crate::import::Kind;
use crate::tui::dialog::{Dialog, FormDialog, Menu, MenuItem};
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use std::path::Path;

/// Asks what the rows of the file are.
pub(super) fn ask_kind() -> Dialog {
    let items = Kind::ALL.iter().map(|kind| MenuItem::new(kind.label())).collect();
    Dialog::Menu(Menu::new(KIND, "What are the rows?", items))
}

/// Asks for a path in a small form.
pub(super) fn ask_path(tag: &'static str, title: &str, text: &str, path: &Path, ctx: &Ctx<'_>) -> Dialog {
    let field = Field::text("path", "File", &path.display().to_string()).required("Name the file");
    let form = Form::new(ctx.today(), vec![field]).button(if tag == READ_MAP { "Read" } else { "Write" });
    Dialog::Form(Box::new(FormDialog::new(tag, title, text, form)))
}
