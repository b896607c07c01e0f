//! What each of two terminals shows and asks while both are in one meeting.

use crate::walk_screen::ALL_HERE;
use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::{MeetingId, StaffId};
use ifr::store::presence::Guest;
use ifr::tui::harness::Flow;
use ifr::tui::msg::Msg;
use ifr::tui::screen::Target;

/// Dana has started a meeting, Sam has opened it at their own terminal.
pub fn both() -> (Desk, Flow, Flow) {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter");
    let mut sam = desk.sam();
    sam.open(Target::Meeting(MeetingId(1)));
    sees(&sam, &["● Attendance"]);
    sam.look();
    dana.look();
    (desk, dana, sam)
}

const ATTENDANCE: &str = "select staff_id, attendance, late_minutes from meeting_person order by id";

#[test]
fn each_sees_the_others_answers_and_who_gave_them() {
    let (desk, mut dana, mut sam) = both();
    dana.keys("p");
    sam.look();
    sees(&sam, &["(•) here", "Changed by Dana"]);
    // Sam answers somebody else: both answers stand, on both screens.
    sam.keys("tab p");
    dana.look();
    assert_eq!(desk.rows(ATTENDANCE), "1|present|-; 2|present|-; 3|-|-; 5|-|-");
    assert_eq!(dana.screen().matches("(•) here").count(), 2, "{}", dana.screen());
    sees(&dana, &["Changed by Sam"]);
    // An item and a decision arrive, too.
    dana.keys("ctrl-n f6").text("Call the school").keys("enter").text("Lee").keys("enter enter enter f2");
    dana.keys("f7 enter");
    sam.resize(80, 60).keys("ctrl-n");
    sam.look();
    sees(&sam, &["Continue plan"]);
    sam.look();
    assert_eq!(desk.one::<i64>("select count(*) from action_item where born_meeting_id = 1"), 1);
    sam.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&sam, &["Call the school"]);
}

#[test]
fn different_fields_of_one_answer_merge_and_the_same_one_is_asked() {
    let (desk, mut dana, mut sam) = both();
    dana.keys("p");
    sam.look();
    // Dana says how late, Sam says by video, neither has seen the other's change.
    dana.keys("enter text:10 f2");
    sam.keys("v");
    assert!(desk.rows(ATTENDANCE).starts_with("1|video|10;"), "{}", desk.rows(ATTENDANCE));
    dana.look();
    sees(&dana, &["late 10 min"]);
    // The same field by both: nothing is written before somebody chose.
    dana.keys("tab p");
    sam.keys("tab a");
    sees(&sam, &["Two answers to one question", "Sam Reyes", "Theirs: present", "Yours: absent"]);
    assert!(desk.rows(ATTENDANCE).contains("2|present|-"), "{}", desk.rows(ATTENDANCE));
    sam.keys("right enter");
    assert!(desk.rows(ATTENDANCE).contains("2|absent|-"), "{}", desk.rows(ATTENDANCE));
    dana.look();
    sees(&dana, &["(•) absent"]);
    // Theirs is a choice as well, and the careful one.
    dana.keys("tab p");
    sam.keys("tab v enter");
    assert!(desk.rows(ATTENDANCE).contains("3|present|-"), "{}", desk.rows(ATTENDANCE));
    sees_no(&sam, "Two answers");
}

#[test]
fn quick_answers_of_one_person_are_no_clash() {
    let (desk, mut dana, _sam) = both();
    dana.keys("p v p a p pgdn y n y pgdn d o d y n");
    sees_no(&dana, "Two answers");
    assert!(desk.rows(ATTENDANCE).starts_with("1|present"), "{}", dana.screen());
}

#[test]
fn a_family_that_the_other_adds_moves_nobody_to_another_family() {
    let (desk, mut dana, mut sam) = both();
    dana.keys(ALL_HERE).keys("ctrl-n ctrl-n");
    sees(&dana, &["F-0198"]);
    dana.text("grandmother wat");
    desk.sql.execute("update meeting_case set position = position + 5 where family_id = 197", []).unwrap();
    sam.keys("ctrl-n");
    sam.text("x").keys("tab");
    dana.look();
    dana.text("ches A").keys("tab");
    assert_eq!(
        desk.rows("select family_id, body from note where author_id = 1"),
        "198|grandmother watches A",
        "{}",
        dana.screen()
    );
}

#[test]
fn drafts_and_looks_of_others_change_nothing_here() {
    let (_desk, mut dana, mut sam) = both();
    dana.keys("ctrl-n");
    sam.look();
    dana.text("not saved yet").wait(3);
    let news = sam.store().unwrap().others_news();
    assert_eq!(news, None, "a draft is nobody else's news");
    dana.keys("tab");
    let news = sam.store().unwrap().others_news().unwrap();
    assert_eq!(news.said().as_deref(), Some("Changed by Dana"));
    assert_eq!(sam.store().unwrap().others_news(), None, "news is told once");
    assert_eq!(dana.store().unwrap().others_news(), None, "one's own work is no news");
}

#[test]
fn who_is_here_stands_in_the_meeting_and_whose_save_is_waited_for_is_named() {
    let (_desk, mut dana, _sam) = both();
    let mut sam =
        Guest { staff: StaffId(2), name: "Sam Reyes".into(), meeting: Some(MeetingId(1)), saving: false };
    sees_no(&dana, "● Sam");
    dana.send(Msg::Here(vec![sam.clone()]));
    sees(&dana, &["● Sam Reyes is here", "Co-Supervision"]);
    dana.resize(60, 16);
    sees(&dana, &["● Sam", "Co-Supervision"]);
    dana.resize(80, 24);
    sam.meeting = None;
    dana.send(Msg::Here(vec![sam]));
    sees_no(&dana, "● Sam");
}

#[test]
fn one_signs_while_the_other_writes_and_the_words_become_an_addendum() {
    let (desk, mut dana, mut sam) = both();
    sam.keys("p tab p tab p tab p pgdn pgdn pgdn");
    sees(&sam, &["● The pair's caseload"]);
    sam.text("too much for Brooks");
    close_and_sign(&desk, &mut dana);
    // Sam goes on typing and leaves the field: refused, told, and offered.
    sam.text(" this month").keys("tab");
    sees(
        &sam,
        &["Signed meanwhile", "Dana Ortiz signed this meeting", "Yours: too much for Brooks this month"],
    );
    assert_eq!(desk.one::<i64>("select count(*) from note"), 0);
    assert_eq!(desk.rows("select staff_id, body from draft"), "2|too much for Brooks this month");
    sam.keys("enter");
    sees(&sam, &["Addendum", "too much for Brooks this month"]);
    sam.keys("f2");
    assert_eq!(desk.rows("select author_id, body from addendum"), "2|too much for Brooks this month");
    assert_eq!(desk.one::<i64>("select count(*) from draft"), 0);
    sam.look();
    sees_no(&sam, "Signed meanwhile");
}

#[test]
fn words_that_a_signature_came_before_stay_a_draft_until_somebody_discards_them() {
    let (desk, mut dana, mut sam) = both();
    sam.keys("p tab p tab p tab p pgdn pgdn pgdn").text("too much");
    close_and_sign(&desk, &mut dana);
    // Nobody pressed a key: the signature itself is told.
    sam.look();
    sees(&sam, &["Signed meanwhile", "Yours: too much"]);
    sam.keys("esc");
    sees(&sam, &["Kept as your draft"]);
    assert_eq!(desk.rows("select body from draft"), "too much");
    sam.look();
    sees_no(&sam, "Signed meanwhile");
}

fn close_and_sign(desk: &Desk, dana: &mut Flow) {
    dana.look();
    for _ in 0..11 {
        dana.keys("ctrl-pgdn");
    }
    dana.keys("end enter right enter");
    assert_eq!(desk.one::<String>("select status from meeting where id = 1"), "held", "{}", dana.screen());
    dana.keys("enter enter");
    assert_eq!(desk.one::<i64>("select staff_id from signature"), 1, "{}", dana.screen());
}
