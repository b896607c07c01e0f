//! Copying a file that may be in use, whole and looked over, without holding anybody up.

use super::Progress;
use crate::error::{Error, Kind, Result};
use crate::store::event::verify_chain;
use crate::store::place;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// Up to this size one statement copies the file; a larger one is copied in steps, between which others write.
const AT_ONCE: u64 = 64 * 1024 * 1024;
/// Pages of a step: 4 MB, read in a few milliseconds.
const STEP: i32 = 1024;
/// What is left to writers between two steps.
const PAUSE: Duration = Duration::from_millis(5);
/// After so many new beginnings, because others wrote meanwhile, the rest is copied in one go.
const RESTARTS: u32 = 3;

/// Copies a file into a part beside its place, onto the disk, and looks the part over.
pub(crate) fn copy(path: &Path, part: &Path, progress: &Progress) -> Result<()> {
    copy_as(path, part, progress, AT_ONCE)
}

fn copy_as(path: &Path, part: &Path, progress: &Progress, at_once: u64) -> Result<()> {
    private(part)?;
    let source = connect(path, mode(path))?;
    progress.begin(&source);
    let done = fill(&source, part, progress, at_once);
    progress.end();
    // What SQLite says of being interrupted is nothing that somebody who asked for it needs to read.
    if progress.is_stopped() { Err(stopped()) } else { done }
}

/// What a file is copied with: on a share another computer's save could be undone by whoever may write.
fn mode(path: &Path) -> OpenFlags {
    match path.parent().map(place::kind) {
        Some(place::Place::Share(_)) => OpenFlags::SQLITE_OPEN_READ_ONLY,
        _ => OpenFlags::SQLITE_OPEN_READ_WRITE,
    }
}

fn fill(source: &Connection, part: &Path, progress: &Progress, at_once: u64) -> Result<()> {
    let before: i64 = source.query_row("select count(*) from event", [], |row| row.get(0))?;
    if size(source)? <= at_once {
        copy_at_once(source, part)?;
    } else {
        copy_in_steps(source, part, progress)?;
    }
    File::open(part)?.sync_all()?;
    if progress.is_stopped() {
        return Err(stopped());
    }
    verify(source, part, before)
}

fn size(conn: &Connection) -> Result<u64> {
    let pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let page: i64 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
    Ok(u64::try_from(pages * page).unwrap_or(u64::MAX))
}

fn copy_at_once(source: &Connection, part: &Path) -> Result<()> {
    // VACUUM INTO attaches its target, the only thing that this connection may attach.
    source.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    let target = part.to_str().ok_or_else(|| {
        Error::new(Kind::Io, "the name of the backup's folder cannot be written")
            .hint("choose a folder whose name is plain text")
    })?;
    source.execute("vacuum into ?1", [target])?;
    Ok(())
}

fn copy_in_steps(source: &Connection, part: &Path, progress: &Progress) -> Result<()> {
    let mut target = connect(part, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // The part is synchronised as a whole at its end, and thrown away where that is not reached.
    target.execute_batch("pragma journal_mode = off; pragma synchronous = off")?;
    let backup = Backup::new(source, &mut target)?;
    let (mut pages, mut restarts, mut left) = (STEP, 0, i32::MAX);
    loop {
        if progress.is_stopped() {
            return Err(stopped());
        }
        let answer = backup.step(pages)?;
        let at = backup.progress();
        progress.set(i64::from(at.pagecount - at.remaining), i64::from(at.pagecount));
        if answer == StepResult::Done {
            return Ok(());
        }
        // Somebody wrote: SQLite began again, so that the copy is of one moment.
        restarts += u32::from(at.remaining > left);
        left = at.remaining;
        if restarts >= RESTARTS {
            pages = -1;
        }
        std::thread::sleep(PAUSE);
    }
}

/// Whether a copy is whole, and ends in an event that the file has.
fn verify(source: &Connection, part: &Path, before: i64) -> Result<()> {
    let copy = connect(part, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let said: String = copy.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
    let chain = verify_chain(&copy)?;
    let known: Option<i64> = source
        .query_row("select seq from event where seq = ?1 and hash = ?2", (chain.events, &chain.head), |row| {
            row.get(0)
        })
        .optional()?;
    let same = chain.events >= before && (known.is_some() || chain.events == 0);
    if said == "ok" && chain.broken.is_none() && same {
        return Ok(());
    }
    Err(Error::new(Kind::NotOurs, "the copy is not whole, so it was not kept")
        .hint("run \"ifr check\": the file itself may be damaged; the older backups are still there"))
}

/// Opens a file for copying: with patience, and with nothing set that would change it.
pub(crate) fn connect(path: &Path, mode: OpenFlags) -> Result<Connection> {
    let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    Ok(conn)
}

fn private(part: &Path) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(part).map(drop).map_err(|error| {
        Error::new(Kind::ReadOnly, format!("{} cannot be made: {error}", part.display()))
            .hint("choose a folder that you may write to: ifr backup DIR")
    })
}

fn stopped() -> Error {
    Error::new(Kind::Busy, "the backup was stopped").hint("nothing of it was kept; the older ones are there")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::small;

    #[test]
    fn in_steps_it_is_the_same_file_while_others_write() {
        let store = small();
        store.conn().execute_batch("create table big (x text) strict; insert into big select hex(randomblob(2000)) from (with recursive n (i) as (select 1 union all select i + 1 from n where i < 4000) select i from n)").unwrap();
        let part = store.path().with_file_name("x.part");
        let path = store.path().to_owned();
        let writer = std::thread::spawn(move || {
            let conn = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
            for _ in 0..20 {
                conn.execute("insert into big values ('more')", []).unwrap();
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        let progress = Progress::default();
        copy_as(store.path(), &part, &progress, 0).unwrap();
        writer.join().unwrap();
        assert_eq!(progress.permille(), 1000);
        let copy = connect(&part, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        let rows: i64 = copy.query_row("select count(*) from big", [], |row| row.get(0)).unwrap();
        assert!((4000..=4020).contains(&rows), "{rows}");
    }

    #[test]
    fn stopped_it_says_so() {
        let store = small();
        for at_once in [0, AT_ONCE] {
            let progress = Progress::default();
            progress.stop();
            let part = store.path().with_file_name(format!("x-{at_once}.part"));
            let error = copy_as(store.path(), &part, &progress, at_once).unwrap_err();
            assert!(error.message.contains("stopped"), "{error}");
        }
    }
}
