//! What the store answers: no treatment word stands unsealed in any answer, refusal or file to somebody who may not read it.

use super::read;
use super::world::{Case, VIEWERS, World, marks};
use chrono::NaiveDate;
use ifr::domain::month::Month;
use ifr::domain::staff::Role;
use ifr::domain::{ConsentId, ItemId, MeetingId, ReferralId, SiteId, StaffId, Word};
use ifr::export::document::Format;
use ifr::store::view::assign::AssignAsk;
use ifr::store::view::audit::{AuditAsk, Group};
use ifr::store::view::caseload::ListFilter;
use ifr::store::view::consent::{ConsentAsk, ConsentReply, Paper};
use ifr::store::view::document::DocumentAsk;
use ifr::store::view::export::ExportAsk;
use ifr::store::view::family::{LifeKind, RecordAsk};
use ifr::store::view::find::FindAsk;
use ifr::store::view::history::Record;
use ifr::store::view::item::ItemAsk;
use ifr::store::view::prepare::{PrepareAsk, PrepareReply};
use ifr::store::view::referral::{ReferralAsk, ReferralReply};
use ifr::store::view::report::{ReportAsk, ReportOf};
use ifr::store::view::schedule::ScheduleAsk;
use ifr::store::view::services::{ServicesAsk, ServicesReply};
use ifr::store::view::staffing::StaffAsk;
use ifr::store::view::travel::TravelAsk;
use ifr::store::view::trends::TrendsAsk;
use ifr::store::view::undo::UndoAsk;
use ifr::store::view::walk::WalkAsk;
use ifr::store::{OpId, Reply, Request, Store};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn questions() -> Vec<Request> {
    let all = || ListFilter { closed: true, staff: None };
    let of = ReportOf { site: Some(SiteId(1)), month: Month::read("2026-11").unwrap() };
    let mut asked = vec![
        Request::Today,
        Request::Caseload,
        Request::Referrals(all()),
        Request::Staffing,
        Request::Meetings,
        Request::Items(all()),
        Request::Fidelity,
        Request::Item(ItemAsk::Page(ItemId(1))),
        Request::Travel(TravelAsk { staff: None, month: None }),
        Request::Trends(TrendsAsk { site: None, months: 12 }),
        Request::Schedule(ScheduleAsk::Ahead { from: day("2026-11-24"), until: day("2026-12-24") }),
        Request::Undo(UndoAsk::Last),
        Request::Audit(AuditAsk::of(Group::All, None)),
        Request::Report(ReportAsk::Page(of)),
        Request::Report(ReportAsk::Final(of)),
        Request::Staff(StaffAsk::Places),
        Request::Referral(ReferralAsk::Pipeline),
        Request::Services(ServicesAsk::Check { from: day("2026-11-01"), to: day("2026-11-30") }),
        Request::Services(ServicesAsk::Page { staff: None, log: true }),
        Request::Services(ServicesAsk::Page { staff: None, log: false }),
        Request::Prepare(PrepareAsk::Points(MeetingId(3))),
        Request::Walk(WalkAsk::Load(MeetingId(1))),
        Request::Walk(WalkAsk::Load(MeetingId(2))),
        Request::Walk(WalkAsk::Load(MeetingId(4))),
        Request::Meeting(MeetingId(1)),
        Request::Find("QZPERSDANA".into()),
        Request::Find("QZPERSSAM".into()),
    ];
    for meeting in [None, Some(MeetingId(3))] {
        asked.push(Request::Prepare(PrepareAsk::Agenda(meeting)));
        for format in papers() {
            asked.push(Request::Prepare(PrepareAsk::Print { op: OpId::new(), meeting, format, path: None }));
        }
    }
    for format in papers() {
        asked.push(Request::Document(DocumentAsk {
            op: OpId::new(),
            meeting: MeetingId(1),
            format,
            path: None,
        }));
    }
    for kind in ifr::import::Kind::ALL {
        for format in [Format::Csv, Format::Xlsx, Format::Json] {
            let kind = kind.word().to_owned();
            let ask = ExportAsk::Records { op: OpId::new(), kind, format, path: None };
            asked.push(Request::Export(ask));
        }
    }
    for staff in [StaffId(3), StaffId(5)] {
        asked.push(Request::Staff(StaffAsk::Person(staff)));
        asked.push(Request::Services(ServicesAsk::Week(staff)));
    }
    asked
}

/// The formats of a paper: a note, an agenda, an accounting.
fn papers() -> impl Iterator<Item = Format> {
    let tables = [Format::Csv, Format::Xlsx];
    Format::ALL.iter().copied().filter(move |one| !tables.contains(one) && one.writable().is_ok())
}

/// What is asked of one family, with every word of it looked for.
pub fn about(at: usize) -> Vec<Request> {
    let (family, member) = (Case::family(at), Case::member(at));
    let mut asked = vec![
        Request::Family(family),
        Request::Choices(Some(family)),
        Request::Record(RecordAsk::History(Record::Family(family), None)),
        Request::Prepare(PrepareAsk::Waiting(family)),
        Request::Services(ServicesAsk::Entry(member.0)),
        Request::Referral(ReferralAsk::Page(ReferralId(family.0))),
        Request::Undo(UndoAsk::Look(member.0)),
        Request::Drafts { entity: "family".into(), id: family.0 },
        Request::Consent(ConsentAsk::Family(family)),
        Request::Consent(ConsentAsk::Accounting(member, 3)),
    ];
    let consent = ConsentId(3000 + member.0);
    for paper in [Paper::Accounting(member, 3), Paper::Summary(consent)] {
        for format in papers() {
            asked.push(Request::Consent(ConsentAsk::Paper { op: OpId::new(), paper, format, path: None }));
        }
    }
    for role in [Role::IntactWorker, Role::RecoveryCoordinator] {
        let on = day("2026-11-24");
        asked.push(Request::Assign(AssignAsk::Candidates { family, role, on }));
    }
    asked.extend(LifeKind::ALL.iter().map(|kind| Request::Record(RecordAsk::Life(family, *kind, None, 50))));
    for mark in
        marks(at).iter().filter(|mark| mark.field == "note.body" || mark.field == "prepared_point.body")
    {
        asked.push(Request::Search(FindAsk { text: mark.text.clone(), kind: None, most: 50 }));
    }
    asked.push(Request::Find(format!("QZNTB{at:03}")));
    asked
}

/// An answer as text; what leaves as a file is read.
fn answer(store: &mut Store, request: Request) -> String {
    match store.handle(request) {
        Ok(Reply::Document(document)) => read::text(&document.bytes),
        Ok(Reply::Export(export)) => format!("{} {}", export.said, read::text(&export.bytes)),
        Ok(Reply::Prepare(reply)) => match *reply {
            PrepareReply::Printed(bytes, said) => format!("{said} {}", read::text(&bytes)),
            other => format!("{other:?}"),
        },
        Ok(reply) => format!("{reply:?}"),
        Err(error) => format!("{error:?} {error}"),
    }
}

#[test]
fn no_answer_holds_a_word_that_is_withheld() {
    let world = World::new();
    let mut service = 0;
    for who in VIEWERS {
        let mut store = world.store(who);
        for request in questions() {
            let asked = format!("{request:?}");
            let said = answer(&mut store, request);
            world.closed(who, &asked, &said);
            if asked.contains("\"service\"") && asked.contains("Csv") {
                service +=
                    usize::from(said.contains("QZSVC000")) * 10 + usize::from(said.contains("QZSVC006"));
            }
        }
        // Who may read nothing there, or everything, looks at one family; a deputy at those with a state of their own.
        let looks = |at: &usize| match who {
            "Dana Ortiz" => true,
            "Ruth Hale" | "Omar Diaz" => *at < 21,
            _ => *at == 6,
        };
        for at in (0..world.cases.len()).filter(looks) {
            for request in about(at) {
                let asked = format!("{request:?}");
                world.closed(who, &asked, &answer(&mut store, request));
            }
        }
    }
    assert_eq!(service, 22, "the treatment agency's two supervisors export services, and nobody else");
}

#[test]
fn a_treatment_note_is_found_by_the_agency_whose_record_it_is() {
    let world = World::new();
    for who in VIEWERS {
        let mut store = world.store(who);
        for at in 0..world.cases.len() {
            for text in [format!("QZNTA{at:03}"), format!("QZNTB{at:03}")] {
                let ask = FindAsk { text: text.clone(), kind: None, most: 50 };
                let Reply::Found(found) = store.handle(Request::Search(ask)).unwrap() else { panic!() };
                assert_eq!(!found.is_empty(), who == "Sam Reyes" || who == "Maya Lind", "{who}: {text}");
            }
        }
    }
}

#[test]
fn a_draft_is_its_writers() {
    let world = World::new();
    for who in VIEWERS {
        let ask = Request::Drafts { entity: "family".into(), id: Case::family(6).0 };
        let said = answer(&mut world.store(who), ask);
        assert_eq!(said.contains("QZDRF006"), who == "Sam Reyes", "{who}: {said}");
    }
}

#[test]
fn phase_and_treatment_of_a_family_are_as_closed_as_its_words() {
    let world = World::new();
    for who in &VIEWERS[..5] {
        let own = matches!(*who, "Sam Reyes" | "Maya Lind");
        let mut store = world.store(who);
        for (at, case) in world.cases.iter().enumerate() {
            let Reply::Family(page) = store.handle(Request::Family(Case::family(at))).unwrap() else {
                panic!()
            };
            let returned =
                marks(at).into_iter().find(|mark| mark.field == "return_to_use.reported_on").unwrap();
            let may = case.shows(who, &returned);
            assert_eq!(page.row.phase.shown().is_some(), may, "{who}: the phase, {}", case.name);
            assert_eq!(page.in_treatment, own, "{who}: {}", case.name);
        }
    }
}

#[test]
fn the_order_of_a_meeting_says_nothing_that_not_everybody_there_may_know() {
    let world = World::new();
    let (meeting, format) = (Some(MeetingId(3)), Format::Text);
    let ask = PrepareAsk::Print { op: OpId::new(), meeting, format, path: None };
    let said = answer(&mut world.store("Dana Ortiz"), Request::Prepare(ask));
    let mut ranked = 0;
    for (at, case) in world.cases.iter().enumerate() {
        let family = Case::family(at).to_string();
        let numbered = |line: &&str| line.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let Some(row) = said.lines().filter(numbered).find(|line| line.contains(&family)) else { continue };
        ranked += 1;
        let told = case.shows("Dana Ortiz", &marks(at)[4]);
        assert!(told || !row.contains("withheld"), "{} ({}): {row}", family, case.name);
    }
    assert!(ranked > 30, "{ranked} families in order\n{said}");
}

#[test]
fn what_pages_and_forms_are_given_of_treatment_is_what_may_be_read() {
    let world = World::new();
    for who in &VIEWERS[..5] {
        let mut store = world.store(who);
        let treats = matches!(*who, "Sam Reyes" | "Maya Lind" | "Omar Diaz");
        for (at, case) in world.cases.iter().enumerate() {
            let may =
                |field| marks(at).iter().filter(|mark| mark.field == field && case.shows(who, mark)).count();
            let page = Request::Referral(ReferralAsk::Page(ReferralId(Case::family(at).0)));
            let Reply::Referral(page) = store.handle(page).unwrap() else { panic!() };
            let ReferralReply::Page(page) = *page else { panic!() };
            let steps = page.treatment.iter().filter(|one| one.1.shown().is_some()).count();
            assert_eq!(steps, may("treatment_step.kind"), "{who}: the steps of a referral, {}", case.name);

            let entry = store.handle(Request::Services(ServicesAsk::Entry(Case::member(at).0)));
            assert_eq!(entry.is_ok(), treats && may("service.kind") > 0, "{who}: an entry, {}", case.name);
            let Reply::Consent(page) =
                store.handle(Request::Consent(ConsentAsk::Family(Case::family(at)))).unwrap()
            else {
                panic!()
            };
            let ConsentReply::Family(page) = *page else { panic!() };
            let reason =
                marks(at).into_iter().find(|mark| mark.field == "disclosure_exception.reason").unwrap();
            for one in &page.exceptions {
                let told = one.reason.shown().is_some();
                assert_eq!(told, case.shows(who, &reason), "{who}: the reason, {}", case.name);
            }
            let Reply::Choices(choices) = store.handle(Request::Choices(Some(Case::family(at)))).unwrap()
            else {
                panic!()
            };
            let file = choices.family.as_ref().and_then(|file| file.treatment.as_ref());
            let own = matches!(*who, "Sam Reyes" | "Maya Lind");
            assert_eq!(file.is_some(), own, "{who}: what a form is given, {}", case.name);
        }
    }
}

#[test]
fn the_log_and_the_check_of_services_name_what_may_be_read() {
    let world = World::new();
    for who in &VIEWERS[..5] {
        let mut store = world.store(who);
        let page = Request::Services(ServicesAsk::Page { staff: None, log: true });
        let Reply::Services(ServicesReply::Page(page)) = store.handle(page).unwrap() else { panic!() };
        let check = Request::Services(ServicesAsk::Check { from: day("2026-11-01"), to: day("2026-11-30") });
        let Reply::Services(ServicesReply::Check(check)) = store.handle(check).unwrap() else { panic!() };
        let log: Vec<&String> = page.rows.iter().filter_map(|row| row.what.shown()).collect();
        let found: Vec<&String> = check.findings.iter().filter_map(|row| row.kind.shown()).collect();
        // A rule that one service breaks tells of it by its count alone.
        for one in &check.rules {
            let rows = check.findings.iter().filter_map(|row| row.broken.shown());
            let rows = rows.filter(|broken| broken.rule == one.broken.rule).count();
            assert_eq!(usize::try_from(one.count).unwrap(), rows, "{who}: {} is counted", one.broken.rule);
        }
        for (at, case) in world.cases.iter().enumerate() {
            let mark = marks(at).into_iter().find(|mark| mark.field == "service.kind").unwrap();
            let may = case.shows(who, &mark);
            assert_eq!(log.contains(&&mark.text), may, "{who}: the log, {}", case.name);
            assert_eq!(found.contains(&&mark.text), may, "{who}: the check, {}", case.name);
        }
    }
}

#[test]
fn the_trail_tells_of_whom_treatment_was_entered_to_its_agency_alone() {
    let world = World::new();
    for who in VIEWERS {
        let ask = AuditAsk { most: 999, ..AuditAsk::default() };
        let Reply::Audit(page) = world.store(who).handle(Request::Audit(ask)).unwrap() else { panic!() };
        let planted: Vec<&String> =
            page.rows.iter().rev().filter(|row| row.kind == "treatment").map(|row| &row.about).collect();
        let about = |at| match who {
            "Sam Reyes" | "Maya Lind" => Case::family(at).to_string(),
            "Noa Levin" | "Iris Wood" => "of another site".to_owned(),
            _ => "withheld".to_owned(),
        };
        let expected: Vec<String> = (0..world.cases.len()).map(about).collect();
        assert_eq!(planted, expected.iter().collect::<Vec<_>>(), "{who}");
    }
}

#[test]
fn whom_a_coordinator_saw_at_a_contact_stays_with_their_agency() {
    let world = World::new();
    let (family, child) = (Case::family(6), Case::member(6).0 + 1000);
    let contact = format!(
        "insert into service (id, family_id, staff_id, role, kind, on_date, mode, documented_on)
           values (99, {}, 5, 'recovery_coordinator', 'contact', '2026-11-17', 'office', '2026-11-17');
         insert into service_child (service_id, member_id) values (99, {child})",
        family.0
    );
    world.sql().execute_batch(&contact).unwrap();
    for (who, said) in [("Sam Reyes", "Office, saw ZC006"), ("Dana Ortiz", "Office"), ("Omar Diaz", "Office")]
    {
        let Reply::Family(page) = world.store(who).handle(Request::Family(family)).unwrap() else { panic!() };
        let row = page.life.rows.iter().find(|row| row.on == day("2026-11-17")).unwrap();
        assert_eq!(row.what.shown().unwrap(), said, "{who}");
    }
}
