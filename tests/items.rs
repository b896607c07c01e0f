//! Action items on their own page and across meetings: changed, verified, blocked, carried from kind to kind, escalated.

use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::{ItemId, MeetingId};
use ifr::tui::harness::Flow;
use ifr::tui::screen::Target;

/// Ends the meeting from wherever it stands, nothing more answered.
const END: &str = "ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter esc";
const ITEM: &str = "select status, reason, closed_on, verified_by, version from action_item where id = 1";

fn on(desk: &Desk) -> Flow {
    let mut dana = desk.dana();
    dana.open(Target::Item(ItemId(1)));
    dana
}

#[test]
fn enter_opens_the_page_that_says_all_about_it() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("6 enter");
    sees(
        &dana,
        &["A-0001", "See B at school", "overdue 4 d", "Jordan Lee", "Safety", "F-0198", "Lee + Brooks"],
    );
    sees(&dana, &["23 d old", "Not spoken of in a meeting yet"]);
    // From the family's page, too.
    dana.open(Target::Family(ifr::domain::FamilyId(198)));
    dana.keys("f").text("See B").keys("enter enter");
    sees(&dana, &["A-0001", "Not spoken of in a meeting yet"]);
}

#[test]
fn it_is_blocked_and_cancelled_with_a_reason_and_opened_again() {
    let desk = Desk::new();
    let mut dana = on(&desk);
    dana.keys("d");
    sees(&dana, &["Where A-0001 stands", "In progress", "Blocked", "Done and verified"]);
    dana.keys("end");
    sees(&dana, &["It is open"]);
    dana.keys("home down enter f2");
    sees(&dana, &["Say why in a few words"]);
    dana.text("the school is closed").keys("f2");
    assert_eq!(desk.rows(ITEM), "blocked|the school is closed|-|-|2", "{}", dana.screen());
    sees(&dana, &["Blocked: the school is closed", "reason the school is closed"]);
    dana.keys("d down down down down enter").text("the family moved").keys("f2");
    assert_eq!(desk.rows(ITEM), "cancelled|the family moved|2026-11-24|-|3", "{}", dana.screen());
    sees(&dana, &["Cancelled: the family moved", "cancelled Tue 24 Nov"]);
    dana.keys("d up");
    sees(&dana, &["It is cancelled: open it again first"]);
    dana.keys("end enter");
    assert_eq!(desk.rows(ITEM), "open||-|-|4", "{}", dana.screen());
}

#[test]
fn that_it_is_done_and_that_somebody_saw_it_are_two_things() {
    let desk = Desk::new();
    let mut dana = on(&desk);
    dana.keys("d down down enter");
    assert_eq!(desk.rows(ITEM), "done||2026-11-24|-|2", "{}", dana.screen());
    sees(&dana, &["done Tue 24 Nov, not verified"]);
    dana.keys("d enter");
    assert_eq!(desk.rows(ITEM), "done||2026-11-24|1|3", "{}", dana.screen());
    sees(&dana, &["verified by Dana Ortiz"]);
}

#[test]
fn what_it_says_is_changed_field_by_field() {
    let desk = Desk::new();
    let mut dana = on(&desk);
    dana.keys("c");
    sees(&dana, &["Change A-0001", "See B at school", "Jordan Lee"]);
    // Sam gives it to somebody else meanwhile; Dana changes the words and the day.
    desk.sql.execute("update action_item set owner_id = 5, version = 2 where id = 1", []).unwrap();
    dana.keys("end").text(" on Thursday").keys("f2");
    assert_eq!(
        desk.rows("select description, owner_id, version from action_item where id = 1"),
        "See B at school on Thursday|5|3",
        "{}",
        dana.screen()
    );
    // The same field is nobody's to overwrite, and what was typed over it is not lost.
    dana.keys("c end");
    desk.sql
        .execute("update action_item set description = 'See B at home', version = 4 where id = 1", [])
        .unwrap();
    dana.text(" or Friday").keys("f2");
    sees(
        &dana,
        &[
            "Both of you changed this",
            "Theirs: See B at home",
            "Yours: See B at school on Thursday or Friday",
        ],
    );
    assert_eq!(desk.one::<String>("select description from action_item where id = 1"), "See B at home");
    dana.keys("m enter");
    let both = "select description, due_on, version from action_item where id = 1";
    assert_eq!(desk.rows(both), "See B at school on Thursday or Friday|2026-11-20|5", "{}", dana.screen());
    // Both to the same is no clash.
    dana.keys("c end");
    desk.sql
        .execute("update action_item set description = 'See B at school on Thursday or Friday.', version = 6 where id = 1", [])
        .unwrap();
    dana.text(".").keys("f2");
    assert_eq!(desk.rows(both), "See B at school on Thursday or Friday.|2026-11-20|6", "{}", dana.screen());
}

#[test]
fn somebody_elses_site_keeps_its_items() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into site (id, name, intact_agency_id, treatment_agency_id) values (2, 'Pekin', 1, 2);
             update family set site_id = 2 where id = 198;",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.open(Target::Item(ItemId(1)));
    sees(&dana, &["A-0001 belongs to a site that is not yours"]);
    sees_no(&dana, "See B at school");
}

/// An item that is born in a Joint, about F-0197, and is Brooks's.
fn born_in_a_joint(desk: &Desk) -> Flow {
    let mut dana = desk.dana();
    dana.keys("s home right end enter p tab p tab p ctrl-n ctrl-g")
        .text("197")
        .keys("f2 f6")
        .text("Visit together");
    dana.keys("enter").text("Brooks").keys("enter enter enter f2").keys(END);
    assert_eq!(
        desk.rows("select description, owner_id, family_id, iw_id, rc_id, born_meeting_id from action_item where id = 2"),
        "Visit together|5|197|3|5|1",
        "{}",
        dana.screen()
    );
    assert_eq!(desk.one::<String>("select status from meeting where id = 1"), "held", "{}", dana.screen());
    dana
}

#[test]
fn an_item_of_a_joint_comes_back_in_every_meeting_of_its_pair_family_and_owner() {
    let desk = Desk::new();
    let mut dana = born_in_a_joint(&desk);
    let carried =
        "select meeting_id, outcome from action_item_carry where action_item_id = 2 order by meeting_id";
    // The Co-Supervision of the pair.
    dana.keys("1 s home enter");
    dana.keys("end enter ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["A-0002", "Visit together"]);
    dana.keys(END);
    assert_eq!(desk.rows(carried), "2|-", "{}", dana.screen());
    // The staffing of the family.
    dana.keys("1 s home right right right down down space end enter");
    sees(&dana, &["Case staffing, F-0197"]);
    dana.keys("ctrl-pgdn ctrl-pgdn");
    dana.keys(END);
    assert_eq!(desk.rows(carried), "2|-; 3|-", "{}", dana.screen());
    // The Individual of its owner, with the other supervisor.
    let mut sam = desk.sam();
    sam.keys("s home right end enter");
    sees(&sam, &["Individual (RC), Brooks"]);
    sam.keys("ctrl-pgdn ctrl-pgdn");
    sees(&sam, &["A-0002", "carried 2×"]);
    sam.keys(END);
    assert_eq!(desk.rows(carried), "2|-; 3|-; 4|-", "{}", sam.screen());
    // It went through three: both supervisors see it on their first screen, though it is not overdue.
    assert_eq!(desk.one::<String>("select escalated_on from action_item where id = 2"), "2026-11-24");
    for mut flow in [desk.dana(), desk.sam()] {
        flow.keys("1");
        sees(&flow, &["Action carried 3×"]);
        flow.open(Target::Item(ItemId(2)));
        sees(&flow, &["to both supervisors since Tue 24 Nov", "carried 3×", "in M-0001"]);
        flow.keys("end");
        sees(&flow, &["M-0001 Joint, Lee + Brooks", "born here", "M-0002 Co-Supervision", "not answered"]);
    }
}

#[test]
fn an_item_survives_that_its_meeting_is_moved_and_cancelled() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, scheduled_at, planned_minutes, status) values
               (1, 'uid-one', 'co_supervision', 1, '2026-11-25T16:00:00Z', 90, 'scheduled');
             insert into meeting_pair (meeting_id, iw_id, rc_id) values (1, 3, 5);",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("5 f")
        .text("M-0001")
        .keys("enter p enter ctrl-u")
        .text("nov 30")
        .keys("tab tab enter enter f2");
    assert_eq!(desk.one::<i64>("select count(*) from meeting_move"), 1, "{}", dana.screen());
    dana.keys("p down down enter enter enter f2");
    assert_eq!(
        desk.one::<String>("select status from meeting where id = 1"),
        "cancelled",
        "{}",
        dana.screen()
    );
    let next: i64 = desk.one("select next_id from meeting where id = 1");
    dana.open(Target::Meeting(MeetingId(next)));
    dana.keys("end enter");
    assert_eq!(
        desk.rows("select action_item_id, meeting_id, outcome from action_item_carry"),
        format!("1|{next}|-"),
        "{}",
        dana.screen()
    );
}

#[test]
fn it_is_sent_to_the_next_co_supervision_with_one_key() {
    let desk = Desk::new();
    let mut dana = on(&desk);
    dana.keys("t");
    sees(&dana, &["Send to the next Co-Supervision, F-0198", "See B at school"]);
    dana.keys("f2");
    assert_eq!(desk.rows("select family_id, item_id, body from prepared_point"), "198|1|See B at school");
}
