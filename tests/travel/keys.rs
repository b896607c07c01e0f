//! Travel worked with keys, as people do.

use crate::forms::desk::{desk, desk_over};
use crate::forms::world::*;
use ifr::tui::screen::{FormKind, Target};

#[test]
fn a_trip_is_entered_with_keys_and_shows_in_the_month() {
    let mut desk = desk(true);
    desk.flow.open(Target::Travel(Some(BROOKS)));
    desk.shows("Travel of Tamika Brooks, November 2026").shows("0 of 150");
    desk.keys("n text:11/23 tab text:12.45 tab").shows("finer than a tenth");
    desk.keys("shift-tab ctrl-u text:130.5 tab text:client tab f2");
    desk.shows("names its family");
    desk.keys("text:oak enter f2").shows("Brooks: 130.5 miles on Mon 23 Nov, F-0197");
    desk.shows("130.5 of 150").shows("Client home · F-0197");
    assert_eq!(rows(&desk.sql, "select miles || purpose || family_id from travel"), ["130.5client_home197"]);
    desk.keys("e").shows("may travel up to 150 miles a").shows("130.5 of 150 miles, Brooks, November 2026");
    desk.keys("esc left").shows("October 2026");
    desk.keys("right right").shows("November 2026");
}

#[test]
fn a_week_is_typed_a_line_a_day_and_saved_in_one_piece() {
    let mut desk = desk(true);
    desk.open(FormKind::TripWeek(Some(BROOKS), day("2026-11-23")));
    desk.keys("text:12.4_oak,_8_F-0197,_14_meeting tab text:30_yacht f2")
        .shows("No open family here is called");
    assert!(rows(&desk.sql, "select id from travel").is_empty());
    desk.keys("ctrl-u text:30_training f2").shows("Brooks: 4 trips, 64.4 miles");
    assert_eq!(
        rows(&desk.sql, "select on_date || ' ' || miles || ' ' || purpose from travel order by id"),
        [
            "2026-11-23 12.4 client_home",
            "2026-11-23 8.0 client_home",
            "2026-11-23 14.0 meeting",
            "2026-11-24 30.0 training"
        ]
    );
    assert_eq!(rows(&desk.sql, "select count(*) from event where kind = 'trips'"), ["1"], "one operation");
}

#[test]
fn everybody_looks_and_the_treatment_side_writes() {
    let world = world();
    world
        .sql
        .execute_batch(
            "insert into travel (staff_id, on_date, miles, purpose, family_id) values (5, '2026-11-03', 131, 'client_home', 197)",
        )
        .unwrap();
    let mut desk = desk_over(world, false);
    desk.select("131 of 150 miles").keys("enter").shows("Travel of Tamika Brooks").shows("131 of 150");
    desk.keys("n").shows("entered by the treatment agency");
    desk.keys("esc esc 4 l").shows("Travel, November 2026").shows("Shah");
    desk.keys("enter").shows("Travel of Tamika Brooks");
}
