//! Long work: done beside the screens on a connection of its own, watched from outside and stopped from there.

use super::screen;
use crate::error::{Result, missing};
use crate::export::list::{self, List};
use crate::export::report;
use crate::import::{
    Map, Means, Options, Outcome, Preview, Unclear, map_of, preview, remember, run, unclear,
};
use crate::store::view::list::{ListAsk, ListReply};
use crate::store::{OpId, Reply, Request, Store};
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
    /// Writes the rows that were refused into a file that is not there yet, and beside it the map they were read by.
    Errors(Box<Outcome>, PathBuf, Box<Map>),
    /// Writes a month's report to a file that is not there yet.
    Report(Box<report::Leaving>),
    /// Writes a list, by the name it has on the command line, to a file that is not there yet.
    List(&'static str, Box<List>, PathBuf),
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
    /// It is done: a sentence that says what.
    Said(String),
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
                let path = leaving.path.unwrap_or_default();
                Product::Said(format!("The report is written to {}", path.display()))
            }
            Self::List(name, leaving, path) => {
                let format = list::format_of(&path)?;
                let file = screen::file(name, &leaving, format, Some(path))?;
                match store.handle(Request::List(ListAsk::Write(OpId::new(), file)))? {
                    Reply::List(ListReply::Said(said)) => Product::Said(said),
                    _ => return Err(missing("the list could not be written")),
                }
            }
            Self::Errors(outcome, path, map) => {
                outcome.write_errors(&path, &map)?;
                Product::Written(path)
            }
        })
    }
}
