//! Today: each need appears with its trigger and not without, in order, and is new only once.

use chrono::{NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use ifr::domain::calendar::Clock;
use ifr::settings::Settings;
use ifr::store::view::Mark;
use ifr::store::view::today::{Need, Today};
use ifr::store::{Access, NewFile, OpenOptions, Reply, Request, Store};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

const ZONE: Tz = Tz::America__Chicago;

/// A partnership of one site on Tue 24 Nov 2026: Lee (IW) and Brooks (RC) share F-0001, and nothing is wrong.
const QUIET: &str = "
insert into agency (id, name, kind) values (1, 'Harbor', 'child_welfare'), (2, 'Bridge', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2), (2, 'Elsewhere', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2),
  (3, 'Lee Park', 'Lee', 'intact_worker', 1), (4, 'Jo Brooks', 'Brooks', 'recovery_coordinator', 2);
insert into employment (staff_id, from_on, fte, supervisor_id) values (3, '2026-01-05', 1.0, 1), (4, '2026-01-05', 1.0, 2);
insert into staff_site (staff_id, site_id, from_on) values (1, 1, '2026-01-01'), (2, 1, '2026-01-01'), (3, 1, '2026-01-01'), (4, 1, '2026-01-01');
insert into family (id, case_number, site_id) values (1, 'X-1', 1);
insert into family_opening (family_id, from_on) values (1, '2026-06-01');
insert into family_enrolment (family_id, from_on) values (1, '2026-06-01');
insert into family_phase (family_id, from_on, phase) values (1, '2026-06-01', 3);
insert into member (id, family_id, kind, alias, birth_year, birth_month, participant) values
  (10, 1, 'adult', 'A', 1990, 1, 1), (11, 1, 'child', 'B', 2020, 3, 0);
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values
  (1, 3, 'intact_worker', '2026-06-01', 1), (1, 4, 'recovery_coordinator', '2026-06-01', 1);
insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values
  (1, 1, 3, 'intact_worker', 'contact', '2026-11-20', 'home', '2026-11-21'),
  (2, 1, 4, 'recovery_coordinator', 'contact', '2026-11-20', 'home', '2026-11-21');
insert into service_child values (1, 11);
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values (1, 10, 2, 1, 'Harbor', 'coordination', 1, 1, '2026-06-02', '2027-06-02');
insert into consent_category (consent_id, category) values (1, 'attendance'), (1, 'assessment'), (1, 'services'), (1, 'level_of_care');
insert into meeting (id, uid, kind, site_id, status, held_on, worker_id) values
  (1, 'a', 'co_supervision', 1, 'signed', '2026-11-16', null), (2, 'b', 'individual_iw', 1, 'signed', '2026-11-20', 3),
  (3, 'c', 'individual_rc', 1, 'signed', '2026-11-20', 4);
insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values (1, 3, 4, 'counts', 'co_supervision', '2026-11-16');
";

struct World {
    store: Store,
    path: PathBuf,
    _dir: tempfile::TempDir,
}

fn options(day: u32, access: Access) -> OpenOptions {
    let clock = Clock::Fixed(Utc.with_ymd_and_hms(2026, 11, day, 16, 0, 0).unwrap(), ZONE);
    OpenOptions { settings: Arc::new(Settings::defaults()), clock: Some(clock), access }
}

/// The quiet partnership's file, made once.
fn quiet() -> &'static [u8] {
    static QUIET_FILE: OnceLock<Vec<u8>> = OnceLock::new();
    QUIET_FILE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("programme.ifr");
        let first_day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let new = NewFile { partnership: "Peoria".into(), time_zone: ZONE, first_day, demo: true };
        drop(Store::create(&path, &new, options(24, Access::ReadWrite)).unwrap());
        run(&path, QUIET);
        std::fs::read(path).unwrap()
    })
}

fn run(path: &Path, sql: &str) {
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.execute_batch("pragma synchronous = off").unwrap();
    conn.execute_batch(sql).unwrap();
}

fn world(sql: &str, access: Access) -> World {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("programme.ifr");
    std::fs::write(&path, quiet()).unwrap();
    run(&path, sql);
    let store = Store::open(&path, options(24, access)).unwrap();
    World { store, path, _dir: dir }
}

impl World {
    fn sql(&self, sql: &str) {
        run(&self.path, sql);
    }

    fn today(&mut self, who: &str) -> Today {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Today).unwrap() {
            Reply::Today(today) => *today,
            other => panic!("{other:?}"),
        }
    }

    fn again(&mut self, day: u32, access: Access) {
        self.store = Store::open(&self.path, options(day, access)).unwrap();
    }
}

fn line(need: &Need) -> String {
    format!("{} | {} | {}", need.what, need.about, need.detail)
}

fn keys(today: &Today) -> Vec<&str> {
    today.needs.iter().map(|need| need.key.as_str()).collect()
}

#[test]
fn a_quiet_day_needs_nothing() {
    let mut world = world("", Access::ReadOnly);
    for who in ["Dana", "Sam"] {
        assert_eq!(keys(&world.today(who)), Vec::<&str>::new(), "{who}");
    }
}

/// What happens, what each supervisor sees of it; empty where it is not theirs.
const TRIGGERS: &[(&str, &str, &str)] = &[
    (
        "insert into safety_finding (family_id, on_date, finding) values (1, '2026-11-20', 'unsafe')",
        "Unsafe finding Fri 20 Nov | F-0001 | Lee",
        "Unsafe finding Fri 20 Nov | F-0001 | Lee",
    ),
    (
        "insert into safety_finding (family_id, on_date, finding) values (1, '2026-11-20', 'unsafe'), (1, '2026-11-21', 'safe')",
        "",
        "",
    ),
    (
        "insert into safety_finding (family_id, on_date, finding, review_due_on) values (1, '2026-11-10', 'plan', '2026-11-22')",
        "Safety plan overdue 2 d | F-0001 | Lee",
        "Safety plan overdue 2 d | F-0001 | Lee",
    ),
    (
        "insert into new_report (family_id, on_date) values (1, '2026-11-23')",
        "New report Mon 23 Nov | F-0001 | Lee",
        "New report Mon 23 Nov | F-0001 | Lee",
    ),
    (
        "update service set on_date = '2026-10-21', documented_on = '2026-10-21' where id = 1",
        "Child not seen 34 d | F-0001 | Lee",
        "Child not seen 34 d | F-0001 | Lee",
    ),
    ("update service set on_date = '2026-10-24', documented_on = '2026-10-24' where id = 1", "", ""),
    ("update service set on_date = '2026-10-21', documented_on = '2026-10-21' where id = 1; insert into service_child values (2, 11)",
        "Child not seen 34 d | F-0001 | Lee",
        "Child not seen 34 d | F-0001 | Lee",
    ),
    ("delete from service_child", "", ""),
    (
        "update service set on_date = '2026-10-21', documented_on = '2026-10-21' where id = 1; update family_opening set to_on = '2026-11-01', close_reason = 'goals_met'",
        "",
        "",
    ),
    (
        "update meeting_pair set held_on = '2026-10-12'; insert into meeting (id, uid, kind, status) values (9, 'z', 'joint', 'signed');
         insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values (9, 3, 4, 'counts', 'joint', '2026-11-20')",
        "Co-Supervision overdue 12 d | Lee + Brooks | last held 12 Oct",
        "Co-Supervision overdue 12 d | Lee + Brooks | last held 12 Oct",
    ),
    ("update meeting_pair set held_on = '2026-11-04'", "Joint overdue 6 d | Lee + Brooks | last held 4 Nov", ""),
    ("update meeting set held_on = '2026-11-16' where id = 2", "Individual (IW) overdue 1 d | Lee | last held 16 Nov", ""),
    ("update meeting set held_on = '2026-11-16' where id = 3", "", "Individual (RC) overdue 1 d | Brooks | last held 16 Nov"),
    (
        "insert into meeting (id, uid, kind, site_id, status, step) values (9, 'z', 'co_supervision', 1, 'in_progress', 'cases');
         insert into meeting_pair (meeting_id, iw_id, rc_id) values (9, 3, 4); insert into meeting_case (meeting_id, family_id, position, rank, why) values (9, 1, 1, 7, 'x')",
        "Co-Supervision in progress | Lee + Brooks | Cases 1 of 1",
        "Co-Supervision in progress | Lee + Brooks | Cases 1 of 1",
    ),
    (
        "insert into meeting (id, uid, kind, site_id, status, held_on) values (9, 'z', 'co_supervision', 1, 'held', '2026-11-20');
         insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values (9, 3, 4, 'counts', 'co_supervision', '2026-11-20');
         insert into signature (meeting_id, staff_id, role, at, digest, covers) values (9, 2, 'sud_supervisor', '2026-11-20T20:00:00Z', 'd', '[]')",
        "Co-Supervision waits for you to sign | Lee + Brooks | held Fri 20 Nov",
        "",
    ),
    (
        "insert into meeting (id, uid, kind, site_id, status, held_on) values (9, 'z', 'co_supervision', 1, 'held', '2026-11-20');
         insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values (9, 3, 4, 'held_as_other', 'joint', '2026-11-20')",
        "Co-Supervision waits for you to sign | Lee + Brooks | held Fri 20 Nov",
        "",
    ),
    ("update assignment set to_on = '2026-11-20', end_reason = 'x' where role = 'recovery_coordinator'", "No Recovery Coordinator | F-0001 | with Lee", ""),
    (
        "update assignment set staff_id = 1, supervisor_held = 1, from_on = '2026-10-20' where role = 'intact_worker'",
        "Held by a supervisor 35 d | F-0001 | Dana",
        "",
    ),
    (
        "insert into referral (id, received_on, source, site_id, status) values (412, '2026-11-15', 'court', 1, 'eligible')",
        "Referral waiting 9 d | R-0412 | no RC assigned",
        "",
    ),
    ("insert into referral (id, received_on, source, site_id, status) values (412, '2026-11-17', 'court', 1, 'eligible')", "", ""),
    ("insert into referral (id, received_on, source, site_id, status) values (412, '2026-11-01', 'court', 2, 'eligible')", "", ""),
    (
        "insert into milestone (family_id, kind, due_on) values (1, 'service_plan', '2026-11-18')",
        "Service plan overdue 6 d | F-0001 | Lee",
        "",
    ),
    ("insert into milestone (family_id, kind, due_on, completed_on) values (1, 'service_plan', '2026-11-18', '2026-11-20')", "", ""),
    ("update consent set expires_on = '2026-11-29'", "Consent ends in 5 d | F-0001 | adult A", "Consent ends in 5 d | F-0001 | adult A"),
    ("update consent set expires_on = '2026-11-22'", "Consent ended 2 d ago | F-0001 | adult A", "Consent ended 2 d ago | F-0001 | adult A"),
    ("update consent set ended_on = '2026-11-22', revoked = 1", "", ""),
    ("update consent set signed = 0", "", "No consent in force | F-0001 | adult A"),
    ("delete from consent_category; delete from consent", "", ""),
    (
        "insert into travel (staff_id, on_date, miles, purpose) values (4, '2026-11-03', 131, 'client_home'), (4, '2026-11-03', 80, 'meeting'), (4, '2026-10-30', 80, 'client_home')",
        "131 of 150 miles | Brooks | 19 left in November",
        "131 of 150 miles | Brooks | 19 left in November",
    ),
    ("update service set documented_on = null where id = 1", "1 service not documented | Lee | oldest 4 d", ""),
    ("update service set documented_on = null where id = 2", "", "1 service not documented | Brooks | oldest 4 d"),
    ("update service set documented_on = null, on_date = '2026-11-23'", "", ""),
    (
        "insert into action_item (description, owner_id, due_on, family_id, category, created_on) values ('call the school', 3, '2026-11-22', 1, 'safety', '2026-11-20')",
        "Action overdue 2 d | F-0001 | Lee",
        "Action overdue 2 d | F-0001 | Lee",
    ),
    (
        "insert into action_item (description, owner_id, due_on, category, created_on, born_meeting_id) values ('learn', 3, '2026-11-22', 'training', '2026-11-20', 2)",
        "Action overdue 2 d | A-0001 | Lee",
        "",
    ),
    ("update employment set capacity = 0 where staff_id = 3", "1 of 0 families | Lee | 1 over", ""),
    (
        "insert into credential (staff_id, kind, expires_on) values (3, 'lsw', '2026-12-24'), (4, 'cadc', '2027-06-01')",
        "LSW ends in 30 d | Lee | Thu 24 Dec",
        "",
    ),
    ("insert into credential (staff_id, kind, expires_on) values (4, 'cadc', '2026-11-23')", "", "CADC ended 1 d ago | Brooks | Mon 23 Nov"),
    (
        "insert into position (id, site_id, agency_id, role, from_on, recruitment) values (1, 1, 2, 'recovery_coordinator', '2026-11-01', 'posted')",
        "RC post vacant 23 d, no cover | Peoria North | posted",
        "RC post vacant 23 d, no cover | Peoria North | posted",
    ),
    (
        "insert into position (id, site_id, agency_id, role, from_on) values (1, 1, 2, 'recovery_coordinator', '2026-11-01');
         insert into position_cover (position_id, staff_id, from_on) values (1, 4, '2026-11-01')",
        "",
        "",
    ),
    ("update service set on_date = '2026-11-08', documented_on = '2026-11-08' where id = 2", "", "RC contact overdue 2 d | F-0001 | Brooks, phase 3"),
    ("update service set on_date = '2026-11-08', documented_on = '2026-11-08' where id = 2; update family_phase set phase = 4", "", ""),
    (
        "insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on) values (1, 10, 1, 'Bridge', '2.1', '2026-08-01');
         insert into treatment_week (episode_id, member_id, consent_id, week_on, offered, attended) values (1, 10, 1, '2026-11-09', 3, 3), (1, 10, 1, '2026-11-16', 3, 0)",
        "",
        "Not attending treatment | F-0001 | adult A, 0 of 3 in the week of Mon 16 Nov",
    ),
    (
        "insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on) values (1, 10, 1, 'Bridge', '2.1', '2026-08-01');
         insert into treatment_week (episode_id, member_id, consent_id, week_on, offered, attended) values (1, 10, 1, '2026-11-16', 3, 1), (1, 10, 1, '2026-11-23', 3, 0)",
        "",
        "",
    ),
    (
        "insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on) values (1, 10, 1, 'Bridge', '2.1', '2026-08-01');
         insert into treatment_week (episode_id, member_id, consent_id, week_on, offered, attended) values (1, 10, 1, '2026-11-16', 3, 0);
         update consent set ended_on = '2026-11-20', revoked = 1",
        "",
        "",
    ),
    (
        "insert into treatment_step (member_id, consent_id, kind, on_date) values (10, 1, 'assessment', '2026-11-14')",
        "",
        "Assessed 10 d ago, not admitted | F-0001 | adult A",
    ),
    (
        "insert into voucher (id, member_id, consent_id, kind, cap_cents, issued_on, expires_on) values (1, 10, 1, 'transportation', 100, '2026-09-01', '2026-11-30')",
        "",
        "Voucher ends in 6 d | F-0001 | adult A, Transportation",
    ),
];

#[test]
fn each_need_appears_with_its_trigger() {
    for (sql, intact, sud) in TRIGGERS {
        let mut world = world(sql, Access::ReadOnly);
        for (who, expected) in [("Dana", intact), ("Sam", sud)] {
            let today = world.today(who);
            let seen: Vec<String> = today.needs.iter().map(line).collect();
            let expected: Vec<&str> = Some(*expected).filter(|one| !one.is_empty()).into_iter().collect();
            assert_eq!(seen, expected, "{who}: {sql}");
            for need in &today.needs {
                assert!(!need.explain.rule.is_empty() && !need.explain.basis.is_empty(), "{}", need.key);
                assert!(!need.explain.rows.is_empty(), "{}", need.key);
            }
        }
    }
}

#[test]
fn child_safety_comes_before_everything_and_infants_before_children() {
    let mut world = world(
        "insert into family (id, case_number, site_id) values (2, 'X-2', 1), (3, 'X-3', 1);
         insert into family_opening (family_id, from_on) values (2, '2026-06-01'), (3, '2026-06-01');
         insert into member (id, family_id, kind, alias, birth_year, birth_month) values (21, 2, 'child', 'C', 2026, 8), (31, 3, 'child', 'D', 2015, 1);
         insert into safety_finding (family_id, on_date, finding, review_due_on) values (2, '2026-11-10', 'plan', '2026-11-24'), (1, '2026-11-20', 'unsafe', null);
         insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values (31, 3, 3, 'intact_worker', 'contact', '2026-08-01', 'home', '2026-08-01'),
           (21, 2, 3, 'intact_worker', 'contact', '2026-10-20', 'home', '2026-10-20'), (22, 2, 3, 'intact_worker', 'contact', '2026-11-20', 'video', '2026-11-20');
         insert into service_child values (31, 31), (21, 21), (22, 21);
         insert into meeting (id, uid, kind, site_id, status) values (9, 'z', 'joint', 1, 'in_progress');
         update meeting_pair set held_on = '2026-09-01';
         insert into travel (staff_id, on_date, miles, purpose) values (4, '2026-11-03', 131, 'client_home');",
        Access::ReadOnly,
    );
    let today = world.today("Dana");
    let expected = [
        "unsafe:1",
        "safety_plan:2",
        "child_unseen:2",
        "child_unseen:3",
        "in_progress:9",
        "joint:3+4",
        "co_supervision:3+4",
        "miles:4:2026-11",
    ];
    assert_eq!(keys(&today), expected);
    assert_eq!(today.needs[2].what, "Infant not seen 35 d");
    assert_eq!(today.resume.unwrap().meeting.to_string(), "M-0009");
}

#[test]
fn what_was_shown_before_is_not_new() {
    let referral = |id: u32| {
        format!(
            "insert into referral (id, received_on, source, site_id, status) values ({id}, '2026-11-01', 'court', 1, 'eligible')"
        )
    };
    let mut world = world(&referral(1), Access::ReadWrite);
    let first = world.today("Dana");
    assert_eq!((first.new, first.last_look), (1, None));
    let same_day = world.today("Dana");
    assert_eq!((same_day.new, same_day.last_look), (1, None));

    world.sql(&referral(2));
    world.again(25, Access::ReadOnly);
    for _ in 0..2 {
        assert_eq!(world.today("Dana").needs.iter().filter(|need| need.new).count(), 1);
    }
    world.again(25, Access::ReadWrite);
    let next = world.today("Dana");
    let new: Vec<_> = next.needs.iter().filter(|need| need.new).map(|need| need.key.as_str()).collect();
    assert_eq!((new, next.last_look), (vec!["referral:2"], NaiveDate::from_ymd_opt(2026, 11, 24)));
    assert_eq!(world.today("Dana").last_look, NaiveDate::from_ymd_opt(2026, 11, 24));

    world.again(26, Access::ReadWrite);
    assert_eq!(world.today("Dana").new, 0);
}

#[test]
fn the_figures_stand_beside_the_needs() {
    let mut world = world(
        "insert into referral (id, received_on, source, site_id, status, assigned_on) values
           (1, '2026-11-20', 'court', 1, 'eligible', null), (2, '2026-10-02', 'court', 1, 'enrolled', '2026-10-04');
         insert into referral_status (referral_id, on_date, status) values (2, '2026-11-02', 'enrolled');
         insert into position (id, site_id, agency_id, role, fte, from_on) values (1, 1, 1, 'intact_worker', 1.0, '2026-01-01'), (2, 1, 2, 'recovery_coordinator', 0.5, '2026-11-01');
         insert into position_fill (position_id, staff_id, from_on) values (1, 3, '2026-01-01');
         insert into meeting (id, uid, kind, site_id, status, scheduled_at) values (8, 'y', 'co_supervision', 1, 'scheduled', '2026-11-26T15:00:00Z'), (9, 'z', 'joint', 1, 'scheduled', '2026-11-24T16:00:00Z');
         insert into meeting_pair (meeting_id, iw_id, rc_id) values (8, 3, 4), (9, 3, 4);",
        Access::ReadOnly,
    );
    let today = world.today("Dana");
    assert_eq!(today.sites, ["Peoria North"]);
    let loads: Vec<_> =
        today.caseload.iter().map(|one| (one.short.as_str(), one.open, one.capacity, one.mark)).collect();
    assert_eq!(loads, [("Lee", 1, 10, Mark::Open), ("Brooks", 1, 10, Mark::Open)]);
    let figures = &today.referrals;
    assert_eq!((figures.pending, figures.oldest_days, figures.enrolled_this_month), (1, Some(4), 1));
    assert_eq!(figures.median_days_to_assign, Some(2.0));
    assert_eq!(figures.months.len(), 6);
    assert_eq!(figures.months[5], ("2026-11".to_owned(), 1));
    let posts: Vec<_> =
        today.staffing.posts.iter().map(|(role, filled, of)| (role.short(), *filled, *of)).collect();
    assert_eq!(posts, [("IW", 1.0, 1.0), ("RC", 0.0, 0.5)]);
    assert_eq!((today.staffing.vacancies, today.staffing.longest_days), (1, Some(23)));
    let next: Vec<_> = today.next.iter().map(|one| format!("{} {}", one.when, one.title)).collect();
    assert_eq!(next, ["10:00 Joint, Lee + Brooks", "Thu 9:00 Co-Supervision, Lee + Brooks"]);
    let sud: Vec<_> = world.today("Sam").next.iter().map(|one| one.when.clone()).collect();
    assert_eq!(sud, ["Thu 9:00"]);
}
