//! Two terminals answer the same at once: the next date, the kind it is held as, an approval, a decision; a question
//! decides, also where the other answer came while a dialog was open.

use super::flow::both;
use crate::walk_screen::ALL_HERE;
use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::MeetingId;
use ifr::tui::harness::Flow;
use ifr::tui::screen::Target;

const NEXT: &str = "select answer from meeting_step where step = 'next_date'";

/// Goes to the close and opens the form of the next date.
fn next_date(flow: &mut Flow) {
    for _ in 0..11 {
        flow.keys("ctrl-pgdn");
    }
    flow.keys("end up enter");
    sees(flow, &["Day", "Time"]);
}

fn set_next(flow: &mut Flow, day: &str) {
    flow.keys("ctrl-u").text(day).keys("tab ctrl-u").text("10:00").keys("f2");
}

#[test]
fn the_next_date_set_by_both_is_asked() {
    let (desk, mut dana, mut sam) = both();
    dana.keys(ALL_HERE);
    sam.look();
    // Sam's form is open while Dana sets a date: what came under the form was not seen.
    next_date(&mut sam);
    next_date(&mut dana);
    set_next(&mut dana, "2026-12-10");
    assert_eq!(desk.rows(NEXT), "\"2026-12-10T10:00:00\"", "{}", dana.screen());
    sam.look();
    set_next(&mut sam, "2026-12-11");
    sees(&sam, &["Two answers to one question", "Theirs: Thu 10 Dec, 10:00", "Yours: Fri 11 Dec, 10:00"]);
    assert_eq!(desk.rows(NEXT), "\"2026-12-10T10:00:00\"");
    sam.keys("right enter");
    assert_eq!(desk.rows(NEXT), "\"2026-12-11T10:00:00\"", "{}", sam.screen());
    dana.look();
    sees(&dana, &["Fri 11 Dec"]);
    // Over what was seen nobody asks.
    next_date(&mut dana);
    set_next(&mut dana, "2026-12-14");
    sees_no(&dana, "Two answers");
    assert_eq!(desk.rows(NEXT), "\"2026-12-14T10:00:00\"", "{}", dana.screen());
}

#[test]
fn the_kind_that_is_held_by_both_is_asked() {
    let (desk, mut dana, mut sam) = both();
    let held = "select kind_held, reason from meeting_pair";
    dana.keys("p tab e tab p tab p");
    sam.look();
    for flow in [&mut dana, &mut sam] {
        flow.keys("home down down down tab tab enter");
        sees(flow, &["the planned meeting counts as missed"]);
    }
    dana.keys("enter down down down down down enter f2");
    assert_eq!(desk.rows(held), "joint|supervisor_unavailable", "{}", dana.screen());
    // Sam gives another reason in the form that was open before.
    sam.look();
    sam.keys("enter down enter f2");
    sees(&sam, &["Two answers to one question", "Theirs: Joint"]);
    assert_eq!(desk.rows(held), "joint|supervisor_unavailable");
    sam.keys("enter");
    assert_eq!(desk.rows(held), "joint|supervisor_unavailable", "theirs stands");
}

#[test]
fn a_decision_chosen_over_one_that_was_not_seen_is_asked() {
    let (desk, mut dana, mut sam) = both();
    let decision = "select decision from meeting_case where decision is not null";
    dana.keys(ALL_HERE).keys("ctrl-n f7");
    sam.look();
    sam.keys("ctrl-n f7 down enter");
    let theirs = desk.rows(decision);
    assert!(!theirs.is_empty(), "{}", sam.screen());
    dana.look();
    dana.keys("enter");
    sees(&dana, &["Two answers to one question"]);
    assert_eq!(desk.rows(decision), theirs);
    dana.keys("right enter");
    assert_ne!(desk.rows(decision), theirs, "{}", dana.screen());
}

#[test]
fn an_approval_given_at_two_terminals_of_one_person_is_asked() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, status, held_on) values (50, 'a', 'co_supervision', 1, 'held', '2026-11-12');
             insert into meeting_case (id, meeting_id, family_id, position, rank, why, state, decision) values
               (60, 50, 197, 1, 1, '', 'discussed', 'removal_consultation')",
        )
        .unwrap();
    let approved = "select approved from decision_approval";
    let mut desk_top = desk.dana();
    desk_top.keys("s home right right end enter p tab p").keys(&["ctrl-pgdn"; 6].join(" "));
    sees(&desk_top, &["Removal consultation", "( ) yes"]);
    let mut laptop = desk.dana();
    laptop.open(Target::Meeting(MeetingId(51)));
    sees(&laptop, &["Removal consultation", "( ) yes"]);
    desk_top.keys("y");
    assert_eq!(desk.rows(approved), "yes", "{}", desk_top.screen());
    laptop.keys("n");
    sees(&laptop, &["Two answers to one question", "Theirs: yes", "Yours: no"]);
    assert_eq!(desk.rows(approved), "yes");
    laptop.keys("right enter");
    assert_eq!(desk.rows(approved), "no", "{}", laptop.screen());
    // Quick answers of one terminal are no clash.
    desk_top.look();
    desk_top.keys("y n y");
    sees_no(&desk_top, "Two answers");
    assert_eq!(desk.rows(approved), "yes");
}
