//! Staffing with keys, as Dana and Sam.

use super::world::*;
use crate::forms::desk::{Desk, desk_sized};
use ifr::domain::StaffId;
use ifr::tui::screen::Target;

/// The program over the world, with the Intact Supervisor (first) or the SUD Supervisor (second) signed in.
fn desk(sud: bool) -> Desk {
    desk_sized(world(), sud, 40)
}

impl Desk {
    fn person(&mut self, staff: StaffId) -> &mut Self {
        self.flow.open(Target::Person(staff));
        self
    }
}

#[test]
fn keys_make_half_time_from_december_on() {
    let mut desk = desk(false);
    desk.person(LEE);
    desk.shows("Jordan Lee  Intact Worker").shows("1 of 10").shows("10 at full time × 1.00 FTE");
    desk.keys("c e").shows("Change the employment of Lee from a day on");
    desk.keys("text:12/1 tab backspace backspace backspace text:0.5 f2");
    desk.shows("Lee from Tue 1 Dec: 0.5 FTE");
    assert_eq!(
        rows(&desk.sql, "select from_on || ' ' || fte from employment where staff_id = 3 order by from_on"),
        ["2026-01-05 1.0", "2026-12-01 0.5"]
    );
    desk.shows("0.5 FTE").shows("from Tue 1 Dec");
}

#[test]
fn keys_name_what_a_leaver_still_holds() {
    let mut desk = desk(false);
    desk.person(LEE).keys("c l").shows("Lee leaves the agency").shows("Lee still holds 1 open family.");
    desk.keys("text:fri f2").shows("Say yes, or hand over first");
    desk.keys("text:y f2").shows("the last day is Fri 27 Nov");
    desk.shows("Still to be handed over").shows("Enter reassigns them");
    assert_eq!(rows(&desk.sql, "select left_on from staff where id = 3"), ["2026-11-28"]);
    desk.keys("home enter").shows("F-0197").shows("Kim");
}

#[test]
fn a_leave_that_is_planned_stands_on_the_page_and_is_undone_with_a_key() {
    let mut desk = desk(false);
    desk.person(LEE).keys("c t").shows("Leave of Lee");
    desk.keys("text:11/30 tab text:12/14 f2").shows("Lee is on leave from Mon 30 Nov, back on Mon 14 Dec");
    desk.shows("Active · 1 FTE · leave from Mon 30 Nov");
    desk.keys("u right enter").shows("Undone: Lee is on leave");
    assert!(!desk.flow.shows("· leave from"), "{}", desk.flow.screen());
    assert_eq!(
        rows(&desk.sql, "select from_on || ' ' || status from employment where staff_id = 3"),
        ["2026-01-05 active"]
    );
}

#[test]
fn what_comes_before_the_last_day_is_not_to_be_handed_over() {
    let mut desk = desk(false);
    let plan = "insert into meeting (id, uid, kind, site_id, worker_id, scheduled_at, status) values
        (901, 'a', 'individual_iw', 1, 3, '2026-11-26T16:00:00Z', 'scheduled')";
    desk.sql.execute(plan, []).unwrap();
    desk.person(LEE).keys("c l").shows("Lee still holds 1 open family, 1 Individual of");
    desk.keys("text:fri tab text:y f2")
        .shows("Still to be handed over")
        .shows("! hand over        1 open family               Enter");
}

#[test]
fn the_other_agency_is_told_why_it_does_not_change_this_person() {
    let mut desk = desk(true);
    desk.person(LEE).keys("c").shows("Each agency keeps its own staff");
    assert_eq!(rows(&desk.sql, "select version from staff where id = 3"), ["1"]);
}

#[test]
fn keys_add_and_renew_a_credential() {
    let mut desk = desk(true);
    desk.person(BROOKS).keys("n c").shows("Add a credential of Brooks");
    desk.keys("text:cadc tab text:2024-12-15 tab text:2026-12-15 f2").shows("ends in 21 d");
    assert_eq!(rows(&desk.sql, "select kind || ' ' || expires_on from credential"), ["cadc 2026-12-15"]);
    desk.shows("document not seen yet");
}

#[test]
fn keys_open_the_partnership_and_a_vacant_post() {
    let mut desk = desk(true);
    desk.keys("4 v").shows("Agencies, sites and posts").shows("Elsewhere").shows("Intact + Hope");
    desk.keys("n p").shows("Add an authorised post");
    desk.keys("text:r tab tab tab text:2026-10-01 f2").shows("vacant 54 d");
    assert_eq!(rows(&desk.sql, "select role || ' ' || agency_id from position"), ["recovery_coordinator 2"]);
    desk.keys("end enter a").shows("Who fills the post of Recovery Coordinator");
    desk.keys("text:shah enter text:today f2").shows("Shah fills the post");
    assert_eq!(rows(&desk.sql, "select staff_id || ' ' || from_on from position_fill"), ["6 2026-11-24"]);
}

#[test]
fn a_name_and_an_address_changed_at_once_both_stand() {
    let mut desk = desk(false);
    desk.person(LEE).keys("c n").shows("Change what Jordan Lee is called");
    desk.keys("ctrl-u text:Jordan_Leeds");
    desk.sql
        .execute_batch("update staff set email = 'lee@example.org', version = version + 1 where id = 3")
        .unwrap();
    desk.keys("f2").shows("that stands, too");
    assert_eq!(
        rows(&desk.sql, "select name || ' ' || email from staff where id = 3"),
        ["Jordan Leeds lee@example.org"]
    );
}

#[test]
fn the_menu_of_a_credential_is_about_the_row_it_was_opened_on() {
    let mut desk = desk(true);
    desk.sql
        .execute_batch(
            "insert into credential (staff_id, kind, expires_on) values (5, 'cadc', '2027-01-15'), (5, 'liability', '2027-03-01');",
        )
        .unwrap();
    desk.person(BROOKS);
    for _ in 0..30 {
        if desk.flow.screen().lines().any(|line| line.contains('▌') && line.contains("CADC")) {
            break;
        }
        desk.keys("down");
    }
    desk.keys("enter").shows("Document seen, or correct");
    // Somebody adds one meanwhile: the rows move under the menu.
    desk.sql
        .execute_batch(
            "insert into credential (staff_id, kind, expires_on) values (5, 'auto_insurance', '2026-12-01');",
        )
        .unwrap();
    desk.keys("f5").keys("d").shows("Correct or validate a credential of Brooks").shows("CADC");
}

#[test]
fn a_passphrase_that_was_given_is_changed_before_anything_opens() {
    let mut desk = desk(false);
    desk.sql.execute_batch("update staff set role = 'intact_supervisor' where id = 4").unwrap();
    desk.flow.open(Target::Person(StaffId(4)));
    desk.keys("c p").shows("A first passphrase for Kim");
    desk.keys("text:some_words tab text:some_words f2").shows("can sign in with it");
    desk.keys("ctrl-l f3").shows("Who are you?");
    desk.keys("/ text:kim enter enter text:some_words enter").shows("Somebody else chose the passphrase");
    desk.keys("text:my_own_words enter").shows("Once more");
    desk.keys("text:other enter").shows("not the same");
    desk.keys("text:my_own_words enter text:my_own_words enter").shows("Needs you");
}

#[test]
fn a_site_changed_by_two_keeps_both_fields() {
    let mut desk = desk(false);
    desk.flow.open(Target::Agencies);
    desk.keys("home down enter").shows("Change Peoria North");
    let id = &rows(&desk.sql, "select id from site where name = 'Peoria North'")[0];
    desk.keys("tab ctrl-u text:Peoria");
    desk.sql
        .execute_batch(&format!("update site set setting = 'urban', version = version + 1 where id = {id}"))
        .unwrap();
    desk.keys("f2").shows("that stands, too");
    assert_eq!(
        rows(&desk.sql, &format!("select county || ' ' || setting from site where id = {id}")),
        ["Peoria urban"]
    );
}

#[test]
fn a_post_changed_by_two_keeps_both_fields_and_asks_about_the_same_one() {
    let mut desk = desk(false);
    desk.sql
        .execute_batch(
            "insert into position (id, site_id, agency_id, role, fte, from_on, recruitment, recruitment_on)
               values (9, 1, 1, 'intact_worker', 1.0, '2026-01-05', 'posted', '2026-11-02')",
        )
        .unwrap();
    desk.flow.open(Target::Post(9));
    desk.keys("c end enter").shows("Change a post");
    desk.keys("tab ctrl-u text:2026-11-20");
    desk.sql.execute_batch("update position set fte = 0.5, version = version + 1 where id = 9").unwrap();
    desk.keys("f2").shows("that stands, too");
    let now = "select fte || ' ' || recruitment_on from position where id = 9";
    assert_eq!(rows(&desk.sql, now), ["0.5 2026-11-20"]);

    desk.keys("enter c end enter tab ctrl-u text:2026-11-21");
    desk.sql
        .execute_batch(
            "update position set recruitment_on = '2026-11-19', version = version + 1 where id = 9",
        )
        .unwrap();
    desk.keys("f2").shows("both of you changed Since");
    assert_eq!(rows(&desk.sql, now), ["0.5 2026-11-19"]);
    desk.keys("enter f2");
    assert_eq!(rows(&desk.sql, now), ["0.5 2026-11-21"]);
}

#[test]
fn an_agency_changed_by_two_keeps_both_fields_and_asks_about_the_same_one() {
    let mut desk = desk(false);
    desk.sql
        .execute_batch("insert into agency (id, name, kind) values (7, 'Lantern', 'rss_provider')")
        .unwrap();
    desk.flow.open(Target::Agencies);
    desk.select("Lantern").keys("enter").shows("Change Lantern");
    desk.keys("ctrl-u text:Lantern_House");
    desk.sql
        .execute_batch("update agency set kind = 'evaluator', version = version + 1 where id = 7")
        .unwrap();
    desk.keys("f2").shows("that stands, too");
    let now = "select name || ' ' || kind from agency where id = 7";
    assert_eq!(rows(&desk.sql, now), ["Lantern House evaluator"]);

    desk.keys("enter").select("Lantern House").keys("enter ctrl-u text:Lantern_Home");
    desk.sql
        .execute_batch("update agency set name = 'The Lantern', version = version + 1 where id = 7")
        .unwrap();
    desk.keys("f2")
        .shows("both of you changed Name")
        .shows("Theirs: The Lantern")
        .shows("Yours: Lantern Home");
    assert_eq!(
        rows(&desk.sql, now),
        ["The Lantern evaluator"],
        "nothing is written before it is said which stands"
    );
    desk.keys("right right enter");
    assert_eq!(rows(&desk.sql, now), ["Lantern Home evaluator"]);
}

#[test]
fn the_last_day_of_a_cover_changed_by_two_is_asked_about() {
    let mut desk = desk(false);
    desk.sql
        .execute_batch(
            "insert into staff (id, name, short_name, role, agency_id) values (8, 'Ruth Hall', 'Ruth', 'intact_supervisor', 1);
             insert into employment (staff_id, from_on, fte) values (8, '2026-01-05', 1.0);
             insert into staff_site (staff_id, site_id, from_on) values (8, 1, '2026-01-05');
             insert into cover (id, staff_id, deputy_id, from_on, to_on, reason) values (3, 8, 1, '2026-11-20', '2026-12-02', 'Leave');",
        )
        .unwrap();
    desk.person(StaffId(8));
    desk.select("Dana").keys("enter").shows("The last day of Dana for Ruth");
    desk.keys("ctrl-u text:2026-12-04");
    desk.sql
        .execute_batch("update cover set to_on = '2026-12-10', version = version + 1 where id = 3")
        .unwrap();
    desk.keys("f2").shows("both of you changed Last day");
    let now = "select to_on from cover where id = 3";
    assert_eq!(rows(&desk.sql, now), ["2026-12-10"]);
    desk.keys("right enter");
    assert_eq!(rows(&desk.sql, now), ["2026-12-10"], "theirs stands");

    desk.select("Dana").keys("enter ctrl-u text:2026-12-04");
    desk.sql
        .execute_batch("update cover set to_on = '2026-12-12', version = version + 1 where id = 3")
        .unwrap();
    desk.keys("f2 right right enter");
    assert_eq!(rows(&desk.sql, now), ["2026-12-05"], "mine stands, to the end of that day");
}
