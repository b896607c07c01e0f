//! A small partnership to fill forms for, and forms that are right.

pub use crate::desk::rows;

use crate::desk;
use chrono::NaiveDate;
use ifr::domain::action_item::Priority;
use ifr::domain::calendar::Clock;
use ifr::domain::consent::Category;
use ifr::domain::family::MemberKind;
use ifr::domain::service::Mode;
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, MemberId, SiteId, StaffId};
use ifr::error::Error;
use ifr::store::request::Form;
use ifr::store::view::form::{
    AssignForm, Choices, ConsentForm, ContactForm, FamilyForm, ItemForm, MemberForm, StaffForm,
};
use ifr::store::view::item::ItemTerms;
use ifr::store::{OpId, Reply, Request, Store};
use rusqlite::Connection;
use tempfile::TempDir;

pub const FAMILY: FamilyId = FamilyId(197);
pub const LEE: StaffId = StaffId(3);
pub const BROOKS: StaffId = StaffId(5);
pub const SHAH: StaffId = StaffId(6);

/// Two supervisors and three workers at one site, one family with an Intact Worker, an adult and two children, one
/// referral about it; another site that nobody here sees.
pub const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Intact', 'child_welfare'), (2, 'Hope', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2), (2, 'Elsewhere', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2),
  (3, 'Jordan Lee', 'Lee', 'intact_worker', 1), (4, 'Ana Kim', 'Kim', 'intact_worker', 1),
  (5, 'Tamika Brooks', 'Brooks', 'recovery_coordinator', 2), (6, 'Ravi Shah', 'Shah', 'recovery_coordinator', 2);
insert into employment (staff_id, from_on, fte) select id, '2026-01-05', 1.0 from staff;
insert into staff_site (staff_id, site_id, from_on) select id, 1, '2026-01-05' from staff;
insert into family (id, case_number, label, site_id) values (197, 'C-197', 'oak', 1), (200, 'C-200', '', 2);
insert into family_opening (family_id, from_on) values (197, '2026-07-04'), (200, '2026-07-04');
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (197, 3, 'intact_worker', '2026-07-04', 1);
insert into member (id, family_id, kind, alias, birth_year) values
  (1, 197, 'adult', 'M', 1995), (2, 197, 'child', 'A', 2022), (3, 197, 'child', 'B', 2024);
insert into referral (id, received_on, source, site_id, family_id) values (412, '2026-11-15', 'intact_worker', 1, 197);
insert into referral_status (referral_id, on_date, status) values (412, '2026-11-15', 'received'), (412, '2026-11-16', 'screening'), (412, '2026-11-16', 'eligible');
";

pub struct World {
    pub _dir: TempDir,
    pub store: Store,
    pub sql: Connection,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn clock() -> Clock {
    desk::clock(desk::AFTERNOON)
}

pub fn world() -> World {
    world_at(desk::AFTERNOON)
}

/// The same at another moment.
pub fn world_at(instant: &str) -> World {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("programme.ifr");
    let new = desk::new_file("Peoria", "2026-01-05", true);
    let store = Store::create(&path, &new, desk::options(instant)).unwrap();
    let sql = Connection::open(&path).unwrap();
    sql.execute_batch(PEOPLE).unwrap();
    World { _dir: dir, store, sql }
}

impl World {
    pub fn save(&mut self, who: &str, form: Form) -> Result<(i64, String), Error> {
        self.save_as(who, OpId::new(), form)
    }

    pub fn save_as(&mut self, who: &str, op: OpId, form: Form) -> Result<(i64, String), Error> {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Save(op, form))? {
            Reply::Saved { id, said } => Ok((id, said)),
            other => panic!("{other:?}"),
        }
    }

    pub fn said(&mut self, who: &str, form: Form) -> String {
        self.save(who, form).unwrap().1
    }

    pub fn refused(&mut self, who: &str, form: Form) -> Error {
        let written = "select count(*) from event where kind <> 'refused'";
        let events = self.count(written);
        let error = self.save(who, form).unwrap_err();
        assert_eq!(self.count(written), events, "a refusal writes nothing but that it was one");
        error
    }

    pub fn choices(&mut self, who: &str, family: Option<FamilyId>) -> Choices {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Choices(family)).unwrap() {
            Reply::Choices(choices) => *choices,
            other => panic!("{other:?}"),
        }
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.sql.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// The first column of the rows as text.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.sql, sql)
    }

    /// Gives a worker so many more families.
    pub fn load(&self, staff: StaffId, families: i64) {
        for n in 0..families {
            let id = 1000 + staff.0 * 100 + n;
            self.sql
                .execute_batch(&format!(
                    "insert into family (id, case_number, site_id) values ({id}, 'C-{id}', 1);
                     insert into family_opening (family_id, from_on) values ({id}, '2026-07-04');
                     insert into assignment (family_id, staff_id, role, from_on, assigned_by)
                       select {id}, id, role, '2026-07-04', 1 from staff where id = {};",
                    staff.0
                ))
                .unwrap();
        }
    }
}

pub fn assign(staff: StaffId, role: Role, from_on: &str) -> AssignForm {
    let (family, from_on) = (FAMILY, day(from_on));
    AssignForm { family, referral: None, staff, role, instead_of: None, from_on, reason: String::new() }
}

pub fn contact(staff: StaffId) -> ContactForm {
    ContactForm {
        family: FAMILY,
        staff,
        on: day("2026-11-23"),
        began: None,
        minutes: Some(45),
        mode: Mode::Home,
        joint_with: None,
        children: vec![MemberId(2), MemberId(3)],
        documented_on: Some(day("2026-11-24")),
    }
}

pub fn consent() -> ConsentForm {
    ConsentForm {
        member: MemberId(1),
        renews: None,
        recipient: "Intact staff".into(),
        others: Vec::new(),
        categories: vec![Category::Attendance, Category::LevelOfCare],
        purpose: "Service planning".into(),
        right_to_revoke: true,
        signed: true,
        signed_on: Some(day("2026-11-20")),
        expires_on: Some(day("2027-03-02")),
        expires_event: String::new(),
    }
}

pub fn family() -> FamilyForm {
    FamilyForm {
        case_number: "C-4711".into(),
        label: "elm".into(),
        site: SiteId(1),
        opened_on: day("2026-11-20"),
        basis: "indicated_voluntary".into(),
        court_ordered: Some(false),
        risk: None,
        intact_worker: Some(LEE),
        enrolled_on: None,
    }
}

pub fn member(alias: &str) -> MemberForm {
    MemberForm {
        family: FAMILY,
        kind: MemberKind::Child,
        alias: alias.into(),
        birth_year: Some(2026),
        birth_month: Some(4),
        in_home: true,
        participant: false,
        substance_exposed: true,
    }
}

pub fn staff(role: Role) -> StaffForm {
    StaffForm {
        name: "Maria Gomez".into(),
        short: String::new(),
        email: "maria@example.org".into(),
        role,
        sites: vec![SiteId(1)],
        fte: 0.5,
        capacity: None,
        supervisor: None,
        hired_on: day("2026-11-02"),
        passphrase: None,
    }
}

pub fn item() -> ItemForm {
    let terms = ItemTerms {
        description: "See A at school".into(),
        owner: LEE,
        due_on: day("2026-11-26"),
        family: Some(FAMILY),
        category: "safety".into(),
        priority: Priority::Urgent,
    };
    ItemForm { terms, meeting: None }
}
