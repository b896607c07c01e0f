//! How late the machine itself is, so that a promise of seconds is not broken by what else is built or tested beside.

use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const NAP: Duration = Duration::from_millis(50);

/// Watches how long a byte takes to the disk of a folder, and whoever wrote it to wake.
pub(super) struct Late {
    stop: Sender<()>,
    longest: JoinHandle<Duration>,
}

impl Late {
    pub(super) fn watch(folder: &Path) -> Self {
        let (stop, stopped) = channel();
        let path = folder.join("late");
        let longest = std::thread::spawn(move || {
            let (mut longest, mut began) = (Duration::ZERO, Instant::now());
            while stopped.recv_timeout(NAP).is_err_and(|end| end == RecvTimeoutError::Timeout) {
                let mut file = std::fs::File::create(&path).unwrap();
                file.write_all(b".").unwrap();
                file.sync_all().unwrap();
                longest = longest.max(began.elapsed().saturating_sub(NAP));
                began = Instant::now();
            }
            longest
        });
        Self { stop, longest }
    }

    /// What is allowed for it: a change wakes some ten threads and goes to the disk before another sees it.
    pub(super) fn allowance(self) -> Duration {
        drop(self.stop);
        self.longest.join().unwrap() * 10
    }
}
