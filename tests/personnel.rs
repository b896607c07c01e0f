//! Three kinds of note that never mix: markers that are looked for as everybody else, everywhere.

use crate::cli::ifr;
use crate::walk::world::{BROOKS, CONSENTING, DANA, File, LEE, SAM, WITHOUT, day};
use crate::walk_screen::desk::{Desk, sees};
use ifr::domain::meeting::{About, Attendance};
use ifr::domain::staff::Role;
use ifr::domain::{MeetingId, StaffId};
use ifr::error::Kind;
use ifr::export::document::Format;
use ifr::store::view::caseload::ListFilter;
use ifr::store::view::document::DocumentAsk;
use ifr::store::view::family::{LifeKind, RecordAsk, RecordReply};
use ifr::store::view::find::FindAsk;
use ifr::store::view::history::Record;
use ifr::store::view::prepare::PrepareAsk;
use ifr::store::view::schedule::ScheduleAsk;
use ifr::store::view::staffing::StaffAsk;
use ifr::store::view::undo::UndoAsk;
use ifr::store::view::walk::{CaseAnswer, KeptNote, Walk, WalkAsk};
use ifr::store::{OpId, Reply, Request};
use ifr::tui::screen::Target;

/// Deputies of both, and an Intact Supervisor who may come after Dana.
const MORE: &str = "
insert into staff (id, name, role, agency_id) values (5, 'Maya Lind', 'sud_supervisor', 2), (6, 'Ruth Hale', 'intact_supervisor', 1);
insert into staff_site (staff_id, site_id, from_on) values (5, 1, '2026-01-01'), (6, 1, '2026-01-01');
insert into cover (staff_id, deputy_id, from_on, to_on) values (2, 5, '2026-11-01', '2026-12-31'), (1, 6, '2026-11-01', '2026-12-31');
insert into account (staff_id, passphrase, set_at) select id, '$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$x', '' from staff where id in (5, 6);
";
const MAYA: StaffId = StaffId(5);
const RUTH: StaffId = StaffId(6);
const IN_IW: MeetingId = MeetingId(1);
const IN_RC: MeetingId = MeetingId(2);

/// What is written in the two Individuals: a word about the worker, and one about a family.
const ABOUT_LEE: &str = "QUOKKA";
const ABOUT_BROOKS: &str = "WOMBAT";
const CASE_IW: &str = "NUMBAT";
const CASE_RC: &str = "BILBY";

fn individual(file: &mut File, kind: &str, who: (StaffId, StaffId)) -> Walk {
    let (supervisor, worker) = who;
    file.sign_in(supervisor);
    let about = vec![About::Worker(worker)];
    file.walk(WalkAsk::Start { op: OpId::new(), kind: kind.into(), about, afterwards: None })
}

fn held(file: &mut File, kind: &str, who: (StaffId, StaffId), words: (&str, &str, &str)) -> MeetingId {
    let walk = individual(file, kind, who);
    let supervisor = if kind == "individual_iw" { Role::IntactSupervisor } else { Role::SudSupervisor };
    let worker = if kind == "individual_iw" { Role::IntactWorker } else { Role::RecoveryCoordinator };
    file.attend(&walk, &[(supervisor, Attendance::Present), (worker, Attendance::Present)]);
    let (personnel, field, case) = words;
    file.note(walk.id, None, "check_in", who.0, personnel).unwrap();
    file.note(walk.id, Some(CONSENTING), field, who.0, case).unwrap();
    let row = walk.cases.iter().find(|case| case.family == CONSENTING).unwrap().row;
    for answer in [
        CaseAnswer::State(ifr::domain::meeting::CaseState::Discussed),
        CaseAnswer::Decision(Some("removal_consultation".into())),
    ] {
        file.walk(WalkAsk::Case { op: OpId::new(), meeting: walk.id, case: row, answer });
    }
    file.close(walk.id);
    file.sign(walk.id, who.0).unwrap();
    walk.id
}

fn world() -> File {
    let mut file = File::new();
    file.sql().execute_batch(MORE).unwrap();
    file.reopen();
    assert_eq!(held(&mut file, "individual_iw", (DANA, LEE), (ABOUT_LEE, "safety", CASE_IW)), IN_IW);
    assert_eq!(held(&mut file, "individual_rc", (SAM, BROOKS), (ABOUT_BROOKS, "recovery", CASE_RC)), IN_RC);
    file
}

/// Every question of the screens, about everything the markers could stand in.
fn questions() -> Vec<Request> {
    let all = ListFilter { closed: true, staff: None };
    let mut asked = vec![
        Request::Today,
        Request::Caseload,
        Request::Referrals(all),
        Request::Staffing,
        Request::Meetings,
        Request::Items(ListFilter { closed: true, staff: None }),
        Request::Fidelity,
        Request::Choices(Some(CONSENTING)),
        Request::Undo(UndoAsk::Last),
        Request::Prepare(PrepareAsk::Agenda(None)),
        Request::Prepare(PrepareAsk::Waiting(CONSENTING)),
        Request::Schedule(ScheduleAsk::Ahead { from: day("2026-11-01"), until: day("2026-12-31") }),
        Request::Staff(StaffAsk::Places),
    ];
    for word in [ABOUT_LEE, ABOUT_BROOKS, CASE_IW, CASE_RC] {
        asked.push(Request::Find(word.into()));
        asked.push(Request::Search(FindAsk { text: word.into(), kind: None, most: 50 }));
    }
    for family in [CONSENTING, WITHOUT] {
        asked.push(Request::Family(family));
        asked.push(Request::Record(RecordAsk::History(Record::Family(family), None)));
    }
    for staff in [DANA, SAM, LEE, BROOKS] {
        asked.push(Request::Staff(StaffAsk::Person(staff)));
        asked.push(Request::Record(RecordAsk::History(Record::Staff(staff), None)));
        asked.push(Request::Drafts { entity: "staff".into(), id: staff.0 });
    }
    for meeting in [IN_IW, IN_RC] {
        asked.push(Request::Meeting(meeting));
        asked.push(Request::Walk(WalkAsk::Load(meeting)));
        asked.push(Request::Prepare(PrepareAsk::Points(meeting)));
        asked.push(Request::Drafts { entity: "meeting".into(), id: meeting.0 });
    }
    asked.extend((1..40).map(|seq| Request::Undo(UndoAsk::Look(seq))));
    asked
}

/// Every part of a Word file as text.
fn unzipped(bytes: Vec<u8>) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for part in 0..zip.len() {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut zip.by_index(part).unwrap(), &mut bytes).unwrap();
        text.push_str(&String::from_utf8_lossy(&bytes));
    }
    text
}

/// Everything that the store answers a person, as text; sealed words are opened.
fn answers(file: &mut File, who: StaffId) -> String {
    file.sign_in(who);
    let mut said = String::new();
    for request in questions() {
        let reply = match file.store.handle(request) {
            Ok(reply) => reply,
            Err(error) => {
                said.push_str(&format!("{error:?}\n"));
                continue;
            }
        };
        if let Reply::Walk(walk) = &reply
            && let ifr::store::view::walk::WalkReply::Walk(walk) = walk.as_ref()
        {
            let fields = walk.notes.iter().chain(walk.cases.iter().flat_map(|case| &case.fields));
            said.extend(fields.filter_map(|field| field.body.shown().cloned()));
        }
        if let Reply::Meeting(note) = &reply {
            let words = note.cases.iter().flat_map(|case| &case.notes);
            said.extend(words.filter_map(|(_, words)| words.shown().cloned()));
        }
        said.push_str(&format!("{reply:?}\n"));
    }
    for meeting in [IN_IW, IN_RC] {
        for format in [Format::Text, Format::Markdown, Format::Html, Format::Json] {
            let ask = DocumentAsk { op: OpId::new(), meeting, format, path: None };
            if let Ok(Reply::Document(document)) = file.store.handle(Request::Document(ask)) {
                said.push_str(&String::from_utf8_lossy(&document.bytes));
            }
        }
        let ask = DocumentAsk { op: OpId::new(), meeting, format: Format::Docx, path: None };
        if let Ok(Reply::Document(document)) = file.store.handle(Request::Document(ask)) {
            said.push_str(&unzipped(document.bytes));
        }
    }
    said
}

#[test]
fn words_of_an_individual_are_in_no_answer_to_anybody_else() {
    let mut file = world();
    for (who, own) in
        [(DANA, &[ABOUT_LEE, CASE_IW][..]), (SAM, &[ABOUT_BROOKS, CASE_RC]), (MAYA, &[]), (RUTH, &[])]
    {
        let said = answers(&mut file, who);
        for word in [ABOUT_LEE, ABOUT_BROOKS, CASE_IW, CASE_RC] {
            // The question itself is no answer.
            let found = said.contains(word);
            // A treatment note is the agency's own record: its other SUD Supervisor may look it up.
            let allowed = own.contains(&word) || (who == MAYA && word == CASE_RC);
            assert!(own.contains(&word) <= found, "{who} does not find {word}, which is theirs");
            assert!(!found || allowed, "{who} finds {word} in\n{said}");
        }
    }
}

#[test]
fn a_personnel_note_leaves_in_no_document_of_its_author_either() {
    let mut file = world();
    file.sign_in(DANA);
    for format in [Format::Text, Format::Markdown, Format::Html, Format::Json] {
        let ask = DocumentAsk { op: OpId::new(), meeting: IN_IW, format, path: None };
        let Reply::Document(document) = file.store.handle(Request::Document(ask)).unwrap() else { panic!() };
        let text = String::from_utf8_lossy(&document.bytes).into_owned();
        assert!(text.contains(CASE_IW) && !text.contains(ABOUT_LEE), "{text}");
    }
}

#[test]
fn no_command_prints_a_personnel_note() {
    let file = world();
    let folder = file.folder.path().to_owned();
    let db = folder.join("programme.ifr").to_str().unwrap().to_owned();
    drop(file.store);
    let commands: &[&[&str]] = &[
        &["status"],
        &["caseload"],
        &["referrals"],
        &["staffing"],
        &["meetings"],
        &["actions"],
        &["fidelity"],
        &["meeting", "M-0001"],
        &["meeting", "M-0002"],
        &["agenda"],
        &["calendar"],
        &["services"],
        &["history", "F-0001"],
        &["check"],
    ];
    let mut printed = 0;
    for who in ["Dana", "Sam", "Maya", "Ruth"] {
        for command in commands {
            for json in [&[][..], &["--json"]] {
                let args = [command, json, &["--db", &db, "--as", who, "--today", "2026-11-24"]].concat();
                let done = ifr(&folder, &args);
                let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
                printed += said.len();
                for word in [ABOUT_LEE, ABOUT_BROOKS] {
                    assert!(!said.contains(word), "{who}: {args:?}\n{said}");
                }
                if who != "Dana" {
                    assert!(!said.contains(CASE_IW), "{who}: {args:?}\n{said}");
                }
            }
        }
    }
    assert!(printed > 10_000, "the commands said something");
}

#[test]
fn both_sides_see_that_a_family_was_discussed_and_when_and_no_decision_of_the_other() {
    let mut file = world();
    for (who, theirs) in [(DANA, "Individual (IW)"), (SAM, "Individual (RC)")] {
        file.sign_in(who);
        let ask = RecordAsk::Life(CONSENTING, LifeKind::Meetings, None, 20);
        let Reply::Record(reply) = file.store.handle(Request::Record(ask)).unwrap() else { panic!() };
        let RecordReply::Life(life) = *reply else { panic!() };
        for kind in ["Individual (IW)", "Individual (RC)"] {
            let fits = |said: &String| said.contains(&format!("Discussed in {kind}"));
            let row = life.rows.iter().find(|row| row.what.shown().is_some_and(fits)).unwrap();
            assert_eq!(row.on, day("2026-11-24"), "{who} sees when");
            let decided = row.what.shown().unwrap().to_lowercase().contains("removal consultation");
            assert_eq!(decided, kind == theirs, "{who} {kind}");
        }
    }
}

fn kept(file: &mut File, who: StaffId) -> Vec<KeptNote> {
    individual(file, "individual_iw", (who, LEE)).board.unwrap().kept
}

#[test]
fn a_deputy_reads_nothing_and_a_successor_only_what_was_handed_over() {
    let mut file = world();
    assert_eq!(kept(&mut file, RUTH), [], "standing in for Dana hands nothing over");
    // Only the author hands over, and only to a supervisor of the same role and agency.
    file.sign_in(RUTH);
    let denied = |file: &mut File, to| {
        let ask = WalkAsk::HandOver { op: OpId::new(), meeting: IN_IW, to };
        file.ask(ask).unwrap_err().kind
    };
    assert_eq!(denied(&mut file, RUTH), Kind::Denied);
    file.sign_in(DANA);
    assert_eq!(denied(&mut file, SAM), Kind::Denied);
    file.walk(WalkAsk::HandOver { op: OpId::new(), meeting: IN_IW, to: RUTH });
    assert_eq!(file.text("select author_id || '|' || about_id || '|' || to_id from note_handover"), "1|3|6");
    assert_eq!(file.text("select kind || '|' || actor from event where kind = 'hand_over'"), "hand_over|1");
    file.sign_in(RUTH);
    let running = MeetingId(3);
    let now = file.walk(WalkAsk::Load(running)).board.unwrap().kept;
    let said: Vec<_> = now.iter().map(|note| (note.body.as_str(), note.from.as_deref())).collect();
    assert_eq!(said, [(ABOUT_LEE, Some("Dana Ortiz"))]);
    // What is written later is not among it, and what was handed over stays so.
    file.sql()
        .execute_batch(
            "insert into meeting (id, uid, kind, worker_id, site_id, status, held_on) values (90, 'z', 'individual_iw', 3, 1, 'held', '2026-11-24');
             insert into note (kind, author_id, entered_by, at, meeting_id, about_id, field, body)
             values ('personnel', 1, 1, '2026-11-25T16:00:00Z', 90, 3, 'check_in', 'later');",
        )
        .unwrap();
    assert_eq!(file.walk(WalkAsk::Load(running)).board.unwrap().kept.len(), 1);
    assert!(file.sql().execute("delete from note_handover", []).is_err());
}

#[test]
fn personnel_notes_are_handed_over_with_the_keys() {
    let desk = Desk::new();
    let mut sam = desk.sam();
    sam.keys("s home right end enter p tab p ctrl-pgdn ctrl-pgdn ctrl-pgdn").text(ABOUT_BROOKS);
    sam.keys("ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn ctrl-pgdn end enter right enter enter enter");
    assert_eq!(desk.rows("select kind, about_id from note"), "personnel|5", "{}", sam.screen());
    sam.keys("esc");
    sam.open(Target::Meeting(MeetingId(1)));
    sam.keys("home");
    for _ in 0..40 {
        if sam.screen().contains("▌[ Hand over your personnel notes ]") {
            break;
        }
        sam.keys("tab");
    }
    sam.keys("enter");
    sees(&sam, &["Who may read what you wrote until now?", "Maya Lindqvist"]);
    // Giving it up hands over nothing.
    sam.keys("esc");
    assert_eq!(desk.one::<i64>("select count(*) from note_handover"), 0);
    sam.keys("enter enter");
    sees(&sam, &["Maya Lindqvist reads your personnel notes about this worker up to now"]);
    assert_eq!(desk.rows("select author_id, about_id, to_id from note_handover"), "2|5|7");
    assert!(!desk.rows("select body from event").contains(ABOUT_BROOKS), "the trail quotes nothing");
}
