//! Assigning: the suggestion with its reasons, ending, and giving a leaver's families to others.

use crate::forms::desk;
use crate::forms::world;

use desk::desk_over;
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, StaffId};
use ifr::error::{Error, Kind};
use ifr::store::request::Form;
use ifr::store::view::assign::{AssignAsk, AssignReply, Candidate, Leaving};
use ifr::store::view::form::EndForm;
use ifr::store::view::undo::UndoAsk;
use ifr::store::{OpId, Reply, Request};
use ifr::tui::screen::{FormKind, Target};
use world::*;

const KIM: StaffId = StaffId(4);
const IW: Role = Role::IntactWorker;
const RC: Role = Role::RecoveryCoordinator;

impl World {
    fn asks_assign(&mut self, who: &str, ask: AssignAsk) -> Result<Reply, Error> {
        self.store.sign_in_as(who).unwrap();
        self.store.handle(Request::Assign(ask))
    }

    fn candidates(&mut self, role: Role) -> Vec<Candidate> {
        let ask = AssignAsk::Candidates { family: FAMILY, role, on: day("2026-11-24") };
        match self.asks_assign("Dana", ask).unwrap() {
            Reply::Assign(AssignReply::Candidates { people: found, .. }) => found,
            other => panic!("{other:?}"),
        }
    }

    fn leaving(&mut self, staff: StaffId, on: &str) -> Leaving {
        match self.asks_assign("Dana", AssignAsk::Leaving { staff, on: day(on) }).unwrap() {
            Reply::Assign(AssignReply::Leaving(found)) => found,
            other => panic!("{other:?}"),
        }
    }

    fn said_of(&mut self, role: Role) -> Vec<String> {
        let line = |one: Candidate| format!("{}: {}", one.person.short, one.reasons);
        self.candidates(role).into_iter().map(line).collect()
    }

    fn reassign(&mut self, who: &str, moves: &[(i64, StaffId)]) -> Result<Reply, Error> {
        let moves = moves.iter().map(|(family, to)| (FamilyId(*family), *to)).collect();
        let (op, on, reason) = (OpId::new(), day("2026-11-24"), "Lee leaves".to_owned());
        self.asks_assign(who, AssignAsk::Reassign { op, from: LEE, on, moves, reason })
    }
}

#[test]
fn the_suggestion_is_ordered_and_says_its_reasons() {
    let mut world = world();
    world.load(BROOKS, 9);
    world.load(SHAH, 2);
    world
        .sql
        .execute_batch(
            "insert into assignment (family_id, staff_id, role, from_on, assigned_by)
               values (1500, 3, 'intact_worker', '2026-07-04', 1);
             update assignment set from_on = '2026-11-03' where family_id = 1508;
             insert into credential (staff_id, kind, expires_on) values (6, 'cadc', '2026-11-01'), (5, 'cadc', '2026-11-01'),
               (5, 'cadc', '2027-11-01')",
        )
        .unwrap();
    assert_eq!(
        world.said_of(RC),
        [
            "Brooks: 9 of 10, 1 new this month, already pairs with Lee",
            "Shah: 2 of 10, new pair with Lee, CADC has ended",
        ]
    );
    world.load(BROOKS, 0);
    world
        .sql
        .execute_batch("update employment set fte = 0.5 where staff_id = 5; update employment set status = 'leave' where staff_id = 6")
        .unwrap();
    assert_eq!(
        world.said_of(RC),
        [
            "Brooks: 9 of 5, one more is over the hard cap of 8, 1 new this month, already pairs with Lee",
            "Shah: 2 of 10, on leave, new pair with Lee, CADC has ended",
        ]
    );
    let brooks = &world.candidates(RC)[0];
    let of = |name: &str| brooks.explain.rows.iter().find(|(row, _)| row == name).unwrap().1.clone();
    assert_eq!(
        (of("share of full time"), of("capacity"), of("new this month")),
        ("0.50".into(), "5".into(), "1".into())
    );
}

#[test]
fn the_treatment_side_gets_no_suggestion_and_gives_nobody_families() {
    let mut world = world();
    let ask = AssignAsk::Candidates { family: FAMILY, role: RC, on: day("2026-11-24") };
    for error in [
        world.asks_assign("Sam", ask).unwrap_err(),
        world.asks_assign("Sam", AssignAsk::Leaving { staff: BROOKS, on: day("2026-11-24") }).unwrap_err(),
        world.reassign("Sam", &[(197, KIM)]).unwrap_err(),
    ] {
        assert_eq!(error.kind, Kind::Denied);
        assert!(error.message.contains("Only an Intact Supervisor assigns"), "{error}");
    }
}

#[test]
fn ending_needs_a_reason_and_leaves_an_incomplete_pair() {
    let mut world = world();
    let mut form =
        EndForm { family: FAMILY, role: IW, instead_of: None, on: day("2026-11-24"), reason: String::new() };
    assert!(world.refused("Dana", Form::EndAssignment(form.clone())).hint.contains("reason"));
    form.reason = "moved away".into();
    assert!(world.refused("Sam", Form::EndAssignment(form.clone())).message.contains("Only an Intact"));
    form.on = day("2026-07-01");
    assert!(world.refused("Dana", Form::EndAssignment(form.clone())).message.contains("since"));
    form.on = day("2026-11-24");
    form.instead_of = Some(Some(KIM));
    let other = world.refused("Dana", Form::EndAssignment(form.clone()));
    assert_eq!(other.message, "by now Lee has F-0197 on Tue 24 Nov");
    form.instead_of = Some(Some(LEE));
    assert_eq!(
        world.said("Dana", Form::EndAssignment(form.clone())),
        "Lee no longer has F-0197: nobody is its Intact Worker"
    );
    assert_eq!(world.rows("select to_on || ' ' || end_reason from assignment"), ["2026-11-24 moved away"]);
    let gone = world.refused("Dana", Form::EndAssignment(form.clone()));
    assert_eq!(gone.message, "by now nobody has F-0197 on Tue 24 Nov");
    form.instead_of = None;
    assert!(world.refused("Dana", Form::EndAssignment(form)).message.contains("has no Intact Worker"));
}

#[test]
fn a_transfer_keeps_its_reason_on_both_spells() {
    let mut world = world();
    let mut form = assign(KIM, IW, "2026-11-24");
    form.reason = "closer to the school".into();
    world.said("Dana", Form::Assign(form));
    assert_eq!(
        world.rows(
            "select coalesce(to_on, '-') || '|' || reason || '|' || end_reason from assignment order by id"
        ),
        ["2026-11-24||closer to the school", "-|closer to the school|"]
    );
}

#[test]
fn a_leavers_families_go_to_others_as_one_event_or_not_at_all() {
    let mut world = world();
    world.load(LEE, 2);
    let found = world.leaving(LEE, "2026-11-27");
    assert_eq!(found.families.len(), 3);
    assert!(found.families.iter().all(|held| held.candidates.iter().all(|one| one.person.id != LEE)));
    let events = world.count("select count(*) from event where kind = 'reassign'");
    // One of them is nobody's of Lee: nothing is saved.
    let error = world.reassign("Dana", &[(197, KIM), (200, KIM)]).unwrap_err();
    assert!(error.message.contains("no longer has"), "{error}");
    assert_eq!(world.count("select count(*) from assignment where staff_id = 4"), 0);
    let Reply::Saved { said, .. } = world.reassign("Dana", &[(197, KIM), (1300, KIM)]).unwrap() else {
        panic!()
    };
    assert_eq!(said, "2 families of Lee given to others");
    assert_eq!(world.count("select count(*) from event where kind = 'reassign'"), events + 1);
    assert_eq!(world.count("select count(*) from assignment where staff_id = 4 and to_on is null"), 2);
    let Reply::Undo(plan) = world.store.handle(Request::Undo(UndoAsk::Last)).unwrap() else { panic!() };
    assert_eq!(plan.effect, "removes 2 assignments and restores 2 assignments");
    world.store.handle(Request::Undo(UndoAsk::Undo { op: OpId::new(), seq: plan.seq })).unwrap();
    assert_eq!(world.count("select count(*) from assignment where staff_id = 3 and to_on is null"), 3);
}

#[test]
fn whoever_has_the_case_is_not_offered_as_the_new_worker() {
    let mut world = world();
    assert!(world.said_of(IW).iter().all(|one| !one.starts_with("Lee:")), "Lee has it already");
    assert!(world.said_of(IW).iter().any(|one| one.starts_with("Kim:")));
}

#[test]
fn a_supervisor_who_holds_a_family_shows_with_the_days_of_thirty() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "update assignment set to_on = '2026-11-12' where family_id = 197 and role = 'intact_worker';
             insert into assignment (family_id, staff_id, role, from_on, supervisor_held, assigned_by)
               values (197, 1, 'intact_worker', '2026-11-12', 1, 1);",
        )
        .unwrap();
    world.store.sign_in_as("Dana").unwrap();
    let Reply::Caseload(page) = world.store.handle(Request::Caseload).unwrap() else { panic!("no caseload") };
    let held = page.incomplete[0].held.clone().unwrap();
    assert_eq!((held.person.name.as_str(), held.clock.text.as_str()), ("Dana Ortiz", "12 of 30 d"));
    assert!(held.explain.basis.contains("89 IAC 401.420"));
    let mut desk = desk_over(world, false);
    desk.keys("2").shows("Held by Dana Ortiz   ○ 12 of 30 d");
    desk.flow.open(Target::Family(FAMILY));
    desk.shows("IW held by Dana Ortiz 12 of 30 d");
}

#[test]
fn keys_choose_from_the_suggestion_and_nobody_is_chosen_beforehand() {
    let world = world();
    world.load(BROOKS, 3);
    let mut desk = desk_over(world, false);
    desk.open(FormKind::Assign(FAMILY, Some(RC)));
    desk.keys("f6");
    desk.shows("Who could be the Recovery Coordinator");
    desk.shows("3 of 10, new pair with Lee");
    desk.keys("esc f2");
    desk.shows("Choose who");
    assert!(!desk.flow.shows("Nobody"), "nobody has it who could end: {}", desk.flow.screen());
    assert!(rows(&desk.sql, "select id from assignment where family_id = 197 and staff_id <> 3").is_empty());
}

#[test]
fn where_there_is_no_one_to_choose_the_list_says_why() {
    let mut desk = desk_over(world(), false);
    desk.open(FormKind::Assign(FAMILY, None));
    desk.keys("tab enter");
    desk.shows("choose first as what");
    desk.sql.execute_batch("delete from employment where staff_id in (5, 6)").unwrap();
    desk.open(FormKind::Assign(FAMILY, Some(RC)));
    desk.keys("enter");
    desk.shows("no other Recovery Coordinator works here on that day; 4 n adds one");
    assert!(!desk.flow.shows("Nobody"), "{}", desk.flow.screen());
    desk.keys("esc f2");
    desk.shows("Choose who");
    assert!(rows(&desk.sql, "select id from assignment where family_id = 197 and staff_id <> 3").is_empty());
}

#[test]
fn a_day_that_cannot_be_read_makes_nobody_unemployed() {
    let mut desk = desk_over(world(), false);
    desk.open(FormKind::Assign(FAMILY, Some(RC)));
    desk.keys("tab text:soon f6");
    assert!(!desk.flow.shows("Nobody of this role works"), "{}", desk.flow.screen());
}

#[test]
fn keys_show_what_happens_if_lee_leaves_before_anything_is_saved() {
    let world = world();
    world.load(LEE, 2);
    let mut desk = desk_over(world, false);
    desk.flow.open(Target::Leaving(Some(LEE)));
    desk.shows("If Lee leaves on");
    desk.shows("0 of 3 families given");
    desk.keys("space down space enter");
    desk.shows("Who takes these 2 families?");
    desk.keys("enter");
    desk.shows("2 of 3 families given");
    desk.shows("0 → 2 of 10");
    assert!(
        rows(&desk.sql, "select id from assignment where staff_id = 4").is_empty(),
        "nothing is saved yet"
    );
    desk.keys("f2 text:Lee_leaves_on_Friday f2");
    desk.shows("2 families of Lee given to others");
    assert_eq!(
        rows(&desk.sql, "select count(*) from assignment where staff_id = 4 and to_on is null"),
        ["2"]
    );
    assert_eq!(
        rows(&desk.sql, "select distinct reason from assignment where staff_id = 4"),
        ["Lee leaves on Friday"]
    );
}

#[test]
fn the_other_supervisor_sees_why_it_is_dim() {
    let mut desk = desk_over(world(), true);
    desk.flow.open(Target::Leaving(Some(LEE)));
    desk.shows("Only an Intact Supervisor assigns families");
    desk.keys("enter f2 esc");
    desk.keys("2 ctrl-p text:leaves");
    desk.shows("Only an Intact Supervisor");
    assert_eq!(rows(&desk.sql, "select count(*) from assignment"), ["1"]);
}

#[test]
fn keys_over_the_hard_cap_ask_for_the_reason_and_keep_it() {
    let world = world();
    world.load(SHAH, 15);
    let mut desk = desk_over(world, false);
    desk.open(FormKind::Assign(FAMILY, Some(RC))).keys("text:shah enter f2");
    desk.shows("over the hard cap of 15");
    let given = "select reason from assignment where family_id = 197 and staff_id = 6";
    assert!(rows(&desk.sql, given).is_empty());
    desk.keys("text:Brooks_is_on_leave_until_May f2")
        .shows("Shah now has F-0197: 16 of 10, over the hard cap of 15");
    assert_eq!(rows(&desk.sql, given), ["Brooks is on leave until May"]);
}

#[test]
fn keys_take_a_family_in_hand_as_its_supervisor_for_so_many_days() {
    let mut desk = desk_over(world(), false);
    desk.open(FormKind::Assign(FAMILY, Some(IW))).keys("text:dana");
    desk.shows("as supervisor, 30 days at most");
    desk.keys("enter tab text:Lee_is_ill f2").shows("30");
    assert_eq!(
        rows(
            &desk.sql,
            "select staff_id || ' ' || supervisor_held from assignment where family_id = 197 and to_on is null"
        ),
        ["1 1"]
    );
    desk.keys("2").shows("Held by Dana Ortiz   ○ 0 of 30 d");
}
