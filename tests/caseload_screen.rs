//! The Caseload with real keys: where nothing is yet, where it is wide, and if somebody of a pair leaves.

use crate::forms::desk::{Desk, desk_over, desk_sized};
use crate::forms::world::*;

const NO_FAMILY: &str =
    "delete from referral_status; delete from referral; delete from assignment; delete from member;
    delete from family_opening; delete from family;";

fn empty() -> Desk {
    let world = world();
    world.sql.execute_batch(NO_FAMILY).unwrap();
    desk_over(world, false)
}

/// The family of Lee and Brooks.
fn paired() -> World {
    let world = world();
    world
        .sql
        .execute_batch(
            "insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (197, 5, 'recovery_coordinator', '2026-08-01', 1);",
        )
        .unwrap();
    world
}

#[test]
fn where_no_family_is_yet_the_list_says_which_key_opens_one() {
    let mut desk = empty();
    desk.keys("2").shows("No family yet. Import a spreadsheet (Ctrl-P, import) or open one (n).");
    desk.shows("Jordan Lee, IW   0 of 10");
    desk.keys("v").shows("Nothing here yet. Import a spreadsheet (Ctrl-P, import) or open a family");
    // What needs a family does nothing without one.
    desk.keys("a e t enter").shows("Nothing here yet.");
    desk.keys("n").shows("Open a family");
    desk.keys("text:C-1 tab text:elm tab tab text:11/20 tab text:ind f2");
    desk.shows("is open at Peoria North");
    assert_eq!(rows(&desk.sql, "select case_number from family"), ["C-1"]);
    desk.keys("esc v").shows("Incomplete pairs  1").shows("F-0001");
}

#[test]
fn a_family_without_a_coordinator_stands_among_the_incomplete_pairs_until_it_has_one() {
    let world = world();
    let enrol = "insert into family_enrolment (family_id, from_on) values (197, '2026-08-01')";
    let mut desk = desk_over(world, false);
    desk.keys("2 end").shows("Not in the programme, no RC  1");
    assert!(!desk.flow.shows("Incomplete pairs"), "outside the programme nobody is missing");
    desk.sql.execute_batch(enrol).unwrap();
    desk.keys("f5 end").shows("Incomplete pairs  1");
    // The same family stands under its worker, too, and is counted once.
    desk.shows("By worker  1");
    desk.keys("a text:r tab text:shah enter f2").shows("Shah now has F-0197");
    assert!(!desk.flow.shows("Incomplete pairs"), "{}", desk.flow.screen());
    desk.keys("v").shows("Lee + Shah");
}

#[test]
fn if_somebody_of_a_pair_leaves_it_is_asked_which_one() {
    let mut desk = desk_over(paired(), false);
    desk.keys("2 v").shows("Lee + Brooks");
    desk.keys("x").shows("Who leaves?").shows("Jordan Lee").shows("Tamika Brooks").shows("Somebody else");
    desk.keys("down enter").shows("If Brooks leaves on").shows("0 of 1 family given");
    desk.keys("enter").shows("Who takes F-0197?");
    desk.keys("text:s enter").shows("1 of 1 family given");
    desk.keys("f2 text:Brooks_moves_away f2").shows("1 family of Brooks given to others");
    assert_eq!(
        rows(
            &desk.sql,
            "select staff_id from assignment where role = 'recovery_coordinator' and to_on is null"
        ),
        ["6"]
    );

    desk.keys("v x").shows("If Lee leaves on");
    desk.keys("esc v x end enter").shows("Who leaves?").shows("Ana Kim").shows("Ravi Shah");
    // Somebody else saves meanwhile: it is asked once all the same.
    desk.flow.changed();
    desk.keys("enter").shows("If Kim leaves on");
    assert!(desk.flow.dialog().is_none(), "{}", desk.flow.screen());
    desk.keys("esc x end enter").shows("Who leaves?");
    desk.keys("esc");
    assert!(!desk.flow.shows("If Lee leaves on"), "{}", desk.flow.screen());
}

#[test]
fn the_other_supervisor_is_told_why_instead_of_asked_who() {
    let mut desk = desk_over(paired(), true);
    desk.keys("2 v x").shows("Only an Intact Supervisor assigns families");
    assert!(!desk.flow.shows("Who leaves?"), "{}", desk.flow.screen());
}

#[test]
fn beside_the_list_stand_the_family_and_from_140_columns_today() {
    let mut desk = desk_sized(paired(), false, 40);
    desk.keys("2");
    assert!(!desk.flow.shows("Co-Supervision"), "80 columns are the list's alone\n{}", desk.flow.screen());
    desk.flow.resize(100, 30);
    desk.shows("F-0197  oak").shows("Peoria North").shows("Lee + Brooks").shows("Together       1 family");
    assert!(!desk.flow.shows("1 open family"), "{}", desk.flow.screen());
    desk.flow.resize(140, 40);
    desk.shows("F-0197  oak").shows("Lee + Brooks").shows("1 open family").shows(" 1 of 10");
    desk.keys("f9");
    assert!(!desk.flow.shows("oak"), "the label is hidden beside the list, too\n{}", desk.flow.screen());
}

#[test]
fn on_a_small_screen_headings_say_less_and_are_not_cut() {
    let mut desk = desk_over(paired(), false);
    desk.flow.resize(60, 16);
    desk.keys("2").shows("Lee, IW   1 of 10");
    desk.keys("v");
    let screen = desk.flow.screen();
    let heading = screen.lines().find(|line| line.contains("Lee + Brooks")).unwrap();
    assert!(
        heading.contains("Co-Supervision") && !heading.contains('…') && !heading.contains("Joint"),
        "{screen}"
    );
    desk.flow.resize(80, 24);
    desk.shows("Joint");
}
