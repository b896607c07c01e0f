//! On a network share: one writer at a time, and nobody who only reads can undo a save.
//!
//! A share's locks may be none. Whoever reads there while another computer saves finds a journal that nobody seems to
//! hold, takes it for what a crash left, and takes the save back: it would be lost, though it was acknowledged. So what
//! the screens read with cannot write at all, and the one connection that can is touched only in its turn.

pub mod probe;
pub(super) mod turn;

use super::open::{Access, connect};
use super::{Reply, Request, Store};
use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use turn::{Turn, Turnstile};

/// So often is asked anew, where others save meanwhile, before that is done in a turn of its own.
const TIMES: usize = 3;

/// A file on a share: whose turn it is to write, and the connection that writes.
#[derive(Debug)]
pub(super) struct Share {
    path: PathBuf,
    turnstile: Turnstile,
    /// Opened in the first turn.
    hand: Option<Connection>,
}

impl Share {
    /// The file at a path.
    pub fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), turnstile: Turnstile::of(path), hand: None }
    }

    /// Takes the turn to write; a save that was broken off before it is taken back by the first look.
    ///
    /// # Errors
    /// [`Kind::Busy`] after some seconds, or the share refuses.
    pub fn turn(&mut self) -> Result<(Turn, &mut Connection)> {
        let turn = self.turnstile.enter()?;
        let hand = match self.hand.take() {
            Some(hand) => hand,
            None => connect(&self.path, Access::ReadWrite)?,
        };
        Ok((turn, self.hand.insert(hand)))
    }

    /// Waits until nobody saves, and takes back what was broken off.
    fn take_back(&mut self) -> Result<()> {
        let (_turn, hand) = self.turn()?;
        look(hand)
    }

    /// Opens the file for what only reads.
    ///
    /// # Errors
    /// It cannot be opened, or a save is under way for longer than anybody waits.
    pub fn reader(&mut self) -> Result<Connection> {
        let open = |path: &Path| {
            let conn = connect(path, Access::ReadOnly)?;
            look(&conn).map(|()| conn)
        };
        match open(&self.path) {
            Err(error) if error.kind == Kind::HalfSaved => {
                self.take_back()?;
                open(&self.path)
            }
            reader => reader,
        }
    }

    /// Lets go of the connection that writes: the next turn opens the file anew.
    pub fn let_go(&mut self) {
        self.hand = None;
    }

    /// Whether the system lets the file only be read; nothing of it is looked at.
    pub fn is_locked(&self) -> Result<bool> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Ok(Connection::open_with_flags(&self.path, flags)?.is_readonly(rusqlite::MAIN_DB)?)
    }

    /// Whether the connection that writes was opened when the file could only be read.
    pub fn fell_back(&self) -> bool {
        self.hand.as_ref().is_some_and(|hand| hand.is_readonly(rusqlite::MAIN_DB).unwrap_or(false))
    }
}

/// Looks into the file, which meets what was left half saved.
fn look(conn: &Connection) -> Result<()> {
    Ok(conn.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))?)
}

/// The connection that may write now, with its turn where the file lies on a share.
///
/// # Errors
/// Another computer saves for longer than anybody waits, or the share refuses.
pub(super) fn writing<'a>(
    share: &'a mut Option<Share>,
    own: &'a mut Connection,
) -> Result<(Option<Turn>, &'a mut Connection)> {
    match share {
        None => Ok((None, own)),
        Some(share) => share.turn().map(|(turn, hand)| (Some(turn), hand)),
    }
}

impl Store {
    /// Does a use case; on a share once more where another computer saved meanwhile, so that all that was read is of
    /// one moment.
    pub(super) fn ask_undisturbed(&mut self, request: Request) -> Result<Reply> {
        if self.share.is_none() || self.access == Access::ReadOnly {
            return self.ask_once(request);
        }
        let reads = request.only_reads();
        let mut disturbed = half_saved();
        for _ in 0..TIMES {
            match self.ask_watched(request.clone(), reads) {
                Err(error) if error.kind == Kind::HalfSaved => disturbed = error,
                reply => return reply,
            }
            if let Some(share) = &mut self.share {
                share.take_back()?;
            }
        }
        if !reads {
            return Err(Error { kind: Kind::Busy, ..disturbed });
        }
        let _turn = self.share.as_mut().map(|share| share.turnstile.enter()).transpose()?;
        self.ask_once(request)
    }

    /// Does a use case; what only reads fails with [`Kind::HalfSaved`] where the file is another one afterwards.
    fn ask_watched(&mut self, request: Request, reads: bool) -> Result<Reply> {
        let before = self.version()?;
        let reply = self.ask_once(request);
        if reads && self.version()? != before {
            return Err(half_saved());
        }
        reply
    }

    /// A number that changes with each save of somebody else.
    fn version(&self) -> Result<i64> {
        Ok(self.conn.prepare_cached("pragma data_version")?.query_row([], |row| row.get(0))?)
    }
}

/// The error of whoever meets a save that is under way, or was broken off.
pub(super) fn half_saved() -> Error {
    Error::new(Kind::HalfSaved, "a save to this file is under way, or was broken off").hint(
        "try again in a moment; where that does not help, open the file once as somebody who may write to it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::StaffId;
    use crate::domain::action_item::Priority;
    use crate::store::open::prepared;
    use crate::store::request::Form;
    use crate::store::view::form::ItemForm;
    use crate::store::view::item::ItemTerms;
    use crate::store::{OpId, Request, Store, What, fixture};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::ScopedJoinHandle;
    use std::time::Duration;

    /// A file that is written turn by turn, as on a share, with Dana signed in.
    fn shared() -> Store {
        let mut store = fixture::small();
        let staff = StaffId(1);
        store.handle(Request::SignIn { staff, passphrase: "demo".into() }).unwrap();
        let turns = turnstile(store.path());
        on_share(&mut store, "unix", turns);
        store
    }

    /// Makes of a store what it is on a share; `vfs` says with which locks.
    fn on_share(store: &mut Store, vfs: &str, turnstile: Turnstile) {
        let path = store.path().to_owned();
        let open = |access, mode| {
            let conn = Connection::open_with_flags_and_vfs(&path, mode, vfs).unwrap();
            prepared(conn, access).unwrap()
        };
        store.share = Some(Share {
            turnstile,
            hand: Some(open(Access::ReadWrite, OpenFlags::SQLITE_OPEN_READ_WRITE)),
            path: path.clone(),
        });
        store.conn = open(Access::ReadOnly, OpenFlags::SQLITE_OPEN_READ_ONLY);
    }

    fn turnstile(path: &Path) -> Turnstile {
        Turnstile::of(path).timed(Duration::from_millis(60), Duration::from_secs(60))
    }

    fn lock_of(path: &Path) -> PathBuf {
        path.with_file_name("programme.ifr.wlock")
    }

    fn save(store: &mut Store, op: OpId) -> Result<()> {
        let terms = ItemTerms {
            description: "Call the school".into(),
            owner: StaffId(1),
            due_on: "2026-12-01".parse().unwrap(),
            family: None,
            category: "administrative".into(),
            priority: Priority::Normal,
        };
        store.handle(Request::Save(op, Form::Item(ItemForm { terms, meeting: None }))).map(drop)
    }

    fn saved(store: &Store) -> i64 {
        let sql = "select count(*) from action_item";
        store.conn().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_save_waits_for_its_turn_and_leaves_no_lock_behind() {
        let mut store = shared();
        let lock = lock_of(store.path());
        let op = OpId::new();
        let other = turnstile(store.path()).enter().unwrap();
        let error = save(&mut store, op).unwrap_err();
        assert_eq!((error.kind, saved(&store)), (Kind::Busy, 0), "{error}");
        assert!(error.hint.contains("what you typed is kept"), "{error}");
        other.still_ours().unwrap();
        drop(other);
        save(&mut store, op).unwrap();
        save(&mut store, op).unwrap();
        assert_eq!((saved(&store), lock.exists()), (1, false), "once, and the turn is given back");
    }

    #[test]
    fn whoever_slept_in_the_middle_of_a_save_is_fenced_off() {
        let mut store = shared();
        let lock = lock_of(store.path());
        let op = OpId::new();
        // While this computer stood still, another one took it for dead and writes now.
        let done = store.write(op, What::new("test", "meta"), |tx| {
            std::fs::write(&lock, "another 0")?;
            tx.note("by", "a sleeper");
            Ok(())
        });
        assert_eq!(done.unwrap_err().kind, Kind::Busy);
        let events = "select count(*) from event where op_id = ?1";
        let count: i64 = store.conn().query_row(events, [op.to_string()], |row| row.get(0)).unwrap();
        assert_eq!(count, 0, "nothing of it is in the file");
        assert_eq!(std::fs::read_to_string(&lock).unwrap(), "another 0", "the other's turn stays");
        let kept = store.jot(|_| Ok(()));
        assert_eq!(kept.unwrap_err().kind, Kind::Busy, "a draft waits for its turn, too");
        std::fs::remove_file(&lock).unwrap();
        store.write(op, What::new("test", "meta"), |_| Ok(())).unwrap();
    }

    /// A second program at the same file, on a share without locks.
    fn another(store: &Store) -> Store {
        let mut other = store.beside().unwrap();
        let patient = Duration::from_secs(60);
        on_share(&mut other, "unix-none", Turnstile::of(store.path()).timed(patient, patient));
        other
    }

    #[test]
    fn without_any_locks_no_save_is_lost_while_others_read() {
        const EACH: i64 = 15;
        let store = shared();
        let over = AtomicBool::new(false);
        let write = |mut store: Store| (0..EACH).for_each(|_| save(&mut store, OpId::new()).unwrap());
        let read = |mut store: Store| {
            let (mut last, mut times) = (0, 0);
            while !over.load(Ordering::Relaxed) {
                let now = items(&mut store);
                assert!(now >= last, "{last} items became {now}");
                (last, times) = (now, times + 1);
            }
            times
        };
        let ([one, two, three], over) = ([another(&store), another(&store), another(&store)], &over);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| read(one));
            let written = [two, three].map(|one| scope.spawn(|| write(one))).map(ScopedJoinHandle::join);
            over.store(true, Ordering::Relaxed);
            assert!(reader.join().unwrap() > 0, "somebody read meanwhile");
            written.into_iter().for_each(|done| done.unwrap());
        });
        let whole: String = store.conn().query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!((saved(&store), whole.as_str()), (2 * EACH, "ok"));
        let chain = crate::store::verify_chain(store.conn()).unwrap();
        assert_eq!((chain.broken, lock_of(store.path()).exists()), (None, false));
    }

    fn items(store: &mut Store) -> usize {
        match store.handle(Request::Items(Default::default())).unwrap() {
            Reply::Items(items) => items.len(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_a_crash_left_half_saved_is_taken_back_in_a_turn() {
        let mut store = shared();
        save(&mut store, OpId::new()).unwrap();
        // A save that has reached the disk in part, and stays as it is there: the file and its journal.
        let (_turn, hand) = store.share.as_mut().unwrap().turn().unwrap();
        hand.execute_batch("pragma cache_size = 1; begin immediate; update action_item set description = 'half'; create table half (x); insert into half select hex(randomblob(4000)) from event, event").unwrap();
        let crashed = tempfile::tempdir().unwrap();
        for end in ["", "-journal"] {
            let name = format!("programme.ifr{end}");
            std::fs::copy(store.path().with_file_name(&name), crashed.path().join(&name)).unwrap();
        }
        let path = crashed.path().join("programme.ifr");
        let error = connect(&path, Access::ReadOnly).and_then(|conn| look(&conn)).unwrap_err();
        assert_eq!(error.kind, Kind::HalfSaved, "{error}");
        // Somebody's turn it is still: nothing is taken back.
        let mut share = Share { turnstile: turnstile(&path), ..Share::of(&path) };
        let turn = turnstile(&path).enter().unwrap();
        assert_eq!(share.reader().unwrap_err().kind, Kind::Busy);
        drop(turn);
        let reader = share.reader().unwrap();
        let text: String =
            reader.query_row("select description from action_item", [], |row| row.get(0)).unwrap();
        assert_eq!(text, "Call the school");
        assert!(reader.execute("delete from action_item", []).is_err(), "what reads never writes");
    }
}
