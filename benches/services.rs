//! What checking services costs: a site's month, and one pass over a million entries, with the memory that is in use
//! afterwards.
//!
//! Three things are laid side by side on the same file in the same run. *Check*: the use case as people ask for it.
//! *Read*: the same use case with a catalogue without rules, so that the program reads the same rows and judges nothing.
//! *Raw*: the statements of that reading, traced, prepared once and stepped to the end with every column read.
//! The goals: checking a month under 1.2 of reading it, and a million entries under 3 of raw.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "shared/measure.rs"]
#[allow(dead_code, reason = "what is compared here is not one statement with another")]
mod measure;

use chrono::NaiveDate;
use ifr::domain::calendar::Clock;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::services::ServicesAsk;
use ifr::store::{OpenOptions, Request, Store};
use measure::{reader, step, timed, usual};
use rusqlite::Connection;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

/// Entries of the long pass.
const MANY: i64 = 1_000_000;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.ifr");
    let plan = Plan { seed: 7, today: day("2026-11-24") };
    drop(create(&path, &plan, Arc::new(Settings::defaults())).unwrap());
    let month = ("2026-10-01", "2026-10-31");
    println!(
        "{:<30} {:>9} {:>9} {:>9} {:>11} {:>9} {:>9} {:>13}",
        "pass", "check µs", "read µs", "raw µs", "check/read", "read/raw", "check/raw", "resident MiB"
    );
    row(&path, "a site's month", month, 101);
    if let Some(folder) = std::env::var_os("IFR_GROWTH") {
        let state = Path::new(&folder).join("1M");
        if state.is_file() {
            row(&state, "a site's month, state file", month, 101);
        }
    }
    fill(&path);
    let (half, whole) = (("2020-01-01", "2022-06-30"), ("2020-01-01", "2024-12-31"));
    row(&path, "half a million entries", half, 1);
    row(&path, "a million entries", whole, 1);
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The file as the SUD Supervisor of the first site has it open.
fn open(path: &Path, settings: Settings) -> Store {
    let clock = Some(Clock::beginning(day("2026-11-24"), chrono_tz::America::Chicago));
    let mut store = Store::open(path, OpenOptions { clock, ..OpenOptions::new(Arc::new(settings)) }).unwrap();
    store.sign_in_as("Sam").unwrap();
    store
}

fn without_rules() -> Settings {
    let mut settings = Settings::defaults();
    settings.services.rules.clear();
    settings.services.services.iter_mut().for_each(|service| service.rules.clear());
    settings
}

/// A million contacts of one family of the first site, spread over five years, no two at the same time.
fn fill(path: &Path) {
    let conn = Connection::open(path).unwrap();
    let family: i64 =
        conn.query_row("select min(id) from family where site_id = 1", [], |row| row.get(0)).unwrap();
    conn.execute(
        "insert into service (family_id, staff_id, role, kind, on_date, began, minutes, mode, documented_on)
         with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?1)
         select ?2, w.id, 'intact_worker', 'visit',
           date('2020-01-01', (i / 548) || ' days'), printf('%02d:%02d', i % 548 * 2 / 60, i % 548 * 2 % 60), 2, 'home',
           date('2020-01-01', (i / 548) || ' days')
         from n, (select min(id) as id from staff where role = 'intact_worker') w",
        [MANY, family],
    )
    .unwrap();
    // The family was open all that time: what is measured is looking, not telling of a million findings.
    let open = "update family_opening set from_on = '2019-12-01' where id = (select id from family_opening
        where family_id = ?1 order by from_on limit 1)";
    conn.execute(open, [family]).unwrap();
}

fn row(path: &Path, name: &str, (from, to): (&str, &str), rounds: usize) {
    let ask = || Request::Services(ServicesAsk::Check { from: day(from), to: day(to) });
    let (mut checks, mut reads) = (open(path, Settings::defaults()), open(path, without_rules()));
    checks.handle(ask()).unwrap();
    let (_, statements) = reads.traced(ask()).unwrap();
    let conn = reader(path);
    let mut prepared: Vec<_> =
        statements.iter().filter(|sql| measure::reads(sql)).map(|sql| conn.prepare(sql).unwrap()).collect();
    let (mut check, mut read, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        check.push(timed(|| {
            black_box(checks.handle(ask()).unwrap());
        }));
        read.push(timed(|| {
            black_box(reads.handle(ask()).unwrap());
        }));
        raw.push(timed(|| {
            conn.execute_batch("begin").unwrap();
            prepared.iter_mut().for_each(step);
            conn.execute_batch("commit").unwrap();
        }));
    }
    let memory = resident();
    let [check, read, raw] = [check, read, raw].map(|times| usual(times).as_secs_f64() * 1e6);
    println!(
        "{name:<30} {check:>9.0} {read:>9.0} {raw:>9.0} {:>11.2} {:>9.2} {:>9.2} {memory:>13}",
        check / read,
        read / raw,
        check / raw
    );
}

/// The memory of this process that is in use, in MiB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
