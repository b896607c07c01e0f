//! How far long work has come, seen from outside, and a way to stop it.

use crate::error::{Error, Kind, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared between whoever works and whoever looks on: how far it is, and whether it shall stop.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    stop: Arc<AtomicBool>,
    rows: Arc<AtomicU64>,
    permille: Arc<AtomicU64>,
}

impl Watch {
    /// Asks the work to stop; nothing of it stays.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// How many rows have been read so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// How much of the file has been read, in thousandths.
    pub fn permille(&self) -> u64 {
        self.permille.load(Ordering::Relaxed).min(1000)
    }

    /// Notes that another row is done, and where in the file it stood.
    ///
    /// # Errors
    /// Somebody asked to stop.
    pub(super) fn row(&self, done: u64, all: u64) -> Result<()> {
        self.rows.fetch_add(1, Ordering::Relaxed);
        self.permille.store(done.saturating_mul(1000) / all.max(1), Ordering::Relaxed);
        if self.stop.load(Ordering::Relaxed) { Err(stopped()) } else { Ok(()) }
    }

    /// Begins to count again.
    pub(super) fn begin(&self) {
        self.rows.store(0, Ordering::Relaxed);
        self.permille.store(0, Ordering::Relaxed);
    }
}

/// What stopped work says.
fn stopped() -> Error {
    Error::new(Kind::Busy, "the import was stopped").hint("nothing of it was written")
}

/// Whether this says that somebody stopped the work.
pub(crate) fn was_stopped(error: &Error) -> bool {
    *error == stopped()
}
