//! Who signs: the supervisor who was there, the deputy for them, the successor of one who left.

use super::ALL_HERE;
use super::desk::{Desk, sees, sees_no};

const SIGNATURES: &str = "select staff_id, for_id, role from signature order by id";
const TO_THE_END: &str = "ctrl-n ctrl-n ctrl-n pgdn pgdn pgdn pgdn end enter right enter";

#[test]
fn a_deputy_signs_for_the_supervisor_who_is_away() {
    let desk = Desk::new();
    desk.sql
        .execute_batch("insert into cover (staff_id, deputy_id, from_on, to_on) values (2, 7, '2026-11-20', '2026-12-01')")
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("s enter p tab e tab p tab p tab enter").text("Maya").keys("enter f2");
    sees(&dana, &["SUD  Maya Lindqvist", "Without the SUD Supervisor"]);
    dana.keys("up p enter");
    sees(&dana, &["Stands in for"]);
    dana.keys("tab tab").text("Sam").keys("enter f2");
    sees(&dana, &["for Sam", "this counts as Co-Supervision"]);
    dana.keys(TO_THE_END);
    sees(&dana, &["Sign: Dana Ortiz", "Sign: Maya Lindqvist"]);
    dana.keys("enter enter");
    sees(&dana, &["Waiting for Maya's signature"]);
    // Sam was not there: it is Maya who says that the note is right.
    let mut sam = desk.sam();
    sam.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sam.keys("end");
    sees(&sam, &["Waiting for Maya's signature"]);
    sees_no(&sam, "[ Sign ]");
    let mut maya = desk.sit_down("Maya Lindqvist", 80, 24);
    maya.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    maya.keys("end enter enter");
    sees(&maya, &["Signed by Maya Lindqvist for Sam Reyes"]);
    assert_eq!(desk.rows(SIGNATURES), "1|-|intact_supervisor; 7|2|sud_supervisor");
}

#[test]
fn a_note_is_read_by_pages_and_its_signature_found_at_once() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys(TO_THE_END);
    // The close is read by pages, too, and the step before comes only behind its beginning.
    dana.keys("home");
    sees(&dana, &["▌Attendance"]);
    dana.keys("pgdn");
    sees_no(&dana, "▌Attendance");
    dana.keys("pgup");
    sees(&dana, &["Everybody needed is here"]);
    dana.keys("pgup");
    sees(&dana, &["● Support"]);
    dana.keys("pgdn end up enter enter");
    let mut sam = desk.sit_down("Sam Reyes", 80, 20);
    sam.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sees(&sam, &["PgDn Read on", "▌M-0001", "present, Intact Supervisor"]);
    sees_no(&sam, "[ Sign ]");
    sam.keys("pgdn").screen();
    sam.keys("pgdn").screen();
    sam.keys("pgdn");
    sees(&sam, &["[ Sign ]"]);
    sees_no(&sam, "M-0001");
    sam.keys("up").screen();
    sam.keys("pgup").screen();
    sam.keys("pgup").screen();
    sam.keys("pgup");
    sees(&sam, &["M-0001"]);
    sam.keys("end");
    sees(&sam, &["▌[ Sign ]", "[ Add an addendum ]"]);
    sam.keys("enter enter");
    assert_eq!(desk.rows(SIGNATURES), "1|-|intact_supervisor; 2|-|sud_supervisor", "{}", sam.screen());
}

#[test]
fn a_successor_signs_for_somebody_who_left() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys(TO_THE_END).keys("enter enter");
    sees(&dana, &["Waiting for Sam's signature"]);
    desk.sql.execute("update staff set left_on = '2026-11-24' where id = 2", []).unwrap();
    let mut maya = desk.sit_down("Maya Lindqvist", 80, 24);
    maya.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    maya.keys("end enter enter");
    sees(&maya, &["Signed by Maya Lindqvist for Sam Reyes"]);
    assert_eq!(desk.rows(SIGNATURES), "1|-|intact_supervisor; 7|2|sud_supervisor");
    assert_eq!(desk.one::<String>("select status from meeting where id = 1"), "signed");
}

#[test]
fn both_sign_at_one_terminal() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys(TO_THE_END).keys("enter enter");
    sees(&dana, &["waiting for Sam", "[ Sign: Sam Reyes ]"]);
    dana.keys("home end");
    sees(&dana, &["Enter Sign"]);
    dana.keys("enter enter");
    sees(&dana, &["Signed by Dana and Sam"]);
    assert_eq!(desk.rows(SIGNATURES), "1|-|intact_supervisor; 2|-|sud_supervisor");
    dana.keys("home");
    sees(&dana, &["Leave: all is signed"]);
}

#[test]
fn a_wrong_passphrase_is_said_in_the_form() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys(TO_THE_END).keys("enter");
    sees(&dana, &["this note is right as it stands;", "answers are not given and are listed in it"]);
    dana.text("wrong").keys("enter");
    sees(&dana, &["Sign as Intact Supervisor", "Dana Ortiz"]);
    sees_no(&dana, "That did not work");
    assert_eq!(desk.rows(SIGNATURES), "");
    dana.keys("enter");
    sees(&dana, &["✓ Dana Ortiz, 24 Nov 2026"]);
}
