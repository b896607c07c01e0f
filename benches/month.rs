//! What a site's month costs on the region file, as a ratio to the same SQL run raw on the same file in the same run.
//!
//! The statements are those that the use case itself runs (traced once); raw means: prepared once, stepped to the end,
//! every column read, in one transaction as the program reads them.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use ifr::domain::month::Month;
use ifr::sample::{Plan, Size, create_at};
use ifr::settings::Settings;
use ifr::store::Request;
use ifr::store::view::month::{MonthAsk, MonthOf};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const ROUNDS: usize = 30;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("region.ifr");
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let mut store = create_at(&path, &plan, Size::Region.into(), Arc::new(Settings::defaults())).unwrap();
    store.sign_in_as("Dana").unwrap();
    let of = MonthOf { site: None, month: Month::read("2026-10").unwrap(), cut_off: None };
    let request = Request::Month(MonthAsk::Figures(of));
    let (_, statements) = store.traced(request.clone()).unwrap();
    let reads = |sql: &String| {
        ["select", "with"].iter().any(|word| sql.trim_start().to_lowercase().starts_with(word))
    };
    let statements: Vec<String> = statements.into_iter().filter(reads).collect();
    let conn = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut prepared: Vec<_> = statements.iter().map(|sql| conn.prepare(sql).unwrap()).collect();
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| {
            black_box(store.handle(request.clone()).unwrap());
        }));
        raw.push(timed(|| {
            conn.execute_batch("begin").unwrap();
            prepared.iter_mut().for_each(step);
            conn.execute_batch("commit").unwrap();
        }));
    }
    let (ours, raw) = (median(ours), median(raw));
    let ratio = ours.as_secs_f64() / raw.as_secs_f64();
    println!(
        "a site's month, region: ifr {} µs, raw {} µs, ratio {ratio:.2}, {} statements",
        ours.as_micros(),
        raw.as_micros(),
        prepared.len()
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
