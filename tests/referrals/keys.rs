//! Referrals with keys, as supervisors work with them.

use super::*;
use crate::forms::desk::{Desk, desk_sized};
use ifr::tui::screen::Target;

/// The program over the world, with Dana or Sam signed in.
fn desk(who: &str) -> Desk {
    desk_sized(world(), who == "Sam", 30)
}

impl Desk {
    fn rows(&self, sql: &str) -> Vec<String> {
        rows(&self.sql, sql)
    }
}

#[test]
fn today_leads_to_the_page_and_the_page_to_the_enrolment() {
    let mut desk = desk("Dana");
    desk.shows("Referral waiting 9 d");
    desk.flow.open(Target::Referral(KNOWN));
    desk.shows("R-0412  ● waiting 9 d  Eligible, pending assignment");
    desk.shows("Accept it, assign an RC, or wait-list it");
    desk.keys("d");
    desk.shows("Accept R-0412: enrol F-0197");
    desk.keys("tab text:broo enter f2");
    desk.shows("R-0412 is accepted");
    desk.keys("enter");
    desk.shows("Enrolled");
    desk.shows("in IFR since");
    assert_eq!(desk.rows("select status from referral"), ["enrolled"]);
    assert_eq!(desk.rows("select count(*) from family_enrolment"), ["1"]);
}

#[test]
fn a_family_of_the_file_is_not_asked_for_its_case_number_again() {
    let mut desk = desk("Dana");
    desk.keys("3 n");
    desk.shows("Case number");
    desk.keys("tab tab tab text:F-0197 enter");
    assert!(!desk.flow.shows("Case number"), "{}", desk.flow.screen());
    desk.shows("Birth year");
}

#[test]
fn enter_on_todays_row_opens_the_page() {
    let mut desk = desk("Dana");
    let row = desk.flow.screen().lines().position(|line| line.contains("Referral waiting")).unwrap();
    desk.flow.click(5, u16::try_from(row).unwrap());
    desk.keys("enter");
    desk.shows("Story");
    desk.shows("R-0412");
}

#[test]
fn a_new_referral_is_entered_and_what_is_alike_is_shown_first() {
    let mut desk = desk("Sam");
    desk.keys("3 n");
    desk.shows("Enter a referral");
    desk.keys("tab text:intact_w tab tab text:197 enter f2");
    desk.shows("This may be here already");
    desk.shows("Look at R-0412");
    desk.keys("enter");
    desk.shows("waiting 9 d");
    desk.keys("esc");
    desk.shows("Enter a referral");
    assert_eq!(desk.rows("select count(*) from referral"), ["1"]);
    desk.keys("f2 s");
    desk.shows("is received. Next: screen it");
    desk.shows("R-0413");
    assert_eq!(
        desk.rows("select family_id || ' ' || source || ' ' || status from referral where id = 413"),
        ["197 intact_worker received"]
    );
}

#[test]
fn screening_as_ineligible_asks_for_the_reason() {
    let mut desk = desk("Sam");
    desk.sql
        .execute_batch(
            "insert into referral (id, received_on, source, site_id) values (420, '2026-11-22', 'self', 1);
             insert into referral_status (referral_id, on_date, status) values (420, '2026-11-22', 'received');",
        )
        .unwrap();
    desk.flow.open(Target::Referral(ReferralId(420)));
    desk.keys("d");
    desk.shows("Screen R-0420");
    desk.keys("tab text:inel f2");
    desk.shows("no referral ends without one");
    desk.keys("text:outside f2");
    desk.shows("Ineligible: Outside the area");
    assert_eq!(
        desk.rows("select status || ' ' || reason from referral_status where referral_id = 420 order by id desc limit 1"),
        ["ineligible outside_area"]
    );
    desk.shows("Reopen as a new one");
}

#[test]
fn the_treatment_side_sees_why_it_does_not_accept() {
    let mut desk = desk("Sam");
    desk.flow.open(Target::Referral(KNOWN));
    desk.keys("d");
    desk.shows("Only an Intact Supervisor assigns");
    desk.keys("n");
    desk.shows("what is to be done?");
    desk.keys("esc x");
    desk.shows("End R-0412");
    desk.keys("tab text:with tab text:moved f2");
    desk.shows("Withdrawn: Moved");
    assert_eq!(desk.rows("select status from referral where id = 412"), ["withdrawn"]);
}

#[test]
fn e_explains_the_days() {
    let mut desk = desk("Dana");
    desk.flow.open(Target::Referral(KNOWN));
    desk.keys("e");
    desk.shows("More than 7 days is watched");
}

#[test]
fn accepting_opens_the_family_with_keys() {
    let mut desk = desk("Dana");
    desk.sql
        .execute_batch(
            "insert into referral (id, received_on, source, site_id, alias, birth_year) values (420, '2026-11-22', 'self', 1, 'JM', 1991);
             insert into referral_status (referral_id, on_date, status) values (420, '2026-11-22', 'received'),
               (420, '2026-11-22', 'screening'), (420, '2026-11-22', 'eligible');",
        )
        .unwrap();
    desk.flow.open(Target::Referral(ReferralId(420)));
    desk.shows("not here yet: accepting opens it");
    desk.keys("d text:C-9 tab text:fir tab text:11/23 tab text:indicated_+_vol tab text:Lee enter");
    desk.keys("tab text:A_2022,B_2024 tab tab text:broo enter f2");
    desk.shows("is accepted");
    assert_eq!(desk.rows("select status from referral where id = 420"), ["enrolled"]);
    assert_eq!(
        desk.rows("select m.alias from member m join family f on f.id = m.family_id where f.case_number = 'C-9' order by m.id"),
        ["JM", "A", "B"]
    );
}

#[test]
fn a_referral_corrected_by_two_keeps_both_fields() {
    let mut desk = desk("Sam");
    desk.flow.open(Target::Referral(KNOWN));
    desk.keys("c").shows("Correct R-0412");
    desk.keys("tab tab tab tab tab ctrl-u text:Tazewell");
    desk.sql.execute_batch("update referral set alias = 'K', version = version + 1 where id = 412").unwrap();
    desk.keys("f2").shows("that stands, too");
    assert_eq!(desk.rows("select county || ' ' || alias from referral where id = 412"), ["Tazewell K"]);
}

#[test]
fn a_familys_page_enters_a_referral_about_itself() {
    let mut desk = desk("Sam");
    desk.flow.open(Target::Family(FAMILY));
    desk.keys("n home").keys(&"down ".repeat(13)).keys("enter").shows("Enter a referral").shows("F-0197");
    desk.keys("tab text:intact_w f2").shows("This may be here already");
    desk.keys("s");
    assert_eq!(desk.rows("select family_id || ' ' || site_id from referral where id = 413"), ["197 1"]);
}

#[test]
fn accepting_offers_who_has_the_most_room_first_and_chooses_nobody() {
    let world = world();
    world.load(BROOKS, 9);
    world.load(SHAH, 2);
    let mut desk = desk_sized(world, false, 30);
    desk.flow.open(Target::Referral(KNOWN));
    desk.keys("d f2").shows("Choose");
    assert_eq!(desk.rows("select status from referral where id = 412"), ["eligible"]);
    desk.keys("f6").shows("Who could be the Recovery Coordinator");
    let screen = desk.flow.screen();
    let (shah, brooks) = (screen.find("Shah").unwrap(), screen.find("Brooks").unwrap());
    assert!(shah < brooks, "who has more room stands first: {screen}");
    desk.shows("2 of 10").shows("9 of 10");
}
