//! What adds up within a site's report, as its definitions say: whoever reads the whole knows these sums, too.

use super::cells::Sum;
use super::{ALL, REST, Row};

/// The figures that come to another one of the same block, as the definitions say: start + what came − what went = end.
const CAME: [&str; 5] = ["opened", "in", "received", "raised", "made"];
const WENT: [&str; 8] = [
    "closed",
    "out",
    "enrolled",
    "declined",
    "ineligible",
    "withdrawn",
    "closed_without_contact",
    "resolved",
];

/// What the pending at the end are made up of, by age.
const AGES: [&str; 3] = ["fresh", "watched", "late"];

/// The tables whose lines come to a figure.
const PARTS: [(&str, &str); 7] = [
    ("caseloads.closed.", "caseloads.site.closed"),
    ("caseloads.rc.phase_", "caseloads.rc.end"),
    ("referrals.source.", "referrals.received"),
    ("referrals.county.", "referrals.received"),
    ("referrals.ineligible.", "referrals.ineligible"),
    ("challenges.category.", "challenges.end"),
    ("successes.category.", "successes.told"),
];

/// The sums within every site and within the total, of rows that are so many cells wide.
pub(super) fn within(rows: &[Row], wide: usize) -> Vec<Sum> {
    let sums = flows(rows).into_iter().chain(parts(rows)).chain(shares(rows));
    let at = |sum: &Sum, place: usize| sum.iter().map(|(row, sign)| (row * wide + place, *sign)).collect();
    sums.flat_map(|sum| (0..wide).map(|place| at(&sum, place)).collect::<Vec<Sum>>()).collect()
}

fn place(rows: &[Row], key: &str) -> Option<usize> {
    rows.iter().position(|row| row.key == key)
}

/// The flows, and the ages of what is pending.
fn flows(rows: &[Row]) -> Vec<Sum> {
    let mut out = Vec::new();
    for block in rows.iter().filter_map(|row| row.key.strip_suffix(".end")) {
        let part = |name: &str| place(rows, &format!("{block}.{name}"));
        let (Some(start), Some(end)) = (part("start"), part("end")) else { continue };
        let came = CAME.iter().filter_map(|name| part(name)).map(|at| (at, 1));
        let went = WENT.iter().filter_map(|name| part(name)).map(|at| (at, -1));
        out.push([(start, 1), (end, -1)].into_iter().chain(came).chain(went).collect());
        let ages: Sum = AGES.iter().filter_map(|name| part(name)).map(|at| (at, 1)).collect();
        if ages.len() == AGES.len() {
            out.push(ages.into_iter().chain([(end, -1)]).collect());
        }
    }
    out
}

/// What comes to a figure line by line.
fn parts(rows: &[Row]) -> Vec<Sum> {
    let sum = |(lines, whole): &(&str, &str)| {
        let whole = place(rows, whole)?;
        let lines = rows.iter().enumerate().filter(|(_, row)| row.key.starts_with(lines));
        Some(lines.map(|(at, _)| (at, 1)).chain([(whole, -1)]).collect())
    };
    PARTS.iter().filter_map(sum).collect()
}

/// Those who fulfil something and those who do not are all.
fn shares(rows: &[Row]) -> Vec<Sum> {
    let sum = |(at, row): (usize, &Row)| {
        let key = row.key.strip_suffix(REST)?;
        Some(vec![(place(rows, key)?, 1), (at, 1), (place(rows, &format!("{key}{ALL}"))?, -1)])
    };
    rows.iter().enumerate().filter_map(sum).collect()
}
