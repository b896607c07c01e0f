//! How often a pair or a worker meets, as it was settled for them: it counts wherever something is due.

use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::fidelity::Kept;
use ifr::store::view::fidelity::Line;
use ifr::store::{Reply, Request};
use ifr::tui::harness::Flow;

/// Lee + Brooks settled on every 300 days from the file's first day, Kim + Shah on every week; Lee's Individual is every
/// three weeks since a week ago.
const SETTLED: &str = "
insert into meeting_series (kind, iw_id, rc_id, worker_id, site_id, from_on, every_days) values
  ('co_supervision', 3, 5, null, 1, '2026-01-05', 300), ('co_supervision', 4, 6, null, 1, '2026-01-05', 7),
  ('individual_iw', null, null, 3, 1, '2026-11-17', 21);
insert into meeting (id, uid, kind, site_id, worker_id, status, held_on) values (1, 'x', 'individual_iw', 1, 3, 'signed', '2026-11-12');
insert into meeting_person (meeting_id, staff_id, role, attendance) values
  (1, 1, 'intact_supervisor', 'present'), (1, 3, 'intact_worker', 'present');
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.sql.execute_batch(SETTLED).unwrap();
    desk
}

fn line(flow: &mut Flow, kind: &str, who: &str) -> Option<Line> {
    let Reply::Fidelity(facts) = flow.store().unwrap().handle(Request::Fidelity).unwrap() else { panic!() };
    let is = |line: &Line| line.kind_key == kind && line.people[0].short == who;
    facts.lines.iter().find(|line| is(line)).cloned()
}

#[test]
fn a_series_own_cadence_counts_on_every_screen() {
    let desk = desk();
    let mut dana = desk.sit_down("Dana Ortiz", 140, 40);
    sees(&dana, &["Co-Supervision overdue 7 d"]);
    assert!(!dana.screen().contains("Co-Supervision overdue 106 d"), "{}", dana.screen());
    // Individual IW: 21 days after the 12th, not seven.
    sees_no(&dana, "Individual (IW) overdue 5 d");
    dana.keys("s");
    sees(&dana, &["[x] Kim + Shah", "overdue 7 d", "Lee + Brooks", "in 163 d"]);
    dana.keys("home right right");
    sees(&dana, &["Lee", "in 9 d"]);
    dana.keys("esc 2 v");
    sees(&dana, &["Kim + Shah   Co-Supervision ! overdue 7 d"]);
    sees_no(&dana, "Lee + Brooks   Co-Supervision ! overdue");
    dana.keys("5");
    sees(&dana, &["due Tue 17 Nov"]);
    dana.keys("v");
    sees(&dana, &["Kim + Shah    ! overdue 7 d"]);
}

#[test]
fn what_is_expected_follows_what_was_settled_and_when() {
    let desk = desk();
    let mut dana = desk.dana();
    let kim = line(&mut dana, "co_supervision", "Kim").unwrap();
    let expected: Vec<_> = kim.expected.iter().map(|one| (one.due_on.to_string(), one.kept)).collect();
    assert_eq!(expected, [("2026-11-17".into(), Kept::Missed), ("2026-11-24".into(), Kept::Overdue)]);
    assert!(line(&mut dana, "co_supervision", "Lee").is_none(), "nothing was to be expected in ten months");
    // Weekly until it was settled otherwise; since then nothing more is due.
    let lee = line(&mut dana, "individual_iw", "Lee").unwrap();
    assert_eq!(lee.expected.last().unwrap().due_on.to_string(), "2026-11-12");
    desk.sql.execute("delete from meeting_series", []).unwrap();
    assert_eq!(
        line(&mut dana, "individual_iw", "Lee").unwrap().expected.last().unwrap().due_on.to_string(),
        "2026-11-19"
    );
}

#[test]
fn settling_on_another_cadence_leaves_what_was_due_before_as_it_was() {
    let desk = desk();
    let mut dana = desk.dana();
    dana.keys("5 v f").text("individual lee").keys("enter home c ctrl-u").text("5").keys("f2");
    sees(&dana, &["Individual (IW), Lee: every 5 d"]);
    assert_eq!(
        desk.rows("select from_on, to_on, every_days from meeting_series where worker_id = 3 order by id"),
        "2026-11-17|2026-11-24|21; 2026-11-24|-|5",
        "{}",
        dana.screen()
    );
    // Five days have passed long ago: it is due today, and not late by what nobody had settled then.
    let mut dana = desk.dana();
    dana.keys("s home right right");
    sees(&dana, &["Lee", "due today"]);
}

#[test]
fn the_next_date_at_the_close_is_a_working_day_by_the_cadence() {
    let desk = Desk::new();
    let next = |keys: &str, weekday: Option<i64>| {
        let desk = Desk::new();
        if let Some(day) = weekday {
            let sql = "insert into meeting_series (kind, iw_id, rc_id, site_id, from_on, weekday, every_days) values ('co_supervision', 3, 5, 1, '2026-11-01', ?1, 21)";
            desk.sql.execute(sql, [day]).unwrap();
        }
        let mut dana = desk.dana();
        dana.keys(keys).keys("end up enter");
        dana.screen()
    };
    drop(desk);
    let to_the_close =
        "ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn";
    // 31 days from 24 November are Christmas Day: the day before it.
    let screen = next(&format!("s enter {to_the_close}"), None);
    assert!(screen.contains("2026-12-24"), "{screen}");
    // Every 21 days on a Thursday: by 15 December, the 10th.
    let screen = next(&format!("s home end enter {to_the_close}"), Some(4));
    assert!(screen.contains("2026-12-10"), "{screen}");
    // A Joint is due 14 days later, an Individual seven.
    let screen = next(&format!("s home right end enter {to_the_close}"), None);
    assert!(screen.contains("2026-12-08"), "{screen}");
    let screen = next(&format!("s home right right end enter {to_the_close}"), None);
    assert!(screen.contains("2026-12-01"), "{screen}");
}
