//! Meetings with pairs and workers: held with the right people and with others, missed near midnight, settled otherwise.

use super::{Dice, quoted};
use chrono::Days;

const PAIRS: [(i64, i64); 4] = [(3, 6), (4, 6), (4, 7), (5, 7)];
const REASONS: [&str; 4] = ["", "court", "worker_leave", "the river rose"];

pub(super) fn put(dice: &mut Dice, text: &mut String) {
    for id in 1..=90 {
        let status = dice.one(&["held", "held", "signed", "missed", "cancelled", "rescheduled", "scheduled"]);
        let held = ["held", "signed"].contains(&status).then(|| dice.day());
        // Late in the evening in Chicago is the next day by UTC.
        let planned = format!("{}T{}:30:00Z", dice.day(), dice.one(&["03", "04", "05", "06", "16"]));
        let why = if held.is_some() { "" } else { dice.one(&REASONS) };
        let alone = dice.maybe();
        let (kind, worker) = match (alone, dice.maybe()) {
            (true, true) => ("individual_iw", dice.one(&["3", "4", "5"])),
            (true, false) => ("individual_rc", dice.one(&["6", "7"])),
            (false, true) => ("joint", "null"),
            (false, false) => ("co_supervision", "null"),
        };
        text.push_str(&format!("insert into meeting (id, uid, kind, site_id, worker_id, scheduled_at, status, reason, held_on) values ({id}, 'm{id}', '{kind}', {}, {worker}, '{planned}', '{status}', '{why}', {});",
            dice.one(&["1", "1", "2"]), quoted(held)));
        if !alone {
            pairs(dice, (id, kind), held.is_some(), text);
        }
        if held.is_some() {
            people(dice, (id, worker), text);
            let state = dice.one(&["discussed", "discussed", "skipped"]);
            text.push_str(&format!("insert into meeting_case (meeting_id, family_id, position, rank, why, state) values ({id}, {}, 1, 1, 'x', '{state}');", dice.0.i64(1..=10)));
        }
    }
    let from = dice.day();
    let to = if dice.maybe() { Some(from + Days::new(40)) } else { None };
    text.push_str(&format!("insert into meeting_series (kind, iw_id, rc_id, from_on, to_on, every_days) values ('joint', 3, 6, '{from}', {}, {});", quoted(to), dice.0.u8(5..30)));
    text.push_str(&format!("insert into meeting_series (kind, worker_id, from_on, every_days) values ('individual_rc', 7, '{}', {});", dice.day(), dice.0.u8(2..20)));
}

/// One or two pairs in a sitting, each with its own verdict.
fn pairs(dice: &mut Dice, (meeting, kind): (i64, &str), held: bool, text: &mut String) {
    let first = dice.0.usize(0..PAIRS.len());
    let many = dice.0.usize(1..3);
    for (iw, rc) in PAIRS.into_iter().skip(first).take(many) {
        let other = if kind == "joint" { "'co_supervision'" } else { "'joint'" };
        let own = format!("'{kind}'");
        let (verdict, as_what) = match dice.0.u8(0..5) {
            _ if !held => ("null", "null"),
            0 => ("'does_not_count'", "null"),
            1 => ("'held_as_other'", other),
            _ => ("'counts'", own.as_str()),
        };
        text.push_str(&format!("insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, reason) values ({meeting}, {iw}, {rc}, {verdict}, {as_what}, '{}');", dice.one(&REASONS)));
    }
}

/// A list of who was there, now and then without one, or with one too many.
fn people(dice: &mut Dice, (meeting, worker): (i64, &str), text: &mut String) {
    if dice.0.u8(0..5) == 0 {
        return;
    }
    let mut add = |who: &str, role: &str, how: &str| {
        text.push_str(&format!("insert into meeting_person (meeting_id, staff_id, role, attendance) values ({meeting}, {who}, '{role}', {how});"));
    };
    let how = ["'present'", "'video'", "'phone'", "'present'", "'excused'", "'absent'", "null"];
    add("1", "intact_supervisor", if dice.maybe() { "'present'" } else { dice.one(&how) });
    if worker == "null" || ["6", "7"].contains(&worker) {
        add("2", "sud_supervisor", if dice.maybe() { "'phone'" } else { dice.one(&how) });
    }
    if ["3", "4", "5"].contains(&worker) || dice.0.u8(0..4) == 0 {
        let who = if ["3", "4", "5"].contains(&worker) { worker } else { "3" };
        add(who, "intact_worker", dice.one(&how));
    }
    if ["6", "7"].contains(&worker) {
        add(worker, "recovery_coordinator", dice.one(&how));
    }
}
