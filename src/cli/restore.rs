//! `ifr restore`: a backup in the place of the file.

use super::context::Context;
use super::out;
use crate::domain::calendar::Clock;
use crate::domain::dates;
use crate::domain::text::clean_line;
use crate::error::Result;
use crate::store::restore::{Restored, restore};
use crate::store::sql::read_instant;
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
    let mut store = Store::open(&path, OpenOptions::new(Arc::clone(&context.settings)))?;
    store.note_restored(from, &done)?;
    let text = if context.global.json {
        format!("{}\n", as_json(&path, &done))
    } else {
        as_text(&path, &done, store.clock())
    };
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

/// An instant as people say it, by the file's own clock: `Tue 24 Nov, 9:30`.
fn moment(instant: &str, clock: &Clock) -> Option<String> {
    let at = read_instant(instant)?;
    Some(dates::moment(clock.date_of(at).and_time(clock.time_of(at)), clock.today()))
}

fn as_text(path: &Path, done: &Restored, clock: &Clock) -> String {
    let mut text = format!("{} is as it was", clean_line(&path.display().to_string()));
    match (done.now.events, moment(&done.now.newest_at, clock)) {
        (0, _) | (_, None) => text.push_str(" when it was made: nothing has been done in it yet\n"),
        (1, Some(at)) => text.push_str(&format!(" on {at}, after 1 entry in its trail\n")),
        (events, Some(at)) => text.push_str(&format!(" on {at}, after {events} entries in its trail\n")),
    }
    if let Some(before) = &done.before {
        let lost = before.events - done.now.events;
        let at = moment(&before.newest_at, clock).map(|at| format!(" of {at}")).unwrap_or_default();
        text.push_str(&match lost {
            ..=0 => "the file that was there held no more than that\n".to_owned(),
            1 => format!("1 later entry is only in the file that was there,{at}\n"),
            _ => format!("{lost} later entries are only in the file that was there, the newest{at}\n"),
        });
    }
    if let Some(quarantine) = &done.quarantine {
        let quarantine = clean_line(&quarantine.display().to_string());
        text.push_str(&format!("the file that was there lies in {quarantine}, with its journal\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::backup::Contents;

    fn contents(events: i64, newest_at: &str) -> Contents {
        let (file_uuid, partnership) = ("u".to_owned(), "Peoria".to_owned());
        Contents { file_uuid, partnership, events, newest_at: newest_at.into() }
    }

    #[test]
    fn it_is_told_in_words_and_by_the_clock_on_the_wall() {
        let clock = Clock::Fixed("2026-11-24T21:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
        let now = contents(1, "2026-11-24T15:30:00Z");
        let done = Restored { now, before: Some(contents(2, "2026-11-24T16:05:00Z")), quarantine: None };
        assert_eq!(
            as_text(Path::new("a.db"), &done, &clock),
            "a.db is as it was on Tue 24 Nov, 9:30, after 1 entry in its trail\n\
             1 later entry is only in the file that was there, of Tue 24 Nov, 10:05\n"
        );
        let done =
            Restored { now: contents(40, "2025-12-31T15:30:00Z"), before: done.before, quarantine: None };
        let text = as_text(Path::new("a.db"), &done, &clock);
        assert_eq!(
            text,
            "a.db is as it was on Wed 31 Dec 2025, 9:30, after 40 entries in its trail\n\
             the file that was there held no more than that\n"
        );
        let done = Restored { now: contents(0, ""), before: None, quarantine: None };
        assert!(as_text(Path::new("a.db"), &done, &clock).contains("nothing has been done in it yet"));
    }
}
