//! Workbooks: looked over as an archive first, so that a small file cannot unfold into all memory; then cell by cell.

use super::table::{MOST_COLUMNS, Record, Source, Take, named, unreadable, wrong};
use super::watch::Watch;
use crate::domain::text::clean_line;
use crate::error::{Error, Result};
use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::cell::RefCell;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

/// The most that the parts of a workbook may unfold into, in bytes.
const MOST_UNFOLDED: u64 = 1024 * 1024 * 1024;
/// The most that the parts may unfold into which are kept in memory: texts and styles.
const MOST_KEPT: u64 = 48 * 1024 * 1024;
/// The longest text of one cell that is read at all, in bytes: a workbook's own bound is 32,767 characters.
const LONGEST_CELL: usize = 4 * 1024 * 1024;
/// The most parts of a workbook.
const MOST_PARTS: usize = 10_000;

/// A sheet of a workbook.
pub(super) struct Workbook {
    book: RefCell<Xlsx<BufReader<File>>>,
    name: String,
    sheets: Vec<String>,
    pub sheet: String,
    merged: Vec<Dimensions>,
}

impl Workbook {
    /// Opens a workbook and chooses its sheet: the one that is named, or the first in sight.
    pub(super) fn open(
        path: &Path,
        name: &str,
        wanted: Option<&str>,
        notes: &mut Vec<String>,
    ) -> Result<Self> {
        unfolds_within_bounds(path, name)?;
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        let mut book = Xlsx::new(BufReader::new(file)).map_err(|error| damaged(name, &error))?;
        let tables = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        let seen = tables.clone().find(|sheet| sheet.visible == SheetVisible::Visible);
        let first = seen.map(|sheet| sheet.name.clone());
        let sheets: Vec<String> = tables.map(|sheet| sheet.name.clone()).collect();
        let sheet = choose(name, &sheets, first, wanted, notes)?;
        // Merged cells only help to read the header: where they cannot be read it is read without them.
        let merged = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
        Ok(Self { book: RefCell::new(book), name: name.to_owned(), sheets, sheet, merged })
    }
}

fn choose(
    name: &str,
    sheets: &[String],
    first: Option<String>,
    wanted: Option<&str>,
    notes: &mut Vec<String>,
) -> Result<String> {
    let list = || clean_line(&sheets.iter().take(30).cloned().collect::<Vec<_>>().join(", "));
    if let Some(wanted) = wanted {
        return named(sheets, wanted).cloned().ok_or_else(|| {
            wrong(name, &format!("has no sheet \"{}\"", clean_line(wanted)))
                .hint(format!("its sheets are {}", list()))
        });
    }
    let first = first.ok_or_else(|| wrong(name, "is a workbook without sheets"))?;
    if sheets.len() > 1 {
        let (count, read) = (sheets.len(), clean_line(&first));
        notes.push(format!(
            "it has {count} sheets and \"{read}\" was read; --sheet takes another: {}",
            list()
        ));
    }
    Ok(first)
}

/// Keeps nothing of what is written to it but how much of it stood between two tags at most.
#[derive(Default)]
struct Gauge {
    run: usize,
    longest: usize,
}

impl Write for Gauge {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for (at, text) in bytes.split(|byte| *byte == b'<').enumerate() {
            self.run = if at == 0 { self.run + text.len() } else { text.len() };
            self.longest = self.longest.max(self.run);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Unfolds every part once without keeping it: what an archive says of its own sizes may not be true.
fn unfolds_within_bounds(path: &Path, name: &str) -> Result<()> {
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| broken(name, &error))?;
    let bomb = || {
        wrong(name, "would unfold into far more than a workbook holds")
            .hint("it was not opened; save the sheet that you need as CSV")
    };
    if archive.len() > MOST_PARTS {
        return Err(bomb());
    }
    let (mut all, mut kept) = (0u64, 0u64);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(name, &error))?;
        let is_in = |folder: &str| part.name().is_ok_and(|name| name.starts_with(folder));
        let is_sheet = is_in("xl/worksheets/");
        let streamed = is_sheet || is_in("xl/media/");
        let left = if streamed { MOST_UNFOLDED - all } else { MOST_KEPT - kept };
        if part.size() > left {
            return Err(bomb());
        }
        let mut gauge = Gauge::default();
        let size =
            std::io::copy(&mut part.take(left + 1), &mut gauge).map_err(|error| broken(name, &error))?;
        if is_sheet && gauge.longest > LONGEST_CELL {
            return Err(
                wrong(name, "holds a cell longer than 4 MB").hint("it was not opened; empty that cell")
            );
        }
        if size > left {
            return Err(bomb());
        }
        if streamed { all += size } else { kept += size }
    }
    Ok(())
}

fn broken(name: &str, why: &dyn std::fmt::Display) -> Error {
    wrong(
        name,
        &format!("is a damaged workbook, or another kind of archive: {}", clean_line(&why.to_string())),
    )
    .hint("open it in a spreadsheet and save it again; nothing was brought in")
}

fn damaged(name: &str, error: &XlsxError) -> Error {
    match error {
        XlsxError::Password => wrong(name, "is protected by a password")
            .hint("open it, take the password off and save it again; nothing was brought in"),
        error => broken(name, error),
    }
}

/// A cell as it would be typed: days as 2026-03-09, whole numbers without a point.
fn push(record: &mut Record, value: &DataRef<'_>) {
    match value {
        DataRef::Empty => record.push(""),
        DataRef::SharedString(text) => record.push(text),
        DataRef::Int(n) => record.push(&n.to_string()),
        DataRef::Float(n) => record.push(&n.to_string()),
        DataRef::Bool(yes) => record.push(if *yes { "yes" } else { "no" }),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => record.push(text),
        DataRef::DateTime(at) if at.is_duration() => record.push(&at.as_f64().to_string()),
        DataRef::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            record.push(&match (hour, minute) {
                _ if at.as_f64() < 1.0 => format!("{hour:02}:{minute:02}"),
                (0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}"),
            });
        }
        DataRef::Error(error) => {
            record.bad.push((record.cells.len(), format!("it holds the spreadsheet's error \"{error}\"")));
            record.cells.push(error.to_string());
        }
    }
}

impl Source for Workbook {
    fn walk(&self, watch: &Watch, take: Take<'_>) -> Result<()> {
        let failed = |error: XlsxError| damaged(&self.name, &error);
        let mut book = self.book.borrow_mut();
        let mut cells = book.worksheet_cells_reader(&self.sheet).map_err(failed)?;
        let last = u64::from(cells.dimensions().end.0) + 1;
        let mut row = Record::default();
        loop {
            let cell = cells.next_cell().map_err(failed)?;
            let place = cell.as_ref().map(calamine::Cell::get_position);
            let line = place.map_or(0, |(row, _)| u64::from(row) + 1);
            if line != row.line {
                let done = std::mem::replace(&mut row, Record { line, ..Record::default() });
                if done.line > 0 && !done.is_blank() {
                    watch.row(done.line, last)?;
                    if !take(done)? {
                        return Ok(());
                    }
                }
            }
            let (Some(cell), Some((_, column))) = (cell, place) else { return Ok(()) };
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            if column < MOST_COLUMNS && column >= row.cells.len() && *cell.get_value() != DataRef::Empty {
                row.cells.resize(column, String::new());
                push(&mut row, cell.get_value());
            }
        }
    }

    fn tables(&self) -> &[String] {
        &self.sheets
    }

    fn merged_down(&self, line: u64, column: usize) -> u64 {
        let at = |n: u32| u64::from(n) + 1;
        let covers = |area: &&Dimensions| {
            let columns = usize::try_from(area.start.1).unwrap_or(usize::MAX)
                ..=usize::try_from(area.end.1).unwrap_or(usize::MAX);
            at(area.start.0) == line && columns.contains(&column)
        };
        self.merged.iter().find(covers).map_or(line, |area| at(area.end.0))
    }
}
