//! The family's page with keys, as Dana and as Sam.

use super::world::*;
use super::{change, facts, file};
use crate::forms::desk::{Desk, desk_sized};
use ifr::store::view::family::change::{FactsForm, FamilyChange as Change};
use ifr::tui::screen::Target;

/// The family's page, with Dana (Intact) or Sam (SUD) signed in.
fn page(sud: bool, world: World) -> Desk {
    let mut desk = desk_sized(world, sud, 24);
    desk.flow.open(Target::Family(FAMILY));
    desk
}

#[test]
fn dana_enters_a_hearing_and_a_risk() {
    let mut desk = page(false, world());
    desk.keys("n");
    desk.shows("Court hearing");
    desk.keys("end").shows("Treatment information is written by the treatment agency");
    desk.keys("c").shows("F-0197: Court hearing");
    desk.keys("text:12/10 f2");
    desk.shows("court hearing on");
    assert_eq!(rows(&desk.sql, "select on_date from court_hearing"), ["2026-12-10"]);
    desk.keys("n r enter text:high tab text:9/1 f2");
    desk.shows("risk High since Tue 1 Sep");
    assert_eq!(rows(&desk.sql, "select risk || from_on from family_risk"), ["high2026-09-01"]);
}

#[test]
fn dana_closes_the_family_and_opens_it_again() {
    let world = world();
    world
        .sql
        .execute("insert into milestone (family_id, kind, due_on) values (197, 'cans', '2026-11-25')", [])
        .unwrap();
    let mut desk = page(false, world);
    desk.keys("c c c enter").shows("Closed on");
    desk.keys("text:goals tab text:11/20 f2");
    desk.shows("Ended with it: Lee as IW");
    // What was done stands there, and nothing is due or waited for any more.
    desk.shows("Closed Fri 20 Nov after 139 d, goals met");
    desk.shows("✓ closed");
    desk.shows("not completed");
    assert!(!desk.flow.shows("not assessed"), "{}", desk.flow.screen());
    assert_eq!(
        rows(&desk.sql, "select close_reason || to_on from family_opening where family_id = 197"),
        ["goals_met2026-11-20"]
    );
    desk.keys("c end up up").shows("It is closed");
    desk.keys("o").keys("text:11/23 tab text:pend f2");
    assert_eq!(
        rows(&desk.sql, "select from_on from family_opening where family_id = 197 and to_on is null"),
        ["2026-11-23"]
    );
}

#[test]
fn sam_is_offered_documented_elsewhere_where_no_consent_covers_the_day() {
    let mut desk = page(true, world());
    desk.keys("n");
    desk.keys("home down down down down down down down").shows("is recorded by the child-welfare");
    desk.keys("t").shows("Treatment admission");
    desk.keys("tab text:11/10 tab");
    desk.shows("Documented elsewhere");
    desk.shows("No consent in force on that day");
    desk.keys("text:HH_4711 f2");
    desk.shows("documented elsewhere, HH 4711");
    assert_eq!(rows(&desk.sql, "select documented_elsewhere from service"), ["HH 4711"]);
    assert!(rows(&desk.sql, "select id from treatment_episode").is_empty());
}

#[test]
fn a_member_under_the_cursor_is_ended_and_the_history_tells_it() {
    let mut desk = page(false, world());
    desk.keys("c").shows("Member moved out, or wrong entry");
    desk.keys("down enter text:wr tab text:11/20 f2");
    desk.shows("was a wrong entry");
    assert_eq!(rows(&desk.sql, "select left_reason from member where left_on is not null"), ["wrong_entry"]);
    desk.keys("h").shows("Member ended");
    desk.shows("Wrong entry");
    desk.keys("esc").shows("Members");
}

#[test]
fn an_item_and_a_person_have_their_history_too() {
    let mut world = world();
    world.said("Dana", ifr::store::request::Form::Item(item()));
    let mut desk = page(true, world);
    desk.keys("6 h").shows("Action item made");
    desk.shows("Jordan Lee");
    desk.keys("esc 4 h").shows("Nothing has been changed");
}

#[test]
fn what_somebody_else_changed_in_another_field_stands_beside_what_was_typed() {
    let mut desk = page(false, world());
    desk.keys("c c").keys("home down down enter").shows("Case number");
    desk.keys("tab ctrl-u text:ash");
    // Somebody else is faster, with another field.
    desk.sql
        .execute_batch("update family set case_number = 'C-9', version = version + 1 where id = 197")
        .unwrap();
    desk.keys("f2").shows("that stands, too");
    assert_eq!(rows(&desk.sql, "select case_number || ' ' || label from family where id = 197"), ["C-9 ash"]);
}

#[test]
fn the_same_field_changed_by_both_is_asked_about() {
    let mut desk = page(false, world());
    desk.keys("c c").keys("home down down enter").shows("Case number");
    desk.keys("tab ctrl-u text:ash");
    desk.sql.execute_batch("update family set label = 'elm', version = version + 1 where id = 197").unwrap();
    desk.keys("f2").shows("both of you changed Short name");
    assert_eq!(rows(&desk.sql, "select label from family where id = 197"), ["elm"]);
    desk.keys("enter").shows("ash");
    desk.keys("f2");
    assert_eq!(rows(&desk.sql, "select label from family where id = 197"), ["ash"]);
}

#[test]
fn theirs_and_mine_are_there_to_choose_in_a_form() {
    for (keys, label) in [("right enter", "elm"), ("right right enter", "ash")] {
        let mut desk = page(false, world());
        desk.keys("c c").keys("home down down enter").shows("Case number");
        desk.keys("tab ctrl-u text:ash");
        desk.sql
            .execute_batch("update family set label = 'elm', version = version + 1 where id = 197")
            .unwrap();
        desk.keys("f2").shows("Theirs: elm");
        desk.shows("Yours: ash");
        desk.keys(keys);
        assert_eq!(rows(&desk.sql, "select label from family where id = 197"), [label]);
    }
}

#[test]
fn the_life_is_shown_by_its_parts() {
    let mut world = world();
    let now = file(&mut world, "Dana");
    world.said("Dana", change(Change::Facts(FactsForm { label: "elm".into(), ..facts(&now) })));
    let mut desk = page(false, world);
    desk.flow.resize(80, 40);
    desk.shows("Jordan Lee is the Intact Worker");
    desk.keys("v").shows("Which part of its life");
    desk.keys("m").shows("Life, newest first, meetings only");
    assert!(!desk.flow.shows("Jordan Lee is the Intact Worker"));
    // Where the life begins below the screen, the part that was chosen comes up.
    desk.flow.resize(60, 16);
    desk.keys("home v p").shows("▌ Sun 15 Nov");
    desk.shows("Life, newest first, people only");
}

#[test]
fn on_a_small_screen_what_goes_on_says_so_and_covers_no_keys() {
    let mut desk = page(false, world());
    desk.flow.resize(60, 16);
    desk.keys("n").shows("▾│");
    desk.keys("end");
    assert!(desk.flow.shows("▴│") && !desk.flow.shows("▾│"), "{}", desk.flow.screen());
    desk.keys("home m m enter enter").shows("SAFE intake assessment").shows("▾ │");
    desk.shows("F2 Save · Tab Next field");
}
