//! An Individual: one worker's real figures, each opened where it is mended, learning, decisions to approve.

use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::MeetingId;
use ifr::tui::harness::Flow;
use ifr::tui::screen::Target;

/// What Lee's Individual finds: a service documented late, one milestone late and one soon, a credential, hours.
const LEE: &str = "
insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values
  (2, 197, 3, 'intact_worker', 'contact', '2026-11-02', 'home', '2026-11-03'),
  (3, 197, 3, 'intact_worker', 'contact', '2026-11-09', 'home', '2026-11-20');
insert into service_child (service_id, member_id) values (2, 2), (3, 2);
insert into milestone (id, family_id, kind, due_on) values (1, 197, 'service_plan', '2026-11-20'), (2, 198, 'plan_review', '2026-11-30'),
  (3, 199, 'plan_review', '2026-11-20');
insert into credential (staff_id, kind, issued_on, expires_on) values (3, 'lsw', '2024-12-01', '2026-12-10');
insert into training (staff_id, on_date, hours, topic) values (3, '2026-03-04', 6.5, 'safety planning');
";

/// A Co-Supervision that decided about both of Lee's families, and an Individual (RC) about one of them.
const DECIDED: &str = "
insert into meeting (id, uid, kind, site_id, status, held_on) values (50, 'a', 'co_supervision', 1, 'held', '2026-11-12');
insert into meeting (id, uid, kind, site_id, worker_id, status, held_on) values (51, 'b', 'individual_rc', 1, 5, 'held', '2026-11-13');
insert into meeting_case (id, meeting_id, family_id, position, rank, why, state, decision) values
  (60, 50, 197, 1, 1, '', 'discussed', 'removal_consultation'), (61, 50, 198, 2, 7, '', 'discussed', 'continue_plan'),
  (62, 51, 198, 1, 7, '', 'discussed', 'step_up_care');
";

/// Dana at the step of Lee's Individual that stands so many steps behind the attendance.
fn dana(desk: &Desk, steps: usize) -> Flow {
    let mut dana = desk.dana();
    dana.keys("s home right right end enter p tab p");
    dana.keys(&vec!["ctrl-pgdn"; steps].join(" "));
    dana
}

#[test]
fn the_dashboard_shows_the_workers_own_figures_and_opens_them() {
    let desk = Desk::new();
    desk.sql.execute_batch(LEE).unwrap();
    let mut dana = dana(&desk, 4);
    sees(&dana, &["Caseload", "2 of 10 families", "Children", "! 1 of 2 seen within 31 d"]);
    sees(&dana, &["Notes", "1 of 2 documented within 48 h"]);
    sees(&dana, &["F-0198", "! Child not seen 40 d", "Service plan overdue 4 d", "due in 6 d"]);
    sees_no(&dana, "F-0199");
    // The fourth row is the child that was not seen: it opens the family, and Esc comes back to where one was.
    dana.keys("down down down enter");
    sees(&dana, &["elm"]);
    dana.keys("esc");
    sees(&dana, &["Individual (IW), Lee", "! Child not seen 40 d"]);
}

#[test]
fn figures_of_one_worker_are_those_of_today() {
    let desk = Desk::new();
    desk.sql.execute_batch(LEE).unwrap();
    let mut today = desk.sit_down("Dana Ortiz", 140, 40);
    let mut walk = desk.sit_down("Dana Ortiz", 140, 40);
    walk.keys("s home right right end enter p tab p ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    today.keys("1");
    for said in ["Child not seen 40 d", "Service plan overdue 4 d", "1 service not documented"] {
        sees(&today, &[said]);
        sees(&walk, &[said]);
    }
}

#[test]
fn the_rcs_caseload_is_monitored_by_phase_lag_miles_and_vouchers() {
    let desk = Desk::new();
    desk.sql
        .execute_batch(
            "insert into family_enrolment (family_id, from_on) values (197, '2026-07-10'), (198, '2026-07-10');
             insert into family_phase (family_id, phase, from_on) values (197, 3, '2026-07-10'), (198, 3, '2026-07-10');
             insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values
               (12, 197, 5, 'recovery_coordinator', 'contact', '2026-11-01', 'home', '2026-11-02'),
               (13, 198, 5, 'recovery_coordinator', 'contact', '2026-11-20', 'home', '2026-11-21');
             insert into travel (staff_id, on_date, miles, purpose, family_id) values (5, '2026-11-03', 96, 'client_home', 197);",
        )
        .unwrap();
    let mut sam = desk.sit_down("Sam Reyes", 80, 40);
    sam.keys("s home right end enter p tab p ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&sam, &["Phase 3", "2 families, contact every 14 d, 1 late", "RC contact overdue 9 d"]);
    sees(&sam, &["Admission", "Miles", "96 of 150 in November", "Caseload"]);
    sees_no(&sam, "Vouchers");
}

#[test]
fn learning_lists_credentials_and_hours() {
    let desk = Desk::new();
    desk.sql.execute_batch(LEE).unwrap();
    let dana = dana(&desk, 7);
    sees(&dana, &["Credentials and training", "LSW", "ends in 16 d", "6.5 of", "hours in 2026"]);
}

#[test]
fn a_decision_waits_for_approval_until_it_is_answered() {
    let desk = Desk::new();
    desk.sql.execute_batch(DECIDED).unwrap();
    let mut dana = dana(&desk, 6);
    sees(&dana, &["F-0197", "Removal consultation · Co-Supervision, 12 Nov", "( ) yes"]);
    sees_no(&dana, "Step up");
    sees_no(&dana, "Continue plan");
    assert_eq!(
        desk.one::<i64>("select count(*) from decision_approval"),
        0,
        "nothing is answered beforehand"
    );
    dana.keys("y");
    assert_eq!(
        desk.rows("select meeting_case_id, meeting_id, approved, staff_id from decision_approval"),
        "60|52|yes|1"
    );
    // The note tells it, its signature covers it, and the next Individual does not ask again.
    dana.keys("ctrl-pgdn ctrl-pgdn end enter right enter enter enter");
    assert_eq!(desk.one::<String>("select status from meeting where id = 52"), "signed", "{}", dana.screen());
    assert!(desk.one::<String>("select covers from signature").contains("decision_approval"));
    assert!(
        desk.sql.execute("update decision_approval set approved = 'no'", []).is_err(),
        "signed is signed"
    );
    let mut reader = desk.sit_down("Dana Ortiz", 100, 60);
    reader.open(Target::Meeting(MeetingId(52)));
    sees(&reader, &["Decisions for approval", "approved", "Removal consultation", "frozen: SHA-256"]);
    dana.keys("esc 1 s home right right end enter p tab p");
    dana.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sees(&dana, &["No decision waits for an answer"]);
}

#[test]
fn a_coordinators_individual_asks_for_no_approval_that_it_has_no_step_for() {
    let desk = Desk::new();
    desk.sql.execute_batch(DECIDED).unwrap();
    let mut sam = desk.sam();
    let (kind, about) = (
        Some("individual_rc".to_owned()),
        vec![ifr::domain::meeting::About::Worker(ifr::domain::StaffId(5))],
    );
    sam.open(ifr::tui::screen::Target::StartMeeting { kind, about });
    sam.keys("enter P P")
        .keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn");
    sam.keys("end");
    sees(&sam, &["F-0197: not discussed", "[ End the meeting ]"]);
    sees_no(&sam, "is the decision approved?");
}
