use super::*;
use crate::domain::Word;
use std::io::Read;

fn sample() -> Document {
    let mut document = Document::new("Co-Supervision, Lee + Brooks", "Tue 24 Nov 2026, Peoria North");
    document.notice = Some(Notice {
        text: "42 CFR part 2 prohibits unauthorized use or disclosure of these records.".into(),
        scope: vec!["F-0197, adult A: progress, to 2 Mar 2027".into()],
    });
    document.fact("Verdict", "counts as Co-Supervision");
    document.heading(1, "Cases");
    document.heading(2, "F-0197");
    document.said("Child safety, Ortiz", "She sees A <at school> & \"home\"\non *Thursday*");
    document.list(vec!["- see A".into(), "=1+1".into()]);
    let mut sheet = Sheet::new("Attendance", &["Who", "Minutes"]);
    sheet.rows.push(vec!["=Lee|漢字".into(), Value::count(79)]);
    sheet.rows.push(vec!["Brooks".into(), Value::Nothing]);
    document.table(sheet);
    document.blocks.push(Block::Chart(Chart {
        title: "Families".into(),
        labels: vec!["Jun".into(), "Jul".into(), "Aug".into()],
        lines: vec![ChartLine { name: "open".into(), points: vec![Some(3.0), None, Some(4.5)] }],
    }));
    document
}

fn words(format: Format) -> String {
    String::from_utf8(sample().render(format).unwrap()).unwrap()
}

#[test]
fn text_is_what_a_person_would_lay_out() {
    insta::assert_snapshot!(words(Format::Text));
}

#[test]
fn markdown_takes_nothing_for_markup() {
    insta::assert_snapshot!(words(Format::Markdown));
}

#[test]
fn a_page_has_no_tag_of_its_text_and_names_its_tables() {
    let page = words(Format::Html);
    assert!(!page.contains("<at school>") && page.contains("&lt;at school&gt; &amp; &quot;home&quot;"));
    assert!(
        page.contains("<caption>Attendance</caption>")
            && page.contains("<th scope=\"col\" class=\"n\">Minutes</th>")
    );
    assert!(page.contains("aria-label=\"Families\""));
    assert!(!page.contains("http"), "nothing is loaded from elsewhere");
}

#[test]
fn json_is_the_model() {
    let json: serde_json::Value = serde_json::from_str(&words(Format::Json)).unwrap();
    assert_eq!(json["blocks"][4]["table"]["rows"][0][1], 79);
    assert!(json["blocks"][4]["table"]["rows"][1][1].is_null());
}

#[test]
fn csv_has_the_tables_and_no_formula() {
    let text = words(Format::Csv);
    assert!(text.contains("F-0197,Attendance,'=Lee|漢字,79\n"), "{text}");
    assert!(text.contains("F-0197,Families,Jul,\n"), "{text}");
}

#[test]
fn a_word_document_has_headings_tables_and_the_notice_on_every_page() {
    let bytes = sample().render(Format::Docx).unwrap();
    let mut zip = zip_of(&bytes);
    let body = zip("word/document.xml");
    assert!(
        body.contains("w:val=\"Heading1\"")
            && body.contains("w:val=\"Heading2\"")
            && body.contains("<w:tbl>")
    );
    assert!(body.contains("&lt;at school&gt;"));
    let tables: Vec<&str> = body.split("<w:tbl>").skip(1).collect();
    for table in &tables {
        let rows: Vec<&str> = table.split("<w:tr>").skip(1).collect();
        let heads = rows.iter().map(|row| row.contains("<w:tblHeader/>")).collect::<Vec<_>>();
        assert!(
            heads.len() > 1 && heads[0] && !heads[1..].contains(&true),
            "the head stands on every page: {heads:?}"
        );
    }
    assert!(tables.len() > 1);
    assert!(zip("word/header1.xml").contains("42 CFR part 2"));
    assert!(zip("word/footer1.xml").contains("42 CFR part 2"));
}

#[test]
fn a_workbook_has_a_sheet_a_chapter_and_numbers_as_numbers() {
    use calamine::{Data, Reader, Xlsx};
    let bytes = sample().render(Format::Xlsx).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Co-Supervision, Lee + Broo", "Cases"]);
    let cases = book.worksheet_range("Cases").unwrap();
    let found = cases.rows().find(|row| row[0] == Data::String("'=Lee|漢字".into())).unwrap();
    assert_eq!(found[1], Data::Float(79.0));
    assert_eq!(cases.rows().nth(1).unwrap()[0], Data::String(sample().notice.unwrap().text));
}

#[test]
fn an_empty_document_can_be_written_in_every_format() {
    for format in Format::ALL.iter().filter(|format| format.writable().is_ok()) {
        assert!(Document::default().render(*format).is_ok(), "{format}");
    }
}

/// Reads a part of a `.docx`, which is a zip of XML.
fn zip_of(bytes: &[u8]) -> impl FnMut(&str) -> String + '_ {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    move |name| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }
}
