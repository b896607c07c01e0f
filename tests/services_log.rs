//! The log of services: one place keeps out what cannot have been, the law decides what may stand here, and what is open
//! is seen by those who can mend it.

mod keys;

use crate::forms::world::*;
use ifr::domain::service::Mode;
use ifr::domain::{MemberId, StaffId, Word};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::family::{RecordAsk, RecordReply};
use ifr::store::view::history::Record;
use ifr::store::view::services::{
    PointSort, ServiceChange, ServiceForm, ServicesAsk, ServicesPage, ServicesReply,
};
use ifr::store::view::undo::UndoAsk;
use ifr::store::{OpId, Reply, Request};

/// A consent of the adult that covers services in October and November until the 20th, and a coach.
const CONSENT: &str = "
insert into consent (id, member_id, discloser_agency_id, recipient_agency_id, recipient, purpose, right_to_revoke, signed,
  signed_on, expires_on) values (9, 1, 2, 1, 'Intact staff', 'Planning', 1, 1, '2026-10-01', '2026-11-20');
insert into consent_category (consent_id, category) values (9, 'services');
insert into assignment (family_id, staff_id, role, from_on, assigned_by) values (197, 5, 'recovery_coordinator', '2026-10-01', 1);
";

fn service(staff: StaffId, kind: &str, on: &str) -> ServiceForm {
    ServiceForm {
        row: None,
        family: FAMILY,
        staff,
        kind: kind.into(),
        on: day(on),
        began: chrono::NaiveTime::from_hms_opt(10, 0, 0),
        minutes: Some(45),
        mode: Mode::Home,
        joint_with: None,
        children: Vec::new(),
        member: None,
        documented_on: Some(day("2026-11-24")),
        elsewhere: String::new(),
        facts: Vec::new(),
    }
}

fn save(form: ServiceForm) -> Form {
    Form::Service(Box::new(ServiceChange::Save(form)))
}

fn entry(world: &mut World, who: &str, id: i64) -> ServiceForm {
    world.store.sign_in_as(who).unwrap();
    match world.store.handle(Request::Services(ServicesAsk::Entry(id))).unwrap() {
        Reply::Services(ServicesReply::Entry(form)) => *form,
        other => panic!("{other:?}"),
    }
}

fn page(world: &mut World, who: &str, log: bool) -> ServicesPage {
    world.store.sign_in_as(who).unwrap();
    match world.store.handle(Request::Services(ServicesAsk::Page { staff: None, log })).unwrap() {
        Reply::Services(ServicesReply::Page(page)) => *page,
        other => panic!("{other:?}"),
    }
}

fn undo(world: &mut World) {
    let Reply::Undo(plan) = world.store.handle(Request::Undo(UndoAsk::Last)).unwrap() else {
        panic!("no plan")
    };
    world.store.handle(Request::Undo(UndoAsk::Undo { op: OpId::new(), seq: plan.seq })).unwrap();
}

/// What was done to the family, in words.
fn history(world: &mut World) -> Vec<String> {
    let ask = RecordAsk::History(Record::Family(FAMILY), None);
    match world.store.handle(Request::Record(ask)).unwrap() {
        Reply::Record(reply) => match *reply {
            RecordReply::History(history) => history.rows.into_iter().map(|row| row.what).collect(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

const ROWS: &str =
    "select kind || ' ' || coalesce(member_id, '-') || ' ' || coalesce(consent_id, '-') || ' ' || part2
  || ' ' || documented_elsewhere from service order by id";

#[test]
fn treatment_stands_here_only_under_a_consent_of_that_day() {
    let mut world = world();
    world.sql.execute_batch(CONSENT).unwrap();
    let about =
        |on: &str| ServiceForm { member: Some(MemberId(1)), ..service(BROOKS, "recovery_coaching", on) };
    world.save("Sam", save(about("2026-11-19"))).unwrap();
    for on in ["2026-11-20", "2026-09-30"] {
        let error = world.refused("Sam", save(about(on)));
        assert!(error.message.contains("no consent in force on that day"), "{error}");
    }
    let elsewhere = ServiceForm { elsewhere: "chart 12".into(), ..about("2026-11-20") };
    let undated = ServiceForm { documented_on: None, ..elsewhere.clone() };
    assert!(world.refused("Sam", save(undated)).message.contains("documented elsewhere is missing"));
    assert!(world.said("Sam", save(elsewhere)).contains("documented elsewhere stands here"));
    world.save("Sam", save(service(BROOKS, "outreach", "2026-11-20"))).unwrap();
    assert_eq!(
        world.rows(ROWS),
        ["recovery_coaching 1 9 1 ", "documented_elsewhere - - 0 chart 12", "contact - - 0 "],
        "an adult and a kind stand here only under consent"
    );
}

#[test]
fn facts_and_what_is_unknown_are_kept_out() {
    let mut world = world();
    world.sql.execute_batch(CONSENT).unwrap();
    let about = |facts: &[(&str, &str)]| ServiceForm {
        member: Some(MemberId(1)),
        facts: facts.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        ..service(BROOKS, "transportation", "2026-11-18")
    };
    for (form, words) in [
        (about(&[("miles", "-4")]), "a number from 0"),
        (about(&[("form", "balloon")]), "there are Mileage, car or van, Transit pass"),
        (ServiceForm { kind: "yachting".into(), ..about(&[]) }, "no kind of service"),
        (ServiceForm { kind: "parenting".into(), ..about(&[]) }, "no service of"),
        (ServiceForm { minutes: Some(-5), ..about(&[]) }, "cannot be right"),
        (ServiceForm { minutes: Some(721), ..about(&[]) }, "cannot be right"),
        (ServiceForm { on: day("2026-07-03"), ..about(&[]) }, "not open"),
        (ServiceForm { member: Some(MemberId(2)), ..about(&[]) }, "not of F-0197"),
        (ServiceForm { staff: StaffId(99), ..about(&[]) }, "nobody here"),
    ] {
        let error = world.refused("Sam", save(form));
        assert!(error.message.contains(words), "{error}");
    }
    world
        .save("Sam", save(about(&[("form", "mileage"), ("miles", "12"), ("topic", "x"), ("pass_type", " ")])))
        .unwrap();
    assert_eq!(
        world.rows("select name || '=' || value from service_fact order by name"),
        ["form=mileage", "miles=12"],
        "facts of another kind have no place, empty ones are none"
    );
    // One that another program changes is noticed.
    let named = |world: &World| {
        let edited = world.store.verify_trail().unwrap().edited;
        edited.iter().filter(|one| one.said().starts_with("service 1, fact miles")).count()
    };
    assert_eq!(named(&world), 0);
    world.sql.execute_batch("update service_fact set value = '120' where name = 'miles'").unwrap();
    assert_eq!(named(&world), 1);
}

#[test]
fn an_entry_is_changed_taken_back_and_brought_back() {
    let mut world = world();
    let first =
        ServiceForm { children: vec![MemberId(2), MemberId(3)], ..service(LEE, "visit", "2026-11-20") };
    let (id, _) = world.save("Dana", save(first)).unwrap();
    let mut form = entry(&mut world, "Dana", id);
    assert_eq!(form.children, [MemberId(2), MemberId(3)]);
    form.children = vec![MemberId(3)];
    world.save("Dana", save(form.clone())).unwrap();
    assert_eq!(world.rows("select version from service"), ["2"], "children alone are a change, too");
    assert_eq!(world.refused("Dana", save(ServiceForm { minutes: Some(60), ..form })).kind, Kind::Conflict);
    assert!(world.store.sign_in_as("Sam").is_ok());
    assert_eq!(world.store.handle(Request::Services(ServicesAsk::Entry(id))).unwrap_err().kind, Kind::Denied);

    let delete = |version, reason: &str| {
        Form::Service(Box::new(ServiceChange::Delete { id, version, reason: reason.into() }))
    };
    assert!(world.refused("Dana", delete(2, " ")).message.contains("reason is missing"));
    assert_eq!(world.refused("Dana", delete(1, "twice")).kind, Kind::Conflict);
    assert_eq!(world.refused("Sam", delete(2, "twice")).kind, Kind::Denied);
    world.save("Dana", delete(2, "entered twice")).unwrap();
    assert_eq!(
        world.count("select (select count(*) from service) + (select count(*) from service_child)"),
        0
    );
    assert_eq!(
        world.rows("select new from event_value where field = 'reason'"),
        ["entered twice"],
        "the reason stays in the history"
    );
    let told = history(&mut world);
    assert!(told.contains(&"Service taken back".to_owned()), "{told:?}");
    undo(&mut world);
    assert_eq!(
        world.rows("select id || ' ' || kind || ' ' || minutes from service"),
        [format!("{id} visit 45")]
    );
    assert_eq!(world.rows("select member_id from service_child"), ["3"]);
    undo(&mut world);
    assert_eq!(
        world.rows("select member_id from service_child order by 1"),
        ["2", "3"],
        "the change before, too"
    );
}

#[test]
fn a_week_is_one_operation_all_or_nothing() {
    let mut world = world();
    let week = |last: &str| {
        let days = ["2026-11-18", "2026-11-19", last];
        Form::Service(Box::new(ServiceChange::Week(days.map(|on| service(LEE, "contact", on)).to_vec())))
    };
    let error = world.refused("Dana", week("2026-11-30"));
    assert!(error.message.starts_with("row 3: ") && error.message.contains("still to come"), "{error}");
    assert_eq!(world.count("select count(*) from service"), 0);
    let op = OpId::new();
    world.save_as("Dana", op, week("2026-11-20")).unwrap();
    world.save_as("Dana", op, week("2026-11-20")).unwrap();
    assert_eq!(world.count("select count(*) from service"), 3, "saved twice is saved once");
    undo(&mut world);
    assert_eq!(world.count("select count(*) from service"), 0, "and undone in one step");
}

#[test]
fn what_is_open_is_told_by_worker_with_its_age() {
    let mut world = world();
    for (kind, on, documented) in [
        ("visit", "2026-11-20", None),
        ("visit", "2026-09-01", None),
        ("visit", "2026-11-10", Some("2026-11-13")),
        ("contact", "2026-11-11", Some("2026-11-13")),
    ] {
        let documented_on = documented.map(day);
        world.save("Dana", save(ServiceForm { documented_on, ..service(LEE, kind, on) })).unwrap();
    }
    let found = page(&mut world, "Dana", false);
    let points: Vec<(PointSort, String, String)> =
        found.rows.iter().map(|row| (row.sort, row.on.to_string(), row.standing.text.clone())).collect();
    assert_eq!(
        points,
        [
            (PointSort::Undocumented, "2026-09-01".into(), "not documented 84 d".into()),
            (PointSort::Undocumented, "2026-11-20".into(), "not documented 4 d".into()),
            (PointSort::Late, "2026-11-10".into(), "documented after 3 d".into()),
        ]
    );
    let tally = &found.tallies[0];
    assert_eq!((tally.services, tally.undocumented, tally.oldest_days, tally.late), (4, 2, Some(84), 1));
    assert_eq!(page(&mut world, "Dana", true).rows.len(), 4);

    let row = found.rows[1].entry.unwrap();
    let document =
        |on: &str| Form::Service(Box::new(ServiceChange::Documented { rows: vec![row], on: day(on) }));
    assert!(world.refused("Dana", document("2026-11-19")).message.contains("before it happened"));
    assert!(world.refused("Dana", document("2026-11-25")).message.contains("still to come"));
    assert_eq!(world.refused("Sam", document("2026-11-24")).kind, Kind::Denied);
    world.save("Dana", document("2026-11-24")).unwrap();
    assert_eq!(world.refused("Dana", document("2026-11-24")).kind, Kind::Conflict);
}

#[test]
fn what_is_due_and_not_logged_stands_beside_it() {
    let mut world = world();
    world.sql.execute_batch(CONSENT).unwrap();
    let expected = |world: &mut World, who: &str| -> Vec<String> {
        let rows = page(world, who, false).rows;
        let rows = rows.iter().filter(|row| row.sort == PointSort::Expected);
        rows.map(|row| format!("{} {} {}", row.staff.short, row.what.shown().unwrap(), row.standing.text))
            .collect()
    };
    assert!(expected(&mut world, "Dana").is_empty(), "a site that logged nothing has no data");
    let visit = ServiceForm { joint_with: Some(BROOKS), ..service(LEE, "joint_visit", "2026-10-10") };
    world.save("Dana", save(visit)).unwrap();
    assert_eq!(expected(&mut world, "Dana"), ["Lee Visit overdue 30 d", "Lee Joint visit overdue 15 d"]);
    world.save("Sam", save(service(BROOKS, "contact", "2026-10-12"))).unwrap();
    world
        .sql
        .execute_batch(
            "insert into family_enrolment (family_id, from_on) values (197, '2026-10-01');
         insert into family_phase (family_id, from_on, phase) values (197, '2026-10-01', 1);",
        )
        .unwrap();
    assert_eq!(expected(&mut world, "Dana").len(), 2, "the phase is the treatment side's");
    assert!(expected(&mut world, "Sam").contains(&"Brooks Contact overdue 36 d".to_owned()));
}

#[test]
fn what_it_breaks_is_said_at_its_field_while_it_is_entered() {
    let mut world = world();
    world.sql.execute_batch(CONSENT).unwrap();
    let form = ServiceForm {
        member: Some(MemberId(1)),
        mode: Mode::Phone,
        facts: vec![("group_size".into(), "3".into())],
        ..service(BROOKS, "recovery_coaching", "2026-11-18")
    };
    world.store.sign_in_as("Sam").unwrap();
    let Reply::Services(ServicesReply::Judged(found)) =
        world.store.handle(Request::Services(ServicesAsk::Judge(Box::new(form)))).unwrap()
    else {
        panic!("another answer")
    };
    let found: Vec<(&str, &str)> =
        found.iter().map(|one| (one.field.as_str(), one.broken.severity.word())).collect();
    for one in [("mode", "must"), ("staff", "must"), ("topic", "must"), ("group_size", "should")] {
        assert!(found.contains(&one), "{one:?} in {found:?}");
    }
}
