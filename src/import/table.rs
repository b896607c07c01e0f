//! A file as a table, whatever it is: what its columns are called, and a walk through its rows.
//!
//! Rows are read one after another and never kept: memory does not grow with the file.

use super::csv::Csv;
use super::sqlite::Database;
use super::xlsx::Workbook;
use super::{header, watch::Watch};
use crate::domain::text::{LONGEST, clean, clean_line};
use crate::error::{Error, Kind, Result, missing};
use crate::store::hex;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file that is taken, in bytes.
const LARGEST: u64 = 1024 * 1024 * 1024;
/// How a SQLite file begins.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// How many rows a preview looks at.
const GLANCE: usize = 1000;
/// The most columns that a table may have.
pub(super) const MOST_COLUMNS: usize = 500;

/// One row as it stands in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Record {
    /// The line or row on which it begins, from 1.
    pub line: u64,
    /// Its cells, cleaned.
    pub cells: Vec<String>,
    /// Cells that cannot be read, counted from 0, and why.
    pub bad: Vec<(usize, String)>,
    /// It ends within a quotation mark that nobody closed, so that it may have swallowed the rows after it.
    pub unclosed: bool,
}

impl Record {
    /// Takes a cell as it stands: without controls, without blanks at its ends, without the apostrophe that guards
    /// formulas.
    pub(super) fn push(&mut self, text: &str) {
        if text.len() > LONGEST && text.chars().count() > LONGEST {
            self.bad.push((self.cells.len(), format!("it is longer than {LONGEST} characters")));
        }
        let text = clean(text);
        let text = text.trim();
        self.cells.push(match text.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
            _ => text.to_owned(),
        });
    }

    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }
}

/// What takes rows: it says whether it wants more of them.
pub(super) type Take<'a> = &'a mut dyn FnMut(Record) -> Result<bool>;

/// Something that holds rows.
pub(super) trait Source {
    /// Walks through the rows that are not blank, the header among them, as long as more are wanted.
    fn walk(&self, watch: &Watch, take: Take<'_>) -> Result<()>;

    /// What its tables are called, where there may be several.
    fn tables(&self) -> &[String] {
        &[]
    }

    /// How far down the cell at this row and column (both from 1 and 0) goes, where it is merged with those under it.
    fn merged_down(&self, line: u64, column: usize) -> u64 {
        let _ = column;
        line
    }
}

/// A file's table, opened and not yet read.
pub(super) struct Table {
    pub name: String,
    /// Which of its sheets or tables is read.
    pub sheet: Option<String>,
    /// What rows are counted in: `line` in a text, `row` elsewhere.
    pub unit: &'static str,
    pub headers: Vec<String>,
    pub header_line: u64,
    /// The first rows, to look at.
    pub first: Vec<Record>,
    pub notes: Vec<String>,
    path: PathBuf,
    source: Box<dyn Source>,
}

/// How a table is to be found in its file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wanted<'a> {
    /// The sheet or table by name.
    pub sheet: Option<&'a str>,
    /// Whether somebody asks for that sheet now, and not only a map that also reads texts.
    pub told: bool,
    /// The line of the column names.
    pub header: Option<u64>,
    /// Column names that a map knows.
    pub known: &'a [String],
    /// Columns of a map that a database looks up in its other tables.
    pub followed: &'a [&'a str],
}

impl Table {
    /// Opens a file as a table and looks at its beginning.
    ///
    /// # Errors
    /// It is missing, a folder, empty, too large, protected, damaged, or of another kind.
    pub(super) fn open(path: &Path, wanted: Wanted<'_>) -> Result<Self> {
        let name =
            clean_line(&path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default());
        let head = head(path, &name)?;
        let mut notes = Vec::new();
        let (source, sheet, unit): (Box<dyn Source>, _, _) = if head.starts_with(b"PK\x03\x04") {
            let book = Workbook::open(path, &name, wanted.sheet, &mut notes)?;
            let sheet = book.sheet.clone();
            (Box::new(book), Some(sheet), "row")
        } else if head.starts_with(SQLITE) {
            let database = Database::open(path, &name, wanted, &mut notes)?;
            let sheet = database.table.clone();
            (Box::new(database), Some(sheet), "row")
        } else if head.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(wrong(&name, "is protected by a password, or a workbook of before 2007")
                .hint("open it, take the password off and save it as .xlsx; nothing was brought in"));
        } else {
            if let Some(sheet) = wanted.sheet.filter(|_| wanted.told) {
                return Err(wrong(&name, &format!("is a text and has no sheet \"{}\"", clean_line(sheet))));
            }
            (Box::new(Csv::open(path, &name, &mut notes)?), None, "line")
        };
        let mut table = Self {
            name,
            sheet,
            unit,
            headers: Vec::new(),
            header_line: 0,
            first: Vec::new(),
            notes,
            path: path.to_owned(),
            source,
        };
        table.glance(wanted)?;
        Ok(table)
    }

    /// Reads the beginning: finds the header and keeps some rows to look at.
    fn glance(&mut self, wanted: Wanted<'_>) -> Result<()> {
        let mut first = Vec::new();
        self.source.walk(&Watch::default(), &mut |record| {
            first.push(record);
            Ok(first.len() < GLANCE)
        })?;
        if first.is_empty() {
            return Err(wrong(&self.name, "is empty").hint("a table begins with a row of column names"));
        }
        let found = header::find(&first, wanted, self.source.as_ref())
            .ok_or_else(|| wrong(&self.name, "has no such row of column names"))?;
        if found.names.len() > MOST_COLUMNS {
            return Err(wrong(&self.name, &format!("has more than {MOST_COLUMNS} columns")));
        }
        (self.headers, self.header_line) = (found.names, found.line);
        if found.skipped > 0 {
            self.notes.push(format!("the column names are in {} {}", self.unit, self.header_line));
        }
        self.first = first.into_iter().filter(|record| record.line > self.header_line).collect();
        if self.first.is_empty() {
            self.notes.push("it holds no rows".into());
        }
        Ok(())
    }

    /// Walks through the rows under the header.
    pub(super) fn walk(&self, watch: &Watch, take: &mut dyn FnMut(Record) -> Result<()>) -> Result<()> {
        self.source.walk(watch, &mut |record| {
            if record.line > self.header_line {
                take(record)?;
            }
            Ok(true)
        })
    }

    /// What the sheets or tables of the file are called.
    pub(super) fn tables(&self) -> &[String] {
        self.source.tables()
    }

    /// The SHA-256 of the file's bytes.
    pub(super) fn sha256(&self) -> Result<String> {
        let mut digest = Sha256::new();
        let mut file = File::open(&self.path)?;
        let mut bytes = vec![0; 256 * 1024];
        loop {
            let read = file.read(&mut bytes)?;
            if read == 0 {
                return Ok(hex(&digest.finalize()));
            }
            digest.update(bytes.get(..read).unwrap_or_default());
        }
    }
}

/// The tables of a database, of which one has to be chosen; none where the file is something else.
pub(super) fn choices(path: &Path) -> Vec<String> {
    let head = head(path, "").unwrap_or_default();
    if head.starts_with(SQLITE) { super::sqlite::list(path) } else { Vec::new() }
}

/// The first bytes of a file that may be read.
fn head(path: &Path, name: &str) -> Result<Vec<u8>> {
    let meta = path.metadata().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => missing(format!("there is no file {}", shown(path)))
            .hint("check the name and the folder; nothing was brought in"),
        _ => unreadable(path, &error),
    })?;
    if meta.is_dir() {
        return Err(wrong(name, "is a folder").hint("name the files in it"));
    }
    if !meta.is_file() {
        return Err(wrong(name, "is no ordinary file").hint("save it as a file, and bring that in"));
    }
    if meta.len() > LARGEST {
        return Err(wrong(name, "is larger than 1 GB").hint("split it, and bring the parts in one by one"));
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    file.take(16).read_to_end(&mut head).map_err(|error| unreadable(path, &error))?;
    if head.is_empty() {
        return Err(wrong(name, "is empty").hint("a table begins with a row of column names"));
    }
    Ok(head)
}

/// A path as it may be printed.
pub(super) fn shown(path: &Path) -> String {
    clean_line(&path.display().to_string())
}

/// What is said of a file that is not what it should be.
pub(super) fn wrong(name: &str, what: &str) -> Error {
    Error::new(Kind::NotOurs, format!("{name} {what}"))
}

/// What is said of a file that the system does not give.
pub(super) fn unreadable(path: &Path, why: &std::io::Error) -> Error {
    Error::new(Kind::Io, format!("{} cannot be read: {}", shown(path), clean_line(&why.to_string())))
        .hint("ask whoever looks after the folder for the right to read it")
}

/// The sheet of a name among those that there are; capitals and blanks at its ends make no difference.
pub(super) fn named<'a>(names: &'a [String], wanted: &str) -> Option<&'a String> {
    let same = |name: &&String| name.trim().to_lowercase() == wanted.trim().to_lowercase();
    names.iter().find(|name| *name == wanted).or_else(|| names.iter().find(same))
}

#[cfg(test)]
mod tests {
    use super::{Table, Wanted, Watch};
    use crate::domain::text::is_plain;
    use proptest::prelude::*;

    fn parse(bytes: &[u8]) -> crate::Result<(Table, Vec<super::Record>)> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.csv");
        std::fs::write(&path, bytes).unwrap();
        let table = Table::open(&path, Wanted::default())?;
        let mut rows = Vec::new();
        table.walk(&Watch::default(), &mut |record| {
            rows.push(record);
            Ok(())
        })?;
        Ok((table, rows))
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let (table, rows) = parse(b"\r\na,b\r\n\r\n1,\"two\r\nlines\"\r\n\r\n3,4\r\n").unwrap();
        let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [4, 7]);
        assert_eq!(table.headers, ["a", "b"]);
        assert!(rows.iter().all(|row| !row.unclosed));
    }

    #[test]
    fn a_mark_that_is_never_closed_is_told_of_the_last_row_alone() {
        for (text, open) in [
            ("a,b\n1,\"two\nlines\"\n2,\"never\nclosed\n", [false, true].as_slice()),
            ("a,b\n1,5\" of snow\n2,\"two\nlines\"\n", &[false, false]),
            ("a,b\n1,\"he said \"\"no\"\"\"\n2,\"x\"\"\n", &[false, true]),
            ("a,b\n1,2\n2,\"x\"", &[false, false]),
        ] {
            let (_, rows) = parse(text.as_bytes()).unwrap();
            assert_eq!(rows.iter().map(|row| row.unclosed).collect::<Vec<_>>(), open, "{text}");
        }
    }

    #[test]
    fn every_alphabet_is_read() {
        let utf16 = |text: &str, little: bool, mark: bool| {
            let all = mark.then_some('\u{feff}').into_iter().chain(text.chars());
            let mut units = [0; 2];
            let mut bytes = Vec::new();
            for c in all {
                for unit in c.encode_utf16(&mut units) {
                    bytes.extend(if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
                }
            }
            bytes
        };
        let text = "name;role\nJos\u{e9};IW\n";
        let western = b"name;role\nJos\xe9;IW\n".to_vec();
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked,
            western,
            utf16(text, true, true),
            utf16(text, false, true),
            utf16(text, true, false),
            utf16(text, false, false),
            text.replace(';', "\t").into_bytes(),
            text.replace(';', "|").into_bytes(),
        ] {
            let (table, rows) = parse(&bytes).unwrap();
            assert_eq!(table.headers, ["name", "role"], "{bytes:?}");
            assert_eq!(rows[0].cells, ["Jos\u{e9}", "IW"], "{bytes:?}");
        }
    }

    #[test]
    fn a_row_without_end_is_refused_with_little_memory() {
        let mut bytes = b"name,role\n\"".to_vec();
        bytes.extend(std::iter::repeat_n(b'x', 9 * 1024 * 1024));
        let error = parse(&bytes).err().unwrap();
        assert!(error.message.contains("longer than 4 MB"), "{error}");
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_clean_table_or_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok((_, rows)) = parse(&bytes) {
                prop_assert!(rows.iter().flat_map(|row| &row.cells).all(|cell| cell.chars().all(is_plain)));
            }
        }
    }
}
