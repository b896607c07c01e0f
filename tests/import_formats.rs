//! Files as other programs really write them: workbooks, databases, odd headers, dates in either order, and files that
//! are no tables at all.

use crate::desk::{self, FORENOON};
use ifr::error::Error;
use ifr::import::{Kind, Map, Options, Outcome, Preview, map_of, preview, run};
use ifr::store::Store;
use rusqlite::Connection;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Harbor', 'child_welfare'), (2, 'Bridge', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'North', 1, 2);
insert into staff (id, name, email, role, agency_id) values (1, 'Pat Green', 'pat@example.org', 'intact_supervisor', 1),
  (3, 'Kim Lake', 'kim@example.org', 'intact_worker', 1), (4, 'Lee Moss', null, 'recovery_coordinator', 2);
insert into staff_site (staff_id, site_id, from_on) values (1, 1, '2025-01-01');
";

pub(crate) struct Desk {
    dir: TempDir,
    pub(crate) store: Store,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let new = desk::new_file("Harbor and Bridge", "2025-01-01", false);
        let mut store = Store::create(&dir.path().join("p.ifr"), &new, desk::options(FORENOON)).unwrap();
        Connection::open(store.path()).unwrap().execute_batch(PEOPLE).unwrap();
        store.sign_in_as("Pat").unwrap();
        Self { dir, store }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    pub(crate) fn take(&mut self, path: &Path, options: &Options) -> Outcome {
        run(&mut self.store, &[path.to_owned()], options).unwrap()
    }

    fn refused(&mut self, path: &Path, options: &Options) -> Error {
        run(&mut self.store, &[path.to_owned()], options).unwrap_err()
    }

    fn look(&self, path: &Path, options: &Options) -> Preview {
        preview(&self.store, path, options).unwrap()
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        desk::rows(&Connection::open(self.store.path()).unwrap(), sql)
    }

    pub(crate) fn count(&self, sql: &str) -> i64 {
        Connection::open(self.store.path()).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn sheet(name: &str) -> Options {
    Options { sheet: Some(name.into()), ..Options::default() }
}

const OPENED: &str = "select f.case_number || ' ' || o.from_on from family f join family_opening o on o.family_id = f.id order by f.id";

/// A title, a header merged over two rows, a stray cell far away, an error, days as days, a second sheet.
fn workbook(path: &Path) {
    let mut book = Workbook::new();
    let (plain, day) = (Format::new(), Format::new().set_num_format("m/d/yyyy"));
    let families = book.add_worksheet().set_name("Families").unwrap();
    families.write(0, 0, "Families of Harbor, all years").unwrap();
    families.merge_range(2, 0, 3, 0, "Case number", &plain).unwrap();
    families.merge_range(2, 1, 3, 1, "Opened", &plain).unwrap();
    families.merge_range(2, 2, 2, 3, "Workers", &plain).unwrap();
    families.write(3, 2, "IW").unwrap();
    families.write(3, 3, "RC").unwrap();
    for (row, case, serial) in [(4, "X-1", 46_000.0), (5, "X-2", 46_001.5), (6, "X-3", 46_002.0)] {
        families.write(row, 0, case).unwrap();
        families
            .write_with_format(row, 1, ExcelDateTime::from_serial_datetime(serial).unwrap(), &day)
            .unwrap();
        families.write(row, 2, "kim@example.org").unwrap();
    }
    families.write(6, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    families.write(7, 0, "X-4").unwrap();
    families.write(7, 1, 46_003).unwrap();
    families.write(1_048_575, 16_383, "far away").unwrap();
    let staff = book.add_worksheet().set_name("Staff").unwrap();
    for (column, text) in ["Name", "Contact", "Role"].into_iter().enumerate() {
        staff.write(0, u16::try_from(column).unwrap(), text).unwrap();
    }
    for (column, text) in ["Jo Park", "jo@example.org", "Intact Worker"].into_iter().enumerate() {
        staff.write(1, u16::try_from(column).unwrap(), text).unwrap();
    }
    book.save(path).unwrap();
}

#[test]
fn a_workbook_is_read_as_people_make_them() {
    let mut desk = Desk::new();
    let path = desk.path("agency.xlsx");
    workbook(&path);
    let outcome = desk.take(&path, &Options::default());
    insta::assert_snapshot!("workbook", outcome.text());
    assert_eq!(desk.rows(OPENED), ["X-1 2025-12-09", "X-2 2025-12-10", "X-4 2025-12-12"]);
    assert_eq!(desk.count("select count(*) from assignment where staff_id = 3"), 2);

    let staff = desk.take(&path, &sheet("staff"));
    assert_eq!(
        (staff.files[0].added, staff.files[0].sheet.as_deref()),
        (1, Some("Staff")),
        "{}",
        staff.text()
    );
    assert_eq!(desk.rows("select email from staff where name = 'Jo Park'"), ["jo@example.org"]);
    assert!(staff.text().contains("\"Contact\" looks like e-mail addresses"), "{}", staff.text());
    assert!(desk.refused(&path, &sheet("Nothing")).hint.contains("Families, Staff"));

    let again = desk.take(&path, &Options::default());
    assert!(!again.changes_something(), "{}", again.text());
}

/// The parts of an archive, changed one by one and packed again.
pub(crate) fn repacked(path: &Path, change: impl Fn(&str, String) -> String) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        out.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(change(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn workbooks_that_count_from_1904_are_read_so() {
    let mut desk = Desk::new();
    let path = desk.path("a.xlsx");
    workbook(&path);
    let bytes = repacked(&path, |name, text| match name {
        "xl/workbook.xml" => text.replace("<workbookPr ", "<workbookPr date1904=\"1\" "),
        _ => text,
    });
    let path = desk.write("mac.xlsx", bytes);
    let map = Map { day_first: vec!["opened_on".into()], ..Map::default() };
    let outcome = desk.take(&path, &Options { with: Some(map), ..Options::default() });
    assert!(
        outcome.files[0].refused.iter().any(|row| row.reason.contains("2029-12-10")),
        "{}",
        outcome.text()
    );
}

#[test]
fn a_small_file_that_unfolds_without_end_is_not_opened() {
    let mut desk = Desk::new();
    let path = desk.path("a.xlsx");
    workbook(&path);
    for bomb in ["xl/sharedStrings.xml", "xl/styles.xml"] {
        let bytes =
            repacked(&path, |name, text| if name == bomb { " ".repeat(60 * 1024 * 1024) } else { text });
        assert!(bytes.len() < 200_000, "the archive itself is small: {}", bytes.len());
        let path = desk.write("bomb.xlsx", bytes);
        assert!(desk.refused(&path, &Options::default()).message.contains("unfold"), "{bomb}");
    }
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    let mut desk = Desk::new();
    let path = desk.path("a.xlsx");
    workbook(&path);
    let whole = std::fs::read(&path).unwrap();
    let database = Connection::open(desk.path("two.db")).unwrap();
    database.execute_batch("create table a (x); create table \"b c\" (y);").unwrap();
    let files = [
        desk.write("cut.xlsx", &whole[..whole.len() / 2]),
        desk.write("protected.xlsx", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat()),
        desk.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        desk.write("damaged.db", [b"SQLite format 3\0".as_slice(), &[7; 2000]].concat()),
        desk.write("endless.csv", format!("name,role\n\"{}", "x".repeat(5 * 1024 * 1024))),
        desk.path("two.db"),
        desk.store.path().to_owned(),
        desk.dir.path().join("."),
    ];
    let mut told = String::new();
    for file in &files {
        told.push_str(&format!("{}\n", desk.refused(file, &Options::default())));
    }
    let folder = desk.dir.path().file_name().unwrap().to_string_lossy().into_owned();
    insta::assert_snapshot!("refused", told.replace(&folder, "FOLDER"));
    assert_eq!(desk.count("select count(*) from event where kind = 'import'"), 0);
}

#[test]
fn another_programs_database_is_read_and_left_as_it_is() {
    let mut desk = Desk::new();
    let path = desk.path("other system.db");
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(
            "create table cases (\"Case #\" text, opened text, picture blob, risk text);
             insert into cases values ('D-1', '2026-03-09', x'00ff', 'low'), ('D-2', '3/9/2026', null, 'enormous');
             create table worker (name text, role text, email text);
             insert into worker values ('Jo Park', 'IW', 'jo@example.org');
             create view v as select * from cases;",
        )
        .unwrap();
    drop(other);
    let before = std::fs::read(&path).unwrap();
    let outcome = desk.take(&path, &sheet("cases"));
    insta::assert_snapshot!("database", outcome.text());
    assert_eq!(desk.rows(OPENED), ["D-1 2026-03-09"]);
    assert_eq!(desk.take(&path, &sheet("worker")).files[0].added, 1);
    assert!(desk.refused(&path, &sheet("v")).hint.contains("cases, worker"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn the_order_of_day_and_month_is_decided_by_the_whole_column() {
    let mut desk = Desk::new();
    let mut text = String::from("Case #;Opened\n");
    for n in 1..=1500 {
        text.push_str(&format!("O-{n};3/4/2026\n"));
    }
    text.push_str("O-2000;16.9.2026\n");
    let path = desk.write("long.csv", &text);
    let outcome = desk.take(&path, &Options::default());
    assert_eq!(outcome.files[0].added, 1501, "{}", outcome.text());
    assert!(outcome.files[0].notes.iter().any(|note| note.contains("day comes before the month")));
    assert_eq!(desk.count("select count(*) from family_opening where from_on = '2026-04-03'"), 1500);
    assert_eq!(desk.count("select count(*) from family_opening where from_on = '2026-09-16'"), 1);
    assert_eq!(desk.count("select count(*) from event_value"), 0, "an import is told by one digest");
    assert_eq!(
        desk.rows("select json_extract(body, '$.rows_sha256') from event where kind = 'import'").len(),
        1
    );
}

#[test]
fn a_header_is_found_where_it_stands() {
    let desk = Desk::new();
    let text = "Harbor,,\nprinted 24 Nov,,\n,,\nCase #,,Opened\nH-1,left over,2026-03-09\n";
    let path = desk.write("titled.csv", text);
    let seen = desk.look(&path, &Options::default());
    assert_eq!((seen.header, seen.kind), (4, Kind::Family));
    let names: Vec<&str> = seen.columns.iter().map(|column| column.column.as_str()).collect();
    assert_eq!(names, ["Case #", "column B", "Opened"]);
    assert_eq!(seen.columns[2].samples, ["2026-03-09"]);
}

#[test]
fn a_map_is_saved_and_reads_the_next_file() {
    let mut desk = Desk::new();
    let path = desk.write("a.csv", "Fall,Spitzname\nM-1,Lopez\n");
    let mut map = Map { kind: Some("family".into()), ..Map::default() };
    map.set("Fall", Some("case_number"));
    map.set("Spitzname", Some("label"));
    let saved = desk.path("map.toml");
    let options = Options { with: Some(map), ..Options::default() };
    map_of(&desk.store, &path, &options).unwrap().save(&saved).unwrap();
    let next = desk.write("b.csv", "Spitzname,Fall\nash,M-2\n");
    let outcome = desk.take(&next, &Options { map: Some(saved), ..Options::default() });
    assert_eq!(outcome.files[0].added, 1, "{}", outcome.text());
    assert_eq!(desk.rows("select label from family"), ["ash"]);
}

#[test]
fn names_of_clients_are_initials_unless_the_map_says_that_they_are_labels() {
    let mut desk = Desk::new();
    let families = desk.write("f.csv", "case_number\nL-1\nL-2\n");
    desk.take(&families, &Options::default());
    let one = desk.write("m1.csv", "case_number,name,type\nL-1,Maria Lopez,adult\n");
    desk.take(&one, &Options::default());
    let two = desk.write("m2.csv", "case_number,name,type\nL-2,Blue Jay,adult\n");
    let map = desk.write("label.toml", "clients = \"label\"\n");
    desk.take(&two, &Options { map: Some(map), ..Options::default() });
    assert_eq!(desk.rows("select alias from member order by id"), ["M.L.", "Blue Jay"]);
}

#[test]
fn the_file_for_refused_rows_is_made_before_anything_is_written() {
    let mut desk = Desk::new();
    let path = desk.write("f.csv", "case_number\nE-1\n");
    let there = desk.write("errors.csv", "mine");
    let nowhere = desk.path("no folder/errors.csv");
    for errors in [there.clone(), nowhere] {
        desk.refused(&path, &Options { errors: Some(errors), ..Options::default() });
    }
    assert_eq!(desk.count("select count(*) from family"), 0);
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "mine");
    let fresh = desk.path("fresh.csv");
    desk.take(&path, &Options { errors: Some(fresh.clone()), ..Options::default() });
    assert_eq!(desk.count("select count(*) from family"), 1);
    assert!(!fresh.exists(), "where no row is refused no file stays");
}

#[test]
fn a_gigantic_cell_is_told_by_its_column() {
    let mut desk = Desk::new();
    let path = desk.write("f.csv", format!("case_number,label\nG-1,{}\nG-2,elm\n", "y".repeat(30_000)));
    let outcome = desk.take(&path, &Options::default());
    assert_eq!(
        outcome.files[0].refused[0].reason,
        format!(
            "column \"label\", \"{}…\": cannot be read: it is longer than 20000 characters",
            "y".repeat(60)
        )
    );
    assert_eq!(desk.rows("select case_number from family"), ["G-2"]);
}

#[test]
fn work_that_is_stopped_leaves_nothing() {
    let mut desk = Desk::new();
    let path = desk.write("f.csv", "case_number\nS-1\n");
    let options = Options::default();
    options.watch.stop();
    assert!(desk.refused(&path, &options).message.contains("stopped"));
    assert_eq!(desk.count("select count(*) from family"), 0);
}

#[test]
fn days_of_services_are_told_by_their_look_and_in_either_order() {
    let mut desk = Desk::new();
    let families = desk.write("f.csv", "case_number,opened_on\nV-1,2026-01-05\n");
    desk.take(&families, &Options::default());
    let path = desk.write("s.csv", "case_number;staff;Delivered;mode\nV-1;kim@example.org;16/9/2026;home\nV-1;kim@example.org;3/10/2026;home\n");
    let outcome = desk.take(&path, &Options { kind: Some(Kind::Service), ..Options::default() });
    assert_eq!((outcome.files[0].added, outcome.refused()), (2, 0), "{}", outcome.text());
    assert_eq!(desk.rows("select on_date from service order by id"), ["2026-09-16", "2026-10-03"]);
}
