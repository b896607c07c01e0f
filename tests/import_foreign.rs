//! A database of another system as it is: keys to follow, moments of Greenwich's clock, sessions with who came.

use crate::import_formats::Desk;
use ifr::import::{Map, Options, Outcome, preview};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// The shape in which systems of programme management keep it: clients of households, sessions of offers, and a row
/// for what each client got, with whether they came.
const OTHER: &str = "
create table Household (id integer primary key, Name varchar(255));
insert into Household values (1, 'Harper Household'), (2, 'Bates Household');
create table Client (id integer primary key, FirstName varchar(255), LastName varchar(255), Birthdate varchar(255), Household varchar(255));
insert into Client values (11, 'Ana', 'Harper', '1988-04-02T05:00:00.000+0000', '1'), (12, 'Ben', 'Bates', '1990-11-30T06:00:00.000+0000', '2');
create table Offer (id integer primary key, Name varchar(255), Unit varchar(255));
insert into Offer values (1, 'Parents group', 'Hours'), (2, 'Rent subsidy', 'Dollars');
create table Session (id integer primary key, SessionStart varchar(255), Status varchar(255), Provider varchar(255));
insert into Session values (1, '2026-10-07T23:30:00.000+0000', 'Complete', 'kim@example.org'), (2, '2026-10-15T00:15:00.000+0000', 'Complete', 'kim@example.org');
create table Delivery (id integer primary key, DeliveryDate varchar(255), Quantity varchar(255), AttendanceStatus varchar(255), Offer varchar(255), Client varchar(255), Session varchar(255));
insert into Delivery values (1, '2026-09-30', '2.0', '', '1', '11', ''), (2, '2026-10-07', '1.0', 'Present', '1', '11', '1'),
  (3, '2026-10-07', '1.0', 'Excused Absence', '1', '12', '1'), (4, '2026-10-14', '1.5', 'Unexcused Absence', '1', '11', '2'),
  (5, '2026-10-01', '400.0', '', '2', '11', ''), (6, '2026-10-02', '1.0', '', '1', '99', '');
";

const FAMILIES: &str = "kind = \"family\"\nsheet = \"Household\"\n[columns]\ncase_number = \"id\"\n[defaults]\nopened_on = \"2026-01-05\"\n";
const MEMBERS: &str = "kind = \"member\"\nsheet = \"Client\"\n[columns]\ncase_number = \"Household\"\nname = \"FirstName + LastName\"\nbirth = \"Birthdate\"\n[defaults]\nkind = \"adult\"\n";
const SERVICES: &str = "kind = \"service\"\nsheet = \"Delivery\"\n[columns]\nnumber = \"id\"\non_date = \"DeliveryDate\"\n\
    case_number = \"Client > Client.Household\"\nstaff = \"Session > Session.Provider\"\nbegan = \"Session > Session.SessionStart\"\n\
    minutes = \"Quantity + Offer > Offer.Unit\"\nattendance = \"AttendanceStatus\"\n\
    [defaults]\nstaff = \"kim@example.org\"\nmode = \"office\"\n";

fn other(desk: &Desk) -> PathBuf {
    let path = desk.path("other.db");
    Connection::open(&path).unwrap().execute_batch(OTHER).unwrap();
    path
}

fn by_map(desk: &mut Desk, path: &Path, name: &str, map: &str) -> Outcome {
    let options = Options { map: Some(desk.write(name, map)), ..Options::default() };
    desk.take(path, &options)
}

fn figures(outcome: &Outcome) -> (i64, i64, i64, usize) {
    let file = &outcome.files[0];
    (file.added, file.changed, file.left_alone, file.refused.len())
}

#[test]
fn sessions_attendance_and_services_come_from_another_systems_database() {
    let mut desk = Desk::new();
    let path = other(&desk);
    assert_eq!(figures(&by_map(&mut desk, &path, "families.toml", FAMILIES)), (2, 0, 0, 0));
    assert_eq!(figures(&by_map(&mut desk, &path, "members.toml", MEMBERS)), (2, 0, 0, 0));
    assert_eq!(
        desk.rows("select alias || ' ' || birth_year || '-' || birth_month from member order by id"),
        ["A.H. 1988-4", "B.B. 1990-11"]
    );

    let services = by_map(&mut desk, &path, "services.toml", SERVICES);
    assert_eq!(figures(&services), (4, 0, 0, 2), "{}", services.text());
    assert_eq!(
        desk.rows(
            "select f.case_number || ' ' || s.on_date || ' ' || coalesce(s.began, '-') || ' ' || s.mode || ' ' || coalesce(s.minutes, '-')
             from service s join family f on f.id = s.family_id order by s.id"
        ),
        [
            "1 2026-09-30 - office 120",
            "1 2026-10-07 18:30 office 60",
            "2 2026-10-07 18:30 attempted -",
            "1 2026-10-14 19:15 attempted -",
        ]
    );
    let reasons: Vec<&str> = services.files[0].refused.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(
        reasons,
        [
            "column \"Quantity + Offer > Offer.Unit\", \"400.0 Dollars\": no number of minutes can be read here",
            "the case number is missing"
        ]
    );
}

#[test]
fn the_same_database_once_more_changes_nothing_and_what_was_mended_there_changes_here() {
    let mut desk = Desk::new();
    let path = other(&desk);
    by_map(&mut desk, &path, "families.toml", FAMILIES);
    by_map(&mut desk, &path, "services.toml", SERVICES);
    std::fs::remove_file(desk.path("services.toml")).unwrap();
    assert_eq!(figures(&by_map(&mut desk, &path, "services.toml", SERVICES)), (0, 0, 4, 2));

    let sql = "update Delivery set AttendanceStatus = 'Present' where id = 4";
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    assert_eq!(figures(&by_map(&mut desk, &path, "services.toml", SERVICES)), (0, 1, 3, 2));
    assert_eq!(
        desk.rows("select mode || ' ' || minutes from service where on_date = '2026-10-14'"),
        ["office 90"]
    );
}

#[test]
fn a_preview_shows_what_is_looked_up() {
    let desk = Desk::new();
    let path = other(&desk);
    let options = Options { map: Some(desk.write("services.toml", SERVICES)), ..Options::default() };
    let seen = preview(&desk.store, &path, &options).unwrap();
    let column = seen.columns.iter().find(|column| column.field.as_deref() == Some("case_number")).unwrap();
    assert_eq!((column.column.as_str(), column.samples.len()), ("Client > Client.Household", 2));
    let told: Vec<(&str, String, &[String])> =
        seen.columns.iter().map(|one| (one.column.as_str(), one.read_as(), &*one.samples)).collect();
    let is = |column: &str, read: &str, samples: &[&str]| {
        let found = told.iter().find(|one| one.0 == column).unwrap();
        assert_eq!(
            (found.1.as_str(), found.2),
            (read, &*samples.iter().map(ToString::to_string).collect::<Vec<_>>())
        );
    };
    is("Client", "looked up in Client", &["11", "12", "99"]);
    is("Session", "looked up in Session", &["1", "2"]);
    is("Offer", "looked up in Offer", &["1", "2"]);
    is("Quantity", "part of minutes", &["2.0", "1.0", "1.5"]);
    assert!(!seen.notes.iter().any(|note| note.contains("not used")), "{:?}", seen.notes);
    assert!(seen.text().contains("looked up in Session"), "{}", seen.text());
}

#[test]
fn a_key_of_several_columns_is_followed() {
    let mut desk = Desk::new();
    let path = desk.path("badges.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "create table worker (office text, badge integer, email text, primary key (office, badge));
             insert into worker values ('N', 1, 'nobody@example.org'), ('S', 1, 'kim@example.org');
             create table visit (id integer primary key, home text, office text, badge integer, at text);
             insert into visit values (1, 'T-1', 'S', 1, '2026-10-01'), (2, 'T-1', 'S', null, '2026-10-02');",
        )
        .unwrap();
    let families = desk.write("f.csv", "case_number,opened_on\nT-1,2026-01-05\n");
    desk.take(&families, &Options::default());
    let map = |keys: &str| {
        format!(
            "kind = \"service\"\nsheet = \"visit\"\n[columns]\ncase_number = \"home\"\non_date = \"at\"\nstaff = \"{keys} > worker.email\"\n[defaults]\nmode = \"home\"\n"
        )
    };
    let visits = by_map(&mut desk, &path, "visits.toml", &map("office & badge"));
    assert_eq!(figures(&visits), (1, 0, 0, 1), "{}", visits.text());
    assert_eq!(desk.rows("select staff_id || ' ' || on_date from service"), ["3 2026-10-01"]);
    let one = Options { map: Some(desk.write("one.toml", map("badge"))), ..Options::default() };
    let error = preview(&desk.store, &path, &one).unwrap_err();
    assert!(error.message.contains("its table worker has a key of 2 columns"), "{error}");
    assert!(error.hint.contains("A & B > worker.…"), "{error}");
}

#[test]
fn moments_of_another_clock_are_days_where_the_file_lives() {
    let mut desk = Desk::new();
    let families = desk.write("f.csv", "case_number,opened_on\nT-1,2026-01-05\n");
    desk.take(&families, &Options::default());
    let head = "case_number,staff,on_date,began,mode";
    let late = desk.write(
        "late.csv",
        format!("{head}\nT-1,kim@example.org,2026-10-15T00:15:00Z,2026-10-15T00:15:00Z,home\nT-1,kim@example.org,2026-10-20T00:00:00Z,,home\n"),
    );
    desk.take(&late, &Options::default());
    // Where every moment of the column is a midnight, they are days written at length.
    let days = desk.write(
        "days.csv",
        format!("{head}\nT-1,kim@example.org,2026-11-02T00:00:00.000+0000,2026-11-02 9:30,home\n"),
    );
    desk.take(&days, &Options::default());
    assert_eq!(
        desk.rows("select on_date || ' ' || coalesce(began, '-') from service order by id"),
        ["2026-10-14 19:15", "2026-10-19 -", "2026-11-02 09:30"]
    );
}

#[test]
fn the_rows_that_were_refused_are_mended_in_their_file_and_brought_in_by_the_same_map() {
    let mut desk = Desk::new();
    let path = other(&desk);
    by_map(&mut desk, &path, "families.toml", FAMILIES);
    let services = by_map(&mut desk, &path, "services.toml", SERVICES);
    let errors = desk.path("to mend.csv");
    services.write_errors(&errors, &Map::load(&desk.path("services.toml")).unwrap()).unwrap();
    let mended = std::fs::read_to_string(&errors).unwrap().replace("400.0 Dollars", "1 hour");
    std::fs::write(&errors, mended).unwrap();
    // The map that was written beside them names neither the table nor its heading any more.
    let again = Options { map: Some(desk.path("to mend.toml")), ..Options::default() };
    let seen = preview(&desk.store, &errors, &again).unwrap().text();
    assert!(!seen.contains("looked up"), "what was looked up stands there already: {seen}");
    assert_eq!(figures(&desk.take(&errors, &again)), (1, 0, 0, 1));
    assert_eq!(
        desk.rows("select on_date || ' ' || minutes from service where minutes = 60 and began is null"),
        ["2026-10-01 60"]
    );
}

const SUPERVISED: &str =
    "insert into staff (id, name, role, agency_id) values (9, 'Sam Stone', 'sud_supervisor', 2);";

#[test]
fn past_meetings_come_with_who_was_there_and_count_by_that() {
    let mut desk = Desk::new();
    Connection::open(desk.store.path()).unwrap().execute_batch(SUPERVISED).unwrap();
    let text = "kind,held on,iw,rc,attended,excused,absent\n\
        Co-Supervision,2026-10-05,Kim Lake,Lee Moss,\"Pat Green, Sam Stone, Kim Lake; Lee Moss\",,\n\
        Co-Supervision,2026-11-02,Kim Lake,Lee Moss,\"Pat Green, Kim Lake, Lee Moss\",Sam Stone,\n\
        Joint,2026-11-09,Kim Lake,Lee Moss,\"Pat Green, Kim Lake\",,Lee Moss\n\
        Joint,2026-11-16,Kim Lake,Lee Moss,,,\n";
    let path = desk.write("meetings.csv", text);
    let outcome = desk.take(&path, &Options::default());
    assert_eq!(figures(&outcome), (3, 0, 0, 1), "{}", outcome.text());
    assert_eq!(
        outcome.files[0].refused[0].reason,
        "Without the SUD Supervisor this does not count as Co-Supervision; it can be held as Joint: write the kind that it was"
    );
    assert_eq!(
        desk.rows(
            "select p.held_on || ' ' || m.kind || ' ' || p.verdict || ' ' || (select count(*) from meeting_person a where a.meeting_id = m.id and a.attendance = 'present')
             from meeting_pair p join meeting m on m.id = p.meeting_id order by p.held_on"
        ),
        ["2026-10-05 co_supervision counts 4", "2026-11-09 joint does_not_count 2", "2026-11-16 joint counts 0"]
    );
    assert_eq!(desk.count("select count(*) from meeting_person where attendance = 'absent'"), 1);
    assert_eq!(figures(&desk.take(&path, &Options::default())), (0, 0, 3, 1), "twice is once");
}
