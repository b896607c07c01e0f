//! Every screen at three sizes, in dark and mono, on the demo programme of one seed and day.
//!
//! The texts are snapshots; dark must say exactly what mono says, and mono must do it without any colour.
#![allow(clippy::unwrap_used)]

use ifr::domain::access::State;
use ifr::domain::calendar::Clock;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::{OpenOptions, Store};
use ifr::tui::app::{OpenFile, Start};
use ifr::tui::harness::Flow;
use ifr::tui::keymap::Keymap;
use ifr::tui::theme::Theme;
use ratatui::style::Color;
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

fn flow(db: &Path, theme: &str, who: &str, (width, height): (u16, u16)) -> Flow {
    let settings = Arc::new(Settings::defaults());
    let clock = Clock::Fixed("2026-11-24T15:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
    let options = OpenOptions { clock: Some(clock), ..OpenOptions::new(Arc::clone(&settings)) };
    let store = Store::open(db, options).unwrap();
    let name = "Peoria".to_owned();
    let file = OpenFile { name, clock, state: State::default(), demo: true, who: Some(who.to_owned()) };
    let start = Start {
        settings,
        problems: Vec::new(),
        theme: Theme::built_in(theme),
        keymap: Keymap::default(),
        file: Some(file),
        path: "demo.db".into(),
    };
    Flow::start(start, Some(store), width, height)
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
                let mut mono = flow(&db, "mono", who, size);
                mono.keys(keys);
                let text = mono.screen();
                assert!(shows_no_colour(&mono), "{name}: mono has colour");
                let mut dark = flow(&db, "dark", who, size);
                dark.keys(keys);
                assert_eq!(dark.screen(), text, "{name}: dark says something else");
                assert!(!shows_no_colour(&dark), "{name}: dark has no colour");
                all.push_str(&format!("──── {name}\n{}\n", text.trim_end()));
            }
            insta::assert_snapshot!(format!("{}_{}x{}", who.to_lowercase(), size.0, size.1), all);
        }
    }
}
