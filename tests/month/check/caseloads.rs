//! The families of the site, and what is said of any number of families.

use crate::month::raw::{Raw, Row};
use chrono::{Datelike, Months, NaiveDate};

pub fn count(raw: &mut Raw<'_>) {
    let (start, end) = (raw.open(raw.first.pred_opt().unwrap()), raw.open(raw.until));
    let opened = raw.here("family_opening").filter(|row| raw.within(row.day("from_on"))).count();
    let closed: Vec<&Row> = raw.here("family_opening").filter(|row| raw.within(row.day("to_on"))).collect();
    raw.count("caseloads.site.start", start.len());
    raw.count("caseloads.site.opened", opened);
    raw.count("caseloads.site.closed", closed.len());
    raw.count("caseloads.site.end", end.len());
    families(raw, "caseloads.site", &end);
    raw.parts("caseloads.closed", closed.iter().map(|row| row.text("close_reason")));
}

/// What is said of families that are open on the last day, each with the day on which its case began.
pub fn families(raw: &mut Raw<'_>, key: &str, open: &[(i64, NaiveDate)]) {
    let until = raw.until;
    let ifr: Vec<i64> =
        open.iter().map(|(id, _)| *id).filter(|id| raw.enrolled(*id, until).is_some()).collect();
    let has = |id: i64, role: &str| {
        raw.of("assignment", id).any(|row| row.text("role") == role && row.holds(until))
    };
    let lone = |id: &&i64| !has(**id, "intact_worker") || !has(**id, "recovery_coordinator");
    let held = |(id, _): &&(i64, NaiveDate)| {
        raw.of("assignment", *id).any(|row| row.num("supervisor_held") == 1 && row.holds(until))
    };
    let children: Vec<&Row> = open.iter().flat_map(|(id, _)| raw.members(*id, "child")).collect();
    let infant = |row: &&&Row| {
        let month = if row.has("birth_month") { row.num("birth_month") } else { 12 };
        let age = (i64::from(until.year()) - row.num("birth_year")) * 12 + i64::from(until.month()) - month;
        row.has("birth_year") && age <= 12
    };
    let old = |months: u32| {
        open.iter().filter(|(_, from)| from.checked_add_months(Months::new(months)).unwrap() < until).count()
    };
    let counts = [
        ("ifr", ifr.len()),
        ("incomplete", ifr.iter().filter(lone).count()),
        ("held", open.iter().filter(held).count()),
        ("children", children.len()),
        ("infants", children.iter().filter(infant).count()),
        ("over_amber", old(6)),
        ("over_red", old(12)),
        ("over_stop", old(18)),
    ];
    for (name, count) in counts {
        raw.count(format!("{key}.{name}"), count);
    }
}
