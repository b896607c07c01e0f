//! Trends: every month is what its own report says, drawn on a page, printed.

use crate::cli::{demo, ifr};
use crate::month::figures;
use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::month::MonthOf;
use ifr::store::view::trends::{Trends, TrendsAsk};
use ifr::store::{Reply, Request, Store};
use ifr::tui::screen::Target;
use std::sync::Arc;

fn trends(store: &mut Store, months: u32) -> Trends {
    match store.handle(Request::Trends(TrendsAsk { site: None, months })).unwrap() {
        Reply::Trends(trends) => *trends,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_month_is_what_its_report_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("programme.ifr");
    let plan = Plan { seed: 7, today: "2026-11-24".parse().unwrap() };
    let mut store = create(&path, &plan, Arc::new(Settings::defaults())).unwrap();
    store.sign_in_as("Dana").unwrap();
    let trends = trends(&mut store, 24);
    assert!(trends.months.len() > 6, "{:?}", trends.months);
    assert_eq!(trends.months.last().unwrap().to_string(), "2026-11");
    let mut compared = 0;
    for (place, month) in trends.months.iter().enumerate() {
        let report = figures(&mut store, MonthOf { site: None, month: *month, cut_off: None });
        for line in trends.plots.iter().flat_map(|plot| &plot.lines) {
            assert_eq!(line.amounts.len(), trends.months.len());
            assert!(!line.definition.is_empty(), "{}", line.key);
            if let Some(figure) = report.figure(line.key) {
                assert_eq!(figure.value, line.amounts[place], "{} in {month}", line.key);
                compared += 1;
            }
        }
    }
    assert!(compared > 8 * trends.months.len(), "{compared}");
}

#[test]
fn the_page_plots_what_is_selected_and_explains_it() {
    let desk = Desk::new();
    for (width, height) in [(80, 24), (140, 40)] {
        let mut dana = desk.sit_down("Dana Ortiz", width, height);
        dana.open(Target::Trends);
        sees(
            &dana,
            &["Trends", "Peoria North", "Jul 2026 to Nov 2026 so far", "● Open 3", "◆ IFR", "Documentation"],
        );
        dana.keys("e");
        sees(&dana, &["Caseload by month, families", "Families whose case was open"]);
        dana.keys("esc down down");
        sees(&dana, &["● Received", "◆ Enrolled", "○ Pending"]);
        sees_no(&dana, "● Open 3");
        dana.keys("v");
        sees(&dana, &["12 months", "● Received"]);
    }
    let mut small = desk.sit_down("Dana Ortiz", 60, 16);
    small.open(Target::Trends);
    sees(&small, &["Caseload", "Open 3"]);
}

#[test]
fn the_figures_leave_as_rows_without_a_name_and_the_trail_knows() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trends.csv");
    let mut dana = desk.dana();
    dana.open(Target::Trends);
    dana.keys("w ctrl-u").text(path.to_str().unwrap()).keys("enter enter");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{error}\n{}", dana.screen()));
    assert!(text.contains("2026-11,Peoria North,caseload,open,families,3,"), "{text}");
    for name in ["Lee", "Brooks", "oak", "F-0"] {
        assert!(!text.contains(name), "{name}");
    }
    assert_eq!(desk.one::<i64>("select count(*) from event where kind = 'export'"), 1);
}

#[test]
fn trends_are_text_csv_and_json_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let run = |more: &[&str]| {
        let done = ifr(
            folder.path(),
            &[&["--db", &db, "--as", "Dana", "--today", "2026-11-24", "trends"], more].concat(),
        );
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    let text = run(&[]);
    assert!(
        text.contains("Documentation, %") && text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let json: serde_json::Value = serde_json::from_str(&run(&["--json", "--months", "24"])).unwrap();
    assert_eq!(json["schema"], "ifr.trends.1");
    let months = json["months"].as_array().unwrap().len();
    let csv = run(&["--csv", "--months", "24"]);
    let lines: usize =
        json["plots"].as_array().unwrap().iter().map(|plot| plot["lines"].as_array().unwrap().len()).sum();
    assert_eq!(csv.lines().count(), 1 + months * lines);
}
