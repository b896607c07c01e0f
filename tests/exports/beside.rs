//! An export in the real program: it is made beside the screens, so that whoever reads on is not kept waiting.

use crate::desk::wait_for;
use crate::kill::{Screen, demo};
use std::path::Path;
use std::time::{Duration, Instant};

const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";

/// How long it takes until a key shows; the keys go down and up again, so that each of them moves the text.
fn answered(screen: &mut Screen, key: &str) -> Duration {
    let (before, began) = (screen.text(), Instant::now());
    screen.press(key);
    wait_for("a movement", || screen.text() != before, || before.clone());
    began.elapsed()
}

/// Writes what is in sight to a file while somebody else is in the middle of a write, so that it cannot end: keys go on.
fn kept_waiting(screen: &mut Screen, db: &Path, path: &Path, asked: &str) {
    screen.press("w").until(asked).press("\x15").press(path.to_str().unwrap());
    screen.until(path.file_name().unwrap().to_str().unwrap()).press("\r");
    let other = rusqlite::Connection::open(db).unwrap();
    other.execute_batch("begin immediate").unwrap();
    screen.press("\r").until_gone(asked);
    // Whoever is kept waiting sees the keys only after the export has lost its patience, and then nothing is written.
    let mut waits: Vec<Duration> = (0..4).flat_map(|_| [DOWN, UP]).map(|key| answered(screen, key)).collect();
    assert!(!path.exists(), "the export ended before anything could be shown");
    other.execute_batch("rollback").unwrap();
    screen.until("written to");
    assert!(path.exists());
    waits.sort();
    eprintln!(
        "a key during an export: median {:?}, longest {:?}",
        waits[waits.len() / 2],
        waits[waits.len() - 1]
    );
}

#[test]
fn an_export_that_waits_for_the_file_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let mut screen = Screen::with(&db, &[]);
    screen.until("Needs you").press("7").until("Intact part").press("w").until("Read on");
    let path = folder.path().join("november.xlsx");
    kept_waiting(&mut screen, &db, &path, "Write the report to a file");
    screen.kill_9();
}

#[test]
fn a_list_that_waits_for_the_file_keeps_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let mut screen = Screen::with(&db, &[]);
    screen.until("Needs you").press("2").until("By worker");
    kept_waiting(&mut screen, &db, &folder.path().join("list.xlsx"), "Write to a file");
    screen.kill_9();
}
