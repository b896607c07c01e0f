//! Staffing: employment, shares, leave, separation, deputies, posts, credentials, agencies and sites.

#[path = "staffing/cover.rs"]
mod cover;
#[path = "staffing/keys.rs"]
mod keys;
use crate::forms::world;

use ifr::domain::staff::{AgencyKind, EmploymentStatus, Recruitment, Role, Setting};
use ifr::domain::{SiteId, StaffId};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::staffing::{
    PersonPage, PostTerms, Row, StaffAsk, StaffChange, StaffReply, Successors, Terms,
};
use ifr::store::{Reply, Request, verify_chain};
use world::*;

const KIM: StaffId = StaffId(4);
const DANA: StaffId = StaffId(1);

fn terms(fte: f64) -> Terms {
    Terms { fte, capacity: None, status: EmploymentStatus::Active, supervisor: Some(DANA) }
}

fn change(change: StaffChange) -> Form {
    Form::StaffChange(change)
}

fn employ(staff: StaffId, from: &str, fte: f64) -> Form {
    change(StaffChange::Employ { staff, from: day(from), terms: terms(fte) })
}

fn spells(world: &World, staff: StaffId) -> Vec<String> {
    world.rows(&format!(
        "select from_on || ' ' || coalesce(to_on, '-') || ' ' || fte || ' ' || status from employment where staff_id = {} order by from_on",
        staff.0
    ))
}

fn person(world: &mut World, who: &str, staff: StaffId) -> PersonPage {
    world.store.sign_in_as(who).unwrap();
    match world.store.handle(Request::Staff(StaffAsk::Person(staff))).unwrap() {
        Reply::Staff(StaffReply::Person(page)) => *page,
        other => panic!("{other:?}"),
    }
}

#[test]
fn employment_changes_from_a_day_on_and_nothing_overlaps() {
    let mut world = world();
    assert_eq!(world.said("Dana", employ(LEE, "2026-12-01", 0.5)), "Lee from Tue 1 Dec: 0.5 FTE");
    assert_eq!(spells(&world, LEE), ["2026-01-05 2026-12-01 1.0 active", "2026-12-01 - 0.5 active"]);
    let said = world.said("Dana", employ(LEE, "2026-11-01", 0.8));
    assert_eq!(said, "Lee from Sun 1 Nov: 0.8 FTE, until Tue 1 Dec");
    assert_eq!(
        spells(&world, LEE),
        ["2026-01-05 2026-11-01 1.0 active", "2026-11-01 2026-12-01 0.8 active", "2026-12-01 - 0.5 active"]
    );
    world.said("Dana", employ(LEE, "2026-12-01", 0.6));
    assert_eq!(spells(&world, LEE).len(), 3, "the same day is rewritten, not doubled");
    for (form, words) in [
        (employ(LEE, "2026-01-01", 1.0), "began on"),
        (employ(LEE, "2026-12-24", 0.0), "FTE"),
        (employ(LEE, "2026-12-24", 2.0), "FTE"),
        (
            change(StaffChange::Employ {
                staff: LEE,
                from: day("2026-12-24"),
                terms: Terms { supervisor: Some(StaffId(2)), ..terms(1.0) },
            }),
            "does not supervise",
        ),
        (
            change(StaffChange::Employ {
                staff: LEE,
                from: day("2026-12-24"),
                terms: Terms { status: EmploymentStatus::Separated, ..terms(1.0) },
            }),
            "more than a status",
        ),
    ] {
        let error = world.refused("Dana", form);
        assert!(error.message.contains(words), "{error}");
    }
    assert_eq!(world.refused("Sam", employ(LEE, "2026-12-24", 1.0)).kind, Kind::Denied);
    assert_eq!(verify_chain(&world.sql).unwrap().broken, None);
}

#[test]
fn spells_that_overlap_already_are_named_and_not_made_worse() {
    let mut world = world();
    world
        .sql
        .execute_batch("insert into employment (staff_id, from_on, fte) values (3, '2026-06-01', 0.5);")
        .unwrap();
    let error = world.refused("Dana", employ(LEE, "2026-12-01", 0.5));
    assert!(error.message.contains("share days"), "{error}");
}

#[test]
fn a_spell_that_was_entered_wrongly_is_corrected_once() {
    let mut world = world();
    let row = person(&mut world, "Dana", LEE).employment[0].row;
    let correct = |row| change(StaffChange::Correct { staff: LEE, row, terms: terms(0.9) });
    world.said("Dana", correct(row));
    assert_eq!(spells(&world, LEE), ["2026-01-05 - 0.9 active"]);
    assert_eq!(world.refused("Dana", correct(row)).kind, Kind::Conflict);
    let other = Row { id: 1, version: 1 };
    assert!(world.refused("Dana", correct(other)).message.contains("no employment of Lee"));
}

#[test]
fn shares_never_add_up_to_more_than_the_whole_time_unsaid() {
    let mut world = world();
    world
        .sql
        .execute_batch("insert into staff_site (staff_id, site_id, from_on) values (1, 2, '2026-01-05');")
        .unwrap();
    let shares = |one: f64, two: f64, over| {
        change(StaffChange::Sites {
            staff: LEE,
            from: day("2026-12-01"),
            shares: vec![(SiteId(1), one), (SiteId(2), two)],
            over,
        })
    };
    let error = world.refused("Dana", shares(0.6, 0.6, false));
    assert!(error.message.contains("add up to 120 %"), "{error}");
    assert_eq!(
        world.said("Dana", shares(0.6, 0.4, false)),
        "Lee from Tue 1 Dec: Peoria North 60 %, Elsewhere 40 %"
    );
    let said = world.said("Dana", shares(0.8, 0.4, true));
    assert!(said.ends_with("120 % of the time in all"), "{said}");
    let rows = world.rows(
        "select site_id || ' ' || from_on || ' ' || coalesce(to_on, '-') || ' ' || share from staff_site where staff_id = 3 order by from_on, site_id",
    );
    assert_eq!(rows, ["1 2026-01-05 2026-12-01 1.0", "1 2026-12-01 - 0.8", "2 2026-12-01 - 0.4"]);
}

#[test]
fn leave_has_a_way_back() {
    let mut world = world();
    let leave = |from: &str, back: Option<&str>| {
        change(StaffChange::Leave { staff: LEE, from: day(from), back_on: back.map(day) })
    };
    let said = world.said("Dana", leave("2026-11-30", Some("2027-01-11")));
    assert_eq!(said, "Lee is on leave from Mon 30 Nov, back on Mon 11 Jan 2027");
    assert_eq!(
        spells(&world, LEE),
        ["2026-01-05 2026-11-30 1.0 active", "2026-11-30 2027-01-11 1.0 leave", "2027-01-11 - 1.0 active"]
    );
    let error = world.refused("Dana", leave("2026-12-15", Some("2027-02-01")));
    assert!(error.message.contains("planned for Mon 11 Jan 2027"), "{error}");
    assert!(world.refused("Dana", leave("2026-12-15", Some("2026-12-15"))).message.contains("not after"));
}

fn separate(items: Option<StaffId>, acknowledged: bool) -> Form {
    let to = Successors { items, ..Successors::default() };
    change(StaffChange::Separate { staff: LEE, last_day: day("2026-11-27"), to, acknowledged })
}

#[test]
fn whoever_leaves_hands_over_what_they_hold() {
    let mut world = world();
    let (item, _) = world.save("Dana", Form::Item(item())).unwrap();
    world
        .sql
        .execute_batch(
            "insert into position (id, site_id, agency_id, role, from_on, recruitment) values (9, 1, 1, 'intact_worker', '2026-01-05', 'filled');
             insert into position_fill (position_id, staff_id, from_on) values (9, 3, '2026-01-05');",
        )
        .unwrap();
    let parts = person(&mut world, "Dana", LEE).holdings.parts();
    assert_eq!(parts, ["1 open family", "1 open action item", "1 post"]);
    assert!(world.refused("Dana", separate(None, true)).message.contains("owns 1 open action item"));
    assert!(world.refused("Dana", separate(Some(LEE), true)).message.contains("their own open action items"));
    let error = world.refused("Dana", separate(Some(KIM), false));
    assert!(error.message.contains("still holds 1 open family"), "{error}");
    let said = world.said("Dana", separate(Some(KIM), true));
    assert_eq!(said, "Lee leaves; the last day is Fri 27 Nov; 1 family waits for somebody else");
    assert_eq!(world.rows("select left_on from staff where id = 3"), ["2026-11-28"]);
    assert_eq!(spells(&world, LEE), ["2026-01-05 2026-11-28 1.0 active"]);
    assert_eq!(world.rows(&format!("select owner_id from action_item where id = {item}")), ["4"]);
    assert_eq!(world.rows("select to_on from position_fill"), ["2026-11-28"]);
    assert_eq!(
        world.rows("select recruitment || ' ' || recruitment_on from position"),
        ["not_posted 2026-11-28"]
    );
    assert_eq!(world.count("select count(*) from event where kind = 'staff_separate'"), 1, "one operation");
    assert!(world.refused("Dana", separate(Some(KIM), true)).message.contains("already"));
    // The family stays theirs until somebody else has it: nothing disappears.
    assert_eq!(person(&mut world, "Dana", LEE).holdings.families, 1);
    // Somebody who comes back is employed again.
    world.said("Dana", employ(LEE, "2027-02-01", 0.5));
    assert_eq!(world.rows("select left_on from staff where id = 3"), ["null"]);
}

#[test]
fn meetings_and_people_change_hands_in_the_same_step() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, worker_id, scheduled_at, status) values
               (901, 'a', 'individual_iw', 1, 3, '2026-11-26T16:00:00Z', 'scheduled'),
               (902, 'b', 'individual_iw', 1, 3, '2026-12-01T16:00:00Z', 'scheduled'),
               (903, 'c', 'joint', 1, null, '2026-12-02T16:00:00Z', 'scheduled');
             insert into meeting_pair (meeting_id, iw_id, rc_id) values (903, 3, 5);",
        )
        .unwrap();
    let of = |to: Successors| {
        change(StaffChange::Separate { staff: LEE, last_day: day("2026-11-27"), to, acknowledged: true })
    };
    let error = world.refused("Dana", of(Successors::default()));
    assert!(error.message.contains("still is expected in 1 scheduled meeting"), "{error}");
    let to = |who| Successors { meetings: Some(who), ..Successors::default() };
    assert!(world.refused("Dana", of(to(BROOKS))).message.contains("not Intact Worker"));
    let said = world.said("Dana", of(to(KIM)));
    assert!(said.ends_with("; 1 meeting with the successor; 1 Individual cancelled"), "{said}");
    assert_eq!(world.rows("select iw_id from meeting_pair where meeting_id = 903"), ["4"]);
    assert_eq!(
        world.rows("select status || ' ' || reason from meeting where id > 900 order by id"),
        ["scheduled ", "cancelled vacancy", "scheduled "]
    );
    assert_eq!(world.count("select count(*) from event where kind = 'staff_separate'"), 1, "one operation");
}

#[test]
fn the_people_of_a_supervisor_who_leaves_get_another_one() {
    let mut world = world();
    world
        .sql
        .execute_batch(
            "update employment set supervisor_id = 1 where staff_id = 3;
             insert into staff (id, name, role, agency_id) values (90, 'Ruth Hale', 'intact_supervisor', 1);
             insert into staff_site (staff_id, site_id, from_on) values (90, 1, '2026-01-05');
             insert into employment (staff_id, from_on, fte) values (90, '2026-01-05', 1.0);",
        )
        .unwrap();
    let of = |people| {
        let to = Successors { people, ..Successors::default() };
        change(StaffChange::Separate { staff: DANA, last_day: day("2026-11-27"), to, acknowledged: true })
    };
    let error = world.refused("Dana", of(None));
    assert!(error.message.contains("still supervises 1 person"), "{error}");
    world.said("Dana", of(Some(StaffId(90))));
    assert_eq!(
        world.rows("select from_on || ' ' || coalesce(to_on, '-') || ' ' || supervisor_id from employment where staff_id = 3 order by from_on"),
        ["2026-01-05 2026-11-28 1", "2026-11-28 - 90"]
    );
}

#[test]
fn credentials_are_renewed_as_new_rows_and_warn() {
    let mut world = world();
    let add = |row, issued: &str, expires: &str, seen: Option<&str>| {
        change(StaffChange::Credential {
            staff: BROOKS,
            row,
            kind: "cadc".into(),
            issued_on: Some(day(issued)),
            expires_on: Some(day(expires)),
            validated_on: seen.map(day),
        })
    };
    world.said("Sam", add(None, "2024-12-15", "2026-12-15", None));
    let page = person(&mut world, "Sam", BROOKS);
    assert_eq!(page.credentials[0].standing.text, "ends in 21 d");
    let row = Some(page.credentials[0].row);
    world.said("Sam", add(row, "2024-12-15", "2026-12-15", Some("2026-11-23")));
    assert_eq!(world.rows("select validated_by || ' ' || validated_on from credential"), ["2 2026-11-23"]);
    world.said("Sam", add(None, "2026-11-20", "2028-11-20", None));
    let page = person(&mut world, "Sam", BROOKS);
    let told: Vec<&str> = page.credentials.iter().map(|one| one.standing.text.as_str()).collect();
    assert_eq!(told, ["until 20 Nov 2028", "renewed"]);
    for (form, words) in [
        (add(None, "2026-11-20", "2026-11-20", None), "expires before"),
        (add(None, "2026-11-30", "2027-11-20", None), "still to come"),
        (add(None, "2026-11-20", "2027-11-20", Some("2026-11-01")), "seen before"),
    ] {
        let error = world.refused("Sam", form);
        assert!(error.message.contains(words), "{error}");
    }
    assert_eq!(world.refused("Dana", add(None, "2026-11-01", "2027-11-01", None)).kind, Kind::Denied);
}

#[test]
fn training_counts_toward_the_year() {
    let mut world = world();
    let train = |on: &str, hours, cents| {
        change(StaffChange::Training {
            staff: BROOKS,
            on: day(on),
            hours,
            topic: "Motivational interviewing".into(),
            cost_cents: cents,
        })
    };
    world.said("Sam", train("2026-03-02", 600, Some(24_000)));
    world.said("Sam", train("2026-09-02", 150, None));
    world.said("Sam", train("2025-09-02", 800, Some(90_000)));
    let year = person(&mut world, "Sam", BROOKS).training;
    assert_eq!((year.hours, year.hours_wanted, year.spent_cents, year.allowance), (750, 20, 24_000, Some(0)));
    assert_eq!(
        person(&mut world, "Dana", LEE).training.allowance,
        None,
        "the allowance is the treatment agency's"
    );
    assert!(world.refused("Sam", train("2026-12-02", 600, None)).message.contains("still to come"));
}

#[test]
fn a_post_is_filled_by_one_person_of_its_role() {
    let mut world = world();
    let terms = |recruitment, site| PostTerms {
        site: SiteId(site),
        role: Role::RecoveryCoordinator,
        fte: 1.0,
        from: day("2026-10-01"),
        to: None,
        recruitment: Some(recruitment),
        recruitment_on: Some(day("2026-10-05")),
    };
    let post = |recruitment, site| change(StaffChange::Post { row: None, terms: terms(recruitment, site) });
    assert_eq!(world.refused("Dana", post(Recruitment::Posted, 1)).kind, Kind::Denied);
    assert_eq!(world.refused("Sam", post(Recruitment::Posted, 2)).kind, Kind::Denied);
    let (id, _) = world.save("Sam", post(Recruitment::Interviewing, 1)).unwrap();
    let fill = |staff, from: &str| change(StaffChange::Fill { post: id, staff, from: day(from) });
    let cover = |staff, from: &str| {
        change(StaffChange::PostCover { post: id, staff, from: day(from), last_day: None })
    };
    assert_eq!(world.refused("Dana", fill(BROOKS, "2026-11-01")).kind, Kind::Denied);
    assert!(world.refused("Sam", fill(StaffId(2), "2026-11-01")).message.contains("is SUD Supervisor"));
    assert!(world.refused("Sam", fill(BROOKS, "2026-09-01")).message.contains("authorised from"));
    world.said("Sam", cover(SHAH, "2026-10-10"));
    world.said("Sam", fill(BROOKS, "2026-11-02"));
    assert_eq!(
        world.rows("select to_on from position_cover"),
        ["2026-11-02"],
        "the cover ends with the vacancy"
    );
    assert_eq!(
        world.rows("select recruitment || ' ' || recruitment_on from position"),
        ["filled 2026-11-02"]
    );
    assert!(world.refused("Sam", fill(SHAH, "2026-11-20")).message.contains("Tamika Brooks fills this post"));
    assert!(world.refused("Sam", cover(SHAH, "2026-11-20")).message.contains("fills this post"));
}

#[test]
fn agencies_and_sites_are_kept_by_both_supervisors() {
    let mut world = world();
    let agency = |name: &str, kind| change(StaffChange::Agency { row: None, name: name.into(), kind });
    world.said("Sam", agency("ICOY", AgencyKind::ProjectLead));
    assert!(world.refused("Dana", agency("icoy", AgencyKind::Evaluator)).message.contains("is here already"));
    let row = Some(Row { id: 1, version: 1 });
    let other = change(StaffChange::Agency { row, name: "Intact".into(), kind: AgencyKind::Evaluator });
    assert!(world.refused("Dana", other).message.contains("know it as"));
    let site = |intact| {
        change(StaffChange::Site {
            row: None,
            name: "Pekin".into(),
            county: "Tazewell".into(),
            setting: Some(Setting::Rural),
            intact,
            treatment: 2,
        })
    };
    assert!(world.refused("Dana", site(2)).message.contains("is Treatment"));
    let (id, _) = world.save("Dana", site(1)).unwrap();
    assert_eq!(world.store.sign_in_as("Dana").unwrap().sites, [SiteId(1), SiteId(id)]);
    assert_eq!(
        world.store.sign_in_as("Sam").unwrap().sites,
        [SiteId(1)],
        "only whoever added it works there yet"
    );
}

#[test]
fn a_supervisor_is_given_a_passphrase_and_chooses_their_own() {
    let mut world = world();
    let new = ifr::store::view::form::StaffForm {
        name: "Kai Brown".into(),
        email: String::new(),
        ..staff(Role::SudSupervisor)
    };
    let (kai, _) = world.save("Sam", Form::Staff(new)).unwrap();
    let kai = StaffId(kai);
    let give = |old: Option<&str>, new: &str| {
        change(StaffChange::Passphrase { staff: kai, old: old.map(str::to_owned), new: new.into() })
    };
    assert_eq!(world.refused("Dana", give(None, "open sesame")).kind, Kind::Denied);
    assert!(world.refused("Sam", give(None, "abc")).message.contains("at least"));
    world.said("Sam", give(None, "open sesame"));
    assert_eq!(person(&mut world, "Kai", kai).account, ifr::store::view::staffing::Account::Given);
    let sign_in = |passphrase: &str| Request::SignIn { staff: kai, passphrase: passphrase.into() };
    let first = |own: &str| {
        let (op, given) = (ifr::store::OpId::new(), "open sesame".to_owned());
        Request::SignInFirst { op, staff: kai, given, own: own.into() }
    };
    world.store.handle(Request::SignOut).unwrap();
    assert!(matches!(world.store.handle(sign_in("open sesame")), Ok(Reply::ChooseFirst)));
    assert!(world.store.handle(Request::Today).is_err(), "nothing opens before an own one is chosen");
    assert!(world.store.handle(first("open sesame")).is_err());
    assert!(world.store.handle(Request::Today).is_err(), "nor after a refusal");
    let wrong = world.save("Kai", give(Some("open"), "four other words")).unwrap_err();
    assert_eq!(wrong.kind, Kind::Denied);
    assert!(world.refused("Kai", give(Some("open sesame"), "open sesame")).message.contains("you have"));
    world.said("Kai", give(Some("open sesame"), "four other words"));
    assert_eq!(person(&mut world, "Kai", kai).account, ifr::store::view::staffing::Account::Ready);
    assert!(world.store.handle(sign_in("open sesame")).is_err());
    assert!(matches!(world.store.handle(sign_in("four other words")), Ok(Reply::SignedIn(_))));
    assert_eq!(
        world.count("select count(*) from event_value where new like '%argon2%' or new like '%words%'"),
        0
    );
}

#[test]
fn a_person_who_was_added_has_that_in_their_history() {
    let mut world = world();
    let new = ifr::store::view::form::StaffForm { email: String::new(), ..staff(Role::SudSupervisor) };
    let (kai, _) = world.save("Sam", Form::Staff(new)).unwrap();
    let page = person(&mut world, "Sam", StaffId(kai));
    let told: Vec<&str> = page.history.iter().map(|(_, what, _)| what.as_str()).collect();
    assert_eq!(told, ["Person added"]);
    assert_eq!(page.history[0].2, "Sam");
}

#[test]
fn whoever_has_left_does_not_sign_in() {
    let mut world = world();
    world.sql.execute_batch("update staff set left_on = '2026-11-24' where id = 2;").unwrap();
    let sign_in = Request::SignIn { staff: StaffId(2), passphrase: String::new() };
    let error = world.store.handle(sign_in).unwrap_err();
    assert!(error.message.contains("has left"), "{error}");
}
