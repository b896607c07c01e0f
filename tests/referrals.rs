//! Referrals from received to their outcome: through the store as scripts use it, and through keys as people do.

#[path = "referrals/accept.rs"]
mod accept;
#[path = "referrals/keys.rs"]
mod keys;
#[path = "referrals/treatment.rs"]
mod treatment;
#[path = "referrals/walks.rs"]
mod walks;
use crate::forms::world;

use ifr::domain::consent::Category;
use ifr::domain::referral::{FirstContacts, Likeness, ReferralStatus as S, Sign};
use ifr::domain::{FamilyId, MemberId, ReferralId, SiteId, StaffId};
use ifr::error::Kind;
use ifr::store::request::Form;
use ifr::store::view::form::ConsentForm;
use ifr::store::view::referral::{
    AcceptForm, Flow, OpenForm, Pipeline, ReferralAsk, ReferralEntry, ReferralForm, ReferralPage,
    ReferralReply, TreatmentStep,
};
use ifr::store::{OpId, Reply, Request, verify_chain};
use world::*;

/// The referral of the world: eligible since 16 November, about F-0197.
const KNOWN: ReferralId = ReferralId(412);

fn entry() -> ReferralEntry {
    ReferralEntry {
        received_on: day("2026-11-20"),
        source: "court".into(),
        site: SiteId(1),
        county: "Peoria".into(),
        family: None,
        case_number: String::new(),
        alias: "J".into(),
        birth_year: Some(1990),
        referred_by: None,
        reason: "positive screen at birth".into(),
        concern: String::new(),
    }
}

fn form(form: ReferralForm) -> Form {
    Form::Referral(Box::new(form))
}

impl World {
    fn ask(&mut self, who: &str, ask: ReferralAsk) -> ReferralReply {
        self.store.sign_in_as(who).unwrap();
        match self.store.handle(Request::Referral(ask)).unwrap() {
            Reply::Referral(reply) => *reply,
            other => panic!("{other:?}"),
        }
    }

    fn page(&mut self, who: &str, id: ReferralId) -> ReferralPage {
        match self.ask(who, ReferralAsk::Page(id)) {
            ReferralReply::Page(page) => *page,
            other => panic!("{other:?}"),
        }
    }

    fn pipeline(&mut self) -> Pipeline {
        match self.ask("Dana", ReferralAsk::Pipeline) {
            ReferralReply::Pipeline(pipeline) => pipeline,
            other => panic!("{other:?}"),
        }
    }

    fn flow(&mut self, from: &str, to: &str) -> Flow {
        match self.ask("Dana", ReferralAsk::Flow { from: day(from), to: day(to) }) {
            ReferralReply::Flow(flow) => flow,
            other => panic!("{other:?}"),
        }
    }

    fn enter(&mut self, entry: ReferralEntry) -> ReferralId {
        let (id, _) = self.save("Sam", form(ReferralForm::Enter { entry, earlier: None })).unwrap();
        ReferralId(id)
    }

    fn step(&mut self, id: ReferralId, to: S, on: &str, reason: &str) -> Form {
        let version = self.page("Dana", id).brief.version;
        form(ReferralForm::Step { id, version, to, on: day(on), reason: reason.into() })
    }

    fn takes(&mut self, id: ReferralId, to: S, on: &str, reason: &str) {
        let step = self.step(id, to, on, reason);
        self.said("Dana", step);
    }

    fn accept(&mut self, id: ReferralId, on: &str, rc: Option<StaffId>, open: Option<OpenForm>) -> Form {
        let version = self.page("Dana", id).brief.version;
        let accept = AcceptForm { id, version, on: day(on), coordinator: rc, reason: String::new(), open };
        form(ReferralForm::Accept(Box::new(accept)))
    }

    fn statuses(&self, id: ReferralId) -> Vec<String> {
        self.rows(&format!(
            "select status || ' ' || on_date || coalesce(' ' || nullif(reason, ''), '') from referral_status
             where referral_id = {} order by id",
            id.0
        ))
    }
}

fn opening() -> OpenForm {
    OpenForm {
        case_number: "C-4711".into(),
        label: "elm".into(),
        opened_on: day("2026-11-21"),
        basis: "indicated_voluntary".into(),
        court_ordered: Some(false),
        intact_worker: Some(LEE),
        adults: vec![("J".into(), Some((1990, None))), ("P".into(), None)],
        children: vec![("B".into(), Some((2024, Some(5))))],
    }
}

#[test]
fn a_referral_is_entered_screened_and_found_eligible() {
    let mut world = world();
    let id = world.enter(entry());
    assert_eq!(
        world.rows("select source || ' ' || county || ' ' || reason from referral where id > 412"),
        ["court Peoria positive screen at birth"]
    );
    world.takes(id, S::Eligible, "2026-11-23", "");
    assert_eq!(
        world.statuses(id),
        ["received 2026-11-20", "screening 2026-11-23", "eligible 2026-11-23"],
        "a screening with its outcome is two steps on one day"
    );
    let page = world.page("Sam", id);
    assert_eq!((page.brief.status, page.standing.text.as_str()), (S::Eligible, "waiting 4 d"));
    assert_eq!(verify_chain(&world.sql).unwrap().broken, None);
}

#[test]
fn what_cannot_be_right_is_not_entered() {
    let mut world = world();
    let table = [
        (ReferralEntry { received_on: day("2026-11-25"), ..entry() }, "still to come"),
        (ReferralEntry { source: "gossip".into(), ..entry() }, "choose the source"),
        (ReferralEntry { site: SiteId(2), ..entry() }, "not yours"),
        (ReferralEntry { alias: "Maria Gomez".into(), ..entry() }, "full name"),
        (ReferralEntry { birth_year: Some(2030), ..entry() }, "birth year"),
        (ReferralEntry { family: Some(FamilyId(200)), ..entry() }, "not yours"),
        (
            ReferralEntry { source: "court".into(), referred_by: Some(LEE), ..entry() },
            "outside both agencies",
        ),
        (
            ReferralEntry { source: "intact_worker".into(), referred_by: Some(BROOKS), ..entry() },
            "an Intact Worker",
        ),
        (ReferralEntry { reason: "ssn 123-45-6789".into(), ..entry() }, "social security"),
    ];
    for (entry, words) in table {
        let error = world.refused("Dana", form(ReferralForm::Enter { entry, earlier: None }));
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn no_referral_ends_without_a_reason_of_the_list() {
    let mut world = world();
    for to in [S::Declined, S::Ineligible, S::Withdrawn, S::ClosedWithoutContact] {
        for reason in ["", "because"] {
            let step = world.step(KNOWN, to, "2026-11-24", reason);
            let error = world.refused("Dana", step);
            assert!(error.message.contains("choose the reason"), "{to}: {error}");
        }
    }
    world.takes(KNOWN, S::Declined, "2026-11-24", "family_declined");
    assert_eq!(world.statuses(KNOWN).last().unwrap(), "declined 2026-11-24 family_declined");
    let step = world.step(KNOWN, S::WaitListed, "2026-11-24", "");
    let error = world.refused("Dana", step);
    assert!(error.message.contains("This referral is over"), "{error}");
}

#[test]
fn a_step_stands_on_its_day_and_is_never_assigning() {
    let mut world = world();
    let table = [
        (S::WaitListed, "2026-11-25", "still to come"),
        (S::WaitListed, "2026-11-15", "pending assignment since"),
        (S::Screening, "2026-11-24", "screened already"),
        (S::Assigned, "2026-11-24", "by an Intact Supervisor"),
        (S::Enrolled, "2026-11-24", "by an Intact Supervisor"),
    ];
    for (to, on, words) in table {
        let step = world.step(KNOWN, to, on, "");
        let error = world.refused("Dana", step);
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn somebody_elses_change_is_not_overwritten() {
    let mut world = world();
    let late = world.step(KNOWN, S::Withdrawn, "2026-11-24", "moved");
    world.takes(KNOWN, S::WaitListed, "2026-11-24", "");
    assert_eq!(world.refused("Sam", late).kind, Kind::Conflict);
}

#[test]
fn the_wait_list_keeps_the_order_that_people_give_it() {
    let mut world = world();
    let mut ids = vec![KNOWN];
    for _ in 0..2 {
        let id = world.enter(ReferralEntry { received_on: day("2026-11-17"), ..entry() });
        world.takes(id, S::Eligible, "2026-11-18", "");
        ids.push(id);
    }
    for id in &ids {
        world.takes(*id, S::WaitListed, "2026-11-23", "");
    }
    let order = |world: &mut World| world.pipeline().wait.iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(order(&mut world), ids);
    let moved = |world: &mut World, id, place, reason: &str| {
        let version = world.page("Sam", id).brief.version;
        form(ReferralForm::Move { id, version, place, reason: reason.into() })
    };
    let without = moved(&mut world, ids[2], 1, "");
    assert!(world.refused("Sam", without).message.contains("reason is missing"));
    let nowhere = moved(&mut world, ids[2], 4, "an infant");
    assert!(world.refused("Sam", nowhere).message.contains("number 3 of 3"));
    let up = moved(&mut world, ids[2], 1, "an infant");
    assert!(world.said("Sam", up).contains("number 1 of 3"));
    assert_eq!(order(&mut world), [ids[2], ids[0], ids[1]]);
    assert!(world.page("Dana", ids[2]).story.iter().any(|row| row.reason == "an infant"));
    // Who leaves the list leaves no gap, who comes back stands at its end.
    world.takes(ids[0], S::Eligible, "2026-11-24", "");
    assert_eq!(order(&mut world), [ids[2], ids[1]]);
    world.takes(ids[0], S::WaitListed, "2026-11-24", "");
    assert_eq!(order(&mut world), [ids[2], ids[1], ids[0]]);
}

#[test]
fn what_is_there_already_is_pointed_out() {
    let mut world = world();
    let sign = Sign {
        family: Some(FamilyId(197)),
        county: "Peoria".into(),
        source: "court".into(),
        received_on: day("2026-11-24"),
        ..Sign::default()
    };
    let alike =
        |world: &mut World, sign: &Sign| match world.ask("Sam", ReferralAsk::Alike(Box::new(sign.clone()))) {
            ReferralReply::Alike(rows) => rows.into_iter().map(|row| (row.name, row.why)).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
    assert_eq!(alike(&mut world, &sign), [("R-0412".to_owned(), Likeness::Family)]);
    let case = Sign { family: None, case_number: "c 197".into(), county: String::new(), ..sign.clone() };
    let found = alike(&mut world, &case);
    assert_eq!(found[0], ("R-0412".to_owned(), Likeness::CaseNumber));
    assert_eq!(found[1], ("F-0197".to_owned(), Likeness::CaseNumber));
    let id = world.enter(entry());
    let adult = Sign {
        family: None,
        alias: "j.".into(),
        birth_year: Some(1990),
        county: String::new(),
        ..sign.clone()
    };
    assert_eq!(alike(&mut world, &adult), [(id.to_string(), Likeness::Member)]);
    let origin = Sign { family: None, ..sign };
    assert_eq!(alike(&mut world, &origin), [(id.to_string(), Likeness::Origin)]);
    let elsewhere = Sign { case_number: "C-200".into(), county: String::new(), ..Sign::default() };
    assert!(alike(&mut world, &elsewhere).is_empty(), "another site's family stays unseen");
}

#[test]
fn what_was_said_can_be_corrected_but_not_against_what_followed() {
    let mut world = world();
    let edit = |world: &mut World, change: fn(&mut ReferralEntry)| {
        let brief = world.page("Sam", KNOWN).brief;
        let mut entry = brief.entry;
        change(&mut entry);
        form(ReferralForm::Edit { id: KNOWN, version: brief.version, entry })
    };
    let later = edit(&mut world, |entry| entry.received_on = day("2026-11-18"));
    assert!(world.refused("Sam", later).message.contains("was screening on"));
    let county = edit(&mut world, |entry| entry.county = "Tazewell".into());
    world.said("Sam", county);
    assert_eq!(world.rows("select county from referral"), ["Tazewell"]);
    let accept = world.accept(KNOWN, "2026-11-24", Some(BROOKS), None);
    world.said("Dana", accept);
    let other = edit(&mut world, |entry| entry.family = None);
    assert!(world.refused("Sam", other).message.contains("led to F-0197 already"));
}

#[test]
fn medians_ageing_and_flow_are_counted() {
    let mut world = world();
    let accept = world.accept(KNOWN, "2026-11-23", Some(BROOKS), None);
    world.said("Dana", accept);
    world.enter(ReferralEntry { received_on: day("2026-11-01"), ..entry() });
    world.enter(ReferralEntry { received_on: day("2026-11-14"), ..entry() });
    world.enter(entry());
    let pipeline = world.pipeline();
    assert_eq!(pipeline.ageing, [1, 1, 1]);
    assert_eq!(pipeline.medians[0], ("to assign", Some(8.0), 1));
    let flow = world.flow("2026-11-10", "2026-11-30");
    let expected = Flow { pending_start: 1, received: 3, enrolled: 1, pending_end: 3, ..Flow::default() };
    assert_eq!(flow, expected);
    assert!(flow.balances());
}

#[test]
fn another_sites_referral_is_not_shown() {
    let mut world = world();
    world
        .sql
        .execute(
            "insert into referral (id, received_on, source, site_id) values (500, '2026-11-15', 'court', 2)",
            [],
        )
        .unwrap();
    world.store.sign_in_as("Dana").unwrap();
    let error = world.store.handle(Request::Referral(ReferralAsk::Page(ReferralId(500)))).unwrap_err();
    assert_eq!(error.kind, Kind::Denied);
    let op = OpId::new();
    let step = ReferralForm::Step {
        id: ReferralId(500),
        version: 1,
        to: S::Screening,
        on: day("2026-11-24"),
        reason: String::new(),
    };
    assert_eq!(world.save_as("Dana", op, form(step)).unwrap_err().kind, Kind::Denied);
}
