//! Two supervisors, their deputies, two pairs and their families on one real file; a terminal for whoever sits down.

use crate::desk::{self, AFTERNOON};
use ifr::store::Store;
use ifr::tui::harness::Flow;
use rusqlite::{Connection, types::FromSql};
use std::path::PathBuf;
use tempfile::TempDir;

/// Lee + Brooks share F-0197 (the adult consents) and F-0198 (nobody does); Kim + Shah share F-0199.
const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Intact', 'child_welfare'), (2, 'Hope', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2),
  (3, 'Jordan Lee', 'Lee', 'intact_worker', 1), (4, 'Alex Kim', 'Kim', 'intact_worker', 1),
  (5, 'Tamika Brooks', 'Brooks', 'recovery_coordinator', 2), (6, 'Ravi Shah', 'Shah', 'recovery_coordinator', 2),
  (7, 'Maya Lindqvist', 'Maya', 'sud_supervisor', 2);
insert into employment (staff_id, from_on, fte, supervisor_id)
  select id, '2026-01-05', 1.0, case role when 'intact_worker' then 1 when 'recovery_coordinator' then 2 end from staff;
insert into staff_site (staff_id, site_id, from_on) select id, 1, '2026-01-05' from staff;
insert into family (id, case_number, label, site_id) values (197, 'C-197', 'oak', 1), (198, 'C-198', 'elm', 1), (199, 'C-199', 'ash', 1);
insert into family_opening (family_id, from_on) values (197, '2026-07-04'), (198, '2026-07-04'), (199, '2026-07-04');
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values
  (197, 3, 'intact_worker', '2026-07-04', 1), (197, 5, 'recovery_coordinator', '2026-07-10', 1),
  (198, 3, 'intact_worker', '2026-07-04', 1), (198, 5, 'recovery_coordinator', '2026-07-10', 1),
  (199, 4, 'intact_worker', '2026-07-04', 1), (199, 6, 'recovery_coordinator', '2026-11-10', 1);
insert into member (id, family_id, kind, alias, birth_year, participant) values
  (1, 197, 'adult', 'M', 1995, 1), (2, 197, 'child', 'A', 2022, 0), (3, 198, 'adult', 'N', 1990, 1),
  (4, 198, 'child', 'B', 2024, 0), (5, 199, 'adult', 'O', 1990, 1), (6, 199, 'child', 'C', 2024, 0);
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed, signed_on, expires_on)
  values (1, 1, 2, 1, 'Intact', 'case planning', 1, 1, '2026-07-10', '2027-07-10');
insert into consent_category (consent_id, category) values (1, 'progress'), (1, 'attendance');
insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values
  (1, 198, 3, 'intact_worker', 'contact', '2026-10-15', 'home', null);
insert into service_child (service_id, member_id) values (1, 4);
insert into action_item (id, description, owner_id, due_on, family_id, iw_id, rc_id, category, created_on)
  values (1, 'See B at school', 3, '2026-11-20', 198, 3, 5, 'safety', '2026-11-01');
";

/// The file, and how to sit down at it.
pub struct Desk {
    pub sql: Connection,
    path: PathBuf,
    _folder: TempDir,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("programme.ifr");
        let new = desk::new_file("Peoria", "2026-01-05", true);
        drop(Store::create(&path, &new, desk::options(AFTERNOON)).unwrap());
        let sql = Connection::open(&path).unwrap();
        sql.execute_batch(PEOPLE).unwrap();
        Self { sql, path, _folder: folder }
    }

    /// A terminal of this size, with this person signed in.
    pub fn sit_down(&self, who: &str, width: u16, height: u16) -> Flow {
        desk::terminal(self.store(), Some(who), (width, height))
    }

    /// Where the file lies.
    pub fn folder(&self) -> &std::path::Path {
        self._folder.path()
    }

    /// The file without a screen, nobody signed in.
    pub fn store(&self) -> Store {
        Store::open(&self.path, desk::options(AFTERNOON)).unwrap()
    }

    pub fn dana(&self) -> Flow {
        self.sit_down("Dana Ortiz", 80, 24)
    }

    pub fn sam(&self) -> Flow {
        self.sit_down("Sam Reyes", 80, 24)
    }

    /// One value of the file.
    pub fn one<T: FromSql>(&self, sql: &str) -> T {
        self.sql.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// All rows of a query as one text: columns by `|`, rows by `; `.
    pub fn rows(&self, sql: &str) -> String {
        let mut statement = self.sql.prepare(sql).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        let mut out = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let cell = |at| match row.get_ref(at).unwrap() {
                rusqlite::types::ValueRef::Null => "-".to_owned(),
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                rusqlite::types::ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            };
            out.push((0..columns).map(cell).collect::<Vec<_>>().join("|"));
        }
        out.join("; ")
    }
}

/// Fails with the screen where a text is not on it.
#[track_caller]
pub fn sees(flow: &Flow, texts: &[&str]) {
    let screen = flow.screen();
    for text in texts {
        assert!(screen.contains(text), "no \"{text}\" on\n{screen}");
    }
}

/// Fails with the screen where a text is on it.
#[track_caller]
pub fn sees_no(flow: &Flow, text: &str) {
    let screen = flow.screen();
    assert!(!screen.contains(text), "\"{text}\" on\n{screen}");
}
