//! The log worked with keys, as people do.

use crate::forms::desk::{Desk, desk, desk_over};
use crate::forms::world::*;
use ifr::tui::screen::{FormKind, ServiceSeed, Target};

fn with(sql: &str, sud: bool) -> Desk {
    let world = world();
    world.sql.execute_batch(sql).unwrap();
    desk_over(world, sud)
}

const OWED: &str =
    "insert into service (family_id, staff_id, role, kind, on_date, minutes, mode, documented_on) values
  (197, 3, 'intact_worker', 'visit', '2026-11-20', 45, 'home', null)";

#[test]
fn an_open_point_is_documented_with_its_day_and_undone() {
    let mut desk = with(OWED, false);
    desk.keys("d");
    desk.shows("Lee, IW   1 service · 1 not documented, oldest 4 d").shows("not documented 4 d");
    desk.keys("d").shows("Such as 11/24 for today");
    desk.keys("f2").shows("Say on which day it was entered");
    desk.keys("text:11/23 f2").shows("1 service documented on Mon 23 Nov");
    assert_eq!(rows(&desk.sql, "select documented_on from service"), ["2026-11-23"]);
    desk.keys("u right enter");
    assert_eq!(rows(&desk.sql, "select documented_on from service"), ["null"]);
}

#[test]
fn an_open_point_becomes_an_action_item() {
    let mut desk = with(OWED, false);
    desk.keys("d i").shows("Document the service of 20 Nov with F-0197");
    desk.keys("f2").shows("is Lee's, about F-0197");
    assert_eq!(rows(&desk.sql, "select owner_id || ' ' || category from action_item"), ["3 documentation"]);
}

#[test]
fn an_entry_is_taken_back_with_a_reason() {
    let mut desk = with(OWED, false);
    desk.keys("d x f2").shows("Say why");
    desk.keys("text:entered_twice f2").shows("u brings it back");
    assert!(rows(&desk.sql, "select id from service").is_empty());
    desk.keys("u right enter");
    assert_eq!(rows(&desk.sql, "select kind from service"), ["visit"]);
}

#[test]
fn the_other_side_sees_what_is_open_and_is_told_why_it_does_not_mend_it() {
    let mut desk = with(OWED, true);
    desk.keys("d").shows("not documented 4 d");
    desk.keys("d x");
    assert_eq!(rows(&desk.sql, "select documented_on from service"), ["null"]);
}

#[test]
fn a_service_asks_what_its_kind_requires_and_says_what_it_breaks() {
    let mut desk = with(super::CONSENT, true);
    let seed = ServiceSeed { entry: None, family: Some(FAMILY), staff: Some(BROOKS) };
    desk.open(FormKind::Service(seed));
    desk.keys("text:peer tab").shows("Topic").shows("Number in the group");
    desk.keys("text:coping tab text:3 tab tab text:11/18 tab text:10:00 tab text:45 tab text:phone tab");
    desk.shows("face-to-face").shows("Lived Experience");
    desk.keys("tab text:m enter f2").shows("F-0197: phone by Brooks on Wed 18 Nov");
    assert_eq!(
        rows(&desk.sql, "select kind || ' ' || mode || ' ' || part2 from service"),
        ["peer_coaching phone 1"],
        "what happened is kept, with its findings"
    );
    assert_eq!(
        rows(&desk.sql, "select name || '=' || value from service_fact order by name"),
        ["group_size=3", "topic=coping_skills"]
    );
}

#[test]
fn miles_and_dollars_of_a_ride_are_typed_with_their_decimals() {
    let mut desk = with(super::CONSENT, true);
    let seed = ServiceSeed { entry: None, family: Some(FAMILY), staff: Some(BROOKS) };
    desk.open(FormKind::Service(seed));
    desk.keys("text:transp tab text:mileage tab text:12.55 tab");
    desk.shows("This must be a number from 0 to 100000");
    desk.keys("shift-tab backspace tab tab tab text:7.25 tab");
    desk.keys("text:11/18 tab text:10:00 tab text:45 tab text:phone tab tab text:m enter f2");
    desk.shows("F-0197: phone by Brooks on Wed 18 Nov");
    assert_eq!(
        rows(&desk.sql, "select name || '=' || value from service_fact order by name"),
        ["amount=7.25", "form=mileage", "miles=12.5"]
    );
}

#[test]
fn an_entry_is_changed_from_the_log() {
    let mut desk = with(OWED, false);
    desk.keys("d v").shows("Services of the last 31 days");
    desk.keys("enter").shows("A service for F-0197").shows("45     min");
    desk.keys("tab tab tab ctrl-u text:60 f2");
    desk.shows("F-0197: home visit by Lee");
    assert_eq!(rows(&desk.sql, "select minutes || ' ' || version from service"), ["60 2"]);
}

#[test]
fn what_two_people_change_of_a_service_stands_together_and_the_same_field_asks() {
    let mut desk = with(OWED, false);
    let kept =
        "select minutes || ' ' || mode || ' ' || coalesce(documented_on, '-') || ' ' || version from service";
    desk.keys("d v enter").shows("45     min");
    desk.sql.execute_batch("update service set mode = 'office', version = 2").unwrap();
    desk.keys("tab tab tab ctrl-u text:60 f2");
    assert_eq!(rows(&desk.sql, kept), ["60 office - 3"], "{}", desk.flow.screen());
    desk.shows("that stands, too");
    desk.keys("enter enter").shows("60     min");
    desk.sql.execute_batch("update service set minutes = 30, version = 4").unwrap();
    desk.keys("tab tab tab ctrl-u text:90 f2");
    desk.shows("Both of you changed this").shows("Theirs: 30").shows("Yours: 90");
    desk.keys("m enter");
    assert_eq!(rows(&desk.sql, kept), ["90 office - 5"], "{}", desk.flow.screen());
}

#[test]
fn a_week_is_typed_copied_and_saved_in_one_piece() {
    let mut desk = desk(false);
    desk.flow.open(Target::Week(LEE));
    desk.shows("A week of Lee, IW");
    desk.keys("text:197 tab text:11/16 tab text:visit tab text:45 tab text:home tab tab text:all");
    desk.shows("saw A, B");
    desk.keys("f3 f6 f3 f6").shows("3 to save");
    desk.keys("f2").shows("3 contacts of Lee logged");
    assert_eq!(
        rows(&desk.sql, "select on_date || ' ' || kind || ' ' || minutes from service order by id"),
        ["2026-11-16 visit 45", "2026-11-17 visit 45", "2026-11-18 visit 45"]
    );
    assert_eq!(rows(&desk.sql, "select count(*) from service_child"), ["6"]);
    assert_eq!(rows(&desk.sql, "select count(*) from event where kind = 'week'"), ["1"]);
}

#[test]
fn what_is_wrong_in_a_week_is_said_in_its_cell_and_saves_nothing() {
    let mut desk = desk(false);
    desk.flow.open(Target::Week(LEE));
    desk.keys("text:999 tab shift-tab").shows("No family here is \"999\"");
    desk.keys("ctrl-u text:oak tab text:11/16 tab tab text:900 tab text:home f2")
        .shows("900 minutes cannot be right");
    assert!(rows(&desk.sql, "select id from service").is_empty());
    desk.keys("ctrl-u text:90 f2").shows("1 contact of Lee logged");
}

#[test]
fn a_week_half_typed_comes_back_as_it_was() {
    let mut desk = desk(false);
    desk.flow.open(Target::Week(LEE));
    desk.keys("text:oa tab text:sometime");
    desk.flow.wait(3);
    desk.flow.open(Target::Week(LEE));
    desk.shows("has not been saved yet").shows("!oa     sometime");
    desk.keys("esc right right enter");
    assert!(rows(&desk.sql, "select body from draft").is_empty());
}

#[test]
fn a_coordinators_week_takes_recovery_support_under_the_consent_of_its_day() {
    let mut desk = with(super::CONSENT, true);
    desk.flow.open(Target::Week(BROOKS));
    desk.keys("text:197 tab text:11/18_10:00 tab text:peer tab text:45 tab text:home tab tab");
    desk.shows("About M, with consent until Fri 20 Nov").shows("! the topic is not on file");
    desk.keys("f7").shows("Peer Coaching: what is on file").shows("Wed 18 Nov, 6 days ago, at 10:00");
    desk.keys("text:coping tab text:3 f2").shows("On file: coping skills, Number in the group 3");
    assert!(!desk.flow.shows("the topic is not on file"), "{}", desk.flow.screen());
    desk.keys("f3 f6 f6 f6").shows("11/21 10:00").shows("without consent on that day");
    desk.keys("f2").shows("1 service of Brooks logged; 1 without a consent of that day waits");
    desk.shows("the consent of M ended on Fri 20 Nov").shows("1 to save");
    assert_eq!(
        rows(&desk.sql, "select kind || on_date || began || member_id || consent_id || part2 from service"),
        ["peer_coaching2026-11-1810:00191"],
        "the row of a day without consent keeps nothing else from being saved"
    );
    assert_eq!(
        rows(&desk.sql, "select name || '=' || value from service_fact order by name"),
        ["group_size=3", "topic=coping_skills"]
    );
    desk.keys("text:11/23 f2").shows("ended on Fri 20 Nov");
    desk.keys("text:_chart_12 f2").shows("1 service of Brooks logged, 1 of them as documented elsewhere");
    assert_eq!(
        rows(
            &desk.sql,
            "select kind || on_date || documented_on || documented_elsewhere || part2 || (member_id is null) from service where id > 1"
        ),
        ["documented_elsewhere2026-11-212026-11-23chart 1201"]
    );
    assert_eq!(rows(&desk.sql, "select count(*) from service_fact"), ["2"], "elsewhere has no facts here");
    assert!(rows(&desk.sql, "select body from draft").is_empty());
}

#[test]
fn a_consent_that_ended_meanwhile_is_refused_in_its_row() {
    let mut desk = with(super::CONSENT, true);
    desk.flow.open(Target::Week(BROOKS));
    desk.keys("text:197 tab text:11/18_10:00 tab text:peer tab text:45 tab text:home tab tab");
    desk.sql.execute_batch("update consent set revoked = 1, ended_on = '2026-11-17' where id = 9").unwrap();
    desk.keys("f2").shows("no consent in force on that day covers services");
    assert!(rows(&desk.sql, "select id from service").is_empty());
    desk.keys("text:11/23_chart f2").shows("documented elsewhere");
}

#[test]
fn the_grid_keeps_what_is_half_typed_with_its_facts() {
    let mut desk = with(super::CONSENT, true);
    desk.flow.open(Target::Week(BROOKS));
    desk.keys("text:197 tab text:11/18 tab text:transp f7 text:mil tab text:12 f2").shows("On file: Mileage");
    desk.flow.wait(3);
    desk.flow.open(Target::Week(BROOKS));
    desk.shows("has not been saved yet").shows("On file: Mileage, car or van, Miles with the client 12");
    desk.keys("tab tab ctrl-u text:nonsense tab shift-tab").shows("is no kind of service here");
    desk.keys("f7").shows("is no kind of service here");
    desk.keys("ctrl-u f7").shows("Nothing else is kept on file for");
}

#[test]
fn an_intact_workers_week_offers_what_they_provide_without_consent() {
    let mut dana = crate::forms::desk::desk(false);
    dana.flow.open(Target::Week(LEE));
    dana.keys("tab tab").shows("Empty is a plain contact").shows("Parenting support");
    assert!(!dana.flow.shows("Peer Coaching"), "{}", dana.flow.screen());
    dana.keys("shift-tab shift-tab text:197 tab text:11/18 tab text:parenting tab tab text:home tab tab tab");
    dana.keys("text:11/23_chart_4").shows("only the day it was documented");
}

#[test]
fn services_open_from_the_caseload_and_from_a_person() {
    let mut desk = with(OWED, false);
    desk.keys("2 d").shows("Services: open points").shows("not documented");
    desk.flow.open(Target::Person(LEE));
    desk.keys("d").shows("not documented").shows("Services: open points, Jordan Lee");
}
