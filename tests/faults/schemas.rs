//! Files of every older schema, opened by a program that is killed while it migrates them.

use super::Row;
use super::child::{COUNTED, said, start};
use crate::walk::world::options;
use ifr::store::{Store, backup};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The migrations in order.
fn migrations() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/migrations");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// A file as an older program left it, with an agency in it.
fn of_schema(seen: usize, path: &Path) {
    let _ = std::fs::remove_file(path);
    let _ = std::fs::remove_file(path.with_extension("ifr-journal"));
    let _ = std::fs::remove_dir_all(path.with_file_name("backup"));
    let conn = Connection::open(path).unwrap();
    conn.execute_batch("pragma synchronous = off").unwrap();
    for sql in migrations().iter().take(seen) {
        conn.execute_batch(sql).unwrap();
    }
    conn.execute_batch(&format!(
        "pragma application_id = {}; pragma user_version = {seen};
         insert into meta (id, file_uuid, partnership, time_zone, first_day, demo, created_at)
           values (1, 'u', 'North', 'America/Chicago', '2026-01-01', 1, '2026-01-01T00:00:00Z');
         insert into agency (id, name, kind) values (1, 'Children First', 'child_welfare');",
        0x4946_5231
    ))
    .unwrap();
}

fn is_whole(path: &Path) -> bool {
    let look = || -> Option<bool> {
        let conn = Connection::open(path).ok()?;
        let said: String = conn.query_row("pragma integrity_check", [], |row| row.get(0)).ok()?;
        let agency: String = conn.query_row("select name from agency", [], |row| row.get(0)).ok()?;
        Some(said == "ok" && agency == "Children First")
    };
    look().unwrap_or(false)
}

/// Kills so many migrations of every schema: before the first write, after the last, and between.
pub fn killed(times: usize) -> Row {
    let folder = crate::desk::in_memory();
    let path = folder.path().join("programme.ifr");
    let newest = migrations().len();
    let mut random = fastrand::Rng::with_seed(6);
    let mut row = Row { fault: "migration killed, every schema".into(), runs: 0, corrupt: 0, lost: 0 };
    // A file that is up to date is not migrated.
    for seen in (1..newest).rev() {
        of_schema(seen, &path);
        let output = super::finished(start("migrate", &path, 0));
        let calls: usize = said(&output.stdout, COUNTED)[0].parse().unwrap();
        for _ in 0..times {
            of_schema(seen, &path);
            let died = start("migrate", &path, random.usize(1..calls)).wait_with_output().unwrap();
            row.runs += 1;
            row.corrupt += usize::from(!is_whole(&path));
            let backups = std::fs::read_dir(path.with_file_name("backup")).into_iter().flatten().flatten();
            let finished = backups.filter(|entry| {
                entry.path().extension().is_none_or(|end| end != "part" && end != "part-journal")
            });
            row.corrupt += finished.filter(|entry| !is_whole(&entry.path())).count();
            // The next program finds the old file or the new one, and goes on.
            let _ = std::fs::remove_dir_all(path.with_file_name("backup"));
            let opened = Store::open(&path, options());
            row.lost += usize::from(opened.is_err() || !is_whole(&path));
            assert!(!died.status.success() || said(&died.stdout, COUNTED).len() == 1);
        }
    }
    assert_eq!(backup::folder_of(&path, &options().settings.general.backup), path.with_file_name("backup"));
    row
}
