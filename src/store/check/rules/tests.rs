//! Each rule is broken once, past the file's own guards, and found under its name.

use super::*;
use crate::store::check::{Verdict, look_over};
use crate::store::fixture::small;

/// Two workers, two families with a child and an adult each, a signed meeting, an item, a referral, a consent.
const BASE: &str = "
  insert into import (id, at, source, sha256) values (1, '2026-01-05T15:00:00Z', 'test', '');
  insert into staff (id, name, role, agency_id) values (3, 'Lee', 'intact_worker', 1), (4, 'Kim', 'recovery_coordinator', 2), (5, 'Ash', 'intact_worker', 1);
  insert into employment (staff_id, from_on, fte) values (3, '2026-01-05', 1.0);
  insert into staff_site (staff_id, site_id, from_on) values (3, 1, '2026-01-05');
  insert into family (id, case_number, site_id) values (1, 'C1', 1), (2, 'C2', 1);
  insert into family_opening (family_id, from_on) values (1, '2026-02-01'), (2, '2026-02-01');
  insert into family_enrolment (family_id, from_on) values (1, '2026-02-01');
  insert into family_risk (family_id, from_on, risk) values (1, '2026-02-01', 'low');
  insert into family_phase (family_id, from_on, phase) values (1, '2026-02-01', 1);
  insert into assignment (family_id, staff_id, role, from_on, import_id) values (1, 3, 'intact_worker', '2026-02-01', 1), (1, 4, 'recovery_coordinator', '2026-02-01', 1);
  insert into member (id, family_id, kind, alias) values (1, 1, 'adult', 'M'), (2, 1, 'child', 'A'), (3, 2, 'child', 'B');
  insert into position (id, site_id, agency_id, role, from_on) values (1, 1, 1, 'intact_worker', '2026-01-05');
  insert into position_fill (position_id, staff_id, from_on) values (1, 3, '2026-01-05');
  insert into meeting (id, uid, kind, status, held_on) values (1, 'u1', 'joint', 'held', '2026-03-02');
  insert into meeting_person (meeting_id, staff_id, attendance) values (1, 3, 'present'), (1, 4, 'video');
  insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held) values (1, 3, 4, 'counts', 'joint');
  insert into action_item (id, description, owner_id, due_on, category, created_on) values (1, 'x', 5, '2026-12-01', 'safety', '2026-03-02');
  insert into referral (id, received_on, source, site_id) values (1, '2026-01-10', 'self', 1);
  insert into referral_status (referral_id, on_date, status) values (1, '2026-01-10', 'received');
  insert into service (id, family_id, staff_id, role, kind, on_date, mode) values (1, 1, 3, 'intact_worker', 'contact', '2026-03-03', 'home');
  insert into service_child (service_id, member_id) values (1, 2);
  insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
    values (1, 1, 2, 1, 'County', 'care', 1, 1, '2026-02-01', '2027-02-01');
  insert into consent_category (consent_id, category) values (1, 'services'), (1, 'level_of_care'), (1, 'progress');
  insert into service (id, family_id, staff_id, role, kind, on_date, mode, part2, member_id, consent_id)
    values (2, 1, 4, 'recovery_coordinator', 'recovery_coaching', '2026-03-03', 'office', 1, 1, 1);
  insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on) values (1, 1, 1, 'H', '2.1', '2026-03-03');
";

/// What breaks each rule.
const BREAKS: &[(&str, &str)] = &[
    (
        "two workers",
        "drop index assignment_one; insert into assignment (family_id, staff_id, role, from_on, import_id) values (1, 5, 'intact_worker', '2026-04-01', 1)",
    ),
    ("worker left", "update staff set left_on = '2026-11-24' where id = 3"),
    ("worker's role", "update staff set role = 'other' where id = 3"),
    (
        "closed family",
        "update family_opening set to_on = '2026-06-01', close_reason = 'moved' where family_id = 1; update family_enrolment set to_on = '2026-06-01'",
    ),
    (
        "enrolment",
        "update family_opening set to_on = '2026-06-01', close_reason = 'moved' where family_id = 1; update assignment set to_on = '2026-06-01'",
    ),
    (
        "openings",
        "insert into family_opening (family_id, from_on, to_on, close_reason) values (1, '2026-01-01', '2026-02-02', 'moved')",
    ),
    (
        "enrolments",
        "insert into family_enrolment (family_id, from_on, to_on) values (1, '2026-01-01', '2026-02-02')",
    ),
    (
        "risks",
        "insert into family_risk (family_id, from_on, to_on, risk) values (1, '2026-01-01', '2026-02-02', 'high')",
    ),
    (
        "phases",
        "insert into family_phase (family_id, from_on, to_on, phase) values (1, '2026-01-01', '2026-02-02', 2)",
    ),
    ("employments", "insert into employment (staff_id, from_on, fte) values (3, '2026-05-01', 0.5)"),
    ("host sites", "insert into staff_site (staff_id, site_id, from_on) values (3, 1, '2026-05-01')"),
    ("posts", "insert into position_fill (position_id, staff_id, from_on) values (1, 5, '2026-05-01')"),
    (
        "deputy",
        "insert into cover (staff_id, deputy_id, from_on, to_on) values (1, 2, '2026-11-01', '2026-12-01')",
    ),
    ("item's owner", "update staff set left_on = '2026-11-01' where id = 5"),
    ("item's end", "update action_item set closed_on = '2026-11-01'"),
    ("quorum", "update meeting_person set attendance = 'excused' where staff_id = 4"),
    (
        "verdict",
        "update meeting_pair set verdict = null; insert into signature (meeting_id, staff_id, role, at, digest, covers) values (1, 1, 'intact_supervisor', '2026-03-02T15:00:00Z', '', '[]'); update meeting set status = 'signed'",
    ),
    ("signature", "update meeting set status = 'signed'"),
    ("held on", "update meeting set held_on = null"),
    ("referral", "update referral set status = 'enrolled'"),
    ("child seen", "update service_child set member_id = 3"),
    ("service's consent", "update consent_category set ended_on = '2026-03-01' where category = 'services'"),
    (
        "episode's consent",
        "update consent_category set ended_on = '2026-03-01' where category = 'level_of_care'",
    ),
    (
        "note's adults",
        "insert into note (kind, author_id, entered_by, at, family_id, body, part2) values ('case', 2, 2, '2026-03-02T15:00:00Z', 1, 'x', 1)",
    ),
];

fn found(store: &Store) -> Vec<String> {
    let findings = look_over(store);
    let wrong = findings.into_iter().filter(|one| one.verdict == Verdict::Wrong);
    // Every row here was written past the trail, which is another look's.
    wrong.map(|one| one.name.to_owned()).filter(|name| name != "records").collect()
}

#[test]
fn every_rule_bites_and_no_other_one_with_it() {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(names, BREAKS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "each rule is broken here");
    let store = small();
    store.conn().execute_batch(BASE).unwrap();
    assert_eq!(found(&store), Vec::<String>::new(), "{:?}", look_over(&store));
    for (name, sql) in BREAKS {
        store.conn().execute_batch("begin").unwrap();
        store.conn().execute_batch(sql).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut found = found(&store);
        // What was done past the schema and the trail is found by their own looks, too, and rightly so.
        found.retain(|found| names.contains(&found.as_str()));
        store.conn().execute_batch("rollback").unwrap();
        assert_eq!(found, [*name]);
    }
}

#[test]
fn a_guard_that_is_gone_and_a_day_that_is_none_are_found() {
    let store = small();
    store.conn().execute_batch("drop trigger service_consent").unwrap();
    assert_eq!(found(&store), ["schema"]);
    store.conn().execute_batch("update staff_site set from_on = '5.1.2026'").unwrap();
    assert_eq!(found(&store), ["schema", "dates"]);
}
