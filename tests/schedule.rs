//! When meetings are: moved, missed, cancelled, proposed, in the calendar; what was prepared goes along.

use crate::walk_screen::desk::{Desk, sees, sees_no};
use icalendar::{Calendar, CalendarComponent, Component, Event};
use ifr::store::view::prepare::{PointForm, PrepareAsk, PrepareReply};
use ifr::store::view::schedule::{ScheduleAsk, ScheduleReply};
use ifr::store::{OpId, Reply, Request};
use ifr::tui::harness::Flow;
use std::collections::BTreeMap;

/// A Co-Supervision of Lee + Brooks tomorrow at ten, and an Individual of Kim that was not recorded yesterday.
const PLANNED: &str = "
insert into meeting (id, uid, kind, site_id, scheduled_at, planned_minutes, status) values
  (1, 'uid-one', 'co_supervision', 1, '2026-11-25T16:00:00Z', 90, 'scheduled'),
  (2, 'uid-two', 'individual_iw', 1, '2026-11-23T16:00:00Z', 60, 'scheduled');
update meeting set worker_id = 4 where id = 2;
insert into meeting_pair (meeting_id, iw_id, rc_id) values (1, 3, 5);
insert into meeting_person (meeting_id, staff_id, role) values (2, 1, 'intact_supervisor'), (2, 4, 'intact_worker');
";

fn desk() -> Desk {
    let desk = Desk::new();
    desk.sql.execute_batch(PLANNED).unwrap();
    desk
}

fn meeting(desk: &Desk, id: i64) -> String {
    desk.rows(&format!("select status, reason, scheduled_at, next_id from meeting where id = {id}"))
}

/// Selects a meeting of the list by its number.
fn on<'f>(flow: &'f mut Flow, number: &str) -> &'f mut Flow {
    flow.keys("5 f").text(number).keys("enter")
}

#[test]
fn a_meeting_is_moved_with_its_reason_and_stays_the_same_one() {
    let desk = desk();
    let mut dana = desk.dana();
    on(&mut dana, "M-0001").keys("p");
    sees(&dana, &["Co-Supervision, Lee + Brooks", "Move it", "It was missed", "Cancel it"]);
    dana.keys("enter");
    sees(&dana, &["Why", "10:00"]);
    dana.keys("ctrl-u").text("nov 26").keys("tab tab enter down enter f2");
    sees(&dana, &["Thanksgiving", "The next working day is Mon 30 Nov"]);
    assert_eq!(meeting(&desk, 1), "scheduled||2026-11-25T16:00:00Z|-");
    dana.keys("enter p enter ctrl-u")
        .text("nov 30")
        .keys("tab ctrl-u")
        .text("2pm")
        .keys("tab enter down enter f2");
    sees(&dana, &["M-0001 is moved to Mon 30 Nov, 14:00"]);
    assert_eq!(meeting(&desk, 1), "scheduled||2026-11-30T20:00:00Z|-");
    assert_eq!(
        desk.rows("select from_at, to_at, reason, on_date, staff_id from meeting_move"),
        "2026-11-25T16:00:00Z|2026-11-30T20:00:00Z|crisis|2026-11-24|1"
    );
    assert_eq!(desk.one::<i64>("select count(*) from meeting"), 2, "it is the same meeting");
}

#[test]
fn a_missed_one_says_why_and_proposes_the_next() {
    let desk = desk();
    let mut dana = desk.dana();
    on(&mut dana, "M-0002").keys("p down enter");
    sees(&dana, &["The next one on", "Why"]);
    dana.keys("f2");
    sees(&dana, &["Choose why"]);
    assert_eq!(meeting(&desk, 2), "scheduled||2026-11-23T16:00:00Z|-", "a reason is never assumed");
    dana.keys("enter down down enter f2");
    sees(&dana, &["M-0002 is missed: court"]);
    assert_eq!(meeting(&desk, 2), "missed|court|2026-11-23T16:00:00Z|3");
    assert_eq!(meeting(&desk, 3), "scheduled||2026-11-25T16:00:00Z|-");
    assert_eq!(desk.rows("select staff_id from meeting_person where meeting_id = 3 order by id"), "1; 4");
    assert_eq!(desk.one::<i64>("select worker_id from meeting where id = 3"), 4);
}

#[test]
fn what_is_to_come_is_cancelled_and_not_missed() {
    let desk = desk();
    let mut dana = desk.dana();
    on(&mut dana, "M-0001").keys("p down enter enter enter f2");
    sees(&dana, &["M-0001 is still to come: it is not missed"]);
    dana.keys("enter p down down enter enter enter tab ctrl-u f2");
    sees(&dana, &["M-0001 is cancelled: worker leave"]);
    assert_eq!(meeting(&desk, 1), "cancelled|worker_leave|2026-11-25T16:00:00Z|-");
    sees_no(&dana, "the next one");
}

#[test]
fn who_does_not_lead_a_meeting_does_not_move_it() {
    let desk = desk();
    let mut sam = desk.sam();
    on(&mut sam, "M-0002").keys("p enter");
    sees(&sam, &["not one of your meetings"]);
}

fn ics(flow: &mut Flow) -> String {
    let ask = ScheduleAsk::Ics(OpId::new(), None);
    let Reply::Schedule(reply) = flow.store().unwrap().handle(Request::Schedule(ask)).unwrap() else {
        panic!()
    };
    let ScheduleReply::Ics(text, _) = *reply else { panic!() };
    text
}

/// The entries by their uid, as a calendar program reads them.
fn entries(text: &str) -> BTreeMap<String, Event> {
    let calendar: Calendar = text.parse().unwrap();
    let events = calendar.iter().filter_map(|one| match one {
        CalendarComponent::Event(event) => Some((event.get_uid().unwrap().to_owned(), event.clone())),
        _ => None,
    });
    let all: Vec<_> = events.collect();
    let by_uid: BTreeMap<_, _> = all.iter().cloned().collect();
    assert_eq!(all.len(), by_uid.len(), "no entry stands there twice");
    by_uid
}

fn value(entries: &BTreeMap<String, Event>, uid: &str, key: &str) -> String {
    entries[uid].property_value(key).unwrap_or_default().to_owned()
}

#[test]
fn a_calendar_that_is_brought_in_again_updates_and_never_doubles() {
    let desk = desk();
    let mut dana = desk.dana();
    let before = entries(&ics(&mut dana));
    assert_eq!(before.keys().collect::<Vec<_>>(), ["uid-one", "uid-two"]);
    assert_eq!(value(&before, "uid-one", "SUMMARY"), "Co-Supervision, Lee + Brooks");
    assert_eq!(value(&before, "uid-one", "DTSTART"), "20261125T160000Z");
    assert_eq!(value(&before, "uid-one", "DTEND"), "20261125T173000Z");
    assert_eq!(value(&before, "uid-one", "SEQUENCE"), "0");
    assert_eq!(value(&before, "uid-one", "STATUS"), "CONFIRMED");
    assert_eq!(ics(&mut dana), ics(&mut dana), "nothing changed, nothing differs");
    on(&mut dana, "M-0001").keys("p enter ctrl-u").text("nov 30").keys("tab tab enter enter f2");
    on(&mut desk.dana(), "M-0002").keys("p down enter enter enter tab ctrl-u f2");
    let after = entries(&ics(&mut dana));
    assert_eq!(after.keys().collect::<Vec<_>>(), ["uid-one", "uid-two"]);
    assert_eq!(value(&after, "uid-one", "DTSTART"), "20261130T160000Z");
    assert_eq!(value(&after, "uid-one", "SEQUENCE"), "1");
    assert_eq!(value(&after, "uid-one", "LAST-MODIFIED"), "20261124T210000Z");
    assert_eq!(value(&after, "uid-two", "STATUS"), "CANCELLED");
    assert_eq!(value(&after, "uid-two", "SEQUENCE"), "1");
}

#[test]
fn a_calendar_names_no_family() {
    let desk = desk();
    desk.sql
        .execute_batch(
            "insert into meeting (id, uid, kind, site_id, family_id, scheduled_at, status) values
               (9, 'uid-nine', 'case_staffing', 1, 197, '2026-12-01T16:00:00Z', 'scheduled')",
        )
        .unwrap();
    let text = ics(&mut desk.dana());
    assert_eq!(value(&entries(&text), "uid-nine", "SUMMARY"), "Case staffing");
    for secret in ["F-0197", "C-197", "oak"] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}

#[test]
fn the_hour_holds_when_the_clocks_change() {
    let desk = desk();
    let mut dana = desk.dana();
    // In daylight saving time ten o'clock in Chicago is 15:00 UTC, in winter 16:00.
    on(&mut dana, "M-0001").keys("p enter ctrl-u").text("2027-03-15").keys("tab tab enter enter f2");
    assert_eq!(meeting(&desk, 1), "scheduled||2027-03-15T15:00:00Z|-");
    assert_eq!(value(&entries(&ics(&mut dana)), "uid-one", "DTSTART"), "20270315T150000Z");
}

#[test]
fn the_calendar_shows_what_is_proposed_and_schedules_it() {
    let desk = desk();
    let mut dana = desk.dana();
    dana.keys("5 v");
    sees(&dana, &["Calendar  Mon 23 Nov to Sun 27 Dec", "Wed 25 Nov", "M-0001", "not recorded, 1 d ago"]);
    // Thursday and Friday are holidays: nothing stands there.
    let holidays = "select count(*) from meeting where scheduled_at between '2026-11-26' and '2026-11-28'";
    dana.keys("f").text("joint kim").keys("enter");
    sees(&dana, &["Kim + Shah", "proposed"]);
    dana.keys("home enter");
    sees(&dana, &["Schedule Joint, Kim + Shah", "In one sitting with", "Lee + Brooks"]);
    dana.keys("f2");
    sees(&dana, &["M-0003 Joint, Kim + Shah is scheduled for"]);
    assert_eq!(
        desk.rows("select kind, status, planned_minutes from meeting where id = 3"),
        "joint|scheduled|60"
    );
    assert_eq!(desk.rows("select iw_id, rc_id from meeting_pair where meeting_id = 3"), "4|6");
    assert_eq!(desk.one::<i64>(holidays), 0);
}

#[test]
fn a_proposal_is_declined_with_its_reason_and_comes_again_later() {
    let desk = desk();
    let mut dana = desk.dana();
    dana.keys("5 v f").text("individual lee").keys("enter home");
    sees(&dana, &["overdue", "Not this time"]);
    dana.keys("p enter down enter f2");
    sees(&dana, &["is declined: crisis"]);
    assert_eq!(
        desk.rows("select kind, status, reason, worker_id from meeting where id = 3"),
        "individual_iw|cancelled|crisis|3"
    );
    sees(&dana, &["cancelled: crisis", "Tue 1 Dec"]);
}

#[test]
fn the_calendar_fits_small_and_wide_terminals() {
    let desk = desk();
    let mut small = desk.sit_down("Dana Ortiz", 60, 16);
    small.keys("5 v");
    sees(&small, &["Calendar", "Mon 23", "Wed 25"]);
    let mut wide = desk.sit_down("Dana Ortiz", 140, 40);
    wide.keys("5 v");
    sees(&wide, &["Thanksgiving", "Christmas Day", "○ 10:00 Lee"]);
}

#[test]
fn a_postponed_meeting_keeps_its_points_until_the_family_was_spoken_of() {
    let desk = desk();
    let mut dana = desk.dana();
    dana.open(ifr::tui::screen::Target::Form(ifr::tui::screen::FormKind::Point(
        ifr::domain::FamilyId(197).into(),
        ifr::tui::screen::PointFrom::default(),
    )));
    sees(&dana, &["Send to the next Co-Supervision, F-0197", "Both agencies see this"]);
    dana.text("who drives to group").keys("f2");
    sees(&dana, &["Put down for the next Co-Supervision of Lee + Brooks, at F-0197"]);
    assert_eq!(
        desk.rows("select kind, iw_id, rc_id, family_id, body, part2, meeting_id from prepared_point"),
        "co_supervision|3|5|197|who drives to group|0|-"
    );
    on(&mut dana, "M-0001").keys("p down down enter enter enter f2");
    assert_eq!(meeting(&desk, 1).split('|').next(), Some("cancelled"));
    let next: i64 = desk.one("select next_id from meeting where id = 1");
    let points = |flow: &mut Flow, id: i64| {
        let ask = ifr::store::view::prepare::PrepareAsk::Points(ifr::domain::MeetingId(id));
        let Reply::Prepare(reply) = flow.store().unwrap().handle(Request::Prepare(ask)).unwrap() else {
            panic!()
        };
        let ifr::store::view::prepare::PrepareReply::Points(points) = *reply else { panic!() };
        points.iter().map(|one| one.body.shown().unwrap().clone()).collect::<Vec<_>>()
    };
    assert_eq!(points(&mut dana, next), ["who drives to group"]);
}

/// The agenda of the first meeting as this person prints it.
fn agenda(flow: &mut Flow) -> String {
    let (op, meeting, format) = (OpId::new(), None, ifr::export::document::Format::Text);
    let ask = PrepareAsk::Print { op, meeting, format, path: None };
    let Reply::Prepare(reply) = flow.store().unwrap().handle(Request::Prepare(ask)).unwrap() else {
        panic!()
    };
    let PrepareReply::Printed(bytes, _) = *reply else { panic!() };
    String::from_utf8(bytes).unwrap()
}

fn send(flow: &mut Flow, family: i64, body: &str, about: &[i64]) -> Result<Reply, ifr::Error> {
    let about = about.iter().map(|id| ifr::domain::MemberId(*id)).collect();
    let form = PointForm { on: ifr::domain::FamilyId(family).into(), item: None, body: body.into(), about };
    flow.store().unwrap().handle(Request::Save(OpId::new(), ifr::store::request::Form::Point(form)))
}

#[test]
fn the_agenda_makes_itself_and_asks_the_gate() {
    let desk = desk();
    let (mut dana, mut sam) = (desk.dana(), desk.sam());
    let refused = send(&mut sam, 198, "missed group", &[3]).unwrap_err();
    assert!(refused.message.contains("no consent of N covers progress today"), "{refused:?}");
    send(&mut sam, 197, "began a new group", &[1]).unwrap();
    send(&mut dana, 198, "who drives to school", &[]).unwrap();
    let text = agenda(&mut dana);
    for said in [
        "Agenda: Co-Supervision, Lee, Brooks",
        "M-0001",
        "began a new group",
        "who drives to school",
        "F-0198",
        "child not seen 41 d",
        "A-0001 See B at school (Lee, F-0198), due Fri 20 Nov",
        "42 CFR part 2",
    ] {
        assert!(text.contains(said), "no \"{said}\" in\n{text}");
    }
    assert!(text.find("F-0198   ").unwrap_or(0) < text.find("F-0197   ").unwrap_or(usize::MAX), "{text}");
    assert_eq!(desk.rows("select member_id, viewer_id, what from disclosure"), "1|1|agenda");
    assert_eq!(desk.one::<i64>("select count(*) from event where kind = 'export' and entity_id = 1"), 1);
    // Without the consent nothing of it is left: not on paper, not as a notice.
    desk.sql.execute_batch("update consent set revoked = 1, ended_on = '2026-11-23'").unwrap();
    let text = agenda(&mut dana);
    assert!(!text.contains("began a new group") && !text.contains("Sam Reyes, "), "{text}");
    assert!(agenda(&mut sam).contains("began a new group"), "the treatment agency reads its own record");
}

#[test]
fn a_pair_meets_in_its_own_rhythm_and_proposals_follow_it() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("5 v f").text("joint kim").keys("enter home c");
    sees(&dana, &["How they meet: Joint, Kim + Shah", "The programme says every 14 d"]);
    dana.text("7").keys("tab enter down down enter").text("2pm").keys("f2");
    sees(&dana, &["Joint, Kim + Shah: every 7 d"]);
    let series =
        "select kind, iw_id, rc_id, worker_id, every_days, weekday, at_time, to_on from meeting_series";
    let weekday: i64 = desk.one("select weekday from meeting_series");
    assert_eq!(desk.rows(series), format!("joint|4|6|-|7|{weekday}|14:00|-"), "{}", dana.screen());
    let day = ["Mon", "Tue", "Wed", "Thu", "Fri"][usize::try_from(weekday - 1).unwrap()];
    sees(&dana, &[&format!("{day} "), "14:00"]);
    // When the pair shares no family any more nothing of it is proposed, and its series stays as it was.
    desk.sql.execute("update assignment set to_on = '2026-11-24' where family_id = 199", []).unwrap();
    let mut dana = desk.dana();
    dana.keys("5 v f").text("kim + shah").keys("enter");
    sees_no(&dana, "proposed");
    assert_eq!(desk.one::<i64>("select count(*) from meeting_series where to_on is null"), 1);
}

#[test]
fn an_empty_rhythm_is_the_programmes_again() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("5 v f").text("individual lee").keys("enter home c").text("3").keys("f2");
    sees(&dana, &["Individual (IW), Lee: every 3 d"]);
    dana.keys("home c ctrl-u f2");
    sees(&dana, &["Individual (IW), Lee: as the programme says"]);
    assert_eq!(
        desk.rows("select worker_id, every_days, to_on from meeting_series"),
        "3|3|2026-11-24",
        "{}",
        dana.screen()
    );
    // Sam does not lead it: it is not his to set, and he sees no proposal of it.
    let mut sam = desk.sam();
    sam.keys("5 v f").text("individual (iw)").keys("enter");
    sees_no(&sam, "proposed");
}

#[test]
fn the_agenda_is_read_on_screen_and_written_from_there() {
    let desk = desk();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("agenda.md");
    let mut dana = desk.dana();
    on(&mut dana, "M-0001").keys("a");
    sees(&dana, &["Agenda: Co-Supervision", "M-0001", "90 min"]);
    sees_no(&dana, "Open action items");
    dana.keys("end");
    sees(&dana, &["Open action items", "A-0001 See B at school"]);
    dana.keys("w ctrl-u").text(&file.to_string_lossy()).keys("f2");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}: {}", dana.screen()));
    for said in ["The families, in their order", "A-0001 See B at school", "Not documented yet"] {
        assert!(text.contains(said), "no \"{said}\" in\n{text}");
    }
    // What was put down for it stands there, and is taken back there.
    send(&mut dana, 198, "the new bus line", &[]).unwrap();
    dana.keys("f5 home");
    sees(&dana, &["Put down for this meeting", "the new bus line"]);
    dana.keys("x");
    sees(&dana, &["Take back which point?", "F-0198, Dana Tue 24 Nov"]);
    dana.keys("enter");
    sees(&dana, &["The point about F-0198 is taken back"]);
    sees_no(&dana, "the new bus line");
    // What is hidden on screen is not written.
    dana.keys("f9");
    sees(&dana, &["Names and texts are hidden"]);
    sees_no(&dana, "F-0198");
}
