//! The lists and the family page, and the gate that stands before treatment information.

use crate::desk::{self, FORENOON};
use ifr::domain::consent::ConsentState;
use ifr::domain::family::MemberKind;
use ifr::domain::meeting::About;
use ifr::domain::sealed::{Part2, Withheld};
use ifr::domain::{FamilyId, MemberId, StaffId};
use ifr::store::view::caseload::{Caseload, ListFilter, MeetingRow, Meetings, Staffing};
use ifr::store::view::family::FamilyPage;
use ifr::store::view::{Mark, Open};
use ifr::store::{Reply, Request, Store};
use std::path::PathBuf;

const FAMILY: FamilyId = FamilyId(197);
const ADULT: MemberId = MemberId(10);

/// A site with two agencies, a pair, one family with an adult and two children, on Tue 24 Nov 2026.
const ROWS: &str = "
insert into agency (id, name, kind) values (1, 'Hopewell', 'child_welfare'), (2, 'Riverside', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2), (2, 'Elsewhere', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2),
  (3, 'Lee Park', 'Lee', 'intact_worker', 1), (4, 'Jo Brooks', 'Brooks', 'recovery_coordinator', 2);
insert into staff_site (staff_id, site_id, from_on) values (1, 1, '2026-01-01'), (2, 1, '2026-01-01'), (3, 1, '2026-01-01'), (4, 1, '2026-01-01');
insert into employment (staff_id, from_on, fte) values (3, '2026-01-01', 0.75), (4, '2026-01-01', 1.0);
insert into import (id, at, source, sha256) values (1, '2026-01-01T00:00:00Z', 'x', 'x');
insert into family (id, case_number, label, site_id) values (197, 'IL-0042-7', 'the corner house', 1), (198, 'IL-0042-8', '', 1), (300, 'IL-9', 'far away', 2);
insert into family_opening (family_id, from_on, basis) values (197, '2026-07-04', 'indicated_voluntary'), (198, '2026-11-20', null), (300, '2026-07-04', null);
insert into family_enrolment (family_id, from_on) values (197, '2026-07-10');
insert into family_phase (family_id, from_on, phase) values (197, '2026-07-10', 3);
insert into member (id, family_id, kind, alias, birth_year, birth_month, participant) values
  (10, 197, 'adult', 'M', 1994, null, 1), (11, 197, 'child', 'A', 2022, 3, 0), (12, 197, 'child', 'C', 2026, 4, 0);
insert into assignment (family_id, staff_id, role, from_on, import_id) values
  (197, 3, 'intact_worker', '2026-07-04', 1), (197, 4, 'recovery_coordinator', '2026-07-10', 1);
insert into service (id, family_id, staff_id, role, kind, on_date, mode, joint_with, documented_on) values
  (1, 197, 3, 'intact_worker', 'contact', '2026-10-21', 'home', null, '2026-10-21'),
  (2, 197, 3, 'intact_worker', 'contact', '2026-11-11', 'home', 4, '2026-11-11'),
  (3, 197, 4, 'recovery_coordinator', 'contact', '2026-11-20', 'home', null, null);
insert into service_child values (1, 11), (1, 12), (2, 12), (3, 11);
insert into action_item (id, description, owner_id, due_on, family_id, category, created_on) values (456, 'See A at school', 3, '2026-11-22', 197, 'safety', '2026-11-11');
insert into referral (id, received_on, source, site_id, status) values (412, '2026-11-15', 'court', 1, 'eligible'), (400, '2026-10-01', 'self', 1, 'declined');
insert into referral_status (referral_id, on_date, status, reason) values (412, '2026-11-15', 'eligible', ''), (400, '2026-10-05', 'declined', 'moved');
insert into position (id, site_id, agency_id, role, from_on, recruitment) values (1, 1, 2, 'recovery_coordinator', '2026-01-01', 'posted');
insert into position_fill (position_id, staff_id, from_on, to_on) values (1, 4, '2026-01-01', '2026-11-01');
insert into credential (staff_id, kind, expires_on) values (4, 'cadc', '2026-01-01'), (4, 'cadc', '2026-12-24'), (4, 'crss', '2027-12-24');
insert into meeting (id, uid, kind, site_id, scheduled_at, planned_minutes, status, held_on) values
  (1, 'a', 'co_supervision', 1, '2026-10-12T15:00:00Z', 90, 'held', '2026-10-12'),
  (2, 'b', 'case_staffing', 1, '2026-11-26T15:00:00Z', 60, 'scheduled', null);
update meeting set family_id = 197 where id = 2;
insert into meeting_pair (meeting_id, iw_id, rc_id, verdict, kind_held, held_on) values (1, 3, 4, 'counts', 'co_supervision', '2026-10-12');
insert into meeting_person (meeting_id, staff_id, role, attendance) values (1, 1, 'intact_supervisor', 'present'), (1, 2, 'sud_supervisor', 'present');
insert into signature (meeting_id, staff_id, role, at, digest, covers) values (1, 1, 'intact_supervisor', '2026-10-12T17:00:00Z', 'x', '[]');
";

/// A consent of the adult to the child-welfare agency, and what was entered under it.
const CONSENT: &str = "
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values (1, 10, 2, 1, 'Hopewell, Intact team', 'shared case plan', 1, 1, '2026-07-10', '2027-03-02');
insert into consent_category (consent_id, category) values (1, 'progress'), (1, 'attendance'), (1, 'level_of_care');
insert into treatment_episode (id, member_id, consent_id, provider, level_of_care, admitted_on) values (1, 10, 1, 'Riverside', '2.1', '2026-08-01');
insert into treatment_week (episode_id, member_id, consent_id, week_on, offered, attended) values (1, 10, 1, '2026-11-02', 2, 2), (1, 10, 1, '2026-11-09', 2, 1);
insert into return_to_use (member_id, consent_id, reported_on) values (10, 1, '2026-09-05');
";

struct File {
    store: Store,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.ifr");
        let new = desk::new_file("Peoria", "2026-01-01", true);
        let store = Store::create(&path, &new, desk::options(FORENOON)).unwrap();
        let file = Self { store, path, _folder: folder };
        file.sql(ROWS);
        file
    }

    fn sql(&self, sql: &str) {
        rusqlite::Connection::open(&self.path).unwrap().execute_batch(sql).unwrap();
    }

    fn count(&self, table: &str) -> i64 {
        let conn = rusqlite::Connection::open(&self.path).unwrap();
        conn.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap()
    }

    fn family(&mut self, who: &str) -> FamilyPage {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Family(FAMILY)).unwrap() {
            Reply::Family(page) => *page,
            other => panic!("{other:?}"),
        }
    }

    fn caseload(&mut self, who: &str) -> Caseload {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Caseload).unwrap() {
            Reply::Caseload(caseload) => *caseload,
            other => panic!("{other:?}"),
        }
    }

    fn meetings(&mut self, who: &str) -> Meetings {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Meetings).unwrap() {
            Reply::Meetings(meetings) => *meetings,
            other => panic!("{other:?}"),
        }
    }

    /// The phase in the caseload, and on the page the phase and the recovery line.
    fn looks(&mut self, who: &str) -> (Part2<i64>, Part2<i64>, Part2<String>) {
        let caseload = self.caseload(who);
        let page = self.family(who);
        let line = page.recovery.into_iter().next().unwrap().line;
        (caseload.workers[0].families[0].phase.clone(), page.row.phase, line)
    }
}

#[test]
fn the_gate_stands_before_the_page_and_the_caseload() {
    let mut file = File::new();
    let none = Withheld::NoConsent(Some(ADULT));
    let (list, page, line) = file.looks("Dana");
    assert!(matches!(list, Part2::Withheld(Withheld::NoConsent(_))));
    assert!(matches!(page, Part2::Withheld(Withheld::NoConsent(_))));
    assert_eq!(line, Part2::Withheld(none));
    let (list, page, line) = file.looks("Sam");
    assert_eq!((list.shown(), page.shown(), line), (Some(&3), Some(&3), Part2::Nothing));
    assert_eq!(file.count("disclosure"), 0);

    file.sql(CONSENT);
    for who in ["Dana", "Sam"] {
        let (list, page, line) = file.looks(who);
        assert_eq!((list.shown(), page.shown()), (Some(&3), Some(&3)), "{who}");
        let line = line.shown().cloned().unwrap();
        assert_eq!(line, "attending 3 of 4 this month · level 2.1 · return to use 5 Sep", "{who}");
    }
    file.looks("Dana");
    assert_eq!(
        file.count("disclosure"),
        2,
        "of the caseload and of the page one per person, viewer and day, and none for the treatment side"
    );

    file.sql("update consent set revoked = 1, ended_on = '2026-11-24' where id = 1");
    let ended = Withheld::Ended(Some(ADULT));
    let (list, page, line) = file.looks("Dana");
    assert_eq!((list, page, line), (Part2::Withheld(ended), Part2::Withheld(ended), Part2::Withheld(ended)));
    assert_eq!(file.looks("Sam").1.shown(), Some(&3));
}

#[test]
fn a_consent_opens_only_its_categories_and_only_its_recipient() {
    let mut file = File::new();
    file.sql(CONSENT);
    file.sql("update consent_category set ended_on = '2026-11-01' where category = 'progress'");
    let (list, _, line) = file.looks("Dana");
    assert_eq!(list, Part2::Withheld(Withheld::Ended(Some(ADULT))));
    assert_eq!(
        line.shown().unwrap(),
        "attending 3 of 4 this month · level 2.1 · progress [withheld: consent ended]"
    );
    let page = file.family("Dana");
    let said =
        page.life.rows.iter().filter_map(|row| row.what.shown()).cloned().collect::<Vec<_>>().join("\n");
    assert!(said.contains("M admitted, level 2.1 intensive outpatient"), "{said}");
    assert!(!said.contains("return to use") && !said.contains("Phase"), "{said}");

    file.sql("update consent set recipient_agency_id = 2");
    assert_eq!(file.looks("Dana").2, Part2::Withheld(Withheld::NoConsent(Some(ADULT))));
    file.sql("update consent set recipient_agency_id = 1, purpose = ''");
    assert_eq!(file.looks("Dana").2, Part2::Withheld(Withheld::NoConsent(Some(ADULT))));
    let page = file.family("Dana");
    let consent = &page.members.iter().find(|one| one.id == ADULT).unwrap().consents[0];
    assert_eq!(
        (consent.state, consent.missing.as_slice()),
        (ConsentState::Defective, &["the purpose".to_owned()][..])
    );
    assert_eq!(page.recovery[0].consent, "consent not complete: the purpose");
}

#[test]
fn a_deputy_is_judged_by_their_own_agency() {
    let mut file = File::new();
    file.sql(CONSENT);
    file.sql(
        "insert into agency (id, name, kind) values (3, 'Lakeside', 'child_welfare');
         insert into staff (id, name, short_name, role, agency_id) values (9, 'Pat Quinn', 'Pat', 'intact_supervisor', 3);
         insert into cover (staff_id, deputy_id, from_on, to_on) values (1, 9, '2026-11-20', '2026-12-01');",
    );
    let (list, _, line) = file.looks("Pat");
    assert_eq!(list, Part2::Withheld(Withheld::NoConsent(None)));
    assert_eq!(line, Part2::Withheld(Withheld::NoConsent(Some(ADULT))));
}

#[test]
fn a_child_was_seen_when_the_intact_worker_saw_them() {
    let mut file = File::new();
    let page = file.family("Dana");
    let seen: Vec<_> = page
        .members
        .iter()
        .filter(|one| one.kind == MemberKind::Child)
        .map(|one| (one.alias.as_str(), one.age.as_str(), one.seen.clone().unwrap(), one.seen_by.as_str()))
        .collect();
    assert_eq!(
        (seen[0].0, seen[0].1, seen[0].2.text.as_str(), seen[0].3),
        ("C", "7 m", "13 d", "11 Nov, Lee, Brooks")
    );
    assert_eq!((seen[1].0, seen[1].2.mark, seen[1].2.text.as_str()), ("A", Mark::Overdue, "34 d"));
    assert_eq!(
        (page.row.child_seen.text.as_str(), page.row.infants, page.row.mark),
        ("34 d", 1, Mark::Overdue)
    );
    assert_eq!(page.items[0].standing.text, "overdue 2 d");
    assert_eq!(page.life.rows.first().unwrap().who, "Brooks");
    assert!(page.life.rows.windows(2).all(|pair| pair[0].on >= pair[1].on));
}

#[test]
fn the_caseload_shows_workers_pairs_and_what_is_incomplete() {
    let mut file = File::new();
    let caseload = file.caseload("Dana");
    let loads: Vec<_> =
        caseload.workers.iter().map(|one| (one.person.short.as_str(), one.open, one.capacity)).collect();
    assert_eq!(loads, [("Lee", 1, 8), ("Brooks", 1, 10)]);
    let pair = &caseload.pairs[0];
    assert_eq!(
        (pair.co_supervision.text.as_str(), pair.joint.text.as_str()),
        ("overdue 12 d", "overdue 29 d")
    );
    assert_eq!(caseload.incomplete.iter().map(|one| one.id.0).collect::<Vec<_>>(), [198]);
    assert!(caseload.workers.iter().flat_map(|one| &one.families).all(|one| one.id != FamilyId(300)));
}

#[test]
fn another_site_is_not_shown() {
    let mut file = File::new();
    file.store.sign_in_as("Dana").unwrap();
    let refused = file.store.handle(Request::Family(FamilyId(300))).unwrap_err();
    assert_eq!(refused.kind, ifr::error::Kind::Denied);
    let Reply::Found(found) = file.store.handle(Request::Find("far".into())).unwrap() else { panic!() };
    assert!(found.is_empty());
}

#[test]
fn meetings_ahead_say_what_they_wait_for() {
    let mut file = File::new();
    let meetings = file.meetings("Dana");
    let said = |row: &MeetingRow| format!("{}, {}: {}", row.kind, row.about, row.standing.text);
    let ahead: Vec<_> = meetings.ahead.iter().map(said).collect();
    assert_eq!(ahead[0], "Co-Supervision, Lee + Brooks: waiting for Sam's signature");
    assert!(ahead.contains(&"Co-Supervision, Lee + Brooks: overdue 12 d".to_owned()), "{ahead:?}");
    assert!(ahead.contains(&"Joint, Lee + Brooks: overdue 29 d".to_owned()), "{ahead:?}");
    assert_eq!(ahead.last().unwrap(), "Case staffing, F-0197: in 2 d");
    let joint = meetings.ahead.iter().find(|row| row.kind_key == "joint").unwrap();
    let open = Open::StartMeeting { kind: "joint".into(), about: About::Pair(StaffId(3), StaffId(4)) };
    assert_eq!(joint.open, Some(open));
    let sam = file.meetings("Sam");
    assert!(sam.ahead.iter().any(|row| row.standing.text == "waiting for your signature"));
    assert!(sam.ahead.iter().all(|row| row.kind_key != "joint"), "a Joint is not the SUD Supervisor's");
    file.sql("insert into meeting (id, uid, kind, site_id, scheduled_at, status) values (3, 'c', 'joint', 1, '2026-11-25T15:00:00Z', 'scheduled');
              insert into meeting_pair (meeting_id, iw_id, rc_id) values (3, 3, 4);");
    let joint: Vec<_> =
        file.meetings("Dana").ahead.into_iter().filter(|row| row.kind_key == "joint").collect();
    assert_eq!((joint.len(), joint[0].when.as_str()), (1, "Wed 25 Nov, 9:00"));
}

#[test]
fn referrals_and_staffing_are_listed() {
    let mut file = File::new();
    file.store.sign_in_as("Dana").unwrap();
    let ask = |closed| Request::Referrals(ListFilter { closed, staff: None });
    let Reply::Referrals(open) = file.store.handle(ask(false)).unwrap() else { panic!() };
    assert_eq!(
        (open.len(), open[0].standing.text.as_str(), open[0].standing.mark),
        (1, "waiting 9 d", Mark::Due)
    );
    let Reply::Referrals(all) = file.store.handle(ask(true)).unwrap() else { panic!() };
    assert_eq!((all.len(), all[1].reason.as_str()), (2, "Moved"));
    let Reply::Staffing(staffing) = file.store.handle(Request::Staffing).unwrap() else { panic!() };
    let Staffing { staff, vacancies } = *staffing;
    let names: Vec<_> = staff.iter().map(|one| one.person.short.as_str()).collect();
    assert_eq!(names, ["Dana", "Sam", "Lee", "Brooks"]);
    let (kind, ends) = staff[3].credential.clone().unwrap();
    assert_eq!((kind.as_str(), ends.text.as_str(), ends.mark), ("CADC", "ends in 30 d", Mark::Due));
    assert_eq!((vacancies.len(), vacancies[0].days), (1, 23));
}

#[test]
fn things_are_found_by_what_people_say() {
    let mut file = File::new();
    file.store.sign_in_as("Dana").unwrap();
    for (text, label) in [
        ("f197", "F-0197"),
        ("Corner", "F-0197"),
        ("0042-8", "F-0198"),
        ("brooks", "Jo Brooks"),
        ("R-412", "R-0412"),
        ("A-456", "A-0456"),
        ("m1", "M-0001"),
        ("school", "A-0456"),
    ] {
        let Reply::Found(found) = file.store.handle(Request::Find(text.into())).unwrap() else { panic!() };
        assert_eq!(found.first().map(|one| one.label.as_str()), Some(label), "{text}");
    }
}
