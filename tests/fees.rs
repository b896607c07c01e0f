//! The treatment agency's fee and training allowance: set or not, charged, changed, taken back.

use crate::forms::desk::{desk, desk_over};
use crate::forms::world::*;
use ifr::domain::charge::ChargeKind;
use ifr::error::Kind;
use ifr::settings::Settings;
use ifr::store::request::Form;
use ifr::store::view::Mark;
use ifr::store::view::charge::{AgencyYear, ChargeChange, ChargeForm};
use ifr::store::view::staffing::{StaffAsk, StaffChange, StaffReply};
use ifr::store::view::undo::UndoAsk;
use ifr::store::{OpId, OpenOptions, Reply, Request, Store};
use ifr::tui::screen::Target;
use std::sync::Arc;

fn charge(kind: ChargeKind, on: &str, cents: i64) -> ChargeForm {
    ChargeForm { row: None, kind, on: day(on), cents, what_for: "Third quarter".into() }
}

fn change(change: ChargeChange) -> Form {
    Form::StaffChange(StaffChange::Charge(change))
}

fn save(form: ChargeForm) -> Form {
    change(ChargeChange::Save(form))
}

fn year(store: &mut Store, who: &str) -> AgencyYear {
    store.sign_in_as(who).unwrap();
    let Reply::Staff(StaffReply::Places(places)) = store.handle(Request::Staff(StaffAsk::Places)).unwrap()
    else {
        panic!()
    };
    places.years.into_iter().next().unwrap()
}

fn told(year: &AgencyYear) -> [&str; 2] {
    year.allowances.each_ref().map(|one| one.standing.text.as_str())
}

const ROWS: &str = "select agency_id || ' ' || kind || ' ' || on_date || ' ' || amount_cents from agency_charge order by on_date, id";

/// Charged this year and last year; two trainings of treatment staff this year, one of an Intact Worker, one last year.
const CHARGED: &str = "
insert into agency_charge (agency_id, kind, on_date, amount_cents, what_for) values
  (2, 'fee', '2026-03-31', 1100000, 'First quarter'), (2, 'fee', '2026-06-30', 1125050, 'Second quarter'),
  (2, 'fee', '2025-12-31', 999900, 'Last year'), (2, 'training', '2026-05-01', 60000, 'Motivational interviewing, all');
insert into training (staff_id, on_date, hours, topic, cost_cents) values (5, '2026-02-01', 6, 'a', 12000),
  (6, '2026-11-24', 6, 'b', 500), (3, '2026-02-01', 6, 'c', 7777), (5, '2025-12-31', 6, 'd', 8888), (5, '2026-02-02', 6, 'e', null);
";

#[test]
fn an_allowance_that_is_not_set_says_so_and_never_stands_as_nothing() {
    let mut world = world();
    for who in ["Dana", "Sam"] {
        let year = year(&mut world.store, who);
        assert_eq!((year.agency.1.as_str(), year.year), ("Hope", 2026));
        assert_eq!(told(&year), ["$0, allowance not set"; 2], "{who}");
        assert!(year.allowances.iter().all(|one| one.allowed_cents.is_none()));
    }
}

#[test]
fn the_years_use_stands_against_fifteen_percent_and_the_allowance() {
    let World { _dir, store, sql } = world();
    sql.execute_batch(CHARGED).unwrap();
    let mut settings = Settings::defaults();
    assert_eq!(settings.thresholds.provider.fee_percent, 15, "(seed)");
    settings.thresholds.provider.services_dollars = 200_000;
    settings.thresholds.provider.training_dollars = 700;
    let path = store.path().to_owned();
    drop(store);
    let options = OpenOptions { clock: Some(clock()), ..OpenOptions::new(Arc::new(settings)) };
    let mut store = Store::open(&path, options).unwrap();
    let year = year(&mut store, "Dana");
    assert_eq!(told(&year), ["$22,250.50 of $30,000", "$725 of $700, over"]);
    let marks = year.allowances.each_ref().map(|one| one.standing.mark);
    assert_eq!(marks, [Mark::Open, Mark::Overdue]);
    assert_eq!(year.charges.len(), 3, "last year's is not this year's");
    assert!(year.allowances[1].explain.rows.contains(&("trainings of its people".into(), "$125".into())));
}

#[test]
fn a_charge_is_entered_changed_taken_back_and_brought_back() {
    let mut world = world();
    let (id, said) = world.save("Sam", save(charge(ChargeKind::Fee, "2026-09-30", 1_125_050))).unwrap();
    assert_eq!(said, "Supervision and administrative fee: $11,250.50 on Wed 30 Sep, Third quarter");
    let changed = ChargeForm { row: Some((id, 1)), ..charge(ChargeKind::Training, "2026-10-01", 90_000) };
    world.save("Sam", save(changed.clone())).unwrap();
    assert_eq!(world.rows(ROWS), ["2 training 2026-10-01 90000"]);
    let stale = world.refused("Sam", save(ChargeForm { cents: 1, ..changed }));
    assert_eq!(stale.kind, Kind::Conflict, "{stale}");
    let gone = |version| change(ChargeChange::Delete { row: (id, version), reason: "entered twice".into() });
    assert_eq!(world.refused("Sam", gone(1)).kind, Kind::Conflict);
    world.save("Sam", gone(2)).unwrap();
    assert!(world.rows(ROWS).is_empty());
    let Reply::Undo(plan) = world.store.handle(Request::Undo(UndoAsk::Last)).unwrap() else { panic!() };
    assert!(plan.effect.contains("1 charge"), "{}", plan.effect);
    world.store.handle(Request::Undo(UndoAsk::Undo { op: OpId::new(), seq: plan.seq })).unwrap();
    assert_eq!(world.rows(ROWS), ["2 training 2026-10-01 90000"]);
}

#[test]
fn what_cannot_have_been_and_what_is_the_other_sides_is_refused() {
    let mut world = world();
    for (form, words) in [
        (charge(ChargeKind::Fee, "2026-11-25", 100), "still to come"),
        (charge(ChargeKind::Fee, "2026-11-24", 0), "amount cannot be right"),
        (charge(ChargeKind::Fee, "2026-11-24", -100), "amount cannot be right"),
        (
            ChargeForm { what_for: "  ".into(), ..charge(ChargeKind::Fee, "2026-11-24", 100) },
            "What it was for",
        ),
        (ChargeForm { row: Some((9, 1)), ..charge(ChargeKind::Fee, "2026-11-24", 100) }, "no longer there"),
    ] {
        let error = world.refused("Sam", save(form));
        assert!(error.message.contains(words), "{words}: {error}");
    }
    let error = world.refused("Dana", save(charge(ChargeKind::Fee, "2026-11-24", 100)));
    assert!(error.message.contains("kept by the treatment agency"), "{error}");
    world
        .sql
        .execute_batch(
            "insert into agency (id, name, kind) values (3, 'Other', 'treatment');
             insert into agency_charge (id, agency_id, kind, on_date, amount_cents, what_for) values (7, 3, 'fee', '2026-01-01', 5, 'x');",
        )
        .unwrap();
    let error = world.refused("Sam", change(ChargeChange::Delete { row: (7, 1), reason: "not ours".into() }));
    assert!(error.message.contains("keeps its own"), "{error}");
}

#[test]
fn keys_charge_and_take_back_on_the_agencies_page() {
    let mut desk = desk(true);
    desk.flow.open(Target::Agencies);
    desk.shows("Hope, fee and training 2026").shows("$0, allowance not set");
    desk.keys("n down down down enter").shows("Charge to a fee or allowance");
    desk.keys("text:train tab text:11/20 tab text:12.5 tab").shows("Give an amount, such as 250");
    desk.keys("shift-tab ctrl-u text:1,250.50 tab text:Conference_in_Springfield f2");
    desk.shows("$1,250.50, allowance not set").shows("$1,250.50 training").shows("Conference in Springfield");
    assert_eq!(rows(&desk.sql, ROWS), ["2 training 2026-11-20 125050"]);
    desk.select("Conference").keys("c").shows("Change a charge");
    desk.keys("esc up e").shows("annual training allowance");
    desk.keys("esc down x f2").shows("Say why");
    desk.keys("text:entered_twice f2").shows("u brings it back").shows("$0, allowance not set");
    assert!(rows(&desk.sql, ROWS).is_empty());
    desk.keys("u right enter");
    assert_eq!(rows(&desk.sql, ROWS), ["2 training 2026-11-20 125050"]);
}

#[test]
fn the_other_side_looks_and_is_told_who_keeps_it() {
    let world = world();
    world.sql.execute_batch(CHARGED).unwrap();
    let mut desk = desk_over(world, false);
    desk.flow.open(Target::Agencies);
    desk.shows("$22,250.50, allowance not set").shows("Second quarter");
    desk.keys("n down down down enter").shows("kept by the treatment agency");
    assert_eq!(rows(&desk.sql, "select count(*) from agency_charge"), ["4"]);
}

#[test]
fn somebody_without_training_has_none_and_not_less() {
    let mut desk = desk(true);
    desk.flow.open(Target::Person(BROOKS));
    desk.select("of 20 h").shows("0 of 20 h");
    assert!(!desk.flow.shows("-0"), "{}", desk.flow.screen());
}
