//! A Co-Supervision walked from its start to its signatures, through the same requests as the screens use.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use chrono::{NaiveDate, TimeZone, Utc};
use ifr::domain::action_item::CarryOutcome;
use ifr::domain::calendar::Clock;
use ifr::domain::meeting::{Attendance, CaseState, MeetingStatus};
use ifr::domain::sealed::Part2;
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, ItemId, MeetingId, StaffId};
use ifr::error::{Error, Kind};
use ifr::settings::Settings;
use ifr::store::view::walk::{CaseAnswer, Walk, WalkAsk, WalkReply};
use ifr::store::{NewFile, OpId, OpenOptions, Reply, Request, Store, verify_chain};
use rusqlite::Connection;
use std::sync::Arc;
use tempfile::TempDir;

const DANA: StaffId = StaffId(1);
const SAM: StaffId = StaffId(2);
const LEE: StaffId = StaffId(3);
const BROOKS: StaffId = StaffId(4);
const CONSENTING: FamilyId = FamilyId(1);
const WITHOUT: FamilyId = FamilyId(2);

/// Two families of one pair: the adult of the first consents, the adult of the second does not.
const ROWS: &str = "
insert into agency (id, name, kind) values (1, 'Children First', 'child_welfare'), (2, 'Recovery House', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2);
insert into staff (id, name, role, agency_id) values (1, 'Dana Ortiz', 'intact_supervisor', 1),
  (2, 'Sam Reyes', 'sud_supervisor', 2), (3, 'Lee Park', 'intact_worker', 1), (4, 'Brooks Hall', 'recovery_coordinator', 2);
insert into staff_site (staff_id, site_id, from_on) values (1, 1, '2026-01-01'), (2, 1, '2026-01-01'), (3, 1, '2026-01-01'), (4, 1, '2026-01-01');
insert into employment (staff_id, from_on, fte, supervisor_id) values (3, '2026-01-01', 1, 1), (4, '2026-01-01', 1, 2);
insert into family (id, case_number, label, site_id) values (1, 'C-1', 'Elm', 1), (2, 'C-2', 'Oak', 1);
insert into family_opening (family_id, from_on) values (1, '2026-07-01'), (2, '2026-07-01');
insert into member (id, family_id, kind, alias, birth_year, participant) values (1, 1, 'adult', 'M', 1995, 1),
  (2, 1, 'child', 'A', 2022, 0), (3, 2, 'adult', 'N', 1990, 1), (4, 2, 'child', 'B', 2020, 0);
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (1, 3, 'intact_worker', '2026-07-01', 1),
  (1, 4, 'recovery_coordinator', '2026-07-01', 1), (2, 3, 'intact_worker', '2026-07-01', 1), (2, 4, 'recovery_coordinator', '2026-07-01', 1);
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values (1, 1, 2, 1, 'Children First', 'case planning', 1, 1, '2026-07-10', '2027-07-10');
insert into consent_category (consent_id, category) values (1, 'progress'), (1, 'attendance');
insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values
  (1, 1, 3, 'intact_worker', 'contact', '2026-11-20', 'home', '2026-11-20'), (2, 2, 3, 'intact_worker', 'contact', '2026-10-15', 'home', null);
insert into service_child (service_id, member_id) values (1, 2), (2, 4);
insert into action_item (id, description, owner_id, due_on, family_id, iw_id, rc_id, category, created_on)
  values (1, 'See B at school', 3, '2026-11-20', 2, 3, 4, 'safety', '2026-11-01');
";

struct File {
    folder: TempDir,
    store: Store,
}

impl File {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("programme.ifr");
        let new = NewFile {
            partnership: "North".into(),
            time_zone: chrono_tz::America::Chicago,
            first_day: day("2026-01-01"),
            demo: true,
        };
        let store = Store::create(&path, &new, options()).unwrap();
        let mut file = Self { folder, store };
        file.sql().execute_batch(ROWS).unwrap();
        file.store = Store::open(&path, options()).unwrap();
        for staff in [DANA, SAM] {
            let hash = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x";
            file.sql()
                .execute(
                    "insert into account (staff_id, passphrase, set_at) values (?1, ?2, '')",
                    rusqlite::params![staff.0, hash],
                )
                .unwrap();
        }
        file.sign_in(DANA);
        file
    }

    fn sql(&self) -> Connection {
        Connection::open(self.folder.path().join("programme.ifr")).unwrap()
    }

    fn reopen(&mut self) {
        self.store = Store::open(&self.folder.path().join("programme.ifr"), options()).unwrap();
        self.sign_in(DANA);
    }

    fn sign_in(&mut self, staff: StaffId) {
        self.store.handle(Request::SignIn { staff, passphrase: String::new() }).unwrap();
    }

    fn ask(&mut self, ask: WalkAsk) -> Result<WalkReply, Error> {
        match self.store.handle(Request::Walk(ask))? {
            Reply::Walk(reply) => Ok(*reply),
            _ => panic!("another answer"),
        }
    }

    fn walk(&mut self, ask: WalkAsk) -> Walk {
        match self.ask(ask).unwrap() {
            WalkReply::Walk(walk) | WalkReply::Signed { walk, .. } | WalkReply::Conflict { walk, .. } => {
                *walk
            }
            WalkReply::Choices(_) => panic!("choices"),
        }
    }

    fn start(&mut self) -> Walk {
        self.walk(WalkAsk::Start {
            op: OpId::new(),
            kind: "co_supervision".into(),
            pairs: vec![(LEE, BROOKS)],
            afterwards: None,
            meeting: None,
        })
    }

    fn attend(&mut self, walk: &Walk, who: &[(Role, Attendance)]) -> Walk {
        for (role, attendance) in who {
            let person = walk.people.iter().find(|one| one.role == *role).unwrap().row;
            self.walk(WalkAsk::Attend {
                op: OpId::new(),
                meeting: walk.id,
                person,
                attendance: Some(*attendance),
                late: None,
                left_early: None,
                deputy_for: None,
            });
        }
        self.walk(WalkAsk::Load(walk.id))
    }

    fn everybody(&mut self, walk: &Walk) -> Walk {
        use Attendance::Present;
        let all =
            [Role::IntactSupervisor, Role::SudSupervisor, Role::IntactWorker, Role::RecoveryCoordinator];
        self.attend(walk, &all.map(|role| (role, Present)))
    }

    fn note(
        &mut self,
        meeting: MeetingId,
        family: Option<FamilyId>,
        field: &str,
        author: StaffId,
        body: &str,
    ) -> Result<WalkReply, Error> {
        let version = self.version(meeting, family, field, author);
        self.note_over(version, (meeting, family), field, author, body)
    }

    fn note_over(
        &mut self,
        version: i64,
        (meeting, family): (MeetingId, Option<FamilyId>),
        field: &str,
        author: StaffId,
        body: &str,
    ) -> Result<WalkReply, Error> {
        let (field, body) = (field.to_owned(), body.to_owned());
        self.ask(WalkAsk::Note { op: OpId::new(), meeting, family, field, author, body, version })
    }

    /// The version of somebody's words; 0 where there are none.
    fn version(&self, meeting: MeetingId, family: Option<FamilyId>, field: &str, author: StaffId) -> i64 {
        let sql = "select coalesce(max(version), 0) from note where meeting_id = ?1 and family_id is ?2 and field = ?3
                     and author_id = ?4";
        let family = family.map(|family| family.0);
        let params = rusqlite::params![meeting.0, family, field, author.0];
        self.sql().query_row(sql, params, |row| row.get(0)).unwrap()
    }

    fn sign(&mut self, meeting: MeetingId, staff: StaffId) -> Result<String, Error> {
        let passphrase = String::new();
        match self.ask(WalkAsk::Sign { op: OpId::new(), meeting, staff, passphrase })? {
            WalkReply::Signed { said, .. } => Ok(said),
            _ => panic!("not signed"),
        }
    }

    fn close(&mut self, meeting: MeetingId) -> Walk {
        self.walk(WalkAsk::Close { op: OpId::new(), meeting })
    }

    fn text(&self, sql: &str) -> String {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn pair_row(&self) -> (Option<String>, Option<String>) {
        let sql = "select verdict, kind_held from meeting_pair order by id limit 1";
        self.sql().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn options() -> OpenOptions {
    let now = Utc.with_ymd_and_hms(2026, 11, 24, 16, 0, 0).unwrap();
    let clock = Some(Clock::Fixed(now, chrono_tz::America::Chicago));
    OpenOptions { clock, ..OpenOptions::new(Arc::new(Settings::defaults())) }
}

fn words<'a>(walk: &'a Walk, family: FamilyId, field: &str, author: StaffId) -> &'a Part2<String> {
    let case = walk.cases.iter().find(|case| case.family == family).unwrap();
    let by = |one: &&ifr::store::view::walk::WalkField| {
        one.key == field && one.author.as_ref().is_some_and(|person| person.id == author)
    };
    &case.fields.iter().find(by).unwrap().body
}

#[test]
fn a_whole_walk_leaves_a_finished_record() {
    let mut file = File::new();
    let WalkReply::Choices(choices) = file.ask(WalkAsk::Choices { kind: "co_supervision".into() }).unwrap()
    else {
        panic!("no choices")
    };
    assert_eq!(
        (choices.len(), choices[0].families, choices[0].standing.text.as_str()),
        (1, 2, "overdue 115 d")
    );

    let walk = file.start();
    assert_eq!(walk.title, "Co-Supervision, Lee + Brooks");
    let order: Vec<_> = walk.cases.iter().map(|case| (case.family, case.why.as_str())).collect();
    assert_eq!(order, [(WITHOUT, "child not seen 40 d"), (CONSENTING, "not discussed yet")]);
    assert!(walk.people.iter().all(|one| one.attendance.is_none()), "nobody's attendance is assumed");
    assert!(walk.cases.iter().all(|case| case.decision.is_none() && case.agreement.is_none()));
    assert_eq!(walk.without_consent, ["F-0002 N: no consent"]);
    assert_eq!(walk.carried.len(), 1);
    assert_eq!(walk.cases[0].children[0].seen_by, "Lee");

    let walk = file.everybody(&walk);
    assert!(walk.pairs[0].counts, "{}", walk.pairs[0].sentence);
    let id = walk.id;
    file.walk(WalkAsk::Carry {
        op: OpId::new(),
        meeting: id,
        item: ItemId(1),
        outcome: Some(CarryOutcome::Done),
        verified: Some(true),
    });
    file.note(id, Some(CONSENTING), "safety", DANA, "Mother's sister watches A").unwrap();
    file.note(id, Some(CONSENTING), "recovery", SAM, "Sam: made up the group").unwrap();
    let case = walk.cases[1].row;
    for answer in [
        CaseAnswer::State(CaseState::Discussed),
        CaseAnswer::Agreement(Some(true)),
        CaseAnswer::Decision(Some("continue_plan".into())),
    ] {
        file.walk(WalkAsk::Case { op: OpId::new(), meeting: id, case, answer });
    }
    file.walk(WalkAsk::Step {
        op: OpId::new(),
        meeting: id,
        step: "cases".into(),
        seconds: 600,
        done: Some(true),
        answer: None,
    });
    let next = day("2026-12-22").and_hms_opt(10, 0, 0);
    file.walk(WalkAsk::NextDate { op: OpId::new(), meeting: id, at: next });
    let walk = file.close(id);

    assert_eq!((walk.status, walk.elapsed_seconds), (MeetingStatus::Held, 600));
    assert!(walk.unanswered.contains(&"F-0001: Plans aligned?".to_owned()), "{:?}", walk.unanswered);
    assert!(walk.unanswered.contains(&"F-0002: not discussed".to_owned()), "{:?}", walk.unanswered);
    assert_eq!(file.pair_row(), (Some("counts".into()), Some("co_supervision".into())));
    assert_eq!(file.text("select status from action_item where id = 1"), "done");
    assert_eq!(
        file.text("select scheduled_at from meeting where status = 'scheduled'"),
        "2026-12-22T16:00:00Z",
        "ten o'clock where the file lives"
    );

    assert_eq!(file.sign(id, DANA).unwrap(), "Signed by Dana. Waiting for Sam's signature");
    assert_eq!(file.text("select status from meeting where id = 1"), "held");
    file.sign_in(SAM);
    assert_eq!(file.sign(id, SAM).unwrap(), "Signed by Dana and Sam");
    assert_eq!(file.text("select status from meeting where id = 1"), "signed");
    assert_eq!(
        file.text("select min(digest) from signature"),
        file.text("select max(digest) from signature"),
        "both signed the same"
    );
    let Reply::Meeting(note) = file.store.handle(Request::Meeting(id)).unwrap() else { panic!("no note") };
    assert_eq!(note.verdicts, ["Lee + Brooks: counts as Co-Supervision"]);
    assert_eq!(note.cases[1].decision, "Continue plan");
    assert_eq!(note.cases[0].decision, "not answered");
    assert!(note.unanswered.contains(&"F-0002: not discussed".to_owned()));
    assert!(verify_chain(&file.sql()).unwrap().broken.is_none());
}

#[test]
fn the_verdict_is_what_the_attendance_says() {
    use Attendance::{Absent, Present, Video};
    let mut file = File::new();
    let walk = file.start();
    let there = [
        (Role::IntactSupervisor, Present),
        (Role::SudSupervisor, Absent),
        (Role::IntactWorker, Present),
        (Role::RecoveryCoordinator, Video),
    ];
    let walk = file.attend(&walk, &there);
    assert!(!walk.pairs[0].counts);
    assert_eq!(walk.pairs[0].offer, Some(("joint".into(), "Joint".into())));
    let (pair, kind) = (walk.pairs[0].row, Some("joint".to_owned()));
    let reason = "supervisor_unavailable".to_owned();
    let walk = file.walk(WalkAsk::HoldAs { op: OpId::new(), meeting: walk.id, pair, kind, reason });
    assert!(walk.pairs[0].counts, "{}", walk.pairs[0].sentence);
    file.close(walk.id);
    assert_eq!(file.pair_row(), (Some("held_as_other".into()), Some("joint".into())));
    let WalkReply::Choices(choices) = file.ask(WalkAsk::Choices { kind: "co_supervision".into() }).unwrap()
    else {
        panic!("no choices")
    };
    assert_eq!(choices[0].last_held, None, "the Co-Supervision is missed");
    let WalkReply::Choices(choices) = file.ask(WalkAsk::Choices { kind: "joint".into() }).unwrap() else {
        panic!("no choices")
    };
    assert_eq!(choices[0].last_held, Some(day("2026-11-24")), "the Joint counts");
}

#[test]
fn without_a_worker_it_is_recorded_and_does_not_count() {
    use Attendance::{Excused, Present};
    let mut file = File::new();
    let walk = file.start();
    let there = [
        (Role::IntactSupervisor, Present),
        (Role::SudSupervisor, Present),
        (Role::IntactWorker, Excused),
        (Role::RecoveryCoordinator, Present),
    ];
    let walk = file.attend(&walk, &there);
    assert_eq!((walk.pairs[0].counts, walk.pairs[0].offer.clone()), (false, None));
    let (pair, kind) = (walk.pairs[0].row, Some("joint".to_owned()));
    let refused =
        file.ask(WalkAsk::HoldAs { op: OpId::new(), meeting: walk.id, pair, kind, reason: String::new() });
    assert_eq!(refused.unwrap_err().kind, Kind::Invalid);
    file.close(walk.id);
    assert_eq!(file.pair_row(), (Some("does_not_count".into()), None));
}

#[test]
fn treatment_words_are_written_and_read_within_consent() {
    let mut file = File::new();
    let walk = file.start();
    let id = walk.id;
    assert!(file.note(id, Some(CONSENTING), "recovery", SAM, "x").is_err(), "Sam is not there yet");
    file.everybody(&walk);
    let refused = file.note(id, Some(WITHOUT), "recovery", SAM, "nobody may know").unwrap_err();
    assert_eq!(refused.kind, Kind::Denied);
    assert!(file.note(id, Some(CONSENTING), "recovery", DANA, "x").is_err(), "it is the treatment side's");
    file.note(id, Some(CONSENTING), "recovery", SAM, "made up the group").unwrap();
    file.sign_in(SAM);
    let refused = file.note(id, Some(WITHOUT), "recovery", SAM, "nobody may know").unwrap_err();
    assert!(refused.message.contains("keep this in your agency's own record"), "{refused}");
    file.sign_in(DANA);

    let walk = file.walk(WalkAsk::Load(id));
    assert!(words(&walk, CONSENTING, "recovery", SAM).shown().is_some());
    assert!(walk.notice.is_some());
    assert!(matches!(words(&walk, WITHOUT, "recovery", SAM), Part2::Withheld(_)));
    assert_eq!(file.text("select cast(count(*) as text) from disclosure"), "1", "told once, logged once");

    file.sql().execute("update consent set ended_on = '2026-11-24', revoked = 1", []).unwrap();
    let walk = file.walk(WalkAsk::Load(id));
    assert!(matches!(words(&walk, CONSENTING, "recovery", SAM), Part2::Withheld(_)));
    let Reply::Meeting(note) = file.store.handle(Request::Meeting(id)).unwrap() else { panic!("no note") };
    assert!(note.cases.iter().all(|case| case.notes.iter().all(|(_, words)| words.shown().is_none())));
    assert!(!format!("{walk:?}").contains("made up the group"));
}

#[test]
fn signed_never_changes() {
    let mut file = File::new();
    let walk = file.start();
    file.everybody(&walk);
    let id = walk.id;
    file.note(id, Some(CONSENTING), "safety", DANA, "as it was").unwrap();
    file.close(id);
    file.sign(id, DANA).unwrap();
    for sql in [
        "update note set body = 'another' where meeting_id = 1",
        "delete from note where meeting_id = 1",
        "update meeting_person set attendance = 'absent' where meeting_id = 1",
        "update meeting_case set decision = 'deferred' where meeting_id = 1",
        "update meeting set held_on = '2026-11-23' where id = 1",
        "delete from signature",
    ] {
        assert!(file.sql().execute(sql, []).is_err(), "{sql}");
    }
    let refused = file.note(id, Some(CONSENTING), "safety", DANA, "another").unwrap_err();
    assert!(refused.message.contains("signed"), "{refused}");
    file.walk(WalkAsk::Addendum { op: OpId::new(), meeting: id, body: "It was the aunt".into() });
    let walk = file.walk(WalkAsk::Load(id));
    assert_eq!(walk.addenda[0].1, "It was the aunt");
    assert_eq!(words(&walk, CONSENTING, "safety", DANA).shown().unwrap(), "as it was");
    assert!(file.sign(id, DANA).is_err(), "once is enough");
}

#[test]
fn a_meeting_resumes_where_it_was_and_its_words_stay_in_it() {
    let mut file = File::new();
    let first = file.start();
    let first = file.everybody(&first);
    file.note(first.id, Some(CONSENTING), "safety", DANA, "kept words").unwrap();
    file.walk(WalkAsk::Step {
        op: OpId::new(),
        meeting: first.id,
        step: "cases".into(),
        seconds: 60,
        done: None,
        answer: None,
    });
    file.store
        .handle(Request::Draft {
            entity: "meeting".into(),
            id: first.id.0,
            field: ifr::store::view::walk::draft_field(Some(WITHOUT), "safety", DANA),
            body: "half a sent".into(),
        })
        .unwrap();
    file.reopen();
    let resumed = file.walk(WalkAsk::Load(first.id));
    assert_eq!((resumed.step.as_str(), resumed.elapsed_seconds), ("cases", 60));
    assert_eq!(words(&resumed, CONSENTING, "safety", DANA).shown().unwrap(), "kept words");
    assert_eq!(resumed.drafts[0].1, "half a sent");
    assert!(
        file.ask(WalkAsk::Start {
            op: OpId::new(),
            kind: "co_supervision".into(),
            pairs: vec![(LEE, BROOKS)],
            afterwards: None,
            meeting: None,
        })
        .is_err(),
        "one at a time"
    );
    file.close(first.id);
    file.sign(first.id, DANA).unwrap();

    let second = file.start();
    assert_ne!(second.id, first.id);
    assert!(second.drafts.is_empty());
    assert!(!second.cases.iter().flat_map(|case| &case.fields).any(|field| field.body.shown().is_some()));
    assert!(second.people.iter().all(|one| one.attendance.is_none()));
}

#[test]
fn the_same_start_twice_is_one_meeting() {
    let mut file = File::new();
    let ask = WalkAsk::Start {
        op: OpId::new(),
        kind: "co_supervision".into(),
        pairs: vec![(LEE, BROOKS)],
        afterwards: Some((day("2026-11-10"), 75)),
        meeting: None,
    };
    let first = file.walk(ask.clone());
    let second = file.walk(ask);
    assert_eq!(first.id, second.id);
    assert_eq!((first.on, first.elapsed_seconds, first.afterwards), (day("2026-11-10"), 4500, true));
    file.everybody(&first);
    file.close(first.id);
    assert_eq!(file.text("select held_on from meeting_pair"), "2026-11-10");
}
