//! What was agreed before, answered in the walk: why it was cancelled, why it is blocked, and who saw it.

use super::ALL_HERE;
use super::desk::{Desk, sees, sees_no};
use ifr::domain::MeetingId;
use ifr::tui::screen::Target;

const CARRIED: &str = "select outcome, reason, verified from action_item_carry";

#[test]
fn a_cancelled_item_says_why_and_the_item_takes_it_at_the_close() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys("ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["A-0001", "See B at school", "( ) cancelled", "not answered"]);
    // Whoever gives the reason up has answered nothing.
    dana.keys("x");
    sees(&dana, &["Cancel A-0001", "Why"]);
    dana.keys("esc");
    sees(&dana, &["( ) cancelled", "not answered"]);
    assert_eq!(desk.rows(CARRIED), "-||-");
    // Without a reason nothing is cancelled.
    dana.keys("x f2");
    sees(&dana, &["Say why it is not needed any more"]);
    dana.text("B changed schools").keys("f2");
    sees(&dana, &["(•) cancelled", "B changed schools"]);
    assert_eq!(desk.rows(CARRIED), "cancelled|B changed schools|-", "{}", dana.screen());
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(
        desk.rows("select status, reason, verified_by from action_item where id = 1"),
        "cancelled|B changed schools|-",
        "{}",
        dana.screen()
    );
    dana.keys("esc");
    dana.open(Target::Meeting(MeetingId(1)));
    dana.keys("end up up up");
    sees(&dana, &["cancelled: B changed schools"]);
}

#[test]
fn another_answer_is_not_verified_by_what_was_seen_before() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(ALL_HERE).keys("ctrl-pgdn ctrl-pgdn d");
    sees(&dana, &["Seen that it is so?", "( ) yes  ( ) no  not answered"]);
    dana.keys("tab y");
    assert_eq!(desk.rows(CARRIED), "done||1", "{}", dana.screen());
    dana.keys("up c");
    assert_eq!(desk.rows(CARRIED), "carried||-", "{}", dana.screen());
    sees_no(&dana, "Seen that it is so?");
    dana.keys("d");
    assert_eq!(desk.rows(CARRIED), "done||-", "{}", dana.screen());
    // What was not verified is read back; what is carried on needs no verifying.
    dana.keys("c");
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees_no(&dana, "A-0001: not verified");
}

#[test]
fn a_blocked_item_says_what_stops_it() {
    let desk = Desk::new();
    desk.sql
        .execute("update action_item set status = 'blocked', reason = 'no car until Friday'", [])
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("s enter ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["A-0001", "blocked: no car until Friday"]);
}

#[test]
fn a_case_staffing_says_what_called_for_it() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, status, held_on) values (50, 'q', 'co_supervision', 1, 'signed', '2026-11-20');
             insert into meeting_case (meeting_id, family_id, position, rank, why, state, decision)
               values (50, 197, 1, 7, '', 'discussed', 'case_staffing_required');",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("s home right right right end enter");
    sees(&dana, &["Case staffing, F-0197"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["What calls for it", "decided in Co-Supervision, Fri 20 Nov"]);
    sees_no(&dana, "Call a case staffing");
}
