//! A map: what somebody said a file's columns and words mean, kept as TOML for the next file of the same kind.

use super::errors::NewFile;
use super::table::shown;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind as Trouble, Result, missing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The largest map, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A map: `kind`, `sheet`, `header`, `[columns]` field = "column", `[values.field]` "theirs" = "ours", `[defaults]`
/// field = "value", `[names]` "theirs" = "e-mail address, name, or nobody".
///
/// In a database a column may be looked up in other tables, also by a key of several columns, and put together from
/// several: `"Client > Contact.Last"`, `"Office & Badge > Worker.Email"`, `"Quantity + Unit"`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Map {
    /// What the rows are: `family`, `staff`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The sheet of a workbook, or the table of a database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The line or row in which the column names stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<u64>,
    /// How names of clients are kept: `initials`, or `label` as they stand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clients: Option<Clients>,
    /// Columns that are not read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<String>,
    /// Fields whose dates have the day before the month, as in 16/9/2026.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub day_first: Vec<String>,
    /// Which column each field stands in.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
    /// What a field holds where the row says nothing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, String>,
    /// Whom a name means.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// What the words of a field mean.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// How the names of families and their members are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clients {
    /// As initials.
    #[default]
    Initials,
    /// As they stand: they are labels that name nobody.
    Label,
}

impl Map {
    /// Reads a map.
    ///
    /// # Errors
    /// It cannot be read, or has a mistake, which is named by its line.
    pub fn load(path: &Path) -> Result<Self> {
        let name = shown(path);
        let too_large = path.metadata().is_ok_and(|meta| meta.len() > LARGEST);
        let bytes = (!too_large).then(|| std::fs::read(path)).and_then(std::result::Result::ok);
        let bytes = bytes.ok_or_else(|| {
            missing(format!("the map {name} cannot be read")).hint("a map is a TOML file; check its name")
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| wrong(format!("the map {name} is not text in UTF-8")))?;
        let text = text.trim_start_matches('\u{feff}');
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            wrong(format!("the map {name} has a mistake on line {line}: {}", clean_line(error.message())))
                .hint("it may hold kind, sheet, header, clients, ignore, day_first, [columns], [values.FIELD], [defaults] and [names]")
        })
    }

    /// Writes the map where there is no file yet.
    ///
    /// # Errors
    /// Something is there already, or it cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        self.write(NewFile::make(path, "the map")?)
    }

    /// Writes the map into a file that was made for it.
    pub(super) fn write(&self, file: NewFile) -> Result<()> {
        let text = toml::to_string(self).map_err(|error| {
            wrong(format!("the map could not be written: {}", clean_line(&error.to_string())))
        })?;
        let head = "# What the columns and words of a file mean: ifr import FILE --map THIS\n";
        file.write(format!("{head}{text}").as_bytes())
    }

    /// Says that a column is a field, or none.
    pub fn set(&mut self, column: &str, field: Option<&str>) {
        self.columns.retain(|own, other| other != column && Some(own.as_str()) != field);
        self.ignore.retain(|other| other != column);
        match field {
            Some(field) => drop(self.columns.insert(field.to_owned(), column.to_owned())),
            None => self.ignore.push(column.to_owned()),
        }
    }
}

pub(super) fn wrong(message: String) -> Error {
    Error::new(Trouble::Usage, message)
}
