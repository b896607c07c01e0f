//! `ifr`: the dashboard, with the file's upkeep beside it.

use super::context::Context;
use crate::error::{Error, Kind, Result};
use crate::store::Store;
use crate::store::upkeep::Upkeep;
use crate::tui::app::{OpenFile, Start};
use crate::tui::{run, terminal};
use std::path::PathBuf;
use std::sync::Arc;

/// Opens the dashboard on the file that is meant, or a first page where there is none.
///
/// # Errors
/// There is no terminal, or the file cannot be opened.
pub fn run(context: &Context) -> Result<()> {
    if !terminal::is_interactive() {
        return Err(Error::new(Kind::Usage, "the dashboard needs a terminal, and this is none").hint(
            "start ifr in a terminal window, or print what you need: ifr status, caseload, referrals, staffing, \
             meetings, actions (add --json for programs)",
        ));
    }
    let path = context.path();
    let first_run = context.named().is_none() && path.symlink_metadata().is_err();
    let store = if first_run { None } else { Some(context.open(&path)?) };
    show(context, store, path)
}

/// Runs the screens on an open file.
///
/// # Errors
/// The terminal or the file failed.
pub fn show(context: &Context, store: Option<Store>, path: PathBuf) -> Result<()> {
    let file = store.as_ref().map(|store| OpenFile {
        name: name(store),
        clock: *store.clock(),
        state: store.state(),
        demo: store.meta().demo,
        who: context.global.who.clone(),
    });
    let start = Start::new(
        Arc::clone(&context.settings),
        context.problems.clone(),
        context.folder.as_deref(),
        file,
        path,
    );
    let upkeep = store.as_ref().and_then(|store| Upkeep::of(store, context.data.as_deref()));
    run::run(start, store, upkeep)
}

/// The partnership's name; on a share the screens say so at all times.
fn name(store: &Store) -> String {
    let mark = if store.is_shared() { " · on a share" } else { "" };
    format!("{}{mark}", store.meta().partnership)
}
