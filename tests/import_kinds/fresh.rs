//! A file filled only so far: no data is not a breach.

use super::world::corpus;
use chrono_tz::Tz;
use ifr::domain::calendar::Clock;
use ifr::import::{Options, run};
use ifr::settings::Settings;
use ifr::store::view::Mark;
use ifr::store::view::walk::{WalkAsk, WalkReply};
use ifr::store::{FirstSupervisor, NewFile, OpenOptions, Reply, Request, SetUp, Store};
use std::sync::Arc;

const ZONE: Tz = chrono_tz::America::Chicago;

/// A file as `ifr init` makes it, on its first day.
fn set_up(folder: &std::path::Path) -> Store {
    let first_day = "2026-11-24".parse().unwrap();
    let new = NewFile { partnership: "Peoria".into(), time_zone: ZONE, first_day, demo: false };
    let supervisor =
        |name: &str| FirstSupervisor { name: name.into(), passphrase: "a long passphrase".into() };
    let with = SetUp {
        child_welfare: "Prairie".into(),
        treatment: "Riverside".into(),
        site: "Peoria North".into(),
        intact: supervisor("Dana Ortiz"),
        sud: supervisor("Sam Reyes"),
    };
    Store::set_up(&folder.join("p.ifr"), &new, &with, options(24)).unwrap()
}

fn options(day: u32) -> OpenOptions {
    let mut options = OpenOptions::new(Arc::new(Settings::defaults()));
    let now = format!("2026-11-{day}T16:00:00Z").parse().unwrap();
    options.clock = Some(Clock::Fixed(now, ZONE));
    options
}

fn needs(store: &mut Store, who: &str) -> Vec<String> {
    store.sign_in_as(who).unwrap();
    match store.handle(Request::Today).unwrap() {
        Reply::Today(today) => today
            .needs
            .iter()
            .map(|need| format!("{} | {} | {}", need.what, need.about, need.detail))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_caseload_spreadsheet_alone_cries_no_wolf() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = set_up(folder.path());
    assert_eq!(needs(&mut store, "Dana"), Vec::<String>::new(), "before anything is brought in");
    let files = [corpus("fresh/staff.csv"), corpus("fresh/caseload.csv")];
    let outcome = run(&mut store, &files, &Options::default()).unwrap();
    assert_eq!(outcome.refused(), 0, "{}", outcome.text());
    assert_eq!(outcome.files[1].added, 4, "{}", outcome.text());
    for who in ["Dana", "Sam"] {
        assert_eq!(needs(&mut store, who), Vec::<String>::new(), "{who}");
    }
    drop(store);
    let mut next = Store::open(&folder.path().join("p.ifr"), options(25)).unwrap();
    for who in ["Dana", "Sam"] {
        assert_eq!(needs(&mut next, who), Vec::<String>::new(), "{who} the day after");
        // Pairs that shared families for months have missed nothing here: it counts from the file's first day.
        let Reply::Fidelity(fidelity) = next.handle(Request::Fidelity).unwrap() else { panic!() };
        assert!(fidelity.lines.is_empty(), "{who}: {:?}", fidelity.lines);
    }
    next.sign_in_as("Dana").unwrap();
    for kind in ["co_supervision", "joint", "individual_iw"] {
        let ask = Request::Walk(WalkAsk::Choices { kind: kind.into() });
        let Reply::Walk(reply) = next.handle(ask).unwrap() else { panic!() };
        let WalkReply::Choices(choices) = *reply else { panic!() };
        assert!(!choices.is_empty(), "{kind}");
        let late: Vec<_> = choices.iter().filter(|one| one.standing.mark == Mark::Overdue).collect();
        assert!(late.is_empty(), "{kind}: {late:?}");
    }
}
