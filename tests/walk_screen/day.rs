//! A day as it is: a family that comes up, a line that becomes an item, a next date set later, and what goes wrong.

use super::ALL_HERE;
use super::desk::{Desk, sees, sees_no};
use ifr::domain::MeetingId;
use ifr::tui::screen::Target;

const TO_THE_END: &str = "ctrl-pgdn pgdn pgdn pgdn pgdn end enter right enter";

#[test]
fn a_family_that_comes_up_is_added_and_any_other_is_jumped_to() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter ctrl-n ctrl-g").text("199").keys("f2");
    sees(&dana, &["Cases 3 of 3", "F-0199 ash", "came up in the meeting"]);
    assert_eq!(
        desk.rows("select family_id, position from meeting_case order by position"),
        "197|1; 198|2; 199|3"
    );
    dana.keys("ctrl-g").text("F-0198").keys("f2");
    sees(&dana, &["Cases 2 of 3", "F-0198 elm"]);
    dana.keys("ctrl-g").text("4711").keys("f2");
    sees(&dana, &["F-4711 was no open family of yours on that day"]);
}

#[test]
fn the_line_with_the_cursor_becomes_an_action_item() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter ctrl-n").text("all well").keys("enter").text("Visit the school").keys("ctrl-t");
    sees(&dana, &["Action item", "Visit the school"]);
    dana.keys("tab").text("Lee").keys("enter enter enter f2");
    assert_eq!(
        desk.rows("select description, owner_id, family_id from action_item where id > 1"),
        "Visit the school|3|197",
        "{}",
        dana.screen()
    );
}

#[test]
fn the_next_date_is_planned_from_the_note_when_nobody_set_it() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys("ctrl-n").keys(TO_THE_END);
    dana.keys("esc");
    dana.open(Target::Meeting(MeetingId(1)));
    dana.keys("end up up");
    sees(&dana, &["[ Plan the next one ]"]);
    dana.keys("enter tab").text("10:00").keys("f2");
    assert_eq!(
        desk.rows("select n.status, n.scheduled_at from meeting m join meeting n on n.id = m.next_id"),
        "scheduled|2026-12-24T16:00:00Z",
        "{}",
        dana.screen()
    );
    sees_no(&dana, "Plan the next one");
}

#[test]
fn what_was_signed_stays_beside_what_became_of_it() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys("ctrl-n f6").text("Visit together").keys("enter").text("Brooks");
    dana.keys("enter enter enter f2").keys(TO_THE_END).keys("enter enter");
    assert_eq!(desk.one::<i64>("select count(*) from signature"), 1, "{}", dana.screen());
    assert_eq!(desk.rows("select description from meeting_item"), "Visit together");
    assert!(desk.sql.execute("update meeting_item set description = 'x'", []).is_err());
    desk.sql.execute("update action_item set due_on = '2026-12-31' where id > 1", []).unwrap();
    dana.keys("esc");
    dana.open(Target::Meeting(MeetingId(1)));
    dana.keys("end up up");
    sees(&dana, &["Tamika Brooks · 25 Nov 2026", "31 Dec 2026)"]);
}

#[test]
fn a_worker_who_leaves_and_a_family_that_closes_in_the_middle_lose_nothing() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys("ctrl-n").text("words about oak");
    desk.sql
        .execute_batch(
            "update staff set left_on = '2026-11-24' where id = 3;
             update employment set to_on = '2026-11-24' where staff_id = 3;
             update family_opening set to_on = '2026-11-24', close_reason = 'moved' where family_id = 197;
             update assignment set to_on = '2026-11-24' where family_id = 197 or staff_id = 3;",
        )
        .unwrap();
    dana.keys("ctrl-n").keys("ctrl-n").keys("pgdn pgdn pgdn pgdn end enter right enter");
    sees(&dana, &["Sign: Dana Ortiz"]);
    assert_eq!(desk.rows("select body from note"), "words about oak");
    assert_eq!(desk.rows("select verdict from meeting_pair"), "counts", "who was there was there");
    assert_eq!(
        desk.rows("select family_id, state from meeting_case order by position"),
        "197|discussed; 198|waiting"
    );
    // The pair has ended: nothing of it is proposed.
    dana.keys("esc s");
    sees_no(&dana, "Lee + Brooks");
}

#[test]
fn a_meeting_begun_by_mistake_is_cancelled_until_something_is_entered_in_it() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right end enter p esc 5 p");
    sees(&dana, &["▌ Cancel it", "begun by mistake"]);
    dana.keys("enter text:other f2");
    assert_eq!(
        desk.rows("select kind, status, reason, coalesce(held_on, 'never') from meeting"),
        "joint|cancelled|other|never",
        "{}",
        dana.screen()
    );
    assert_eq!(desk.rows("select count(*) from action_item_carry"), "0");
    // With a word in it, it is one that was held, or goes on.
    dana.keys("1 s home right end enter pgdn pgdn pgdn text:Court_on_Friday esc 5 p enter");
    sees(&dana, &["something was entered in it", "Go on with it, or end it"]);
    assert_eq!(desk.rows("select status from meeting where id = 2"), "in_progress");
}

/// From wherever a meeting stands to its end, nothing more answered, and out of it.
const CUT_SHORT: &str = "ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter esc";

#[test]
fn six_meetings_of_a_day_with_a_call_in_between_lose_nothing() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    // One: a Joint. Lee comes ten minutes late; the telephone rings in the middle of a sentence.
    dana.keys("s home right end enter p tab p enter").text("10").keys("f2 tab p ctrl-n").text("seen at sch");
    dana.keys("esc ctrl-l");
    sees_no(&dana, "Lee");
    dana.keys("enter");
    assert_eq!(
        desk.one::<i64>("select count(*) from meeting_person where late_minutes = 10"),
        1,
        "{}",
        dana.screen()
    );
    // Two: Kim is at the door; the Joint stays paused.
    dana.keys("5 s home right right home down down down space end enter p tab p");
    dana.keys(CUT_SHORT);
    assert_eq!(
        desk.rows("select kind, status from meeting order by id"),
        "joint|in_progress; individual_iw|held",
        "{}",
        dana.screen()
    );
    // The Joint goes on in the middle of the word; a family comes up that is not on its agenda.
    dana.keys("1 s");
    sees(&dana, &["Joint, Lee + Brooks", "seen at sch"]);
    dana.text("ool").keys("ctrl-g").text("199").keys("f2");
    sees(&dana, &["F-0199", "came up in the meeting"]);
    dana.keys(CUT_SHORT);
    // Cut short: what was not discussed says so and is not counted as discussed; the items are carried.
    assert_eq!(
        desk.rows(
            "select state, count(*) from meeting_case where meeting_id = 1 group by state order by state"
        ),
        "discussed|1; waiting|2",
        "{}",
        dana.screen()
    );
    assert_eq!(
        desk.rows("select action_item_id, outcome from action_item_carry where meeting_id = 1"),
        "1|-"
    );
    assert_eq!(desk.one::<String>("select status from action_item where id = 1"), "open");
    assert_eq!(desk.rows("select body from note where kind = 'case'"), "seen at school");
    // Three and four: a Co-Supervision and a staffing.
    dana.keys("1 s home end enter p tab p tab p tab p").keys(CUT_SHORT);
    dana.keys("1 s home right right right down down space end enter").keys(CUT_SHORT);
    // Five and six: what was held without the program is recorded afterwards, one after the other.
    for on in ["11/18", "11/19"] {
        dana.keys("5 h space end enter").text(on).keys("tab").text("75").keys("f2").keys(CUT_SHORT);
    }
    assert_eq!(
        desk.rows("select kind, status, afterwards from meeting order by id"),
        "joint|held|0; individual_iw|held|0; co_supervision|held|0; case_staffing|held|0; co_supervision|held|1; co_supervision|held|1",
        "{}",
        dana.screen()
    );
}

#[test]
fn last_time_stands_beside_this_time() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter")
        .keys(ALL_HERE)
        .keys("ctrl-n")
        .text("seen at school")
        .keys("f6")
        .text("Visit together");
    dana.keys("enter").text("Brooks").keys("enter enter enter f2").keys(CUT_SHORT);
    let again = "1 s home down down down space end enter ctrl-n";
    dana.keys(again);
    sees(&dana, &["Last time", "○ Visit together · Brooks · open", "Tue 24 Nov: seen at school"]);
    // What became of it was answered a moment ago, and is said so here.
    dana.keys("ctrl-pgup ctrl-pgup ctrl-pgup end up d ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["✓ Visit together · Brooks · done", "Tue 24 Nov: seen at school"]);
    // Sam reads it beside his own, too: it was said in front of both.
    dana.keys("esc");
    let mut sam = desk.sam();
    sam.keys("1 s");
    sees(&sam, &["Co-Supervision, Lee + Brooks", "Tue 24 Nov: seen at school"]);
}

#[test]
fn the_words_of_an_individual_stand_beside_its_next_one_alone() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right right end enter p tab p ctrl-n").text("only between us").keys(CUT_SHORT);
    dana.keys("1 s home enter end enter ctrl-n");
    sees_no(&dana, "only between us");
    dana.keys("ctrl-n");
    sees_no(&dana, "only between us");
    dana.keys(CUT_SHORT);
    dana.open(Target::StartMeeting {
        kind: Some("individual_iw".into()),
        about: vec![ifr::domain::meeting::About::Worker(ifr::domain::StaffId(3))],
    });
    dana.keys("end enter ctrl-n");
    sees(&dana, &["Tue 24 Nov: only between us"]);
}
