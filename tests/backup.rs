//! Backups and bringing them back: whole, rotated, never over the live file, and named when something is wrong.

use crate::cli::ifr;
use ifr::error::Kind;
use ifr::settings::Settings;
use ifr::store::backup::{self, Progress};
use ifr::store::restore::restore;
use ifr::store::{OpenOptions, Reply, Request, Store, verify_chain};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

fn demo(folder: &Path) -> PathBuf {
    PathBuf::from(crate::cli::demo(folder))
}

fn open(path: &Path) -> Store {
    Store::open(path, OpenOptions::new(Arc::new(Settings::defaults()))).unwrap()
}

fn at(text: &str) -> chrono::NaiveDateTime {
    text.parse().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn events(path: &Path) -> i64 {
    let conn = rusqlite::Connection::open(path).unwrap();
    let chain = verify_chain(&conn).unwrap();
    assert_eq!(chain.broken, None);
    chain.events
}

/// One more event in the file.
fn sign_in(path: &Path) {
    let mut store = open(path);
    let Reply::SignInChoices(choices) = store.handle(Request::SignInChoices).unwrap() else { panic!() };
    let staff = ifr::domain::StaffId(choices[0].id);
    store.handle(Request::SignIn { staff, passphrase: String::new() }).unwrap();
}

fn back_up(path: &Path, when: &str) -> PathBuf {
    backup::make(path, &path.with_file_name("backup"), at(when), &Progress::default()).unwrap()
}

/// Overwrites every page but the first few, as a bad disk does.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    for page in bytes.chunks_mut(4096).skip(4) {
        page[..300].fill(0x5a);
    }
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn what_was_there_goes_to_quarantine_with_its_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let good = back_up(&path, "2026-11-24T10:00:00");
    let then = events(&good);
    sign_in(&path);
    assert_eq!(events(&path), then + 1);
    assert!(path.with_file_name("demo.db-journal").exists(), "the journal stays: journal_mode is persist");
    let done = ifr(folder.path(), &["restore", good.to_str().unwrap(), "--db", path.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("1 later entry is only in the file that was there, of "), "{}", said(&done));
    assert_eq!(events(&path), then + 1, "the backup's events, and that it was put back");
    let conn = rusqlite::Connection::open(&path).unwrap();
    let kind: String =
        conn.query_row("select kind from event order by seq desc", [], |row| row.get(0)).unwrap();
    assert_eq!(kind, "restore");
    let aside: Vec<String> = std::fs::read_dir(path.with_file_name("quarantine"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(aside.len(), 2, "{aside:?}");
    let old = aside.iter().find(|name| name.ends_with(".db")).unwrap();
    assert!(aside.iter().any(|name| *name == format!("{old}-journal")), "{aside:?}");
    assert_eq!(events(&path.with_file_name("quarantine").join(old)), then + 1, "what was done since is kept");
    let left = std::fs::read_dir(folder.path()).unwrap().flatten();
    assert!(left.into_iter().all(|entry| !entry.file_name().to_string_lossy().ends_with(".part")));
}

#[test]
fn a_bad_backup_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let good = back_up(&path, "2026-11-24T10:00:00");
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let stranger = demo(&other);
    damage(&good);
    let before = std::fs::read(&path).unwrap();
    std::fs::write(folder.path().join("text.db"), "Dear all").unwrap();
    for (from, words) in [
        (good, "damaged"),
        (stranger, "is of another file"),
        (folder.path().join("text.db"), "not an ifr file"),
        (folder.path().join("none.db"), "there is no file"),
        (path.clone(), "the file itself"),
    ] {
        let done = ifr(folder.path(), &["restore", from.to_str().unwrap(), "--db", path.to_str().unwrap()]);
        assert!(!done.status.success() && said(&done).contains(words), "{from:?}: {}", said(&done));
        assert_eq!(std::fs::read(&path).unwrap(), before, "{from:?}");
        assert!(!path.with_file_name("quarantine").exists(), "{from:?}");
    }
}

#[test]
fn somebody_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let good = back_up(&path, "2026-11-24T10:00:00");
    let conn = rusqlite::Connection::open(&path).unwrap();
    conn.execute_batch("begin immediate").unwrap();
    let done = ifr(folder.path(), &["restore", good.to_str().unwrap(), "--db", path.to_str().unwrap()]);
    assert!(said(&done).contains("somebody has this file open"), "{}", said(&done));
    conn.execute_batch("rollback").unwrap();
    if cfg!(target_os = "linux") {
        // Open and idle, it holds no lock; on this system that is seen, too.
        let done = ifr(folder.path(), &["restore", good.to_str().unwrap(), "--db", path.to_str().unwrap()]);
        assert!(said(&done).contains("somebody has this file open"), "{}", said(&done));
    }
    assert!(!path.with_file_name("quarantine").exists());
}

#[cfg(unix)]
#[test]
fn whoever_had_it_open_loses_nothing_into_the_quarantine() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let good = back_up(&path, "2026-11-24T10:00:00");
    let mut store = open(&path);
    let staff = ifr::domain::StaffId(1);
    store.handle(Request::SignIn { staff, passphrase: String::new() }).unwrap();
    // In the same process nothing tells that it is open: the worst case.
    let done = restore(&good, &path, at("2026-11-24T11:00:00"), false).unwrap();
    let aside = done.quarantine.unwrap();
    let there = events(&aside);
    let sign_in = || Request::SignIn { staff, passphrase: String::new() };
    let refused = store.handle(sign_in()).unwrap_err();
    assert_eq!(refused.kind, Kind::Conflict, "{refused}");
    store.handle(sign_in()).unwrap();
    assert_eq!(events(&aside), there, "nothing was written into the old file");
    assert_eq!(events(&path), done.now.events + 1);
}

#[test]
fn damage_names_the_newest_good_backup_at_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let good = back_up(&path, "2026-11-24T10:00:00");
    let bad = back_up(&path, "2026-11-24T12:00:00");
    damage(&bad);
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let done = ifr(folder.path(), &["status", "--as", "Dana", "--db", path.to_str().unwrap()]);
    assert!(said(&done).contains(good.to_str().unwrap()), "{}", said(&done));
    std::fs::remove_file(&path).unwrap();
    let done = ifr(folder.path(), &["status", "--as", "Dana", "--db", path.to_str().unwrap()]);
    assert!(said(&done).contains(good.to_str().unwrap()), "{}", said(&done));
    let done = ifr(folder.path(), &["restore", good.to_str().unwrap(), "--db", path.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(ifr(folder.path(), &["status", "--as", "Dana", "--db", path.to_str().unwrap()]).status.success());
}

#[test]
fn damage_in_the_middle_of_the_work_leaves_the_file_for_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let good = back_up(&path, "2026-11-24T10:00:00");
    let mut store = open(&path);
    let staff = ifr::domain::StaffId(1);
    store.handle(Request::SignIn { staff, passphrase: String::new() }).unwrap();
    damage(&path);
    let error = store.handle(Request::Caseload).unwrap_err();
    assert_eq!(error.kind, Kind::Damaged, "{error}");
    assert!(error.message.contains("only read") && error.hint.contains(good.to_str().unwrap()), "{error}");
    assert!(store.state().read_only, "nothing is written over what might be saved");
}

#[test]
fn before_a_migration_there_is_a_backup() {
    let folder = tempfile::tempdir().unwrap();
    let path = demo(folder.path());
    let conn = rusqlite::Connection::open(&path).unwrap();
    // The last migration is taken back, so that opening makes it again.
    let newest: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    conn.execute_batch("pragma foreign_keys = off; drop table meeting_item; pragma user_version = 8")
        .unwrap();
    drop(conn);
    let _ = Store::open(&path, OpenOptions::new(Arc::new(Settings::defaults())));
    let made: Vec<PathBuf> = std::fs::read_dir(path.with_file_name("backup"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(made.len(), 1, "{made:?}");
    let copy = rusqlite::Connection::open(&made[0]).unwrap();
    let seen: i32 = copy.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert!(seen == 8 && newest > 8, "it is of the old schema");
}
