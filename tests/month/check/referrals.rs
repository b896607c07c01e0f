//! Referrals: what was pending, what came, what became of it, how long it took.

use crate::month::raw::{Raw, Row};
use chrono::{Months, NaiveDate};

const PENDING: [&str; 5] = ["received", "screening", "eligible", "wait_listed", "assigned"];

fn steps<'r>(raw: &'r Raw<'_>, of: &'r Row) -> impl Iterator<Item = &'r Row> {
    raw.rows("referral_status").iter().filter(|step| step.num("referral_id") == of.num("id"))
}

/// How it ended, when and why: the first outcome that was entered, never before it was received.
fn outcome<'r>(raw: &'r Raw<'_>, of: &'r Row) -> Option<(&'r str, NaiveDate, &'r str)> {
    let step = steps(raw, of).find(|step| !PENDING.contains(&step.text("status")))?;
    let on = step.day("on_date").unwrap().max(of.day("received_on").unwrap());
    Some((step.text("status"), on, step.text("reason")))
}

fn waits(raw: &Raw<'_>, of: &Row, on: NaiveDate) -> bool {
    of.day("received_on").unwrap() <= on && outcome(raw, of).is_none_or(|(_, ended, _)| ended > on)
}

pub fn count(raw: &mut Raw<'_>) {
    let site = raw.site;
    let here: Vec<&Row> = raw.rows("referral").iter().filter(|row| row.num("site_id") == site).collect();
    let before = raw.first.pred_opt().unwrap();
    let many = |fits: &dyn Fn(&Row) -> bool| here.iter().filter(|row| fits(row)).count();
    let ended = |status: &str| {
        many(&|row| outcome(raw, row).is_some_and(|(was, on, _)| was == status && raw.within(Some(on))))
    };
    let mut found = vec![
        ("start", many(&|row| waits(raw, row, before))),
        ("end", many(&|row| waits(raw, row, raw.until))),
        ("received", many(&|row| raw.within(row.day("received_on")))),
        ("screened", many(&|row| raw.within(row.day("screened_on")))),
        ("eligible", many(&|row| found_eligible(raw, row))),
        ("wait_listed", many(&|row| waits(raw, row, raw.until) && stood(raw, row) == Some("wait_listed"))),
    ];
    for status in ["enrolled", "declined", "ineligible", "withdrawn", "closed_without_contact"] {
        found.push((status, ended(status)));
    }
    for (name, ages) in [("fresh", 0..=7), ("watched", 8..=14), ("late", 15..=i64::MAX)] {
        let age = |row: &Row| (raw.until - row.day("received_on").unwrap()).num_days();
        found.push((name, many(&|row| waits(raw, row, raw.until) && ages.contains(&age(row)))));
    }
    for (name, count) in found {
        raw.count(format!("referrals.{name}"), count);
    }
    by_value(raw, &here);
    medians(raw, &here);
}

fn found_eligible(raw: &Raw<'_>, of: &Row) -> bool {
    steps(raw, of).any(|step| step.text("status") == "eligible" && raw.within(step.day("on_date")))
}

/// Where it stood on the last day: the latest row by then, of one day the last that was entered.
fn stood<'r>(raw: &'r Raw<'_>, of: &'r Row) -> Option<&'r str> {
    let by_then = steps(raw, of).filter(|step| step.day("on_date").unwrap() <= raw.until);
    let mut by_then: Vec<&Row> = by_then.collect();
    by_then.sort_by_key(|step| (step.day("on_date"), step.num("id")));
    by_then.last().map(|step| step.text("status"))
}

fn by_value(raw: &mut Raw<'_>, here: &[&Row]) {
    let received: Vec<&Row> = here.iter().copied().filter(|row| raw.within(row.day("received_on"))).collect();
    raw.parts("referrals.source", received.iter().map(|row| row.text("source")));
    let refused: Vec<String> = here
        .iter()
        .filter_map(|row| outcome(raw, row))
        .filter(|(was, on, _)| *was == "ineligible" && raw.within(Some(*on)))
        .map(|(.., why)| why.to_owned())
        .collect();
    raw.parts("referrals.ineligible", refused.iter().map(String::as_str));
    // A county that sent somebody in the five months before keeps its line, and one that has sent somebody since.
    let since = raw.first.checked_sub_months(Months::new(5)).unwrap();
    let lately = |row: &&&Row| (since..=raw.cut_off).contains(&row.day("received_on").unwrap());
    let mut counties: Vec<&str> = here.iter().filter(lately).map(|row| row.text("county")).collect();
    counties.sort_unstable();
    counties.dedup();
    for county in counties {
        let count = received.iter().filter(|row| row.text("county") == county).count();
        let key = if county.is_empty() {
            "referrals.county.count".into()
        } else {
            format!("referrals.county.{county}.count")
        };
        raw.count(key, count);
    }
}

/// The first day since it was received on which an adult of its family consented.
fn consented(raw: &Raw<'_>, of: &Row) -> Option<NaiveDate> {
    let adults = raw.of("member", of.num("family_id")).filter(|row| row.text("kind") == "adult");
    let days = adults.flat_map(|adult| raw.consents(adult.num("id"))).map(|(from, _)| from);
    days.filter(|on| *on >= of.day("received_on").unwrap() && *on <= raw.cut_off).min()
}

/// The first day since it was received on which a member of its family took a step into treatment.
fn treated(raw: &Raw<'_>, of: &Row, kind: &str) -> Option<NaiveDate> {
    let members: Vec<i64> = raw.of("member", of.num("family_id")).map(|row| row.num("id")).collect();
    let mine = |row: &&Row| {
        row.text("kind") == kind
            && members.contains(&row.num("member_id"))
            && (!row.has("referral_id") || row.num("referral_id") == of.num("id"))
    };
    let days = raw.rows("treatment_step").iter().filter(mine).filter_map(|row| row.day("on_date"));
    days.filter(|on| *on >= of.day("received_on").unwrap() && *on <= raw.cut_off).min()
}

fn medians(raw: &mut Raw<'_>, here: &[&Row]) {
    let mut days: [Vec<i64>; 5] = Default::default();
    for row in here.iter().filter(|row| row.day("received_on").unwrap() <= raw.cut_off) {
        let way = [
            row.day("received_on"),
            row.day("assigned_on"),
            row.day("first_contact_on"),
            consented(raw, row),
            treated(raw, row, "assessment"),
            treated(raw, row, "admission"),
        ];
        for (at, step) in way.windows(2).enumerate() {
            if let [Some(from), Some(to)] = step
                && raw.within(Some(*to))
            {
                days[at].push((*to - *from).num_days());
            }
        }
    }
    let names = ["to_assigned", "to_contact", "to_consent", "to_assessment", "to_admission"];
    for (name, days) in names.into_iter().zip(days) {
        raw.median(&format!("referrals.days.{name}"), days);
    }
}
