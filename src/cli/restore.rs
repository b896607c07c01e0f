//! `ifr restore`: a backup in the place of the file.

use super::context::Context;
use super::out;
use crate::domain::calendar::Clock;
use crate::domain::text::{clean_line, count};
use crate::error::Result;
use crate::store::restore::{Restored, restore};
use crate::store::{OpenOptions, Store};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;

/// Brings a backup back and says what is there now and where the file went that was there.
///
/// # Errors
/// The backup is not whole, somebody has the file open, or the disk refuses; the file is then as it was.
pub fn run(context: &Context, from: &Path) -> Result<()> {
    context.say_problems();
    let path = context.path();
    let now = Clock::System(context.settings.calendar.time_zone).now();
    let now = now.with_timezone(&context.settings.calendar.time_zone).naive_local();
    let done = restore(from, &path, now, context.settings.general.share.allowed)?;
    // An older backup gets today's schema, and the trail tells that it was put back.
    Store::open(&path, OpenOptions::new(Arc::clone(&context.settings)))?.note_restored(from, &done)?;
    let text =
        if context.global.json { format!("{}\n", as_json(&path, &done)) } else { as_text(&path, &done) };
    out::print(&text)
}

fn as_json(path: &Path, done: &Restored) -> serde_json::Value {
    json!({
        "schema": "ifr.restore.1",
        "file": path.display().to_string(),
        "events": done.now.events,
        "newest": done.now.newest_at,
        "events_before": done.before.as_ref().map(|before| before.events),
        "quarantine": done.quarantine.as_ref().map(|path| path.display().to_string()),
    })
}

fn as_text(path: &Path, done: &Restored) -> String {
    let mut text = format!(
        "{} holds {} now, the newest of {}\n",
        clean_line(&path.display().to_string()),
        count(done.now.events, "event"),
        done.now.newest_at
    );
    if let Some(before) = &done.before {
        let lost = before.events - done.now.events;
        text.push_str(&match lost {
            ..=0 => "it held no more than that before\n".to_owned(),
            1 => format!("1 later event is only in the file that was there, of {}\n", before.newest_at),
            _ => format!(
                "{lost} later events are only in the file that was there, the newest of {}\n",
                before.newest_at
            ),
        });
    }
    if let Some(quarantine) = &done.quarantine {
        let quarantine = clean_line(&quarantine.display().to_string());
        text.push_str(&format!("the file that was there lies in {quarantine}, with its journal\n"));
    }
    text
}
