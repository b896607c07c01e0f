//! A PDF read as a screen reader reads it: along its tree, each leaf with the text that stands on the page for it.

use super::read::Tables;
use super::same::compare;
use super::write;
use crate::cli::{demo, ifr};
use ifr::export::document::{Block, Chart, ChartLine, Document, Format, Notice, Sheet, Value};
use lopdf::{Dictionary, Document as Pdf, Object, ObjectId};
use std::collections::HashMap;

/// What stands on the pages: by page and number of the leaf, and what belongs to no leaf.
#[derive(Default)]
struct Words {
    leaves: HashMap<(ObjectId, i64), String>,
    artifacts: Vec<String>,
}

fn words(pdf: &Pdf) -> Words {
    let mut words = Words::default();
    for page in pdf.get_pages().into_values() {
        let fonts = pdf.get_page_fonts(page).unwrap();
        let (mut font, mut open, mut artifact) = (Vec::new(), Vec::new(), String::new());
        for step in pdf.get_and_decode_page_content(page).unwrap().operations {
            match step.operator.as_str() {
                "Tf" => font = step.operands[0].as_name().unwrap().to_vec(),
                "BMC" => open.push((None, None)),
                "BDC" => {
                    let about = step.operands[1].as_dict().unwrap();
                    let leaf = about.get(b"MCID").ok().map(|id| id.as_i64().unwrap());
                    let instead =
                        about.get(b"ActualText").ok().map(|text| lopdf::decode_text_string(text).unwrap());
                    if let Some(text) = &instead {
                        put(&mut words, page, &open, &mut artifact, text);
                    }
                    open.push((leaf, instead));
                }
                "EMC" => {
                    open.pop();
                    if open.is_empty() && !artifact.is_empty() {
                        words.artifacts.push(std::mem::take(&mut artifact));
                    }
                }
                "Tj" | "TJ" if open.iter().all(|(_, instead)| instead.is_none()) => {
                    let encoding = fonts[&font].get_font_encoding(pdf).unwrap();
                    let parts = match &step.operands[0] {
                        Object::Array(parts) => parts.clone(),
                        one => vec![one.clone()],
                    };
                    for part in parts.iter().filter_map(|part| part.as_str().ok()) {
                        let text = Pdf::decode_text(&encoding, part).unwrap();
                        put(&mut words, page, &open, &mut artifact, &text);
                    }
                }
                _ => {}
            }
        }
    }
    words
}

fn put(
    words: &mut Words,
    page: ObjectId,
    open: &[(Option<i64>, Option<String>)],
    artifact: &mut String,
    text: &str,
) {
    assert!(!open.is_empty(), "{text:?} is neither read nor left out on purpose");
    match open.iter().find_map(|(leaf, _)| *leaf) {
        Some(leaf) => words.leaves.entry((page, leaf)).or_default().push_str(text),
        None => artifact.push_str(text),
    }
}

/// A branch of the tree: what it is, what it says about itself, its text, and what is in it.
struct Node {
    kind: String,
    about: Dictionary,
    text: String,
    kids: Vec<Node>,
}

impl Node {
    fn read(pdf: &Pdf, words: &Words, from: &Object) -> Self {
        let about = pdf.dereference(from).unwrap().1.as_dict().unwrap().clone();
        let kind = about
            .get(b"S")
            .map_or_else(|_| String::new(), |name| String::from_utf8_lossy(name.as_name().unwrap()).into());
        let mut node = Self { kind, text: String::new(), kids: Vec::new(), about };
        let kids = match node.about.get(b"K").map(|kids| pdf.dereference(kids).unwrap().1.clone()) {
            Ok(Object::Array(kids)) => kids,
            Ok(one @ Object::Integer(_)) => vec![one],
            Ok(_) => vec![node.about.get(b"K").unwrap().clone()],
            Err(_) => Vec::new(),
        };
        let own = node.about.get(b"Pg").and_then(Object::as_reference).ok();
        for kid in &kids {
            let inside = pdf.dereference(kid).unwrap().1;
            let leaf = match inside {
                Object::Integer(leaf) => Some((own.unwrap(), *leaf)),
                Object::Dictionary(one) if one.has(b"MCID") => {
                    let page = one.get(b"Pg").and_then(Object::as_reference).ok().or(own).unwrap();
                    Some((page, one.get(b"MCID").unwrap().as_i64().unwrap()))
                }
                _ => None,
            };
            match leaf {
                // A plot has leaves without a word.
                Some(leaf) => node.text.push_str(words.leaves.get(&leaf).map_or("", String::as_str)),
                None => {
                    let kid = Self::read(pdf, words, kid);
                    node.text.push_str(&kid.text);
                    node.kids.push(kid);
                }
            }
        }
        node
    }

    fn all<'a>(&'a self, kind: &str, found: &mut Vec<&'a Node>) {
        if self.kind == kind {
            found.push(self);
        }
        self.kids.iter().for_each(|kid| kid.all(kind, found));
    }

    fn every(&self, kind: &str) -> Vec<&Node> {
        let mut found = Vec::new();
        self.all(kind, &mut found);
        found
    }

    fn texts(&self, kind: &str) -> Vec<String> {
        self.every(kind).iter().map(|node| node.text.trim().to_owned()).collect()
    }
}

fn open(bytes: &[u8]) -> (Pdf, Words, Node) {
    let pdf = Pdf::load_mem(bytes).unwrap();
    let words = words(&pdf);
    let tree = Node::read(&pdf, &words, pdf.catalog().unwrap().get(b"StructTreeRoot").unwrap());
    (pdf, words, tree)
}

fn tables(tree: &Node) -> Tables {
    let rows = |table: &Node| {
        let cells = |row: &&Node| row.kids.iter().map(|cell| cell.text.trim().to_owned()).collect();
        table.every("TR").iter().map(cells).collect()
    };
    let caption = |table: &Node| table.texts("Caption").pop().unwrap_or_default();
    tree.every("Table").iter().map(|table| (caption(table), rows(table))).collect()
}

/// That it calls itself PDF/UA-1, and is what that asks: marked, titled, in a language, with an outline.
fn conforms(pdf: &Pdf) {
    let catalog = pdf.catalog().unwrap();
    let about = pdf.dereference(catalog.get(b"Metadata").unwrap()).unwrap().1.as_stream().unwrap();
    let about = String::from_utf8(about.get_plain_content().unwrap()).unwrap();
    assert!(about.contains("pdfuaid:part>1<") && about.contains("dc:title"), "{about}");
    assert_eq!(lopdf::decode_text_string(catalog.get(b"Lang").unwrap()).unwrap(), "en-US");
    let marked = pdf.dereference(catalog.get(b"MarkInfo").unwrap()).unwrap().1.as_dict().unwrap();
    assert!(marked.get(b"Marked").unwrap().as_bool().unwrap());
    assert!(catalog.has(b"Outlines"));
    let shown = pdf.dereference(catalog.get(b"ViewerPreferences").unwrap()).unwrap().1.as_dict().unwrap();
    assert!(shown.get(b"DisplayDocTitle").unwrap().as_bool().unwrap());
}

#[test]
fn every_figure_stands_in_a_pdf_as_in_the_json() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let json = serde_json::from_slice(&write(folder.path(), &db, "r.json", &[])).unwrap();
    let (pdf, words, tree) = open(&write(folder.path(), &db, "r.pdf", &[]));
    conforms(&pdf);
    let compared = compare(&json, &tables(&tree), "r.pdf");
    assert!(compared > 750, "{compared}");
    let headings = tree.texts("H1");
    for heading in ["Caseloads", "Referrals", "Staffing"] {
        assert!(headings.iter().any(|one| one == heading), "{heading} of {headings:?}");
    }
    for table in tree.every("Table") {
        let heads: Vec<&str> =
            table.every("THead")[0].every("TH").iter().map(|head| head.text.trim()).collect();
        assert!(heads.len() > 1 && heads.iter().all(|head| !head.is_empty()), "{heads:?}");
    }
    for figure in tree.every("Figure") {
        assert!(figure.about.has(b"Alt"), "a plot is not told in words");
    }
    let pages = pdf.get_pages().len();
    assert!(words.artifacts.contains(&format!("Page {pages} of {pages}")), "{:?}", words.artifacts);
}

#[test]
fn a_note_leaves_as_a_pdf_and_nothing_else_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let db = demo(folder.path());
    let done = ifr(
        folder.path(),
        &["--db", &db, "--as", "Dana", "--today", "2026-11-24", "report", "2026-10", "--format", "pdf"],
    );
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("-o report-2026-10.pdf"));
    let path = folder.path().join("agenda.pdf");
    let to = path.to_str().unwrap();
    let done = ifr(
        folder.path(),
        &["--db", &db, "--as", "Dana", "--today", "2026-11-24", "agenda", "next", "-o", to],
    );
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    conforms(&open(&std::fs::read(&path).unwrap()).0);
}

/// Longer than a page in every part, with characters that the font does not have.
fn long() -> Document {
    let mut document = Document::new("Co-Supervision, Lee + Brooks", "Tue 24 Nov 2026");
    let scope = vec!["F-0197, adult A: progress, to 2 Mar 2027".to_owned()];
    document.notice = Some(Notice { text: "42 CFR part 2 prohibits unauthorized use.".into(), scope });
    document.fact("Verdict", "counts as Co-Supervision");
    document.heading(2, "F-0197");
    document.said("Child safety, Ortiz", "She sees A <at school>\non Thursday 漢字 👩 Łucja");
    document.list((0..80).map(|at| format!("line {at} {}", "of words ".repeat(14))).collect());
    document.heading(3, "Below");
    let mut sheet = Sheet::new("Attendance", &["Who", "Minutes", "Words"]);
    for at in 0..60_i64 {
        sheet.rows.push(vec![format!("Who {at}").into(), Value::count(at), Value::Nothing]);
    }
    sheet.rows.push(vec!["Long".into(), Value::count(1_i64), "word ".repeat(4000).into()]);
    sheet.rows.push(vec!["".into(), Value::Nothing, "x".repeat(900).into()]);
    document.table(sheet);
    let points = vec![Some(3.0), None, Some(4.5)];
    document.blocks.push(Block::Chart(Chart {
        title: "Families".into(),
        labels: vec!["Jun".into(), "Jul".into(), "Aug".into()],
        lines: vec![ChartLine { name: "open".into(), points }],
    }));
    document
}

#[test]
fn what_runs_over_pages_is_read_once_and_every_page_has_the_notice() {
    let (pdf, words, tree) = open(&long().render(Format::Pdf).unwrap());
    conforms(&pdf);
    let pages = pdf.get_pages().len();
    assert!(pages > 6, "{pages}");
    let notices = words.artifacts.iter().filter(|text| text.contains("42 CFR part 2 prohibits")).count();
    assert_eq!(notices, pages);
    // No level is left out: the second stands first, so it is a first.
    assert_eq!((tree.texts("H1"), tree.texts("H2")), (vec!["F-0197".to_owned()], vec!["Below".to_owned()]));
    assert_eq!(tree.texts("BlockQuote"), ["She sees A <at school> on Thursday 漢字 👩 Łucja"]);
    let items = tree.texts("LBody");
    assert_eq!((items.len(), items[79].starts_with("line 79 of words of words")), (80, true));
    let tables = tables(&tree);
    let rows = &tables[0].1;
    assert_eq!((tables[0].0.as_str(), rows.len()), ("Attendance", 63));
    assert_eq!(rows[0], ["Who", "Minutes", "Words"]);
    assert_eq!(rows[60], ["Who 59", "59", "–"]);
    assert_eq!((rows[61].len(), rows[61][2].split(' ').count()), (3, 4000));
    assert_eq!((rows[62][0].as_str(), rows[62][2].len()), ("", 900));
    let alt = lopdf::decode_text_string(tree.every("Figure")[0].about.get(b"Alt").unwrap()).unwrap();
    assert!(alt.contains("Families. open: Jun 3, Jul no data, Aug 4.5"), "{alt}");
    assert_eq!(tables[1].1[2], ["Jul", "–"]);
}
