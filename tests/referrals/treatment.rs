//! The Recovery Coordinator's first contacts, and steps into treatment under a consent.

use super::*;

#[test]
fn first_contacts_are_days_in_their_order() {
    let mut world = world();
    let contacts = |world: &mut World, attempt: &str, contact: &str| {
        let version = world.page("Sam", KNOWN).brief.version;
        let contacts =
            FirstContacts { attempt: Some(day(attempt)), contact: Some(day(contact)), face_to_face: None };
        form(ReferralForm::Contacts { id: KNOWN, version, contacts })
    };
    let wrong = contacts(&mut world, "2026-11-20", "2026-11-19");
    assert!(world.refused("Sam", wrong).message.contains("before the first attempt"));
    let right = contacts(&mut world, "2026-11-19", "2026-11-20");
    world.said("Sam", right);
    assert_eq!(
        world.rows("select first_attempt_on || ' ' || first_contact_on from referral"),
        ["2026-11-19 2026-11-20"]
    );
}

#[test]
fn treatment_steps_need_a_consent_or_are_documented_elsewhere() {
    let mut world = world();
    let step = |on: &str, reference: &str| {
        form(ReferralForm::Treatment {
            id: KNOWN,
            member: MemberId(1),
            step: TreatmentStep::Assessment,
            on: day(on),
            reference: reference.into(),
        })
    };
    assert_eq!(world.refused("Dana", step("2026-11-23", "")).kind, Kind::Denied);
    let error = world.refused("Sam", step("2026-11-23", ""));
    assert!(
        error.message.contains("no consent of M in force") && error.hint.contains("reference"),
        "{error}"
    );
    assert!(world.said("Sam", step("2026-11-19", "H-22")).contains("documented elsewhere"));
    assert_eq!(world.rows("select reference from referral_elsewhere"), ["H-22"]);
    let consent = ConsentForm { categories: vec![Category::Assessment], ..consent() };
    world.said("Sam", Form::Consent(consent));
    assert!(world.refused("Sam", step("2026-11-19", "")).message.contains("no consent"), "judged by its day");
    assert!(world.said("Sam", step("2026-11-23", "")).contains("under the consent"));
    let seen = format!("{:?}", world.page("Dana", KNOWN).treatment);
    assert!(!seen.contains("admission"), "{seen}");
    assert_eq!(world.count("select count(*) from disclosure where what = 'referral page'"), 1);
    // The day after the consent is revoked, nobody on the other side reads it any more.
    world.sql.execute("update consent set revoked = 1, ended_on = '2026-11-24'", []).unwrap();
    let page = world.page("Dana", KNOWN);
    assert!(page.treatment[0].1.shown().is_none(), "withheld");
    assert!(world.page("Sam", KNOWN).treatment[0].1.shown().is_some(), "their own record");
}
