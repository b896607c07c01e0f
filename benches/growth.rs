//! What every screen, list and search costs at about 10,000, 100,000 and 1,000,000 services: beside the same SQL run raw
//! (the goal is under 1.5), and from the smallest file to the largest (the goal of a screen and a list is under 1.3). A
//! search looks through the words of everything that is there: its goal is 30 ms in the largest.
//!
//! The supervisors of the demo's first site look at the same programme in all three: only the years before it and the
//! sites beside it are more. What they wait for follows what is on their screen. Where `IFR_GROWTH` names a folder, the
//! files stay there and are used again; where `IFR_LOOK` names a line, that one alone is measured; where `IFR_LONGEST`
//! names a number, so many statements of each line that is
//! beyond its goals are printed with the time that they take in the largest file.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "shared/measure.rs"]
mod measure;

use ifr::domain::calendar::Clock;
use ifr::sample::{Plan, Scale, create_at};
use ifr::settings::Settings;
use ifr::store::{OpenOptions, Request, Store};
use measure::{Cost, reader, step, timed, usual};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const ROUNDS: usize = 25;
/// How long a search may take in the largest file.
const SEARCH: Duration = Duration::from_millis(30);

/// Words that many records bear, a few, and none; with the full-text query that they become.
const WORDS: [(&str, &str); 9] = [
    ("find le", "\"le\"*"),
    ("find the commonest", "\"the\"*"),
    ("find a common word", "\"family\"*"),
    ("find what others wrote", "\"load\"*"),
    ("find another county", "\"mclean\"*"),
    ("find two of them", "\"family\"* \"visit\"*"),
    ("find a year", "\"2026\"*"),
    ("find a label", "\"oak\"*"),
    ("find nothing", "\"zzyzx\"*"),
];

/// What the files are called, and how much is in them: the last is `ifr demo --size state`.
const SIZES: [(&str, Scale); 3] = [
    ("10k", Scale { months: 24, sites: 1, services: 8 }),
    ("100k", Scale { months: 60, sites: 6, services: 6 }),
    ("1M", Scale { months: 120, sites: 13, services: 20 }),
];

struct File {
    path: PathBuf,
    store: Store,
}

fn main() {
    let passing = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("IFR_GROWTH").map_or_else(|| passing.path().to_owned(), PathBuf::from);
    let only = std::env::var("IFR_LOOK").ok();
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    let mut files = SIZES.map(|(name, scale)| file(&folder, name, scale));
    for who in ["Dana", "Sam"] {
        println!("\n{who}: µs, and beside the raw SQL");
        for (at, (name, _)) in measure::looks(&files[0].path).into_iter().enumerate() {
            if !wanted(name) {
                continue;
            }
            let costs: Vec<Cost> = files
                .iter_mut()
                .map(|file| {
                    let (_, request) = measure::looks(&file.path).swap_remove(at);
                    file.store.sign_in_as(who).unwrap();
                    measure::cost(&mut file.store, &file.path, &request, ROUNDS)
                })
                .collect();
            if !row(name, &costs, growth(&costs) < 1.3) {
                longest(&mut files, at);
            }
        }
        for (name, query) in WORDS.into_iter().filter(|(name, _)| wanted(name)) {
            let text = query.replace(['"', '*'], "");
            let costs: Vec<Cost> = files.iter_mut().map(|file| found(file, who, &text)).collect();
            row(name, &costs, costs.last().is_some_and(|largest| largest.ours < SEARCH));
            raw_words(&files, query);
        }
    }
}

fn file(folder: &Path, name: &str, scale: Scale) -> File {
    let path = folder.join(name);
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let settings = Arc::new(Settings::defaults());
    let clock = Some(Clock::beginning(plan.today, chrono_tz::America::Chicago));
    let mut store = None;
    let took = timed(|| {
        store = Some(match path.is_file() {
            true => Store::open(&path, OpenOptions { clock, ..OpenOptions::new(Arc::clone(&settings)) }),
            false => create_at(&path, &plan, scale, Arc::clone(&settings)),
        });
    });
    let services: i64 =
        reader(&path).query_row("select count(*) from service", [], |row| row.get(0)).unwrap();
    let size = path.metadata().unwrap().len() / 1_000_000;
    println!("{name:<5} {services:>9} services, {size} MB, there in {:.1} s", took.as_secs_f64());
    File { path, store: store.unwrap().unwrap() }
}

fn found(file: &mut File, who: &str, text: &str) -> Cost {
    file.store.sign_in_as(who).unwrap();
    measure::cost(&mut file.store, &file.path, &Request::Find(text.to_owned()), ROUNDS)
}

/// The full-text table alone: the newest fifty that bear the words.
fn raw_words(files: &[File], query: &str) {
    let sql = format!("select rowid from find_word where words match '{query}' order by rowid desc limit 50");
    let times = files.iter().map(|file| {
        let conn = reader(&file.path);
        let mut statement = conn.prepare(&sql).unwrap();
        usual((0..ROUNDS).map(|_| timed(|| step(&mut statement))).collect())
    });
    let told: String = times.map(|time| format!(" {:>8}       ", time.as_micros())).collect();
    println!("{:<20}{told}", "  the table alone");
}

/// Where the time of a line goes in the largest file, for whoever asks.
fn longest(files: &mut [File], at: usize) {
    let most = std::env::var("IFR_LONGEST").ok().and_then(|most| most.parse().ok()).unwrap_or(0);
    let Some(file) = files.last_mut() else { return };
    let (_, request) = measure::looks(&file.path).swap_remove(at);
    for (time, sql) in measure::longest(&mut file.store, &file.path, &request, most) {
        println!("    {time:>6} µs {}", sql.split_whitespace().collect::<Vec<_>>().join(" "));
    }
}

/// From the smallest file to the largest.
fn growth(costs: &[Cost]) -> f64 {
    costs[costs.len() - 1].ours.as_secs_f64() / costs[0].ours.as_secs_f64()
}

/// Prints a line and says whether it is within its goals: what it is held to, and 1.5 times the raw SQL.
fn row(name: &str, costs: &[Cost], held: bool) -> bool {
    let told: String =
        costs.iter().map(|cost| format!(" {:>8} ×{:<5.2}", cost.ours.as_micros(), cost.ratio())).collect();
    let good = held && costs[costs.len() - 1].ratio() < 1.5;
    let mark = if good { "" } else { "  <" };
    println!("{name:<20}{told}  growth {:>7.2}{mark}", growth(costs));
    good
}
