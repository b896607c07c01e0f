//! The Import page with real keys: a file is chosen, its columns looked at, tried, its names resolved, brought in.

use crate::desk;
use ifr::store::Store;
use ifr::tui::harness::Flow;
use ifr::tui::screen::{Tab, Target};
use rusqlite::Connection;
use std::path::PathBuf;
use tempfile::TempDir;

const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Intact', 'child_welfare'), (2, 'Hope', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (3, 'Jordan Lee', 'Lee', 'intact_worker', 1),
  (5, 'Tamika Brooks', 'Brooks', 'recovery_coordinator', 2);
insert into employment (staff_id, from_on, fte) select id, '2026-01-05', 1.0 from staff;
insert into staff_site (staff_id, site_id, from_on) select id, 1, '2026-01-05' from staff;
";

const FAMILIES: &str = "Case #;IW;RC;Opened;Label\n\
    C-1;Lee;T. Brooks;16/9/2026;oak\n\
    C-2;Lee;T. Brooks;3/4/2026;elm\n\
    ;Lee;;1/5/2026;ash\n";

pub(crate) struct Desk {
    pub(crate) flow: Flow,
    pub(crate) sql: Connection,
    dir: TempDir,
}

impl Desk {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        Self::over("", width, height)
    }

    /// The same with more in the file.
    pub(crate) fn over(more: &str, width: u16, height: u16) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("programme.ifr");
        let new = desk::new_file("Peoria", "2026-01-05", true);
        let store = Store::create(&path, &new, desk::options(desk::AFTERNOON)).unwrap();
        let sql = Connection::open(&path).unwrap();
        sql.execute_batch(PEOPLE).unwrap();
        sql.execute_batch(more).unwrap();
        let mut flow = desk::terminal(store, None, (width, height));
        flow.keys("enter enter");
        Self { flow, sql, dir }
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub(crate) fn count(&self, sql: &str) -> i64 {
        self.sql.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    pub(crate) fn look_at(&mut self, path: &std::path::Path) {
        self.flow.open(Target::Import);
        self.flow.text(&path.display().to_string());
        self.flow.keys("enter");
    }
}

#[test]
fn the_words_of_the_program_are_read_with_or_without_their_commas() {
    let mut desk = Desk::new(120, 40);
    let rows = "Case number,Opened,Opening basis,Short name,IW\n\
        K-1,2026-11-02,indicated voluntary,Robin,Lee\nK-2,2026-11-03,because,Finch,Lee\n";
    let path = desk.file("families.csv", rows);
    desk.look_at(&path);
    // Enter twice leaves a column as it is read.
    desk.flow.keys("home enter enter f2");
    assert!(desk.flow.shows("not known here; there are Indicated, voluntary"), "{}", desk.flow.screen());
    desk.flow.keys("f2");
    assert_eq!(
        desk.count(
            "select count(*) from family f join family_opening o on o.family_id = f.id
             where case_number = 'K-1' and label = 'Robin' and basis = 'indicated_voluntary'"
        ),
        1,
        "{}",
        desk.flow.screen()
    );
}

#[test]
fn a_file_is_chosen_looked_at_tried_and_brought_in() {
    let mut desk = Desk::new(80, 24);
    let path = desk.file("families.csv", FAMILIES);
    desk.look_at(&path);
    insta::assert_snapshot!("columns", desk.flow.screen());

    desk.flow.keys("f2");
    insta::assert_snapshot!("tried", desk.flow.screen());
    assert_eq!(desk.count("select count(*) from family"), 0, "a try writes nothing");

    // The name that means nobody is given its person, once.
    desk.flow.keys("home enter");
    assert!(desk.flow.shows("Who is \"T. Brooks\"?"), "{}", desk.flow.screen());
    desk.flow.keys("down enter");
    assert_eq!(desk.count("select target_id from import_name where text = 't. brooks'"), 5);
    assert!(desk.flow.shows("2 added"), "{}", desk.flow.screen());
    assert_eq!(desk.count("select count(*) from family"), 0);

    desk.flow.keys("f2");
    insta::assert_snapshot!("brought", desk.flow.screen());
    assert_eq!(desk.count("select count(*) from assignment where staff_id = 5"), 2);
    assert_eq!(desk.count("select count(*) from family_opening where from_on = '2026-04-03'"), 1);
    assert_eq!(desk.count("select count(*) from event where kind = 'import'"), 1);

    desk.flow.keys("end enter");
    assert!(desk.flow.shows("| Lee |  | 1/5/2026 | ash"), "{}", desk.flow.screen());
    desk.flow.keys("enter");

    // The refused row goes into a file with its reason.
    desk.flow.keys("n f2");
    let errors = std::fs::read_to_string(desk.dir.path().join("families to mend.csv")).unwrap();
    assert!(errors.starts_with("Case #,IW,RC,Opened,Label,reason\n,Lee,,1/5/2026,ash,"), "{errors}");
}

#[test]
fn a_column_is_read_as_something_else_and_the_map_is_kept() {
    let mut desk = Desk::new(80, 24);
    let path = desk.file("f.csv", "Case #,Nickname\nC-1,oak\n");
    desk.look_at(&path);
    assert!(desk.flow.shows("– not read"), "{}", desk.flow.screen());
    desk.flow.keys("end enter l");
    assert!(!desk.flow.shows("– not read"), "{}", desk.flow.screen());
    desk.flow.keys("v s f2");
    let map = std::fs::read_to_string(desk.dir.path().join("f.toml")).unwrap();
    assert!(map.contains("label = \"Nickname\""), "{map}");
    desk.flow.keys("f2 f2");
    assert_eq!(desk.count("select count(*) from family where label = 'oak'"), 1);
}

#[test]
fn mended_rows_are_read_by_the_map_that_read_them_first() {
    let mut desk = Desk::new(80, 24);
    let path = desk.file("f.csv", "Case #,Nickname,Opened\nC-1,oak,3/4/2026\nC-2,elm,13/13/2026\n");
    desk.look_at(&path);
    desk.flow.keys("home down enter l");
    assert!(!desk.flow.shows("– not read"), "{}", desk.flow.screen());
    desk.flow.keys("f2 f2 n f2");
    let mended = desk.dir.path().join("f to mend.csv");
    let text = std::fs::read_to_string(&mended).unwrap().replace("13/13/2026", "3/5/2026");
    std::fs::write(&mended, text).unwrap();
    desk.flow.keys("esc");
    desk.look_at(&mended);
    assert!(desk.flow.shows("Read by f to mend.toml"), "{}", desk.flow.screen());
    desk.flow.keys("f2 f2");
    assert_eq!(desk.count("select count(*) from family where label in ('oak', 'elm')"), 2);
}

#[test]
fn long_work_shows_how_far_it_is_and_is_stopped() {
    let mut desk = Desk::new(80, 24);
    let path = desk.file("families.csv", &FAMILIES.replace("T. ", ""));
    desk.look_at(&path);
    desk.flow.keys("f2");
    desk.flow.hold();
    desk.flow.keys("f2");
    assert!(desk.flow.shows("Bringing it in…"), "{}", desk.flow.screen());
    desk.flow.wait(1);
    desk.flow.keys("esc").release();
    assert!(desk.flow.shows("import was stopped"), "{}", desk.flow.screen());
    assert_eq!(desk.count("select count(*) from family"), 0);
    assert_eq!(desk.count("select count(*) from event where kind = 'import'"), 0);
}

#[test]
fn what_cannot_be_read_is_told_and_the_path_stays() {
    let mut desk = Desk::new(60, 16);
    let path = desk.file("odd.xlsx", "PK\u{3}\u{4}nonsense");
    desk.look_at(&path);
    assert!(desk.flow.shows("damaged"), "{}", desk.flow.screen());
    desk.flow.keys("enter");
    assert!(desk.flow.shows("odd.xlsx"), "{}", desk.flow.screen());
    desk.flow.keys("esc");
    assert!(desk.flow.shows("Today"), "{}", desk.flow.screen());
}

#[test]
fn a_path_completes() {
    let mut desk = Desk::new(80, 24);
    desk.file("families.csv", FAMILIES);
    let folder = desk.dir.path().display().to_string();
    desk.flow.open(Target::Import);
    desk.flow.text(&format!("{folder}/fam"));
    desk.flow.keys("tab enter");
    assert!(desk.flow.shows("The rows are read as families"), "{}", desk.flow.screen());
}

#[test]
fn the_palette_leads_there() {
    let mut desk = Desk::new(80, 24);
    desk.flow.keys("ctrl-p text:import_a enter");
    assert!(desk.flow.shows("Nothing is written before"), "{}", desk.flow.screen());
}

#[test]
fn an_empty_list_names_the_import_page_and_it_works_from_there() {
    let mut desk = Desk::new(80, 24);
    desk.flow.open(Target::Tab(Tab::Referrals));
    assert!(desk.flow.shows("Import a spreadsheet (Ctrl-P, import)"), "{}", desk.flow.screen());
    let path = desk.file("families.csv", FAMILIES);
    desk.flow.keys("ctrl-p text:import enter");
    assert!(desk.flow.shows("Nothing is written before"), "{}", desk.flow.screen());
    desk.flow.text(&path.display().to_string());
    desk.flow.keys("enter");
    assert!(desk.flow.shows("The rows are read as families"), "{}", desk.flow.screen());
}

#[test]
fn what_the_file_does_not_tell_is_asked() {
    let mut desk = Desk::new(80, 24);
    let path = desk.dir.path().join("other.db");
    let other = Connection::open(&path).unwrap();
    other
        .execute_batch("create table a (fall text); insert into a values ('C-9'); create table b (x);")
        .unwrap();
    desk.look_at(&path);
    assert!(desk.flow.shows("Which sheet or table?"), "{}", desk.flow.screen());
    desk.flow.keys("enter");
    assert!(desk.flow.shows("What are the rows?"), "{}", desk.flow.screen());
    desk.flow.keys("down enter");
    assert!(desk.flow.shows("read as families, a"), "{}", desk.flow.screen());
    // A map that names no table leaves the one that was chosen.
    desk.file("other.toml", "[columns]\ncase_number = \"fall\"\n");
    desk.flow.keys("v r f2");
    assert!(desk.flow.shows("read as families, a"), "{}", desk.flow.screen());
    assert!(desk.flow.shows("fall        case number"), "{}", desk.flow.screen());
    desk.flow.keys("f2 f2");
    assert_eq!(
        desk.count("select count(*) from family where case_number = 'C-9'"),
        1,
        "{}",
        desk.flow.screen()
    );
}

#[test]
fn many_refused_rows_are_shown_by_their_reasons_and_written_out_whole() {
    let mut desk = Desk::new(80, 24);
    let rows: String = (1..=50).map(|n| format!("C-{n},2027-01-05,\n")).collect();
    let path = desk.file("many.csv", &format!("Case #,Opened,Risk\n{rows}C-51,2026-03-04,wild\n"));
    desk.look_at(&path);
    desk.flow.keys("f2");
    assert!(
        desk.flow.shows("51 refused") && desk.flow.shows("and 47 more lines like these"),
        "{}",
        desk.flow.screen()
    );
    desk.flow.keys("end enter");
    assert!(desk.flow.shows("many.csv, line 52") && desk.flow.shows("\"wild\""), "{}", desk.flow.screen());
    desk.flow.keys("enter n f2");
    let errors = std::fs::read_to_string(desk.dir.path().join("many to mend.csv")).unwrap();
    assert_eq!(errors.lines().count(), 52, "every row, and the header");
}

#[test]
fn what_a_map_looks_up_is_shown_with_its_samples() {
    let mut desk = Desk::new(80, 24);
    let path = desk.dir.path().join("other.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "create table home (id integer primary key, code text); insert into home values (71, 'C-71');
             create table child (name text, home integer); insert into child values ('Ana Berg', 71);",
        )
        .unwrap();
    let map = "kind = \"member\"\nsheet = \"child\"\n[columns]\ncase_number = \"home > home.code\"\n[defaults]\nkind = \"child\"\n";
    desk.file("other.toml", map);
    desk.look_at(&path);
    // Any table and kind will do until the map is read, which tells both.
    desk.flow.keys("enter enter v r f2");
    let screen = desk.flow.screen();
    let line =
        |begins: &str| screen.lines().find(|line| line.contains(begins)).unwrap_or_default().to_owned();
    assert!(line("home  ").contains("looked up in home") && line("home  ").contains("71"), "{screen}");
    assert!(
        line("home > home.code").contains("case number") && line("home > home").contains("C-71"),
        "{screen}"
    );
    assert!(!desk.flow.shows("not read"), "{screen}");
}
