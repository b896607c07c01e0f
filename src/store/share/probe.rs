//! Whether a share's locks are locks: two computers write to a file of their own there, and count afterwards.

use super::turn::{Turn, Turnstile, is_there};
use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many times each of the two adds one.
pub const EACH: i64 = 40;
/// How long the first waits for the second.
const WAIT: Duration = Duration::from_secs(120);
/// How long a writer waits for the other's lock.
const PATIENCE: Duration = Duration::from_secs(20);

/// The two sides of a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Makes the trial's file, and judges.
    First,
    /// Joins.
    Second,
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which side this computer was.
    pub side: Side,
    /// How much was counted, of twice [`EACH`].
    pub counted: i64,
    /// What SQLite says of the trial's file: `ok`, or what is damaged.
    pub contents: String,
}

impl Outcome {
    /// Whether nothing was lost and nothing damaged.
    pub fn is_good(&self) -> bool {
        self.counted == 2 * EACH && self.contents == "ok"
    }
}

/// Runs one side of the trial in a folder: whoever comes first waits for the other, up to two minutes.
///
/// # Errors
/// Nobody else came, a third one is there, or the share refuses.
pub fn run(folder: &Path) -> Result<Outcome> {
    trial(folder, How::default(), WAIT)
}

/// What a test changes about a trial, to see that it bites and that the lock file helps.
#[derive(Clone, Copy, Default)]
struct How {
    /// Without SQLite's own locks.
    unlocked: bool,
    /// With the lock file.
    guarded: bool,
}

fn trial(folder: &Path, how: How, wait: Duration) -> Result<Outcome> {
    let trial = Trial { folder: folder.to_owned(), how, wait };
    let side = trial.side()?;
    let done = match side {
        Side::First => trial.first(),
        Side::Second => trial.second(),
    };
    if side == Side::First {
        trial.clear();
    }
    let (counted, contents) = done?;
    Ok(Outcome { side, counted, contents })
}

struct Trial {
    folder: PathBuf,
    how: How,
    wait: Duration,
}

impl Trial {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("ifr-trial.{name}"))
    }

    fn claim(&self, name: &str) -> Result<bool> {
        let path = self.path(name);
        match std::fs::File::options().write(true).create_new(true).open(&path) {
            Ok(_) => Ok(true),
            Err(error) if is_there(&path, &error) => Ok(false),
            Err(error) => Err(Error::new(Kind::ReadOnly, format!("nothing can be written there: {error}"))
                .hint("choose the folder in which the file is to lie")),
        }
    }

    fn side(&self) -> Result<Side> {
        if self.claim("first")? {
            return Ok(Side::First);
        }
        if self.claim("second")? {
            return Ok(Side::Second);
        }
        Err(Error::new(Kind::Conflict, "two computers try this folder already")
            .hint("when they are done, or were stopped, remove the files ifr-trial.* there and try again"))
    }

    fn wait_for(&self, name: &str) -> Result<()> {
        let until = Instant::now() + self.wait;
        while self.path(name).symlink_metadata().is_err() {
            if Instant::now() >= until {
                return Err(Error::new(Kind::Missing, "no other computer took part").hint(
                    "run the same command on another computer within two minutes, in the same folder",
                ));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn open(&self) -> Result<Connection> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
        let path = self.path("db");
        let conn = if self.how.unlocked {
            Connection::open_with_flags(format!("file:{}?nolock=1", path.display()), flags)?
        } else {
            Connection::open_with_flags(&path, flags)?
        };
        conn.busy_timeout(PATIENCE)?;
        // As the file itself is kept.
        conn.execute_batch("pragma journal_mode = persist; pragma synchronous = extra")?;
        Ok(conn)
    }

    fn first(&self) -> Result<(i64, String)> {
        let conn = self.open()?;
        conn.execute_batch("create table tally (id integer primary key, n integer); insert into tally values (1, 0); create table row (x text)")?;
        drop(conn);
        self.wait_for("second")?;
        self.claim("go")?;
        let counted = self.count();
        self.wait_for("done")?;
        // A share that damages the file, or its locks, is what is looked for: no failure of the trial.
        Ok(counted.and_then(|()| self.judge()).unwrap_or_else(|error| (0, error.message)))
    }

    /// The second side's part; what came of it the first one says.
    fn second(&self) -> Result<(i64, String)> {
        self.wait_for("go")?;
        let counted = self.count();
        self.claim("done")?;
        counted.map(|()| (2 * EACH, "ok".to_owned()))
    }

    /// Adds one so many times, each read before it is written: an update that is lost is missing at the end.
    ///
    /// The file is opened in the first turn: to open it is to look into it, and so to undo what is half saved.
    fn count(&self) -> Result<()> {
        let mut turnstile =
            self.how.guarded.then(|| Turnstile::of(&self.path("db")).timed(PATIENCE, PATIENCE));
        let mut opened = None;
        for _ in 0..EACH {
            let turn = turnstile.as_mut().map(Turnstile::enter).transpose()?;
            let conn = match &mut opened {
                Some(conn) => conn,
                None => opened.insert(self.open()?),
            };
            add_one(conn, turn.as_ref())?;
        }
        Ok(())
    }

    fn judge(&self) -> Result<(i64, String)> {
        let conn = self.open()?;
        let counted = conn.query_row("select n from tally", [], |row| row.get(0))?;
        let contents = conn.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
        Ok((counted, contents))
    }

    fn clear(&self) {
        for name in ["db", "db-journal", "first", "second", "go", "done"] {
            let _ = std::fs::remove_file(self.path(name));
        }
    }
}

fn add_one(conn: &mut Connection, turn: Option<&Turn>) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let n: i64 = tx.query_row("select n from tally", [], |row| row.get(0))?;
    std::thread::sleep(Duration::from_millis(2));
    tx.execute("update tally set n = ?1", [n + 1])?;
    tx.execute("insert into row select hex(randomblob(1500))", [])?;
    turn.map_or(Ok(()), Turn::still_ours)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both sides, each by a path of its own; what the first says.
    fn both([one, two]: [&Path; 2], how: How) -> Result<Outcome> {
        let wait = Duration::from_secs(20);
        let other = std::thread::spawn({
            let two = two.to_owned();
            move || trial(&two, how, wait)
        });
        let own = trial(one, how, wait);
        let other = other.join().unwrap();
        [own, other].into_iter().find(|one| !matches!(one, Ok(one) if one.side == Side::Second)).unwrap()
    }

    fn here(how: How) -> Result<Outcome> {
        let folder = tempfile::tempdir().unwrap();
        both([folder.path(), folder.path()], how)
    }

    #[test]
    fn with_locks_every_one_is_counted() {
        let outcome = here(How::default()).unwrap();
        assert!(outcome.is_good(), "{outcome:?}");
    }

    /// On a busy computer one side may be done before the other begins: then nothing is lost, and nothing told.
    #[test]
    fn without_locks_it_is_told() {
        let is_told = |_| {
            let outcome = here(How { unlocked: true, guarded: false });
            !outcome.is_ok_and(|outcome| outcome.is_good())
        };
        assert!((0..20).any(is_told));
    }

    #[test]
    fn without_locks_the_lock_file_keeps_every_save() {
        let outcome = here(How { unlocked: true, guarded: true }).unwrap();
        assert!(outcome.is_good(), "{outcome:?}");
    }

    /// On two mounts of one folder, named in `IFR_TEST_MOUNTS` with a colon between them.
    #[test]
    #[ignore = "needs two mounts"]
    fn on_two_mounts_the_lock_file_keeps_every_save() {
        let named = std::env::var("IFR_TEST_MOUNTS").unwrap();
        let (one, two) = named.split_once(':').unwrap();
        let mounts = [Path::new(one), Path::new(two)];
        let guarded = both(mounts, How { unlocked: false, guarded: true });
        let bare = both(mounts, How::default());
        assert!(guarded.as_ref().is_ok_and(Outcome::is_good), "guarded {guarded:?}, bare {bare:?}");
        assert!(!bare.as_ref().is_ok_and(Outcome::is_good), "the mounts have locks: {bare:?}");
    }

    #[test]
    fn alone_it_says_so_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let error = trial(folder.path(), How::default(), Duration::from_millis(100)).unwrap_err();
        assert!(error.message.contains("no other computer"), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
