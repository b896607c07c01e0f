//! Hostile text through Word, Excel, HTML and the rest, read back by other readers: words and nothing else. No control,
//! no formula, no field, no link, no element that the same export of an ordinary file does not have.

use crate::cli::ifr;
use crate::hostile::{is_hostile, poisoned};
use html5gum::{Token, Tokenizer};
use quick_xml::XmlVersion;
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;

/// What may leave, by its command and the name of the file.
const LEAVES: &[(&[&str], &str)] = &[
    (&["report", "2026-10"], "report.txt"),
    (&["report", "2026-10"], "report.md"),
    (&["report", "2026-10"], "report.html"),
    (&["report", "2026-10"], "report.docx"),
    (&["report", "2026-10"], "report.xlsx"),
    (&["report", "2026-10"], "report.csv"),
    (&["report", "2026-10"], "report.json"),
    (&["meeting", "HELD"], "note.html"),
    (&["meeting", "HELD"], "note.docx"),
    (&["meeting", "HELD"], "note.md"),
    (&["caseload"], "caseload.xlsx"),
    (&["referrals", "--all"], "referrals.xlsx"),
    (&["staffing"], "staffing.xlsx"),
    (&["meetings"], "meetings.xlsx"),
    (&["actions", "--all"], "actions.xlsx"),
];

/// What a file consists of: the names of its elements, and its words.
#[derive(Default)]
struct Content {
    elements: BTreeSet<String>,
    words: Vec<String>,
}

fn held(db: &str) -> String {
    let sql = rusqlite::Connection::open(db).unwrap();
    let id: i64 = sql
        .query_row(
            "select max(m.id) from meeting m join meeting_person p on p.meeting_id = m.id and p.staff_id = 1
               where m.status = 'signed' and m.kind = 'co_supervision'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    format!("M-{id:04}")
}

fn write(folder: &Path, db: &str, command: &[&str], name: &str) -> Vec<u8> {
    let (path, held) = (folder.join(name), held(db));
    let mut args = vec!["--db", db, "--as", "Dana", "--today", "2026-11-24"];
    args.extend(command.iter().map(|word| if *word == "HELD" { held.as_str() } else { word }));
    args.extend(["-o", path.to_str().unwrap()]);
    let done = ifr(folder, &args);
    assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(&path).unwrap()
}

fn read(name: &str, bytes: &[u8]) -> Content {
    match name.rsplit('.').next().unwrap() {
        "html" => html(bytes),
        "docx" | "xlsx" => package(name, bytes),
        _ => Content { elements: BTreeSet::new(), words: vec![String::from_utf8(bytes.to_vec()).unwrap()] },
    }
}

fn html(bytes: &[u8]) -> Content {
    let mut all = Content::default();
    for Ok(token) in Tokenizer::new(bytes) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                for (attribute, value) in &tag.attributes {
                    all.elements.insert(format!("{name} {}", String::from_utf8_lossy(attribute)));
                    all.words.push(String::from_utf8_lossy(value).into_owned());
                }
                all.elements.insert(name);
            }
            Token::String(words) => all.words.push(String::from_utf8_lossy(&words).into_owned()),
            Token::Error(error) => drop(all.elements.insert(format!("mistake: {error:?}"))),
            _ => {}
        }
    }
    all
}

/// Every part of a package is well-formed XML.
fn package(name: &str, bytes: &[u8]) -> Content {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = Content::default();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let of = part.name().unwrap().into_owned();
        let mut body = String::new();
        part.read_to_string(&mut body).unwrap_or_else(|error| panic!("{name}, {of}: {error}"));
        assert!(!of.contains("externalLink") && !of.contains("vbaProject"), "{name}: {of}");
        assert!(!body.contains("TargetMode=\"External\""), "{name}, {of}: a link");
        let mut reader = quick_xml::Reader::from_str(&body);
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{name}, {of}: {error}")) {
                Event::Start(tag) | Event::Empty(tag) => {
                    all.elements.insert(String::from_utf8_lossy(tag.name().as_ref()).into_owned());
                    for attribute in tag.attributes() {
                        let value = attribute.unwrap();
                        let value =
                            value.decoded_and_normalized_value(XmlVersion::Explicit1_0, reader.decoder());
                        all.words.push(value.unwrap().into_owned());
                    }
                }
                Event::Text(words) => all.words.push(words.decode().unwrap().into_owned()),
                // A character that is written as its number is that character.
                Event::GeneralRef(number) => {
                    all.words.extend(number.resolve_char_ref().unwrap().map(|c| c.to_string()));
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    all
}

/// A workbook's cells hold no formula, whatever their text looks like.
fn no_formulas(name: &str, bytes: &[u8]) -> usize {
    use calamine::{Data, Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut texts = 0;
    for sheet in book.sheet_names() {
        if let Ok(formulas) = book.worksheet_formula(&sheet) {
            assert!(formulas.used_cells().all(|(_, _, text)| text.is_empty()), "{name}, {sheet}: a formula");
        }
        let range = book.worksheet_range(&sheet).unwrap();
        for (_, _, cell) in range.used_cells() {
            if let Data::String(text) = cell {
                texts += 1;
                assert!(!text.chars().any(|c| c != '\n' && is_hostile(c)), "{name}, {sheet}: {text:?}");
            }
        }
    }
    texts
}

#[test]
fn what_leaves_a_hostile_file_is_words_and_nothing_else() {
    let (bad, good) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (poisoned, ordinary) = (poisoned(bad.path()), crate::cli::demo(good.path()));
    // Two processes at a time: each mostly reads.
    std::thread::scope(|scope| {
        for some in LEAVES.chunks(LEAVES.len().div_ceil(2)) {
            let (bad, good, poisoned, ordinary) = (bad.path(), good.path(), &poisoned, &ordinary);
            scope.spawn(move || {
                for (command, name) in some {
                    let bytes = write(bad, poisoned, command, name);
                    let (found, usual) =
                        (read(name, &bytes), read(name, &write(good, ordinary, command, name)));
                    judge(name, &found, &usual);
                    if name.ends_with("xlsx") {
                        assert!(no_formulas(name, &bytes) > 5, "{name} has cells");
                    }
                }
            });
        }
    });
}

fn judge(name: &str, found: &Content, usual: &Content) {
    // A text of several lines has them in a document, too.
    let more: Vec<&String> =
        found.elements.difference(&usual.elements).filter(|element| *element != "w:br").collect();
    assert!(more.is_empty(), "{name}: {more:?} come from a text");
    for element in &found.elements {
        let tag = element.to_lowercase();
        let acts = ["script", "iframe", "object", "w:hyperlink", "hyperlink", "f"];
        assert!(!acts.contains(&tag.as_str()), "{name}: {tag}");
    }
    let mut cells = 0;
    for words in &found.words {
        cells += words.len();
        let bad = words.chars().find(|c| !matches!(c, '\n' | '\r') && is_hostile(*c));
        assert_eq!(bad, None, "{name}: {:?}", words.chars().take(80).collect::<String>());
    }
    assert!(cells > 200, "{name} says something");
}
