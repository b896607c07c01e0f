//! `ifr`: the dashboard, with the day's first backup made beside it.

use super::context::Context;
use super::out::{complain, say};
use crate::error::{Error, Kind, Result};
use crate::store::{Store, backup};
use crate::tui::app::{OpenFile, Start};
use crate::tui::{run, terminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

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
        name: store.meta().partnership.clone(),
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
    let backing = store.as_ref().and_then(|store| back_up(context, store));
    let done = run::run(start, store);
    if let Some(thread) = backing {
        match thread.join() {
            Ok(Err(error)) => complain(&error),
            Err(_) => say("ifr: today's backup was not made; \"ifr backup\" makes one"),
            Ok(Ok(_)) => {}
        }
    }
    done
}

/// Makes the day's first backup on a thread and a connection of its own; a demo needs none, a look back makes none.
fn back_up(context: &Context, store: &Store) -> Option<JoinHandle<Result<Option<PathBuf>>>> {
    if store.meta().demo || store.clock().as_of().is_some() {
        return None;
    }
    let path = store.path().to_owned();
    let settings = Arc::clone(&context.settings);
    let now = store.clock().now().with_timezone(&store.meta().time_zone).naive_local();
    Some(std::thread::spawn(move || {
        // The first screen comes first: it and this thread would otherwise wait for the same disk.
        std::thread::sleep(std::time::Duration::from_millis(400));
        backup::daily(&path, &settings.general.backup, now)
    }))
}
