//! What an import did, as text, as JSON and as a file of the rows that were refused.

use super::Kind;
use super::mapping::Sheet;
use super::row::Verdict;
use crate::domain::Word;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind as Trouble, Result};
use serde::Serialize;
use std::fmt::Write;
use std::path::Path;

/// A row that was not taken, or not wholly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The line in the file on which the row begins, from 1.
    pub line: u64,
    /// Why, as a sentence.
    pub reason: String,
    /// The row, cleaned, its cells separated by ` | `.
    pub row: String,
    /// The cells, cleaned.
    #[serde(skip)]
    pub cells: Vec<String>,
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileOutcome {
    /// The file's name, without its folder.
    pub file: String,
    /// What it holds.
    pub kind: Kind,
    /// Rows that brought something new.
    pub added: i64,
    /// Rows that changed something.
    pub changed: i64,
    /// Rows that said what is known already.
    pub left_alone: i64,
    /// Rows that were refused, in the order of their lines.
    pub refused: Vec<Refused>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
    /// The names of its columns.
    #[serde(skip)]
    pub columns: Vec<String>,
}

impl FileOutcome {
    pub(super) fn new(sheet: &Sheet) -> Self {
        Self {
            file: sheet.table.name.clone(),
            kind: sheet.kind,
            added: 0,
            changed: 0,
            left_alone: 0,
            refused: Vec::new(),
            notes: Vec::new(),
            columns: sheet.table.headers.clone(),
        }
    }

    pub(super) fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Added => self.added += 1,
            Verdict::Changed => self.changed += 1,
            Verdict::LeftAlone => self.left_alone += 1,
        }
    }

    /// A row that said what is known turned out to change something after all.
    pub(super) fn recount_changed(&mut self) {
        if self.left_alone > 0 {
            self.left_alone -= 1;
            self.changed += 1;
        }
    }

    pub(super) fn refuse(&mut self, sheet: &Sheet, line: u64, reason: String) {
        let cells = sheet.table.cells_at(line);
        self.refused.push(Refused { line, reason, row: clean_line(&cells.join(" | ")), cells });
    }
}

/// What an import did, file by file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Nothing was written: this is what would happen.
    pub dry_run: bool,
    /// The files, in the order in which they were taken.
    pub files: Vec<FileOutcome>,
}

impl Outcome {
    /// Whether any row brought or changed anything.
    pub fn changes_something(&self) -> bool {
        self.files.iter().any(|file| file.added + file.changed > 0)
    }

    /// How many rows were refused.
    pub fn refused(&self) -> usize {
        self.files.iter().map(|file| file.refused.len()).sum()
    }

    /// The outcome as people read it, one line per file and per refused row.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for file in &self.files {
            let _ = writeln!(
                out,
                "{} ({}): {} added, {} changed, {} left alone, {} refused",
                file.file,
                file.kind.label(),
                file.added,
                file.changed,
                file.left_alone,
                file.refused.len()
            );
            for refused in &file.refused {
                let _ = writeln!(out, "  line {}: {}", refused.line, refused.reason);
            }
            for note in &file.notes {
                let _ = writeln!(out, "  {note}");
            }
        }
        if self.dry_run {
            out.push_str("This was a try: nothing was written.\n");
        }
        out
    }

    /// Writes the refused rows as CSV with a `reason` column, to be mended and brought in again.
    ///
    /// A cell that a spreadsheet would take for a formula gets an apostrophe before it, which an import takes off.
    ///
    /// # Errors
    /// Something is there already, or it cannot be written.
    pub fn write_errors(&self, path: &Path) -> Result<()> {
        let mut columns: Vec<&str> = Vec::new();
        let with_rows = || self.files.iter().filter(|file| !file.refused.is_empty());
        for column in with_rows().flat_map(|file| &file.columns) {
            if !columns.contains(&column.as_str()) && column != "reason" {
                columns.push(column);
            }
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = columns.iter().copied().chain(["reason"]).map(safe);
        writer.write_record(header).map_err(unwritable)?;
        for file in with_rows() {
            for refused in &file.refused {
                let cell = |column: &&str| {
                    let at = file.columns.iter().position(|name| name == column);
                    at.and_then(|at| refused.cells.get(at)).map_or("", String::as_str)
                };
                let cells = columns.iter().map(cell).chain([refused.reason.as_str()]).map(safe);
                writer.write_record(cells).map_err(unwritable)?;
            }
        }
        let bytes = writer.into_inner().map_err(|error| unwritable(error.error()))?;
        save(path, &bytes)
    }
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::new(Trouble::Usage, format!("{} is there already", path.display()))
                .hint("choose another name for the refused rows")
        }
        _ => unwritable(error),
    })?;
    file.write_all(bytes)?;
    Ok(())
}

/// A cell that no spreadsheet takes for a formula.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

fn unwritable(error: impl std::fmt::Display) -> Error {
    Error::new(Trouble::Io, format!("the refused rows could not be written: {error}"))
}
