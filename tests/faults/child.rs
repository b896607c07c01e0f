//! What runs in a process of its own: told by its environment, and answering line by line.

use super::calls::{self, EIO, ENOSPC, Op, Plan};
use super::office::{self, Found, judge};
use super::power::{Disk, image};
use crate::walk::world::options;
use ifr::error::Kind;
use ifr::store::Store;
use rusqlite::Connection;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Before the number of an operation that was acknowledged.
pub const SAVED: &str = "saved ";
/// Before what was counted.
pub const COUNTED: &str = "counted ";

/// Starts a process that plays a part on a file.
pub fn start(part: &str, path: &Path, count: usize) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "faults::child::plays_a_part", "--ignored", "--nocapture"])
        .env("IFR_TEST_PART", part)
        .env("IFR_TEST_DB", path)
        .env("IFR_TEST_COUNT", count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What a process said after a word, line by line.
pub fn said(output: &[u8], word: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(output);
    let mut lines: Vec<&str> = text.split('\n').collect();
    // A last line without its end was cut off by death.
    lines.pop();
    lines.iter().filter_map(|line| line.split_once(word)).map(|(_, said)| said.trim().to_owned()).collect()
}

fn tell(word: &str, what: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{word}{what}").unwrap();
    out.flush().unwrap();
}

/// Not a test of its own: what [`start`] runs.
#[test]
#[ignore = "run by the tests of faults, in a process of its own"]
fn plays_a_part() {
    let Ok(part) = std::env::var("IFR_TEST_PART") else { return };
    let path = PathBuf::from(std::env::var("IFR_TEST_DB").unwrap());
    let count: usize = std::env::var("IFR_TEST_COUNT").unwrap().parse().unwrap();
    match part.as_str() {
        "items" => write_items(&path, count),
        "office" => work(&path, count),
        "sweep" => sweep(&path, count),
        "migrate" => migrate(&path, count),
        "screen" => super::screen::typed_on_a_bad_disk(),
        other => lose_power(&path, count, other),
    }
}

fn write_items(path: &Path, count: usize) {
    let mut store = office::open(path);
    for number in 0..count {
        let deed = office::item(&format!("{} {number}", std::process::id()));
        loop {
            match office::done(&mut store, &deed) {
                Ok(_) => break tell(SAVED, &deed.op.to_string()),
                // Somebody stood still with the file in hand: the same thing is saved once more.
                Err(error) => assert_eq!(error.kind, Kind::Busy, "{error}"),
            }
        }
    }
}

fn work(path: &Path, count: usize) {
    let mut store = office::open(path);
    for number in 0..count {
        let turn = number + std::process::id() as usize;
        for deed in office::next(&mut store, path, turn) {
            match office::done(&mut store, &deed) {
                // Two close the same meeting: the second finds it closed, and does nothing.
                Ok(true) if deed.word == "close" => {}
                Ok(true) => tell(SAVED, &format!("{} {}", deed.op, deed.word)),
                Ok(false) => {}
                Err(error) => {
                    let answers = [Kind::Conflict, Kind::Invalid, Kind::Denied, Kind::Missing, Kind::Busy];
                    assert!(answers.contains(&error.kind), "{}: {error}", deed.word);
                }
            }
        }
    }
}

fn migrate(path: &Path, die_at: usize) {
    calls::take_over();
    calls::begin(if die_at == 0 { Plan::Count } else { Plan::Die { at: die_at } });
    drop(Store::open(path, options()).unwrap());
    tell(COUNTED, &calls::begin(Plan::Let).to_string());
}

/// Every call fails once, and from every call on all fail until the disk is mended.
fn sweep(path: &Path, deeds: usize) {
    calls::take_over();
    let before = std::fs::read(path).unwrap();
    let (mut runs, mut all, mut said) = (0, Found::default(), 0);
    for (with, sticky) in [(EIO, false), (EIO, true), (ENOSPC, false), (ENOSPC, true)] {
        for at in 1.. {
            std::fs::write(path, &before).unwrap();
            let _ = std::fs::remove_file(path.with_extension("ifr-journal"));
            let mut store = office::open(path);
            let deeds: Vec<_> = (0..deeds).map(|number| office::item(&format!("{number}"))).collect();
            calls::begin(Plan::Fail { at, with, sticky });
            let mut open = Vec::new();
            for deed in &deeds {
                if let Err(error) = office::done(&mut store, deed) {
                    assert!(!matches!(error.kind, Kind::Damaged | Kind::Conflict), "{with} {at}: {error}");
                    assert!(sticky || with == ENOSPC, "one failed call is not told: {with} {at}: {error}");
                    open.push(deed);
                }
            }
            let seen = calls::begin(Plan::Let);
            said += usize::from(!open.is_empty());
            for deed in open {
                office::done(&mut store, deed)
                    .unwrap_or_else(|error| panic!("{with} {sticky} {at}: {error}"));
            }
            drop(store);
            if seen < at {
                break;
            }
            let ops: Vec<String> = deeds.iter().map(|deed| deed.op.to_string()).collect();
            let found = judge(path, &ops);
            runs += 1;
            all.corrupt |= found.corrupt;
            all.lost += found.lost + found.twice;
        }
    }
    assert!(said > 10, "the faults bite: {said}");
    tell(COUNTED, &format!("{runs} {} {}", usize::from(all.corrupt), all.lost));
}

/// Records what writers do to the disk, cuts the power at so many moments, and looks at what is left.
fn lose_power(path: &Path, images: usize, how: &str) {
    calls::take_over();
    let ours = how == "power";
    let written = if ours { by_the_program(path) } else { by_hand(path, how) };
    let (before, log) = written;
    calls::begin(Plan::Let);
    let mut random = fastrand::Rng::with_seed(7);
    let folder = path.with_extension("after");
    std::fs::create_dir(&folder).unwrap();
    let (mut corrupt, mut lost) = (0, 0);
    for _ in 0..images {
        let cut = random.usize(..=log.len());
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).unwrap();
        for (name, content) in image(&before, &log, cut, &mut random) {
            std::fs::write(folder.join(name), content).unwrap();
        }
        let told: Vec<&String> = log[..cut]
            .iter()
            .filter_map(|op| if let Op::Acknowledged(what) = op { Some(what) } else { None })
            .collect();
        let file = folder.join(path.file_name().unwrap());
        let found = if ours { judge(&file, told) } else { judge_by_hand(&file, &told) };
        corrupt += usize::from(found.corrupt);
        lost += usize::from(found.lost > 0);
    }
    let _ = std::fs::remove_dir_all(&folder);
    tell(COUNTED, &format!("{images} {corrupt} {lost}"));
}

fn disk_of(path: &Path) -> Disk {
    let mut disk = Disk::new();
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap().flatten() {
        if entry.path().is_file() {
            disk.insert(entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap());
        }
    }
    disk
}

fn by_the_program(path: &Path) -> (Disk, Vec<Op>) {
    // Nothing is open while the bytes are read; from there on every call counts.
    drop(office::open(path));
    let before = disk_of(path);
    calls::begin(Plan::Record);
    let mut store = office::open(path);
    for number in 0..24 {
        for deed in office::next(&mut store, path, number) {
            if office::done(&mut store, &deed).is_ok_and(|done| done) {
                calls::acknowledged(deed.op.to_string());
            }
        }
    }
    (before, calls::log())
}

/// The same sort of writes with other pragmas: what the harness must find wanting.
fn by_hand(path: &Path, how: &str) -> (Disk, Vec<Op>) {
    let path = path.with_file_name("by-hand.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(
        "create table kept (id integer primary key, body text); create index kept_body on kept (body)",
    )
    .unwrap();
    drop(conn);
    let mut before = disk_of(&path);
    before.retain(|name, _| name.starts_with("by-hand"));
    let (journal, synchronous) = how.split_once(' ').unwrap();
    calls::begin(Plan::Record);
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(&format!("pragma journal_mode = {journal}; pragma synchronous = {synchronous}"))
        .unwrap();
    for number in 1..=40 {
        conn.execute_batch("begin").unwrap();
        for part in 0..8 {
            conn.execute(
                "insert into kept values (?1, ?2)",
                rusqlite::params![number * 8 + part, format!("{:0>200}", (number * 7919 + part) % 1009)],
            )
            .unwrap();
        }
        conn.execute_batch("commit").unwrap();
        calls::acknowledged(number.to_string());
    }
    (before, calls::log())
}

fn judge_by_hand(path: &Path, told: &[&String]) -> Found {
    let file = path.with_file_name("by-hand.db");
    let whole = || -> Option<Found> {
        let conn = Connection::open(file).ok()?;
        conn.execute_batch("pragma synchronous = off").ok()?;
        let said: String = conn.query_row("pragma integrity_check", [], |row| row.get(0)).ok()?;
        // A transaction is there as a whole or not at all.
        let count: i64 = conn.query_row("select count(*) from kept", [], |row| row.get(0)).ok()?;
        let kept = usize::try_from(count / 8).ok()?;
        let lost = told.len().saturating_sub(kept);
        (said == "ok" && count % 8 == 0).then_some(Found { lost, ..Found::default() })
    };
    whole().unwrap_or(Found { corrupt: true, ..Found::default() })
}
