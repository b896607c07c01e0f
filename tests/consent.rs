//! Consents whole: what they are worth, what ends them, what opens without them, and who was told what.

mod flow;
mod log;

use crate::forms::world::{FAMILY, World, consent, day, world};
use ifr::domain::Word;
use ifr::domain::consent::{Basis, Category, ConsentState};
use ifr::domain::{ConsentId, MemberId};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::consent::{
    Consent, ConsentAsk, ConsentChange, ConsentPage, ConsentReply, ExceptionForm, Revoked,
};
use ifr::store::view::family::FamilyPage;
use ifr::store::view::form::ConsentForm;
use ifr::store::view::undo::UndoAsk;
use ifr::store::{OpId, Reply, Request};

pub const M: MemberId = MemberId(1);

/// What a supervisor sees of the family's consents.
pub fn page(world: &mut World, who: &str) -> ConsentPage {
    world.store.sign_in_as(who).unwrap();
    match world.store.handle(Request::Consent(ConsentAsk::Family(FAMILY))).unwrap() {
        Reply::Consent(reply) => match *reply {
            ConsentReply::Family(page) => page,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn newest(world: &mut World) -> Consent {
    page(world, "Sam").adults[0].consents[0].clone()
}

/// The categories that Dana may not read of M today.
fn withheld(world: &mut World) -> Vec<Category> {
    page(world, "Dana").adults[0].withheld.iter().map(|(category, _)| *category).collect()
}

fn change(world: &mut World, change: ConsentChange) -> String {
    world.said("Sam", Form::ConsentChange(Box::new(change)))
}

fn refused(world: &mut World, who: &str, change: ConsentChange) -> ifr::error::Error {
    world.refused(who, Form::ConsentChange(Box::new(change)))
}

fn except(categories: Vec<Category>) -> ExceptionForm {
    let (from, to) = (day("2026-11-24"), day("2026-11-26"));
    let reason = "Hospital asked at 14:00".to_owned();
    ExceptionForm { member: M, categories, basis: Basis::MedicalEmergency, reason, from, to }
}

#[test]
fn a_defective_consent_grants_nothing_until_it_is_completed() {
    let mut world = world();
    let half = ConsentForm { signed: false, purpose: String::new(), ..consent() };
    world.said("Sam", Form::Consent(half));
    let old = newest(&mut world);
    assert_eq!(
        (old.state, old.missing.as_slice()),
        (ConsentState::Defective, ["the purpose", "the signature"].as_slice())
    );
    assert_eq!(withheld(&mut world).len(), Category::ALL.len());

    let complete = |version| ConsentChange::Complete(old.id, version, consent());
    assert_eq!(refused(&mut world, "Dana", complete(1)).kind, Kind::Denied);
    assert_eq!(refused(&mut world, "Sam", complete(7)).kind, Kind::Conflict);
    let said = change(&mut world, complete(1));
    assert!(said.contains("is recorded until Tue 2 Mar 2027"), "{said}");
    assert_eq!(newest(&mut world).state, ConsentState::Active);
    assert_eq!(withheld(&mut world).len(), Category::ALL.len() - 2);
    assert!(refused(&mut world, "Sam", complete(2)).message.contains("stays as it was signed"));
}

#[test]
fn one_category_is_revoked_and_undoing_gives_it_back() {
    let mut world = world();
    world.said("Sam", Form::Consent(consent()));
    let one = Revoked::Category(Category::Attendance);
    let said = change(&mut world, ConsentChange::Revoke(ConsentId(1), 1, day("2026-11-24"), one));
    assert!(said.contains("revoked for attendance in treatment from Tue 24 Nov on"), "{said}");
    assert!(withheld(&mut world).contains(&Category::Attendance));
    assert!(!withheld(&mut world).contains(&Category::LevelOfCare), "the rest of it holds");
    assert_eq!(newest(&mut world).state, ConsentState::Active);
    let again = ConsentChange::Revoke(ConsentId(1), 2, day("2026-11-24"), one);
    assert!(refused(&mut world, "Sam", again).message.contains("does not cover"));

    world.store.sign_in_as("Sam").unwrap();
    let Reply::Undo(plan) = world.store.handle(Request::Undo(UndoAsk::Last)).unwrap() else { panic!() };
    world.store.handle(Request::Undo(UndoAsk::Undo { op: OpId::new(), seq: plan.seq })).unwrap();
    assert!(!withheld(&mut world).contains(&Category::Attendance));
    assert_eq!(world.count("select count(*) from consent_category where ended_on is not null"), 0);
}

#[test]
fn one_recipient_of_two_is_revoked() {
    let mut world = world();
    world
        .sql
        .execute("insert into agency (id, name, kind) values (3, 'County Court', 'state_child_welfare')", [])
        .unwrap();
    world.said("Sam", Form::Consent(ConsentForm { others: vec![3], ..consent() }));
    let to: Vec<String> = newest(&mut world).recipients.into_iter().map(|one| one.name).collect();
    assert_eq!(to, ["Intact", "County Court"]);
    change(&mut world, ConsentChange::Revoke(ConsentId(1), 1, day("2026-11-24"), Revoked::Recipient(3)));
    assert!(!withheld(&mut world).contains(&Category::Attendance), "Dana's agency still receives it");
    assert_eq!(newest(&mut world).state, ConsentState::Active);
    change(&mut world, ConsentChange::Revoke(ConsentId(1), 2, day("2026-11-24"), Revoked::Recipient(1)));
    assert_eq!(withheld(&mut world).len(), Category::ALL.len());
    assert_eq!(newest(&mut world).state, ConsentState::Revoked, "nobody receives it any more");
}

#[test]
fn an_event_ends_it_and_a_new_one_follows() {
    let mut world = world();
    let event = ConsentForm { expires_on: None, expires_event: "When treatment ends".into(), ..consent() };
    world.said("Sam", Form::Consent(event));
    assert_eq!(newest(&mut world).state, ConsentState::Active);
    let came = |on: &str| ConsentChange::EventCame(ConsentId(1), 1, day(on));
    assert!(refused(&mut world, "Sam", came("2026-11-30")).message.contains("still to come"));
    assert!(refused(&mut world, "Sam", came("2026-11-01")).message.contains("before it was signed"));
    change(&mut world, came("2026-11-23"));
    let old = newest(&mut world);
    assert_eq!((old.state, old.revoked), (ConsentState::Expired, false));
    let again = ConsentChange::EventCame(ConsentId(1), 2, day("2026-11-24"));
    assert!(refused(&mut world, "Sam", again).message.contains("already"));

    world.said("Sam", Form::Consent(ConsentForm { renews: Some(old.id), ..consent() }));
    assert_eq!(world.rows("select renews_id from consent order by id"), ["null", "1"]);
    assert_eq!(withheld(&mut world).len(), Category::ALL.len() - 2);
}

#[test]
fn an_exception_opens_only_what_it_covers_and_only_while_it_holds() {
    let mut world = world();
    let open = |categories| ConsentChange::Except(except(categories));
    assert_eq!(refused(&mut world, "Dana", open(vec![Category::Medication])).kind, Kind::Denied);
    assert!(refused(&mut world, "Sam", open(vec![])).message.contains("opens nothing"));
    let silent = ExceptionForm { reason: " ".into(), ..except(vec![Category::Medication]) };
    assert!(refused(&mut world, "Sam", ConsentChange::Except(silent)).message.contains("reason is missing"));
    let backwards = ExceptionForm { to: day("2026-11-24"), ..except(vec![Category::Medication]) };
    assert!(
        refused(&mut world, "Sam", ConsentChange::Except(backwards)).message.contains("would end before")
    );
    let child = ExceptionForm { member: MemberId(2), ..except(vec![Category::Medication]) };
    assert!(refused(&mut world, "Sam", ConsentChange::Except(child)).message.contains("is a child"));

    change(&mut world, open(vec![Category::Medication]));
    let left = withheld(&mut world);
    assert!(!left.contains(&Category::Medication));
    assert_eq!(left.len(), Category::ALL.len() - 1);
    assert_eq!(world.rows("select kind from event where kind = 'exception'"), ["exception"]);
    let seen = page(&mut world, "Dana").exceptions;
    assert!(seen[0].in_force && seen[0].reason.shown().is_some(), "{seen:?}");

    change(&mut world, ConsentChange::EndException(1, 1));
    assert_eq!(withheld(&mut world).len(), Category::ALL.len());
    let seen = page(&mut world, "Dana").exceptions;
    assert!(!seen[0].in_force && seen[0].reason.shown().is_none(), "why it was open is withheld again");
    let why = page(&mut world, "Dana").adults[0].withheld[0].1;
    assert_eq!(why.label(), "[withheld: no consent]", "an exception that is over is no consent that ended");
}

#[test]
fn an_intact_supervisor_knows_whom_to_ask() {
    let mut world = world();
    world.sql.execute_batch("insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (197, 5, 'recovery_coordinator', '2026-07-04', 1)").unwrap();
    let names: Vec<String> = page(&mut world, "Dana").ask.into_iter().map(|(who, _)| who.name).collect();
    assert_eq!(names, ["Sam Reyes", "Tamika Brooks"]);
    assert!(page(&mut world, "Sam").own);
}

/// What the page says about the children's safety.
fn safety(world: &mut World, who: &str) -> String {
    world.store.sign_in_as(who).unwrap();
    let Reply::Family(page) = world.store.handle(Request::Family(FAMILY)).unwrap() else { panic!() };
    let FamilyPage { finding, members, milestones, life, items, risk, .. } = *page;
    let children: Vec<_> =
        members.iter().map(|one| (&one.alias, &one.seen, &one.seen_by, one.infant)).collect();
    let life: Vec<_> = life
        .rows
        .iter()
        .filter(|row| row.sort != "consent")
        .map(|row| (row.on, row.sort, &row.what))
        .collect();
    format!("{finding} {children:?} {milestones:?} {life:?} {items:?} {risk:?}")
}

#[test]
fn child_safety_never_depends_on_consent() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "insert into safety_finding (family_id, on_date, finding, review_due_on) values (197, '2026-11-20', 'plan', '2026-12-01');
             insert into new_report (family_id, on_date) values (197, '2026-11-19');
             insert into court_hearing (family_id, on_date) values (197, '2026-12-03');
             insert into milestone (family_id, kind, due_on) values (197, 'safe_progress', '2026-12-05');
             insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on) values (1, 197, 3, 'intact_worker', 'contact', '2026-11-18', 'home', '2026-11-18');
             insert into service_child (service_id, member_id) values (1, 2);",
        )
        .unwrap();
    let before = safety(&mut world, "Dana");
    for word in ["plan", "2026-11-19", "2026-11-18", "SAFE progress", "18 Nov"] {
        assert!(before.contains(word), "no {word} in {before}");
    }
    let same = |world: &mut World, when: &str| {
        for who in ["Dana", "Sam"] {
            assert_eq!(safety(world, who), before, "{who}, {when}");
        }
    };
    same(&mut world, "without a consent");
    world.said("Sam", Form::Consent(consent()));
    same(&mut world, "under a consent");
    change(&mut world, ConsentChange::Revoke(ConsentId(1), 1, day("2026-11-24"), Revoked::Whole));
    same(&mut world, "after it was revoked");
    change(&mut world, ConsentChange::Except(except(Category::ALL.to_vec())));
    same(&mut world, "by an exception");
}
