//! A deputy's cover: what passes to the deputy on those days, and what never does.

use super::world::*;
use super::{change, person};
use ifr::domain::meeting::{About, Attendance};
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, MeetingId, SiteId, StaffId};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::staffing::StaffChange;
use ifr::store::view::walk::{Walk, WalkAsk, WalkReply};
use ifr::store::{OpId, Reply, Request};

const DANA: StaffId = StaffId(1);
const RUTH: StaffId = StaffId(7);

/// The world with another Intact Supervisor at the other site, whose Intact Worker has the family there.
fn two_sites() -> World {
    let world = world();
    world
        .sql
        .execute_batch(
            "insert into staff (id, name, short_name, role, agency_id) values (7, 'Ruth Hall', 'Ruth', 'intact_supervisor', 1),
               (8, 'Omar Diaz', 'Diaz', 'intact_worker', 1);
             insert into employment (staff_id, from_on, fte) values (7, '2026-01-05', 1.0), (8, '2026-01-05', 1.0);
             insert into staff_site (staff_id, site_id, from_on) values (7, 2, '2026-01-05'), (8, 2, '2026-01-05');
             insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (200, 8, 'intact_worker', '2026-07-04', 7);",
        )
        .unwrap();
    world
}

fn cover(away: StaffId, deputy: StaffId, from: &str, last: &str) -> Form {
    change(StaffChange::Cover {
        staff: away,
        deputy,
        from: day(from),
        last_day: day(last),
        reason: "Leave".into(),
    })
}

#[test]
fn a_deputy_sees_the_other_sites_on_those_days_and_no_longer() {
    let mut world = two_sites();
    assert_eq!(world.store.sign_in_as("Dana").unwrap().sites, [SiteId(1)]);
    assert_eq!(world.refused("Dana", Form::Assign(elsewhere())).kind, Kind::Denied);
    let said = world.said("Ruth", cover(RUTH, DANA, "2026-11-24", "2026-11-27"));
    assert_eq!(said, "Dana stands in for Ruth from Tue 24 Nov to Fri 27 Nov");
    let viewer = world.store.sign_in_as("Dana").unwrap();
    assert_eq!((viewer.sites, viewer.deputy_for), (vec![SiteId(1), SiteId(2)], vec![RUTH]));
    // Lists, a family's page and Today follow.
    let Reply::Caseload(caseload) = world.store.handle(Request::Caseload).unwrap() else { panic!() };
    assert!(caseload.workers.iter().any(|row| row.person.id == StaffId(8)), "the covered site's workers");
    assert!(world.store.handle(Request::Family(FamilyId(200))).is_ok());
    let Reply::Staffing(staffing) = world.store.handle(Request::Staffing).unwrap() else { panic!() };
    assert!(staffing.staff.iter().any(|row| row.person.short == "Diaz"));
    let Reply::Today(today) = world.store.handle(Request::Today).unwrap() else { panic!() };
    assert!(format!("{today:?}").contains("Diaz"), "Today shows the covered site's workers");
    // Over, or not begun: nothing of it.
    for (from, to) in [("2026-11-17", "2026-11-24"), ("2026-11-25", "2026-11-28")] {
        world.sql.execute("update cover set from_on = ?1, to_on = ?2", [from, to]).unwrap();
        let viewer = world.store.sign_in_as("Dana").unwrap();
        assert_eq!((viewer.sites, viewer.deputy_for), (vec![SiteId(1)], vec![]), "{from} to {to}");
        assert!(world.store.handle(Request::Family(FamilyId(200))).is_err());
    }
}

fn elsewhere() -> ifr::store::view::form::AssignForm {
    ifr::store::view::form::AssignForm {
        family: FamilyId(200),
        ..assign(StaffId(8), Role::IntactWorker, "2026-11-24")
    }
}

#[test]
fn only_somebody_of_the_same_role_stands_in() {
    let mut world = two_sites();
    for (form, words) in [
        (cover(RUTH, StaffId(2), "2026-11-24", "2026-11-27"), "not at your sites"),
        (cover(DANA, LEE, "2026-11-24", "2026-11-27"), "is Intact Worker"),
        (cover(DANA, DANA, "2026-11-24", "2026-11-27"), "themselves"),
        (cover(LEE, DANA, "2026-11-24", "2026-11-27"), "only supervisors"),
        (cover(RUTH, DANA, "2026-11-27", "2026-11-24"), "before the first"),
    ] {
        let error = world.refused("Dana", form);
        let named =
            error.message.contains(words) || (words == "not at your sites" && error.kind == Kind::Denied);
        assert!(named, "{error}");
    }
    assert_eq!(world.refused("Sam", cover(RUTH, DANA, "2026-11-24", "2026-11-27")).kind, Kind::Denied);
}

#[test]
fn nobody_has_two_deputies_and_no_deputy_is_away() {
    let mut world = two_sites();
    world.said("Dana", cover(RUTH, DANA, "2026-11-24", "2026-11-27"));
    assert!(world.refused("Dana", cover(RUTH, DANA, "2026-11-27", "2026-11-30")).message.contains("already"));
    assert!(
        world.refused("Dana", cover(DANA, RUTH, "2026-11-26", "2026-11-30")).message.contains("is away from")
    );
    world.said("Dana", cover(RUTH, DANA, "2026-11-28", "2026-11-30"));
    let row = person(&mut world, "Ruth", RUTH).covers[1].row;
    let end = |last: &str| change(StaffChange::EndCover { row, last_day: day(last) });
    assert!(world.refused("Ruth", end("2026-11-29")).message.contains("stands in for Ruth in that time"));
    assert_eq!(world.said("Ruth", end("2026-11-25")), "Dana stands in for Ruth until Wed 25 Nov");
}

#[test]
fn personnel_notes_do_not_pass_to_a_deputy() {
    let mut world = two_sites();
    world
        .sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, worker_id, status, held_on) values (55, 'u-55', 'individual_iw', 2, 8, 'held', '2026-11-20');
             insert into meeting_person (meeting_id, staff_id, role, attendance) values (55, 7, 'intact_supervisor', 'present'), (55, 8, 'intact_worker', 'present');
             insert into note (kind, author_id, entered_by, about_id, meeting_id, field, body, at) values
               ('personnel', 7, 7, 8, 55, 'check_in', 'between Ruth and Diaz', '2026-11-20T16:00:00Z');",
        )
        .unwrap();
    world.said("Ruth", cover(RUTH, DANA, "2026-11-24", "2026-11-27"));
    world.store.sign_in_as("Ruth").unwrap();
    let own = format!("{:?}", world.store.handle(Request::Meeting(ifr::domain::MeetingId(55))).unwrap());
    assert!(own.contains("between Ruth and Diaz"), "its author reads it");
    world.store.sign_in_as("Dana").unwrap();
    let deputy = world.store.handle(Request::Meeting(ifr::domain::MeetingId(55)));
    assert!(!format!("{deputy:?}").contains("between Ruth and Diaz"), "a deputy does not");
}

#[test]
fn a_deputy_counts_in_the_quorum_on_those_days_only() {
    let mut world = two_sites();
    world
        .sql
        .execute_batch(
            "insert into staff_site (staff_id, site_id, from_on) values (2, 2, '2026-01-05'), (6, 2, '2026-01-05');
             update employment set supervisor_id = 7 where staff_id = 8;
             update employment set supervisor_id = 2 where staff_id = 6;
             insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (200, 6, 'recovery_coordinator', '2026-07-04', 7);",
        )
        .unwrap();
    world.said("Ruth", cover(RUTH, DANA, "2026-11-24", "2026-11-27"));
    world.store.sign_in_as("Dana").unwrap();
    let start = WalkAsk::Start {
        op: OpId::new(),
        kind: "co_supervision".into(),
        about: vec![About::Pair(StaffId(8), SHAH)],
        afterwards: None,
    };
    let walk = walked(&mut world, start);
    for one in &walk.people {
        let away = one.staff == Some(RUTH);
        let here = if away { Attendance::Excused } else { Attendance::Present };
        let deputy_for = (one.staff == Some(DANA)).then_some(RUTH);
        walked(&mut world, attend(walk.id, one.row, here, deputy_for));
    }
    let after = walked(&mut world, WalkAsk::Load(walk.id));
    assert!(after.verdicts.iter().all(|one| one.counts), "{:?}", after.verdicts);
    // Once the cover is over, nobody can be entered as deputy.
    world.sql.execute("update cover set to_on = '2026-11-24', from_on = '2026-11-20'", []).unwrap();
    let dana = walk.people.iter().find(|one| one.staff == Some(DANA)).unwrap().row;
    let request = Request::Walk(attend(walk.id, dana, Attendance::Present, Some(RUTH)));
    let error = world.store.handle(request).unwrap_err();
    assert!(error.message.contains("is not a deputy on that day"), "{error}");
}

fn attend(meeting: MeetingId, person: i64, here: Attendance, deputy_for: Option<StaffId>) -> WalkAsk {
    WalkAsk::Attend {
        op: OpId::new(),
        meeting,
        person,
        attendance: Some(here),
        late: None,
        left_early: None,
        deputy_for,
    }
}

fn walked(world: &mut World, ask: WalkAsk) -> Walk {
    match world.store.handle(Request::Walk(ask)).unwrap() {
        Reply::Walk(reply) => match *reply {
            WalkReply::Walk(walk) | WalkReply::Signed { walk, .. } => *walk,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}
