//! Opening a file with care: nothing is made by accident, nothing is changed that is not ours.

use super::migrate::{APPLICATION_ID, migrate, newest};
use super::patience::wait_a_little;
use super::share::{Share, writing};
use super::sql::{date, instant};
use super::watch::{Own, Seen};
use super::{Meta, Store, backup, place};
use crate::domain::calendar::Clock;
use crate::error::{Error, Kind, Result, missing};
use crate::settings::Settings;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, params};
use std::collections::HashSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whether the file may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and written.
    ReadWrite,
    /// Looked at only.
    ReadOnly,
}

/// What decides how a file is opened.
#[derive(Clone)]
pub struct OpenOptions {
    /// Thresholds, lists and meetings.
    pub settings: Arc<Settings>,
    /// A clock other than the computer's: for demo files and tests.
    pub clock: Option<Clock>,
    /// Whether the file may be written.
    pub access: Access,
}

impl OpenOptions {
    /// The ordinary way: these settings, the computer's clock, reading and writing.
    pub fn new(settings: Arc<Settings>) -> Self {
        Self { settings, clock: None, access: Access::ReadWrite }
    }
}

/// What a new file says of itself.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// The partnership's name.
    pub partnership: String,
    /// Its time zone.
    pub time_zone: chrono_tz::Tz,
    /// No cadence starts before this day.
    pub first_day: chrono::NaiveDate,
    /// The people in it are invented.
    pub demo: bool,
}

impl Store {
    /// Opens an existing file.
    ///
    /// # Errors
    /// There is none, it is not ours, its schema is newer, its place is not safe, or it cannot be read.
    pub fn open(path: &Path, options: OpenOptions) -> Result<Self> {
        let (path, shared) = locate(path, options.settings.general.share.allowed)?;
        look_like_ours(&path)?;
        let mut share = shared.then(|| Share::of(&path));
        let mut conn = reading(&path, options.access, share.as_mut())?;
        let id: i32 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
        if id != APPLICATION_ID {
            return Err(not_ours(&path, "it is another program's database"));
        }
        let seen: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if seen > newest() || (seen < newest() && options.access == Access::ReadWrite) {
            if seen < newest() {
                back_up_before(&conn, &path, &options)?;
            }
            let (_turn, conn) = writing(&mut share, &mut conn)?;
            migrate(conn)?;
        }
        whole_pages(&conn, &path)?;
        Self::with(conn, share, path, options)
    }

    /// Makes a new file where there is none.
    ///
    /// # Errors
    /// Something is there already, the folder is missing or not safe, or it cannot be written.
    pub fn create(path: &Path, new: &NewFile, options: OpenOptions) -> Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(Error::new(Kind::Usage, format!("{} is there already", path.display()))
                .hint("nothing was changed; choose another name, or open it with --db"));
        }
        let folder = folder_of(path)?;
        let shared = place::check(&folder, options.settings.general.share.allowed)?;
        let path = folder.join(path.file_name().unwrap_or_default());
        make_private(&path)?;
        let share = shared.then(|| Share::of(&path));
        let made = Self::fill(&path, new, share, options);
        if made.is_err() {
            // Ours a moment ago and still empty of records: nobody's work is lost.
            let _ = std::fs::remove_file(&path);
        }
        made
    }

    fn fill(path: &Path, new: &NewFile, mut share: Option<Share>, options: OpenOptions) -> Result<Self> {
        let mut conn = connect(path, Access::ReadWrite)?;
        migrate(&mut conn)?;
        let now = options.clock.unwrap_or(Clock::System(new.time_zone)).now();
        conn.execute(
            "insert into meta (id, file_uuid, partnership, time_zone, first_day, demo, created_at) values (1, ?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                uuid::Uuid::now_v7().to_string(),
                new.partnership,
                new.time_zone.name(),
                date(new.first_day),
                new.demo,
                instant(now)
            ],
        )?;
        if let Some(share) = &mut share {
            conn = share.reader()?;
        }
        Self::with(conn, share, path.to_owned(), options)
    }

    fn with(conn: Connection, share: Option<Share>, path: PathBuf, options: OpenOptions) -> Result<Self> {
        let meta = read_meta(&conn, &path)?;
        let clock = options.clock.unwrap_or(Clock::System(meta.time_zone));
        let OpenOptions { settings, access, .. } = options;
        let seen = Seen::all(&conn)?;
        let place = identity(&path);
        let (trail, witness, refused) = (Arc::default(), None, HashSet::new());
        Ok(Self {
            conn,
            path,
            meta,
            clock,
            settings,
            access,
            viewer: None,
            seen,
            own: Own::default(),
            saving: Arc::default(),
            granted: None,
            place,
            share,
            trail,
            witness,
            refused,
        })
    }

    /// Opens the same file once more, for the same person: for long work beside the screens.
    ///
    /// Its first bytes are not looked at again: closing them would lose the locks that are held meanwhile.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn beside(&self) -> Result<Self> {
        let mut share = self.share.as_ref().map(|_| Share::of(&self.path));
        let conn = reading(&self.path, self.access, share.as_mut())?;
        let options = OpenOptions {
            settings: Arc::clone(&self.settings),
            clock: Some(self.clock),
            access: self.access,
        };
        let (viewer, trail, witness) = (self.viewer.clone(), Arc::clone(&self.trail), self.witness.clone());
        let (own, saving) = (self.own.clone(), Arc::clone(&self.saving));
        Ok(Self {
            viewer,
            trail,
            witness,
            own,
            saving,
            ..Self::with(conn, share, self.path.clone(), options)?
        })
    }

    /// Drops the connection and opens the file again, for the same person.
    ///
    /// # Errors
    /// It cannot be opened.
    pub(super) fn reopen(&mut self, access: Access) -> Result<()> {
        let blind = Connection::open_in_memory()?;
        // The old one goes first: what it holds, and what it remembers of damaged pages, goes with it.
        drop(std::mem::replace(&mut self.conn, blind));
        if let Some(share) = &mut self.share {
            share.let_go();
        }
        let conn = reading(&self.path, access, self.share.as_mut())?;
        super::migrate::still_known(&conn)?;
        same_file(&conn, &self.meta, &self.path)?;
        self.conn = conn;
        self.access = access;
        self.place = identity(&self.path);
        Ok(())
    }
}

/// Makes sure that these are still the records this program opened: not another partnership's under the same name.
///
/// # Errors
/// [`Kind::NotOurs`]: a family's number there means another family.
pub(super) fn same_file(conn: &Connection, meta: &Meta, path: &Path) -> Result<()> {
    let uuid = conn
        .prepare_cached("select file_uuid from meta where id = 1")
        .and_then(|mut one| one.query_row([], |row| row.get::<_, String>(0)));
    match uuid {
        Ok(uuid) if uuid == meta.file_uuid => Ok(()),
        Err(error) if is_busy(&error) || is_damaged(&error) => Err(error.into()),
        _ => Err(Error::new(Kind::NotOurs, format!("another file lies in the place of {}", path.display()))
            .hint(
                "nothing is read from it or saved into it; put the right one back, and go on where you were",
            )),
    }
}

/// What tells a file from another one under the same name; `None` where there is none or it cannot be told.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|meta| (meta.dev(), meta.ino()))
}

/// Whether another file lies in the place of the one that was opened: a backup was put back.
pub(super) fn replaced(path: &Path, place: Option<(u64, u64)>) -> bool {
    // A folder that is out of reach for a moment is told by whoever reads or writes.
    identity(path).is_some_and(|now| Some(now) != place)
}

/// An open file cannot be moved away there.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Makes a backup of a file whose schema is about to change; without one, nothing is changed.
fn back_up_before(conn: &Connection, path: &Path, options: &OpenOptions) -> Result<()> {
    let meta = read_meta(conn, path)?;
    let now = options.clock.unwrap_or(Clock::System(meta.time_zone)).now();
    let folder = backup::folder_of(path, &options.settings.general.backup);
    let local = now.with_timezone(&meta.time_zone).naive_local();
    backup::make(path, &folder, local, &backup::Progress::default()).map(drop).map_err(|error| {
        let message =
            format!("this file needs the newer schema, and could not be backed up before: {}", error.message);
        Error::new(error.kind, message).hint(format!("nothing was changed; {}", error.hint))
    })
}

/// Whether an error means that somebody else holds the file just now.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn is_damaged(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt))
}

pub(super) fn folder_of(path: &Path) -> Result<PathBuf> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    folder.canonicalize().map_err(|_| {
        missing(format!("there is no folder {}", folder.display()))
            .hint("make it first, or choose another place")
    })
}

/// The file with its folder's links followed, in a place where it is safe.
fn locate(path: &Path, share: bool) -> Result<(PathBuf, bool)> {
    let meta = path.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => {
            Error::new(Kind::ReadOnly, format!("{} may not be looked at", path.display()))
                .hint("ask whoever looks after the folder for the right to read it")
        }
        _ => missing(format!("there is no file {}", path.display()))
            .hint("make one with \"ifr init PATH\", try \"ifr demo\", or name another with --db PATH"),
    })?;
    if meta.is_dir() {
        return Err(Error::new(Kind::NotOurs, format!("{} is a folder", path.display()))
            .hint("name the file in it with --db PATH"));
    }
    let folder = folder_of(path)?;
    let shared = place::check(&folder, share)?;
    Ok((folder.join(path.file_name().unwrap_or_default()), shared))
}

fn not_ours(path: &Path, why: &str) -> Error {
    Error::new(Kind::NotOurs, format!("{} is not an ifr file: {why}", path.display()))
        .hint("nothing was changed; name the right file with --db PATH")
}

/// Looks at the first bytes before SQLite does: an empty file would pass as an empty database.
///
/// Nothing has it open yet in this process, so no lock is lost by closing it.
fn look_like_ours(path: &Path) -> Result<()> {
    let mut head = Vec::with_capacity(100);
    let file = File::open(path).map_err(|_| {
        Error::new(Kind::ReadOnly, format!("{} may not be read", path.display()))
            .hint("ask whoever looks after the folder for the right to read it")
    })?;
    file.take(100).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(not_ours(path, "it is empty"));
    }
    if head.len() < 100 || !head.starts_with(b"SQLite format 3\0") {
        return Err(not_ours(path, "it is a file of another kind, or cut short"));
    }
    Ok(())
}

/// Fails where the last page was cut: SQLite would read the rest of it as zeros.
///
/// Comes after the first look into the file, which takes back what a crash left half written.
fn whole_pages(conn: &Connection, path: &Path) -> Result<()> {
    let page: u32 = conn.pragma_query_value(None, "page_size", |row| row.get(0))?;
    if path.metadata()?.len().is_multiple_of(u64::from(page.max(1))) {
        return Ok(());
    }
    Err(Error::new(Kind::Damaged, "the file is damaged: its end is cut off")
        .hint("leave it as it is and run \"ifr check\""))
}

/// Makes the file so that only its owner reads it; `init` may widen that later.
fn make_private(path: &Path) -> Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop).map_err(|error| {
        Error::new(Kind::ReadOnly, format!("{} cannot be made: {error}", path.display()))
            .hint("choose a folder that you may write to")
    })
}

/// Opens a file for the screens, which on a share only read with it.
fn reading(path: &Path, access: Access, share: Option<&mut Share>) -> Result<Connection> {
    match share {
        Some(share) if access == Access::ReadWrite => share.reader(),
        _ => connect(path, access),
    }
}

/// Opens a file, and sets what keeps it safe.
pub(super) fn connect(path: &Path, access: Access) -> Result<Connection> {
    let mode = match access {
        Access::ReadWrite => OpenFlags::SQLITE_OPEN_READ_WRITE,
        Access::ReadOnly => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    prepared(Connection::open_with_flags(path, flags)?, access)
}

/// Sets what keeps a file safe, and reads it back.
pub(super) fn prepared(mut conn: Connection, access: Access) -> Result<Connection> {
    conn.busy_handler(Some(wait_a_little))?;
    conn.set_prepared_statement_cache_capacity(128);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Without it a statement is compiled again whenever a value is bound that its plan could look at.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    for (name, value, answer) in PRAGMAS {
        if access == Access::ReadOnly && *name == "journal_mode" {
            continue;
        }
        conn.pragma_update(None, name, value)?;
        let got: String =
            conn.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0).map(shown))?;
        if got != *answer {
            return Err(Error::new(
                Kind::Place,
                format!("the file cannot be kept safe here: {name} stays {got}"),
            )
            .hint(
                "is another program using it, or was it left in another mode? close it there and try again",
            ));
        }
    }
    Ok(conn)
}

/// What keeps acknowledged writes through a power cut, each read back after it is set.
const PRAGMAS: &[(&str, &str, &str)] = &[
    ("journal_mode", "persist", "persist"),
    ("synchronous", "extra", "3"),
    ("fullfsync", "on", "1"),
    ("journal_size_limit", "1048576", "1048576"),
    ("temp_store", "memory", "2"),
    ("secure_delete", "on", "1"),
    ("foreign_keys", "on", "1"),
    ("trusted_schema", "off", "0"),
    ("cell_size_check", "on", "1"),
];

fn shown(value: rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Text(text) => text.to_lowercase(),
        rusqlite::types::Value::Integer(n) => n.to_string(),
        other => format!("{other:?}"),
    }
}

fn read_meta(conn: &Connection, path: &Path) -> Result<Meta> {
    let row = conn.query_row(
        "select partnership, time_zone, first_day, demo, file_uuid from meta where id = 1",
        [],
        |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, String>(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        },
    );
    let (partnership, zone, first_day, demo, file_uuid) = match row {
        Ok(row) => row,
        Err(error) if is_busy(&error) || is_damaged(&error) => return Err(error.into()),
        Err(_) => return Err(not_ours(path, "it does not say whose it is, or it is damaged")),
    };
    let time_zone = zone.parse().map_err(|_| not_ours(path, "its time zone is unknown"))?;
    let first_day =
        super::sql::read_date(&first_day).ok_or_else(|| not_ours(path, "its first day is not a date"))?;
    Ok(Meta { partnership, time_zone, first_day, demo, file_uuid })
}
