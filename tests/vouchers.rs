//! Vouchers: issued under consent, charged by the log, near their end; and papers whose end stops services.

use crate::forms::desk::desk_over;
use crate::forms::world::*;
use ifr::domain::MemberId;
use ifr::domain::sealed::Part2;
use ifr::domain::voucher::Cap;
use ifr::store::request::Form;
use ifr::store::view::family::change::{Fact, FamilyChange, TreatmentForm};
use ifr::store::view::services::{ServiceCheck, ServicesAsk, ServicesReply};
use ifr::store::{Reply, Request};
use ifr::tui::screen::{Entry, FormKind, ServiceSeed, Target};

/// A consent that covers services from October to the 20th of November, and the coordinator of the family.
const CONSENT: &str = "
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed,
  signed_on, expires_on) values (9, 1, 2, 1, 'Intact staff', 'Planning', 1, 1, '2026-08-01', '2026-11-20');
insert into consent_category (consent_id, category) values (9, 'services');
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (197, 5, 'recovery_coordinator', '2026-08-01', 1);
";

const RIDES: &str = "
insert into voucher (id, member_id, consent_id, kind, cap_cents, cap_units, issued_on, expires_on) values
  (1, 1, 9, 'transportation', 0, 2, '2026-09-01', '2026-11-30');
insert into service (id, family_id, staff_id, role, kind, on_date, began, minutes, mode, documented_on, part2, member_id, consent_id) values
  (81, 197, 5, 'recovery_coordinator', 'transportation', '2026-08-20', '10:00', 30, 'home', '2026-08-20', 1, 1, 9),
  (82, 197, 5, 'recovery_coordinator', 'transportation', '2026-11-03', '10:00', 30, 'home', '2026-11-03', 1, 1, 9),
  (83, 197, 5, 'recovery_coordinator', 'transportation', '2026-11-04', '10:00', 30, 'home', '2026-11-04', 1, 1, 9),
  (84, 197, 5, 'recovery_coordinator', 'transportation', '2026-11-05', '10:00', 30, 'home', '2026-11-05', 1, 1, 9),
  (85, 197, 5, 'recovery_coordinator', 'peer_coaching', '2026-11-06', '10:00', 30, 'home', '2026-11-06', 1, 1, 9);
";

fn filled(more: &str) -> World {
    let world = world();
    world.sql.execute_batch(CONSENT).unwrap();
    world.sql.execute_batch(more).unwrap();
    world
}

fn check(world: &mut World, who: &str) -> ServiceCheck {
    world.store.sign_in_as(who).unwrap();
    let ask = ServicesAsk::Check { from: day("2026-08-01"), to: day("2026-11-24") };
    match world.store.handle(Request::Services(ask)).unwrap() {
        Reply::Services(ServicesReply::Check(check)) => *check,
        other => panic!("{other:?}"),
    }
}

fn issued(on: &str, kind: &str, cap: Cap) -> Form {
    let fact = Fact::Voucher { kind: kind.into(), cap };
    let form = TreatmentForm { family: FAMILY, member: MemberId(1), on: day(on), fact, elsewhere: None };
    Form::Change(Box::new(FamilyChange::Treatment(form)))
}

#[test]
fn a_voucher_needs_the_consent_of_its_day_and_lasts_ninety() {
    let mut world = filled("");
    let amount = Cap::Amount(25_000);
    for (form, words) in [
        (issued("2026-11-20", "transportation", amount), "no consent of M in force"),
        (issued("2026-07-31", "transportation", amount), "no consent of M in force"),
        (issued("2026-11-02", "visit", amount), "recovery support services"),
        (issued("2026-11-02", "transportation", Cap::Amount(-5)), "cap cannot be right"),
        (issued("2026-11-02", "transportation", Cap::Units(501)), "cap cannot be right"),
        (issued("2026-11-25", "transportation", amount), "still to come"),
    ] {
        let error = world.refused("Sam", form);
        assert!(error.message.contains(words), "{error}");
    }
    world.refused("Dana", issued("2026-11-02", "transportation", amount));
    world.save("Sam", issued("2026-11-02", "transportation", Cap::Units(12))).unwrap();
    assert_eq!(
        world.rows("select expires_on || ' ' || cap_cents || ' ' || cap_units from voucher"),
        ["2027-01-31 0 12"]
    );
}

#[test]
fn a_service_past_its_voucher_is_found_and_what_is_left_is_counted() {
    let mut world = filled(RIDES);
    let found = |check: &ServiceCheck, rule: &str| -> Vec<i64> {
        let of = |row: &&ifr::store::view::services::FindingRow| matches!(&row.broken, Part2::Shown(broken) if broken.open().rule == rule);
        check.findings.iter().filter(of).map(|row| row.service).collect()
    };
    let all = check(&mut world, "Sam");
    assert_eq!(found(&all, "rss.voucher_runs"), [81, 84], "before it was issued, and over its cap of two");
    assert_eq!(
        found(&all, "rss.voucher"),
        Vec::<i64>::new(),
        "no voucher for peer coaching is on file anywhere yet"
    );
    world
        .sql
        .execute_batch(
            "insert into member (id, family_id, kind, alias) values (7, 197, 'adult', 'P');
             insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed,
               signed_on, expires_on) values (10, 7, 2, 1, 'Intact staff', 'Planning', 1, 1, '2026-08-01', '2027-11-20');
             insert into consent_category (consent_id, category) values (10, 'services');
             insert into voucher (member_id, consent_id, kind, cap_cents, issued_on, expires_on) values
               (7, 10, 'peer_coaching', 100, '2026-11-01', '2027-01-30');",
        )
        .unwrap();
    assert_eq!(found(&check(&mut world, "Sam"), "rss.voucher"), [85]);
}

#[test]
fn what_is_left_stands_on_the_family_and_today_for_whom_it_may() {
    let mut desk = desk_over(filled(RIDES), true);
    desk.shows("Voucher used up");
    desk.flow.open(Target::Family(FAMILY));
    desk.shows("Transportation · 0 of 2 left").shows("used up");
    let mut other = desk_over(filled(RIDES), false);
    other.flow.open(Target::Family(FAMILY));
    assert!(!other.flow.shows("of 2 left"), "its consent has ended\n{}", other.flow.screen());
}

#[test]
fn keys_issue_a_voucher() {
    let mut desk = desk_over(filled(""), true);
    desk.open(FormKind::Entry(FAMILY, Entry::Voucher));
    desk.keys("tab text:11/2 tab text:transp tab text:abc tab").shows("Give dollars, such as 250");
    desk.keys("shift-tab ctrl-u text:250 f2").shows("voucher recorded");
    assert_eq!(
        rows(&desk.sql, "select kind || cap_cents || expires_on from voucher"),
        ["transportation250002027-01-31"]
    );
}

#[test]
fn a_paper_that_ends_says_what_it_stops() {
    let papers = "insert into credential (staff_id, kind, issued_on, expires_on, validated_on, validated_by) values
        (5, 'drivers_licence', '2025-01-01', '2026-12-10', '2025-01-02', 2), (5, 'auto_insurance', '2025-01-01', '2027-12-10', '2025-01-02', 2),
        (5, 'liability_cover', '2025-01-01', '2027-12-10', '2025-01-02', 2), (5, 'cadc', '2025-01-01', '2026-12-10', '2025-01-02', 2);";
    let mut world = filled(&format!("{RIDES}{papers}"));
    let stopped = check(&mut world, "Sam").stopped;
    let told: Vec<String> =
        stopped.iter().map(|one| format!("{} {}: {}", one.short, one.kind, one.words)).collect();
    assert_eq!(told, ["Brooks drivers_licence: 31 d: Transportation 3, 1 family"]);
    world
        .sql
        .execute_batch(
            "insert into credential (staff_id, kind, issued_on, expires_on, validated_on, validated_by) values
               (5, 'drivers_licence', '2026-11-01', '2028-12-10', '2026-11-02', 2);",
        )
        .unwrap();
    assert_eq!(check(&mut world, "Sam").stopped, [], "a renewed one stops nothing");
    world.sql.execute_batch("delete from credential where issued_on = '2026-11-01'").unwrap();
    let mut desk = desk_over(world, true);
    desk.flow.open(Target::Person(BROOKS));
    desk.shows("its end stops").shows("31 d: Transportation 3, 1 family");
}

#[test]
fn today_opens_what_its_rows_speak_of() {
    let mut desk = desk_over(
        filled(&format!(
            "{RIDES} insert into credential (staff_id, kind, issued_on, expires_on) values (6, 'cadc', '2025-01-01', '2026-12-01');
             insert into travel (staff_id, on_date, miles, purpose, family_id) values (6, '2026-11-03', 131, 'client_home', 197);"
        )),
        true,
    );
    for (row, opens) in [
        ("Voucher used up", "F-0197"),
        ("CADC ends in 7 d", "Ravi Shah"),
        ("131 of 150 miles", "Travel of Ravi Shah, November 2026"),
    ] {
        desk.keys("1 home").select(row).keys("enter").shows(opens);
        assert!(!desk.flow.shows(row) || row.starts_with("131"), "{row} is Today's\n{}", desk.flow.screen());
    }
}

/// Rides of November on these days, as if they had been logged before.
fn rides(days: &[&str]) -> String {
    let one = |day: &&str| {
        format!(
            "insert into service (family_id, staff_id, role, kind, on_date, began, minutes, mode, documented_on, part2, member_id, consent_id)
             values (197, 5, 'recovery_coordinator', 'transportation', '2026-11-{day}', '09:00', 30, 'home', '2026-11-{day}', 1, 1, 9);"
        )
    };
    days.iter().map(one).collect()
}

#[test]
fn a_voucher_comes_near_its_end_and_a_service_over_its_cap_is_told_while_it_is_entered() {
    const LOG: &str = "text:transp tab text:mil tab text:5 tab tab text:peer tab tab";
    const REST: &str = "tab text:10:00 tab text:20 tab text:field tab tab tab text:m enter";
    let over = "the voucher did not run on that day";
    let mut desk = desk_over(filled(""), true);
    desk.open(FormKind::Entry(FAMILY, Entry::Voucher));
    desk.keys("tab text:11/2 tab text:transp tab tab text:5 f2").shows("voucher recorded, to Sun 31 Jan");
    desk.flow.open(Target::Family(FAMILY));
    desk.shows("Transportation · 5 of 5 left").shows("○ ends in 68 d");
    desk.sql.execute_batch(&rides(&["03", "04", "05"])).unwrap();
    let seed = || FormKind::Service(ServiceSeed { entry: None, family: Some(FAMILY), staff: Some(BROOKS) });
    desk.open(seed()).keys(LOG).keys("text:11/6").keys(REST);
    assert!(!desk.flow.shows(over), "{}", desk.flow.screen());
    desk.keys("f2").shows("F-0197: field by Brooks on Fri 6 Nov");
    desk.flow.open(Target::Family(FAMILY));
    desk.shows("Transportation · 1 of 5 left").shows("● 1 of 5 left");
    desk.sql.execute_batch(&rides(&["09"])).unwrap();
    desk.open(seed()).keys(LOG).keys("text:11/10").keys(REST).shows(over);
    desk.keys("f2").shows("F-0197: field by Brooks on Tue 10 Nov");
    desk.flow.open(Target::Family(FAMILY));
    desk.shows("Transportation · 0 of 5 left").shows("! used up");
    desk.open(seed()).keys(LOG).keys("text:10/30").keys(REST).shows(over);
    desk.keys("f2 1 d").shows("the voucher did");
    let logged =
        "select group_concat(on_date, ' ') from (select on_date from service order by id desc limit 3)";
    assert_eq!(rows(&desk.sql, logged), ["2026-10-30 2026-11-10 2026-11-09"], "what happened is kept");
}
