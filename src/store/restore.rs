//! Bringing a backup back: the file that is there goes to `quarantine/` with its journal, and nothing is lost.

use super::Store;
use super::backup::{self, Contents, Progress, connect, examine};
use super::share::turn::Turnstile;
use super::write::{OpId, What};
use crate::domain::text::clean_line;
use crate::error::{Error, Kind, Result};
use chrono::NaiveDateTime;
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long somebody who has the file open is waited for.
const MOMENT: Duration = Duration::from_secs(1);

/// What was brought back, and where the file went that was there.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the file holds now.
    pub now: Contents,
    /// What it held before, where that could be read.
    pub before: Option<Contents>,
    /// Where the file lies that was there; `None` where there was none.
    pub quarantine: Option<PathBuf>,
}

/// Puts a checked copy of a backup in the place of the file; `now` is the civil time, for the name in `quarantine/`.
///
/// # Errors
/// The backup is not whole or of another partnership, somebody has the file open, or the disk refuses; the file is then
/// as it was.
///
/// `share`: a network share was opted for.
pub fn restore(from: &Path, path: &Path, now: NaiveDateTime, share: bool) -> Result<Restored> {
    let folder = super::open::folder_of(path)?;
    let shared = super::place::check(&folder, share)?;
    let path = folder.join(path.file_name().unwrap_or_default());
    let same = from.canonicalize().is_ok_and(|from| path.canonicalize().is_ok_and(|path| path == from));
    if same {
        return Err(Error::new(Kind::Usage, "that is the file itself, and no backup of it"));
    }
    let contents = examine(from)?;
    let there = path.symlink_metadata().is_ok();
    let before = if there { examine(&path).ok() } else { None };
    if let Some(before) = before.as_ref().filter(|before| before.file_uuid != contents.file_uuid) {
        return Err(other_partnership(&contents, before));
    }
    let turn = if shared { Some(Turnstile::of(&path).enter()?) } else { None };
    let held = if there { hold(&path)? } else { None };
    let part = folder.join(format!("{}.{}.part", backup::name_of(&path, now), std::process::id()));
    let made = backup::copy_closed(from, &part, &Progress::default()).and_then(|()| rights_of(&path, &part));
    if let Err(error) = made {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    let quarantine = exchange(&path, &part, held, now)?;
    drop(turn);
    Ok(Restored { now: contents, before, quarantine })
}

impl Store {
    /// Writes into the trail of a file that it was put back from a backup, and what it held before.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn note_restored(&mut self, from: &Path, done: &Restored) -> Result<()> {
        let name = from.file_name().map(|name| clean_line(&name.to_string_lossy())).unwrap_or_default();
        let before = done.before.as_ref().map(|before| before.events);
        self.write(OpId::new(), What::new("restore", "meta"), |tx| {
            tx.note("backup", name);
            tx.note("events_before", before);
            Ok(())
        })
    }
}

fn other_partnership(backup: &Contents, file: &Contents) -> Error {
    let message = format!(
        "this backup is of another file (of {}), not of that of {}",
        backup.partnership, file.partnership
    );
    Error::new(Kind::Conflict, message).hint(
        "nothing was changed; to look at it, restore it under a name of its own: ifr restore FILE --db PATH",
    )
}

/// Takes the file for this program alone; `None` where it is too damaged for that.
///
/// Whoever writes waits, and finds another file in its place afterwards.
fn hold(path: &Path) -> Result<Option<Connection>> {
    let open = || {
        Error::new(Kind::Busy, "somebody has this file open")
            .hint("nothing was changed; let everybody leave ifr, then restore again")
    };
    // Whoever is just leaving, or only looks through the folder, is gone in a moment.
    let until = Instant::now() + MOMENT;
    while others_have_it_open(path) {
        if Instant::now() >= until {
            return Err(open());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let Ok(conn) = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE) else { return Ok(None) };
    conn.busy_timeout(MOMENT)?;
    match conn.execute_batch("begin exclusive") {
        Ok(()) => Ok(Some(conn)),
        Err(error) if super::open::is_busy(&error) => Err(open()),
        Err(_) => Ok(None),
    }
}

/// Whether a program of this computer has the file open, as far as it may be asked.
#[cfg(target_os = "linux")]
fn others_have_it_open(path: &Path) -> bool {
    let own = std::process::id().to_string();
    let Ok(processes) = std::fs::read_dir("/proc") else { return false };
    let numbers = processes.flatten().filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.bytes().all(|byte| byte.is_ascii_digit()) && *name != own
    });
    let files = numbers.filter_map(|process| std::fs::read_dir(process.path().join("fd")).ok());
    files
        .flat_map(Iterator::flatten)
        .any(|file| std::fs::read_link(file.path()).is_ok_and(|open| open == path))
}

/// Elsewhere only a lock tells, or the system, which lets no open file be moved.
#[cfg(not(target_os = "linux"))]
fn others_have_it_open(_: &Path) -> bool {
    false
}

/// Gives the new file the rights of the old one.
fn rights_of(path: &Path, part: &Path) -> Result<()> {
    match path.metadata() {
        Ok(meta) => Ok(std::fs::set_permissions(part, meta.permissions())?),
        Err(_) => Ok(()),
    }
}

/// Moves the file, then its journal, to `quarantine/`, and the part to its place; takes the first step back where the
/// last fails. The file goes before its journal: at no moment does a journal lie beside a file that it is not of.
fn exchange(
    path: &Path,
    part: &Path,
    held: Option<Connection>,
    now: NaiveDateTime,
) -> Result<Option<PathBuf>> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let journal = beside(path, "-journal");
    let there = path.symlink_metadata().is_ok();
    // Where an open file cannot be moved, the lock has told what it can.
    let held = if cfg!(unix) {
        held
    } else {
        drop(held);
        None
    };
    let mut aside = None;
    if there || journal.symlink_metadata().is_ok() {
        let quarantine = folder.join("quarantine");
        make_private_folder(&quarantine)?;
        let target = free(&quarantine, path, now);
        if there {
            std::fs::rename(path, &target)?;
            aside = Some(target.clone());
        }
        if journal.symlink_metadata().is_ok() {
            std::fs::rename(&journal, beside(&target, "-journal"))?;
        }
    }
    let placed = std::fs::rename(part, path);
    if let (Err(_), Some(aside)) = (&placed, &aside) {
        let _ = std::fs::rename(aside, path);
    }
    placed?;
    drop(held);
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(aside)
}

/// A name in the quarantine that is not taken yet.
fn free(quarantine: &Path, path: &Path, now: NaiveDateTime) -> PathBuf {
    let first = quarantine.join(backup::name_of(path, now));
    if first.symlink_metadata().is_err() {
        return first;
    }
    let number = (2..).find(|n| beside(&first, &format!("-{n}")).symlink_metadata().is_err());
    beside(&first, &format!("-{}", number.unwrap_or(2)))
}

fn make_private_folder(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Error::new(Kind::ReadOnly, format!("{} cannot be made: {error}", folder.display()))
            .hint("nothing was changed; ask whoever looks after the folder for the right to write there")
    })
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(end);
    PathBuf::from(name)
}
