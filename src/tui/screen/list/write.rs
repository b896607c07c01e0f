//! Writing a list to a file as it is shown.

use super::super::destination::{self, Written};
use super::super::{Ctx, Do, Tab, Target, open};
use super::List;
use crate::domain::text::count;
use crate::error::{Result, invalid};
use crate::export::document::Format;
use crate::export::list::List as Leaving;
use crate::settings::Settings;
use crate::store::view::list::ListFile;
use crate::store::{Reply, Store};
use crate::tui::keymap::Keymap;
use crate::tui::theme::Theme;
use ratatui::layout::Size;
use std::path::PathBuf;
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
        let text = destination::yours(&format!("{shown}. Labels of families stay here."));
        let name = format!("{}-{}-{}.xlsx", self.name, ctx.today(), ctx.time_of(ctx.now()).format("%H%M"));
        destination::ask(FILE, Written::List, &name, text, ctx)
    }

    pub(super) fn write(&self, path: &str, ctx: &Ctx<'_>) -> Vec<Do> {
        destination::write_list(self.name, self.leaving(ctx), path)
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
