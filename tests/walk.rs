//! A Co-Supervision walked from its start to its signatures, through the same requests as the screens use.

#[path = "walk/world.rs"]
pub mod world;

use ifr::domain::ItemId;
use ifr::domain::action_item::CarryOutcome;
use ifr::domain::calendar::Clock;
use ifr::domain::meeting::{About, Attendance, CaseState, MeetingStatus};
use ifr::domain::sealed::Part2;
use ifr::domain::staff::Role;
use ifr::error::Kind;
use ifr::settings::Settings;
use ifr::store::view::walk::{CarryAnswer, CaseAnswer, Walk, WalkAsk, WalkReply};
use ifr::store::{OpId, OpenOptions, Reply, Request, Store, verify_chain};
use std::sync::Arc;

use world::*;

#[test]
fn a_whole_walk_leaves_a_finished_record() {
    let mut file = File::new();
    let WalkReply::Choices(choices) = file.ask(WalkAsk::Choices { kind: "co_supervision".into() }).unwrap()
    else {
        panic!("no choices")
    };
    assert_eq!(
        (choices.len(), choices[0].families, choices[0].standing.text.as_str()),
        (1, Some(2), "overdue 115 d")
    );

    let walk = file.start();
    assert_eq!(walk.title, "Co-Supervision, Lee + Brooks");
    let order: Vec<_> = walk.cases.iter().map(|case| (case.family, case.why.as_str())).collect();
    assert_eq!(order, [(WITHOUT, "child not seen 40 d"), (CONSENTING, "not discussed yet")]);
    assert!(walk.people.iter().all(|one| one.attendance.is_none()), "nobody's attendance is assumed");
    assert!(walk.cases.iter().all(|case| case.decision.is_none() && case.agreement.is_none()));
    assert_eq!(walk.without_consent, ["F-0002 N: no consent"]);
    assert_eq!(walk.carried.len(), 1);
    assert_eq!(walk.cases[0].children[0].seen_by, "Lee");

    let walk = file.everybody(&walk);
    assert!(walk.verdicts[0].counts, "{}", walk.verdicts[0].sentence);
    let id = walk.id;
    file.walk(WalkAsk::Carry {
        op: OpId::new(),
        meeting: id,
        item: ItemId(1),
        answer: CarryAnswer {
            outcome: Some(CarryOutcome::Done),
            verified: Some(true),
            reason: String::new(),
        },
    });
    file.note(id, Some(CONSENTING), "safety", DANA, "Mother's sister watches A").unwrap();
    file.note(id, Some(CONSENTING), "recovery", SAM, "Sam: made up the group").unwrap();
    let case = walk.cases[1].row;
    for answer in [
        CaseAnswer::State(CaseState::Discussed),
        CaseAnswer::Agreement(Some(true)),
        CaseAnswer::Decision(Some("continue_plan".into())),
    ] {
        file.walk(WalkAsk::Case { op: OpId::new(), meeting: id, case, answer });
    }
    file.walk(WalkAsk::Step {
        op: OpId::new(),
        meeting: id,
        step: "cases".into(),
        seconds: 600,
        done: Some(true),
        answer: None,
    });
    let next = day("2026-12-22").and_hms_opt(10, 0, 0);
    file.walk(WalkAsk::NextDate { op: OpId::new(), meeting: id, at: next });
    let walk = file.close(id);

    assert_eq!((walk.status, walk.elapsed_seconds), (MeetingStatus::Held, 600));
    assert!(walk.unanswered.contains(&"F-0001: Plans aligned?".to_owned()), "{:?}", walk.unanswered);
    assert!(walk.unanswered.contains(&"F-0002: not discussed".to_owned()), "{:?}", walk.unanswered);
    assert_eq!(file.pair_row(), (Some("counts".into()), Some("co_supervision".into())));
    assert_eq!(file.text("select status from action_item where id = 1"), "done");
    assert_eq!(
        file.text("select scheduled_at from meeting where status = 'scheduled'"),
        "2026-12-22T16:00:00Z",
        "ten o'clock where the file lives"
    );

    assert_eq!(file.sign(id, DANA).unwrap(), "Signed by Dana. Waiting for Sam's signature");
    assert_eq!(file.text("select status from meeting where id = 1"), "held");
    file.sign_in(SAM);
    assert_eq!(file.sign(id, SAM).unwrap(), "Signed by Dana and Sam");
    assert_eq!(file.text("select status from meeting where id = 1"), "signed");
    assert_eq!(
        file.text("select min(digest) from signature"),
        file.text("select max(digest) from signature"),
        "both signed the same"
    );
    let Reply::Meeting(note) = file.store.handle(Request::Meeting(id)).unwrap() else { panic!("no note") };
    assert_eq!(note.verdicts, ["Lee + Brooks: counts as Co-Supervision"]);
    assert_eq!(note.cases[1].answers.last().unwrap().1, "Continue plan");
    assert_eq!((note.cases[0].state.as_str(), note.cases[0].answers.len()), ("not discussed", 0));
    assert!(note.unanswered.contains(&"F-0002: not discussed".to_owned()));
    assert!(verify_chain(&file.sql()).unwrap().broken.is_none());
}

#[test]
fn the_verdict_is_what_the_attendance_says() {
    use Attendance::{Absent, Present, Video};
    let mut file = File::new();
    let walk = file.start();
    let there = [
        (Role::IntactSupervisor, Present),
        (Role::SudSupervisor, Absent),
        (Role::IntactWorker, Present),
        (Role::RecoveryCoordinator, Video),
    ];
    let walk = file.attend(&walk, &there);
    assert!(!walk.verdicts[0].counts);
    assert_eq!(walk.verdicts[0].offer, Some(("joint".into(), "Joint".into())));
    let (pair, kind) = (walk.verdicts[0].row.unwrap(), Some("joint".to_owned()));
    let reason = "supervisor_unavailable".to_owned();
    let walk = file.walk(WalkAsk::HoldAs { op: OpId::new(), meeting: walk.id, pair, kind, reason });
    assert!(walk.verdicts[0].counts, "{}", walk.verdicts[0].sentence);
    file.close(walk.id);
    assert_eq!(file.pair_row(), (Some("held_as_other".into()), Some("joint".into())));
    let WalkReply::Choices(choices) = file.ask(WalkAsk::Choices { kind: "co_supervision".into() }).unwrap()
    else {
        panic!("no choices")
    };
    assert_eq!(choices[0].last_held, None, "the Co-Supervision is missed");
    let WalkReply::Choices(choices) = file.ask(WalkAsk::Choices { kind: "joint".into() }).unwrap() else {
        panic!("no choices")
    };
    assert_eq!(choices[0].last_held, Some(day("2026-11-24")), "the Joint counts");
}

#[test]
fn without_a_worker_it_is_recorded_and_does_not_count() {
    use Attendance::{Excused, Present};
    let mut file = File::new();
    let walk = file.start();
    let there = [
        (Role::IntactSupervisor, Present),
        (Role::SudSupervisor, Present),
        (Role::IntactWorker, Excused),
        (Role::RecoveryCoordinator, Present),
    ];
    let walk = file.attend(&walk, &there);
    assert_eq!((walk.verdicts[0].counts, walk.verdicts[0].offer.clone()), (false, None));
    let (pair, kind) = (walk.verdicts[0].row.unwrap(), Some("joint".to_owned()));
    let refused =
        file.ask(WalkAsk::HoldAs { op: OpId::new(), meeting: walk.id, pair, kind, reason: String::new() });
    assert_eq!(refused.unwrap_err().kind, Kind::Invalid);
    file.close(walk.id);
    assert_eq!(file.pair_row(), (Some("does_not_count".into()), None));
}

#[test]
fn treatment_words_are_written_and_read_within_consent() {
    let mut file = File::new();
    let walk = file.start();
    let id = walk.id;
    assert!(file.note(id, Some(CONSENTING), "recovery", SAM, "x").is_err(), "Sam is not there yet");
    file.everybody(&walk);
    let refused = file.note(id, Some(WITHOUT), "recovery", SAM, "nobody may know").unwrap_err();
    assert_eq!(refused.kind, Kind::Denied);
    assert!(file.note(id, Some(CONSENTING), "recovery", DANA, "x").is_err(), "it is the treatment side's");
    file.note(id, Some(CONSENTING), "recovery", SAM, "made up the group").unwrap();
    file.sign_in(SAM);
    let refused = file.note(id, Some(WITHOUT), "recovery", SAM, "nobody may know").unwrap_err();
    assert!(refused.message.contains("keep this in your agency's own record"), "{refused}");
    file.sign_in(DANA);

    let walk = file.walk(WalkAsk::Load(id));
    assert!(words(&walk, CONSENTING, "recovery", SAM).shown().is_some());
    assert!(walk.notice.is_some());
    assert!(matches!(words(&walk, WITHOUT, "recovery", SAM), Part2::Withheld(_)));
    assert_eq!(file.text("select cast(count(*) as text) from disclosure"), "1", "told once, logged once");

    file.sql().execute("update consent set ended_on = '2026-11-24', revoked = 1", []).unwrap();
    let walk = file.walk(WalkAsk::Load(id));
    assert!(matches!(words(&walk, CONSENTING, "recovery", SAM), Part2::Withheld(_)));
    let Reply::Meeting(note) = file.store.handle(Request::Meeting(id)).unwrap() else { panic!("no note") };
    assert!(note.cases.iter().all(|case| case.notes.iter().all(|(_, words)| words.shown().is_none())));
    assert!(!format!("{walk:?}").contains("made up the group"));
}

#[test]
fn signed_never_changes() {
    let mut file = File::new();
    let walk = file.start();
    file.everybody(&walk);
    let id = walk.id;
    file.note(id, Some(CONSENTING), "safety", DANA, "as it was").unwrap();
    file.close(id);
    file.sign(id, DANA).unwrap();
    for sql in [
        "update note set body = 'another' where meeting_id = 1",
        "delete from note where meeting_id = 1",
        "update meeting_person set attendance = 'absent' where meeting_id = 1",
        "update meeting_case set decision = 'deferred' where meeting_id = 1",
        "update meeting set held_on = '2026-11-23' where id = 1",
        "delete from signature",
    ] {
        assert!(file.sql().execute(sql, []).is_err(), "{sql}");
    }
    let refused = file.note(id, Some(CONSENTING), "safety", DANA, "another").unwrap_err();
    assert!(refused.message.contains("signed"), "{refused}");
    file.walk(WalkAsk::Addendum { op: OpId::new(), meeting: id, body: "It was the aunt".into() });
    let walk = file.walk(WalkAsk::Load(id));
    assert_eq!(walk.addenda[0].1, "It was the aunt");
    assert_eq!(words(&walk, CONSENTING, "safety", DANA).shown().unwrap(), "as it was");
    assert!(file.sign(id, DANA).is_err(), "once is enough");
}

#[test]
fn words_longer_than_a_note_are_refused_and_never_cut() {
    let mut file = File::new();
    let walk = file.start();
    let full = "é".repeat(ifr::domain::text::LONGEST);
    let error = file.note(walk.id, Some(CONSENTING), "safety", DANA, &format!("{full}!")).unwrap_err();
    assert_eq!(error.message, "this text is 1 character too long");
    assert!(error.hint.contains("nothing of it is lost"), "{}", error.hint);
    file.note(walk.id, Some(CONSENTING), "safety", DANA, &full).unwrap();
    let kept: String = file.sql().query_row("select body from note", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, full);
}

#[test]
fn a_meeting_resumes_where_it_was_and_its_words_stay_in_it() {
    let mut file = File::new();
    let first = file.start();
    let first = file.everybody(&first);
    file.note(first.id, Some(CONSENTING), "safety", DANA, "kept words").unwrap();
    file.walk(WalkAsk::Step {
        op: OpId::new(),
        meeting: first.id,
        step: "cases".into(),
        seconds: 60,
        done: None,
        answer: None,
    });
    file.store
        .handle(Request::Draft {
            entity: "meeting".into(),
            id: first.id.0,
            field: ifr::store::view::walk::draft_field(Some(WITHOUT), "safety", DANA),
            body: "half a sent".into(),
        })
        .unwrap();
    file.reopen();
    let resumed = file.walk(WalkAsk::Load(first.id));
    assert_eq!((resumed.step.as_str(), resumed.elapsed_seconds), ("cases", 60));
    assert_eq!(words(&resumed, CONSENTING, "safety", DANA).shown().unwrap(), "kept words");
    assert_eq!(resumed.drafts[0].1, "half a sent");
    assert!(
        file.ask(WalkAsk::Start {
            op: OpId::new(),
            kind: "co_supervision".into(),
            about: vec![About::Pair(LEE, BROOKS)],
            afterwards: None,
        })
        .is_err(),
        "one at a time"
    );
    file.close(first.id);
    file.sign(first.id, DANA).unwrap();

    let second = file.start();
    assert_ne!(second.id, first.id);
    assert!(second.drafts.is_empty());
    assert!(!second.cases.iter().flat_map(|case| &case.fields).any(|field| field.body.shown().is_some()));
    assert!(second.people.iter().all(|one| one.attendance.is_none()));
}

#[test]
fn the_same_start_twice_is_one_meeting() {
    let mut file = File::new();
    let ask = WalkAsk::Start {
        op: OpId::new(),
        kind: "co_supervision".into(),
        about: vec![About::Pair(LEE, BROOKS)],
        afterwards: Some((day("2026-11-10"), 75)),
    };
    let first = file.walk(ask.clone());
    let second = file.walk(ask);
    assert_eq!(first.id, second.id);
    assert_eq!((first.on, first.elapsed_seconds, first.afterwards), (day("2026-11-10"), 4500, true));
    file.everybody(&first);
    file.close(first.id);
    assert_eq!(file.text("select held_on from meeting_pair"), "2026-11-10");
}

#[test]
fn one_recorded_later_is_the_one_that_was_planned_for_its_day() {
    let mut file = File::new();
    let plan = "insert into meeting (id, uid, kind, scheduled_at, status) values
        (7, 'a', 'co_supervision', '2026-11-12T16:00:00Z', 'scheduled'), (8, 'b', 'co_supervision', '2026-11-24T16:00:00Z', 'scheduled')";
    file.sql().execute(plan, []).unwrap();
    let pairs = "insert into meeting_pair (meeting_id, iw_id, rc_id) values (7, ?1, ?2), (8, ?1, ?2)";
    file.sql().execute(pairs, [LEE.0, BROOKS.0]).unwrap();
    let held = file.walk(WalkAsk::Start {
        op: OpId::new(),
        kind: "co_supervision".into(),
        about: vec![About::Pair(LEE, BROOKS)],
        afterwards: Some((day("2026-11-10"), 75)),
    });
    assert_eq!((held.id.0, file.text("select status from meeting where id = 8").as_str()), (7, "scheduled"));
}

/// The file again, at another moment and perhaps with other settings.
fn at(file: &mut File, now: &str, settings: Settings) {
    let clock = Some(Clock::Fixed(now.parse().unwrap(), chrono_tz::America::Chicago));
    let options = OpenOptions { clock, ..OpenOptions::new(Arc::new(settings)) };
    file.store = Store::open(&file.folder.path().join("programme.ifr"), options).unwrap();
    file.sign_in(DANA);
}

#[test]
fn a_meeting_keeps_the_agenda_with_which_it_began() {
    let mut file = File::new();
    let began = file.start();
    file.note(began.id, None, "support", DANA, "more time").unwrap();
    let mut other = Settings::defaults();
    let kind = other.meetings.kinds.iter_mut().find(|kind| kind.key == "co_supervision").unwrap();
    kind.steps.retain(|step| step.key != "support");
    kind.case_fields.clear();
    at(&mut file, "2026-11-24T16:30:00Z", other);
    let resumed = file.walk(WalkAsk::Load(began.id));
    let keys = |walk: &Walk| walk.steps.iter().map(|step| step.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&resumed), keys(&began));
    assert_eq!(resumed.cases[0].fields.len(), began.cases[0].fields.len());
    let note = resumed.notes.iter().find(|field| field.key == "support").unwrap();
    assert_eq!(note.body.shown().unwrap(), "more time");
    file.close(began.id);
    file.sign(began.id, DANA).unwrap();
}

#[test]
fn a_clock_set_back_loses_nothing_and_the_meeting_stays_on_its_day() {
    let mut file = File::new();
    let began = file.start();
    file.everybody(&began);
    at(&mut file, "2026-11-23T09:00:00Z", Settings::defaults());
    file.note(began.id, Some(CONSENTING), "safety", DANA, "seen").unwrap();
    let closed = file.close(began.id);
    assert_eq!(closed.on, day("2026-11-24"));
    assert_eq!(file.text("select held_on from meeting_pair"), "2026-11-24");
    file.sign(began.id, DANA).unwrap();
    assert!(verify_chain(&file.sql()).unwrap().broken.is_none());
}

#[test]
fn the_hour_that_repeats_and_the_29th_of_february_are_days_like_others() {
    for (now, on) in [("2026-11-01T07:30:00Z", "2026-11-01"), ("2028-02-29T16:00:00Z", "2028-02-29")] {
        let mut file = File::new();
        at(&mut file, now, Settings::defaults());
        let began = file.start();
        assert_eq!(began.on, day(on));
        file.everybody(&began);
        let next = day(on) + chrono::Days::new(366);
        file.walk(WalkAsk::NextDate { op: OpId::new(), meeting: began.id, at: next.and_hms_opt(1, 30, 0) });
        let closed = file.close(began.id);
        assert_eq!(closed.next.chosen, next.and_hms_opt(1, 30, 0), "{now}");
        assert_eq!(file.text("select held_on from meeting_pair where held_on is not null"), on);
    }
}

#[test]
fn a_personnel_note_is_its_authors_alone() {
    let mut file = File::new();
    let start = WalkAsk::Start {
        op: OpId::new(),
        kind: "individual_iw".into(),
        about: vec![About::Worker(LEE)],
        afterwards: Some((day("2026-11-20"), 50)),
    };
    let walk = file.walk(start);
    assert!(walk.cases.len() == 2 && walk.about == [About::Worker(LEE)], "{:?}", walk.about);
    file.note(walk.id, None, "check_in", DANA, "tired of the road").unwrap();
    assert!(file.note(walk.id, None, "check_in", SAM, "not mine").is_err());
    file.sign_in(SAM);
    assert!(file.ask(WalkAsk::Load(walk.id)).is_err());
    assert!(file.store.handle(Request::Meeting(walk.id)).is_err());
    let start = WalkAsk::Start {
        op: OpId::new(),
        kind: "individual_iw".into(),
        about: vec![About::Worker(LEE)],
        afterwards: None,
    };
    assert!(file.ask(start).is_err(), "the Intact Supervisor facilitates it");
}
