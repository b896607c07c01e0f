//! What a site's month costs, as a ratio to the same SQL run raw on the same file in the same run: one site of the region
//! file (the goal is under 1.3), and every site of the state file, one after the other (under 2). Where `IFR_GROWTH` names
//! the folder of the benchmark `growth`, its state file is used; otherwise one is made.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "shared/measure.rs"]
#[allow(dead_code, reason = "only the month is looked at here")]
mod measure;

use ifr::domain::calendar::Clock;
use ifr::domain::month::Month;
use ifr::sample::{Plan, Size, create_at};
use ifr::settings::Settings;
use ifr::store::view::month::{MonthAsk, MonthOf};
use ifr::store::{OpenOptions, Request, Store};
use measure::{Cost, cost, reader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const ROUNDS: usize = 30;

fn main() {
    let passing = tempfile::tempdir().unwrap();
    let region = passing.path().join("region.ifr");
    let mut store = file(&region, Size::Region);
    store.sign_in_as("Dana").unwrap();
    told("a site's month, region", &[month(&mut store, &region)]);
    drop(store);
    let kept = std::env::var_os("IFR_GROWTH").map(|folder| PathBuf::from(folder).join("1M"));
    let state = kept.filter(|path| path.is_file()).unwrap_or_else(|| passing.path().join("state.ifr"));
    let mut store = file(&state, Size::State);
    let costs: Vec<Cost> = supervisors(&state)
        .iter()
        .map(|name| {
            store.sign_in_as(name).unwrap();
            month(&mut store, &state)
        })
        .collect();
    told("every site's month, state", &costs);
}

fn file(path: &Path, size: Size) -> Store {
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let settings = Arc::new(Settings::defaults());
    if path.is_file() {
        let clock = Some(Clock::beginning(plan.today, chrono_tz::America::Chicago));
        return Store::open(path, OpenOptions { clock, ..OpenOptions::new(settings) }).unwrap();
    }
    create_at(path, &plan, size.into(), settings).unwrap()
}

/// One Intact Supervisor of each site.
fn supervisors(path: &Path) -> Vec<String> {
    let conn = reader(path);
    let mut statement = conn
        .prepare(
            "select min(s.name) from staff_site t join staff s on s.id = t.staff_id
             where s.role = 'intact_supervisor' and s.left_on is null and t.to_on is null group by t.site_id",
        )
        .unwrap();
    let names = statement.query_map([], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

fn month(store: &mut Store, path: &Path) -> Cost {
    let of = MonthOf { site: None, month: Month::read("2026-10").unwrap(), cut_off: None };
    cost(store, path, &Request::Month(MonthAsk::Figures(of)), ROUNDS)
}

fn told(name: &str, costs: &[Cost]) {
    let sum = |of: fn(&Cost) -> Duration| costs.iter().map(of).sum::<Duration>();
    let (ours, raw) = (sum(|cost| cost.ours), sum(|cost| cost.raw));
    println!(
        "{name}: {} sites, ifr {} µs, raw {} µs, ratio {:.2}, {} statements",
        costs.len(),
        ours.as_micros(),
        raw.as_micros(),
        ours.as_secs_f64() / raw.as_secs_f64(),
        costs.iter().map(|cost| cost.statements).sum::<usize>()
    );
}
