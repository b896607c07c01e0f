//! Accepting a referral: the family it enrols or opens, and what becomes of one that is over.

use super::*;

#[test]
fn accepting_enrols_the_open_family_and_adds_the_coordinator() {
    let mut world = world();
    let accept = world.accept(KNOWN, "2026-11-24", Some(BROOKS), None);
    let error = world.refused("Sam", accept.clone());
    assert_eq!(error.kind, Kind::Denied);
    let nobody = world.accept(KNOWN, "2026-11-24", None, None);
    assert!(world.refused("Dana", nobody).message.contains("needs a Recovery Coordinator"));
    let said = world.said("Dana", accept);
    assert!(said.starts_with("R-0412 is accepted: F-0197 is in IFR. Brooks now has F-0197"), "{said}");
    assert_eq!(world.statuses(KNOWN)[3..], ["assigned 2026-11-24", "enrolled 2026-11-24"]);
    assert_eq!(world.rows("select from_on from family_enrolment where family_id = 197"), ["2026-11-24"]);
    assert_eq!(
        world.rows("select status || ' ' || assigned_to || ' ' || assigned_by from referral where id = 412"),
        ["enrolled 5 1"]
    );
    assert_eq!(world.count("select count(*) from event where kind <> 'refused'"), 1, "one operation");
    assert_eq!(verify_chain(&world.sql).unwrap().broken, None);
}

#[test]
fn accepting_opens_a_family_that_is_not_here_yet() {
    let mut world = world();
    let id = world.enter(entry());
    world.takes(id, S::Eligible, "2026-11-21", "");
    let without = world.accept(id, "2026-11-24", Some(BROOKS), None);
    assert!(world.refused("Dana", without).message.contains("about no family yet"));
    let taken = OpenForm { case_number: "C-197".into(), ..opening() };
    let taken = world.accept(id, "2026-11-24", Some(BROOKS), Some(taken));
    assert!(world.refused("Dana", taken).message.contains("is F-0197 already"));
    let twice = OpenForm { children: vec![("J".into(), None)], ..opening() };
    let twice = world.accept(id, "2026-11-24", Some(BROOKS), Some(twice));
    world.refused("Dana", twice);
    assert_eq!(world.count("select count(*) from family where case_number = 'C-4711'"), 0, "all or nothing");
    let accept = world.accept(id, "2026-11-24", Some(BROOKS), Some(opening()));
    let said = world.said("Dana", accept);
    assert!(said.contains("is open at Peoria North"), "{said}");
    let family = world.count("select id from family where case_number = 'C-4711'");
    assert_eq!(
        world.rows(&format!(
            "select alias || ' ' || kind || ' ' || participant from member where family_id = {family} order by id"
        )),
        ["J adult 1", "P adult 0", "B child 0"],
        "the adult who was referred takes part"
    );
    assert_eq!(
        world.rows(&format!("select staff_id from assignment where family_id = {family} order by role")),
        ["3", "5"]
    );
    assert_eq!(world.page("Dana", id).brief.entry.family, Some(FamilyId(family)));
}

#[test]
fn a_family_is_enrolled_once_at_a_time() {
    let mut world = world();
    world
        .sql
        .execute("insert into family_enrolment (family_id, from_on) values (197, '2026-08-01')", [])
        .unwrap();
    let accept = world.accept(KNOWN, "2026-11-24", Some(BROOKS), None);
    let error = world.refused("Dana", accept);
    assert!(error.message.contains("in IFR already, since"), "{error}");
    assert!(error.hint.contains("already served"), "{error}");
}

#[test]
fn a_referral_that_is_over_comes_back_as_a_new_one() {
    let mut world = world();
    let again = |entry| form(ReferralForm::Enter { entry, earlier: Some(KNOWN) });
    let error = world.refused("Dana", again(entry()));
    assert!(error.message.contains("is not over"), "{error}");
    world.takes(KNOWN, S::Withdrawn, "2026-11-22", "moved");
    let error = world.refused("Dana", again(entry()));
    assert!(error.message.contains("ended on"), "received before the other one ended: {error}");
    let entry = ReferralEntry { received_on: day("2026-11-24"), ..entry() };
    let (id, said) = world.save("Dana", again(entry.clone())).unwrap();
    assert!(said.contains("reopening R-0412"), "{said}");
    assert_eq!(world.page("Dana", ReferralId(id)).earlier, Some(KNOWN));
    assert_eq!(world.page("Dana", KNOWN).later, Some(ReferralId(id)));
    assert!(world.refused("Dana", again(entry)).message.contains("was reopened already"));
}
