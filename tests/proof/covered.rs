//! Every page, form, question and format that there is stands in one of the lists of the proof: a new one does not compile,
//! or fails here, until somebody says where it is looked at.

use super::{answers, screens};
use ifr::domain::Word;
use ifr::export::document::Format;
use ifr::store::Request;
use ifr::tui::screen::{Entry, FormKind, Target};
use std::collections::BTreeSet;

/// The name of a variant, and the names of all: one that is missing does not compile.
macro_rules! variants {
    ($name:ident, $all:ident, $of:ident: $($variant:ident)+) => {
        fn $name(one: &$of) -> &'static str {
            match one { $($of::$variant { .. } => stringify!($variant)),+ }
        }

        const $all: &[&str] = &[$(stringify!($variant)),+];
    };
}

variants!(target, TARGETS, Target: Tab Family FamilyOn Fidelity Trends ReportPreview Figure Referral Meeting Agenda Item Worker
    Leaving Person Post Services Week Travel Calendar Agencies StartMeeting RecordMeeting History Consents Disclosures Audit
    Find Import Form);
variants!(form, FORMS, FormKind: Assign AssignReferral Referral Contact Service Trip TripWeek ServiceItem Consent
    ConsentChange ConsentItem Finding Entry Family Member Staff Staffing Point Item ChangeItem);
variants!(entry, ENTRIES, Entry: Facts Member MemberEnds Risk Phase Start Enrol EnrolmentEnds Milestone MilestoneChanges
    Report Hearing PendingClose Close Reopen Admission Discharge Week ReturnToUse Step Voucher);
variants!(request, REQUESTS, Request: SignInChoices SignIn SignInFirst Unlock SignOut Account Audit Today Caseload Referrals
    Staffing Meetings Items Fidelity Family Record Meeting Document Choices Find Search Save ItemStatus Item Referral Services
    Travel Walk Month Trends Report Schedule Prepare Assign Undo Staff List Consent Export Draft Drafts);

/// What a menu opens with the record it is about: pressed line by line in [`super::keys`].
const BY_MENU: &[&str] = &["Referral", "Staffing", "MilestoneChanges"];
/// Begun with the words of a row that was shown where it was chosen, or with nothing at all.
const BEGUN: &[&str] = &["ServiceItem", "ConsentItem", "ChangeItem", "TripWeek"];
/// What lets somebody in or out, or changes something and says in a sentence of its own that it did.
const CHANGES: &[&str] = &[
    "SignInChoices",
    "SignIn",
    "SignInFirst",
    "Unlock",
    "SignOut",
    "Account",
    "Save",
    "ItemStatus",
    "Draft",
];
/// Asked by the screens and commands that are looked at, with what stands on them: lists as files, the months' rows.
const BY_SCREENS: &[&str] = &["Month", "List"];

fn missing<'a>(all: &[&'a str], seen: &BTreeSet<&str>, known: &[&[&str]]) -> Vec<&'a str> {
    let known: Vec<&str> = known.concat();
    for name in &known {
        assert!(!seen.contains(name), "{name} is looked at: it needs no reason any more");
    }
    all.iter().filter(|name| !seen.contains(*name) && !known.contains(name)).copied().collect()
}

#[test]
fn every_page_and_form_is_looked_at() {
    let mut all = screens::everywhere();
    all.extend(screens::pages(0).into_iter().map(|(_, target)| target));
    all.extend(screens::forms(0));
    let targets: BTreeSet<&str> = all.iter().map(target).collect();
    assert_eq!(missing(TARGETS, &targets, &[]), Vec::<&str>::new());
    let kinds: Vec<&FormKind> = all
        .iter()
        .filter_map(|one| match one {
            Target::Form(kind) => Some(kind),
            _ => None,
        })
        .collect();
    let forms: BTreeSet<&str> = kinds.iter().map(|kind| form(kind)).collect();
    assert_eq!(missing(FORMS, &forms, &[&BY_MENU[..2], BEGUN]), Vec::<&str>::new());
    let entries = kinds.iter().filter_map(|kind| match kind {
        FormKind::Entry(_, one) => Some(entry(one)),
        _ => None,
    });
    assert_eq!(missing(ENTRIES, &entries.collect(), &[&BY_MENU[2..]]), Vec::<&str>::new());
}

#[test]
fn every_question_and_format_is_asked() {
    let mut all = answers::questions();
    all.extend(answers::about(0));
    let asked: BTreeSet<&str> = all.iter().map(request).collect();
    assert_eq!(missing(REQUESTS, &asked, &[CHANGES, BY_SCREENS]), Vec::<&str>::new());
    let all = format!("{all:?}");
    for format in Format::ALL.iter().filter(|one| one.writable().is_ok()) {
        assert!(all.contains(&format!("format: {format:?}")), "nothing is asked for as {format}");
    }
}
