//! Every screen at three sizes, in dark and mono, on the demo programme of one seed and day.
//!
//! The texts are snapshots; dark must say exactly what mono says, and mono must do it without any colour.

use crate::desk;
use ifr::domain::MeetingId;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::Store;
use ifr::tui::app::{OpenFile, Start};
use ifr::tui::harness::Flow;
use ifr::tui::screen::Target;
use ratatui::style::Color;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;

/// The keys from Today to each screen, with its name.
const SCREENS: &[(&str, &str)] = &[
    ("today", "1"),
    ("why", "1 e"),
    ("caseload by worker", "2"),
    ("caseload by pair", "2 v"),
    ("family", "2 down down down enter"),
    ("referrals", "3"),
    ("staffing", "4"),
    ("meetings", "5"),
    ("actions", "6"),
    ("help", "1 f1"),
    ("commands", "1 ctrl-p"),
    ("start a meeting", "1 down down s"),
    ("form: contact", "2 l"),
    ("form: action item", "6 i"),
    ("form: staff", "4 n"),
];

/// The keys through a meeting, one after the other on one terminal, with what then stands there.
const WALK: &[(&str, &str)] = &[
    ("attendance, nothing answered", "1 down down s enter"),
    ("attendance, without the SUD Supervisor", "p tab e tab v tab p"),
    ("attendance, late", "up up p enter text:10 f2"),
    ("confidentiality", "pgdn y"),
    ("carried items", "pgdn d tab y"),
    ("the caseload", "pgdn text:an_even_load"),
    ("referrals", "pgdn"),
    (
        "a family",
        "pgdn text:The_aunt_watches_the_older_one_on_work_days._Lee_sees_her_at_school_on_Thursday.",
    ),
    ("a family, lower", "tab tab y tab y tab n tab tab tab tab"),
    ("decision", "f7"),
    ("action item", "esc f6 text:See_her_at_school enter text:Lee enter enter enter"),
    ("a family with its item", "f2 tab"),
    ("the second family", "ctrl-n"),
    ("staffing triggers", "ctrl-pgdn"),
    ("documentation", "pgdn"),
    ("working together", "pgdn"),
    ("support", "pgdn"),
    ("close", "pgdn"),
    ("close, the end", "end"),
    ("next meeting", "up enter"),
    ("end the meeting?", "esc end enter"),
    ("held", "right enter"),
    ("sign", "enter"),
    ("signed by one", "enter"),
    ("signed by both", "end enter enter"),
    ("paused on Today", "esc"),
];

/// What stands before and beside the screens: whether a file is there, who is named, the keys.
const DOORS: &[(&str, bool, Option<&str>, &str)] = &[
    ("no file", false, None, ""),
    ("sign in", true, None, ""),
    ("sign in, the passphrase", true, None, "enter"),
    ("locked", true, Some("Dana"), "ctrl-l"),
    ("record one held earlier", true, Some("Dana"), "5 h"),
    ("held earlier, when", true, Some("Dana"), "5 h space end enter"),
    ("a kind that is not walked", true, Some("Dana"), "meeting:individual_iw"),
    ("a meeting's note", true, Some("Dana"), "meeting:co_supervision"),
    ("a meeting's note, lower", true, Some("Dana"), "meeting:co_supervision end"),
    ("an error", true, Some("Dana"), "meeting:none"),
];

fn flow(db: &Path, theme: &str, who: Option<&str>, (width, height): (u16, u16)) -> Flow {
    let store = Store::open(db, desk::options(desk::MORNING)).unwrap();
    let file = OpenFile { name: "Peoria".into(), ..desk::open_file(&store, who) };
    Flow::start(start(theme, Some(file)), Some(store), width, height)
}

/// The program where no file was found.
fn no_file(theme: &str, (width, height): (u16, u16)) -> Flow {
    Flow::start(start(theme, None), None, width, height)
}

fn start(theme: &str, file: Option<OpenFile>) -> Start {
    Start { path: "demo.db".into(), ..desk::start(theme, file) }
}

/// A screen under its name; dark must say the same, and mono must do without colour.
fn shot(name: &str, mono: &Flow, dark: &Flow) -> String {
    let text = mono.screen();
    assert!(shows_no_colour(mono), "{name}: mono has colour");
    assert_eq!(dark.screen(), text, "{name}: dark says something else");
    assert!(!shows_no_colour(dark), "{name}: dark has no colour");
    format!("──── {name}\n{}\n", text.trim_end())
}

fn demo(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("demo.db");
    let today = "2026-11-24".parse().unwrap();
    drop(create(&path, &Plan { seed: 7, today }, Arc::new(Settings::defaults())).unwrap());
    path
}

fn shows_no_colour(flow: &Flow) -> bool {
    flow.buffer().content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset)
}

#[test]
fn every_screen_at_three_sizes_in_dark_and_mono() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    for size in [(60, 16), (80, 24), (140, 40)] {
        for who in ["Dana", "Sam"] {
            let mut all = String::new();
            for (name, keys) in SCREENS {
                let [mono, dark] = ["mono", "dark"].map(|theme| {
                    let mut flow = flow(&db, theme, Some(who), size);
                    flow.keys(keys);
                    flow
                });
                all.push_str(&shot(name, &mono, &dark));
            }
            insta::assert_snapshot!(format!("{}_{}x{}", who.to_lowercase(), size.0, size.1), all);
        }
    }
}

#[test]
fn a_meeting_walked_at_three_sizes_in_dark_and_mono() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    for (size, who) in [((60, 16), "Dana"), ((80, 24), "Dana"), ((140, 40), "Dana"), ((80, 24), "Sam")] {
        let mut shots = ["mono", "dark"].map(|theme| {
            let copy = folder.path().join(format!("{theme}_{who}_{}.db", size.0));
            std::fs::copy(&db, &copy).unwrap();
            flow(&copy, theme, Some(who), size)
        });
        let mut all = String::new();
        for (name, keys) in WALK {
            for flow in &mut shots {
                flow.keys(keys);
            }
            let [mono, dark] = &shots;
            all.push_str(&shot(name, mono, dark));
        }
        assert!(all.contains("the note is kept"), "the keys no longer lead through the meeting:\n{all}");
        insta::assert_snapshot!(format!("walk_{}_{}x{}", who.to_lowercase(), size.0, size.1), all);
    }
}

#[test]
fn doors_and_notes_at_three_sizes_in_dark_and_mono() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    for size in [(60, 16), (80, 24), (140, 40)] {
        let mut all = String::new();
        for (name, file, who, keys) in DOORS {
            let [mono, dark] = ["mono", "dark"].map(|theme| {
                let mut flow = if *file { flow(&db, theme, *who, size) } else { no_file(theme, size) };
                match keys.strip_prefix("meeting:") {
                    Some(rest) => {
                        let (kind, keys) = rest.split_once(' ').unwrap_or((rest, ""));
                        flow.open(Target::Meeting(meeting(&db, kind))).keys(keys);
                    }
                    None => drop(flow.keys(keys)),
                }
                flow
            });
            all.push_str(&shot(name, &mono, &dark));
        }
        insta::assert_snapshot!(format!("doors_{}x{}", size.0, size.1), all);
    }
}

/// A meeting of a kind: one that is planned where it is not walked, else the last one that waits for a signature.
fn meeting(db: &Path, kind: &str) -> MeetingId {
    let status = if kind == "individual_iw" { "scheduled" } else { "held" };
    let sql = Connection::open(db).unwrap();
    let found =
        sql.query_row("select max(id) from meeting where kind = ?1 and status = ?2", [kind, status], |row| {
            row.get::<_, Option<i64>>(0)
        });
    MeetingId(found.unwrap().unwrap_or(99_999))
}

#[test]
fn the_picture_in_the_readme_is_the_screen() {
    let readme = include_str!("../README.md");
    let today = include_str!("snapshots/main__screens__dana_80x24.snap").split("────").nth(1).unwrap();
    let picture: Vec<&str> = readme.split("```").nth(1).unwrap().lines().skip(1).collect();
    assert!(picture.len() > 20);
    // The partnership of the demo has a longer name than the one of the tests.
    for line in picture.iter().filter(|line| !line.starts_with(" ifr ")) {
        assert!(today.lines().any(|on| on == *line), "no {line:?} on\n{today}");
    }
}
