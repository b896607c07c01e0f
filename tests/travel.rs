//! Travel: miles by purpose and month over all sites, kept apart, entered one by one, as a week and by import alike.

mod keys;

use crate::forms::world::*;
use ifr::domain::calendar::Clock;
use ifr::domain::month::Month;
use ifr::domain::travel::{Miles, Purpose};
use ifr::domain::{FamilyId, StaffId};
use ifr::import::{Options, run};
use ifr::settings::Settings;
use ifr::store::request::Form;
use ifr::store::view::Mark;
use ifr::store::view::travel::{CoordinatorMonth, TravelAsk, TravelChange, TravelMonth, TripForm};
use ifr::store::view::undo::UndoAsk;
use ifr::store::{OpId, OpenOptions, Reply, Request, Store};
use std::sync::Arc;

fn trip(on: &str, miles: &str, purpose: Purpose) -> TripForm {
    TripForm {
        row: None,
        staff: BROOKS,
        on: day(on),
        miles: Miles::read(miles).unwrap(),
        purpose,
        family: (purpose == Purpose::ClientHome).then_some(FAMILY),
    }
}

fn save(form: TripForm) -> Form {
    Form::Travel(Box::new(TravelChange::Save(form)))
}

fn month(world: &mut World, who: &str, staff: Option<StaffId>, month: Option<&str>) -> TravelMonth {
    world.store.sign_in_as(who).unwrap();
    let ask = TravelAsk { staff, month: month.map(|text| Month::read(text).unwrap()) };
    match world.store.handle(Request::Travel(ask)).unwrap() {
        Reply::Travel(month) => *month,
        other => panic!("{other:?}"),
    }
}

fn brooks(world: &mut World, of: &str) -> CoordinatorMonth {
    let month = month(world, "Sam", None, Some(of));
    month.coordinators.into_iter().find(|one| one.person.id == BROOKS).unwrap()
}

const ROWS: &str = "select on_date || ' ' || miles || ' ' || purpose || ' ' || coalesce(family_id, '-') from travel order by on_date, id";

#[test]
fn a_calendar_month_counts_over_all_sites_and_keeps_the_purposes_apart() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "insert into travel (staff_id, on_date, miles, purpose, family_id) values
               (5, '2026-10-31', 40, 'client_home', 197), (5, '2026-11-01', 60.1, 'client_home', 197),
               (5, '2026-11-24', 59.9, 'client_home', 200), (5, '2026-11-10', 80.5, 'meeting', null),
               (5, '2026-11-11', 33, 'training', null), (6, '2026-11-11', 149.9, 'client_home', 197);
             insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed,
               signed_on, expires_on) values (9, 1, 2, 1, 'Intact staff', 'Planning', 1, 1, '2026-10-01', '2027-11-20');
             insert into consent_category (consent_id, category) values (9, 'services');
             insert into service (id, family_id, staff_id, role, kind, on_date, mode, part2, member_id, consent_id) values
               (70, 197, 5, 'recovery_coordinator', 'transportation', '2026-11-05', 'home', 1, 1, 9),
               (71, 197, 5, 'recovery_coordinator', 'transportation', '2026-11-06', 'home', 1, 1, 9),
               (72, 197, 5, 'recovery_coordinator', 'transportation', '2026-11-09', 'home', 1, 1, 9);
             insert into service_fact (service_id, name, value) values (70, 'miles', '25'), (71, 'miles', '0.1'), (72, 'miles', '0.2');",
        )
        .unwrap();
    let own = brooks(&mut world, "2026-11");
    let ledger = (own.ledger.client_home, own.ledger.meeting, own.ledger.training);
    assert_eq!(ledger, (Miles::whole(120), Miles::tenths(805), Miles::whole(33)));
    assert_eq!((own.standing.mark, own.standing.text.as_str()), (Mark::Due, "120 of 150"));
    assert_eq!((own.elsewhere, own.clients), (Miles::tenths(599), Miles::tenths(253)));
    // 16 of the 19 working days of November 2026 have begun on the 24th (Veterans Day, Thanksgiving and the day after).
    assert!(own.projected.is_some_and(|miles| miles > Miles::whole(120)), "{:?}", own.projected);
    let before = brooks(&mut world, "2026-10");
    assert_eq!((before.ledger.client_home, before.projected), (Miles::whole(40), None));
    let page = month(&mut world, "Dana", Some(BROOKS), None);
    let seen: Vec<_> = page.trips.iter().map(|trip| (trip.family, trip.elsewhere)).collect();
    assert_eq!(
        seen,
        [(None, true), (None, false), (None, false), (Some(FAMILY), false)],
        "another site's family stays hidden"
    );
    world
        .save("Sam", save(TripForm { staff: SHAH, ..trip("2026-11-24", "0.1", Purpose::ClientHome) }))
        .unwrap();
    let all = month(&mut world, "Sam", None, None);
    let shah = all.coordinators.iter().find(|one| one.person.id == SHAH).unwrap();
    assert_eq!(shah.standing.mark, Mark::Overdue, "at the cap there are none left");
}

#[test]
fn a_trip_is_entered_changed_taken_back_and_brought_back() {
    let mut world = world();
    let (id, said) = world.save("Sam", save(trip("2026-11-23", "12.4", Purpose::ClientHome))).unwrap();
    assert_eq!(said, "Brooks: 12.4 miles on Mon 23 Nov, F-0197");
    let changed = TripForm { row: Some((id, 1)), ..trip("2026-11-23", "14", Purpose::Meeting) };
    world.save("Sam", save(changed.clone())).unwrap();
    assert_eq!(world.rows(ROWS), ["2026-11-23 14.0 meeting -"]);
    let stale = world.refused("Sam", save(TripForm { miles: Miles::whole(1), ..changed }));
    assert!(stale.message.contains("Sam Reyes changed ") && stale.message.contains("miles"), "{stale}");
    let gone = |version| TravelChange::Delete { id, version, reason: "entered twice".into() };
    world.refused("Sam", Form::Travel(Box::new(gone(1))));
    world.save("Sam", Form::Travel(Box::new(gone(2)))).unwrap();
    assert!(world.rows(ROWS).is_empty());
    let Reply::Undo(plan) = world.store.handle(Request::Undo(UndoAsk::Last)).unwrap() else { panic!() };
    world.store.handle(Request::Undo(UndoAsk::Undo { op: OpId::new(), seq: plan.seq })).unwrap();
    assert_eq!(world.rows(ROWS), ["2026-11-23 14.0 meeting -"]);
}

#[test]
fn what_cannot_have_been_is_refused_with_a_sentence() {
    let mut world = world();
    let home = || trip("2026-11-23", "12", Purpose::ClientHome);
    for (form, words) in [
        (trip("2026-11-23", "-3", Purpose::Meeting), "-3 miles cannot be right"),
        (trip("2026-11-23", "0", Purpose::Meeting), "0 miles cannot be right"),
        (trip("2026-11-23", "301", Purpose::Meeting), "301 miles cannot be right"),
        (trip("2026-11-25", "12", Purpose::Meeting), "still to come"),
        (TripForm { family: None, ..home() }, "names its family"),
        (TripForm { family: Some(FamilyId(200)), ..home() }, "not yours"),
        (TripForm { on: day("2026-07-03"), ..home() }, "not open"),
        (TripForm { staff: LEE, ..home() }, "is Intact Worker"),
        (TripForm { staff: StaffId(99), ..home() }, "nobody here"),
    ] {
        let error = world.refused("Sam", save(form));
        assert!(error.message.contains(words), "{error}");
    }
    let error = world.refused("Dana", save(home()));
    assert!(error.message.contains("entered by the treatment agency"), "{error}");
    let week = vec![home(), TripForm { on: day("2026-11-25"), ..home() }];
    let error = world.refused("Sam", Form::Travel(Box::new(TravelChange::Week(week))));
    assert!(error.message.starts_with("Wed 25 Nov: "), "{error}");
    assert_eq!(world.count("select count(*) from travel"), 0, "a week is all or nothing");
}

#[test]
fn an_import_says_the_same_and_twice_is_once() {
    let mut world = world();
    world.store.sign_in_as("Sam").unwrap();
    let file = world._dir.path().join("trips.csv");
    std::fs::write(
        &file,
        "staff,date,miles,purpose,case number\n\
         Tamika Brooks,2026-11-20,12.4,Client home,C-197\n\
         Tamika Brooks,2026-11-20,30,meeting,\n\
         Tamika Brooks,2026-11-20,30,meeting,\n\
         Tamika Brooks,2026-11-20,-3,meeting,\n\
         Tamika Brooks,2026-11-20,900,meeting,\n\
         Tamika Brooks,2026-11-25,3,meeting,\n\
         Tamika Brooks,2026-11-20,3,client home,\n\
         Tamika Brooks,2026-11-20,12.45,meeting,\n\
         Jordan Lee,2026-11-20,3,meeting,\n",
    )
    .unwrap();
    let outcome = run(&mut world.store, std::slice::from_ref(&file), &Options::default()).unwrap();
    let told = format!("{outcome:?}");
    for words in [
        "twice",
        "-3 miles cannot be right",
        "900 miles cannot be right",
        "names its family",
        "finer than a tenth",
    ] {
        assert!(told.contains(words), "no \"{words}\" in {told}");
    }
    let kept = ["2026-11-20 12.4 client_home 197", "2026-11-20 30.0 meeting -"];
    assert_eq!(world.rows(ROWS), kept);
    run(&mut world.store, &[file], &Options::default()).unwrap();
    assert_eq!(world.rows(ROWS), kept, "the same file again adds nothing");
}

#[test]
fn a_trip_counts_in_the_civil_month_of_the_partnership() {
    // The clocks go back on 1 November 2026: 1:30 comes twice, at 6:30 and 7:30 UTC.
    for (now, today, of, other) in [
        ("2026-11-01T04:30:00Z", "2026-10-31", "2026-10", "2026-11"),
        ("2026-11-01T05:30:00Z", "2026-11-01", "2026-11", "2026-10"),
        ("2026-11-01T06:30:00Z", "2026-11-01", "2026-11", "2026-10"),
        ("2026-11-01T07:30:00Z", "2026-11-01", "2026-11", "2026-10"),
        ("2026-11-02T05:30:00Z", "2026-11-01", "2026-11", "2026-10"),
        ("2026-12-01T05:30:00Z", "2026-11-30", "2026-11", "2026-12"),
        ("2026-12-01T06:30:00Z", "2026-12-01", "2026-12", "2026-11"),
        // And forward on 8 March: 2:30 never comes.
        ("2027-03-01T05:59:59Z", "2027-02-28", "2027-02", "2027-03"),
        ("2027-03-08T07:30:00Z", "2027-03-08", "2027-03", "2027-02"),
    ] {
        let mut world = world();
        let path = world.store.path().to_owned();
        let clock = Clock::Fixed(now.parse().unwrap(), chrono_tz::America::Chicago);
        let options = OpenOptions { clock: Some(clock), ..OpenOptions::new(Arc::new(Settings::defaults())) };
        world.store = Store::open(&path, options).unwrap();
        assert_eq!(world.store.clock().today(), day(today), "{now}");
        let on = day(today);
        let tomorrow = TripForm { on: on.succ_opt().unwrap(), ..trip(today, "12.4", Purpose::ClientHome) };
        assert!(world.refused("Sam", save(tomorrow)).message.contains("still to come"), "{now}");
        world.save("Sam", save(trip(today, "12.4", Purpose::ClientHome))).unwrap();
        let this = month(&mut world, "Sam", Some(BROOKS), None);
        assert_eq!(this.month, Month::read(of).unwrap(), "{now}");
        assert_eq!(brooks(&mut world, of).ledger.client_home, Miles::tenths(124), "{now}");
        assert_eq!(brooks(&mut world, other).ledger.client_home, Miles::default(), "{now}");
    }
}
