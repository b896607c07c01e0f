//! The file of the rows that were refused, to be mended and brought in again.

use super::map::Map;
use super::outcome::{FileOutcome, Outcome};
use crate::error::{Error, Kind as Trouble, Result};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file that was made just now, readable by its owner alone; where nothing is written to it, it goes again.
pub struct NewFile {
    path: PathBuf,
    file: Option<File>,
    written: bool,
}

impl NewFile {
    /// Makes a file where there is none; `what` says for whom, as in "the refused rows".
    ///
    /// # Errors
    /// Something is there already, or the folder does not take it.
    pub fn make(path: &Path, what: &str) -> Result<Self> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Error::new(Trouble::Usage, format!("{} is there already", super::table::shown(path)))
                    .hint(format!("choose another name for {what}; nothing was brought in"))
            }
            _ => Error::new(
                Trouble::Io,
                format!("{} cannot be made for {what}: {error}", super::table::shown(path)),
            )
            .hint("choose a folder that you may write to; nothing was brought in"),
        })?;
        Ok(Self { path: path.to_owned(), file: Some(file), written: false })
    }

    /// Writes all of it.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(mut self, bytes: &[u8]) -> Result<()> {
        if let Some(mut file) = self.file.take() {
            file.write_all(bytes).and_then(|()| file.sync_all())?;
            self.written = true;
        }
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.written {
            // Made a moment ago and still without anything: nobody's work is lost.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Where the map of a file stands: beside it, under the same name.
pub fn map_beside(path: &Path) -> PathBuf {
    path.with_extension("toml")
}

/// The files for refused rows, made before anything is brought in: the rows, and where a map read them, that map, so
/// that the mended rows are read as they were.
pub struct Mending {
    rows: NewFile,
    map: Option<(NewFile, Map)>,
}

impl Mending {
    /// Makes the files.
    ///
    /// # Errors
    /// Something is there already, or the folder does not take it.
    pub fn make(path: &Path, map: &Map) -> Result<Self> {
        let rows = NewFile::make(path, "the refused rows")?;
        // The rows stand in a file of their own, under one header.
        let map = Map { sheet: None, header: None, ..map.clone() };
        let told =
            (map != Map::default()).then(|| NewFile::make(&map_beside(path), "the map of the refused rows"));
        Ok(Self { rows, map: told.transpose()?.map(|file| (file, map)) })
    }

    /// Writes what was refused; where nothing was, the files go again.
    ///
    /// # Errors
    /// The disk refuses.
    pub fn write(self, outcome: &Outcome) -> Result<()> {
        if outcome.refused() == 0 {
            return Ok(());
        }
        self.rows.write(&outcome.errors()?)?;
        self.map.map_or(Ok(()), |(file, map)| map.write(file))
    }
}

impl Outcome {
    /// Writes the refused rows as CSV with a `reason` column, to be mended and brought in again, and beside them the map
    /// that they were read by.
    ///
    /// A cell that a spreadsheet would take for a formula gets an apostrophe before it, which an import takes off.
    ///
    /// # Errors
    /// Something is there already, or it cannot be written.
    pub fn write_errors(&self, path: &Path, map: &Map) -> Result<()> {
        Mending::make(path, map)?.write(self)
    }

    fn errors(&self) -> Result<Vec<u8>> {
        let with_rows = || self.files.iter().filter(|file| !file.refused.is_empty());
        let mut columns: Vec<&str> = Vec::new();
        for column in with_rows().flat_map(|file| &file.columns) {
            if !columns.contains(&column.as_str()) && column != "reason" {
                columns.push(column);
            }
        }
        let mut writer = csv::Writer::from_writer(Vec::new());
        let header = columns.iter().copied().chain(["reason"]).map(safe);
        writer.write_record(header).map_err(unwritable)?;
        for file in with_rows() {
            for (cells, reason) in rows(file) {
                let cell = |column: &&str| {
                    let at = file.columns.iter().position(|name| name == column);
                    at.and_then(|at| cells.get(at)).map_or("", String::as_str)
                };
                let cells = columns.iter().map(cell).chain([reason.as_str()]).map(safe);
                writer.write_record(cells).map_err(unwritable)?;
            }
        }
        writer.into_inner().map_err(|error| unwritable(error.error()))
    }
}

/// The refused rows of a file with all that was said against each: a row stands there once.
fn rows(file: &FileOutcome) -> Vec<(&[String], String)> {
    let mut rows: Vec<(u64, &[String], String)> = Vec::new();
    for refused in &file.refused {
        match rows.last_mut() {
            Some((line, _, reason)) if *line == refused.line => {
                reason.push_str("; ");
                reason.push_str(&refused.reason);
            }
            _ => rows.push((refused.line, &refused.cells, refused.reason.clone())),
        }
    }
    rows.into_iter().map(|(_, cells, reason)| (cells, reason)).collect()
}

/// A cell that no spreadsheet takes for a formula.
fn safe(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() }
}

fn unwritable(error: impl std::fmt::Display) -> Error {
    Error::new(Trouble::Io, format!("the refused rows could not be written: {error}"))
}
