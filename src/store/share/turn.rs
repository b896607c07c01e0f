//! The turn to write on a share: a lock file of our own, because a share's locks may be none.
//!
//! The lock file holds a random token and a beat that its holder moves on. An observer that has seen the same text for
//! a minute of its own clock takes the holder for dead; a holder that was only asleep finds another token just before
//! its commit, and gives up.

use crate::error::{Error, Kind, Result};
use crate::store::patience::{self, PATIENCE};
use std::fs::File;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often it looks.
const LOOK: Duration = Duration::from_millis(20);
/// After so long without a beat, by the observer's own clock, the holder counts as dead.
const STALE: Duration = Duration::from_secs(60);
/// How often a holder moves its beat on.
const BEAT: Duration = Duration::from_secs(10);

/// Some servers give odd answers while a lock file comes and goes: so long they are not believed.
const ODD: Duration = Duration::from_secs(1);

/// Whether making a file failed because it is there, which some servers tell as having no right to.
pub(super) fn is_there(path: &Path, error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::AlreadyExists || path.symlink_metadata().is_ok()
}

/// The lock file of a file on a share, and what was last seen in it.
#[derive(Debug)]
pub struct Turnstile {
    path: PathBuf,
    seen: Option<(String, Instant)>,
    patience: Duration,
    stale: Duration,
}

impl Turnstile {
    /// The lock file beside a file: `<file>.wlock`.
    pub fn of(file: &Path) -> Self {
        let mut name = file.as_os_str().to_owned();
        name.push(".wlock");
        Self { path: PathBuf::from(name), seen: None, patience: PATIENCE, stale: STALE }
    }

    /// The same with other times, for tests.
    #[must_use]
    pub fn timed(mut self, patience: Duration, stale: Duration) -> Self {
        (self.patience, self.stale) = (patience, stale);
        self
    }

    /// Takes the turn to write, after another one's is over or its holder is dead.
    ///
    /// # Errors
    /// [`Kind::Busy`] after some seconds, or the share refuses.
    pub fn enter(&mut self) -> Result<Turn> {
        let began = Instant::now();
        loop {
            match File::options().write(true).create_new(true).open(&self.path) {
                Ok(file) => return Turn::begin(&self.path, file),
                Err(error) if is_there(&self.path, &error) || began.elapsed() < ODD => {}
                Err(error) => return Err(error.into()),
            }
            if self.holder_is_dead() {
                self.take_away();
                continue;
            }
            if began.elapsed() >= self.patience {
                return Err(Error::new(Kind::Busy, "another computer is saving to this file")
                    .hint("what you typed is kept: save again in a moment; a computer that died in the middle is waited for a minute"));
            }
            patience::pause(LOOK);
        }
    }

    /// Whether this observer has seen the same text in the lock for so long that nobody can be behind it.
    fn holder_is_dead(&mut self) -> bool {
        let Ok(now) = std::fs::read_to_string(&self.path) else {
            self.seen = None;
            return false;
        };
        match &self.seen {
            Some((seen, since)) if *seen == now => since.elapsed() >= self.stale,
            _ => {
                self.seen = Some((now, Instant::now()));
                false
            }
        }
    }

    /// Takes a dead holder's lock away: by a name of our own, so that of two observers one takes it.
    fn take_away(&mut self) {
        let Some((dead, _)) = self.seen.take() else { return };
        let mut name = self.path.as_os_str().to_owned();
        name.push(format!(".{}", uuid::Uuid::new_v4().simple()));
        let aside = PathBuf::from(name);
        if std::fs::rename(&self.path, &aside).is_err() {
            return;
        }
        let taken = std::fs::read_to_string(&aside).unwrap_or_default();
        if taken == dead {
            let _ = std::fs::remove_file(&aside);
        } else if std::fs::hard_link(&aside, &self.path).is_ok() {
            // Somebody else was faster and this was their new lock: it goes back. Where that fails they find it
            // missing before their commit, and try again.
            let _ = std::fs::remove_file(&aside);
        }
    }
}

/// The turn to write; it ends when it is dropped.
#[derive(Debug)]
pub struct Turn {
    path: PathBuf,
    token: String,
    end: Option<Sender<()>>,
    beating: Option<JoinHandle<()>>,
}

impl Turn {
    fn begin(path: &Path, mut file: File) -> Result<Self> {
        let token = uuid::Uuid::new_v4().simple().to_string();
        let written = write!(file, "{token} 0").and_then(|()| file.sync_all());
        if let Err(error) = written {
            let _ = std::fs::remove_file(path);
            return Err(error.into());
        }
        let (end, ended) = mpsc::channel();
        let own = token.clone();
        // Through the open file, not its name: a lock that was taken away is not written over.
        let beating = std::thread::spawn(move || {
            let mut beat = 0u32;
            while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(BEAT) {
                beat += 1;
                let _ =
                    file.rewind().and_then(|()| write!(file, "{own} {beat}")).and_then(|()| file.sync_data());
            }
        });
        Ok(Self { path: path.to_owned(), token, end: Some(end), beating: Some(beating) })
    }

    /// Reads the lock once more, just before a commit.
    ///
    /// # Errors
    /// [`Kind::Busy`]: this computer stood still so long that another one took over.
    pub fn still_ours(&self) -> Result<()> {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        if text.split(' ').next() == Some(self.token.as_str()) {
            return Ok(());
        }
        Err(Error::new(
            Kind::Busy,
            "this computer stood still while it was saving, and another one took over",
        )
        .hint("nothing of it was saved, and what you typed is kept: save again"))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.end.take();
        if let Some(beating) = self.beating.take() {
            let _ = beating.join();
        }
        if self.still_ours().is_ok() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        (folder, path)
    }

    fn turnstile(path: &Path) -> Turnstile {
        Turnstile::of(path).timed(Duration::from_millis(60), STALE)
    }

    /// A minute goes by for an observer.
    fn a_minute_later(turnstile: &mut Turnstile) {
        let (_, since) = turnstile.seen.as_mut().unwrap();
        *since = since.checked_sub(STALE).unwrap();
    }

    #[test]
    fn one_at_a_time_and_the_lock_goes_with_its_turn() {
        let (folder, path) = place();
        let (mut one, mut two) = (turnstile(&path), turnstile(&path));
        let turn = one.enter().unwrap();
        assert_eq!(two.enter().unwrap_err().kind, Kind::Busy);
        turn.still_ours().unwrap();
        drop(turn);
        drop(two.enter().unwrap());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_dead_holder_is_told_by_the_observers_own_clock_and_a_sleeper_gives_up() {
        let (_folder, path) = place();
        let (mut one, mut two) = (turnstile(&path), turnstile(&path));
        let sleeper = one.enter().unwrap();
        assert!(two.enter().is_err(), "seen for the first time just now");
        assert!(two.enter().is_err(), "not seen for long enough");
        a_minute_later(&mut two);
        let turn = two.enter().unwrap();
        assert_eq!(sleeper.still_ours().unwrap_err().kind, Kind::Busy);
        drop(sleeper);
        turn.still_ours().unwrap();
    }

    #[test]
    fn a_beat_keeps_a_long_turn_alive() {
        let (_folder, path) = place();
        let (mut one, mut two) = (turnstile(&path), turnstile(&path));
        let turn = one.enter().unwrap();
        for beat in 1..6 {
            assert!(two.enter().is_err(), "beat {beat}");
            std::fs::write(Turnstile::of(&path).path, format!("{} {beat}", turn.token)).unwrap();
            a_minute_later(&mut two);
        }
        turn.still_ours().unwrap();
    }
}
