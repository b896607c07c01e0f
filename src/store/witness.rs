//! The witness of one computer: which events of a file it has seen. Numbers and hashes, nothing of what they say.
//!
//! One small file per shared file, named by that file's identity. It shows what the shared file cannot show by itself:
//! that its end was cut off, that its history was written anew, that an older copy was put in its place.

use super::Store;
use rusqlite::OptionalExtension;
use std::io::Write;
use std::path::Path;

/// How many are kept: enough to tell since when a history is another one.
const KEPT: usize = 64;

/// An event that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub seq: i64,
    pub hash: String,
}

/// What was seen, oldest first; nothing where there is no witness, or it cannot be read.
pub(super) fn read(path: &Path) -> Vec<Head> {
    let head = |line: &str| {
        let (seq, hash) = line.split_once(' ')?;
        Some(Head { seq: seq.parse().ok()?, hash: hash.to_owned() })
    };
    std::fs::read_to_string(path).unwrap_or_default().lines().filter_map(head).collect()
}

/// Begins anew.
pub(super) fn forget(path: &Path) {
    // What cannot be removed goes on warning, which is the safe side.
    let _ = std::fs::remove_file(path);
}

/// Adds what is newer than all that was seen.
fn keep(path: &Path, head: Head) -> std::io::Result<()> {
    let mut seen = read(path);
    if seen.last().is_some_and(|last| last.seq >= head.seq) {
        return Ok(());
    }
    seen.push(head);
    let text: String = seen
        .iter()
        .skip(seen.len().saturating_sub(KEPT))
        .map(|one| format!("{} {}\n", one.seq, one.hash))
        .collect();
    // Another program of this computer may write at the same time: each its own, the last one stays.
    let part = path.with_extension(format!("{}.part", std::process::id()));
    let mut options = std::fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(&part)?.write_all(text.as_bytes())?;
    std::fs::rename(&part, path)
}

/// Makes the folder, for its owner alone.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

impl Store {
    /// Lets this computer remember in a folder what it sees of the trail; of invented people nothing is remembered.
    pub fn witness_in(&mut self, folder: &Path) {
        let folder = folder.join("witness");
        if !self.meta.demo && !self.looks_only() && make_folder(&folder).is_ok() {
            self.witness = Some(folder.join(&self.meta.file_uuid));
        }
    }

    /// Remembers the newest event; where that fails, the work it stands for is saved all the same.
    pub(super) fn bear_witness(&self) {
        let Some(path) = &self.witness else { return };
        let newest = self
            .conn
            .prepare_cached("select seq, hash from event order by seq desc limit 1")
            .and_then(|mut one| {
                one.query_row([], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? })).optional()
            });
        if let Ok(Some(head)) = newest {
            let _ = keep(path, head);
        }
    }
}
