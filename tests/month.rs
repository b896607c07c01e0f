//! The month's figures: recounted from the raw rows in plain Rust, opened to their rows, printed.

mod check;
mod random;
mod raw;

use crate::cli::{demo, ifr};
use ifr::domain::SiteId;
use ifr::domain::month::{Amount, Month};
use ifr::error::Kind;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::month::{FigureRows, MonthAsk, MonthFigures, MonthOf, MonthReply};
use ifr::store::{Reply, Request, Store};
use proptest::prelude::*;
use raw::Tables;
use rusqlite::Connection;
use std::sync::Arc;

pub fn month(text: &str) -> Month {
    Month::read(text).unwrap()
}

pub fn figures(store: &mut Store, of: MonthOf) -> MonthFigures {
    match store.handle(Request::Month(MonthAsk::Figures(of))).unwrap() {
        Reply::Month(MonthReply::Figures(figures)) => *figures,
        other => panic!("{other:?}"),
    }
}

fn rows(store: &mut Store, of: MonthOf, key: &str) -> FigureRows {
    match store.handle(Request::Month(MonthAsk::Rows(of, key.to_owned()))).unwrap() {
        Reply::Month(MonthReply::Rows(rows)) => *rows,
        other => panic!("{other:?}"),
    }
}

fn invented(dir: &tempfile::TempDir) -> (Store, Connection) {
    let path = dir.path().join("programme.ifr");
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let mut store = create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    store.sign_in_as("Dana").unwrap();
    (store, Connection::open(&path).unwrap())
}

/// What is wrong in the months of a random programme.
fn wrong(seed: u64) -> Vec<String> {
    let mut file = random::file(seed);
    let tables = Tables::read(&file.sql);
    let mut found = Vec::new();
    for of in random::asked(seed) {
        let figures = figures(&mut file.store, of);
        let broken = figures.identities.iter().filter(|one| !one.holds).map(|one| format!("{of:?}: {one:?}"));
        found.extend(broken);
        found.extend(check::compare(&tables, &figures).into_iter().map(|one| format!("{of:?}: {one}")));
    }
    found
}

#[test]
fn programmes_that_were_once_counted_wrongly_are_counted_right() {
    assert_eq!(wrong(810672801133154472), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_figure_is_what_the_raw_rows_come_to(seed in any::<u64>()) {
        let wrong = wrong(seed);
        prop_assert!(wrong.is_empty(), "{seed}: {wrong:#?}");
    }
}

#[test]
fn random_programmes_hold_what_is_hard_to_count() {
    let files: Vec<random::File> = (0..10).map(random::file).collect();
    for (what, sql) in random::HARD {
        let count = |file: &random::File| -> i64 { file.sql.query_row(sql, [], |row| row.get(0)).unwrap() };
        let found: i64 = files.iter().map(count).sum();
        assert!(found > 0, "no {what} in ten programmes");
    }
}

#[test]
fn the_invented_programme_is_what_its_raw_rows_come_to() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, sql) = invented(&dir);
    let tables = Tables::read(&sql);
    for site in [1, 2] {
        store.sign_in_as("Dana").unwrap();
        if !store.viewer().unwrap().sites.contains(&SiteId(site)) {
            store.sign_in_as("Ruth").unwrap();
        }
        for name in ["2026-08", "2026-11"] {
            let figures =
                figures(&mut store, MonthOf { site: Some(SiteId(site)), month: month(name), cut_off: None });
            assert!(figures.identities.iter().all(|one| one.holds), "{name}");
            assert_eq!(check::compare(&tables, &figures), Vec::<String>::new(), "site {site}, {name}");
        }
    }
}

#[test]
fn last_month_and_the_series_are_what_those_months_say_of_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = invented(&dir);
    let of = |name: &str| MonthOf { site: None, month: month(name), cut_off: None };
    let october = figures(&mut store, of("2026-10"));
    let september = figures(&mut store, of("2026-09"));
    assert_eq!(october.months.len(), 6);
    let mut compared = 0;
    for figure in october.figures() {
        assert_eq!((figure.series.len(), figure.series.last()), (6, Some(&figure.value)), "{}", figure.key);
        assert_eq!(figure.series[4], figure.last, "{}", figure.key);
        assert!(figure.definition.len() > 10 && !figure.label.is_empty(), "{}", figure.key);
        if let Some(before) = september.figure(&figure.key) {
            assert_eq!(before.value, figure.last, "{}", figure.key);
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
    let mut keys: Vec<&str> = october.figures().map(|figure| figure.key.as_str()).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "every key is unique");
}

#[test]
fn the_rows_behind_a_count_are_as_many() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, _) = invented(&dir);
    let of = MonthOf { site: None, month: month("2026-10"), cut_off: None };
    for who in ["Dana", "Sam"] {
        store.sign_in_as(who).unwrap();
        let all = figures(&mut store, of);
        for figure in all.figures().step_by(5) {
            // What was due of a contact is an expectation by days, and of families the number is what their authors said.
            if figure.key.ends_with("contacts_due")
                || ["capacity", "days", "families"].iter().any(|end| figure.key.ends_with(end))
            {
                continue;
            }
            let found = rows(&mut store, of, &figure.key);
            assert_eq!(found.figure.value, figure.value);
            let many = i64::try_from(found.rows.len() + found.withheld).unwrap();
            match figure.value {
                Amount::Count(count) => assert_eq!(many, count, "{}", figure.key),
                Amount::Median { n, .. } => assert_eq!(many, n, "{}", figure.key),
                _ => {}
            }
        }
    }
}

#[test]
fn phases_are_counted_for_both_and_opened_only_where_one_may_read() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, sql) = invented(&dir);
    sql.execute_batch("update consent set ended_on = '2026-01-01', revoked = 1").unwrap();
    let of = MonthOf { site: Some(SiteId(1)), month: month("2026-10"), cut_off: None };
    let all = figures(&mut store, of);
    let phases = |figure: &&ifr::store::view::month::Figure| {
        figure.key.contains(".phase_3") && figure.value.count() > Some(0)
    };
    let key = all.figures().find(phases).unwrap().key.clone();
    let found = rows(&mut store, of, &key);
    assert!(found.rows.is_empty() && found.withheld > 0, "no consent, no family by its phase");
    store.sign_in_as("Sam").unwrap();
    let found = rows(&mut store, of, &key);
    assert!(!found.rows.is_empty() && found.withheld == 0, "the treatment agency reads its own record");
}

#[test]
fn a_month_to_come_another_site_and_an_unknown_figure_are_refused_in_words() {
    let mut file = random::file(3);
    let of = |site, name: &str| MonthOf { site, month: month(name), cut_off: None };
    let mut refused = |ask| file.store.handle(Request::Month(ask)).unwrap_err();
    assert_eq!(refused(MonthAsk::Figures(of(None, "2029-01"))).message, "January 2029 has not begun");
    assert_eq!(refused(MonthAsk::Figures(of(Some(SiteId(9)), "2028-02"))).kind, Kind::Denied);
    assert_eq!(refused(MonthAsk::Rows(of(None, "2028-02"), "x".into())).kind, Kind::Missing);
}

#[test]
fn the_cut_off_is_a_day_of_the_file_and_not_of_the_computer() {
    let mut file = random::file(5);
    let until = |at: &str, file: &mut random::File| {
        let of = MonthOf { site: None, month: month("2028-02"), cut_off: Some(at.parse().unwrap()) };
        figures(&mut file.store, of).until.to_string()
    };
    // At five in the morning UTC it is still the evening before in Chicago.
    assert_eq!(until("2028-02-29T05:00:00Z", &mut file), "2028-02-28");
    assert_eq!(until("2028-02-29T07:00:00Z", &mut file), "2028-02-29");
    assert_eq!(until("2028-03-09T07:00:00Z", &mut file), "2028-02-29");
}

#[test]
fn the_time_zone_of_the_computer_changes_no_figure() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let say = |zone: &str| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_ifr"))
            .args(["--db", &db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-11", "--json"])
            .env("HOME", folder.path())
            .env("TZ", zone)
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        // The cut-off is an instant, and time goes on from one run to the next.
        ["today", "until", "blocks", "identities"].map(|part| said[part].clone())
    };
    let here = say("America/Chicago");
    assert_eq!((&here[0], &here[1]), (&"2026-11-24".into(), &"2026-11-24".into()));
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        assert!(say(zone) == here, "{zone}");
    }
}

#[test]
fn the_figures_are_printed_as_text_and_json() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let say = |more: &[&str]| {
        let mut args = vec!["--db", &db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-10"];
        args.extend(more);
        let out = ifr(folder.path(), &args);
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let text = say(&[]);
    for said in [
        "October 2026, Peoria North",
        "Open at start",
        "Recovery Coordinators",
        "Pending at end",
        "flows add up",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let json: serde_json::Value = serde_json::from_str(&say(&["--json"])).unwrap();
    assert_eq!((&json["schema"], &json["month"]), (&"ifr.report.1".into(), &"2026-10".into()));
    let rows = say(&["--rows", "caseloads.site.opened"]);
    assert!(rows.contains("F-0") && rows.contains("Cases that were opened"), "{rows}");
}
