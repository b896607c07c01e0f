//! The file itself: its settings, its place, its pages, its trail, its backups.

use super::{Finding, RESTORE};
use crate::error::Result;
use crate::store::sql::read_instant;
use crate::store::view::audit::{Breach, Edited, Trail};
use crate::store::{Store, backup, place};
use chrono::{DateTime, TimeDelta, Utc};

/// Less than this is too little for a backup and a day's work.
const LITTLE_SPACE: u64 = 200 * 1024 * 1024;
/// A newest backup older than this is worth a word.
const OLD_BACKUP_HOURS: i64 = 72;
/// Two computers on one network are never further apart than this.
const CLOCK_MINUTES: i64 = 2;

pub(super) fn file(store: &Store) -> Result<Finding> {
    let conn = store.conn();
    let pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let page: i64 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
    let schema: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(Finding::right("file", format!("{} KB, schema {schema}", pages * page / 1024)))
}

/// The pragmas that keep acknowledged writes, as this connection has them.
///
/// One that only reads keeps no journal; the one that writes on a share has its pragmas read back when it is opened.
pub(super) fn pragmas(store: &Store) -> Result<Finding> {
    let mut said = Vec::new();
    let mut right = true;
    let only_reads = store.conn().is_readonly(rusqlite::MAIN_DB)?;
    let wanted =
        [("journal_mode", "persist"), ("synchronous", "3"), ("foreign_keys", "1"), ("secure_delete", "1")];
    for (name, wanted) in wanted.into_iter().skip(usize::from(only_reads)) {
        let got = store.conn().pragma_query_value(None, name, |row| {
            Ok(match row.get::<_, rusqlite::types::Value>(0)? {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                _ => String::new(),
            })
        })?;
        right &= got == wanted;
        said.push(format!("{name} {got}"));
    }
    let said = said.join(", ");
    Ok(if right {
        Finding::right("safety", said)
    } else {
        Finding::wrong("safety", said, "close every other program that uses the file, and look again")
    })
}

pub(super) fn folder(store: &Store) -> Result<Finding> {
    let folder = store.path().parent().unwrap_or(store.path());
    Ok(match place::kind(folder) {
        place::Place::Local => Finding::right("folder", "on a local disk"),
        place::Place::Share(kind) => Finding::note(
            "folder",
            format!("on a network share ({kind}), as the settings allow"),
            "keep the file on one computer if you can; try the share's locks with \"ifr check --share\"",
        ),
        place::Place::Refused(why) => {
            Finding::wrong("folder", why, "move the file to a local disk of one computer")
        }
    })
}

#[cfg(unix)]
pub(super) fn permissions(store: &Store) -> Result<Finding> {
    use std::os::unix::fs::PermissionsExt;
    let mode = store.path().metadata()?.permissions().mode() & 0o777;
    let folder = store.path().parent().and_then(|folder| folder.metadata().ok());
    let open_folder = folder.is_some_and(|meta| {
        // A folder such as /tmp, in which nobody removes what is another's, is no hole.
        let mode = meta.permissions().mode();
        mode & 0o002 != 0 && mode & 0o1000 == 0
    });
    Ok(match (mode & 0o007, mode & 0o070, open_folder) {
        (1.., ..) => Finding::wrong(
            "permissions",
            format!("{mode:o}, everybody on this computer may open it"),
            "take that right away: chmod o-rwx FILE",
        ),
        (_, _, true) => Finding::wrong(
            "permissions",
            format!("{mode:o}, but everybody on this computer may write in its folder"),
            "take that right away: chmod o-w FOLDER",
        ),
        (_, 0, _) => Finding::right("permissions", format!("{mode:o}, only its owner may open it")),
        _ => Finding::right("permissions", format!("{mode:o}, its owner and its group may open it")),
    })
}

#[cfg(not(unix))]
pub(super) fn permissions(_: &Store) -> Result<Finding> {
    Ok(Finding::right("permissions", "as its folder has them"))
}

#[cfg(unix)]
pub(super) fn space(store: &Store) -> Result<Finding> {
    let folder = store.path().parent().unwrap_or(store.path());
    let disk = rustix::fs::statvfs(folder).map_err(std::io::Error::from)?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let need = LITTLE_SPACE.max(store.path().metadata()?.len().saturating_mul(3));
    let said = format!("{} MB free", free / (1024 * 1024));
    Ok(if free >= need {
        Finding::right("space", said)
    } else {
        Finding::note("space", said, "free some space: a full disk stops saving and backups")
    })
}

#[cfg(not(unix))]
pub(super) fn space(_: &Store) -> Result<Finding> {
    Ok(Finding::right("space", "is not told by this system"))
}

pub(super) fn contents(store: &Store) -> Result<Finding> {
    let said: String = store.conn().query_row(
        "select group_concat(integrity_check, '; ') from pragma_integrity_check",
        [],
        |row| row.get(0),
    )?;
    Ok(match said.as_str() {
        "ok" => Finding::right("contents", "every page and every index is whole"),
        _ => Finding::wrong("contents", said, RESTORE),
    })
}

pub(super) fn links(store: &Store) -> Result<Finding> {
    let loose: i64 =
        store.conn().query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get(0))?;
    Ok(match loose {
        0 => Finding::right("links", "every link leads somewhere"),
        _ => Finding::wrong(
            "links",
            format!("{loose} links lead nowhere"),
            "another program wrote into the file: find out which, and go back to a good backup",
        ),
    })
}

/// The trail, verified once: whether it is unbroken, and whether the records hold what it says.
pub(super) fn trail(store: &Store) -> [Finding; 2] {
    match store.verify_trail() {
        Ok(trail) => [chain(&trail), records(&trail)],
        Err(error) => ["audit chain", "records"].map(|name| Finding::unread(name, &error)),
    }
}

fn chain(trail: &Trail) -> Finding {
    let broken: Vec<String> = trail.breaches.iter().map(Breach::said).collect();
    match broken.as_slice() {
        [] => {
            let events = crate::domain::text::count(trail.events, "event");
            Finding::right("audit chain", format!("{events}, unbroken, head {}", trail.head))
        }
        some => Finding::wrong(
            "audit chain",
            some.join("; "),
            "somebody changed the trail: keep the file, and compare it with a backup from before",
        ),
    }
}

/// Whether what stands in the records is what the trail says was written last.
fn records(trail: &Trail) -> Finding {
    let edited: Vec<String> = trail.edited.iter().map(Edited::said).collect();
    match edited.as_slice() {
        [] => Finding::right("records", "they hold what the trail says was written last"),
        some => Finding::wrong(
            "records",
            some.join("; "),
            "another program changed them: find out which, and compare with a backup from before",
        ),
    }
}

/// The instant of the newest event, where this computer's clock stands behind it; a demo and a look back have no clock.
pub(in crate::store) fn clock_behind(store: &Store) -> Result<Option<DateTime<Utc>>> {
    if store.clock().as_of().is_some() || store.meta().demo {
        return Ok(None);
    }
    let newest: String = store.conn().query_row(
        "select coalesce((select at from event order by seq desc limit 1), '')",
        [],
        |row| row.get(0),
    )?;
    let patience = TimeDelta::minutes(CLOCK_MINUTES);
    Ok(read_instant(&newest).filter(|newest| *newest > store.clock().now() + patience))
}

/// Whether the clock stands behind the newest event: what is written now would seem older than what was before.
pub(super) fn clock(store: &Store) -> Result<Finding> {
    let now = store.clock().now();
    Ok(match clock_behind(store)? {
        None => Finding::right(
            "clock",
            format!("{}, not behind the newest event", now.format("%Y-%m-%d %H:%M UTC")),
        ),
        Some(newest) => Finding::wrong(
            "clock",
            format!(
                "this computer's clock stands behind the newest event, of {}",
                newest.format("%Y-%m-%d %H:%M UTC")
            ),
            "set the clock of this computer, or of the one that wrote the event",
        ),
    })
}

pub(super) fn backup(store: &Store) -> Result<Finding> {
    const MAKE: &str = "make one with \"ifr backup\"; while ifr is open it makes them by itself";
    if store.meta().demo {
        return Ok(Finding::right("backup", "a demo needs none"));
    }
    let Some(good) = backup::newest_good(store.path(), &store.settings().general.backup) else {
        return Ok(Finding::note("backup", "there is no good backup yet", MAKE));
    };
    let now = store.clock().now().with_timezone(&store.meta().time_zone).naive_local();
    let said = format!("the newest good one is {}", good.path.display());
    Ok(if now - good.at > TimeDelta::hours(OLD_BACKUP_HOURS) {
        Finding::note("backup", said, MAKE)
    } else {
        Finding::right("backup", said)
    })
}
