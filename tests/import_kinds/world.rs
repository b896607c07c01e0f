//! A file with its people, two families and their members, and files brought into it.

use crate::desk::{self, FORENOON};
use ifr::import::{Kind, Options, Outcome, run};
use ifr::store::view::services::{ServicesAsk, ServicesReply};
use ifr::store::{Reply, Request, Store};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Harbor', 'child_welfare'), (2, 'Bridge', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2);
insert into staff (id, name, email, role, agency_id) values
  (1, 'Pat Green', 'pat@example.org', 'intact_supervisor', 1), (2, 'Sam Stone', 'sam@example.org', 'sud_supervisor', 2),
  (3, 'Alex', null, 'intact_worker', 1), (4, 'Alex', null, 'recovery_coordinator', 2),
  (5, 'Dana Brooks', 'dana.brooks@example.org', 'intact_worker', 1), (6, 'Kim Ortiz', 'kim@example.org', 'intact_worker', 1),
  (7, 'Lee Moss', 'lee@example.org', 'recovery_coordinator', 2);
insert into staff_site (staff_id, site_id, from_on) select id, 1, '2025-01-01' from staff;
insert into employment (staff_id, from_on, fte) select id, '2025-01-01', 1.0 from staff;
insert into family (id, case_number, site_id) values (1, 'K-1', 1), (2, 'K-2', 1);
insert into family_opening (family_id, from_on) values (1, '2025-09-16'), (2, '2026-09-03');
insert into member (id, family_id, kind, alias, birth_year) values
  (1, 1, 'adult', 'M.L.', 1990), (2, 1, 'adult', 'P.L.', 1988), (3, 1, 'child', 'J.L.', 2019), (4, 1, 'child', 'T.L.', 2021),
  (5, 2, 'adult', 'A.B.', 1992), (6, 2, 'child', 'C.B.', 2020);
";

/// What an import may write.
const TABLES: [&str; 17] = [
    "assignment",
    "position",
    "position_fill",
    "position_cover",
    "credential",
    "consent",
    "consent_category",
    "referral",
    "referral_status",
    "service",
    "service_child",
    "service_fact",
    "milestone",
    "action_item",
    "import",
    "import_key",
    "event",
];

pub struct File {
    dir: TempDir,
    store: Store,
}

impl File {
    pub fn new(who: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let new = desk::new_file("Harbor and Bridge", "2025-01-01", false);
        let mut store = Store::create(&dir.path().join("p.ifr"), &new, desk::options(FORENOON)).unwrap();
        Connection::open(store.path()).unwrap().execute_batch(PEOPLE).unwrap();
        store.sign_in_as(who).unwrap();
        Self { dir, store }
    }

    pub fn as_of(&mut self, who: &str) -> &mut Self {
        self.store.sign_in_as(who).unwrap();
        self
    }

    pub fn take(&mut self, files: &[PathBuf]) -> Outcome {
        run(&mut self.store, files, &Options::default()).unwrap()
    }

    /// Brings in a text as a file of a kind.
    pub fn text(&mut self, text: &str, kind: Kind) -> Outcome {
        let path = self.path("in.csv");
        std::fs::write(&path, text).unwrap();
        self.bring(&path, &Options { kind: Some(kind), ..Options::default() })
    }

    pub fn bring(&mut self, path: &Path, options: &Options) -> Outcome {
        run(&mut self.store, &[path.to_owned()], options).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The rules that the services of these days break, in order.
    pub fn findings(&mut self, from: &str, to: &str) -> Vec<String> {
        let ask = ServicesAsk::Check { from: from.parse().unwrap(), to: to.parse().unwrap() };
        let Reply::Services(ServicesReply::Check(check)) = self.store.handle(Request::Services(ask)).unwrap()
        else {
            panic!("another answer")
        };
        let mut rules: Vec<String> = check.rules.iter().map(|one| one.broken.rule.clone()).collect();
        rules.sort();
        rules
    }

    pub fn sql(&self) -> Connection {
        Connection::open(self.store.path()).unwrap()
    }

    pub fn rows(&self, sql: &str) -> Vec<String> {
        desk::rows(&self.sql(), sql)
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Everything that an import may write.
    pub fn contents(&self) -> Vec<Vec<Value>> {
        let conn = self.sql();
        let mut all = Vec::new();
        for table in TABLES {
            let mut statement = conn.prepare(&format!("select * from {table} order by 1, 2")).unwrap();
            let width = statement.column_count();
            let rows = statement.query_map([], |row| (0..width).map(|n| row.get(n)).collect()).unwrap();
            all.extend(rows.collect::<rusqlite::Result<Vec<Vec<Value>>>>().unwrap());
        }
        all
    }
}

pub fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import_kinds").join(name)
}

/// The files of a folder.
pub fn folder(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(corpus(name)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
