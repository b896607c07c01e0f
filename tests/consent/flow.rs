//! Both supervisors at their terminals, before, under and after a consent.

use crate::forms;
use crate::forms::world::{BROOKS, FAMILY, rows};
use crate::walk_screen::desk::Desk;
use ifr::domain::{FamilyId, MemberId};
use ifr::tui::harness::Flow;
use ifr::tui::screen::{FormKind, ServiceSeed, Target};

const ELM: FamilyId = FamilyId(198);
const N: MemberId = MemberId(3);

#[track_caller]
fn shows(flow: &Flow, text: &str) {
    assert!(flow.shows(text), "no \"{text}\" in\n{}", flow.screen());
}

#[track_caller]
fn hides(flow: &Flow, text: &str) {
    assert!(!flow.shows(text), "\"{text}\" in\n{}", flow.screen());
}

/// Sam records what the paper says, without the signature; then fills it in.
fn sam_records_a_consent(sam: &mut Flow) {
    sam.open(Target::Consents(ELM, Some(N)));
    shows(sam, "no consent");
    shows(sam, "treatment agency's record");
    sam.keys("n text:intact tab down down down space down space tab tab text:coord tab text:yes");
    shows(sam, "Still missing: when it ends, the signature");
    sam.keys("f2");
    shows(sam, "defective");
    sam.keys("enter");
    shows(sam, "missing: when it ends, the signature");
    sam.keys("c").keys("f");
    shows(sam, "Complete a consent");
    sam.keys("tab tab tab tab tab text:yes tab text:11/20 tab text:3/2/2027");
    shows(sam, "Whole: it grants what it covers");
    sam.keys("f2");
    sam.keys("enter");
    shows(sam, "active");
    shows(sam, "covers attendance in treatment, progress");
}

#[test]
fn a_sud_supervisor_works_with_a_family_before_under_and_after_its_consent() {
    let desk = Desk::new();
    let (mut sam, mut dana) = (desk.sam(), desk.dana());
    dana.open(Target::Family(ELM));
    shows(&dana, "[withheld: no consent]");
    shows(&dana, "Ask Sam Reyes");

    sam_records_a_consent(&mut sam);
    let stands = "select signed || '|' || signed_on || '|' || expires_on || '|' || version from consent where member_id = 3";
    assert_eq!(desk.rows(stands), "1|2026-11-20|2027-03-02|2");

    // Under the consent a fact of treatment is entered, and read by the other side.
    sam.open(Target::Family(ELM));
    sam.keys("n r enter");
    shows(&sam, "Return to use");
    sam.keys("tab text:11/21 f2");
    assert_eq!(desk.rows("select reported_on from return_to_use where member_id = 3"), "2026-11-21");
    dana.changed();
    shows(&dana, "return to use 21 Nov");
    assert_eq!(desk.rows("select basis, what from disclosure where member_id = 3"), "consent|family page");

    // Revoked for progress: withheld at once on the screen that is open.
    sam.open(Target::Consents(ELM, Some(N)));
    sam.keys("c r enter");
    shows(&sam, "Revoke consent");
    sam.keys("text:only_prog tab text:today f2");
    if sam.shows("Saved") {
        sam.keys("enter");
    }
    shows(&sam, "revoked for progress (Tue 24 Nov)");
    dana.changed();
    hides(&dana, "return to use");
    shows(&dana, "Ask Sam Reyes");
    assert_eq!(
        desk.rows("select category, ended_on from consent_category where ended_on is not null"),
        "progress|2026-11-24"
    );

    // Sam's own record stays whole, and the accounting names the look.
    sam.open(Target::Family(ELM));
    shows(&sam, "return to use 21 Nov");
    sam.open(Target::Consents(ELM, Some(N))).keys("h");
    shows(&sam, "Disclosures about F-0198 N");
    shows(&sam, "1 disclosure in the last 3 years");
    shows(&sam, "Dana Ortiz");
}

#[test]
fn an_exception_is_opened_with_keys_shown_to_both_and_ended() {
    let desk = Desk::new();
    let (mut sam, mut dana) = (desk.sam(), desk.dana());
    dana.open(Target::Family(ELM));
    hides(&dana, "exception");
    sam.open(Target::Consents(ELM, Some(N))).keys("s");
    shows(&sam, "Open an exception in F-0198");
    sam.keys(
        "text:med tab text:Hospital_asked tab down down down down space tab text:today tab text:11/26 f2",
    );
    if sam.shows("Saved") {
        sam.keys("enter");
    }
    shows(&sam, "medical emergency: progress of N");
    dana.changed();
    shows(&dana, "medical emergency: progress is open");
    assert_eq!(
        desk.rows("select category, basis, from_on, to_on from disclosure_exception"),
        "progress|medical_emergency|2026-11-24|2026-11-26"
    );
    sam.keys("end x");
    shows(&sam, "over");
    dana.changed();
    hides(&dana, "medical emergency");
}

#[test]
fn an_intact_supervisor_sees_what_is_withheld_why_and_whom_to_ask() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.open(Target::Family(ELM)).keys("k");
    shows(&dana, "Consents of F-0198");
    shows(&dana, "For what is withheld ask Sam Reyes (SUD)");
    shows(&dana, "everything about their treatment");
    dana.keys("e");
    shows(&dana, "Withheld, and whom to ask");
    shows(&dana, "Tamika Brooks");
    dana.keys("esc n");
    shows(&dana, "Consents are recorded by the treatment agency");
    dana.keys("esc");
    dana.open(Target::Disclosures(N));
    shows(&dana, "The treatment agency accounts for disclosures");
    assert_eq!(desk.rows("select count(*) from consent where member_id = 3"), "0");
}

#[test]
fn before_a_consent_the_coordinators_work_is_logged_without_a_word_of_treatment() {
    let mut sam = forms::desk::desk(true);
    let seed = ServiceSeed { entry: None, family: Some(FAMILY), staff: Some(BROOKS) };
    sam.open(FormKind::Service(seed));
    sam.keys("text:peer tab text:coping tab text:3 tab tab text:11/18 tab text:10:00 tab text:45 tab text:phone tab");
    sam.keys("tab text:m enter f2").shows("No consent in force");
    assert_eq!(rows(&sam.sql, "select count(*) from service"), ["0"]);
    sam.keys("text:H-77 tab text:11/19 f2").shows("documented elsewhere stands here.");
    sam.keys("enter");
    assert_eq!(
        rows(
            &sam.sql,
            "select part2 || ' ' || kind || ' ' || (member_id is null) || ' ' || documented_elsewhere from service"
        ),
        ["0 documented_elsewhere 1 H-77"]
    );
    sam.flow.open(Target::Services(None));
    sam.keys("v").shows("Brooks, RC   1 service · 1 elsewhere");
}
