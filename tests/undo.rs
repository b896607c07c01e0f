//! Undo: what was just done is put back, also after a restart, unless somebody changed it since.

use crate::forms::desk;
use crate::forms::world;

use ifr::domain::action_item::ItemStatus;
use ifr::domain::consent::Category;
use ifr::domain::service::Mode;
use ifr::domain::staff::{AgencyKind, Role};
use ifr::domain::{ConsentId, FamilyId, ItemId, MemberId, ReferralId, StaffId};
use ifr::error::{Error, Kind};
use ifr::store::request::Form;
use ifr::store::view::consent::{ConsentChange, Revoked};
use ifr::store::view::form::{AssignForm, ConsentForm};
use ifr::store::view::prepare::PointForm;
use ifr::store::view::referral::ReferralForm;
use ifr::store::view::services::{ServiceChange, ServiceForm};
use ifr::store::view::staffing::StaffChange;
use ifr::store::view::undo::{UndoAsk, UndoPlan};
use ifr::store::{OpId, Reply, Request, Store, verify_chain};
use ifr::tui::screen::{FormKind, Target};
use world::*;

const RC: Role = Role::RecoveryCoordinator;

impl World {
    /// The same file after a restart.
    fn reopened(self) -> Self {
        let Self { _dir, store, sql } = self;
        let path = store.path().to_owned();
        drop(store);
        Self { _dir, store: Store::open(&path, crate::desk::options(crate::desk::AFTERNOON)).unwrap(), sql }
    }

    fn last(&mut self, who: &str) -> Result<UndoPlan, Error> {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Undo(UndoAsk::Last))? {
            Reply::Undo(plan) => Ok(plan),
            other => panic!("{other:?}"),
        }
    }

    fn undo_event(&mut self, who: &str, seq: i64) -> Result<String, Error> {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Undo(UndoAsk::Undo { op: OpId::new(), seq }))? {
            Reply::Saved { said, .. } => Ok(said),
            other => panic!("{other:?}"),
        }
    }

    /// Undoes what this person did last.
    fn undo(&mut self, who: &str) -> Result<String, Error> {
        let seq = self.last(who)?.seq;
        self.undo_event(who, seq)
    }

    /// Every row of every table but the history and what is no part of the record, without versions.
    fn contents(&self) -> Vec<String> {
        let tables = self.rows(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not glob 'find_*'
               and name not in ('event', 'event_value', 'draft', 'look') order by name",
        );
        let mut out = Vec::new();
        for table in tables {
            let mut columns = self.rows(&format!("select name from pragma_table_info('{table}')"));
            columns.retain(|column| column != "version");
            let line = columns
                .iter()
                .map(|column| format!("coalesce(\"{column}\", '∅')"))
                .collect::<Vec<_>>()
                .join(" || '|' || ");
            out.extend(
                self.rows(&format!("select '{table}: ' || {line} as line from \"{table}\" order by line")),
            );
        }
        out
    }

    fn item_status(&mut self, who: &str, item: i64, status: ItemStatus) -> Result<(), Error> {
        self.store.sign_in_as(who).unwrap();
        let version = self.count(&format!("select version from action_item where id = {item}"));
        let (op, item) = (OpId::new(), ItemId(item));
        self.store.handle(Request::ItemStatus { op, item, version, status, verified: false }).map(|_| ())
    }
}

#[test]
fn an_assignment_is_undone_and_the_one_before_has_the_family_again() {
    let mut world = world();
    world.said("Dana", Form::Assign(assign(SHAH, RC, "2026-11-01")));
    let before = world.contents();
    world.said("Dana", Form::Assign(assign(BROOKS, RC, "2026-11-24")));
    let plan = world.last("Dana").unwrap();
    assert_eq!(plan.said, "Brooks now has F-0197: 1 of 10, in place of Shah");
    assert_eq!(plan.when, "15:00");
    assert_eq!(plan.effect, "removes 1 assignment and restores 1 assignment");
    assert_eq!(world.undo("Dana").unwrap(), "Undone: Brooks now has F-0197: 1 of 10, in place of Shah");
    assert_eq!(world.contents(), before);
    let kinds = world.rows("select kind from event where kind not in ('sign_in', 'create') order by seq");
    assert_eq!(kinds[kinds.len() - 3..], ["assign", "assign", "undo"]);
    assert!(verify_chain(&world.sql).unwrap().broken.is_none());
}

#[test]
fn undoing_an_assignment_gives_the_referral_its_earlier_step() {
    let mut world = world();
    let before = world.contents();
    let form = AssignForm { referral: Some(ReferralId(412)), ..assign(BROOKS, RC, "2026-11-24") };
    world.said("Dana", Form::Assign(form));
    assert_eq!(world.rows("select status from referral"), ["assigned"]);
    world.undo("Dana").unwrap();
    assert_eq!(world.contents(), before);
}

#[test]
fn undo_goes_on_backwards_and_ends_in_words() {
    let mut world = world();
    let before = world.contents();
    let (item, _) = world.save("Dana", Form::Item(item())).unwrap();
    world.item_status("Dana", item, ItemStatus::InProgress).unwrap();
    world.item_status("Dana", item, ItemStatus::Done).unwrap();
    world.undo("Dana").unwrap();
    assert_eq!(world.rows("select status from action_item"), ["in_progress"]);
    world.undo("Dana").unwrap();
    world.undo("Dana").unwrap();
    assert_eq!(world.contents(), before);
    let error = world.undo("Dana").unwrap_err();
    assert!(error.message.contains("nothing of yours to undo"), "{error}");
}

#[test]
fn what_somebody_changed_since_is_not_undone_and_it_says_who() {
    let mut world = world();
    let (item, _) = world.save("Dana", Form::Item(item())).unwrap();
    world.item_status("Sam", item, ItemStatus::Done).unwrap();
    let error = world.undo("Dana").unwrap_err();
    assert_eq!(error.kind, Kind::Conflict);
    assert_eq!(error.message, format!("Sam Reyes changed {} since (closed, status), 15:00", ItemId(item)));
    assert_eq!(world.rows("select status from action_item"), ["done"]);
    // Once Sam has undone that, the item is as Dana made it.
    world.undo("Sam").unwrap();
    world.undo("Dana").unwrap();
    assert!(world.rows("select id from action_item").is_empty());
}

#[test]
fn what_others_refer_to_by_now_stays() {
    let mut world = world();
    let (family, _) = world.save("Dana", Form::Family(family())).unwrap();
    let mut about = item();
    about.terms.family = Some(FamilyId(family));
    world.save("Sam", Form::Item(about)).unwrap();
    let before = world.contents();
    let error = world.undo("Dana").unwrap_err();
    assert!(error.message.contains("refers to it"), "{error}");
    assert_eq!(world.contents(), before, "nothing of it was undone");
}

#[test]
fn the_other_side_does_not_undo_it_and_the_own_side_only_what_it_may_do() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "insert into staff (id, name, short_name, role, agency_id) values (8, 'Rosa Diaz', 'Rosa', 'intact_supervisor', 1);
             insert into employment (staff_id, from_on, fte) values (8, '2026-01-05', 1.0);
             insert into staff_site (staff_id, site_id, from_on) values (8, 1, '2026-01-05');",
        )
        .unwrap();
    let before = world.contents();
    world.said("Dana", Form::Assign(assign(BROOKS, RC, "2026-11-24")));
    let seq = world.last("Dana").unwrap().seq;
    let error = world.undo_event("Sam", seq).unwrap_err();
    assert_eq!(error.kind, Kind::Denied, "{error}");
    assert!(world.last("Rosa").is_err(), "u undoes only one's own");
    world.undo_event("Rosa", seq).unwrap();
    assert_eq!(world.contents(), before);
    let error = world.undo_event("Rosa", seq).unwrap_err();
    assert!(error.message.contains("undone already"), "{error}");
}

#[test]
fn values_of_treatment_are_put_back_without_being_shown() {
    let mut world = world();
    let before = world.contents();
    world.said("Sam", Form::Consent(consent()));
    let plan = world.last("Sam").unwrap();
    assert_eq!(plan.effect, "removes 1 consent");
    world.undo("Sam").unwrap();
    assert_eq!(world.contents(), before, "the categories of the consent went with it");
}

#[test]
fn u_undoes_from_a_list_after_saying_what_also_after_a_restart() {
    let mut desk = desk::desk(false);
    desk.keys("2");
    desk.flow.open(Target::Form(FormKind::Assign(FAMILY, Some(RC))));
    desk.keys("text:broo enter f2");
    desk.shows("Brooks now has F-0197");
    desk.keys("u");
    desk.shows("Undo what was done at 15:00?");
    desk.shows("removes 1 assignment");
    desk.keys("enter");
    assert_eq!(rows(&desk.sql, "select staff_id from assignment where role = 'recovery_coordinator'"), ["5"]);
    // After a restart it is still there to be undone.
    let desk::Desk { flow, sql, _dir } = desk;
    let mut desk = desk::desk_over(World { _dir, store: flow.kill().unwrap(), sql }, false);
    desk.keys("6 u right enter");
    desk.shows("Undone: Brooks now has F-0197");
    assert!(rows(&desk.sql, "select id from assignment where role = 'recovery_coordinator'").is_empty());
    desk.keys("u");
    desk.shows("There is nothing of yours to undo");
}

#[test]
fn u_in_text_is_a_letter() {
    let mut desk = desk::desk(false);
    desk.open(FormKind::Item(None)).keys("u");
    assert!(!desk.flow.shows("nothing of yours"), "{}", desk.flow.screen());
}

/// A small generator with a fixed seed: the same operations every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Does something, whatever it is; a refusal is no matter.
fn something(world: &mut World, dice: &mut Dice, turn: u64) {
    let form = match dice.roll(7) {
        0 => Form::Assign(assign([BROOKS, SHAH][dice.roll(2) as usize], RC, "2026-11-24")),
        1 => Form::Assign(assign(StaffId(3 + dice.roll(2) as i64), Role::IntactWorker, "2026-11-24")),
        2 => Form::Contact(contact(LEE)),
        3 => Form::Member(member(["C", "D", "E"][dice.roll(3) as usize])),
        4 => {
            let mut opened = family();
            opened.case_number = format!("C-9{turn}");
            opened.enrolled_on = Some(day("2026-11-21"));
            Form::Family(opened)
        }
        5 => Form::Item(item()),
        _ => {
            let items = world.rows("select id from action_item");
            if let Some(id) = items.get(dice.roll(4) as usize) {
                let status = [ItemStatus::Done, ItemStatus::Blocked, ItemStatus::Open][dice.roll(3) as usize];
                let _ = world.item_status("Dana", id.parse().unwrap(), status);
            }
            return;
        }
    };
    let _ = world.save("Dana", form);
}

#[test]
fn any_operations_undone_one_after_the_other_leave_everything_as_it_was() {
    for seed in 0..10 {
        let mut world = world();
        let mut dice = Dice(seed);
        let before = world.contents();
        for turn in 0..12 {
            something(&mut world, &mut dice, turn);
            if dice.roll(4) == 0 {
                let _ = world.undo("Dana");
            }
        }
        assert_ne!(world.contents(), before, "seed {seed} did nothing");
        let mut steps = 0;
        loop {
            match world.undo("Dana") {
                Ok(_) => steps += 1,
                Err(error) => {
                    assert!(error.message.contains("nothing of yours"), "seed {seed}, step {steps}: {error}");
                    break;
                }
            }
        }
        assert_eq!(world.contents(), before, "seed {seed} after {steps} steps");
        assert!(verify_chain(&world.sql).unwrap().broken.is_none());
    }
}

/// Does something and undoes it after a restart: everything is as it was.
fn there_and_back(mut world: World, who: &str, form: Form) -> World {
    let before = world.contents();
    let said = world.said(who, form);
    assert_ne!(world.contents(), before, "{said}");
    world = world.reopened();
    world.undo(who).unwrap();
    assert_eq!(world.contents(), before, "{said}");
    world
}

#[test]
fn a_consent_of_several_recipients_is_put_back_with_all_of_them() {
    let mut world = world();
    world
        .sql
        .execute_batch("insert into agency (id, name, kind) values (3, 'Court', 'evaluator'), (4, 'Clinic', 'treatment')")
        .unwrap();
    let change = |change| Form::ConsentChange(Box::new(change));
    let to = |others: &[i64]| ConsentForm { others: others.to_vec(), ..consent() };
    world = there_and_back(world, "Sam", Form::Consent(to(&[3, 4])));
    // Entered without its signature, then completed with other recipients and categories.
    let draft = ConsentForm { signed: false, categories: vec![Category::Progress], ..to(&[3]) };
    world.said("Sam", Form::Consent(draft));
    world = there_and_back(world, "Sam", change(ConsentChange::Complete(ConsentId(1), 1, to(&[4]))));
    // The file of another program may hold one whose receiving agency is not known yet.
    world.sql.execute_batch("update consent set recipient_agency_id = null").unwrap();
    let version = world.count("select version from consent");
    world = there_and_back(world, "Sam", change(ConsentChange::Complete(ConsentId(1), version, to(&[4]))));
    let version = world.count("select version from consent");
    world.said("Sam", change(ConsentChange::Complete(ConsentId(1), version, to(&[3, 4]))));
    for what in [
        Revoked::Recipient(3),
        Revoked::Recipient(1),
        Revoked::Category(Category::Attendance),
        Revoked::Whole,
    ] {
        let version = world.count("select version from consent");
        let revoke = ConsentChange::Revoke(ConsentId(1), version, day("2026-11-24"), what);
        world = there_and_back(world, "Sam", change(revoke));
    }
    assert!(verify_chain(&world.sql).unwrap().broken.is_none());
}

#[test]
fn what_hangs_on_a_row_goes_and_comes_with_it() {
    let mut world = world();
    world.sql.execute_batch("update member set participant = 1 where id = 1").unwrap();
    let covers = vec![Category::Progress, Category::Services];
    let signed_on = Some(day("2026-11-01"));
    world.said("Sam", Form::Consent(ConsentForm { categories: covers, signed_on, ..consent() }));
    world.said("Dana", Form::Assign(assign(BROOKS, RC, "2026-11-01")));
    let point =
        PointForm { on: FAMILY.into(), item: None, body: "M is doing well".into(), about: vec![MemberId(1)] };
    world = there_and_back(world, "Sam", Form::Point(point));
    world = there_and_back(world, "Dana", Form::Contact(contact(LEE)));
    let (id, _) = world.save("Sam", ride(&[("miles", "12.5"), ("form", "mileage")], None)).unwrap();
    world = there_and_back(world, "Sam", ride(&[("miles", "7")], Some((id, 1))));
    let delete = ServiceChange::Delete {
        id,
        version: world.count("select version from service"),
        reason: "twice".into(),
    };
    world = there_and_back(world, "Sam", Form::Service(Box::new(delete)));
    let staff = |change| Form::StaffChange(change);
    let agency = StaffChange::Agency { row: None, name: "County Court".into(), kind: AgencyKind::Evaluator };
    world = there_and_back(world, "Dana", staff(agency));
    let site = StaffChange::Site {
        row: None,
        name: "South".into(),
        county: "Peoria".into(),
        setting: None,
        intact: 1,
        treatment: 2,
    };
    world = there_and_back(world, "Dana", staff(site));
    world
        .sql
        .execute_batch(
            "insert into referral (id, received_on, source, site_id, status, wait_place) values
               (501, '2026-11-15', 'court', 1, 'wait_listed', 1), (502, '2026-11-15', 'court', 1, 'wait_listed', 2);",
        )
        .unwrap();
    let (id, reason) = (ReferralId(502), "an infant".to_owned());
    let up = ReferralForm::Move { id, version: 1, place: 1, reason };
    there_and_back(world, "Dana", Form::Referral(Box::new(up)));
}

fn ride(facts: &[(&str, &str)], row: Option<(i64, i64)>) -> Form {
    let facts = facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Form::Service(Box::new(ServiceChange::Save(ServiceForm {
        row,
        family: FAMILY,
        staff: BROOKS,
        kind: "transportation".into(),
        on: day("2026-11-23"),
        began: None,
        minutes: Some(30),
        mode: Mode::Field,
        joint_with: None,
        children: vec![],
        member: Some(MemberId(1)),
        documented_on: None,
        elsewhere: String::new(),
        facts,
    })))
}
