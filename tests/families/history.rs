//! The history of a record: who changed what, gated like the field.

use super::world::*;
use super::{change, facts, file};
use ifr::domain::consent::Category;
use ifr::domain::family::{Phase, Risk};
use ifr::domain::sealed::Part2;
use ifr::domain::{ItemId, StaffId};
use ifr::error::{Error, Kind};
use ifr::store::request::Form;
use ifr::store::view::family::change::{FactsForm, FamilyChange as Change};
use ifr::store::view::family::{RecordAsk, RecordReply};
use ifr::store::view::history::{FieldChange, History, Record};
use ifr::store::{Reply, Request};

fn history(world: &mut World, who: &str, record: Record, before: Option<i64>) -> Result<History, Error> {
    world.store.sign_in_as(who).unwrap();
    match world.store.handle(Request::Record(RecordAsk::History(record, before)))? {
        Reply::Record(reply) => match *reply {
            RecordReply::History(history) => Ok(history),
            RecordReply::Life(_) => panic!(),
        },
        other => panic!("{other:?}"),
    }
}

fn said(change: &FieldChange) -> String {
    let text = |part: &Part2<String>| match part {
        Part2::Nothing => "nothing".to_owned(),
        Part2::Shown(text) => text.open().clone(),
        Part2::Withheld(why) => why.label().to_owned(),
    };
    format!("{}, {}: {} → {}", change.record, change.field, text(&change.old), text(&change.new))
}

fn all(history: &History) -> String {
    let row = |row: &ifr::store::view::history::HistoryRow| {
        let changes: Vec<String> = row.changes.iter().map(said).collect();
        format!("{}, {}: {}", row.what, row.who, changes.join("; "))
    };
    history.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_familys_history_names_who_what_and_both_values() {
    let mut world = world();
    let now = file(&mut world, "Dana");
    world.said("Dana", change(Change::Facts(FactsForm { label: "elm".into(), ..facts(&now) })));
    world.said("Dana", change(Change::Risk(FAMILY, day("2026-09-01"), Risk::High)));
    let history = history(&mut world, "Sam", Record::Family(FAMILY), None).unwrap();
    assert_eq!(history.title, "F-0197");
    let text = all(&history);
    assert!(text.starts_with("Risk assessed, Dana Ortiz: "), "newest first\n{text}");
    assert!(text.contains("Risk, risk: nothing → High"), "{text}");
    assert!(text.contains("Family, short name: oak → elm"), "{text}");
    assert!(text.contains("Opening, basis: nothing → Indicated, court order"), "{text}");
}

#[test]
fn what_changed_nothing_is_no_history_and_an_assignment_says_whose_it_was() {
    let mut world = world();
    let now = file(&mut world, "Dana");
    world.said("Dana", change(Change::Facts(facts(&now))));
    let now = file(&mut world, "Dana");
    let said = world.said("Dana", change(Change::Facts(facts(&now))));
    assert_eq!(said, "F-0197 stays as it is: nothing in it was different");
    let close = Change::Close(FAMILY, now.opening.seen, day("2026-11-20"), "moved".into());
    world.said("Dana", change(close));
    let history = history(&mut world, "Dana", Record::Family(FAMILY), None).unwrap();
    let done: Vec<_> = history.rows.iter().map(|row| row.what.as_str()).collect();
    assert_eq!(done, ["Family closed", "Family changed"]);
    let text = all(&history);
    assert!(text.contains("Lee, Intact Worker, reason: nothing → family closed"), "{text}");
}

#[test]
fn treatment_values_are_withheld_without_a_consent_and_shown_with_it() {
    let mut world = world();
    world.said("Dana", change(Change::Enrol(FAMILY, day("2026-08-01"))));
    world.said("Sam", change(Change::Phase(FAMILY, day("2026-09-01"), Phase::Treatment)));
    let own = all(&history(&mut world, "Sam", Record::Family(FAMILY), None).unwrap());
    assert!(own.contains("Phase, phase: nothing → 3 active treatment"), "{own}");
    let other = all(&history(&mut world, "Dana", Record::Family(FAMILY), None).unwrap());
    assert!(!other.contains("active treatment"), "{other}");
    // That something was written, and when, would tell of treatment by itself.
    assert!(!other.contains("Sam Reyes") && !other.contains("Phase"), "{other}");
    let page = |world: &mut World, who| history(world, who, Record::Family(FAMILY), None).unwrap();
    assert!(page(&mut world, "Dana").withheld && !page(&mut world, "Sam").withheld);
    let mut form = consent();
    form.categories = vec![Category::Progress];
    world.said("Sam", Form::Consent(form));
    let after = all(&history(&mut world, "Dana", Record::Family(FAMILY), None).unwrap());
    assert!(after.contains("3 active treatment"), "{after}");
    assert!(!after.contains("Intact staff"), "a consent's own words need the consent to enrolment\n{after}");
}

#[test]
fn a_long_history_is_paged() {
    let mut world = world();
    for n in 0..60 {
        let now = file(&mut world, "Dana");
        world.said("Dana", change(Change::Facts(FactsForm { label: format!("elm {n}"), ..facts(&now) })));
    }
    let first = history(&mut world, "Dana", Record::Family(FAMILY), None).unwrap();
    assert_eq!(first.rows.len(), 50);
    let rest = history(&mut world, "Dana", Record::Family(FAMILY), first.next).unwrap();
    assert_eq!((rest.rows.len(), rest.next), (10, None));
    assert!(first.rows.last().unwrap().seq > rest.rows.first().unwrap().seq);
}

#[test]
fn items_and_people_have_a_history_in_scope_and_no_passphrase_in_it() {
    let mut world = world();
    world.said("Dana", Form::Item(item()));
    let text = all(&history(&mut world, "Sam", Record::Item(ItemId(1)), None).unwrap());
    assert!(text.contains("Action item, owner: nothing → Jordan Lee"), "{text}");
    world.sql.execute_batch("update staff_site set site_id = 2 where staff_id = 6").unwrap();
    assert_eq!(history(&mut world, "Sam", Record::Staff(StaffId(6)), None).unwrap_err().kind, Kind::Denied);
    let mut form = staff(ifr::domain::staff::Role::IntactSupervisor);
    form.passphrase = Some("correct horse battery".into());
    let (id, _) = world.save("Dana", Form::Staff(form)).unwrap();
    let text = all(&history(&mut world, "Dana", Record::Staff(StaffId(id)), None).unwrap());
    assert!(text.contains("Maria Gomez"), "{text}");
    assert!(!text.contains("argon2") && !text.contains("horse"), "{text}");
    let other = history(&mut world, "Dana", Record::Family(ifr::domain::FamilyId(200)), None).unwrap_err();
    assert_eq!(other.kind, Kind::Denied);
}
