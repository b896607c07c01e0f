//! The backups that lie in a folder: their names, which are kept, and the newest that is whole.

use super::copy::connect;
use crate::error::{Error, Kind, Result};
use crate::settings::general::Backup;
use crate::store::event::verify_chain;
use crate::store::migrate::{APPLICATION_ID, newest};
use chrono::{Datelike, NaiveDateTime, Timelike};
use rusqlite::OpenFlags;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How the moment of a backup stands in its name: `2026-11-24T101500`.
const STAMP: &str = "%Y-%m-%dT%H%M%S";

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "ifr".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

pub(crate) fn name_of(path: &Path, at: NaiveDateTime) -> String {
    format!("{}-{}.db", stem(path), at.format(STAMP))
}

/// The moments of the backups of this file that lie in a folder, oldest first.
pub(super) fn made_of(path: &Path, folder: &Path) -> Vec<NaiveDateTime> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let start = format!("{}-", stem(path));
    let mut stamps: Vec<NaiveDateTime> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let stamp = name.strip_prefix(&start)?.strip_suffix(".db")?;
            NaiveDateTime::parse_from_str(stamp, STAMP).ok()
        })
        .collect();
    stamps.sort_unstable();
    stamps
}

/// Which backups are no longer kept: the newest of each two hours, day, week and month stay, as many as are set.
pub(super) fn too_many(stamps: &[NaiveDateTime], keep: &Backup) -> Vec<NaiveDateTime> {
    let mut kept = BTreeSet::new();
    let mut keep_by = |count: i64, key: &dyn Fn(NaiveDateTime) -> (i32, u32)| {
        let mut seen = BTreeSet::new();
        for stamp in stamps.iter().rev() {
            if seen.insert(key(*stamp)) {
                if seen.len() > usize::try_from(count).unwrap_or(0) {
                    break;
                }
                kept.insert(*stamp);
            }
        }
    };
    keep_by(keep.two_hourly, &|at| (at.num_days_from_ce(), at.hour() / 2));
    keep_by(keep.daily, &|at| (at.num_days_from_ce(), 0));
    keep_by(keep.weekly, &|at| (at.iso_week().year(), at.iso_week().week()));
    keep_by(keep.monthly, &|at| (at.year(), at.month()));
    stamps.iter().copied().filter(|stamp| !kept.contains(stamp)).collect()
}

/// A backup that was looked over and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Where it lies.
    pub path: PathBuf,
    /// When it was made, in the file's time zone.
    pub at: NaiveDateTime,
}

/// The newest backup of a file that is whole; `None` where there is none, or it cannot be read.
pub fn newest_good(path: &Path, keep: &Backup) -> Option<Good> {
    let folder = super::folder_of(path, keep);
    let mut made = made_of(path, &folder);
    made.reverse();
    made.into_iter()
        .map(|at| Good { path: folder.join(name_of(path, at)), at })
        .find(|good| examine(&good.path).is_ok())
}

/// The same error with a hint that names the newest good backup, where there is one.
#[must_use]
pub fn naming_newest(error: Error, path: &Path, keep: &Backup) -> Error {
    if !matches!(error.kind, Kind::Damaged | Kind::NotOurs | Kind::Missing) {
        return error;
    }
    let Some(good) = newest_good(path, keep) else { return error };
    let hint = format!(
        "the newest good backup is {}, of {}; \"ifr restore\" brings it back and keeps what is there now",
        good.path.display(),
        good.at.format("%-d %b %Y, %H:%M")
    );
    let before = if error.hint.is_empty() { String::new() } else { format!("{}\n  ", error.hint) };
    Error { hint: format!("{before}{hint}"), ..error }
}

/// What a file says that was looked over and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The file's own identity.
    pub file_uuid: String,
    /// The partnership's name.
    pub partnership: String,
    /// How many events it holds.
    pub events: i64,
    /// The instant of its newest event; empty where it has none.
    pub newest_at: String,
}

/// Looks a closed file over: ours, of a schema that is known, every page and the audit chain whole.
///
/// # Errors
/// What is wrong with it.
pub fn examine(path: &Path) -> Result<Contents> {
    let not = |why: &str| Error::new(Kind::NotOurs, format!("{} cannot be used: {why}", path.display()));
    if !path.is_file() {
        return Err(Error::new(Kind::Missing, format!("there is no file {}", path.display())));
    }
    let conn = connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(not("it is not an ifr file"));
    }
    let schema: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if schema > newest() {
        return Err(Error::new(Kind::Newer, format!("{} was written by a newer ifr", path.display()))
            .hint("install the newer program on this computer, too"));
    }
    let said: String = conn.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(not("it is damaged"));
    }
    let chain = verify_chain(&conn)?;
    if chain.broken.is_some() {
        return Err(not("its audit chain is broken"));
    }
    let newest_at =
        conn.query_row("select coalesce((select at from event order by seq desc limit 1), '')", [], |row| {
            row.get(0)
        })?;
    Ok(conn.query_row("select file_uuid, partnership from meta where id = 1", [], |row| {
        Ok(Contents { file_uuid: row.get(0)?, partnership: row.get(1)?, events: chain.events, newest_at })
    })?)
}
