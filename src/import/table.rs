//! Bytes as a table: whatever other programs write as CSV, every cell cleaned.

use crate::domain::text::clean;
use crate::error::{Error, Kind, Result, missing};
use crate::store::hex;
use sha2::{Digest, Sha256};
use std::path::Path;

/// The largest file that is taken, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A file's header and rows.
pub(super) struct Table {
    pub name: String,
    pub sha256: String,
    pub headers: Vec<String>,
    /// The rows with the line on which each begins.
    pub rows: Vec<(u64, Vec<String>)>,
    pub notes: Vec<String>,
    /// A quotation mark is opened and never closed, so that a row may have swallowed those after it.
    pub unclosed: bool,
}

impl Table {
    /// The cells of the row that begins on a line.
    pub(super) fn cells_at(&self, line: u64) -> Vec<String> {
        let at = self.rows.binary_search_by_key(&line, |(line, _)| *line).ok();
        at.and_then(|at| self.rows.get(at)).map(|(_, cells)| cells.clone()).unwrap_or_default()
    }
}

/// Reads a file as a table.
///
/// # Errors
/// It is missing, a folder, empty, too large, or of another kind.
pub(super) fn read(path: &Path) -> Result<Table> {
    let name = crate::domain::text::clean_line(
        &path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
    );
    let meta = path.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => missing(format!("there is no file {}", shown(path)))
            .hint("check the name and the folder; nothing was brought in"),
        _ => unreadable(path, &error.to_string()),
    })?;
    if meta.is_dir() {
        return Err(wrong(&name, "is a folder").hint("name the CSV files in it"));
    }
    if meta.len() > LARGEST {
        return Err(wrong(&name, "is larger than 64 MB").hint("split it, and bring the parts in one by one"));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error.to_string()))?;
    parse(name, &bytes)
}

/// A path as it may be printed.
pub(super) fn shown(path: &Path) -> String {
    crate::domain::text::clean_line(&path.display().to_string())
}

fn wrong(name: &str, what: &str) -> Error {
    Error::new(Kind::NotOurs, format!("{name} {what}"))
}

fn unreadable(path: &Path, why: &str) -> Error {
    Error::new(Kind::Io, format!("{} cannot be read: {why}", shown(path)))
        .hint("ask whoever looks after the folder for the right to read it")
}

/// The text of a file; one that is no UTF-8 is read as Western European, as older spreadsheets write it.
fn decode(name: &str, bytes: &[u8], notes: &mut Vec<String>) -> Result<String> {
    const SAVE: &str = "save it as \"CSV UTF-8\" and bring that in; nothing was brought in";
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(wrong(name, "is a spreadsheet, not a CSV file").hint(SAVE));
    }
    if bytes.starts_with(b"SQLite format 3\0") {
        return Err(wrong(name, "is a database, not a CSV file").hint("export its tables as CSV first"));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(wrong(name, "is written in UTF-16").hint(SAVE));
    }
    if bytes.contains(&0) {
        return Err(wrong(name, "is not text").hint(SAVE));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    notes.push("it is not in UTF-8 and was read as Western European: look at letters with accents".into());
    Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
}

fn parse(name: String, bytes: &[u8]) -> Result<Table> {
    let mut notes = Vec::new();
    let text = decode(&name, bytes, &mut notes)?;
    if text.trim().is_empty() {
        return Err(wrong(&name, "is empty").hint("a CSV file begins with a line of column names"));
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let (mut headers, mut rows) = (None, Vec::new());
    let mut lines = Lines { bytes: text.as_bytes(), at: 0, line: 1 };
    for record in reader.records() {
        let record = record.map_err(|error| {
            wrong(
                &name,
                &format!("cannot be read as CSV: {}", crate::domain::text::clean_line(&error.to_string())),
            )
        })?;
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        let cells: Vec<String> = record.iter().map(cell).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if headers.is_none() {
            headers = Some(cells);
        } else {
            rows.push((line, cells));
        }
    }
    let headers = headers.ok_or_else(|| wrong(&name, "has no line of column names"))?;
    if rows.is_empty() {
        notes.push("it holds no rows".into());
    }
    let sha256 = hex(&Sha256::digest(bytes));
    let unclosed = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1;
    Ok(Table { name, sha256, headers, rows, notes, unclosed })
}

/// A cell without controls, without blanks at its ends, and without the apostrophe that guards formulas.
fn cell(text: &str) -> String {
    let text = clean(text);
    let text = text.trim();
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// What separates the columns, by the header.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |byte: u8| header.bytes().filter(|other| *other == byte).count();
    [b';', b'\t']
        .into_iter()
        .filter(|byte| count(*byte) > count(b','))
        .max_by_key(|byte| count(*byte))
        .unwrap_or(b',')
}

/// Counts lines on the way through the bytes.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first character of a record that begins at or just before this byte.
    fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(here) = self.bytes.get(self.at) {
            if self.at >= byte && !matches!(here, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*here == b'\n');
            self.at += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::domain::text::is_plain;
    use proptest::prelude::*;

    #[test]
    fn lines_are_those_of_the_file() {
        let table = parse("x".into(), b"\r\na,b\r\n\r\n1,\"two\r\nlines\"\r\n\r\n3,4\r\n").unwrap();
        let lines: Vec<u64> = table.rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [4, 7]);
        assert!(!table.unclosed);
    }

    #[test]
    fn older_spreadsheets_are_read() {
        let table = parse("x".into(), b"name;role\nJos\xe9;IW\n").unwrap();
        assert_eq!(table.rows[0].1, ["Jos\u{e9}", "IW"]);
        assert_eq!(table.notes.len(), 1);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_clean_table_or_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(table) = parse("x".into(), &bytes) {
                prop_assert!(table.rows.iter().flat_map(|(_, cells)| cells).all(|cell| cell.chars().all(is_plain)));
            }
        }
    }
}
