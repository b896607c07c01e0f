//! Long work: done beside the screens on a connection of its own, watched from outside and stopped from there.

use crate::error::Result;
use crate::export::report;
use crate::import::{
    Map, Means, Options, Outcome, Preview, Unclear, map_of, preview, remember, run, unclear,
};
use crate::store::Store;
use std::path::PathBuf;

/// Something that may take long, with all that it needs.
#[derive(Debug)]
pub enum Task {
    /// Looks at the beginning of a file.
    Preview(PathBuf, Box<Options>),
    /// Brings a file in, or only tries to.
    Import(PathBuf, Box<Options>),
    /// Remembers what a name in a file means; nothing here where there is no key.
    Remember(Means, String, Option<i64>),
    /// Writes down how a file's columns are read.
    SaveMap {
        /// The file that is read.
        file: PathBuf,
        /// How it is read.
        options: Box<Options>,
        /// The map, a file that is not there yet.
        map: PathBuf,
    },
    /// Reads a map.
    Map(PathBuf),
    /// Writes the rows that were refused into a file that is not there yet.
    Errors(Box<Outcome>, PathBuf),
    /// Writes a month's report to a file that is not there yet.
    Report(Box<report::Leaving>),
}

/// What came of a [`Task`].
#[derive(Debug)]
pub enum Product {
    /// The file's columns.
    Preview(Box<Preview>),
    /// Somebody has to say something before the file can be looked at.
    Unclear(Unclear),
    /// What was brought in, or would be.
    Import(Box<Outcome>),
    /// The name is remembered.
    Remembered,
    /// A map that was read.
    Map(Box<Map>),
    /// A file was written.
    Written(PathBuf),
}

impl Task {
    /// Does the work, for the person who is signed in to this connection.
    ///
    /// # Errors
    /// What the work says.
    pub fn run(self, store: &mut Store) -> Result<Product> {
        Ok(match self {
            Self::Preview(file, options) => match preview(store, &file, &options) {
                Ok(preview) => Product::Preview(Box::new(preview)),
                Err(error) => Product::Unclear(unclear(&file, &options).ok_or(error)?),
            },
            Self::Import(file, options) => Product::Import(Box::new(run(store, &[file], &options)?)),
            Self::Remember(kind, text, means) => {
                remember(store, kind, &text, means)?;
                Product::Remembered
            }
            Self::SaveMap { file, options, map } => {
                map_of(store, &file, &options)?.save(&map)?;
                Product::Written(map)
            }
            Self::Map(path) => Product::Map(Box::new(Map::load(&path)?)),
            Self::Report(leaving) => {
                report::write(store, &leaving)?;
                Product::Written(leaving.path.unwrap_or_default())
            }
            Self::Errors(outcome, path) => {
                outcome.write_errors(&path)?;
                Product::Written(path)
            }
        })
    }
}
