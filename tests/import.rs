//! A corpus of other systems' files, good and bad: what each brings, what is refused and why, and that twice is once.

use crate::desk::{self, FORENOON};
use ifr::error::Kind as Trouble;
use ifr::import::{Kind, Map, Options, Outcome, run};
use ifr::store::{Store, verify_chain};
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Harbor', 'child_welfare'), (2, 'Bridge', 'treatment'), (3, 'Far', 'child_welfare');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2), (2, 'Elsewhere', 3, 2);
insert into staff (id, name, email, role, agency_id) values
  (1, 'Pat Green', 'pat@example.org', 'intact_supervisor', 1), (2, 'Sam Stone', 'sam@example.org', 'sud_supervisor', 2),
  (3, 'Alex', null, 'intact_worker', 1), (4, 'Alex', null, 'recovery_coordinator', 2);
insert into staff_site (staff_id, site_id, from_on) values (1, 1, '2025-01-01'), (2, 1, '2025-01-01');
";

struct File {
    dir: TempDir,
    store: Store,
}

impl File {
    fn new(who: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let new = desk::new_file("Harbor and Bridge", "2025-01-01", false);
        let mut store = Store::create(&dir.path().join("p.ifr"), &new, desk::options(FORENOON)).unwrap();
        Connection::open(store.path()).unwrap().execute_batch(PEOPLE).unwrap();
        store.sign_in_as(who).unwrap();
        Self { dir, store }
    }

    fn with_the_good(who: &str) -> Self {
        let mut file = Self::new("Pat");
        file.take(&folder("good"), &Options::default());
        file.store.sign_in_as(who).unwrap();
        file
    }

    fn take(&mut self, files: &[PathBuf], options: &Options) -> Outcome {
        run(&mut self.store, files, options).unwrap()
    }

    fn sql(&self) -> Connection {
        Connection::open(self.store.path()).unwrap()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        desk::rows(&self.sql(), sql)
    }

    fn count(&self, sql: &str) -> i64 {
        self.sql().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn corpus(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import").join(name)
}

/// The files of a folder, in no helpful order.
fn folder(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(corpus(name)).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.reverse();
    files
}

fn with_map(name: &str) -> Options {
    Options { map: Some(corpus(name)), ..Options::default() }
}

#[test]
fn a_good_corpus_is_taken_and_twice_is_once() {
    let mut file = File::new("Pat");
    let first = file.take(&folder("good"), &Options::default());
    insta::assert_snapshot!("good", first.text());
    assert_eq!(
        file.rows(
            "select f.case_number || ' ' || s.name || ' ' || a.role || ' ' || a.from_on || ' ' || a.assigned_by
             from assignment a join family f on f.id = a.family_id join staff s on s.id = a.staff_id order by a.id"
        ),
        [
            "IF-0101 Dana Brooks intact_worker 2025-09-16 1",
            "IF-0101 Lee Moss recovery_coordinator 2025-09-16 1",
            "IF-0102 Kim Ortiz intact_worker 2026-09-03 1",
        ]
    );
    assert_eq!(
        file.rows("select kind || ' ' || alias || ' ' || coalesce(birth_year, '') || '-' || coalesce(birth_month, '') from member order by id"),
        ["child Child 2010-3", "child Child 2019-", "adult M.L. 1990-4", "child J.L. 2019-3", "child T.R. 2021-"]
    );
    assert_eq!(
        file.rows("select kind_held || ' ' || held_on || ' ' || verdict from meeting_pair order by id"),
        ["co_supervision 2026-11-02 counts", "joint 2026-11-16 counts", "joint 2026-11-09 counts"]
    );
    assert_eq!(
        file.rows("select s.name || ': ' || p.name from employment e join staff s on s.id = e.staff_id join staff p on p.id = e.supervisor_id order by s.id"),
        ["Dana Brooks: Pat Green", "Lee Moss: Sam Stone", "Kim Ortiz: Pat Green"]
    );
    assert_eq!(file.count("select count(*) from event where kind = 'import'"), 1);
    assert_eq!(file.count("select count(*) from import where length(sha256) = 64"), 5);
    for table in ["family", "member", "assignment", "meeting"] {
        assert_eq!(
            file.count(&format!("select count(*) from {table} where import_id is null")),
            0,
            "{table}"
        );
    }

    let events = file.count("select count(*) from event");
    let second = file.take(&folder("good"), &Options::default());
    assert!(!second.changes_something(), "{}", second.text());
    assert_eq!(second.refused(), 0);
    assert_eq!(file.count("select count(*) from event"), events);
    assert_eq!(file.count("select count(*) from import"), 5);
    assert!(verify_chain(&file.sql()).unwrap().broken.is_none());
}

#[test]
fn a_try_writes_nothing() {
    let mut file = File::new("Pat");
    let options = Options { dry_run: true, ..Options::default() };
    let tried = file.take(&folder("good"), &options);
    assert_eq!(file.count("select count(*) from family") + file.count("select count(*) from import"), 0);
    let done = file.take(&folder("good"), &Options::default());
    assert_eq!(tried.files, done.files);
}

#[test]
fn bad_rows_are_told_and_do_not_stop_the_good_ones() {
    let mut file = File::with_the_good("Pat");
    let outcome = file.take(&folder("bad"), &Options::default());
    insta::assert_snapshot!("bad", outcome.text());
    assert_eq!(file.rows("select case_number from family where id > 3"), ["B-12"]);
    assert_eq!(file.count("select count(*) from staff where email = 'two@example.org'"), 1);
    assert_eq!(file.count("select count(*) from meeting_pair where held_on = '2026-10-01'"), 1);
}

#[test]
fn escape_characters_never_survive() {
    let mut file = File::with_the_good("Pat");
    let outcome = file.take(&folder("bad"), &Options::default());
    let json = serde_json::to_value(&outcome).unwrap();
    let plain = |text: &str| text.chars().all(ifr::domain::text::is_plain);
    assert!(plain(&outcome.text()));
    assert!(json["files"][0]["refused"][0]["row"].as_str().is_some_and(plain));
    assert_eq!(file.rows("select name from staff where email = 'two@example.org'"), ["Good [31mTwo"]);
    let values = file.rows("select new from event_value where new is not null");
    assert!(values.iter().all(|value| plain(value)));
}

#[test]
fn the_refused_rows_can_be_mended_and_brought_in_again() {
    let mut file = File::with_the_good("Pat");
    let path = file.dir.path().join("in.csv");
    std::fs::write(&path, "case_number,workers,label\n,kim@example.org,=1+2\nZ-1,nobody@example.org,@a\n")
        .unwrap();
    let outcome = file.take(std::slice::from_ref(&path), &Options::default());
    let errors = file.dir.path().join("errors.csv");
    outcome.write_errors(&errors, &Map::default()).unwrap();
    let text = std::fs::read_to_string(&errors).unwrap();
    insta::assert_snapshot!("errors", text);
    assert_eq!(outcome.write_errors(&errors, &Map::default()).unwrap_err().kind, Trouble::Usage);

    std::fs::write(&errors, text.replace("nobody", "kim")).unwrap();
    let again = file.take(&[errors], &Options::default());
    assert_eq!((again.files[0].added, again.refused()), (1, 1));
    assert_eq!(file.rows("select label from family where case_number = 'Z-1'"), ["@a"]);
}

#[test]
fn a_sud_supervisors_assignments_are_refused_by_row() {
    let mut file = File::with_the_good("Sam");
    let path = file.dir.path().join("families.csv");
    let rows = "case_number,workers,risk\nN-1,kim@example.org,\nIF-0101,dana.brooks@example.org,\nIF-0102,,low\nN-2,,\n";
    std::fs::write(&path, rows).unwrap();
    let before = file.count("select count(*) from assignment");
    let outcome = file.take(&[path], &Options::default());
    insta::assert_snapshot!("sud", outcome.text());
    assert_eq!(file.count("select count(*) from assignment"), before);
}

#[test]
fn a_map_says_what_columns_and_words_mean() {
    let mut file = File::new("Pat");
    let outcome = file.take(&[corpus("maps/roles.csv")], &with_map("maps/roles.toml"));
    insta::assert_snapshot!("map", outcome.text());
    assert_eq!(
        file.rows("select name || ' ' || role || ' ' || agency_id from staff where id > 4 order by id"),
        ["Jo Park intact_worker 1", "Mo Lake recovery_coordinator 2"]
    );
}

/// The shape in which a child-advocacy system exports: volunteers, their supervisors, their cases.
#[test]
fn volunteers_and_their_supervisors_come_in_by_map() {
    let mut file = File::new("Pat");
    let dir = file.dir.path().to_owned();
    let write = |name: &str, text: &str| {
        let path = dir.join(name);
        std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
        vec![path]
    };
    let volunteers = write(
        "volunteers.csv",
        "display_name,email,phone_number\nFirst Helper,h1@example.org,1\nSecond Helper,h2@example.org,2\nThird Helper,h3@example.org,3\n",
    );
    let supervisors = write(
        "supervisors.csv",
        "email,display_name,supervisor_volunteers,phone_number\nlead@example.org,The Lead,\"h1@example.org, h2@example.org\",+++\n",
    );
    let cases = write(
        "cases.csv",
        "case_number,case_assignment,birth_month_year_youth,next_court_date\nC-1,h1@example.org,March 2010,September 16 2022\nC-2,\"h2@example.org, h3@example.org\",September 2015,Jan 6 2023\n",
    );
    for _ in 0..2 {
        file.take(&volunteers, &with_map("maps/volunteers.toml"));
        file.take(&supervisors, &with_map("maps/supervisors.toml"));
        let outcome = file.take(&cases, &Options::default());
        assert!(outcome.files[0].refused[0].reason.contains("more than one Intact Worker"));
    }
    assert_eq!(file.count("select count(*) from employment where supervisor_id is not null"), 2);
    assert_eq!(file.count("select count(*) from account"), 0);
    assert_eq!(file.rows("select on_date from court_hearing"), ["2022-09-16"]);
}

#[test]
fn what_is_no_table_gets_a_sentence_and_changes_nothing() {
    let mut file = File::new("Pat");
    let events = file.count("select count(*) from event");
    let mut told = String::new();
    for name in ["empty.csv", "nul.csv", "sheet.csv", "utf16.csv", "strange.csv", "twice.csv", "", "gone.csv"]
    {
        let files = [corpus("good/1_staff.csv"), corpus("broken").join(name)];
        let error = run(&mut file.store, &files, &Options::default()).unwrap_err();
        told.push_str(&error.to_string().replace(corpus("broken").to_str().unwrap(), "broken"));
        told.push('\n');
    }
    for map in ["bad_key.toml", "bad_field.toml", "bad_column.toml"] {
        let files = [corpus("good/1_staff.csv")];
        let error = run(&mut file.store, &files, &with_map(&format!("maps/{map}"))).unwrap_err();
        told.push_str(&error.to_string().replace(corpus("maps").to_str().unwrap(), "maps"));
        told.push('\n');
    }
    insta::assert_snapshot!("broken", told);
    assert_eq!(file.count("select count(*) from event"), events);
    assert_eq!(file.count("select count(*) from staff"), 4);
}

#[test]
fn an_import_gives_nobody_another_role() {
    let mut file = File::new("Sam");
    let path = file.dir.path().join("staff.csv");
    std::fs::write(&path, "name,email,role\nSam Stone,sam@example.org,Intact Supervisor\n").unwrap();
    let outcome = file.take(&[path], &Options { kind: Some(Kind::Staff), ..Options::default() });
    assert_eq!(outcome.refused(), 1);
    assert_eq!(file.rows("select role from staff where id = 2"), ["sud_supervisor"]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_swallows_nothing_silently() {
    let mut file = File::new("Pat");
    let path = file.dir.path().join("families.csv");
    std::fs::write(&path, "case_number,label\nQ-1,a\nQ-2,\"b\nQ-3,c\n").unwrap();
    let outcome = file.take(&[path], &Options::default());
    assert_eq!(outcome.files[0].refused[0].line, 3);
    assert_eq!(file.rows("select case_number from family"), ["Q-1"]);
}

#[test]
fn a_handover_needs_its_day_and_an_old_file_reopens_nothing() {
    let mut file = File::with_the_good("Pat");
    let dir = file.dir.path().to_owned();
    let mut take = |text: &str| {
        let path = dir.join("f.csv");
        std::fs::write(&path, text).unwrap();
        let outcome = file.take(&[path], &Options::default());
        (outcome.files[0].changed, outcome.files[0].left_alone, outcome.refused())
    };
    let header = "case_number,workers,assigned_on,opened_on,closed_on,close_reason\n";
    assert_eq!(take(&format!("{header}IF-0102,dana.brooks@example.org,2026-10-01,,,\n")), (1, 0, 0));
    assert_eq!(take(&format!("{header}IF-0102,dana.brooks@example.org,2026-10-01,,,\n")), (0, 1, 0));
    assert_eq!(take(&format!("{header}IF-0102,,,2026-09-03,2026-10-20,Goals met\n")), (1, 0, 0));
    assert_eq!(take(&format!("{header}IF-0102,,,2026-11-01,,\n")), (1, 0, 0));
    assert_eq!(take(&format!("{header}IF-0102,,,2026-09-03,2026-10-20,Goals met\n")), (0, 1, 0));
    assert_eq!(
        file.rows("select from_on || ' ' || coalesce(to_on, 'open') from family_opening where family_id = 2 order by from_on"),
        ["2026-09-03 2026-10-20", "2026-11-01 open"]
    );
    assert_eq!(
        file.rows("select s.name || ' ' || a.to_on from assignment a join staff s on s.id = a.staff_id where family_id = 2 order by a.id"),
        ["Kim Ortiz 2026-10-01", "Dana Brooks 2026-10-20"]
    );
}
