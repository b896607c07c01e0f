//! What every screen and list costs on the demo, as a ratio to the same SQL run raw on the same file in the same run.
//!
//! Both sides read in one transaction: what is compared is the program with the SQL, not one way to lock a file with
//! another. The last column tells what the same SQL takes where each statement locks the file for itself. A ratio of 1.0
//! would be a use case that costs nothing besides its SQL; it can be lower, where the program asks with a statement that
//! it keeps compiled and that SQLite plans once, and the raw side repeats the same text for every family.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing)]

#[path = "shared/measure.rs"]
mod measure;

use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::Request;
use std::sync::Arc;

const ROUNDS: usize = 60;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.ifr");
    let today = "2026-11-24".parse().unwrap();
    let mut store = create(&path, &Plan { seed: 7, today }, Arc::new(Settings::defaults())).unwrap();
    println!(
        "{:<16} {:>8} {:>8} {:>6} {:>11} {:>13}",
        "list", "ifr µs", "raw µs", "ratio", "statements", "each alone µs"
    );
    for who in ["Dana", "Sam"] {
        store.sign_in_as(who).unwrap();
        println!("{who}");
        let mut looks = measure::looks(&path);
        looks.push(("find", Request::Find("le".to_owned())));
        for (name, request) in looks {
            let cost = measure::cost(&mut store, &path, &request, ROUNDS);
            println!(
                "{name:<16} {:>8} {:>8} {:>6.2} {:>11} {:>13}",
                cost.ours.as_micros(),
                cost.raw.as_micros(),
                cost.ratio(),
                cost.statements,
                cost.alone.as_micros()
            );
        }
    }
}
