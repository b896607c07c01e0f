//! An export in the real program: it is made beside the screens, so that whoever reads on is not kept waiting.

use crate::kill::{Screen, demo};
use std::time::{Duration, Instant};

const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";

/// How long it takes until a key shows; the keys go down and up again, so that each of them moves the text.
fn answered(screen: &mut Screen, key: &str) -> Duration {
    let (before, began) = (screen.text(), Instant::now());
    screen.press(key);
    while screen.text() == before {
        assert!(began.elapsed() < Duration::from_secs(3), "nothing moves on\n{before}");
        std::thread::sleep(Duration::from_millis(1));
    }
    began.elapsed()
}

#[test]
fn an_export_that_waits_for_the_file_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let mut screen = Screen::with(&db, &[]);
    screen.until("Needs you").press("7").until("Intact part").press("w").until("Read on");
    let path = folder.path().join("november.xlsx");
    screen.press("w").until("Write the report to a file").press("\x15").press(path.to_str().unwrap());
    screen.until("november.xlsx").press("\r");
    // Somebody else is in the middle of a write, so that the export cannot end.
    let other = rusqlite::Connection::open(&db).unwrap();
    other.execute_batch("begin immediate").unwrap();
    screen.press("\r").until("Preview");
    let mut waits: Vec<Duration> =
        (0..4).flat_map(|_| [DOWN, UP]).map(|key| answered(&mut screen, key)).collect();
    assert!(!path.exists(), "the export ended before anything could be shown");
    other.execute_batch("rollback").unwrap();
    screen.until("is written to");
    assert!(path.exists());
    waits.sort();
    eprintln!(
        "a key during an export: median {:?}, longest {:?}",
        waits[waits.len() / 2],
        waits[waits.len() - 1]
    );
    screen.kill_9();
}
