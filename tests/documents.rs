//! The note of a meeting as a document: what stands in it for whom, what the trail keeps of it, and what never leaves.

use crate::walk::world::{CONSENTING, DANA, File, SAM};
use crate::walk_screen::desk::{Desk, sees};
use ifr::domain::meeting::CaseState;
use ifr::domain::{MeetingId, StaffId};
use ifr::error::{Error, Kind};
use ifr::export::document::Format;
use ifr::store::view::document::{DocumentAsk, DocumentReply};
use ifr::store::view::walk::{CaseAnswer, WalkAsk};
use ifr::store::{OpId, Reply, Request};
use ifr::tui::screen::Target;
use std::io::Read;
use std::path::PathBuf;

const SAFETY: &str = "Mother's sister watches A";
const RECOVERY: &str = "Came to nine of ten groups";
const PERSONNEL: &str = "Lee is tired and asks for leave";
const NOTICE: &str = "42 CFR part 2 prohibits";

/// A held Co-Supervision with a word of each side, and one about Lee that is nobody else's.
fn held() -> (File, MeetingId) {
    let mut file = File::new();
    let walk = file.start();
    let walk = file.everybody(&walk);
    let id = walk.id;
    file.note(id, Some(CONSENTING), "safety", DANA, SAFETY).unwrap();
    file.note(id, Some(CONSENTING), "recovery", SAM, RECOVERY).unwrap();
    let case = walk.cases.iter().find(|case| case.family == CONSENTING).unwrap().row;
    for answer in [
        CaseAnswer::State(CaseState::Discussed),
        CaseAnswer::Agreement(Some(true)),
        CaseAnswer::Decision(Some("continue_plan".into())),
    ] {
        file.walk(WalkAsk::Case { op: OpId::new(), meeting: id, case, answer });
    }
    file.sql()
        .execute(
            "insert into note (kind, author_id, entered_by, at, meeting_id, about_id, field, body)
             values ('personnel', 1, 1, '2026-11-24T16:00:00Z', ?1, 3, 'check_in', ?2)",
            rusqlite::params![id.0, PERSONNEL],
        )
        .unwrap();
    file.close(id);
    (file, id)
}

fn ask(
    file: &mut File,
    meeting: MeetingId,
    format: Format,
    path: Option<PathBuf>,
) -> Result<DocumentReply, Error> {
    let ask = DocumentAsk { op: OpId::new(), meeting, format, path };
    match file.store.handle(Request::Document(ask))? {
        Reply::Document(reply) => Ok(reply),
        _ => panic!("another answer"),
    }
}

fn printed(file: &mut File, who: StaffId, meeting: MeetingId, format: Format) -> String {
    file.sign_in(who);
    let bytes = ask(file, meeting, format, None).unwrap().bytes;
    if format != Format::Docx {
        // Markdown escapes what would be a link.
        return String::from_utf8(bytes).unwrap().replace('\\', "");
    }
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for part in ["word/document.xml", "word/header1.xml", "word/footer1.xml"] {
        // The notice stands in the margins, where there is one.
        if let Ok(mut part) = zip.by_name(part) {
            part.read_to_string(&mut text).unwrap();
        }
    }
    text.replace("&apos;", "'").replace("&#39;", "'")
}

fn count(file: &File, sql: &str) -> i64 {
    file.sql().query_row(sql, [], |row| row.get(0)).unwrap()
}

const FORMATS: [Format; 5] = [Format::Text, Format::Markdown, Format::Html, Format::Docx, Format::Json];

#[test]
fn every_format_holds_the_whole_note_and_its_notice() {
    let (mut file, id) = held();
    for format in FORMATS {
        for who in [DANA, SAM] {
            let text = printed(&mut file, who, id, format).to_lowercase();
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            for part in [
                "Co-Supervision, Lee + Brooks",
                "Attendance",
                "Dana Ortiz",
                "F-0001",
                "seen 20 Nov 2026 by Lee",
                SAFETY.split('\'').next().unwrap(),
                RECOVERY,
                "Decision: Continue plan",
                "See B at school",
                "Not answered",
                "Signatures",
                NOTICE,
                "case planning, until 10 Jul 2027",
            ] {
                assert!(text.contains(&part.to_lowercase()), "{format}: no {part} in\n{text}");
            }
            assert!(!text.contains(&PERSONNEL.to_lowercase()), "{format}: a personnel note leaves");
        }
    }
}

#[test]
fn what_consent_no_longer_covers_is_withheld_from_one_and_shown_to_the_other() {
    let (mut file, id) = held();
    file.sql().execute("update consent set ended_on = '2026-11-24' where id = 1", []).unwrap();
    for format in FORMATS {
        let dana = printed(&mut file, DANA, id, format);
        assert!(dana.contains("[withheld: consent ended]"), "{format}: {dana}");
        assert!(!dana.contains(RECOVERY) && !dana.contains(NOTICE), "{format}: {dana}");
        let sam = printed(&mut file, SAM, id, format);
        assert!(
            sam.contains(RECOVERY) && sam.contains(NOTICE) && !sam.contains("[withheld"),
            "{format}: {sam}"
        );
        assert!(sam.contains("F-0001 M: no consent"), "{format}: {sam}");
    }
    assert_eq!(count(&file, "select count(*) from disclosure where what like '%document%'"), 0);
}

#[test]
fn what_leaves_is_in_the_trail_and_in_the_disclosure_log() {
    let (mut file, id) = held();
    let path = file.folder.path().join(format!("{id}.docx"));
    let said = ask(&mut file, id, Format::Docx, Some(path.clone())).unwrap().said;
    assert!(said.starts_with("M-0001 written to"), "{said}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let event = "select body from event where kind = 'export' and entity = 'meeting' and entity_id = 1";
    let body = file.text(event);
    assert!(body.contains("\"docx\"") && body.contains("\"part2\":true"), "{body}");
    assert!(!body.contains(RECOVERY) && !body.contains("M-0001.docx"), "{body}");
    let log = "select recipient || ', ' || purpose from disclosure where what = 'M-0001: note as a document'";
    assert_eq!(file.text(log), "Children First, case planning");

    // A file that is there stays, and what did not leave is not in the trail.
    let before = std::fs::read(&path).unwrap();
    let refused = ask(&mut file, id, Format::Docx, Some(path.clone())).unwrap_err();
    assert_eq!(refused.kind, Kind::Invalid, "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(count(&file, "select count(*) from event where kind = 'export'"), 1);
    assert!(ifr::store::verify_chain(&file.sql()).is_ok());
}

#[test]
fn a_note_is_written_from_its_screen() {
    let desk = Desk::new();
    let mut dana = desk.dana();
    dana.keys("s enter").keys(crate::walk_screen::ALL_HERE);
    dana.keys("ctrl-n ctrl-n ctrl-n pgdn pgdn pgdn pgdn end enter right enter");
    let mut sam = desk.sam();
    sam.open(Target::Meeting(MeetingId(1)));
    sees(&sam, &["w Write"]);
    sam.keys("w");
    sees(&sam, &["without personnel notes", "M-0001.docx"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("M-0001.html");
    sam.keys("ctrl-u").text(path.to_str().unwrap()).keys("enter enter");
    let html = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}\n{}", sam.screen()));
    assert!(html.contains("Co-Supervision, Lee + Brooks"), "{html}");
    sees(&sam, &["M-0001 written to"]);
    assert_eq!(desk.one::<i64>("select count(*) from event where kind = 'export' and actor = 2"), 1);
}
