//! `ifr backup`: a checked copy of the file.

use super::context::Context;
use super::out;
use crate::error::Result;
use crate::store::backup::{self, Progress};
use serde_json::json;
use std::io::{IsTerminal, Write, stderr};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// Copies the file into a folder and says where the copy is; Ctrl-C stops it, and nothing half copied stays.
///
/// # Errors
/// The file cannot be opened, the folder cannot be written, somebody stopped it, or the copy is not whole.
pub fn run(context: &Context, dir: Option<&Path>) -> Result<()> {
    context.say_problems();
    let store = context.open(&context.path())?;
    let usual = backup::folder_of(store.path(), &context.settings.general.backup);
    let now = store.clock().now().with_timezone(&store.meta().time_zone).naive_local();
    let progress = Progress::default();
    stop_on_signal(&progress);
    let (done, is_done) = mpsc::channel();
    let shown = thread::spawn({
        let progress = progress.clone();
        move || show(&progress, &is_done)
    });
    let made = backup::make(store.path(), dir.unwrap_or(&usual), now, &progress);
    drop(done);
    // The line of the progress is wiped before anything else is said.
    let _ = shown.join();
    let made = made?;
    let text = if context.global.json {
        format!("{}\n", json!({ "schema": "ifr.backup.1", "backup": made.display().to_string() }))
    } else {
        format!("{}\n", crate::domain::text::clean_line(&made.display().to_string()))
    };
    out::print(&text)
}

/// Shows on a terminal how far a copy is that takes longer than a second.
fn show(progress: &Progress, done: &Receiver<()>) {
    let mut shown = false;
    while let Err(RecvTimeoutError::Timeout) = done.recv_timeout(Duration::from_secs(1)) {
        if stderr().is_terminal() {
            shown = true;
            let _ = write!(stderr(), "\rcopying… {} %, Ctrl-C stops it ", progress.permille() / 10);
        }
    }
    if shown {
        let _ = write!(stderr(), "\r{:60}\r", "");
    }
}

#[cfg(unix)]
fn stop_on_signal(progress: &Progress) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    // Without the signals a stopped copy leaves a part, which a later backup removes.
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP]) else { return };
    let progress = progress.clone();
    thread::spawn(move || signals.forever().for_each(|_| progress.stop()));
}

#[cfg(not(unix))]
fn stop_on_signal(_: &Progress) {}
