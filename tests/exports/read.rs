//! The tables of a document in each format, by readers that know nothing of how it was written.

use html5gum::{Token, Tokenizer};
use quick_xml::events::Event;
use std::io::{Cursor, Read};

/// A caption, and the rows under it: the first holds the names of the columns.
pub type Tables = Vec<(String, Vec<Vec<String>>)>;

/// The cell of a table, by its caption and the names of its row and column.
pub fn cell(tables: &Tables, caption: &str, row: &str, column: &str) -> Option<String> {
    tables.iter().filter(|(name, _)| name == caption).find_map(|(_, rows)| {
        let at = rows.first()?.iter().skip(1).position(|name| name == column)? + 1;
        rows.iter().skip(1).find(|cells| cells[0] == row)?.get(at).cloned()
    })
}

/// The cell behind a column that has one of these names: it belongs to the column, up to the next value.
pub fn behind(tables: &Tables, caption: &str, row: &str, (column, names): (&str, &[&str])) -> Option<String> {
    tables.iter().filter(|(name, _)| name == caption).find_map(|(_, rows)| {
        let heads = rows.first()?;
        let from = heads.iter().skip(1).position(|name| name == column)? + 2;
        let own = heads.iter().skip(from).take_while(|name| ["of", "cases", "%"].contains(&name.as_str()));
        let at = from + own.into_iter().position(|name| names.contains(&name.as_str()))?;
        rows.iter().skip(1).find(|cells| cells[0] == row)?.get(at).cloned()
    })
}

/// Everything that is said in a Markdown document.
pub fn markdown_words(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).unwrap().replace('\\', "")
}

/// Everything that is said on an HTML page.
pub fn html_words(bytes: &[u8]) -> String {
    let mut words = String::new();
    for token in Tokenizer::new(bytes) {
        let Ok(token) = token;
        match token {
            Token::String(text) => words.push_str(&String::from_utf8_lossy(&text)),
            Token::EndTag(_) => words.push('\n'),
            _ => {}
        }
    }
    words
}

/// Everything that is said in a Word document.
pub fn docx_words(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut body = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut body).unwrap();
    let mut reader = quick_xml::Reader::from_str(&body);
    let mut words = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => words.push_str(&text.decode().unwrap()),
            // A sign that XML writes by its name.
            Event::GeneralRef(name) => {
                words
                    .push_str(quick_xml::escape::resolve_predefined_entity(&name.decode().unwrap()).unwrap());
            }
            Event::End(tag) if tag.name().as_ref() == b"w:p" => words.push('\n'),
            Event::Eof => return words,
            _ => {}
        }
    }
}

/// Everything that is said in a workbook.
pub fn xlsx_words(bytes: &[u8]) -> String {
    use calamine::{Data, Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut words = String::new();
    for (_, range) in book.worksheets() {
        for cell in range.rows().flatten() {
            if let Data::String(text) = cell {
                words.push_str(&format!("{text}\n"));
            }
        }
    }
    words
}

/// Everything that is said in values between commas.
pub fn csv_words(bytes: &[u8]) -> String {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    reader
        .records()
        .flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
        .collect::<Vec<_>>()
        .join("\n")
}

pub fn markdown(bytes: &[u8]) -> Tables {
    let mut tables = Tables::new();
    let mut caption = String::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in std::str::from_utf8(bytes).unwrap().lines().chain([""]) {
        let plain = line.replace('\\', "");
        if let Some(cells) = plain.strip_prefix("| ").and_then(|rest| rest.strip_suffix('|')) {
            if !cells.contains("---") {
                rows.push(cells.split('|').map(|cell| cell.trim().to_owned()).collect());
            }
            continue;
        }
        if !rows.is_empty() {
            tables.push((std::mem::take(&mut caption), std::mem::take(&mut rows)));
        }
        if let Some(name) = plain.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
            caption = name.to_owned();
        }
    }
    tables
}

pub fn html(bytes: &[u8]) -> Tables {
    let mut tables = Tables::new();
    let mut text = String::new();
    for token in Tokenizer::new(bytes) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => match &*String::from_utf8_lossy(&tag.name) {
                "table" => tables.push(Default::default()),
                "tr" => tables.last_mut().unwrap().1.push(Vec::new()),
                "th" | "td" | "caption" => text.clear(),
                _ => {}
            },
            Token::String(words) => text.push_str(&String::from_utf8_lossy(&words)),
            Token::EndTag(tag) => match &*String::from_utf8_lossy(&tag.name) {
                "caption" => tables.last_mut().unwrap().0 = std::mem::take(&mut text),
                "th" | "td" => {
                    tables.last_mut().unwrap().1.last_mut().unwrap().push(std::mem::take(&mut text));
                }
                _ => {}
            },
            _ => {}
        }
    }
    tables
}

pub fn docx(bytes: &[u8]) -> Tables {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut body = String::new();
    zip.by_name("word/document.xml").unwrap().read_to_string(&mut body).unwrap();
    let mut reader = quick_xml::Reader::from_str(&body);
    let mut tables = Tables::new();
    let (mut text, mut paragraph, mut inside) = (String::new(), String::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => match tag.name().as_ref() {
                b"w:tbl" => {
                    tables.push((paragraph.clone(), Vec::new()));
                    inside = true;
                }
                b"w:tr" => tables.last_mut().unwrap().1.push(Vec::new()),
                b"w:tc" | b"w:p" => text.clear(),
                _ => {}
            },
            Event::Text(words) => text.push_str(&words.decode().unwrap()),
            Event::End(tag) => match tag.name().as_ref() {
                b"w:tc" => tables.last_mut().unwrap().1.last_mut().unwrap().push(text.trim().to_owned()),
                b"w:p" if !inside => paragraph = text.trim().to_owned(),
                b"w:tbl" => inside = false,
                _ => {}
            },
            Event::Eof => return tables,
            _ => {}
        }
    }
}

pub fn xlsx(bytes: &[u8]) -> Tables {
    use calamine::{Data, Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut tables = Tables::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let text = |cell: &Data| match cell {
            Data::Empty => String::new(),
            Data::Float(number) => number.to_string(),
            Data::String(text) => text.clone(),
            other => panic!("{other:?}"),
        };
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        let filled = |row: &[String]| row.iter().filter(|cell| !cell.is_empty()).count();
        // The names of the columns stand under a caption; over the names of the rows there may be none.
        let names = |row: &[String]| filled(row) > 1 || (filled(row) == 1 && row[0].is_empty());
        for (at, row) in rows.iter().enumerate() {
            if filled(row) == 1 && !row[0].is_empty() && rows.get(at + 1).is_some_and(|next| names(next)) {
                let under = rows.iter().skip(at + 1).take_while(|row| filled(row) > 0).cloned().collect();
                tables.push((row[0].clone(), under));
            }
        }
    }
    tables
}

/// The second column of each row names its table; the row before the first of a table names the columns.
pub fn csv(bytes: &[u8]) -> Tables {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    let mut tables = Tables::new();
    for record in reader.records().map(Result::unwrap) {
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let rest = cells.get(2..).unwrap_or_default().to_vec();
        if cells[0] == "heading" && cells[1] == "table" {
            tables.push((String::new(), vec![rest]));
            continue;
        }
        let last = tables.last_mut().unwrap();
        last.0 = cells[1].clone();
        last.1.push(rest);
    }
    tables
}
