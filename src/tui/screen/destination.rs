//! Where something that leaves the file is written to: whether it may, the form that asks for a path, what the answer means.

use super::{Ctx, Do};
use crate::domain::access::{Act, Reason};
use crate::export::document::{ENDINGS, REPORT_ENDINGS};
use crate::export::list::{ENDINGS as LIST_ENDINGS, List};
use crate::export::{list, meeting, report};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::widget::field::{Field, Rule};
use crate::tui::widget::form::Form;
use crate::tui::work::Task;
use std::path::{Path, PathBuf};

/// What is written: each may become other kinds of files.
#[derive(Clone, Copy)]
pub(super) enum Written {
    /// Rows: a workbook, CSV or JSON.
    List,
    /// A note, a consent: something to be read and printed.
    Paper,
    /// The agenda of a meeting: a paper, too.
    Agenda,
    /// The report of a month.
    Report,
}

impl Written {
    /// What stands above the form.
    fn title(self) -> &'static str {
        match self {
            Self::List | Self::Paper => "Write to a file",
            Self::Agenda => "Write the agenda",
            Self::Report => "Write the report to a file",
        }
    }

    /// The endings that its file may have, in words.
    fn endings(self) -> &'static str {
        match self {
            Self::List => LIST_ENDINGS,
            Self::Paper | Self::Agenda => ENDINGS,
            Self::Report => REPORT_ENDINGS,
        }
    }

    fn rule(self) -> Rule {
        match self {
            Self::List => |field| list::format_of(&typed(field)).err().map(|error| error.hint),
            Self::Paper | Self::Agenda => {
                |field| meeting::format_of(&typed(field)).err().map(|error| error.hint)
            }
            Self::Report => |field| report::format_of(&typed(field)).err().map(|error| error.hint),
        }
    }
}

fn typed(field: &Field) -> PathBuf {
    PathBuf::from(field.value().trim())
}

/// Whether something may be written; what is hidden on screen is not written either.
pub(super) fn allowed(ctx: &Ctx<'_>) -> Result<(), Reason> {
    if ctx.theme.masked {
        return Err("Names and texts are hidden: show them first");
    }
    ctx.can(Act::Export)
}

/// What the form says of a file that names people.
pub(super) fn yours(text: &str) -> String {
    format!("{text} The file is readable by you alone; from there on it is yours to protect.")
}

/// The form that asks where to, with a file's name that is proposed: nobody's name stands in it.
///
/// Its answer comes under the tag; the path is its field `file`.
pub(super) fn ask(tag: &'static str, written: Written, name: &str, text: String, ctx: &Ctx<'_>) -> Do {
    let field = Field::text("file", "File", &folder().join(name).to_string_lossy())
        .required("Say where to")
        .hint(&format!("The ending says what it becomes: {}", written.endings()))
        .rule(written.rule());
    let form = Form::new(ctx.today(), vec![field]).button("Write");
    Do::Dialog(Dialog::Form(Box::new(FormDialog::new(tag, written.title(), text, form))))
}

/// Writes a list to the path that was typed, beside the screens.
pub(super) fn write_list(name: &'static str, leaving: List, path: &str) -> Vec<Do> {
    vec![Do::Work(Task::List(name, Box::new(leaving), home(path)))]
}

/// The folder for documents, or the one in which the program was started.
pub(super) fn folder() -> PathBuf {
    let documents = directories::UserDirs::new().and_then(|dirs| dirs.document_dir().map(Path::to_owned));
    let here = || std::env::current_dir().unwrap_or_default();
    documents.filter(|folder| folder.is_dir()).unwrap_or_else(here)
}

/// A path as typed: `~/` is the home folder.
pub(super) fn home(path: &str) -> PathBuf {
    let path = path.trim();
    let dirs = directories::UserDirs::new();
    match (path.strip_prefix("~/"), dirs) {
        (Some(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => PathBuf::from(path),
    }
}
