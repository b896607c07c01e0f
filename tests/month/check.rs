//! The month again, from the raw rows, day by day, in plain Rust: no SQL but `select *`, and none of the program's own code.
//!
//! Every figure of the program must be found here, and every one found here must be in the program.

mod caseloads;
mod project;
mod referrals;
mod staffing;
mod supervision;
mod timeliness;
mod workers;

use super::raw::{Raw, Tables, day_in_chicago};
use ifr::domain::month::Amount;
use ifr::store::view::month::MonthFigures;
use std::collections::HashMap;

/// What the program counted otherwise than the raw rows come to, in sentences.
pub fn compare(tables: &Tables, figures: &MonthFigures) -> Vec<String> {
    let known: HashMap<&str, &Amount> = figures.figures().map(|one| (one.key.as_str(), &one.value)).collect();
    let keys = known.keys().map(|key| (*key).to_owned()).collect();
    let days = [figures.month.first(), figures.until, day_in_chicago(figures.cut_off)];
    let mut raw = Raw::new(tables, figures.site.0, days, keys);
    caseloads::count(&mut raw);
    let began = workers::count(&mut raw);
    timeliness::count(&mut raw, &began);
    referrals::count(&mut raw);
    staffing::count(&mut raw);
    supervision::count(&mut raw);
    project::count(&mut raw);
    let mut wrong = Vec::new();
    for (key, wanted) in &raw.found {
        match known.get(key.as_str()) {
            Some(value) if same(value, wanted) => {}
            Some(value) => wrong.push(format!("{key}: {value}, and not {wanted}")),
            None => wrong.push(format!("{key} is not there, {wanted}")),
        }
    }
    wrong.extend(
        known.keys().filter(|key| !raw.found.contains_key(**key)).map(|key| format!("nobody recounts {key}")),
    );
    wrong
}

fn same(one: &Amount, other: &Amount) -> bool {
    match (one, other) {
        (Amount::Measure(a), Amount::Measure(b)) => (a - b).abs() < 1e-6,
        (Amount::Of { value: a, of: c }, Amount::Of { value: b, of: d }) => (a - b).abs() < 1e-6 && c == d,
        _ => one == other,
    }
}
