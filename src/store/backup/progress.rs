//! How far a backup has come, seen from outside, and a way to stop it.

use rusqlite::{Connection, InterruptHandle};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Shared between the copying and whoever looks on.
#[derive(Clone, Default)]
pub struct Progress(Arc<Inner>);

#[derive(Default)]
struct Inner {
    stop: AtomicBool,
    permille: AtomicU64,
    running: Mutex<Option<InterruptHandle>>,
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Progress({} of 1000)", self.permille())
    }
}

impl Progress {
    /// Asks the copying to stop; nothing of the copy stays.
    pub fn stop(&self) {
        self.0.stop.store(true, Ordering::SeqCst);
        if let Some(handle) = self.0.running.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            handle.interrupt();
        }
    }

    /// Lets the next copy be made, after one was stopped.
    pub fn go_on(&self) {
        self.0.stop.store(false, Ordering::SeqCst);
    }

    /// Whether somebody asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.0.stop.load(Ordering::SeqCst)
    }

    /// How much is copied, in thousandths.
    pub fn permille(&self) -> u64 {
        self.0.permille.load(Ordering::Relaxed)
    }

    /// Whether something is being copied just now.
    pub fn is_running(&self) -> bool {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(super) fn begin(&self, source: &Connection) {
        self.0.permille.store(0, Ordering::Relaxed);
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(source.get_interrupt_handle());
        if self.is_stopped() {
            source.get_interrupt_handle().interrupt();
        }
    }

    pub(super) fn set(&self, done: i64, all: i64) {
        self.0.permille.store(u64::try_from(done * 1000 / all.max(1)).unwrap_or(0), Ordering::Relaxed);
    }

    pub(super) fn end(&self) {
        *self.0.running.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
