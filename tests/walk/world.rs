//! Two families of one pair on a real file, and the requests of a walk in short.

use crate::desk;
use chrono::NaiveDate;
use ifr::domain::meeting::{About, Attendance};
use ifr::domain::sealed::Part2;
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, MeetingId, StaffId};
use ifr::error::Error;
use ifr::store::view::walk::{Walk, WalkAsk, WalkReply};
use ifr::store::{OpId, OpenOptions, Reply, Request, Store};
use rusqlite::Connection;
use tempfile::TempDir;

pub const DANA: StaffId = StaffId(1);
pub const SAM: StaffId = StaffId(2);
pub const LEE: StaffId = StaffId(3);
pub const BROOKS: StaffId = StaffId(4);
pub const CONSENTING: FamilyId = FamilyId(1);
pub const WITHOUT: FamilyId = FamilyId(2);

/// Two families of one pair: the adult of the first consents, the adult of the second does not.
pub const ROWS: &str = "
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

pub struct File {
    pub folder: TempDir,
    pub store: Store,
}

impl File {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("programme.ifr");
        let new = desk::new_file("North", "2026-01-01", true);
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

    pub fn sql(&self) -> Connection {
        Connection::open(self.folder.path().join("programme.ifr")).unwrap()
    }

    pub fn reopen(&mut self) {
        self.store = Store::open(&self.folder.path().join("programme.ifr"), options()).unwrap();
        self.sign_in(DANA);
    }

    pub fn sign_in(&mut self, staff: StaffId) {
        self.store.handle(Request::SignIn { staff, passphrase: String::new() }).unwrap();
    }

    pub fn ask(&mut self, ask: WalkAsk) -> Result<WalkReply, Error> {
        match self.store.handle(Request::Walk(ask))? {
            Reply::Walk(reply) => Ok(*reply),
            _ => panic!("another answer"),
        }
    }

    pub fn walk(&mut self, ask: WalkAsk) -> Walk {
        match self.ask(ask).unwrap() {
            WalkReply::Walk(walk)
            | WalkReply::Signed { walk, .. }
            | WalkReply::Clash { walk, .. }
            | WalkReply::Conflict { walk, .. } => *walk,
            WalkReply::Choices(_) => panic!("choices"),
        }
    }

    pub fn start(&mut self) -> Walk {
        self.walk(WalkAsk::Start {
            op: OpId::new(),
            kind: "co_supervision".into(),
            about: vec![About::Pair(LEE, BROOKS)],
            afterwards: None,
        })
    }

    pub fn attend(&mut self, walk: &Walk, who: &[(Role, Attendance)]) -> Walk {
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

    pub fn everybody(&mut self, walk: &Walk) -> Walk {
        use Attendance::Present;
        let all =
            [Role::IntactSupervisor, Role::SudSupervisor, Role::IntactWorker, Role::RecoveryCoordinator];
        self.attend(walk, &all.map(|role| (role, Present)))
    }

    pub fn note(
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

    pub fn note_over(
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
    pub fn version(&self, meeting: MeetingId, family: Option<FamilyId>, field: &str, author: StaffId) -> i64 {
        let sql = "select coalesce(max(version), 0) from note where meeting_id = ?1 and family_id is ?2 and field = ?3
                     and author_id = ?4";
        let family = family.map(|family| family.0);
        let params = rusqlite::params![meeting.0, family, field, author.0];
        self.sql().query_row(sql, params, |row| row.get(0)).unwrap()
    }

    pub fn sign(&mut self, meeting: MeetingId, staff: StaffId) -> Result<String, Error> {
        let passphrase = String::new();
        match self.ask(WalkAsk::Sign { op: OpId::new(), meeting, staff, passphrase })? {
            WalkReply::Signed { said, .. } => Ok(said),
            _ => panic!("not signed"),
        }
    }

    pub fn close(&mut self, meeting: MeetingId) -> Walk {
        self.walk(WalkAsk::Close { op: OpId::new(), meeting })
    }

    pub fn text(&self, sql: &str) -> String {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub fn pair_row(&self) -> (Option<String>, Option<String>) {
        let sql = "select verdict, kind_held from meeting_pair order by id limit 1";
        self.sql().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn options() -> OpenOptions {
    desk::options(desk::FORENOON)
}

pub fn words<'a>(walk: &'a Walk, family: FamilyId, field: &str, author: StaffId) -> &'a Part2<String> {
    let case = walk.cases.iter().find(|case| case.family == family).unwrap();
    let by = |one: &&ifr::store::view::walk::WalkField| {
        one.key == field && one.author.as_ref().is_some_and(|person| person.id == author)
    };
    &case.fields.iter().find(by).unwrap().body
}
