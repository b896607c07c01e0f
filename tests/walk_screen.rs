//! Meetings walked with real keys over a real file, from the first key to the last signature: the screen and the rows.

#[path = "walk_screen/carried.rs"]
mod carried;
#[path = "walk_screen/day.rs"]
mod day;
#[path = "walk_screen/desk.rs"]
pub mod desk;
#[path = "walk_screen/individual.rs"]
mod individual;
#[path = "walk_screen/kinds.rs"]
mod kinds;
#[path = "walk_screen/notes.rs"]
mod notes;
#[path = "walk_screen/signing.rs"]
mod signing;

use desk::{Desk, sees, sees_no};

/// The keys that answer the attendance: everybody is here.
pub const ALL_HERE: &str = "p tab p tab p tab p";

#[test]
fn a_meeting_is_started_paused_and_resumed_where_it_was() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s");
    sees(&dana, &["Start a meeting", "[x] Lee + Brooks", "[ ] Kim + Shah"]);
    dana.keys("enter");
    sees(&dana, &["● Attendance", "of 90 min"]);
    dana.keys("p tab a");
    let answered: i64 = desk.one("select count(*) from meeting_person where attendance is not null");
    assert_eq!(answered, 2, "{}", dana.screen());
    dana.keys("ctrl-n").text("seen at school").keys("esc");
    sees(&dana, &["paused, nothing is lost"]);
    dana.keys("s");
    sees(&dana, &["seen at school", "Cases 1 of 2"]);
}

#[test]
fn the_documentation_step_shows_what_is_open_and_mends_it_with_one_key() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into service (id, family_id, staff_id, role, kind, on_date, minutes, mode, documented_on) values
              (2, 198, 3, 'intact_worker', 'visit', '2026-11-20', 45, 'home', null),
              (3, 199, 4, 'intact_worker', 'visit', '2026-11-20', 45, 'home', null)",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("s enter");
    for _ in 0..11 {
        if dana.shows("● Documentation") {
            break;
        }
        dana.keys("ctrl-pgdn");
    }
    sees(
        &dana,
        &["Lee, IW", "! not documented 40 d · Thu 15 Oct F-0198", "! not documented 4 d", "All documented?"],
    );
    assert!(!dana.shows("F-0199"), "another pair's is not shown");
    dana.keys("home f6");
    sees(&dana, &["Document the service of 15 Oct with F-0198"]);
    dana.keys("f2");
    assert_eq!(
        desk.rows("select owner_id, family_id, category from action_item where id > 1"),
        "3|198|documentation"
    );
    dana.keys("home enter text:11/23 f2");
    assert_eq!(desk.rows("select documented_on from service where id = 1"), "2026-11-23");
    assert!(!dana.shows("not documented 40 d"), "{}", dana.screen());
    dana.keys("f3");
    sees(&dana, &["Log a service for F-0198"]);
}

#[test]
fn every_step_answers_to_escape_with_a_pause() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter");
    for step in 0..11 {
        dana.keys("esc");
        sees(&dana, &["paused, nothing is lost"]);
        assert_eq!(desk.one::<String>("select status from meeting"), "in_progress", "step {step}");
        dana.keys("s ctrl-pgdn");
    }
    sees(&dana, &["● Close"]);
    dana.keys("end");
    sees(&dana, &["[ End the meeting ]"]);
}

#[test]
fn a_whole_walk_leaves_rows_and_two_signatures() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    // Attendance: everybody, one by video, one late.
    dana.keys("s enter p tab p tab v tab p");
    sees(&dana, &["this counts as Co-Supervision"]);
    dana.keys("up up enter text:10 f2");
    sees(&dana, &["late 10 min"]);
    assert_eq!(
        desk.rows("select staff_id, attendance, late_minutes from meeting_person order by id"),
        "1|present|-; 2|present|10; 3|video|-; 5|present|-"
    );
    dana.keys("pgdn y pgdn d tab y pgdn").text("an even load").keys("pgdn pgdn");
    // The first family: both supervisors' words, the answers, the decision, an item.
    sees(&dana, &["Cases 1 of 2", "F-0197", "no contact recorded yet   ! 143 d"]);
    dana.text("grandmother watches A").keys("tab").text("made up the group").keys("tab y tab n tab y");
    dana.keys("f7");
    sees(&dana, &["Decision, F-0197"]);
    dana.keys("enter");
    sees(&dana, &["[ Continue plan ]"]);
    dana.keys("f6").text("Visit together").keys("enter").text("Brooks").keys("enter enter enter f2");
    sees(&dana, &["A-0002 is Brooks's, about F-0197, due Wed 25 Nov"]);
    // The second: no consent, a case staffing, deferred.
    dana.keys("ctrl-n");
    sees(&dana, &["F-0198", "last seen Thu 15 Oct, Lee   ! 40 d", "[withheld: no consent]"]);
    dana.keys("f8").keys("enter").text("Dana").keys("enter f2");
    sees(&dana, &["A-0003 is Dana's, about F-0198, due Tue 1 Dec"]);
    dana.keys("ctrl-n pgdn");
    sees(&dana, &["● Documentation", "All documented?"]);
    dana.keys("n pgdn").text("calls on Mondays").keys("pgdn pgdn");
    // The close: what is not answered is read back.
    sees(&dana, &["● Close", "Attendance", "by video", "late 10 min"]);
    dana.keys("down down down down");
    sees(&dana, &["○ F-0198: Agree?, Joint visit agreed?, Plans aligned?, Decision"]);
    sees_no(&dana, "F-0197: ");
    dana.keys("end");
    sees(&dana, &["Enter End the meeting"]);
    dana.keys("up");
    sees(&dana, &["Enter Set the next date"]);
    dana.keys("enter tab text:2pm f2");
    sees(&dana, &["at 14:00"]);
    dana.keys("end enter right enter");
    sees(&dana, &["✓ planned for", "M-0002", "Enter Sign"]);
    sees_no(&dana, "[ Next");
    assert_eq!(
        desk.rows("select verdict, kind_held, held_on from meeting_pair where meeting_id = 1"),
        "counts|co_supervision|2026-11-24"
    );
    assert_eq!(desk.rows("select status, verified_by from action_item where id = 1"), "done|1");
    assert_eq!(desk.rows("select family_id, state, agreement, joint_visit, plans_aligned, decision from meeting_case order by position"),
        "197|discussed|yes|no|yes|continue_plan; 198|discussed|-|-|-|-");
    assert_eq!(
        desk.rows(
            "select owner_id, due_on, category, priority, born_meeting_id from action_item where id > 1"
        ),
        "5|2026-11-25|safety|urgent|1; 1|2026-12-01|staffing|normal|1"
    );
    assert_eq!(
        desk.rows("select author_id, entered_by, part2, body from note order by id"),
        "1|1|0|an even load; 1|1|0|grandmother watches A; 2|1|1|made up the group; 1|1|0|calls on Mondays"
    );
    assert_eq!(
        desk.rows("select kind, status, scheduled_at from meeting where id = 2"),
        "co_supervision|scheduled|2026-12-24T20:00:00Z"
    );

    dana.keys("enter");
    sees(&dana, &["Sign as Intact Supervisor"]);
    dana.keys("enter");
    sees(&dana, &["✓ Dana Ortiz, 24 Nov 2026", "Waiting for Sam's signature"]);
    let before = frozen(&desk);

    let mut sam = desk.sam();
    sam.keys("5");
    sam.open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sees(&sam, &["M-0001", "counts as Co-Supervision"]);
    sam.keys("end");
    sees(&sam, &["Waiting for Sam's signature", "[ Sign ]"]);
    sam.keys("enter enter");
    sees(&sam, &["Signed by Sam Reyes"]);
    assert_eq!(
        desk.rows("select staff_id, for_id, role from signature order by id"),
        "1|-|intact_supervisor; 2|-|sud_supervisor"
    );
    assert_eq!(desk.one::<String>("select status from meeting where id = 1"), "signed");
    assert_eq!(frozen(&desk), before, "a signature changes nothing that was signed");
    // What is wrong afterwards is added, never changed.
    sam.keys("end enter").text("The visit was on Monday").keys("f2");
    sees(&sam, &["The visit was on Monday"]);
    assert_eq!(desk.rows("select author_id, body from addendum"), "2|The visit was on Monday");
    assert_eq!(frozen(&desk), before);
    assert!(ifr::store::verify_chain(&desk.sql).unwrap().broken.is_none());
}

/// Every row that a signature covers.
fn frozen(desk: &Desk) -> String {
    [
        "select * from note order by id",
        "select * from meeting_person order by id",
        "select * from meeting_pair order by id",
        "select * from meeting_case order by id",
        "select * from meeting_step order by step",
        "select * from action_item_carry order by action_item_id",
        "select kind, held_on, began_at, ended_at, agenda from meeting order by id",
    ]
    .map(|sql| desk.rows(sql))
    .join("\n")
}

#[test]
fn the_due_day_follows_how_soon_until_somebody_sets_their_own() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter f6").text("Call the school").keys("enter").text("Lee").keys("enter");
    // About: treatment linkage is high, three days.
    dana.keys("enter down down down enter");
    sees(&dana, &["(•) High", "2026-11-27"]);
    dana.keys("right");
    sees(&dana, &["(•) Normal", "2026-12-01"]);
    dana.keys("right");
    sees(&dana, &["(•) Low", "2026-12-24"]);
    dana.keys("left left left");
    sees(&dana, &["(•) Urgent", "2026-11-25"]);
    dana.keys("tab ctrl-u text:+2w shift-tab right");
    sees(&dana, &["(•) High", "+2w"]);
    dana.keys("f2");
    assert_eq!(desk.rows("select priority, due_on from action_item where id = 2"), "high|2026-12-08");
}

#[test]
fn a_family_that_was_only_passed_is_not_discussed() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys("ctrl-n ctrl-n");
    sees(&dana, &["Cases 2 of 2", "F-0197 stays not discussed"]);
    dana.text("seen at school").keys("ctrl-n pgdn pgdn pgdn pgdn");
    assert_eq!(
        desk.rows("select family_id, state from meeting_case order by position"),
        "197|waiting; 198|discussed"
    );
    // Attendance is answered; the cases, the triggers and the notes were passed.
    sees(&dana, &["✓", "–", "● Close"]);
    assert_eq!(desk.rows("select step from meeting_step where done = 1 order by step"), "attendance");
    dana.keys("down down down down");
    sees(&dana, &["○ F-0197: not discussed"]);
}

#[test]
fn a_dialog_keeps_what_was_typed_until_somebody_gives_it_up() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter f6").text("Call the school");
    sees(&dana, &["F2 Save", "Esc Cancel"]);
    sees_no(&dana, "Pause");
    dana.keys("esc");
    sees(&dana, &["Leave without saving?"]);
    dana.keys("enter");
    sees(&dana, &["Action item", "Call the school"]);
    dana.keys("esc right enter");
    sees_no(&dana, "Call the school");
    sees(&dana, &["● Attendance"]);
    // A decision: the list is open, Enter chooses, Enter saves.
    dana.keys("ctrl-n f7 down enter enter");
    assert_eq!(desk.one::<i64>("select count(*) from meeting_case where decision is not null"), 1);
}

#[test]
fn a_long_family_scrolls_and_nothing_is_asked_where_nothing_is_to_answer() {
    let desk = Desk::new();
    desk.sql.execute("update action_item set status = 'done', closed_on = '2026-11-20'", []).unwrap();
    let mut dana = desk.dana();
    dana.keys("s enter pgdn pgdn");
    sees(&dana, &["No action item is carried"]);
    sees_no(&dana, "how do we know?");
    dana.keys("ctrl-n pgdn pgdn pgdn pgdn pgdn");
    sees(&dana, &["● Cases 1 of 2", "Next case (Ctrl-N)"]);
    dana.keys("pgup pgup pgup pgup pgup pgup");
    sees(&dana, &["● Cases 1 of 2", "why first"]);
}

#[test]
fn a_service_is_logged_from_the_family_that_is_discussed() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter");
    for _ in 0..11 {
        if dana.shows("● Cases 1 of 2") {
            break;
        }
        dana.keys("ctrl-pgdn");
    }
    sees(&dana, &["Cases 1 of 2", "F-0197"]);
    dana.keys("f3");
    sees(&dana, &["Log a service for F-0197"]);
    dana.keys("esc");
    sees(&dana, &["● Cases 1 of 2"]);
    assert_eq!(desk.one::<i64>("select count(*) from service"), 1, "nothing is logged by looking");
}
