use super::ReferralStatus as S;
use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

/// One line per status in the order of the pipeline, one letter per status it may become.
#[test]
fn the_pipeline_leads_only_forward() {
    let letters = ["R", "S", "E", "W", "A", "N", "D", "I", "X", "C"];
    let table = ["SDXC", "EDIXC", "WADIXC", "EADIXC", "ANDIXC", "", "", "", "", ""];
    for (from, expected) in S::ALL.iter().zip(table) {
        let allowed: String = (S::ALL.iter().zip(letters))
            .filter(|(to, _)| from.may_become(**to).is_ok())
            .map(|(_, letter)| letter)
            .collect();
        assert_eq!(allowed, expected, "{from}");
    }
}

#[test]
fn what_is_not_allowed_says_why() {
    let table = [
        (S::Received, S::Eligible, "It is screened first"),
        (S::Screening, S::Assigned, "Say first whether it is eligible"),
        (S::Eligible, S::Enrolled, "A Recovery Coordinator is assigned first"),
        (S::WaitListed, S::WaitListed, "It is on the wait list already"),
        (S::Assigned, S::WaitListed, "It is assigned already"),
        (S::Eligible, S::Screening, "It was screened already"),
        (S::Declined, S::Screening, "This referral is over: what comes back is a new referral"),
    ];
    for (from, to, why) in table {
        assert_eq!(from.may_become(to), Err(why), "{from} to {to}");
    }
}

#[test]
fn pending_is_what_leads_on() {
    for status in S::ALL {
        assert_eq!(status.is_pending(), !status.onward().is_empty(), "{status}");
    }
}

#[test]
fn a_step_needs_its_day_and_an_end_its_reason() {
    let step = |to, on: &'static str, reason| Step {
        from: S::Eligible,
        since: day("2026-11-10"),
        to,
        on: day(on),
        reason,
    };
    let today = day("2026-11-24");
    assert_eq!(step(S::WaitListed, "2026-11-10", "").check(today), Ok(()));
    assert_eq!(step(S::Declined, "2026-11-24", "moved").check(today), Ok(()));
    let table = [
        (step(S::WaitListed, "2026-11-25", ""), "still to come"),
        (step(S::WaitListed, "2026-11-09", ""), "eligible, pending assignment since"),
        (step(S::Declined, "2026-11-20", ""), "Give the reason"),
        (step(S::Enrolled, "2026-11-20", ""), "assigned first"),
    ];
    for (step, why) in table {
        let said = step.check(today).err().unwrap_or_default();
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn first_contacts_come_in_their_order() {
    let some = |text: &str| Some(day(text)).filter(|_| !text.is_empty());
    let check = |attempt, contact, face| {
        FirstContacts { attempt: some(attempt), contact: some(contact), face_to_face: some(face) }
            .check(day("2026-11-10"), day("2026-11-24"))
            .err()
            .map(|(field, _)| field)
    };
    assert_eq!(check("", "", ""), None);
    assert_eq!(check("2026-11-10", "2026-11-12", "2026-11-12"), None);
    assert_eq!(check("2026-11-09", "", ""), Some("attempt"));
    assert_eq!(check("2026-11-12", "2026-11-11", ""), Some("contact"));
    assert_eq!(check("2026-11-12", "", "2026-11-11"), Some("face_to_face"));
    assert_eq!(check("", "2026-11-25", ""), Some("contact"));
}
