//! Travel worked with keys, as people do.

use crate::forms::desk::{desk, desk_on, desk_over};
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
fn what_two_people_change_of_a_trip_stands_together_and_the_same_field_asks() {
    let mut desk = desk(true);
    desk.sql
        .execute_batch(
            "insert into travel (staff_id, on_date, miles, purpose, family_id) values (5, '2026-11-20', 12, 'client_home', 197)",
        )
        .unwrap();
    let kept = "select on_date || ' ' || miles || ' ' || version from travel";
    desk.flow.open(Target::Travel(Some(BROOKS)));
    desk.select("Client home").keys("c").shows("Change a trip");
    desk.sql.execute_batch("update travel set on_date = '2026-11-19', version = 2").unwrap();
    desk.keys("tab ctrl-u text:12.5 f2");
    assert_eq!(rows(&desk.sql, kept), ["2026-11-19 12.5 3"], "{}", desk.flow.screen());
    desk.shows("that stands, too");
    desk.keys("enter");
    desk.select("Client home").keys("c").shows("Change a trip");
    desk.sql.execute_batch("update travel set miles = 14, version = 4").unwrap();
    desk.keys("tab ctrl-u text:13 f2");
    desk.shows("Both of you changed this").shows("Theirs: 14").shows("Yours: 13");
    desk.keys("m enter");
    assert_eq!(rows(&desk.sql, kept), ["2026-11-19 13.0 5"], "{}", desk.flow.screen());
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
fn the_weeks_before_are_offered_and_drafts_stay_with_their_week() {
    let mut desk = desk(true);
    desk.flow.open(Target::Travel(Some(BROOKS)));
    desk.keys("s").shows("This week, from Mon 23 Nov").shows("Last week, from Mon 16 Nov");
    desk.keys("down enter").shows("A week of trips, from Mon 16 Nov 2026").shows("Sun 22 Nov");
    assert!(!desk.flow.shows("Tue 24 Nov") || desk.flow.screen().matches("Tue 24 Nov").count() == 1);
    desk.keys("text:9_oak");
    desk.flow.wait(3);
    desk.flow.open(Target::Form(FormKind::TripWeek(Some(BROOKS), day("2026-11-23"))));
    assert!(!desk.flow.shows("9 oak"), "{}", desk.flow.screen());
    desk.flow.open(Target::Form(FormKind::TripWeek(Some(BROOKS), day("2026-11-16"))));
    desk.shows("has not been saved yet").shows("9 oak");
    desk.keys("tab tab tab tab tab tab text:900_oak f2").shows("900 miles cannot be right");
    desk.keys("ctrl-u text:4_oak f2").shows("Brooks: 2 trips, 13 miles");
    assert_eq!(
        rows(&desk.sql, "select on_date || ' ' || miles from travel order by id"),
        ["2026-11-16 9.0", "2026-11-22 4.0"]
    );
}

#[test]
fn on_a_monday_last_week_is_entered_with_today() {
    let mut desk = desk_on("2026-11-23T21:00:00Z");
    desk.flow.open(Target::Travel(Some(BROOKS)));
    desk.keys("s").shows("Last week and today, from Mon 16 Nov").shows("The week from Mon 9 Nov");
    desk.keys("enter").shows("Mon 16 Nov").shows("Sun 22 Nov").shows("Mon 23 Nov");
    desk.keys("text:5_meeting tab tab tab tab tab tab tab text:900_oak f2")
        .shows("900 miles cannot be right");
    desk.keys("ctrl-u text:7_oak f2").shows("Brooks: 2 trips, 12 miles");
    assert_eq!(
        rows(&desk.sql, "select on_date || ' ' || miles from travel order by id"),
        ["2026-11-16 5.0", "2026-11-23 7.0"]
    );
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
