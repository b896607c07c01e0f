//! Backups: a checked copy made beside the work, and the old ones thinned out.

mod copy;
mod kept;
mod progress;

pub(crate) use copy::{connect, copy as copy_closed};
pub(crate) use kept::name_of;
pub use kept::{Contents, Good, examine, naming_newest, newest_good};
pub use progress::Progress;

use crate::error::{Error, Kind, Result};
use crate::settings::general::Backup;
use chrono::{NaiveDateTime, TimeDelta};
use kept::{made_of, too_many};
#[cfg(unix)]
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// After so long a part that nobody finished is in nobody's hands any more.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// The folder of a file's backups: the setting, or `backup` beside the file.
pub fn folder_of(path: &Path, keep: &Backup) -> PathBuf {
    if keep.folder.is_empty() {
        path.parent().unwrap_or(Path::new(".")).join("backup")
    } else {
        PathBuf::from(&keep.folder)
    }
}

/// Whether a backup is due: none of this day yet, or the newest is older than the hours that are set.
///
/// `now` is the civil time of the file's time zone.
fn is_due(path: &Path, keep: &Backup, now: NaiveDateTime) -> bool {
    let made = made_of(path, &folder_of(path, keep));
    // One from a moment that is still to come (a clock was wrong) says nothing about today.
    let last = made.into_iter().rfind(|stamp| *stamp <= now);
    last.is_none_or(|last| last.date() != now.date() || now - last >= TimeDelta::hours(keep.every_hours))
}

/// Makes a backup where one is due, and thins out the old ones; `None` where none is.
///
/// # Errors
/// As [`make`].
pub fn keep_up(
    path: &Path,
    keep: &Backup,
    now: NaiveDateTime,
    progress: &Progress,
) -> Result<Option<PathBuf>> {
    if !is_due(path, keep, now) {
        return Ok(None);
    }
    let folder = folder_of(path, keep);
    let made = make(path, &folder, now, progress)?;
    for old in too_many(&made_of(path, &folder), keep) {
        // An old copy that cannot be removed does no harm.
        let _ = std::fs::remove_file(folder.join(name_of(path, old)));
    }
    Ok(Some(made))
}

/// Copies a file that may be in use: to a part beside, to the disk, checked, and only then under its name.
///
/// # Errors
/// The folder cannot be written, somebody holds the file, somebody stopped it, or the copy is not whole.
pub fn make(path: &Path, folder: &Path, now: NaiveDateTime, progress: &Progress) -> Result<PathBuf> {
    make_folder(folder, path)?;
    forget_parts(folder);
    let target = folder.join(name_of(path, now));
    if target.symlink_metadata().is_ok() {
        return Err(Error::new(Kind::Conflict, format!("{} is there already", target.display()))
            .hint("wait a second and try again"));
    }
    let part = folder.join(format!("{}.{}.part", name_of(path, now), std::process::id()));
    let done = copy::copy(path, &part, progress).and_then(|()| Ok(std::fs::rename(&part, &target)?));
    if let Err(error) = done {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(target)
}

/// Removes what a program that was killed left half copied.
fn forget_parts(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().ends_with(".part");
        let age = entry.metadata().ok().and_then(|meta| meta.modified().ok()?.elapsed().ok());
        if ours && age.is_some_and(|age| age > ABANDONED) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
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
    fn one_a_day_and_every_two_hours_whole_and_private() {
        let none = Progress::default();
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
        let made = keep_up(&path, &keep, at(24, 9), &none).unwrap().unwrap();
        assert_eq!(keep_up(&path, &keep, at(24, 10), &none).unwrap(), None);
        assert!(keep_up(&path, &keep, at(25, 1), &none).unwrap().is_some());
        assert_eq!(keep_up(&path, &keep, at(25, 2), &none).unwrap(), None);
        assert!(keep_up(&path, &keep, at(25, 3), &none).unwrap().is_some());
        assert_eq!(newest_good(&path, &keep).unwrap().at, at(25, 3));
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
