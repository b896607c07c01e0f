//! What is done for the file beside the work: backups when they are due, and a quick look now and then.

use super::backup::{self, Progress};
use super::{Store, sql};
use crate::domain::calendar::Clock;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind, Result};
use crate::settings::general::Backup;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::OpenFlags;
use std::path::PathBuf;

/// After so many hours the file is looked over again.
const LOOK_HOURS: i64 = 24;

/// What needs no screen: it has connections of its own, and runs beside them on a thread.
#[derive(Clone, Debug)]
pub struct Upkeep {
    path: PathBuf,
    keep: Backup,
    zone: chrono_tz::Tz,
    clock: Clock,
    /// Where this computer writes down when the file was last found whole; holds nothing of the file.
    looked: Option<PathBuf>,
}

impl Upkeep {
    /// The upkeep of an open file; a demo needs none, and a look back makes none.
    ///
    /// `data` is this computer's own folder.
    pub fn of(store: &Store, data: Option<&std::path::Path>) -> Option<Self> {
        let meta = store.meta();
        if meta.demo || store.clock().as_of().is_some() || store.state().read_only {
            return None;
        }
        Some(Self {
            path: store.path().to_owned(),
            keep: store.settings().general.backup.clone(),
            zone: meta.time_zone,
            clock: *store.clock(),
            looked: data.map(|data| data.join("looked").join(&meta.file_uuid)),
        })
    }

    /// Makes a backup where one is due.
    ///
    /// # Errors
    /// It was due and could not be made.
    pub fn back_up(&self, progress: &Progress) -> Result<Option<PathBuf>> {
        let now = self.clock.now().with_timezone(&self.zone).naive_local();
        backup::keep_up(&self.path, &self.keep, now, progress)
    }

    /// Looks the file over where it was last found whole more than 24 hours ago; says whether it looked.
    ///
    /// # Errors
    /// The file is damaged: names the newest good backup.
    pub fn look(&self) -> Result<bool> {
        let now = self.clock.now();
        if self.last_look().is_some_and(|last| last <= now && now - last < TimeDelta::hours(LOOK_HOURS)) {
            return Ok(false);
        }
        let said =
            self.quick_check().map_err(|error| backup::naming_newest(error, &self.path, &self.keep))?;
        if said != "ok" {
            let error = Error::new(Kind::Damaged, format!("the file is damaged: {}", clean_line(&said)))
                .hint("leave ifr, keep the file as it is and run \"ifr check\"");
            return Err(backup::naming_newest(error, &self.path, &self.keep));
        }
        self.remember_look(now);
        Ok(true)
    }

    fn quick_check(&self) -> Result<String> {
        let conn = backup::connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let saves = || conn.query_row("pragma data_version", [], |row| row.get::<_, i64>(0));
        loop {
            let before = saves()?;
            let said: String = conn.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
            // On a share without locks a save in the middle of the look is no damage.
            if said == "ok" || saves()? == before {
                return Ok(said);
            }
        }
    }

    fn last_look(&self) -> Option<DateTime<Utc>> {
        let text = std::fs::read_to_string(self.looked.as_ref()?).ok()?;
        sql::read_instant(text.trim())
    }

    /// Writes the moment down; where that fails, the file is looked over at the next start, too.
    fn remember_look(&self, now: DateTime<Utc>) {
        let Some(looked) = &self.looked else { return };
        if let Some(folder) = looked.parent() {
            let _ = std::fs::create_dir_all(folder);
        }
        let _ = std::fs::write(looked, sql::instant(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture;

    fn upkeep() -> (Upkeep, Store) {
        let store = fixture::small();
        let looked = Some(store.path().with_file_name("looked").join("a"));
        let keep = store.settings().general.backup.clone();
        let zone = store.meta().time_zone;
        (Upkeep { path: store.path().to_owned(), keep, zone, clock: fixture::clock(), looked }, store)
    }

    #[test]
    fn the_file_is_looked_over_once_a_day() {
        let (mut upkeep, _store) = upkeep();
        assert_eq!([upkeep.look().unwrap(), upkeep.look().unwrap()], [true, false]);
        upkeep.clock = Clock::Fixed(upkeep.clock.now() + TimeDelta::hours(25), upkeep.zone);
        assert!(upkeep.look().unwrap());
        // A clock that stood in the future says nothing.
        upkeep.clock = Clock::Fixed(upkeep.clock.now() - TimeDelta::hours(40), upkeep.zone);
        assert!(upkeep.look().unwrap());
    }

    #[test]
    fn damage_names_the_newest_good_backup() {
        let (upkeep, store) = upkeep();
        let made = upkeep.back_up(&Progress::default()).unwrap().unwrap();
        let path = store.path().to_owned();
        drop(store);
        let mut bytes = std::fs::read(&path).unwrap();
        for page in bytes.chunks_mut(4096).skip(3) {
            page[..200].fill(0x5a);
        }
        std::fs::write(&path, bytes).unwrap();
        let error = upkeep.look().unwrap_err();
        assert_eq!(error.kind, Kind::Damaged, "{error}");
        assert!(error.hint.contains(&made.display().to_string()), "{error}");
        assert!(upkeep.back_up(&Progress::default()).unwrap().is_none(), "none is due");
    }
}
