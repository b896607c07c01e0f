//! Waiting for whoever else saves: how long, how often it is looked, and whether that is going on just now.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// How long a writer waits for another.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Who waits looks more often than this.
const LOOKED: Duration = Duration::from_millis(200);

/// When somebody here looked last whether the file is free, in milliseconds since the first look; 0: never.
///
/// SQLite's handler is a plain function that knows of nobody, and a program has one file open.
static LOOK: AtomicU64 = AtomicU64::new(0);

fn now() -> u64 {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(BEGAN.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
}

/// Whether this program waits just now until somebody else has saved.
pub fn is_waiting() -> bool {
    let looked = LOOK.load(Ordering::Relaxed);
    looked != 0 && now().saturating_sub(looked) < u64::try_from(LOOKED.as_millis()).unwrap_or(0)
}

/// Sleeps until it is time to look again.
pub(super) fn pause(pause: Duration) {
    LOOK.store(now(), Ordering::Relaxed);
    thread::sleep(pause);
}

/// Waits a little for another writer, each time it is asked; `false` when the patience is over.
///
/// SQLite's own handler soon sleeps for 100 ms at a time: among several writers whoever waits longest then comes last.
pub(super) fn wait_a_little(times: i32) -> bool {
    let times = u64::try_from(times).unwrap_or(0);
    let (step, waited) = if times < 100 { (3, times * 3) } else { (10, 300 + (times - 100) * 10) };
    pause(Duration::from_millis(step));
    Duration::from_millis(waited) < PATIENCE
}
