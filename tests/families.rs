//! Everything of a family that is open already: entered, changed, refused, closed and opened again, and told.

#[path = "families/history.rs"]
mod history;
#[path = "families/keys.rs"]
mod keys;
#[path = "families/spells.rs"]
mod spells;
use crate::forms::world;

use ifr::domain::consent::Category;
use ifr::domain::family::{MemberEnd, Phase, Risk, StepKind};
use ifr::domain::{FamilyId, MemberId};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::consent::ConsentAsk;
use ifr::store::view::family::change::{
    Fact, FactsForm, FamilyChange as Change, FamilyFile, Seen, Track, TreatmentForm,
};
use ifr::store::view::family::{LifeKind, RecordAsk, RecordReply};
use ifr::store::view::history::Record;
use ifr::store::{Reply, Request};
use world::*;

/// Filled in as it should be.
pub fn change(change: Change) -> Form {
    Form::Change(Box::new(change))
}

/// Filled in as it should be.
pub fn file(world: &mut World, who: &str) -> FamilyFile {
    *world.choices(who, Some(FAMILY)).family.unwrap()
}

fn opening(world: &mut World) -> Seen {
    file(world, "Dana").opening.seen
}

/// Filled in as it should be.
pub fn facts(file: &FamilyFile) -> FactsForm {
    FactsForm {
        family: FAMILY,
        seen: file.seen,
        opening: file.opening.seen,
        case_number: file.case_number.clone(),
        label: file.label.clone(),
        site: file.site,
        opened_on: file.opening.from_on,
        basis: "indicated_court".into(),
        court_ordered: Some(true),
        last_indicated_on: Some(day("2026-07-01")),
    }
}

fn consented(world: &mut World) {
    let mut form = consent();
    form.categories = vec![
        Category::Attendance,
        Category::LevelOfCare,
        Category::Progress,
        Category::Discharge,
        Category::Assessment,
    ];
    world.said("Sam", Form::Consent(form));
}

#[test]
fn the_facts_are_changed_and_what_began_with_the_opening_moves_along() {
    let mut world = world();
    world.sql.execute_batch("delete from assignment where family_id = 197").unwrap();
    world.said("Dana", change(Change::Risk(FAMILY, day("2026-07-04"), Risk::High)));
    let now = file(&mut world, "Dana");
    let form = FactsForm { label: "elm".into(), opened_on: day("2026-07-06"), ..facts(&now) };
    assert_eq!(world.said("Dana", change(Change::Facts(form))), "F-0197 is changed");
    assert_eq!(
        world.rows("select label || ' ' || last_indicated_on from family where id = 197"),
        ["elm 2026-07-01"]
    );
    assert_eq!(
        world.rows(
            "select from_on || ' ' || basis || ' ' || court_ordered from family_opening where family_id = 197"
        ),
        ["2026-07-06 indicated_court 1"]
    );
    assert_eq!(world.rows("select from_on from family_risk"), ["2026-07-06"]);
}

#[test]
fn facts_that_cannot_be_are_refused() {
    let mut world = world();
    let now = file(&mut world, "Dana");
    let refused = |world: &mut World, form: FactsForm, says: &str| {
        let error = world.refused("Dana", change(Change::Facts(form)));
        assert!(error.message.contains(says), "{error}");
    };
    refused(&mut world, FactsForm { case_number: "C-200".into(), ..facts(&now) }, "in use at another site");
    refused(&mut world, FactsForm { label: "Jordan Lee".into(), ..facts(&now) }, "full name");
    refused(&mut world, FactsForm { site: ifr::domain::SiteId(2), ..facts(&now) }, "not yours");
    refused(&mut world, FactsForm { opened_on: day("2026-12-01"), ..facts(&now) }, "still to come");
    refused(&mut world, FactsForm { opened_on: day("2026-07-10"), ..facts(&now) }, "an assignment begins on");
    let error = world.refused("Sam", change(Change::Facts(facts(&now))));
    assert_eq!(error.kind, Kind::Denied, "{error}");
}

#[test]
fn a_conflict_says_who_changed_what() {
    let mut world = world();
    let before = file(&mut world, "Dana");
    world.said("Dana", change(Change::Facts(FactsForm { label: "elm".into(), ..facts(&before) })));
    let error =
        world.refused("Dana", change(Change::Facts(FactsForm { label: "ash".into(), ..facts(&before) })));
    assert_eq!(error.kind, Kind::Conflict);
    assert!(error.message.contains("Dana Ortiz changed"), "{error}");
    assert!(error.message.contains("short name"), "{error}");
    assert_eq!(world.rows("select label from family where id = 197"), ["elm"]);
}

#[test]
fn members_are_corrected_and_ended_and_never_deleted() {
    let mut world = world();
    let now = file(&mut world, "Dana");
    let (seen, mut form) = now.members[1].clone();
    form.birth_month = Some(3);
    assert_eq!(world.said("Dana", change(Change::Member(seen, form.clone()))), "A of F-0197 is changed");
    let stale = world.refused("Dana", change(Change::Member(seen, form)));
    assert_eq!(stale.kind, Kind::Conflict, "{stale}");
    let (seen, form) = file(&mut world, "Dana").members[1].clone();
    let mut adult = form.clone();
    adult.kind = ifr::domain::family::MemberKind::Adult;
    assert!(world.refused("Dana", change(Change::Member(seen, adult))).message.contains("stays"));
    let ends = |on: &str| change(Change::MemberEnds(FAMILY, seen, day(on), MemberEnd::MovedOut));
    assert!(world.refused("Dana", ends("2026-12-24")).message.contains("still to come"));
    assert!(world.said("Dana", ends("2026-11-20")).starts_with("A of F-0197 moved out"));
    assert_eq!(
        world.rows("select left_on || ' ' || left_reason from member where id = 2"),
        ["2026-11-20 moved_out"]
    );
    let Reply::Family(page) = world.store.handle(Request::Family(FAMILY)).unwrap() else { panic!() };
    assert_eq!(page.row.children, 1, "whoever left counts no more");
    assert!(page.members.iter().all(|one| one.id != MemberId(2)));
    assert!(world.choices("Dana", Some(FAMILY)).members.iter().all(|(one, _)| one.id != 2));
}

#[test]
fn milestones_reports_and_hearings() {
    let mut world = world();
    let milestone = |kind: &str, due: Option<&str>, done: Option<&str>| {
        change(Change::Milestone(FAMILY, kind.into(), due.map(day), done.map(day)))
    };
    let said = world.said("Dana", milestone("safe_initial", Some("2026-12-04"), None));
    assert_eq!(said, "SAFE initial family assessment of F-0197 is due on Fri 4 Dec");
    for (form, says) in [
        (milestone("safe_initial", None, None), "say when"),
        (milestone("nonsense", Some("2026-12-04"), None), "which milestone"),
        (milestone("cerap", None, Some("2026-12-04")), "still to come"),
        (milestone("cerap", None, Some("2026-01-04")), "not open"),
        (milestone("cerap", Some("2062-12-04"), None), "years from now"),
    ] {
        let error = world.refused("Dana", form);
        assert!(error.message.contains(says), "{error}");
    }
    let seen = file(&mut world, "Dana").milestones[0].seen;
    world.said(
        "Dana",
        change(Change::MilestoneChanges(FAMILY, seen, Some(day("2026-12-04")), Some(day("2026-11-23")))),
    );
    assert_eq!(world.rows("select completed_on from milestone"), ["2026-11-23"]);
    world.said("Dana", change(Change::Report(FAMILY, day("2026-11-20"))));
    assert!(
        world.refused("Dana", change(Change::Report(FAMILY, day("2026-11-20")))).message.contains("already")
    );
    assert_eq!(world.refused("Sam", change(Change::Report(FAMILY, day("2026-11-19")))).kind, Kind::Denied);
    world.said("Dana", change(Change::Hearing(FAMILY, day("2027-01-10"))));
    assert_eq!(world.rows("select on_date from court_hearing"), ["2027-01-10"]);
}

#[test]
fn closing_ends_what_hangs_on_it_and_names_what_stays() {
    let mut world = world();
    world.said("Dana", change(Change::Enrol(FAMILY, day("2026-08-01"))));
    world.said("Dana", change(Change::Risk(FAMILY, day("2026-07-04"), Risk::High)));
    world.said("Dana", Form::Item(item()));
    let seen = opening(&mut world);
    let close = |on: &str, reason: &str, seen| change(Change::Close(FAMILY, seen, day(on), reason.into()));
    assert!(world.refused("Dana", close("2026-11-20", "", seen)).message.contains("choose why"));
    assert!(world.refused("Dana", close("2026-12-20", "moved", seen)).message.contains("still to come"));
    assert!(world.refused("Dana", close("2026-01-20", "moved", seen)).message.contains("was opened on"));
    assert_eq!(world.refused("Sam", close("2026-11-20", "moved", seen)).kind, Kind::Denied);
    let said = world.said("Dana", close("2026-11-20", "goals_met", seen));
    assert!(said.contains("Ended with it: Lee as IW, the enrolment"), "{said}");
    assert!(said.contains("Still open: A-0001 of Lee"), "{said}");
    assert_eq!(world.count("select count(*) from assignment where family_id = 197 and to_on is null"), 0);
    assert_eq!(world.count("select count(*) from family_enrolment where to_on is null"), 0);
    assert_eq!(world.count("select count(*) from family_risk where to_on is null"), 0);
    assert_eq!(world.count("select count(*) from action_item where status = 'open'"), 1);
    assert_eq!(world.count("select count(*) from event where kind = 'close_family'"), 1, "one operation");
    let seen = opening(&mut world);
    assert!(world.refused("Dana", close("2026-11-21", "moved", seen)).message.contains("was closed on"));
    let reopen = |on: &str| change(Change::Reopen(FAMILY, day(on), "pending_need".into(), None));
    assert!(world.refused("Dana", reopen("2026-11-01")).message.contains("was closed on"));
    let said = world.said("Dana", reopen("2026-11-23"));
    assert!(said.contains("nobody assigned"), "{said}");
    assert_eq!(world.count("select count(*) from family_opening where family_id = 197"), 2);
    assert!(world.refused("Dana", reopen("2026-11-24")).message.contains("is open since"));
}

#[test]
fn pending_close_is_set_and_taken_back() {
    let mut world = world();
    let seen = opening(&mut world);
    world.said("Dana", change(Change::PendingClose(FAMILY, seen, Some(day("2026-11-20")))));
    let Reply::Family(page) = world.store.handle(Request::Family(FAMILY)).unwrap() else { panic!() };
    assert_eq!(page.row.status, ifr::domain::family::FamilyStatus::PendingClose);
    let seen = opening(&mut world);
    world.said("Dana", change(Change::PendingClose(FAMILY, seen, None)));
    assert_eq!(world.count("select count(*) from family_opening where pending_close_on is not null"), 0);
}

#[test]
fn the_phase_is_the_sud_supervisors_and_needs_the_enrolment() {
    let mut world = world();
    let phase = |on: &str, phase| change(Change::Phase(FAMILY, day(on), phase));
    assert!(world.refused("Sam", phase("2026-09-01", Phase::Outreach)).message.contains("was not in IFR"));
    world.said("Dana", change(Change::Enrol(FAMILY, day("2026-08-01"))));
    assert_eq!(world.refused("Dana", phase("2026-09-01", Phase::Outreach)).kind, Kind::Denied);
    world.said("Sam", phase("2026-09-01", Phase::Outreach));
    world.said("Sam", phase("2026-10-01", Phase::Treatment));
    assert_eq!(
        world.rows(
            "select phase || ' ' || from_on || ' ' || coalesce(to_on, '') from family_phase order by from_on"
        ),
        ["1 2026-09-01 2026-10-01", "3 2026-10-01 "]
    );
    assert!(file(&mut world, "Dana").treatment.is_none(), "the child-welfare side gets no treatment record");
    let seen = file(&mut world, "Sam").treatment.unwrap().open().phase.unwrap().0.seen;
    world.said("Sam", change(Change::Start(FAMILY, Track::Phase, seen, day("2026-10-05"))));
    assert_eq!(world.rows("select to_on from family_phase where phase = 1"), ["2026-10-05"]);
    let error = world.refused("Dana", change(Change::Start(FAMILY, Track::Phase, seen, day("2026-10-06"))));
    assert_eq!(error.kind, Kind::Denied);
}

fn fact(on: &str, fact: Fact, elsewhere: Option<&str>) -> Form {
    change(Change::Treatment(TreatmentForm {
        family: FAMILY,
        member: MemberId(1),
        on: day(on),
        fact,
        elsewhere: elsewhere.map(str::to_owned),
    }))
}

#[test]
fn a_fact_of_treatment_needs_the_consent_of_its_day_or_stands_elsewhere() {
    let mut world = world();
    consented(&mut world);
    let admission = || Fact::Admission { provider: "Hope House".into(), level: "2.1".into() };
    let error = world.refused("Sam", fact("2026-11-10", admission(), None));
    assert!(error.message.contains("no consent of M in force on Tue 10 Nov covers level of care"), "{error}");
    assert!(error.hint.contains("Documented elsewhere"), "{error}");
    let said = world.said("Sam", fact("2026-11-10", admission(), Some("HH 4711")));
    assert_eq!(said, "F-0197: documented elsewhere, HH 4711, Tue 10 Nov");
    assert_eq!(world.count("select count(*) from treatment_episode"), 0);
    assert_eq!(
        world.rows("select kind || ' ' || documented_elsewhere || ' ' || (member_id is null) from service"),
        ["documented_elsewhere HH 4711 1"]
    );
    assert_eq!(world.refused("Dana", fact("2026-11-21", admission(), None)).kind, Kind::Denied);
    world.said("Sam", fact("2026-11-21", admission(), None));
    let episode = file(&mut world, "Sam").treatment.unwrap().open().episodes[0].seen;
    let week = |offered, attended| Fact::Week { episode: episode.id, offered, attended };
    assert!(world.refused("Sam", fact("2026-11-24", week(3, 4), None)).message.contains("more attended"));
    world.said("Sam", fact("2026-11-24", week(4, 3), None));
    assert_eq!(world.rows("select week_on || ' ' || attended from treatment_week"), ["2026-11-23 3"]);
    world.said("Sam", fact("2026-11-24", week(4, 4), None));
    assert_eq!(world.rows("select week_on || ' ' || attended from treatment_week"), ["2026-11-23 4"]);
    world.said("Sam", fact("2026-11-22", Fact::ReturnToUse, None));
    world.said("Sam", fact("2026-11-20", Fact::Step(StepKind::Assessment), None));
    let error = world.refused("Sam", fact("2026-11-22", Fact::Step(StepKind::TreatmentReferral), None));
    assert!(error.message.contains("covers enrolment"), "{error}");
    world.said("Sam", fact("2026-11-24", Fact::Discharge(episode, "completed".into()), None));
    assert_eq!(world.rows("select discharge_reason from treatment_episode"), ["completed"]);
}

#[test]
fn a_life_is_paged_by_key_and_every_page_follows_the_one_before() {
    let mut world = world();
    for n in 0..90 {
        let on = day("2026-08-01") + chrono::Days::new(n / 3);
        world.sql.execute_batch(&format!(
            "insert into service (family_id, staff_id, role, kind, on_date, mode, documented_on) values (197, 3, 'intact_worker', 'contact', '{on}', 'home', '{on}')"
        )).unwrap();
    }
    world.store.sign_in_as("Dana").unwrap();
    let mut ask = |after, many, kind| match world
        .store
        .handle(Request::Record(RecordAsk::Life(FAMILY, kind, after, many)))
        .unwrap()
    {
        Reply::Record(reply) => match *reply {
            RecordReply::Life(life) => life,
            RecordReply::History(_) => panic!(),
        },
        other => panic!("{other:?}"),
    };
    let all = ask(None, 1000, LifeKind::All);
    assert!(all.next.is_none());
    assert!(all.rows.len() >= 93, "contacts, opening, assignment, referral: {}", all.rows.len());
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let page = ask(after, 7, LifeKind::All);
        keys.extend(page.rows.iter().map(|row| row.key));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(keys, all.rows.iter().map(|row| row.key).collect::<Vec<_>>());
    assert!(ask(None, 1000, LifeKind::People).rows.iter().all(|row| row.sort != "contact"));
    assert_eq!(ask(None, 1000, LifeKind::Safety).rows.iter().filter(|row| row.sort == "contact").count(), 90);
    assert_eq!(ask(None, 1000, LifeKind::Recovery).rows.len(), 0);
}

#[test]
fn a_family_of_another_site_opens_for_nobody_here() {
    let mut world = world();
    for who in ["Dana", "Sam"] {
        world.store.sign_in_as(who).unwrap();
        for ask in [
            Request::Family(FamilyId(200)),
            Request::Record(RecordAsk::Life(FamilyId(200), LifeKind::All, None, 20)),
            Request::Record(RecordAsk::History(Record::Family(FamilyId(200)), None)),
            Request::Consent(ConsentAsk::Family(FamilyId(200))),
        ] {
            let name = format!("{who}: {ask:?}");
            let refused = world.store.handle(ask).unwrap_err();
            assert!(
                refused.message.contains("F-0200") || refused.message.contains("not yours"),
                "{name}: {refused}"
            );
        }
    }
}
