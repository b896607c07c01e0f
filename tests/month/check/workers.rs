//! The caseload of each worker: who carried what is looked at on every day of the month.

use super::caseloads::families;
use crate::month::raw::{Raw, Row, whole};
use chrono::NaiveDate;
use ifr::domain::month::Amount;
use std::collections::BTreeSet;

pub const ROLES: [(&str, &str); 2] = [("intact_worker", "iw"), ("recovery_coordinator", "rc")];

/// A family that somebody began to carry in the month.
pub struct Began {
    pub role: &'static str,
    pub staff: i64,
    pub family: i64,
    pub on: NaiveDate,
}

pub fn count(raw: &mut Raw<'_>) -> Vec<Began> {
    let mut began = Vec::new();
    for (role, short) in ROLES {
        let of_role = |row: &&Row| row.text("role") == role;
        let mut staff: BTreeSet<i64> =
            raw.here("assignment").filter(of_role).map(|row| row.num("staff_id")).collect();
        staff.extend(raw.rows("staff").iter().filter(of_role).map(|row| row.num("id")));
        for staff in staff {
            one(raw, (role, short, staff), &mut began);
        }
    }
    began
}

/// The case in which somebody carries a family on a day.
pub fn carries(raw: &Raw<'_>, staff: i64, role: &str, family: i64, on: NaiveDate) -> Option<i64> {
    let mine = |row: &&Row| row.num("staff_id") == staff && row.text("role") == role && row.holds(on);
    raw.of("assignment", family).find(mine)?;
    raw.case(family, on).map(|case| case.num("id"))
}

fn one(raw: &mut Raw<'_>, (role, short, staff): (&'static str, &str, i64), began: &mut Vec<Began>) {
    let key = format!("caseloads.{short}.{staff}");
    let mut counts = [0; 6];
    let mut end = Vec::new();
    let mut touched = false;
    let before = raw.first.pred_opt().unwrap();
    for family in raw.families.clone() {
        if !raw.of("assignment", family).any(|row| row.num("staff_id") == staff && row.text("role") == role) {
            continue;
        }
        let mut was = carries(raw, staff, role, family, before);
        counts[0] += usize::from(was.is_some());
        touched |= was.is_some();
        for on in raw.days() {
            let is = carries(raw, staff, role, family, on);
            touched |= is.is_some();
            if was.is_some() && was != is {
                counts[if went_with_its_case(raw, role, family, on) { 3 } else { 4 }] += 1;
            }
            if is.is_some() && was != is {
                counts[if nobody_before(raw, role, family, on) { 1 } else { 2 }] += 1;
                began.push(Began { role, staff, family, on });
            }
            was = is;
        }
        if was.is_some() {
            counts[5] += 1;
            end.push((family, raw.case(family, raw.until).unwrap().day("from_on").unwrap()));
        }
    }
    let worked = employed(raw, staff);
    // Whoever worked here on the last day has a line, and whoever carried a family.
    if !touched && worked.as_ref().is_none_or(|(.., is)| is != role) {
        return;
    }
    for (name, count) in ["start", "opened", "in", "closed", "out", "end"].into_iter().zip(counts) {
        raw.count(format!("{key}.{name}"), count);
    }
    families(raw, &key, &end);
    capacity(raw, &key, worked, role, end.len());
    if short == "rc" {
        coordinator(raw, &key, staff, &end);
    }
}

fn went_with_its_case(raw: &Raw<'_>, role: &str, family: i64, on: NaiveDate) -> bool {
    let ended = || raw.of("family_enrolment", family).any(|row| row.day("to_on") == Some(on));
    raw.case(family, on.pred_opt().unwrap()).unwrap().day("to_on") == Some(on)
        || (role == "recovery_coordinator" && ended())
}

fn nobody_before(raw: &Raw<'_>, role: &str, family: i64, on: NaiveDate) -> bool {
    let from = raw.case(family, on).unwrap().day("from_on").unwrap();
    let somebody =
        |day: NaiveDate| raw.of("assignment", family).any(|row| row.text("role") == role && row.holds(day));
    !from.iter_days().take_while(|day| *day < on).any(somebody)
}

/// FTE here, capacity at full time and role on the last day, where the person was employed and worked here.
pub fn employed(raw: &Raw<'_>, staff: i64) -> Option<(f64, i64, String)> {
    let person = raw.rows("staff").iter().find(|row| row.num("id") == staff).unwrap();
    let there = person.day("hired_on").is_none_or(|on| on <= raw.until)
        && person.day("left_on").is_none_or(|on| on > raw.until);
    let spells: Vec<&Row> =
        raw.rows("employment").iter().filter(|row| row.num("staff_id") == staff).collect();
    let here = raw
        .rows("staff_site")
        .iter()
        .find(|row| row.num("staff_id") == staff && row.num("site_id") == raw.site && row.holds(raw.until))?;
    let now = spells.iter().find(|row| row.holds(raw.until));
    if !there
        || (now.is_none() && !spells.is_empty())
        || now.is_some_and(|row| row.text("status") == "separated")
    {
        return None;
    }
    let fte = now.map_or(1.0, |row| row.real("fte"));
    let full = now.filter(|row| row.has("capacity")).map_or(10, |row| row.num("capacity"));
    Some((fte * here.real("share"), full, person.text("role").to_owned()))
}

fn capacity(raw: &mut Raw<'_>, key: &str, found: Option<(f64, i64, String)>, role: &str, open: usize) {
    raw.put(format!("{key}.fte"), found.as_ref().map_or(Amount::NoData, |(fte, ..)| Amount::Measure(*fte)));
    // A supervisor who holds families has no capacity for them.
    let families = found.filter(|(.., is)| is == role).map(|(fte, full, _)| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        let rounded = (full as f64 * fte).round() as i64;
        rounded.max(1)
    });
    raw.put(format!("{key}.capacity"), families.map_or(Amount::NoData, Amount::Count));
    let used = families.map_or(Amount::NoData, |many| Amount::Share { part: whole(open), whole: many });
    raw.put(format!("{key}.use"), used);
}

fn coordinator(raw: &mut Raw<'_>, key: &str, staff: i64, end: &[(i64, NaiveDate)]) {
    let mut phases = [0; 6];
    for (id, _) in end {
        let phase =
            raw.of("family_phase", *id).find(|row| row.holds(raw.until)).map_or(0, |row| row.num("phase"));
        phases[usize::try_from(phase).unwrap()] += 1;
    }
    raw.count(format!("{key}.phase_unknown"), phases[0]);
    for (phase, count) in phases.into_iter().enumerate().skip(1) {
        raw.count(format!("{key}.phase_{phase}"), count);
    }
    let made = contacts(raw).filter(|row| row.num("staff_id") == staff).count();
    let due = due(raw, |who| who == staff);
    let known = raw.has_services("recovery_coordinator", raw.until);
    let if_known = |count| if known { Amount::Count(count) } else { Amount::NoData };
    raw.put(format!("{key}.contacts"), if_known(whole(made)));
    raw.put(format!("{key}.contacts_due"), if_known(due));
    miles(raw, key, staff);
}

/// The contacts that Recovery Coordinators made with this site's families in the month.
pub fn contacts<'r>(raw: &'r Raw<'_>) -> impl Iterator<Item = &'r Row> {
    raw.here("service").filter(|row| {
        row.text("role") == "recovery_coordinator"
            && row.text("mode") != "attempted"
            && raw.within(row.day("on_date"))
    })
}

/// How many contacts were to be expected: on every day on which one of these carries a family, a part of one.
pub fn due(raw: &Raw<'_>, of: impl Fn(i64) -> bool) -> i64 {
    let mut parts = 0;
    for on in raw.days().filter(|on| *on >= raw.file_from()) {
        for family in &raw.families {
            let carried: BTreeSet<i64> = raw
                .of("assignment", *family)
                .filter(|row| row.text("role") == "recovery_coordinator" && row.holds(on))
                .map(|row| row.num("staff_id"))
                .filter(|who| of(*who))
                .collect();
            if carried.is_empty() || raw.case(*family, on).is_none() {
                continue;
            }
            let phase = raw
                .of("family_phase", *family)
                .filter(|row| row.day("from_on").unwrap() <= on)
                .max_by_key(|row| row.day("from_on"));
            // Of 210 parts: every 7, 7, 14 and 30 days, and in the last phase none.
            let part = match phase.filter(|row| row.holds(on)).map(|row| row.num("phase")) {
                Some(1 | 2) => 30,
                Some(3) => 15,
                Some(4) => 7,
                _ => 0,
            };
            parts += part * whole(carried.len());
        }
    }
    (2 * parts + 210) / 420
}

fn miles(raw: &mut Raw<'_>, key: &str, staff: i64) {
    let home = |row: &&Row| row.text("purpose") == "client_home";
    let known = raw.rows("travel").iter().filter(home).any(|row| row.day("on_date").unwrap() <= raw.until);
    let (mut here, mut all) = (0.0, 0.0);
    for trip in raw.rows("travel").iter().filter(home) {
        if trip.num("staff_id") == staff && raw.within(trip.day("on_date")) {
            all += trip.real("miles");
            here += if raw.families.contains(&trip.num("family_id")) { trip.real("miles") } else { 0.0 };
        }
    }
    let if_known = |amount| if known { amount } else { Amount::NoData };
    raw.put(format!("{key}.miles"), if_known(Amount::Measure(here)));
    raw.put(format!("{key}.miles_all"), if_known(Amount::Of { value: all, of: 150.0 }));
}
