//! The timeliness strip: of what was to be done by some day, how much was.

use super::workers::{Began, ROLES, contacts, due};
use crate::month::raw::{Raw, Row, in_person, worked};
use chrono::{Datelike, NaiveDate, TimeDelta};
use ifr::domain::month::Amount;
use std::collections::HashMap;

const KEY: &str = "caseloads.timeliness";

pub fn count(raw: &mut Raw<'_>, began: &[Began]) {
    let open = raw.open(raw.until);
    children(raw, &open);
    documented(raw);
    first_contacts(raw, began);
    iw_visits(raw, &open);
    joint(raw, &open);
    let (made, due) = (contacts(raw).count(), due(raw, |_| true));
    #[allow(clippy::cast_precision_loss)]
    let of_due = Amount::Of { value: made as f64, of: due as f64 };
    let known = raw.has_services("recovery_coordinator", raw.until) && due > 0;
    raw.put(format!("{KEY}.rc_contacts"), if known { of_due } else { Amount::NoData });
    reviews(raw, &open);
    plans(raw);
    consents(raw, &open);
}

/// Whether a case is here for more than so many days.
fn older(raw: &Raw<'_>, from: NaiveDate, days: i64) -> bool {
    (raw.until - from.max(raw.file_from())).num_days() > days
}

fn back(raw: &Raw<'_>, days: i64) -> NaiveDate {
    raw.until - TimeDelta::days(days)
}

/// Which child the Intact Worker saw in person, and when.
fn sightings(raw: &Raw<'_>) -> HashMap<i64, Vec<NaiveDate>> {
    let visits: HashMap<i64, NaiveDate> = raw
        .here("service")
        .filter(|row| row.text("role") == "intact_worker" && in_person(row))
        .map(|row| (row.num("id"), row.day("on_date").unwrap()))
        .collect();
    let mut seen: HashMap<i64, Vec<NaiveDate>> = HashMap::new();
    for link in raw.rows("service_child") {
        seen.entry(link.num("member_id")).or_default().extend(visits.get(&link.num("service_id")));
    }
    seen
}

fn children(raw: &mut Raw<'_>, open: &[(i64, NaiveDate)]) {
    let sightings = sightings(raw);
    let seen = |child: &Row, from: NaiveDate| {
        let days = sightings.get(&child.num("id"));
        days.is_some_and(|days| days.iter().any(|on| from <= *on && *on <= raw.until))
    };
    let (mut visited, mut lately) = (Vec::new(), Vec::new());
    for (family, from) in open {
        for child in raw.members(*family, "child").filter(|row| row.num("in_home") == 1) {
            if *from <= raw.first {
                visited.push(seen(child, raw.first));
            }
            let was = seen(child, back(raw, 31).max(*from));
            if was || older(raw, *from, 31) {
                lately.push(was);
            }
        }
    }
    let known = raw.has_services("intact_worker", raw.until);
    raw.share(&format!("{KEY}.visited"), known, &visited);
    raw.share(&format!("{KEY}.seen"), known, &lately);
}

fn documented(raw: &mut Raw<'_>) {
    for (role, short) in ROLES {
        let of_month = |row: &&Row| row.text("role") == role && raw.within(row.day("on_date"));
        let in_time = |row: &Row| {
            let soon =
                |on: NaiveDate| on <= raw.cut_off && (on - row.day("on_date").unwrap()).num_days() <= 2;
            !row.text("documented_elsewhere").is_empty() || row.day("documented_on").is_some_and(soon)
        };
        let all: Vec<bool> = raw.here("service").filter(of_month).map(in_time).collect();
        raw.share(&format!("{KEY}.{short}_documented"), true, &all);
    }
}

fn first_contacts(raw: &mut Raw<'_>, began: &[Began]) {
    for (role, short) in ROLES {
        let is_worker =
            |id: i64| raw.rows("staff").iter().any(|row| row.num("id") == id && row.text("role") == role);
        let mut all = Vec::new();
        for one in began.iter().filter(|one| one.role == role && is_worker(one.staff)) {
            let from = one.on.max(raw.file_from());
            let made = raw.of("service", one.family).any(|row| {
                let on = row.day("on_date").unwrap();
                row.num("staff_id") == one.staff
                    && row.text("role") == role
                    && row.text("mode") != "attempted"
                    && one.on <= on
                    && on <= raw.cut_off
                    && worked(from, on) <= 2
            });
            if made || worked(from, raw.cut_off) > 2 {
                all.push(made);
            }
        }
        raw.share(&format!("{KEY}.{short}_first"), raw.has_services(role, raw.cut_off), &all);
    }
}

fn iw_visits(raw: &mut Raw<'_>, open: &[(i64, NaiveDate)]) {
    let long = (28..=31).rev().find(|day| raw.until.with_day(*day).is_some()).unwrap();
    let mut all = Vec::new();
    for (family, from) in open {
        let here: Vec<NaiveDate> = raw.days().filter(|on| *on >= *from && *on >= raw.file_from()).collect();
        let weekly = here.iter().filter(|on| (**on - *from).num_days() < 45).count();
        let due = weekly / 7 + (here.len() - weekly) * 2 / usize::try_from(long).unwrap();
        let visit = |row: &&Row| {
            let on = row.day("on_date").unwrap();
            row.text("role") == "intact_worker" && in_person(row) && raw.within(Some(on)) && on >= *from
        };
        if due > 0 {
            all.push(raw.of("service", *family).filter(visit).count() >= due);
        }
    }
    raw.share(&format!("{KEY}.iw_visits"), raw.has_services("intact_worker", raw.until), &all);
}

fn joint(raw: &mut Raw<'_>, open: &[(i64, NaiveDate)]) {
    let mut all = Vec::new();
    for (family, from) in open {
        let Some(enrolled) = raw.enrolled(*family, raw.until) else { continue };
        let made = raw.of("service", *family).any(|row| {
            let on = row.day("on_date").unwrap();
            row.has("joint_with") && in_person(row) && back(raw, 30).max(*from) <= on && on <= raw.until
        });
        if made || older(raw, enrolled.day("from_on").unwrap().max(*from), 30) {
            all.push(made);
        }
    }
    let known = ROLES.iter().any(|(role, _)| raw.has_services(role, raw.until));
    raw.share(&format!("{KEY}.joint"), known, &all);
}

fn reviews(raw: &mut Raw<'_>, open: &[(i64, NaiveDate)]) {
    let meeting = |id: i64| raw.rows("meeting").iter().find(|row| row.num("id") == id).unwrap();
    let mut discussed: Vec<(i64, NaiveDate)> = Vec::new();
    for case in raw.here("meeting_case").filter(|row| row.text("state") == "discussed") {
        let of = meeting(case.num("meeting_id"));
        if ["held", "signed"].contains(&of.text("status")) {
            discussed.extend(of.day("held_on").map(|on| (case.num("family_id"), on)));
        }
    }
    let assessed: Vec<(i64, NaiveDate)> =
        raw.here("safety_finding").map(|row| (row.num("family_id"), row.day("on_date").unwrap())).collect();
    for (name, done, most) in [("reviewed", discussed, 31), ("safety", assessed, 90)] {
        let mut all = Vec::new();
        for (family, from) in open {
            let was = done
                .iter()
                .any(|(of, on)| of == family && back(raw, most).max(*from) <= *on && *on <= raw.until);
            if was || older(raw, *from, most) {
                all.push(was);
            }
        }
        raw.share(&format!("{KEY}.{name}"), done.iter().any(|(_, on)| *on <= raw.until), &all);
    }
}

fn plans(raw: &mut Raw<'_>) {
    let due = |row: &&Row| {
        ["service_plan", "plan_review"].contains(&row.text("kind"))
            && raw.within(row.day("due_on"))
            && raw.case(row.num("family_id"), row.day("due_on").unwrap()).is_some()
    };
    let done = |row: &Row| row.day("completed_on").is_some_and(|on| on <= row.day("due_on").unwrap());
    let all: Vec<bool> = raw.here("milestone").filter(due).map(done).collect();
    raw.share(&format!("{KEY}.plans"), true, &all);
}

fn consents(raw: &mut Raw<'_>, open: &[(i64, NaiveDate)]) {
    let mut all = Vec::new();
    for (family, _) in open.iter().filter(|(id, _)| raw.enrolled(*id, raw.until).is_some()) {
        for adult in raw.members(*family, "adult").filter(|row| row.num("participant") == 1) {
            let covers = |(from, to): &(NaiveDate, Option<NaiveDate>)| {
                *from <= raw.until && to.is_none_or(|to| to > raw.until)
            };
            all.push(raw.consents(adult.num("id")).iter().any(covers));
        }
    }
    let known = raw
        .here("member")
        .filter(|row| row.text("kind") == "adult")
        .any(|row| raw.consents(row.num("id")).iter().any(|(from, _)| *from <= raw.until));
    raw.share(&format!("{KEY}.consented"), known, &all);
}
