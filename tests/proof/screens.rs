//! Every screen as everybody: no word of what is withheld, and every word that may be read on the page that must show it.

use super::world::{Case, Page, VIEWERS, World};
use ifr::domain::month::Month;
use ifr::domain::{ItemId, MeetingId, ReferralId, SiteId, StaffId};
use ifr::store::view::family::change::Track;
use ifr::store::view::history::Record;
use ifr::store::view::month::MonthOf;
use ifr::store::view::prepare::PointAbout;
use ifr::store::view::report::ReportOf;
use ifr::tui::harness::Flow;
use ifr::tui::screen::{ConsentSheet, Entry, FormKind, Opening, PointFrom, ServiceSeed, Tab, Target};

/// What everybody can open that is about no family alone.
pub fn everywhere() -> Vec<Target> {
    let of = ReportOf { site: Some(SiteId(1)), month: Month::read("2026-11").unwrap() };
    let staff = [StaffId(1), StaffId(2), StaffId(3), StaffId(5)];
    let month = MonthOf { site: of.site, month: of.month, cut_off: None };
    let mut all: Vec<Target> =
        [Tab::Today, Tab::Caseload, Tab::Referrals, Tab::Staffing, Tab::Meetings, Tab::Actions, Tab::Report]
            .map(Target::Tab)
            .into();
    all.extend([
        Target::Fidelity,
        Target::Trends,
        Target::ReportPreview(of),
        Target::Services(None),
        Target::Travel(None),
        Target::Calendar,
        Target::Agencies,
        Target::StartMeeting { kind: None, about: vec![] },
        Target::RecordMeeting,
        Target::Audit,
        Target::Find,
        Target::Import,
        Target::Leaving(Some(StaffId(5))),
        Target::Agenda(MeetingId(3)),
        Target::Meeting(MeetingId(1)),
        Target::Form(FormKind::Staff),
        Target::Form(FormKind::Family),
        Target::Form(FormKind::Contact(None)),
        Target::Form(FormKind::Trip(Some(StaffId(5)), None)),
        Target::Item(ItemId(1)),
        Target::Post(1),
    ]);
    let figures = ["caseloads.rc.5.phase_3", "caseloads.timeliness.consented", "referrals.days.to_admission"];
    all.extend(figures.map(|key| Target::Figure(month, key.to_owned())));
    for one in staff {
        all.extend([Target::Person(one), Target::History(Record::Staff(one))]);
    }
    for one in [StaffId(3), StaffId(5)] {
        all.extend([Target::Worker(one), Target::Services(Some(one)), Target::Week(one)]);
    }
    all
}

/// What can be opened of a family; the first are those that must show what may be read.
pub fn pages(at: usize) -> Vec<(Option<Page>, Target)> {
    let (family, member) = (Case::family(at), Case::member(at));
    vec![
        (Some(Page::Family), Target::Family(family)),
        (Some(Page::History), Target::History(Record::Family(family))),
        (None, Target::Consents(family, Some(member))),
        (None, Target::FamilyOn(family, "2026-11-18".parse().unwrap())),
        (None, Target::Disclosures(member)),
        (None, Target::Referral(ReferralId(family.0))),
    ]
}

pub fn forms(at: usize) -> Vec<Target> {
    let (family, member) = (Case::family(at), Case::member(at));
    let seed = ServiceSeed { entry: Some((member.0, 1)), family: Some(family), staff: None };
    let mut all = vec![
        FormKind::Contact(Some(family)),
        FormKind::Service(seed),
        FormKind::Consent(family, Some(member)),
        FormKind::Finding(family),
        FormKind::Assign(family, None),
        FormKind::Member(family),
        FormKind::Point(PointAbout::Family(family), PointFrom::default()),
        FormKind::Item(Some(family)),
        FormKind::AssignReferral(ReferralId(family.0)),
        FormKind::ConsentChange(Box::new(ConsentSheet::Except(Opening { family, member: Some(member) }))),
    ];
    let entries = [
        Entry::Facts,
        Entry::Member(member),
        Entry::MemberEnds(member),
        Entry::Risk,
        Entry::Phase,
        Entry::Enrol,
        Entry::EnrolmentEnds,
        Entry::Start(Track::Phase),
        Entry::Milestone,
        Entry::Report,
        Entry::Hearing,
        Entry::PendingClose,
        Entry::Close,
        Entry::Reopen,
        Entry::Admission,
        Entry::Discharge,
        Entry::Week,
        Entry::ReturnToUse,
        Entry::Step,
        Entry::Voucher,
    ];
    all.extend(entries.map(|entry| FormKind::Entry(family, entry)));
    all.into_iter().map(Target::Form).collect()
}

/// Of other agencies' supervisors not every family is looked at on screen: of those of the site every one.
fn often(who: &str, at: usize) -> bool {
    match who {
        "Dana Ortiz" => true,
        "Sam Reyes" => at < 21 || at.is_multiple_of(6),
        "Ruth Hale" | "Omar Diaz" => matches!(at, 0 | 6 | 13..=18),
        _ => at == 6,
    }
}

fn walk(world: &World, who: &str) -> usize {
    let mut seen = 0;
    let mut flow = world.sit_down(who, 170);
    let looked = |flow: &Flow, place: &str| {
        let said = flow.screen();
        assert!(!said.contains("there is no key called"), "{said}");
        world.closed(who, place, &said);
        said
    };
    for target in everywhere() {
        flow.open(target.clone());
        let said = looked(&flow, &format!("{target:?}"));
        if matches!(target, Target::Tab(Tab::Today)) && who == "Sam Reyes" {
            assert!(said.contains("QZVOU000"), "Sam's Today names what vouchers are for\n{said}");
        }
    }
    flow.resize(120, 90);
    for at in (0..world.cases.len()).filter(|at| often(who, *at)) {
        for (page, target) in pages(at) {
            flow.open(target.clone());
            let said = looked(&flow, &format!("{target:?}"));
            if let Some(page) = page {
                seen += world.open(who, page, at, &said);
            }
        }
        if matches!(at, 0 | 6 | 11 | 17) {
            for target in forms(at) {
                flow.open(target.clone());
                looked(&flow, &format!("{target:?}"));
                flow.keys("esc");
                looked(&flow, "after a form");
                flow.keys("enter");
            }
            flow.open(Target::Family(Case::family(at)));
            for keys in ["f1", "esc ctrl-p", "text:QZNT", "esc u", "esc"] {
                flow.keys(keys);
                looked(&flow, keys);
            }
        }
    }
    seen
}

/// The note of the meeting that was held, the agenda of the next, and the walk, panel by panel.
fn meetings(world: &World, who: &str) -> usize {
    let mut flow = world.sit_down(who, 1200);
    let mut seen = 0;
    for (page, target) in
        [(Page::Meeting, Target::Meeting(MeetingId(1))), (Page::Agenda, Target::Agenda(MeetingId(3)))]
    {
        flow.open(target);
        let said = flow.screen();
        world.closed(who, &format!("{page:?}"), &said);
        for at in 0..world.cases.len() {
            // The word of the meeting that is walked stands in its own panels.
            let said = format!("{said} QZNTC{at:03}");
            seen += world.open(who, page, at, &said);
        }
    }
    if who != "Dana Ortiz" && who != "Sam Reyes" {
        return seen;
    }
    flow.resize(120, 60);
    flow.open(Target::Meeting(MeetingId(2)));
    let mut walked = String::new();
    for _ in 0..(world.cases.len() + 24) {
        let said = flow.screen();
        world.closed(who, "the walk", &said);
        walked.push_str(&said);
        flow.keys("ctrl-n");
    }
    for _ in 0..14 {
        flow.keys("ctrl-pgdn");
        world.closed(who, "the walk", &flow.screen());
    }
    for (at, case) in world.cases.iter().enumerate() {
        let may = super::world::marks(at)
            .iter()
            .any(|mark| mark.text.starts_with("QZNTC") && case.shows(who, mark));
        if may {
            assert!(
                walked.contains(&format!("QZNTC{at:03}")),
                "{who}: no note of {} in the walk\n{}",
                Case::family(at),
                flow.screen()
            );
            seen += 1;
        }
    }
    seen
}

#[test]
fn screens_of_the_supervisors_of_the_site() {
    let world = World::new();
    assert!(walk(&world, "Dana Ortiz") > 100);
}

#[test]
fn screens_of_the_treatment_agency() {
    let world = World::new();
    assert!(walk(&world, "Sam Reyes") > 200);
}

#[test]
fn screens_of_deputies_of_other_agencies() {
    let world = World::new();
    for who in ["Ruth Hale", "Omar Diaz"] {
        assert!(walk(&world, who) > 5, "{who}");
    }
}

#[test]
fn screens_of_another_site() {
    let world = World::new();
    for who in &VIEWERS[5..] {
        assert_eq!(walk(&world, who), 0, "{who}");
    }
}

#[test]
fn meetings_of_everybody() {
    let world = World::new();
    for (who, least) in [("Dana Ortiz", 20), ("Sam Reyes", 100), ("Ruth Hale", 0), ("Omar Diaz", 0)] {
        assert!(meetings(&world, who) >= least, "{who}");
    }
}
