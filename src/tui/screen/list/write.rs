//! Writing a list to a file as it is shown.

use super::super::{Ctx, Do, Tab, Target, open};
use super::List;
use crate::domain::text::count;
use crate::error::{Result, invalid};
use crate::export::document::Format;
use crate::export::list::{List as Leaving, format_of};
use crate::settings::Settings;
use crate::store::view::list::{ListAsk, ListFile};
use crate::store::{OpId, Reply, Request, Store};
use crate::tui::dialog::{Dialog, FormDialog};
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use crate::tui::widget::field::Field;
use crate::tui::widget::form::Form;
use ratatui::layout::Size;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The tag of the form that asks for a file's name.
pub(super) const FILE: &str = "list file";

impl<K: Copy + PartialEq> List<K> {
    /// What would be written just now.
    pub fn leaving(&self, ctx: &Ctx<'_>) -> Leaving {
        let (sheet, part2) = self.table.written(&format!("{} {}", self.name, ctx.today()));
        Leaving { sheet, notice: part2.then(|| ctx.settings.notices.part2.clone()) }
    }

    /// Asks where to; nobody's name stands in the one that is proposed.
    pub(super) fn ask_file(&self, ctx: &Ctx<'_>) -> Do {
        let shown = match self.table.keys().count() {
            1 => "1 row, as it is shown".to_owned(),
            rows => format!("{}, as they are shown", count(rows, "row")),
        };
        let text = format!(
            "{shown}. Labels of families stay here. The file is readable by you alone; from there on it is \
             yours to protect."
        );
        let name = format!("{}-{}-{}.xlsx", self.name, ctx.today(), ctx.time_of(ctx.now()).format("%H%M"));
        let proposed = folder().join(name);
        let field = Field::text("file", "File", &proposed.to_string_lossy())
            .required("Say where to")
            .hint("The ending says what it becomes: .xlsx, .csv or .json")
            .rule(|field| format_of(Path::new(field.value().trim())).err().map(|error| error.hint));
        let form = Form::new(ctx.today(), vec![field]).button("Write");
        Do::Dialog(Dialog::Form(Box::new(FormDialog::new(FILE, "Write to a file", text, form))))
    }

    pub(super) fn write(&self, path: &str, ctx: &Ctx<'_>) -> Vec<Do> {
        let path = home(path);
        match format_of(&path).and_then(|format| file(self.name, &self.leaving(ctx), format, Some(path))) {
            Ok(file) => vec![Do::Store(Request::List(ListAsk::Write(OpId::new(), file)))],
            Err(error) => vec![Do::Fail(error)],
        }
    }
}

/// A list as its screen would show it, without a screen: what the command line writes.
///
/// # Errors
/// Nobody is signed in, or the screen has no list.
pub fn leaving(store: &Store, settings: &Settings, tab: Tab, reply: Reply) -> Result<Leaving> {
    let (theme, keymap) = (Theme::built_in("mono"), Keymap::default());
    let ctx = Ctx {
        theme: &theme,
        keymap: &keymap,
        settings,
        viewer: store.viewer()?,
        state: store.state(),
        clock: store.clock(),
        uptime: Duration::ZERO,
        size: Size::new(140, 40),
        focused: true,
        others: &[],
    };
    let mut screen = open(&Target::Tab(tab), &ctx);
    screen.page_mut().reply(Ok(reply), &ctx);
    screen.page().leaving(&ctx).ok_or_else(|| invalid("there is no list on this screen"))
}

/// A list in a format, to be written to a file, or printed where there is none.
///
/// # Errors
/// The format refuses.
pub fn file(
    list: &'static str,
    leaving: &Leaving,
    format: Format,
    path: Option<PathBuf>,
) -> Result<ListFile> {
    Ok(ListFile {
        list,
        format,
        rows: leaving.sheet.rows.len(),
        part2: leaving.notice.is_some(),
        bytes: leaving.render(format)?,
        path,
    })
}

/// The folder for documents, or the one in which the program was started.
pub(in crate::tui::screen) fn folder() -> PathBuf {
    let documents = directories::UserDirs::new().and_then(|dirs| dirs.document_dir().map(Path::to_owned));
    let here = || std::env::current_dir().unwrap_or_default();
    documents.filter(|folder| folder.is_dir()).unwrap_or_else(here)
}

/// A path as typed: `~/` is the home folder.
pub(in crate::tui::screen) fn home(path: &str) -> PathBuf {
    let dirs = directories::UserDirs::new();
    match (path.strip_prefix("~/"), dirs) {
        (Some(rest), Some(dirs)) => dirs.home_dir().join(rest),
        _ => PathBuf::from(path),
    }
}
