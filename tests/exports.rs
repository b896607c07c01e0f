//! The report as files, read back by other readers and compared to its JSON, figure by figure.

#[cfg(unix)]
mod beside;
#[cfg(feature = "pdf")]
mod pdf;
mod read;
mod same;

use crate::cli::{demo, ifr};
use crate::walk_screen::desk::{Desk, sees, sees_no};
use ifr::domain::month::Month;
use ifr::store::view::report::ReportOf;
use ifr::tui::screen::Target;
use read::{
    Tables, csv, csv_words, docx, docx_words, html, html_words, markdown, markdown_words, xlsx, xlsx_words,
};
use same::{compare, said};
use serde_json::Value;
use std::path::Path;

fn write(folder: &Path, db: &str, name: &str, more: &[&str]) -> Vec<u8> {
    let path = folder.join(name);
    let to = path.to_str().unwrap();
    let args = [&["--db", db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-10", "-o", to], more]
        .concat();
    let done = ifr(folder, &args);
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    std::fs::read(&path).unwrap()
}

/// What each team says under a heading: a comma, a quotation, a minus at the beginning, a sign of the markup.
const NARRATIVE: [(&str, &str); 5] = [
    ("caseloads", "Two workers, one vacancy; \"steady\" is the word"),
    ("referrals", "- fewer referrals than in summer"),
    ("staffing", "A coordinator *may* leave in spring"),
    ("challenges", "Transport & distance <again>"),
    ("successes", "Three families closed with their goals met, é"),
];

/// Puts words of both teams into October's report.
fn narrate(db: &str) {
    let sql = rusqlite::Connection::open(db).unwrap();
    sql.execute("insert or ignore into report (site_id, month) select min(id), '2026-10' from site", [])
        .unwrap();
    for side in ["child_welfare", "treatment"] {
        for (heading, body) in NARRATIVE {
            let put = "insert or replace into report_text (report_id, side, heading, body)
                 select id, ?1, ?2, ?3 || ', ' || ?1 from report where month = '2026-10' and site_id = (select min(id) from site)";
            assert_eq!(sql.execute(put, [side, heading, body]).unwrap(), 1);
        }
    }
}

#[test]
fn every_figure_stands_in_every_format_as_in_the_json() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    narrate(&db);
    let json: Value = serde_json::from_slice(&write(folder.path(), &db, "r.json", &[])).unwrap();
    assert_eq!(json["schema"], "ifr.report.1");
    assert_eq!(json["told"]["texts"].as_array().unwrap().len(), NARRATIVE.len() * 2);
    assert!(json["told"]["figures"].as_array().unwrap().len() > 200);
    type Reader = fn(&[u8]) -> Tables;
    let read: [(&str, Reader); 5] =
        [("r.md", markdown), ("r.html", html), ("r.docx", docx), ("r.xlsx", xlsx), ("r.csv", csv)];
    for (name, reader) in read {
        let bytes = write(folder.path(), &db, name, &[]);
        let compared = compare(&json, &reader(&bytes), name);
        assert!(compared > 750, "{name}: {compared}");
    }
    type Words = fn(&[u8]) -> String;
    let words: [(&str, Words); 5] = [
        ("w.md", markdown_words),
        ("w.html", html_words),
        ("w.docx", docx_words),
        ("w.xlsx", xlsx_words),
        ("w.csv", csv_words),
    ];
    for (name, words) in words {
        let words = words(&write(folder.path(), &db, name, &[]));
        assert!(said(&json, &words, name) > 2 + NARRATIVE.len() * 2, "{name}");
    }
    let text = String::from_utf8(write(folder.path(), &db, "r.txt", &[])).unwrap();
    assert!(text.contains("Monthly supervisory report, October 2026"));
    let rows: i64 = rusqlite::Connection::open(&db)
        .unwrap()
        .query_row("select count(*) from event where kind = 'export'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 12, "every file stands in the trail");
}

#[test]
fn a_workbook_has_a_sheet_for_each_heading() {
    use calamine::{Reader, Xlsx};
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let bytes = write(folder.path(), &db, "r.xlsx", &[]);
    let book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    for name in ["Caseloads", "Referrals", "Staffing", "Project challenges", "Successes", "Action items"] {
        assert!(book.sheet_names().iter().any(|one| one == name), "{name} of {:?}", book.sheet_names());
    }
}

#[test]
fn what_leaves_the_agencies_has_no_small_count_and_no_worker() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let inside = String::from_utf8(write(folder.path(), &db, "in.json", &[])).unwrap();
    let outside = String::from_utf8(write(folder.path(), &db, "out.json", &["--external"])).unwrap();
    assert!(inside.contains("\"Brooks\"") && !outside.contains("\"Brooks\""));
    let json: Value = serde_json::from_str(&outside).unwrap();
    for block in json["blocks"].as_array().unwrap().iter().filter(|block| block["heading"] != "staffing") {
        for figure in
            block["lines"].as_array().unwrap().iter().flat_map(|line| line["figures"].as_array().unwrap())
        {
            let key = figure["key"].as_str().unwrap();
            let series = figure["series"].as_array().unwrap().iter();
            for value in series.chain([&figure["value"], &figure["last"]]) {
                let count = value.get("count").and_then(Value::as_i64);
                let small =
                    count.is_some_and(|count| (1..=10).contains(&count)) && !key.ends_with(".capacity");
                assert!(!small, "{key}: {value}");
            }
        }
    }
    let page = String::from_utf8(write(folder.path(), &db, "out.html", &["--external"])).unwrap();
    assert!(page.contains("hidden") && !page.contains(">Brooks<") && !page.contains("Owner:"));
}

#[test]
fn a_format_that_is_no_text_needs_a_file_and_no_file_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let args =
        ["--db", &db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-10", "--format", "docx"];
    let done = ifr(folder.path(), &args);
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("-o report-2026-10.docx"));
    let path = folder.path().join("mine.md");
    std::fs::write(&path, "mine").unwrap();
    let to = path.to_str().unwrap();
    assert!(
        !ifr(
            folder.path(),
            &["--db", &db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-10", "-o", to]
        )
        .status
        .success()
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
}

#[test]
fn the_report_is_read_in_the_terminal_and_written_beside_the_screens() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("october.html");
    let mut dana = desk.dana();
    dana.open(Target::ReportPreview(ReportOf { site: None, month: Month::read("2026-10").unwrap() }));
    sees(&dana, &["Preview", "for the two agencies", "Monthly supervisory report, October 2026", "Read on"]);
    dana.keys("v");
    sees(&dana, &["as it leaves the two agencies", "Masked"]);
    dana.keys("v w");
    sees(&dana, &["Write the report to a file", "with the names of workers"]);
    dana.keys("ctrl-u").text(path.to_str().unwrap()).keys("enter enter");
    sees(&dana, &["is written to"]);
    assert!(std::fs::read_to_string(&path).unwrap().contains("<svg role=\"img\""));
    assert_eq!(desk.one::<i64>("select count(*) from event where kind = 'export'"), 1);
}

#[test]
fn the_keys_of_the_report_open_its_preview_and_the_trends() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("november.docx");
    let mut dana = desk.dana();
    dana.keys("7 w");
    sees(&dana, &["Preview", "Monthly supervisory report, November 2026"]);
    dana.keys("w ctrl-u").text(path.to_str().unwrap()).keys("enter enter");
    sees(&dana, &["is written to"]);
    let tables = docx(&std::fs::read(&path).unwrap());
    let plots = tables.iter().filter(|(_, rows)| rows.iter().any(|row| row[0] == "Nov")).count();
    assert!(plots > 2, "the figures of a plot stand in a table: {tables:?}");
    dana.keys("esc");
    sees(&dana, &["November 2026", "Intact part"]);
    dana.keys("o");
    sees(&dana, &["Trends", "Peoria North"]);
    dana.keys("esc");
    sees(&dana, &["Intact part"]);
    dana.keys("1 v");
    sees(&dana, &["Trends", "Peoria North"]);
}

#[test]
fn the_cursor_moves_while_a_report_is_written() {
    let desk = Desk::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("october.xlsx");
    let mut dana = desk.dana();
    dana.open(Target::ReportPreview(ReportOf { site: None, month: Month::read("2026-10").unwrap() })).hold();
    dana.keys("w ctrl-u").text(path.to_str().unwrap()).keys("enter enter");
    let before = dana.screen();
    dana.keys("down down pgdn");
    assert_ne!(dana.screen(), before, "what is read stands still");
    // It is not begun twice, and other pages come as always.
    dana.keys("w");
    sees_no(&dana, "Write the report to a file");
    dana.keys("esc 2");
    sees(&dana, &["Caseload", "F-0197"]);
    assert!(!path.exists());
    dana.release();
    assert!(path.exists(), "whoever goes on has the file all the same");
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_build_without_pdf_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    for more in [&["--format", "pdf", "-o", "x.pdf"][..], &["-o", "x.pdf"], &["--format", "pdf"]] {
        let done = ifr(
            folder.path(),
            &[&["--db", &db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-10"], more].concat(),
        );
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(2), "{said}");
        assert!(said.contains("built without PDF") && said.contains(".docx or .html"), "{said}");
    }
}
