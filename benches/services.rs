//! What checking services costs, as a ratio to reading the same rows raw on the same file in the same run: a site's month,
//! and one pass over a million entries, with how much memory the pass took.
//!
//! Raw means: the statements that the pass itself runs, prepared once, stepped to the end, every column read.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

use chrono::NaiveDate;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::services::ServicesAsk;
use ifr::store::{Request, Store};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Entries of the long pass.
const MANY: i64 = 1_000_000;

const ROWS: &str = "select s.id, s.kind, s.staff_id, s.joint_with, s.family_id, s.member_id, s.on_date, s.began, s.minutes,
  s.mode, s.documented_on is not null, s.part2 from service s indexed by service_day join family f on f.id = s.family_id
  where s.on_date between ?1 and ?2 order by s.on_date, s.id";
const FACTS: &str =
    "select v.name, v.value from service s indexed by service_day join service_fact v on v.service_id = s.id
  where s.on_date between ?1 and ?2";

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.ifr");
    let plan = Plan { seed: 7, today: day("2026-11-24") };
    let mut store = create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    store.sign_in_as("Sam").unwrap();
    println!("{:<26} {:>9} {:>9} {:>6} {:>12}", "pass", "ifr ms", "raw ms", "ratio", "resident MiB");
    row(&mut store, &path, "a site's month", ("2026-10-01", "2026-10-31"), 40);
    fill(&path);
    let (half, whole) = (("2020-01-01", "2022-06-30"), ("2020-01-01", "2024-12-31"));
    row(&mut store, &path, "half a million entries", half, 1);
    row(&mut store, &path, "a million entries", whole, 1);
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A million contacts of one family, spread over five years, no two at the same time.
fn fill(path: &Path) {
    let conn = Connection::open(path).unwrap();
    conn.execute(
        "insert into service (family_id, staff_id, role, kind, on_date, began, minutes, mode, documented_on)
         with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?1)
         select (select min(family_id) from family_enrolment), w.id, 'intact_worker', 'visit',
           date('2020-01-01', (i / 548) || ' days'), printf('%02d:%02d', i % 548 * 2 / 60, i % 548 * 2 % 60), 2, 'home',
           date('2020-01-01', (i / 548) || ' days')
         from n, (select min(id) as id from staff where role = 'intact_worker') w",
        [MANY],
    )
    .unwrap();
    // The family was open all that time: what is measured is looking, not telling of a million findings.
    conn.execute_batch(
        "update family_opening set from_on = '2019-12-01' where id = (select id from family_opening
           where family_id = (select min(family_id) from family_enrolment) order by from_on limit 1)",
    )
    .unwrap();
}

fn row(store: &mut Store, path: &Path, name: &str, (from, to): (&str, &str), rounds: usize) {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let ask = || Request::Services(ServicesAsk::Check { from: day(from), to: day(to) });
    store.handle(ask()).unwrap();
    let ours = median(rounds, || {
        black_box(store.handle(ask()).unwrap());
    });
    let memory = resident();
    let raw = median(rounds, || {
        for sql in [ROWS, FACTS] {
            step(&conn, sql, from, to);
        }
    });
    let ratio = ours.as_secs_f64() / raw.as_secs_f64();
    println!(
        "{name:<26} {:>9.2} {:>9.2} {ratio:>6.2} {memory:>12}",
        ours.as_secs_f64() * 1000.0,
        raw.as_secs_f64() * 1000.0
    );
}

fn step(conn: &Connection, sql: &str, from: &str, to: &str) {
    let mut statement = conn.prepare_cached(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query(params![from, to]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            if let Ok(ValueRef::Text(text)) = row.get_ref(column) {
                black_box(text.len());
            }
        }
    }
}

fn median(rounds: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let began = Instant::now();
            run();
            began.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// The memory of this process that is in use, in MiB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
