//! Text files: commas, semicolons, tabs or bars; any usual alphabet; quotes inside quotes.

use super::encoding::{self, Text, Written};
use super::table::{Record, Source, Take, unreadable, wrong};
use super::watch::Watch;
use crate::domain::text::clean_line;
use crate::error::Result;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A text file of rows.
pub(super) struct Csv {
    path: PathBuf,
    name: String,
    written: Written,
    delimiter: u8,
    bytes: u64,
}

impl Csv {
    /// Looks the file through for how it is written.
    pub(super) fn open(path: &Path, name: &str, notes: &mut Vec<String>) -> Result<Self> {
        let written = encoding::look(|| File::open(path)).map_err(|error| unreadable(path, &error))?;
        if written.nul {
            return Err(wrong(name, "is not text")
                .hint("save it as \"CSV UTF-8\" or as a workbook (.xlsx); nothing was brought in"));
        }
        if written.blank {
            return Err(wrong(name, "is empty").hint("a table begins with a row of column names"));
        }
        if written.guessed {
            notes.push(
                "it is not in UTF-8 and was read as Western European: look at letters with accents".into(),
            );
        }
        let line = encoding::first_line(File::open(path)?, written.encoding)?;
        let bytes = path.metadata()?.len();
        let delimiter = encoding::delimiter(&line);
        Ok(Self { path: path.to_owned(), name: name.to_owned(), written, delimiter, bytes })
    }

    fn no_table(&self, line: u64, why: &csv::Error) -> crate::error::Error {
        wrong(&self.name, &format!("cannot be read after line {line}: {}", clean_line(&why.to_string())))
            .hint("nothing was brought in; open it in a spreadsheet and save it again")
    }
}

impl Source for Csv {
    fn walk(&self, watch: &Watch, take: Take<'_>) -> Result<()> {
        let file = File::open(&self.path).map_err(|error| unreadable(&self.path, &error))?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .buffer_capacity(64 * 1024)
            .from_reader(Text::new(file, self.written.encoding));
        let mut record = csv::StringRecord::new();
        let (mut line, mut held): (u64, Option<Record>) = (0, None);
        while reader.read_record(&mut record).map_err(|error| self.no_table(line, &error))? {
            let byte = record.position().map_or(0, csv::Position::byte);
            line = reader.get_mut().line_of(byte);
            let mut row = Record { line, cells: Vec::with_capacity(record.len()), ..Record::default() };
            record.iter().for_each(|cell| row.push(cell));
            if row.is_blank() {
                continue;
            }
            watch.row(byte, self.bytes)?;
            // Only of the last row it matters whether it is closed, and which one that is, the next one tells.
            if let Some(before) = held.replace(row)
                && !take(before)?
            {
                return Ok(());
            }
        }
        if let Some(mut last) = held {
            last.unclosed = reader.get_ref().ends_open(self.delimiter);
            take(last)?;
        }
        Ok(())
    }
}
