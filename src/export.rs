//! What leaves the file: documents and lists, in the formats that agencies use.
//!
//! Everything that comes here has passed the gate of the store, and carries the notice where it must.

pub mod consent;
pub mod deidentified;
pub mod disclosures;
pub mod document;
pub mod fidelity;
pub mod ics;
pub mod list;
pub mod meeting;
pub mod report;
pub mod trends;

use crate::error::{Error, Kind, Result};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

/// Writes a file that only its owner can read; one that is there is not written over.
///
/// # Errors
/// [`Kind::Invalid`] when there is a file of that name, otherwise what the disk says.
pub fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let name = path.display();
    let mut file = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::new(Kind::Invalid, format!("there is a file {name} already"))
                .hint("choose another name, or move that file away")
        }
        _ => Error::new(Kind::Io, format!("{name} could not be written: {error}"))
            .hint("choose a folder that is there and that you may write to"),
    })?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| {
        // A half-written file would be taken for a whole one.
        let _ = std::fs::remove_file(path);
        Error::new(Kind::Io, format!("{name} could not be written: {error}"))
    })
}

/// Writes a file that only its owner can read, over the one of that name: whole, or not at all.
///
/// # Errors
/// What the disk says.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    let _ = std::fs::remove_file(&beside);
    save(&beside, bytes)?;
    std::fs::rename(&beside, path).map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        Error::new(Kind::Io, format!("{} could not be written: {error}", path.display()))
            .hint("choose a folder that is there and that you may write to")
    })
}
