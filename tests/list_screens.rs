//! The list screens with real keys: filters, sorting, and filters kept under a name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use ifr::domain::access::State;
use ifr::domain::calendar::Clock;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::{OpenOptions, Store};
use ifr::tui::app::{OpenFile, Start};
use ifr::tui::harness::Flow;
use ifr::tui::keymap::Keymap;
use ifr::tui::theme::Theme;
use std::path::PathBuf;
use std::sync::Arc;

struct Demo {
    path: PathBuf,
    folder: tempfile::TempDir,
}

impl Demo {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo.db");
        let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
        drop(create(&path, &plan, Arc::new(Settings::defaults())).unwrap());
        Self { path, folder }
    }

    fn flow(&self, who: &str) -> Flow {
        let settings = Arc::new(Settings::defaults());
        let clock = Clock::Fixed("2026-11-24T15:00:00Z".parse().unwrap(), chrono_tz::America::Chicago);
        let options = OpenOptions { clock: Some(clock), ..OpenOptions::new(Arc::clone(&settings)) };
        let store = Store::open(&self.path, options).unwrap();
        let file = OpenFile {
            name: "Peoria".into(),
            clock,
            state: State::default(),
            demo: true,
            who: Some(who.into()),
        };
        let start = Start {
            settings,
            problems: Vec::new(),
            theme: Theme::built_in("mono"),
            keymap: Keymap::default(),
            file: Some(file),
            path: "demo.db".into(),
        };
        let mut flow = Flow::start(start, Some(store), 100, 30);
        flow.keys("text:demo enter");
        flow
    }

    fn number(&self, sql: &str) -> i64 {
        rusqlite::Connection::open(&self.path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

/// The line of the screen in which a text stands first.
fn line(flow: &Flow, text: &str) -> String {
    flow.screen().lines().find(|line| line.contains(text)).unwrap_or_default().to_owned()
}

#[test]
fn built_in_filters_say_what_they_hide_and_leave_with_escape() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    flow.keys("6 '");
    assert!(flow.shows("Show") && flow.shows("Mine") && flow.shows("Save this filter…"), "{}", flow.screen());
    flow.keys("down down enter");
    let said = line(&flow, "Filter Overdue");
    assert!(said.contains(" of "), "{}", flow.screen());
    let late = |screen: &str| screen.lines().filter(|line| line.contains("! overdue")).count();
    let overdue = late(&flow.screen());
    assert!(said.contains(&format!("{overdue} of ")), "{}", flow.screen());
    flow.keys("esc");
    assert!(!flow.shows("Filter Overdue"));
}

#[test]
fn every_list_has_its_own_filters() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    for (tab, labels) in [
        (
            "2",
            [
                "Children not seen",
                "Incomplete pairs",
                "Over 12 months",
                "Held by a supervisor",
                "Enrolled, no consent",
            ]
            .as_slice(),
        ),
        ("3", &["Waiting over 7 d", "Wait list", "Mine to assign"]),
        ("4", &["Over capacity", "Vacancies", "Credentials ending"]),
        ("5", &["Waiting for a signature", "Missed", "Held as another kind"]),
        ("6", &["Mine", "Overdue", "For both supervisors", "Blocked", "Safety"]),
    ] {
        flow.keys(&format!("{tab} '"));
        for label in labels {
            assert!(flow.shows(label), "{label}: {}", flow.screen());
        }
        flow.keys("esc");
    }
    assert!(!demo.flow("Sam").keys("3 '").shows("Mine to assign"), "only an Intact Supervisor assigns");
}

#[test]
fn a_filter_is_kept_for_the_person_who_made_it() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    flow.keys("6 f text:kim enter o");
    assert!(flow.shows("Sort by") && flow.shows("As it comes"));
    flow.keys("down enter '");
    flow.keys("end enter text:Kim's_things enter enter");
    assert!(flow.shows("Kim's things is kept for you"), "{}", flow.screen());
    assert_eq!(demo.number("select count(*) from saved_filter where words = 'kim' and sort = 'Due'"), 1);
    drop(flow);
    let mut flow = demo.flow("Dana");
    flow.keys("6 '");
    assert!(line(&flow, "Kim's things").contains("yours"));
    flow.keys("k");
    assert!(line(&flow, "Filter").contains("kim") && flow.shows("Due▴"), "{}", flow.screen());
    flow.keys("' end enter enter");
    assert!(flow.shows("Kim's things is forgotten"), "{}", flow.screen());
    assert_eq!(demo.number("select count(*) from saved_filter"), 0);
    assert!(demo.folder.path().exists());
}

#[test]
fn numbers_on_the_screens_sort_as_numbers() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    flow.resize(140, 40).keys("6 o");
    flow.keys("n");
    let numbers: Vec<i64> = flow
        .screen()
        .lines()
        .filter_map(|line| line.split("A-").nth(1)?.split(' ').next()?.parse().ok())
        .collect();
    assert!(numbers.len() > 3 && numbers.is_sorted(), "{numbers:?}");
    flow.keys("o n");
    let screen = flow.screen();
    assert!(screen.contains("No.▾"), "{screen}");
}
