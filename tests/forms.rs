//! The small forms: through the store as scripts use them, and through keys as people do.

#[path = "forms/desk.rs"]
pub(crate) mod desk;
#[path = "forms/keys.rs"]
mod keys;
#[path = "forms/world.rs"]
pub(crate) mod world;

use ifr::domain::action_item::ItemStatus;
use ifr::domain::family::Finding;
use ifr::domain::service::Mode;
use ifr::domain::staff::Role;
use ifr::domain::{FamilyId, ItemId, MemberId, ReferralId, SiteId, StaffId};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::form::{
    AssignForm, ConsentForm, ContactForm, FamilyForm, FindingForm, ItemForm, MemberForm, StaffForm,
};
use ifr::store::view::item::ItemTerms;
use ifr::store::{OpId, Reply, Request, verify_chain};

use world::*;

#[test]
fn only_an_intact_supervisor_assigns_and_the_one_before_ends_that_day() {
    let mut world = world();
    let said = world.said("Dana", Form::Assign(assign(SHAH, Role::RecoveryCoordinator, "2026-11-01")));
    assert_eq!(said, "Shah now has F-0197: 1 of 10");
    let said = world.said("Dana", Form::Assign(assign(BROOKS, Role::RecoveryCoordinator, "2026-11-24")));
    assert_eq!(said, "Brooks now has F-0197: 1 of 10, in place of Shah");
    let spells = world.rows(
        "select staff_id || ' ' || from_on || ' ' || coalesce(to_on, '-') || ' ' || assigned_by from assignment
         where role = 'recovery_coordinator' order by id",
    );
    assert_eq!(spells, ["6 2026-11-01 2026-11-24 1", "5 2026-11-24 - 1"]);
    let error = world.refused("Sam", Form::Assign(assign(SHAH, Role::RecoveryCoordinator, "2026-11-24")));
    assert_eq!(error.kind, Kind::Denied);
    assert!(error.message.contains("Only an Intact Supervisor assigns"), "{error}");
}

#[test]
fn an_assignment_that_makes_no_sense_is_refused_in_words() {
    let mut world = world();
    let rc = Role::RecoveryCoordinator;
    let elsewhere = AssignForm { family: FamilyId(200), ..assign(BROOKS, rc, "2026-11-24") };
    let table = [
        (assign(LEE, rc, "2026-11-24"), "is Intact Worker, not Recovery Coordinator"),
        (assign(LEE, Role::IntactWorker, "2026-11-24"), "has F-0197 already"),
        (assign(StaffId(4), Role::IntactWorker, "2026-07-01"), "was opened on"),
        (assign(StaffId(99), rc, "2026-11-24"), "nobody here"),
        (elsewhere, "not yours"),
    ];
    for (form, words) in table {
        let error = world.refused("Dana", Form::Assign(form));
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn the_soft_cap_warns_and_the_hard_cap_asks_why() {
    let mut world = world();
    world.load(BROOKS, 11);
    let form = assign(BROOKS, Role::RecoveryCoordinator, "2026-11-24");
    assert_eq!(
        world.said("Dana", Form::Assign(form.clone())),
        "Brooks now has F-0197: 12 of 10, over the soft cap"
    );
    world.load(SHAH, 15);
    let form = AssignForm { staff: SHAH, ..form };
    let error = world.refused("Dana", Form::Assign(form.clone()));
    assert_eq!(error.kind, Kind::Invalid);
    assert!(
        error.message.contains("16 of 10, over the hard cap of 15") && error.hint.contains("reason"),
        "{error}"
    );
    let said = world.said("Dana", Form::Assign(AssignForm { reason: "Brooks is away".into(), ..form }));
    assert_eq!(said, "Shah now has F-0197: 16 of 10, over the hard cap of 15, in place of Brooks");
}

#[test]
fn assigning_answers_the_referral() {
    let mut world = world();
    let form = AssignForm {
        referral: Some(ReferralId(412)),
        ..assign(BROOKS, Role::RecoveryCoordinator, "2026-11-24")
    };
    assert!(world.said("Dana", Form::Assign(form)).ends_with("R-0412 is assigned"));
    let row = world.rows(
        "select status || ' ' || assigned_on || ' ' || assigned_to || ' ' || assigned_by from referral",
    );
    assert_eq!(row, ["assigned 2026-11-24 5 1"]);
    let statuses = world.rows("select status from referral_status where referral_id = 412 order by id");
    assert_eq!(statuses, ["received", "screening", "eligible", "assigned"]);
    assert_eq!(verify_chain(&world.sql).unwrap().broken, None);
}

#[test]
fn the_same_operation_is_done_once() {
    let mut world = world();
    let op = OpId::new();
    let first = world
        .save_as("Dana", op, Form::Assign(assign(BROOKS, Role::RecoveryCoordinator, "2026-11-24")))
        .unwrap();
    let again = world
        .save_as("Dana", op, Form::Assign(assign(BROOKS, Role::RecoveryCoordinator, "2026-11-24")))
        .unwrap();
    assert_eq!(first, again);
    assert_eq!(world.count("select count(*) from assignment where staff_id = 5"), 1);
}

#[test]
fn each_side_logs_its_own_contacts() {
    let mut world = world();
    let said = world.said("Dana", Form::Contact(ContactForm { joint_with: Some(BROOKS), ..contact(LEE) }));
    assert_eq!(said, "F-0197: home visit by Lee + Brooks on Mon 23 Nov, 2 children seen");
    assert_eq!(world.count("select count(*) from service_child"), 2);
    let plain = ContactForm { children: vec![], documented_on: None, mode: Mode::Phone, ..contact(BROOKS) };
    assert!(world.said("Sam", Form::Contact(plain.clone())).ends_with("not documented yet"));
    assert_eq!(
        world.rows("select kind || ' ' || role || ' ' || part2 from service order by id"),
        ["contact intact_worker 0", "contact recovery_coordinator 0"]
    );
    assert_eq!(world.refused("Dana", Form::Contact(plain)).kind, Kind::Denied);
    assert_eq!(world.refused("Sam", Form::Contact(contact(LEE))).kind, Kind::Denied);
}

#[test]
fn a_contact_that_cannot_be_is_refused() {
    let mut world = world();
    let base = || contact(LEE);
    let table = [
        (ContactForm { on: day("2026-11-25"), documented_on: None, ..base() }, "still to come"),
        (ContactForm { on: day("2026-07-03"), ..base() }, "was not open"),
        (ContactForm { minutes: Some(900), ..base() }, "cannot be right"),
        (ContactForm { mode: Mode::Phone, ..base() }, "not seen in person"),
        (ContactForm { children: vec![MemberId(1)], ..base() }, "not of F-0197"),
        (ContactForm { joint_with: Some(LEE), ..base() }, "together with"),
        (ContactForm { documented_on: Some(day("2026-11-20")), ..base() }, "before it happened"),
        (ContactForm { family: FamilyId(200), ..base() }, "not yours"),
        (
            ContactForm { on: day("2026-11-24"), began: chrono::NaiveTime::from_hms_opt(16, 0, 0), ..base() },
            "later than now",
        ),
    ];
    for (form, words) in table {
        let error = world.refused("Dana", Form::Contact(form));
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn a_consent_is_kept_as_it_is_and_says_what_it_lacks() {
    let mut world = world();
    let said = world.said("Sam", Form::Consent(consent()));
    assert_eq!(
        said,
        "The consent of M in F-0197 is recorded until Tue 2 Mar 2027. It covers attendance in treatment, level of care"
    );
    assert_eq!(world.count("select count(*) from consent_complete"), 1);
    let half =
        ConsentForm { signed: false, signed_on: None, expires_on: None, purpose: " ".into(), ..consent() };
    let said = world.said("Sam", Form::Consent(half));
    assert!(said.contains("defective and grants nothing yet"), "{said}");
    assert!(
        said.ends_with("Missing: the purpose, when it ends, the signature, the date of the signature"),
        "{said}"
    );
    assert_eq!(world.count("select count(*) from consent"), 2);
    assert_eq!(world.count("select count(*) from consent_complete"), 1);
    assert_eq!(world.refused("Dana", Form::Consent(consent())).kind, Kind::Denied);
    let child = ConsentForm { member: MemberId(2), ..consent() };
    assert!(world.refused("Sam", Form::Consent(child)).message.contains("is a child"));
    let backwards = ConsentForm { expires_on: Some(day("2026-11-20")), ..consent() };
    assert!(world.refused("Sam", Form::Consent(backwards)).message.contains("before it was signed"));
}

#[test]
fn a_family_is_opened_with_its_worker() {
    let mut world = world();
    let form = FamilyForm { enrolled_on: Some(day("2026-11-23")), ..family() };
    let (id, said) = world.save("Dana", Form::Family(form)).unwrap();
    assert_eq!(said, format!("F-{id:04} is open at Peoria North. Lee now has F-{id:04}: 2 of 10"));
    assert_eq!(world.count(&format!("select count(*) from family_enrolment where family_id = {id}")), 1);
    assert!(world.refused("Dana", Form::Family(family())).message.contains(&format!("is F-{id:04} already")));
    let table = [
        (FamilyForm { case_number: "C-200".into(), ..family() }, "at another site"),
        (FamilyForm { case_number: "1".into(), site: SiteId(2), ..family() }, "not yours"),
        (
            FamilyForm { case_number: "2".into(), enrolled_on: Some(day("2026-11-01")), ..family() },
            "before it was opened",
        ),
        (FamilyForm { case_number: "3".into(), label: "Mary Smith".into(), ..family() }, "full name"),
        (FamilyForm { case_number: "4".into(), opened_on: day("2026-12-01"), ..family() }, "still to come"),
        (FamilyForm { case_number: "123-45-6789".into(), ..family() }, "social security"),
    ];
    for (form, words) in table {
        let error = world.refused("Dana", Form::Family(form));
        assert!(error.message.contains(words), "{error}");
    }
    assert_eq!(world.refused("Sam", Form::Family(family())).kind, Kind::Denied);
}

#[test]
fn members_stand_by_an_alias() {
    let mut world = world();
    assert_eq!(world.said("Dana", Form::Member(member("C"))), "C is now in F-0197, a child");
    for (form, words) in [
        (member("c"), "already"),
        (member("Jordan Lee"), "full name"),
        (member("123-45-6789"), "social security"),
        (MemberForm { birth_month: Some(12), ..member("D") }, "still to come"),
        (MemberForm { birth_year: None, ..member("D") }, "needs its year"),
    ] {
        let error = world.refused("Dana", Form::Member(form));
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn each_agency_adds_its_own_staff() {
    let mut world = world();
    let said = world.said("Sam", Form::Staff(staff(Role::RecoveryCoordinator)));
    assert_eq!(said, "Maria Gomez is Recovery Coordinator at Peoria North from Mon 2 Nov");
    assert_eq!(
        world.rows("select short_name || ' ' || agency_id from staff where name = 'Maria Gomez'"),
        ["Gomez 2"]
    );
    let choices = world.choices("Dana", None);
    let gomez = choices.coordinators.iter().find(|choice| choice.label == "Maria Gomez").unwrap();
    assert_eq!(gomez.detail, "RC · 0 of 5");
    let second = StaffForm {
        name: "Kai Brown".into(),
        email: "kai@example.org".into(),
        passphrase: Some("open sesame".into()),
        ..staff(Role::SudSupervisor)
    };
    world.said("Sam", Form::Staff(second));
    let id = world.count("select id from staff where name = 'Kai Brown'");
    assert!(world.rows("select passphrase from account")[0].starts_with("$argon2id$"));
    assert_eq!(
        world.count("select count(*) from event_value where new like '%argon2%' or new like '%sesame%'"),
        0
    );
    let request = Request::SignIn { staff: StaffId(id), passphrase: "open sesame".into() };
    assert!(matches!(world.store.handle(request), Ok(Reply::ChooseFirst)), "Sam chose it, not Kai");
    for (form, words) in [
        (staff(Role::RecoveryCoordinator), "is here already"),
        (StaffForm { name: "X Y".into(), ..staff(Role::RecoveryCoordinator) }, "the address of"),
        (
            StaffForm { name: "X Y".into(), email: "x".into(), ..staff(Role::RecoveryCoordinator) },
            "no e-mail",
        ),
        (
            StaffForm {
                name: "X Y".into(),
                email: String::new(),
                fte: 0.0,
                ..staff(Role::RecoveryCoordinator)
            },
            "FTE",
        ),
        (staff(Role::IntactWorker), "its own staff"),
    ] {
        let error = world.refused("Sam", Form::Staff(form));
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn a_finding_with_a_plan_says_when_to_look_again() {
    let mut world = world();
    let form =
        FindingForm { family: FAMILY, on: day("2026-11-24"), finding: Finding::Plan, review_due_on: None };
    assert!(world.refused("Dana", Form::Finding(form.clone())).message.contains("looked at again"));
    let form = FindingForm { review_due_on: Some(day("2026-12-01")), ..form };
    let said = world.said("Dana", Form::Finding(form));
    assert_eq!(said, "F-0197: safe with a plan on Tue 24 Nov, to be looked at again by Tue 1 Dec");
}

#[test]
fn an_action_item_has_an_owner_and_a_due_date_and_moves_on() {
    let mut world = world();
    let (id, said) = world.save("Sam", Form::Item(item())).unwrap();
    assert_eq!(said, format!("{} is Lee's, about F-0197, due Thu 26 Nov", ItemId(id)));
    for (terms, words) in [
        (ItemTerms { description: " \u{1b} ".into(), ..item().terms }, "is missing"),
        (ItemTerms { due_on: day("2026-11-20"), ..item().terms }, "is past"),
        (ItemTerms { category: "sundry".into(), ..item().terms }, "what the action item is about"),
    ] {
        let error = world.refused("Sam", Form::Item(ItemForm { terms, meeting: None }));
        assert!(error.message.contains(words), "{error}");
    }
    let mut done = |version| {
        world.store.handle(Request::ItemStatus {
            op: OpId::new(),
            item: ItemId(id),
            version,
            status: ItemStatus::Done,
            verified: false,
        })
    };
    assert!(matches!(done(1), Ok(Reply::Saved { said, .. }) if said == format!("{} is done", ItemId(id))));
    assert_eq!(done(1).unwrap_err().kind, Kind::Conflict);
    assert_eq!(
        world.rows("select status || ' ' || closed_on || ' ' || coalesce(verified_by, '-') from action_item"),
        ["done 2026-11-24 -"]
    );
}

#[test]
fn choices_show_the_load_and_stay_within_scope() {
    let mut world = world();
    let choices = world.choices("Dana", Some(FAMILY));
    assert_eq!(choices.families.len(), 1);
    assert_eq!(choices.families[0].detail, "oak · Lee");
    assert_eq!(choices.sites.len(), 1);
    assert_eq!(choices.staff.len(), 6);
    assert_eq!(choices.intact_workers[1].detail, "IW · 1 of 10");
    assert_eq!(choices.members.len(), 3);
    assert!(world.choices("Dana", Some(FamilyId(200))).members.is_empty());
}

#[test]
fn drafts_are_read_by_their_writer_alone() {
    let mut world = world();
    let draft = |body: &str| Request::Draft {
        entity: "form_item".into(),
        id: 0,
        field: "description".into(),
        body: body.into(),
    };
    let ask = || Request::Drafts { entity: "form_item".into(), id: 0 };
    world.store.sign_in_as("Dana").unwrap();
    world.store.handle(draft("half\u{1b} a line")).unwrap();
    assert!(matches!(world.store.handle(ask()), Ok(Reply::Drafts(rows)) if rows[0].1 == "half a line"));
    world.store.sign_in_as("Sam").unwrap();
    assert!(matches!(world.store.handle(ask()), Ok(Reply::Drafts(rows)) if rows.is_empty()));
    world.store.sign_in_as("Dana").unwrap();
    world.store.handle(draft(" ")).unwrap();
    assert!(matches!(world.store.handle(ask()), Ok(Reply::Drafts(rows)) if rows.is_empty()));
}
