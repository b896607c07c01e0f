//! As what a meeting is held: by its attendance, per pair, now or earlier.

use super::ALL_HERE;
use super::desk::{Desk, sees, sees_no};

const VERDICTS: &str = "select iw_id, verdict, kind_held, reason from meeting_pair order by id";

#[test]
fn without_the_sud_supervisor_it_is_held_as_a_joint() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter p tab e tab p tab p");
    sees(&dana, &["Without the SUD Supervisor this does not count as Co-Supervision", "[ Hold as Joint ]"]);
    dana.keys("tab tab enter");
    sees(&dana, &["the planned meeting counts as missed"]);
    dana.keys("enter down down down down down enter f2");
    sees(&dana, &["Held as Joint", "Take that back"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(desk.rows(VERDICTS), "3|held_as_other|joint|supervisor_unavailable", "{}", dana.screen());
    // A Joint is signed by the Intact Supervisor alone.
    sees_no(&dana, "Sign: Sam");
    dana.keys("end enter enter");
    assert_eq!(desk.one::<String>("select status from meeting where id = 1"), "signed", "{}", dana.screen());
    dana.keys("esc s");
    sees(&dana, &["[x] Lee + Brooks", "overdue 106 d"]);
}

#[test]
fn a_joint_with_the_sud_supervisor_is_held_as_a_co_supervision() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s home right");
    sees(&dana, &["(•) Joint", "60 min planned"]);
    dana.keys("end enter");
    sees(&dana, &["Joint, Lee + Brooks", "of 60 min"]);
    dana.keys("p tab p tab p");
    sees(&dana, &["this counts as Joint"]);
    sees_no(&dana, "Sam Reyes");
    // Sam comes in.
    dana.keys("tab enter").text("Sam").keys("enter f2");
    sees(&dana, &["SUD  Sam Reyes"]);
    dana.keys("up p");
    sees(&dana, &["with the SUD Supervisor here", "[ Hold as Co-Supervision ]"]);
    dana.keys("tab tab enter enter enter f2");
    sees(&dana, &["Held as Co-Supervision"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(
        desk.rows("select verdict, kind_held from meeting_pair"),
        "held_as_other|co_supervision",
        "{}",
        dana.screen()
    );
    // Both supervisors sign what was held as a Co-Supervision, and its clock begins anew.
    sees(&dana, &["Intact Supervisor", "SUD Supervisor"]);
    dana.keys("esc s");
    sees(&dana, &["Lee + Brooks", "in 31 d"]);
}

#[test]
fn one_that_was_held_earlier_is_recorded_without_a_timer() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("5 h");
    sees(&dana, &["Record a meeting held earlier", "[ ] Lee + Brooks"]);
    dana.keys("space end enter");
    sees(&dana, &["Held earlier"]);
    dana.text("11/18").keys("tab").text("75").keys("f2");
    sees(&dana, &["held 18 Nov", "● Attendance"]);
    dana.keys(ALL_HERE);
    dana.keys("ctrl-n")
        .text("all well")
        .keys("esc s ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(
        desk.rows("select held_on, verdict from meeting_pair"),
        "2026-11-18|counts",
        "{}",
        dana.screen()
    );
    assert_eq!(desk.rows("select afterwards, began_at, ended_at from meeting where id = 1"), "1|-|-");
    assert_eq!(desk.one::<i64>("select sum(seconds) from meeting_step"), 75 * 60);
}

#[test]
fn several_pairs_in_one_sitting_are_judged_one_by_one() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s up space");
    sees(&dana, &["[x] Lee + Brooks", "[x] Kim + Shah"]);
    dana.keys("end");
    sees(&dana, &["[ Start: 2 pairs in one sitting ]"]);
    dana.keys("enter");
    sees(&dana, &["Lee + Brooks and Kim + Shah"]);
    // Supervisors, Lee and Brooks are here; of the other pair Kim is, Shah is excused.
    dana.keys("p tab p tab p tab p tab p tab e");
    sees(
        &dana,
        &["✓ Lee + Brooks: Everybody needed is here", "● Kim + Shah: Without the Recovery Coordinator"],
    );
    dana.keys("ctrl-n");
    sees(&dana, &["Cases 1 of 3"]);
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter");
    assert_eq!(
        desk.rows("select iw_id, verdict, kind_held from meeting_pair order by iw_id"),
        "3|counts|co_supervision; 4|does_not_count|-",
        "{}",
        dana.screen()
    );
}

#[test]
fn the_monthly_supervisory_meeting_is_held_here() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.open(ifr::tui::screen::Target::StartMeeting {
        kind: Some("supervisory".into()),
        about: vec![ifr::domain::meeting::About::Programme],
    });
    sees(&dana, &["Start a meeting", "Monthly Supervisory"]);
    dana.keys("end enter");
    assert_eq!(desk.rows("select kind, status from meeting"), "supervisory|in_progress", "{}", dana.screen());
}

#[test]
fn a_meeting_of_the_programme_says_how_many_came_and_waits_for_nobodys_signature() {
    let desk = Desk::new();
    let mut sam = desk.sam();
    sam.open(ifr::tui::screen::Target::StartMeeting {
        kind: Some("rc_level".into()),
        about: vec![ifr::domain::meeting::About::Programme],
    });
    sam.keys("end enter P p");
    sees(&sam, &["1 of 2 Recovery Coordinators is here: this counts as RC-level"]);
    sam.keys("pgdn");
    sees(&sam, &["Read aloud?"]);
    sees_no(&sam, "active consent");
    sam.keys("pgdn pgdn pgdn pgdn pgdn pgdn end enter");
    sees(&sam, &["End the meeting?", "The note says so."]);
    sees_no(&sam, "waits for its signatures");
    // What is planned already need not be planned, and nobody is to sign.
    let plan = "insert into meeting (id, uid, kind, scheduled_at, status) values (9, 'a', 'rc_level', '2027-01-11T19:00:00Z', 'scheduled')";
    desk.sql.execute(plan, []).unwrap();
    sam.keys("esc f5 end");
    sees(
        &sam,
        &["[ planned for Mon 11 Jan 2027, M-0009 ]", "Confidentiality: was the statement read aloud?"],
    );
    sees_no(&sam, "The next date");
    sam.keys("enter right enter");
    sees(&sam, &["✓ planned for Mon 11 Jan 2027, M-0009"]);
    sam.keys("esc").open(ifr::tui::screen::Target::Meeting(ifr::domain::MeetingId(1)));
    sees(&sam, &["This kind of meeting needs no signature"]);
}

#[test]
fn a_referral_that_waits_is_assigned_from_the_meeting() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into referral (id, received_on, source, site_id, family_id) values (412, '2026-11-15', 'court', 1, 198);
             insert into referral_status (referral_id, on_date, status) values (412, '2026-11-15', 'eligible');",
        )
        .unwrap();
    let mut dana = desk.dana();
    dana.keys("s enter P P P P pgdn pgdn pgdn pgdn");
    sees(&dana, &["R-0412", "Eligible, pending assignment", "waiting 9 d", "Up and Enter open one", "▌Note"]);
    dana.text("Both know the family.").keys("up");
    sees(&dana, &["▌R-0412"]);
    dana.keys("enter");
    sees(&dana, &["Accept it, assign an RC, or wait-list it"]);
    dana.keys("esc");
    sees(&dana, &["Referrals that wait", "Both know the family."]);
    assert_eq!(desk.rows("select body from note"), "Both know the family.");
}

/// Starts a meeting of a kind from its page.
fn start(flow: &mut ifr::tui::harness::Flow, kind: &str) {
    let (kind, about) = (Some(kind.to_owned()), Vec::new());
    flow.open(ifr::tui::screen::Target::StartMeeting { kind, about });
}

#[test]
fn a_meeting_takes_the_place_of_one_planned_near_it_and_leaves_a_later_one() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into meeting (id, uid, kind, scheduled_at, status) values
               (1, 'a', 'rc_level', '2027-01-11T19:00:00Z', 'scheduled'), (2, 'b', 'federal_ta', '2026-12-01T19:00:00Z', 'scheduled'),
               (3, 'c', 'federal_ta', '2026-11-12T19:00:00Z', 'scheduled')",
        )
        .unwrap();
    let mut sam = desk.sam();
    start(&mut sam, "rc_level");
    sees(&sam, &["next Mon 11 Jan 2027"]);
    sam.keys("end enter");
    assert_eq!(
        desk.rows("select id, status from meeting where kind = 'rc_level' order by id"),
        "1|scheduled; 4|in_progress",
        "{}",
        sam.screen()
    );
    let planned = "select id, status, held_on from meeting where kind = 'federal_ta' order by id";
    sam.keys("esc");
    start(&mut sam, "federal_ta");
    sam.keys("end enter");
    assert_eq!(desk.rows(planned), "2|in_progress|2026-11-24; 3|scheduled|-", "{}", sam.screen());
}

#[test]
fn the_family_of_a_staffing_is_found_by_typing() {
    let desk = Desk::new();
    for family in 300..330 {
        desk.sql
            .execute_batch(&format!(
                "insert into family (id, case_number, label, site_id) values ({family}, 'C-{family}', 'row{family}', 1);
                 insert into family_opening (family_id, from_on) values ({family}, '2026-07-04');"
            ))
            .unwrap();
    }
    let mut dana = desk.dana();
    start(&mut dana, "case_staffing");
    sees(&dana, &["Typing finds one."]);
    dana.text("32");
    sees(&dana, &["Typed: 32, 12 of 33", "F-0320 row320"]);
    dana.text("1").keys("enter");
    sees(&dana, &["[x] F-0321 row321", "Typed: 321, 2 of 33", "▌[ Start ]"]);
    dana.text("zz");
    sees(&dana, &["Typed: zz, 0 of 33"]);
    dana.keys("backspace backspace").text("325").keys("space enter");
    assert_eq!(desk.rows("select kind, family_id from meeting"), "case_staffing|325", "{}", dana.screen());
}

#[test]
fn what_the_rc_did_is_written_in_a_joint_by_who_is_there() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    start(&mut dana, "joint");
    dana.keys("end enter P P P ctrl-n");
    dana.text("seen at school").keys("tab");
    sees(&dana, &["No treatment detail: both agencies see this"]);
    dana.text("Brooks went on Friday, together with Lee").keys("tab");
    assert_eq!(
        desk.rows("select field, body, part2, author_id from note order by id"),
        "safety|seen at school|0|1; contact|Brooks went on Friday, together with Lee|0|1",
        "{}",
        dana.screen()
    );
}
