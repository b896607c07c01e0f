//! What Today and every list cost, as a ratio to the same SQL run raw on the same file in the same run.
//!
//! The statements are those that the use case itself runs (traced once); raw means: prepared once, stepped to the end,
//! every column read. Both sides read in one transaction, which the program does so that an answer is of one state of the
//! file: what is compared is the program with the SQL, not one way to lock a file with another. The last column tells what
//! the same SQL takes where each statement locks the file for itself. A ratio of 1.0 would be a use case that costs
//! nothing besides its SQL; it can be lower, where the program asks with a statement that it keeps compiled and that
//! SQLite plans once, and the raw side repeats the same text for every family.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use ifr::domain::calendar::Clock;
use ifr::domain::{FamilyId, MeetingId};
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::caseload::ListFilter;
use ifr::store::view::walk::WalkAsk;
use ifr::store::{Request, Store};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 60;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.ifr");
    let today = "2026-11-24".parse().unwrap();
    let mut store = create(&path, &Plan { seed: 7, today }, Arc::new(Settings::defaults())).unwrap();
    let _ = Clock::beginning(today, chrono_tz::America::Chicago);
    println!(
        "{:<12} {:>8} {:>8} {:>6} {:>11} {:>13}",
        "list", "ifr µs", "raw µs", "ratio", "statements", "each alone µs"
    );
    for who in ["Dana", "Sam"] {
        store.sign_in_as(who).unwrap();
        println!("{who}");
        for (name, request) in requests(&path) {
            row(&mut store, &path, name, &request);
        }
    }
}

fn requests(path: &std::path::Path) -> Vec<(&'static str, Request)> {
    let conn = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let one = |sql: &str| conn.query_row(sql, [], |row| row.get(0)).unwrap();
    let family = FamilyId(one("select max(family_id) from family_enrolment where to_on is null"));
    let walked =
        MeetingId(one("select max(id) from meeting where kind = 'co_supervision' and status = 'held'"));
    vec![
        ("today", Request::Today),
        ("caseload", Request::Caseload),
        ("referrals", Request::Referrals(ListFilter::default())),
        ("staffing", Request::Staffing),
        ("meetings", Request::Meetings),
        ("actions", Request::Items(ListFilter::default())),
        ("family", Request::Family(family)),
        ("find", Request::Find("le".to_owned())),
        ("walk", Request::Walk(WalkAsk::Load(walked))),
    ]
}

fn row(store: &mut Store, path: &std::path::Path, name: &str, request: &Request) {
    // Once before, so that what is written on the first look of a day is not part of it.
    store.handle(request.clone()).unwrap();
    let (_, statements) = store.traced(request.clone()).unwrap();
    let reads: Vec<String> = statements
        .into_iter()
        .filter(|sql| {
            sql.trim_start().to_lowercase().starts_with("select")
                || sql.trim_start().to_lowercase().starts_with("with")
        })
        .collect();
    let conn = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut prepared: Vec<_> = reads.iter().map(|sql| conn.prepare(sql).unwrap()).collect();
    let (mut ours, mut raw, mut alone) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| {
            black_box(store.handle(request.clone()).unwrap());
        }));
        raw.push(timed(|| {
            conn.execute_batch("begin").unwrap();
            prepared.iter_mut().for_each(step);
            conn.execute_batch("commit").unwrap();
        }));
        alone.push(timed(|| prepared.iter_mut().for_each(step)));
    }
    let (ours, raw, alone) = (median(ours), median(raw), median(alone));
    let ratio = ours.as_secs_f64() / raw.as_secs_f64();
    println!(
        "{name:<12} {:>8} {:>8} {ratio:>6.2} {:>11} {:>13}",
        ours.as_micros(),
        raw.as_micros(),
        reads.len(),
        alone.as_micros()
    );
}

fn timed(run: impl FnOnce()) -> Duration {
    let began = Instant::now();
    run();
    began.elapsed()
}

fn step(statement: &mut rusqlite::Statement<'_>) {
    let columns = statement.column_count();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            if let Ok(ValueRef::Text(text)) = row.get_ref(column) {
                black_box(text.len());
            }
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
