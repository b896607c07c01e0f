//! A Co-Supervision, walked with keys over a real file.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use ifr::domain::access::State;
use ifr::domain::calendar::Clock;
use ifr::settings::Settings;
use ifr::store::{NewFile, OpenOptions, Store};
use ifr::tui::app::{OpenFile, Start};
use ifr::tui::harness::Flow;
use ifr::tui::keymap::Keymap;
use ifr::tui::theme::Theme;
use rusqlite::Connection;
use std::sync::Arc;
use tempfile::TempDir;

/// Two supervisors and a pair that shares one family with an adult and two children.
const PEOPLE: &str = "
insert into agency (id, name, kind) values (1, 'Intact', 'child_welfare'), (2, 'Hope', 'treatment');
insert into site (id, name, intact_agency_id, treatment_agency_id) values (1, 'Peoria North', 1, 2);
insert into staff (id, name, short_name, role, agency_id) values
  (1, 'Dana Ortiz', 'Dana', 'intact_supervisor', 1), (2, 'Sam Reyes', 'Sam', 'sud_supervisor', 2),
  (3, 'Jordan Lee', 'Lee', 'intact_worker', 1), (5, 'Tamika Brooks', 'Brooks', 'recovery_coordinator', 2);
insert into employment (staff_id, from_on, fte) select id, '2026-01-05', 1.0 from staff;
insert into staff_site (staff_id, site_id, from_on) select id, 1, '2026-01-05' from staff;
insert into family (id, case_number, label, site_id) values (197, 'C-197', 'oak', 1);
insert into family_opening (family_id, from_on) values (197, '2026-07-04');
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values
  (197, 3, 'intact_worker', '2026-07-04', 1), (197, 5, 'recovery_coordinator', '2026-07-10', 1);
insert into member (id, family_id, kind, alias, birth_year) values
  (1, 197, 'adult', 'M', 1995), (2, 197, 'child', 'A', 2022), (3, 197, 'child', 'B', 2024);
";

struct Desk {
    flow: Flow,
    sql: Connection,
    _dir: TempDir,
}

fn desk(width: u16, height: u16) -> Desk {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("programme.ifr");
    let settings = Arc::new(Settings::defaults());
    let clock = Clock::Fixed("2026-11-24T21:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
    let options = OpenOptions { clock: Some(clock), ..OpenOptions::new(Arc::clone(&settings)) };
    let new = NewFile {
        partnership: "Peoria".into(),
        time_zone: chrono_tz::America::Chicago,
        first_day: "2026-01-05".parse().unwrap(),
        demo: true,
    };
    let store = Store::create(&path, &new, options).unwrap();
    let sql = Connection::open(&path).unwrap();
    sql.execute_batch(PEOPLE).unwrap();
    let file = OpenFile { name: "Peoria".into(), clock, state: State::default(), demo: true, who: None };
    let start = Start {
        settings,
        problems: Vec::new(),
        theme: Theme::built_in("mono"),
        keymap: Keymap::default(),
        file: Some(file),
        path: "programme.ifr".into(),
    };
    let mut flow = Flow::start(start, Some(store), width, height);
    flow.keys("enter enter");
    Desk { flow, sql, _dir: dir }
}

#[test]
fn a_meeting_is_started_paused_and_resumed_where_it_was() {
    let mut desk = desk(80, 24);
    desk.flow.keys("s");
    assert!(desk.flow.shows("Start a meeting") && desk.flow.shows("Lee + Brooks"), "{}", desk.flow.screen());
    if !desk.flow.shows("[ x ") {
        desk.flow.keys("enter");
    }
    desk.flow.keys("end enter");
    assert!(desk.flow.shows("● Attendance") && desk.flow.shows("of 90 min"), "{}", desk.flow.screen());
    desk.flow.keys("p tab a");
    let answered: i64 = desk
        .sql
        .query_row("select count(*) from meeting_person where attendance is not null", [], |row| row.get(0))
        .unwrap();
    assert_eq!(answered, 2, "{}", desk.flow.screen());
    desk.flow.keys("ctrl-n");
    assert!(desk.flow.shows("F-0197") && desk.flow.shows("Cases 1 of 1"), "{}", desk.flow.screen());
    desk.flow.keys("text:seen_at_school esc");
    assert!(desk.flow.shows("paused, nothing is lost"), "{}", desk.flow.screen());
    desk.flow.keys("s");
    assert!(desk.flow.shows("seen at school"), "{}", desk.flow.screen());
}
