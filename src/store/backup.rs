//! Backups: a checked copy made beside the work, and the old ones thinned out.

use super::event::verify_chain;
use crate::error::{Error, Kind, Result};
use crate::settings::general::Backup;
use chrono::{Datelike, NaiveDateTime, Timelike};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How the moment of a backup stands in its name: `2026-11-24T101500`.
const STAMP: &str = "%Y-%m-%dT%H%M%S";

/// The folder of a file's backups: the setting, or `backup` beside the file.
pub fn folder_of(path: &Path, keep: &Backup) -> PathBuf {
    if keep.folder.is_empty() {
        path.parent().unwrap_or(Path::new(".")).join("backup")
    } else {
        PathBuf::from(&keep.folder)
    }
}

/// Makes the first backup of a day, and thins out the old ones; `None` where the day has one already.
///
/// `now` is the civil time of the file's time zone.
///
/// # Errors
/// As [`make`].
pub fn daily(path: &Path, keep: &Backup, now: NaiveDateTime) -> Result<Option<PathBuf>> {
    let folder = folder_of(path, keep);
    if made_of(path, &folder).iter().any(|stamp| stamp.date() == now.date()) {
        return Ok(None);
    }
    let made = make(path, &folder, now)?;
    for old in too_many(&made_of(path, &folder), keep) {
        // An old copy that cannot be removed does no harm.
        let _ = std::fs::remove_file(folder.join(name_of(path, old)));
    }
    Ok(Some(made))
}

/// Copies a file that may be in use: to a part beside, to the disk, checked, and only then under its name.
///
/// # Errors
/// The folder cannot be written, somebody holds the file, or the copy is not whole.
pub fn make(path: &Path, folder: &Path, now: NaiveDateTime) -> Result<PathBuf> {
    make_folder(folder, path)?;
    let target = folder.join(name_of(path, now));
    if target.symlink_metadata().is_ok() {
        return Err(Error::new(Kind::Conflict, format!("{} is there already", target.display()))
            .hint("wait a second and try again"));
    }
    let part = folder.join(format!("{}.{}.part", name_of(path, now), std::process::id()));
    let done = copy(path, &part).and_then(|()| Ok(std::fs::rename(&part, &target)?));
    if let Err(error) = done {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(target)
}

/// Makes the folder, for the people who may open the file: whoever opens it first on a day makes that day's copy.
fn make_folder(folder: &Path, path: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let refused = |error| {
        Error::new(Kind::ReadOnly, format!("the folder {} cannot be made: {error}", folder.display()))
            .hint("choose a folder that you may write to: ifr backup DIR")
    };
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(refused)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if path.metadata()?.permissions().mode() & 0o070 != 0 {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o770)).map_err(refused)?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn copy(path: &Path, part: &Path) -> Result<()> {
    private(part)?;
    let source = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    // VACUUM INTO attaches its target, the only thing that this connection may attach.
    source.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1)?;
    let before: i64 = source.query_row("select count(*) from event", [], |row| row.get(0))?;
    let target = part.to_str().ok_or_else(|| {
        Error::new(Kind::Io, "the name of the backup's folder cannot be written")
            .hint("choose a folder whose name is plain text")
    })?;
    source.execute("vacuum into ?1", [target])?;
    File::open(part)?.sync_all()?;
    verify(&source, part, before)
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

fn connect(path: &Path, mode: OpenFlags) -> Result<Connection> {
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

fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "ifr".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn name_of(path: &Path, at: NaiveDateTime) -> String {
    format!("{}-{}.db", stem(path), at.format(STAMP))
}

/// The moments of the backups of this file that lie in a folder, oldest first.
fn made_of(path: &Path, folder: &Path) -> Vec<NaiveDateTime> {
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
fn too_many(stamps: &[NaiveDateTime], keep: &Backup) -> Vec<NaiveDateTime> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::store::{NewFile, OpenOptions, Store};
    use chrono::{NaiveDate, TimeDelta};
    use std::sync::Arc;

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, 0, 0).unwrap()
    }

    #[test]
    fn one_a_day_whole_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let new = NewFile {
            partnership: "P".into(),
            time_zone: chrono_tz::America::Chicago,
            first_day: at(1, 0).date(),
            demo: false,
        };
        let settings = Arc::new(Settings::defaults());
        let keep = settings.general.backup.clone();
        let store = Store::create(&path, &new, OpenOptions::new(Arc::clone(&settings))).unwrap();
        let made = daily(&path, &keep, at(24, 9)).unwrap().unwrap();
        assert_eq!(daily(&path, &keep, at(24, 15)).unwrap(), None);
        assert!(daily(&path, &keep, at(25, 9)).unwrap().is_some());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(made.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
        let copy = Store::open(&made, OpenOptions::new(settings)).unwrap();
        assert_eq!(copy.meta(), store.meta());
        let left = std::fs::read_dir(folder.path().join("backup")).unwrap().flatten();
        assert!(left.into_iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")));
    }

    #[test]
    fn old_ones_are_thinned_out_and_the_newest_stays() {
        let keep = Settings::defaults().general.backup;
        let stamps: Vec<_> = (0..400).map(|n| at(24, 9) - TimeDelta::days(399 - n)).collect();
        let gone = too_many(&stamps, &keep);
        let kept = stamps.len() - gone.len();
        assert!((20..=34).contains(&kept), "{kept}");
        assert!(!gone.contains(&at(24, 9)) && gone.contains(&stamps[0]));
    }
}
