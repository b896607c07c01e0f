//! The list screens with real keys: filters, sorting, and filters kept under a name.

use crate::desk;
use ifr::sample::{Plan, create};
use ifr::settings::Settings;
use ifr::store::view::caseload::{ListFilter, MeetingRow};
use ifr::store::view::list::{ListAsk, ListReply};
use ifr::store::{Reply, Request, Store};
use ifr::tui::harness::Flow;
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
        let store = Store::open(&self.path, desk::options(desk::MORNING)).unwrap();
        desk::terminal(store, Some(who), (100, 30))
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
fn a_question_stays_with_the_item_it_was_asked_about() {
    let demo = Demo::new();
    let mut dana = demo.flow("Dana");
    dana.keys("6");
    let open = "select count(*) from action_item where status in ('open', 'in_progress', 'blocked')";
    let before = demo.number(open);
    dana.keys("d");
    assert!(dana.shows("is done?"), "{}", dana.screen());
    let asked: i64 =
        dana.screen().split("A-").find_map(|part| part.split(" is done?").next()?.parse().ok()).unwrap();
    let mut other = demo.flow("Dana");
    other.keys("6 d right right enter");
    assert_eq!(demo.number(open), before - 1);
    dana.keys("f5 right enter");
    assert_eq!(demo.number(open), before - 1, "no other item is marked: {}", dana.screen());
    assert!(dana.shows("already") && dana.shows("Dana Ortiz"), "A-{asked:04}: {}", dana.screen());
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

/// Presses `w` on a list and writes it to a file of this name.
fn write(flow: &mut Flow, path: &std::path::Path) {
    flow.keys("w");
    assert!(flow.shows("Write to a file") && flow.shows("readable by you alone"), "{}", flow.screen());
    flow.keys("end ctrl-u").text(&path.to_string_lossy()).keys("f2");
}

#[test]
fn a_list_is_written_as_it_is_shown_and_the_trail_says_so() {
    let demo = Demo::new();
    let path = demo.folder.path().join("out.csv");
    let mut flow = demo.flow("Dana");
    flow.keys("6 f text:kim enter o n");
    write(&mut flow, &path);
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<csv::StringRecord> =
        csv::ReaderBuilder::new().from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert!(
        flow.shows(&format!("{} written", ifr::domain::text::count(rows.len(), "row"))),
        "{}",
        flow.screen()
    );
    assert!(
        !rows.is_empty() && rows.iter().all(|row| row.iter().any(|cell| cell.to_lowercase().contains("kim")))
    );
    assert!(text.starts_with("Due,What,Owner,Family,Carried,Category,Priority,No.\n"), "{text}");
    let body = "select count(*) from event where kind = 'export' and body like '%actions%'";
    assert_eq!(demo.number(body), 1);
    assert_eq!(demo.number("select count(*) from event where kind = 'export' and body like '%Kim%'"), 0);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    write(&mut flow, &path);
    assert!(flow.shows("already"), "{}", flow.screen());
    assert_eq!((std::fs::read_to_string(&path).unwrap(), demo.number(body)), (text, 1));
}

#[test]
fn labels_of_families_stay_and_part_2_goes_with_its_notice() {
    let demo = Demo::new();
    let path = demo.folder.path().join("out.xlsx");
    let mut flow = demo.flow("Sam");
    flow.keys("2");
    write(&mut flow, &path);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let range = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    let all: Vec<String> = range.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    let head: Vec<String> = range.headers().unwrap();
    assert_eq!(
        head,
        [
            "Under",
            "Family",
            "Children",
            "IW",
            "RC",
            "Open (days)",
            "Phase",
            "Child seen (days)",
            "Reviewed (days)"
        ]
    );
    assert!(all.iter().any(|cell| cell.contains("42 CFR part 2")), "phases are shown to the SUD Supervisor");
    assert!(range.rows().nth(1).unwrap().iter().any(|cell| matches!(cell, calamine::Data::Float(_))));
    let conn = rusqlite::Connection::open(&demo.path).unwrap();
    let mut labels = conn.prepare("select label from family where label <> ''").unwrap();
    let labels: Vec<String> = labels.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(!labels.is_empty());
    for label in labels {
        assert!(!all.iter().any(|cell| cell.contains(&label)), "{label} has left");
    }
    assert!(
        all.iter().all(|cell| !cell.contains("[withheld")),
        "nothing is withheld from the treatment side"
    );
}

#[test]
fn what_is_hidden_is_not_written() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    flow.keys("6 f9 w");
    assert!(!flow.shows("Write to a file"), "{}", flow.screen());
}

#[test]
fn the_command_line_writes_the_lists_too() {
    let demo = Demo::new();
    let ifr = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ifr"));
        command.args(["--as", "Dana", "--today", "2026-11-24", "--db"]).arg(&demo.path).args(args);
        command.env("XDG_CONFIG_HOME", demo.folder.path()).output().unwrap()
    };
    for list in ["caseload", "referrals", "staffing", "meetings", "actions"] {
        let csv = ifr(&[list, "--format", "csv"]);
        let rows =
            csv::ReaderBuilder::new().flexible(true).from_reader(csv.stdout.as_slice()).records().count();
        assert!(csv.status.success() && rows > 1, "{list}: {}", String::from_utf8_lossy(&csv.stderr));
        let path = demo.folder.path().join(format!("{list}.json"));
        assert!(ifr(&[list, "-o", &path.to_string_lossy()]).status.success());
        let all: serde_json::Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert!(all["rows"].as_array().unwrap().len() > 1, "{list}");
    }
    assert_eq!(demo.number("select count(*) from event where kind = 'export'"), 10);
    let refused = ifr(&["actions", "--format", "xlsx"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(ifr(&["actions", "-o", "list.doc"]).status.code(), Some(1));
}

#[test]
fn the_past_is_loaded_as_one_scrolls_and_whole_where_it_is_filtered() {
    let demo = Demo::new();
    let total = |flow: &Flow| {
        let screen = flow.screen();
        let said = screen.lines().find(|line| line.starts_with("  Meetings")).unwrap_or_default();
        said.split_whitespace().last().unwrap_or_default().to_owned()
    };
    let mut flow = demo.flow("Dana");
    flow.keys("5");
    let first = total(&flow);
    assert!(first.ends_with('+'), "{}", flow.screen());
    flow.keys("end");
    let second = total(&flow);
    assert_ne!(first, second);
    flow.keys("home ' down down enter");
    let said = line(&flow, "Filter Missed");
    let all: i64 = said.split(" of ").nth(1).unwrap().trim().parse().unwrap();
    assert!(all > 400 && !total(&flow).ends_with('+'), "{}", flow.screen());
    let mut flow = demo.flow("Dana");
    flow.keys("5");
    let path = demo.folder.path().join("past.csv");
    write(&mut flow, &path);
    let rows = csv::Reader::from_path(&path).unwrap().records().count();
    assert_eq!(i64::try_from(rows).unwrap(), all);
}

#[test]
fn pages_of_the_past_hold_every_meeting_once_newest_first() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    let store = flow.store().unwrap();
    let Reply::Meetings(mut meetings) = store.handle(Request::Meetings).unwrap() else { panic!() };
    let mut pages = 1;
    while let Some(next) = meetings.next.take() {
        let ask = Request::List(ListAsk::Past(next, 37));
        let Reply::List(ListReply::Past(rows, next)) = store.handle(ask).unwrap() else { panic!() };
        meetings.past.extend(rows);
        meetings.next = next;
        pages += 1;
    }
    let place = |row: &MeetingRow| (row.on, row.id);
    assert!(pages > 5 && meetings.past.windows(2).all(|two| place(&two[0]) > place(&two[1])));
    let past =
        "select count(*) from meeting where status in ('signed', 'missed', 'cancelled', 'rescheduled')";
    assert!(meetings.past.len() as i64 <= demo.number(past) && meetings.past.len() > 400);
}

#[test]
fn what_is_over_comes_page_by_page_each_once_newest_first() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    let store = flow.store().unwrap();
    let (mut after, mut items) = (None, Vec::new());
    loop {
        let ask = Request::List(ListAsk::Closed(after, 37));
        let Reply::List(ListReply::Closed(_, rows, next)) = store.handle(ask).unwrap() else { panic!() };
        items.extend(rows.into_iter().map(|row| row.id));
        after = next;
        if after.is_none() {
            break;
        }
    }
    let (mut after, mut referrals) = (None, Vec::new());
    loop {
        let ask = Request::List(ListAsk::Decided(after, 5));
        let Reply::List(ListReply::Decided(_, rows, next)) = store.handle(ask).unwrap() else { panic!() };
        referrals.extend(rows.into_iter().map(|row| row.id));
        after = next;
        if after.is_none() {
            break;
        }
    }
    let all = ListFilter { closed: true, staff: None };
    let Reply::Items(rows) = store.handle(Request::Items(all.clone())).unwrap() else { panic!() };
    let whole: Vec<_> = rows.iter().filter(|row| !row.status.is_open()).map(|row| row.id).collect();
    assert!(items.len() > 74, "more than two pages: {}", items.len());
    assert_eq!(items, whole, "the pages are the list");
    let Reply::Referrals(rows) = store.handle(Request::Referrals(all)).unwrap() else { panic!() };
    let whole: Vec<_> = rows.iter().filter(|row| !row.status.is_pending()).map(|row| row.id).collect();
    assert!(referrals.len() > 10, "{}", referrals.len());
    assert_eq!(referrals, whole, "the pages are the list");
}

#[test]
fn a_closed_item_moves_with_its_family_and_leaves_when_it_is_open_again() {
    let demo = Demo::new();
    let sql = rusqlite::Connection::open(&demo.path).unwrap();
    let wrong = "select count(*) from action_item i left join family f on f.id = i.family_id
      left join action_item_ended e on e.item_id = i.id
      where (i.status in ('open', 'in_progress', 'blocked')) <> (e.item_id is null)
        or e.site_id <> coalesce(f.site_id, 0) or e.closed_on <> coalesce(i.closed_on, '')";
    let wrong = |sql: &rusqlite::Connection| sql.query_row(wrong, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(wrong(&sql), 0);
    sql.execute_batch(
        "update family set site_id = 3 - site_id where id = 197;
         update action_item set status = 'open', closed_on = null where id in (select max(id) from action_item where status = 'done');
         update action_item set status = 'done', closed_on = '2026-11-24' where id in (select max(id) from action_item where status = 'open');
         update action_item set closed_on = '2026-11-20' where id in (select min(id) from action_item where status = 'done');",
    )
    .unwrap();
    assert_eq!(wrong(&sql), 0);
}

#[test]
fn items_that_are_done_are_loaded_as_one_scrolls_and_all_where_they_are_filtered() {
    let demo = Demo::new();
    let all = |flow: &Flow| {
        let screen = flow.screen();
        let said = screen.lines().find(|line| line.starts_with("  All action items")).unwrap_or_default();
        said.split_whitespace().last().unwrap_or_default().to_owned()
    };
    let mut flow = demo.flow("Dana");
    flow.keys("6 v");
    let first = all(&flow);
    assert!(first.ends_with('+'), "{}", flow.screen());
    flow.keys("end");
    assert_ne!(first, all(&flow), "{}", flow.screen());
    flow.keys("v v");
    assert!(all(&flow).ends_with('+'), "it begins anew\n{}", flow.screen());
    let path = demo.folder.path().join("items.csv");
    write(&mut flow, &path);
    let rows = csv::Reader::from_path(&path).unwrap().records().count();
    let store = flow.store().unwrap();
    let whole = Request::Items(ListFilter { closed: true, staff: None });
    let Reply::Items(items) = store.handle(whole).unwrap() else { panic!() };
    assert_eq!(rows, items.len(), "a file holds all of them");
    flow.keys("3 v");
    assert!(flow.shows("All referrals") && flow.shows("enrolled"), "{}", flow.screen());
}

#[test]
fn the_palette_asks_the_file_as_one_types() {
    let demo = Demo::new();
    let mut flow = demo.flow("Dana");
    flow.keys("ctrl-p");
    assert!(!flow.shows("Intact Worker"), "nothing of the file is there before one types: {}", flow.screen());
    flow.keys("text:brooks");
    assert!(flow.shows("Brooks") && flow.shows("Recovery Coordinator"), "{}", flow.screen());
    flow.keys("ctrl-u text:f185");
    assert!(flow.shows("│ ▌F-0185") && !flow.shows("Recovery Coordinator"), "{}", flow.screen());
    flow.keys("enter");
    assert!(flow.shows("Life, newest first"), "{}", flow.screen());
}
