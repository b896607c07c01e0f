//! The forms filled in with keys, as people do.

use super::desk::desk;
use super::world::*;
use ifr::domain::MemberId;
use ifr::domain::staff::Role;
use ifr::tui::screen::FormKind;

#[test]
fn keys_assign_a_coordinator() {
    let mut desk = desk(false);
    desk.open(FormKind::Assign(FAMILY, Some(Role::RecoveryCoordinator)));
    desk.shows("Assign the Recovery Coordinator of F-0197");
    desk.keys("text:broo enter f2");
    desk.shows("Brooks now has F-0197: 1 of 10");
    assert_eq!(rows(&desk.sql, "select staff_id from assignment where role = 'recovery_coordinator'"), ["5"]);
}

#[test]
fn the_treatment_side_is_told_why_it_does_not_assign() {
    let mut desk = desk(true);
    desk.open(FormKind::Assign(FAMILY, Some(Role::RecoveryCoordinator)));
    desk.shows("Only an Intact Supervisor assigns");
    desk.keys("text:broo enter f2 esc");
    assert!(rows(&desk.sql, "select id from assignment where staff_id = 5").is_empty());
}

#[test]
fn keys_log_a_contact_with_the_children_seen() {
    let mut desk = desk(false);
    desk.open(FormKind::Contact(None));
    desk.keys("text:oak enter text:lee enter tab text:home tab text:10:00 tab text:45 tab tab space f2");
    desk.shows("home visit by Lee on Tue 24 Nov, 1 child seen; not documented yet");
    assert_eq!(
        rows(&desk.sql, "select began || ' ' || minutes || ' ' || mode from service"),
        ["10:00 45 home"]
    );
    assert_eq!(rows(&desk.sql, "select member_id from service_child"), ["2"]);
}

#[test]
fn keys_record_a_consent_that_lacks_something() {
    let mut desk = desk(true);
    desk.open(FormKind::Consent(FAMILY, Some(MemberId(1))));
    desk.keys("text:Intact_staff tab space f2");
    desk.shows("it is defective");
    desk.shows("the right to");
    assert_eq!(rows(&desk.sql, "select category from consent_category"), ["enrolment"]);
}

#[test]
fn nobody_is_replaced_who_was_assigned_after_the_form_was_opened() {
    let mut desk = desk(false);
    desk.open(FormKind::Assign(FAMILY, Some(Role::RecoveryCoordinator)));
    desk.keys("text:broo enter");
    desk.sql
        .execute_batch(
            "insert into assignment (family_id, staff_id, role, from_on, assigned_by)
             values (197, 6, 'recovery_coordinator', '2026-11-23', 1)",
        )
        .unwrap();
    desk.keys("f2");
    desk.shows("By now Shah has F-0197 on Tue 24 Nov");
    assert!(rows(&desk.sql, "select id from assignment where staff_id = 5").is_empty());
    // Who has it is shown then, and it may be replaced on purpose.
    desk.flow.changed();
    desk.shows("of F-0197, now Ravi Shah");
    desk.keys("f2");
    desk.shows("Brooks now has F-0197: 1 of 10, in place of Shah");
}

#[test]
fn nobody_loses_a_family_that_was_given_to_them_after_the_form_was_opened() {
    let mut desk = desk(false);
    desk.open(FormKind::Assign(FAMILY, Some(Role::IntactWorker)));
    desk.keys("text:nobody enter tab text:moved_away");
    desk.sql
        .execute_batch(
            "update assignment set to_on = '2026-11-23' where family_id = 197;
             insert into assignment (family_id, staff_id, role, from_on, assigned_by)
             values (197, 4, 'intact_worker', '2026-11-23', 1)",
        )
        .unwrap();
    desk.keys("f2");
    desk.shows("By now Kim has F-0197 on Tue 24 Nov");
    assert_eq!(rows(&desk.sql, "select to_on from assignment where staff_id = 4"), ["null"]);
    // Who has it is shown then, and it may be ended on purpose.
    desk.flow.changed();
    desk.shows("of F-0197, now Ana Kim").shows("moved away");
    desk.keys("f2");
    desk.shows("Kim no longer has F-0197: nobody is its Intact Worker");
}

#[test]
fn a_family_that_is_opened_stands_there_and_asks_for_its_members() {
    let mut desk = desk(false);
    desk.open(FormKind::Family);
    desk.keys("text:C-4711 tab text:elm tab tab text:11/20 tab text:ind f2");
    desk.shows("is open at Peoria North");
    desk.shows("elm  case C-4711");
    desk.shows("IW nobody · RC nobody (a assigns)");
    desk.keys("home");
    desk.shows("▌ nobody yet");
    desk.keys("enter text:Jordan_Lee tab");
    desk.shows("This looks like a full name");
    desk.keys("shift-tab ctrl-u text:C tab text:child tab text:2026 tab text:4 tab right f2");
    desk.shows("C is now in F-0201, a child");
    assert!(!desk.flow.shows("nobody yet"), "{}", desk.flow.screen());
}

#[test]
fn keys_add_a_coordinator() {
    let mut desk = desk(true);
    desk.open(FormKind::Staff);
    desk.keys("text:rec tab text:Maria_Gomez tab tab tab tab tab tab tab text:11/2 f2");
    desk.shows("Maria Gomez is Recovery Coordinator");
    assert_eq!(rows(&desk.sql, "select supervisor_id from employment order by id desc limit 1"), ["2"]);
}

#[test]
fn an_item_offers_its_due_date_and_what_is_pasted_is_clean() {
    let mut desk = desk(false);
    desk.open(FormKind::Item(Some(FAMILY)));
    desk.shows("Both agencies see this: no treatment detail");
    desk.flow.paste("See A\u{1b}[31m at school\u{7}");
    desk.keys("tab text:lee enter text:safety tab");
    desk.shows("Wed 25 Nov, tomorrow");
    desk.keys("f2");
    desk.shows("is Lee's, about F-0197, due Wed 25 Nov");
    assert_eq!(rows(&desk.sql, "select description from action_item"), ["See A[31m at school"]);
}

#[test]
fn typed_text_survives_a_crash_and_a_saved_form_leaves_no_draft() {
    let mut desk = desk(false);
    desk.open(FormKind::Item(None)).keys("text:Call_the_school");
    desk.flow.wait(3);
    assert_eq!(rows(&desk.sql, "select body from draft"), ["Call the school"]);
    desk.open(FormKind::Item(None));
    desk.shows("Call the school");
    desk.keys("tab text:lee enter text:court tab f2");
    desk.shows("is Lee's");
    assert!(rows(&desk.sql, "select body from draft").is_empty());
}

#[test]
fn leaving_typed_text_is_asked_about() {
    let mut desk = desk(false);
    desk.open(FormKind::Family).keys("text:C-1 esc");
    desk.shows("has not been saved");
    desk.keys("enter");
    desk.shows("Open a family");
}
