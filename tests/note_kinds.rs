//! The note of every kind of meeting as a document: the same facts in Markdown, HTML, Word and JSON.

use crate::walk::world::{BROOKS, CONSENTING, DANA, File, LEE, SAM};
use ifr::domain::meeting::{About, Attendance, CaseState, FieldKind};
use ifr::domain::{MeetingId, StaffId};
use ifr::export::document::Format;
use ifr::settings::Settings;
use ifr::store::view::document::DocumentAsk;
use ifr::store::view::walk::{CaseAnswer, Walk, WalkAsk};
use ifr::store::{OpId, Reply, Request};
use std::io::Read;

const WORDS: &str = "Aunt & grandmother share the <mornings>";
const TREATMENT: &str = "Came to nine of ten groups";
const NOTICE: &str = "42 CFR part 2 prohibits";

/// The kinds, what each is about, and who holds it.
fn kinds() -> Vec<(&'static str, About, StaffId)> {
    vec![
        ("co_supervision", About::Pair(LEE, BROOKS), DANA),
        ("joint", About::Pair(LEE, BROOKS), DANA),
        ("individual_iw", About::Worker(LEE), DANA),
        ("individual_rc", About::Worker(BROOKS), SAM),
        ("case_staffing", About::Family(CONSENTING), DANA),
        ("rc_level", About::Programme, DANA),
        ("executive", About::Programme, DANA),
        ("federal_ta", About::Programme, DANA),
        ("annual_conference", About::Programme, DANA),
    ]
}

/// A meeting of a kind, held by everybody, with words wherever its holder may write some.
fn held(file: &mut File, kind: &str, about: About, who: StaffId, treatment: bool) -> Walk {
    file.sign_in(who);
    let (op, about) = (OpId::new(), vec![about]);
    let walk = file.walk(WalkAsk::Start { op, kind: kind.into(), about, afterwards: None });
    let all: Vec<_> = walk.people.iter().map(|one| (one.role, Attendance::Present)).collect();
    let walk = file.attend(&walk, &all);
    let own = |author: &Option<ifr::store::view::Person>| author.as_ref().is_none_or(|one| one.id == who);
    let case = walk.cases.iter().find(|case| case.family == CONSENTING);
    if let Some(case) = case {
        let fields = case.fields.iter().filter(|field| field.kind == FieldKind::Note);
        for field in fields {
            let author = field.author.as_ref().map_or(who, |author| author.id);
            if field.part2 && treatment {
                file.note(walk.id, Some(CONSENTING), &field.key, author, TREATMENT).unwrap();
            } else if !field.part2 && own(&field.author) {
                file.note(walk.id, Some(CONSENTING), &field.key, author, WORDS).unwrap();
            }
        }
        for answer in
            [CaseAnswer::State(CaseState::Discussed), CaseAnswer::Decision(Some("continue_plan".into()))]
        {
            file.walk(WalkAsk::Case { op: OpId::new(), meeting: walk.id, case: case.row, answer });
        }
    } else {
        let field = walk.notes.iter().find(|field| own(&field.author)).unwrap();
        file.note(walk.id, None, &field.key, who, WORDS).unwrap();
    }
    file.close(walk.id)
}

fn bytes(file: &mut File, meeting: MeetingId, format: Format) -> Vec<u8> {
    let ask = DocumentAsk { op: OpId::new(), meeting, format, path: None };
    match file.store.handle(Request::Document(ask)).unwrap() {
        Reply::Document(document) => document.bytes,
        _ => panic!("another answer"),
    }
}

/// The text between tags, after every tag was closed in the order in which it was opened.
fn parsed(markup: &str, open_ended: &[&str]) -> String {
    let (mut text, mut open): (String, Vec<String>) = Default::default();
    let mut rest = markup;
    while let Some((before, tail)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tail.split_once('>').expect("a tag that ends");
        let name = tag.trim_matches('/').split([' ', '\n', '/']).next().unwrap().to_lowercase();
        rest = after;
        if tag.starts_with(['!', '?']) || tag.ends_with('/') || open_ended.contains(&name.as_str()) {
        } else if tag.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "</{name}> closes nothing");
        } else if name == "style" {
            rest = after.split_once("</style>").expect("a style that ends").1;
        } else {
            open.push(name);
        }
        text.push(' ');
    }
    assert!(open.is_empty(), "{open:?} stay open");
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&#39;", "'").replace("&apos;", "'").replace("&amp;", "&")
}

/// What a format says, as words with one space between, after it was taken apart as what it is.
fn said(format: Format, bytes: Vec<u8>) -> String {
    let text = match format {
        Format::Docx => {
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
            let mut part = |name: &str| {
                let mut text = String::new();
                zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
                text
            };
            let (body, styles) = (part("word/document.xml"), part("word/styles.xml"));
            parsed(&styles, &[]);
            for style in ["Title", "Heading1"] {
                assert!(styles.contains(&format!("w:styleId=\"{style}\"")), "{style} in {styles}");
                assert!(body.contains(&format!("<w:pStyle w:val=\"{style}\"")), "{style} in {body}");
            }
            assert!(
                body.contains("<w:tbl>") && body.contains("w:fill=\"E8ECF1\""),
                "a table with its head: {body}"
            );
            parsed(&body, &[])
        }
        Format::Html => {
            let text = String::from_utf8(bytes).unwrap();
            for tag in ["<h1", "<h2", "<table", "<th"] {
                assert!(text.contains(tag), "{tag} in {text}");
            }
            parsed(&text, &["meta", "br", "hr", "link", "img", "col"])
        }
        Format::Json => {
            let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert!(value["title"].is_string() && value["blocks"].is_array(), "{value}");
            fn texts(value: &serde_json::Value, out: &mut String) {
                match value {
                    serde_json::Value::String(text) => out.push_str(&format!("{text} ")),
                    serde_json::Value::Array(all) => all.iter().for_each(|one| texts(one, out)),
                    serde_json::Value::Object(all) => all.values().for_each(|one| texts(one, out)),
                    _ => {}
                }
            }
            let mut out = String::new();
            texts(&value, &mut out);
            out
        }
        // Markdown escapes what would be markup.
        _ => String::from_utf8(bytes).unwrap().replace('\\', "").replace("&lt;", "<").replace("&amp;", "&"),
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[test]
fn every_kind_says_the_same_in_every_format_and_the_notice_only_where_it_belongs() {
    let settings = Settings::defaults();
    for treatment in [false, true] {
        for (kind, about, who) in kinds() {
            let mut file = File::new();
            let walk = held(&mut file, kind, about, who, treatment);
            let written = |file: &File, part2: bool| {
                let sql = "select count(*) from note where part2 = ?1";
                file.sql().query_row(sql, [part2], |row| row.get::<_, i64>(0)).unwrap() > 0
            };
            let (plain, tells) = (written(&file, false), written(&file, true));
            assert!(plain || kind == "individual_rc", "{kind} takes words that tell of no treatment");
            let mut facts = vec![
                settings.meetings.label(kind).to_owned(),
                walk.id.to_string(),
                "Attendance".into(),
                "Signatures".into(),
            ];
            facts.extend(walk.people.iter().map(|one| one.name.clone()));
            facts.extend(plain.then(|| WORDS.to_owned()));
            if !walk.cases.is_empty() {
                facts.extend([CONSENTING.to_string(), "Continue plan".into()]);
            }
            facts.extend(tells.then(|| TREATMENT.to_owned()));
            for format in [Format::Markdown, Format::Html, Format::Docx, Format::Json] {
                let bytes = bytes(&mut file, walk.id, format);
                let text = said(format, bytes);
                for fact in &facts {
                    assert!(text.contains(&fact.to_lowercase()), "{kind}, {format}: no {fact} in\n{text}");
                }
                let notice = text.contains(&NOTICE.to_lowercase());
                if format != Format::Docx {
                    assert_eq!(notice, tells, "{kind}, {format}: the notice\n{text}");
                }
            }
            if treatment && ["co_supervision", "individual_rc", "case_staffing"].contains(&kind) {
                assert!(tells, "{kind} takes words about treatment");
            }
        }
    }
}
