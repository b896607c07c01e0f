//! Files as odd as they come: quotes in quotes, the same number twice, alphabets of old computers, cells without end.

use crate::import_formats::{Desk, repacked};
use ifr::import::{Kind, Map, Options, run};
use rust_xlsxwriter::Workbook;

const LABELS: &str = "select case_number || ': ' || label from family order by id";

fn utf16(text: &str) -> Vec<u8> {
    std::iter::once('\u{feff}')
        .chain(text.chars())
        .flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec())
        .flat_map(u16::to_le_bytes)
        .collect()
}

#[test]
fn quotes_inside_quotes_and_separators_inside_cells_are_text() {
    let mut desk = Desk::new();
    let text = "case_number,label\nQ-1,\"the \"\"big\"\" oak\"\nQ-2,\"elm, tall\"\nQ-3,\"ash;\nold\"\nQ-4,5\" of snow\n";
    let path = desk.write("f.csv", text);
    let outcome = desk.take(&path, &Options::default());
    assert_eq!((outcome.files[0].added, outcome.refused()), (4, 0), "{}", outcome.text());
    assert_eq!(
        desk.rows(LABELS),
        ["Q-1: the \"big\" oak", "Q-2: elm, tall", "Q-3: ash; old", "Q-4: 5\" of snow"]
    );
}

#[test]
fn old_alphabets_and_separators_reach_the_file_as_they_were_meant() {
    let mut desk = Desk::new();
    let files = [
        ("wide.csv", utf16("case_number;label\r\nU-1;José\r\n")),
        ("western.tsv", b"case_number\tlabel\r\nU-2\tJos\xe9 \x93fern\x94\r\n".to_vec()),
        ("marked.csv", "\u{feff}case_number,label\nU-3,José\n".as_bytes().to_vec()),
    ];
    for (name, bytes) in files {
        let path = desk.write(name, bytes);
        assert_eq!(desk.take(&path, &Options::default()).files[0].added, 1, "{name}");
    }
    assert_eq!(desk.rows(LABELS), ["U-1: José", "U-2: José “fern”", "U-3: José"]);
}

#[test]
fn the_same_number_twice_is_told_with_the_line_of_the_first() {
    let mut desk = Desk::new();
    let families = desk.write("f.csv", "case_number,opened_on\nD-1,2026-01-05\n");
    desk.take(&families, &Options::default());
    let text = "id,case_number,staff,on_date,mode\n7,D-1,kim@example.org,2026-03-09,home\n7,D-1,kim@example.org,2026-03-10,home\n";
    let path = desk.write("s.csv", text);
    let outcome = desk.take(&path, &Options { kind: Some(Kind::Service), ..Options::default() });
    assert_eq!(
        outcome.files[0].refused[0].reason,
        "it is the same service as on line 2: a number or a time of day tells two apart"
    );
    assert_eq!(
        desk.rows("select on_date from service"),
        ["2026-03-09"],
        "the second changes nothing of the first"
    );
}

#[test]
fn a_gigantic_cell_of_a_workbook_is_told_by_its_row_and_column() {
    let mut desk = Desk::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (case, label)) in
        [("Case #", "Label".to_owned()), ("G-1", "y".repeat(32_000)), ("G-2", "elm".into())]
            .into_iter()
            .enumerate()
    {
        let row = u32::try_from(row).unwrap();
        sheet.write(row, 0, case).unwrap();
        sheet.write(row, 1, label).unwrap();
    }
    let path = desk.path("big.xlsx");
    book.save(&path).unwrap();
    let outcome = desk.take(&path, &Options::default());
    let refused = &outcome.files[0].refused[0];
    assert_eq!((refused.line, outcome.files[0].unit), (2, "row"));
    assert_eq!(
        refused.reason,
        format!(
            "column \"Label\", \"{}…\": cannot be read: it is longer than 20000 characters",
            "y".repeat(60)
        )
    );
    assert_eq!(desk.rows("select case_number from family"), ["G-2"]);
}

#[test]
fn a_folder_is_refused_by_its_name() {
    let desk = Desk::new();
    let folder = desk.path("exports.csv");
    std::fs::create_dir(&folder).unwrap();
    let error = ifr::import::preview(&desk.store, &folder, &Options::default()).unwrap_err();
    assert_eq!(
        (error.message.as_str(), error.hint.as_str()),
        ("exports.csv is a folder", "name the files in it")
    );
}

#[test]
fn many_refused_rows_are_told_by_their_reasons_and_all_of_them_stand_in_the_file() {
    let mut desk = Desk::new();
    let mut text = String::from("Case #,Opened,Risk\n");
    for n in 1..=400 {
        let (opened, risk) = if n % 2 == 0 { ("2027-01-0", "low") } else { ("2026-01-0", "purple ") };
        text.push_str(&format!("B-{n},{opened}{},{risk}{}\n", n % 9 + 1, if n % 2 == 0 { "" } else { "x" }));
    }
    let path = desk.write("many.csv", text);
    let outcome = desk.take(&path, &Options::default());
    insta::assert_snapshot!("reasons", outcome.text());
    let errors = desk.path("errors.csv");
    outcome.write_errors(&errors, &Map::default()).unwrap();
    assert_eq!(std::fs::read_to_string(&errors).unwrap().lines().count(), 401, "every row, and the header");
}

#[test]
fn a_cell_too_large_to_read_at_all_is_refused_whatever_holds_it() {
    let mut desk = Desk::new();
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "Case #").unwrap();
    let path = desk.path("a.xlsx");
    book.save(&path).unwrap();
    let huge = format!("<c r=\"A2\" t=\"inlineStr\"><is><t>{}</t></is></c>", "y".repeat(5 * 1024 * 1024));
    let bytes = repacked(&path, |name, text| match name {
        "xl/worksheets/sheet1.xml" => {
            text.replace("</sheetData>", &format!("<row r=\"2\">{huge}</row></sheetData>"))
        }
        _ => text,
    });
    let book = desk.write("cell.xlsx", bytes);
    let database = desk.path("cell.db");
    rusqlite::Connection::open(&database)
        .unwrap()
        .execute_batch(
            "create table cases (case_number text, label text);
            insert into cases values ('G-1', printf('%.*c', 2000000, 'y'));",
        )
        .unwrap();
    for (path, says) in [
        (book, "cell.xlsx holds a cell longer than 4 MB"),
        (database, "cell.db cannot be read as a database: string or blob too big"),
    ] {
        let error = run(&mut desk.store, std::slice::from_ref(&path), &Options::default()).unwrap_err();
        assert_eq!(error.message, says);
    }
    assert_eq!(desk.count("select count(*) from family"), 0);
}

#[test]
fn a_gigantic_cell_of_a_database_is_told_by_its_row_and_column() {
    let mut desk = Desk::new();
    let path = desk.path("other.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch(
            "create table cases (case_number text, label text);
            insert into cases values ('G-1', printf('%.*c', 30000, 'y')), ('G-2', 'elm');",
        )
        .unwrap();
    let outcome = desk.take(&path, &Options::default());
    let refused = &outcome.files[0].refused[0];
    assert_eq!((refused.line, outcome.files[0].title().as_str()), (1, "other.db, cases"));
    assert!(refused.reason.starts_with("column \"label\", \"yyyy"), "{}", refused.reason);
    assert_eq!(desk.rows("select case_number from family"), ["G-2"]);
}

#[test]
fn work_that_is_stopped_half_way_leaves_nothing_and_can_be_begun_again() {
    let mut desk = Desk::new();
    let mut text = String::from("case_number,label\n");
    (0..4000).for_each(|n| text.push_str(&format!("S-{n},stone {n}\n")));
    let (first, second) = (desk.write("a.csv", "case_number\nA-1\n"), desk.write("b.csv", text));
    let files = [first, second];
    let options = Options::default();
    let watch = options.watch.clone();
    let stops = std::thread::spawn(move || {
        // The first file has one row: what is beyond is the second, while it is written.
        while watch.rows() < 300 {
            std::thread::yield_now();
        }
        watch.stop();
    });
    let stopped = run(&mut desk.store, &files, &options).unwrap_err();
    stops.join().unwrap();
    assert_eq!(
        (stopped.message.as_str(), stopped.hint.as_str()),
        ("the import was stopped", "nothing of it was written")
    );
    for table in ["family", "import", "event_value"] {
        assert_eq!(desk.count(&format!("select count(*) from {table}")), 0, "{table}");
    }
    let outcome = run(&mut desk.store, &files, &Options::default()).unwrap();
    assert_eq!(outcome.files.iter().map(|file| file.added).sum::<i64>(), 4001);
    assert_eq!(desk.count("select count(*) from event where kind = 'import'"), 1, "both files are one event");
}

#[test]
fn people_are_known_again_by_address_or_by_name_and_agency() {
    let mut desk = Desk::new();
    let staff = |desk: &mut Desk, text: &str| {
        let path = desk.write("s.csv", text);
        let outcome = desk.take(&path, &Options { kind: Some(Kind::Staff), ..Options::default() });
        assert_eq!(outcome.refused(), 0, "{}", outcome.text());
        outcome.files[0].added
    };
    let head = "Name,Email,Role,Agency\n";
    assert_eq!(staff(&mut desk, &format!("{head}K. Lake,KIM@example.org,Intact Worker,Harbor\n")), 0);
    assert_eq!(staff(&mut desk, &format!("{head}lee  moss,,RC,Bridge\n")), 0);
    let other = format!("{head}Lee Moss,,IW,Harbor\n");
    assert_eq!(staff(&mut desk, &other), 1, "of another agency it is somebody else");
    assert_eq!(staff(&mut desk, &other), 0, "who is known from then on");
    assert_eq!(desk.count("select count(*) from staff"), 4);
}
