//! What a file's columns are taken for, with samples, before anything is done with them.

use super::look::{How, Look, look};
use super::map::Map;
use super::mapping::{Sheet, cells};
use super::row::shortened;
use super::{Kind, Options, columns};
use crate::domain::Word;
use crate::domain::text::clean_line;
use crate::error::Result;
use crate::store::Store;
use serde::Serialize;
use std::fmt::Write;
use std::path::Path;

/// How many samples of a column are shown.
const SAMPLES: usize = 3;
/// How much of a sample is shown, in characters.
const SAMPLE: usize = 40;

/// A file's columns as they would be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Preview {
    /// The file's name, without its folder.
    pub file: String,
    /// Which of its sheets or tables is read.
    pub sheet: Option<String>,
    /// All its sheets or tables.
    pub sheets: Vec<String>,
    /// What the rows are taken for.
    pub kind: Kind,
    /// The line or row of the column names.
    pub header: u64,
    /// The columns in their order.
    pub columns: Vec<ColumnPreview>,
    /// Every field that this kind has.
    pub fields: Vec<String>,
    /// What else is worth knowing.
    pub notes: Vec<String>,
}

/// A column as it would be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnPreview {
    /// Its name.
    pub column: String,
    /// The field it is read as; none: it is not read.
    pub field: Option<String>,
    /// How that is known.
    pub how: Option<How>,
    /// What the map makes of a column that is no field by itself: `looked up in Client`.
    pub used: Option<String>,
    /// What its cells look like.
    pub look: Look,
    /// The first different cells that say something.
    pub samples: Vec<String>,
}

/// Looks at the beginning of a file.
///
/// # Errors
/// The file or the map cannot be read, or it cannot be told what the file holds.
pub fn preview(store: &Store, path: &Path, options: &Options) -> Result<Preview> {
    super::is_foreign(store, path)?;
    let map = options.map()?;
    let mut sheet = Sheet::new(options.open(path, &map)?, &map, options.kind, store)?;
    sheet.guess_order();
    Ok(of(&sheet))
}

/// What somebody has to say before a file can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Which of these tables is meant.
    Table(Vec<String>),
    /// What the rows are: the columns do not tell.
    Kind,
}

/// What has to be said before [`preview`] can look at a file; `None` where that is not what keeps it.
pub fn unclear(path: &Path, options: &Options) -> Option<Unclear> {
    let map = options.map().ok()?;
    if options.sheet.is_none() && map.sheet.is_none() {
        let tables = super::table::choices(path);
        if tables.len() > 1 {
            return Some(Unclear::Table(tables));
        }
    }
    let told = options.kind.is_some() || map.kind.is_some();
    let table = options.open(path, &map).ok().filter(|_| !told)?;
    columns::detect(&table.headers).is_none().then_some(Unclear::Kind)
}

/// The map that reads a file as it is read now, for the next one of its kind.
///
/// # Errors
/// As for [`preview`].
pub fn map_of(store: &Store, path: &Path, options: &Options) -> Result<Map> {
    let mut map = options.map()?;
    let preview = preview(store, path, options)?;
    map.kind = Some(preview.kind.word().to_owned());
    map.sheet = preview.sheet;
    let fields =
        preview.columns.iter().filter_map(|column| Some((column.field.clone()?, column.column.clone())));
    map.columns = fields.collect();
    Ok(map)
}

fn of(sheet: &Sheet) -> Preview {
    let table = &sheet.table;
    let all = table.headers.iter().zip(&sheet.columns).enumerate();
    let columns = all.map(|(at, (name, column))| ColumnPreview {
        column: name.clone(),
        field: column.field.as_ref().map(ToString::to_string),
        how: column.how,
        used: column.used.clone(),
        look: look(cells(table, at)),
        samples: samples(cells(table, at)),
    });
    Preview {
        file: table.name.clone(),
        sheet: table.sheet.clone(),
        sheets: table.tables().to_vec(),
        kind: sheet.kind,
        header: table.header_line,
        columns: columns.collect(),
        fields: sheet.fields.names().map(str::to_owned).collect(),
        notes: sheet.notes.clone(),
    }
}

fn samples<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut samples: Vec<String> = Vec::new();
    for cell in cells.filter(|cell| !cell.is_empty()) {
        let short = shortened(&clean_line(cell), SAMPLE);
        if !samples.contains(&short) {
            samples.push(short);
        }
        if samples.len() == SAMPLES {
            break;
        }
    }
    samples
}

impl ColumnPreview {
    /// What becomes of it, as people read it: `case number`, `on date (by its look)`, `not read`.
    pub fn read_as(&self) -> String {
        let by = if self.how == Some(How::Look) { " (by its look)" } else { "" };
        match (&self.field, &self.used) {
            (Some(field), _) => format!("{}{by}", field.replace('_', " ")),
            (None, Some(used)) => used.clone(),
            (None, None) => "– not read".to_owned(),
        }
    }
}

impl Preview {
    /// The columns as people read them, one line each.
    pub fn text(&self) -> String {
        let mut out = format!("{} is read as {}:\n", self.file, self.kind.label());
        let widest = |texts: Vec<&str>, most: usize| {
            texts.iter().map(|text| text.chars().count()).filter(|wide| *wide <= most).max().unwrap_or(0)
        };
        let read: Vec<String> = self.columns.iter().map(ColumnPreview::read_as).collect();
        let wide = widest(self.columns.iter().map(|column| column.column.as_str()).collect(), 30);
        let room = widest(read.iter().map(String::as_str).collect(), 40);
        for (column, read) in self.columns.iter().zip(&read) {
            let mut name = column.column.as_str();
            // A long name has a line of its own.
            if name.chars().count() > wide {
                let _ = writeln!(out, "  {name}");
                name = "";
            }
            let _ = writeln!(out, "  {name:wide$}  {read:room$}  {}", column.samples.join(" · "));
        }
        out
    }
}
