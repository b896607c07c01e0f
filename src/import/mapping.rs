//! Which column is which field: by name, or by a map that somebody wrote.

use super::Kind;
use super::columns::{self, folded};
use super::row::Row;
use super::table::Table;
use crate::domain::Word;
use crate::domain::text::clean_line;
use crate::error::{Error, Kind as Trouble, Result, missing};
use crate::settings::nearest;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A map: `kind`, `[columns]` field = "column", `[values.field]` "theirs" = "ours", `[defaults]` field = "value".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Map {
    kind: Option<String>,
    columns: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, String>>,
    defaults: BTreeMap<String, String>,
}

impl Map {
    /// Reads a map.
    pub(super) fn load(path: &Path) -> Result<Self> {
        let name = super::table::shown(path);
        let bytes = std::fs::read(path).map_err(|_| {
            missing(format!("the map {name} cannot be read")).hint("a map is a TOML file; check its name")
        })?;
        let text =
            String::from_utf8(bytes).map_err(|_| wrong(format!("the map {name} is not text in UTF-8")))?;
        let text = text.trim_start_matches('\u{feff}');
        toml::from_str(text).map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            wrong(format!("the map {name} has a mistake on line {line}: {}", clean_line(error.message())))
                .hint("it may hold kind, [columns], [values.FIELD] and [defaults]")
        })
    }
}

fn wrong(message: String) -> Error {
    Error::new(Trouble::Usage, message)
}

/// A table whose columns are known.
pub(super) struct Sheet {
    pub table: Table,
    pub kind: Kind,
    pub notes: Vec<String>,
    /// The field of each column.
    fields: Vec<Option<&'static str>>,
    /// What a field's words mean, the words folded to lower case.
    values: BTreeMap<&'static str, BTreeMap<String, String>>,
    defaults: BTreeMap<&'static str, String>,
}

impl Sheet {
    /// Finds out what the columns are.
    ///
    /// # Errors
    /// The kind cannot be told, the map names what is not there, or two columns are one field.
    pub(super) fn new(table: Table, map: &Map, kind: Option<Kind>) -> Result<Self> {
        let kind = kind_of(&table, map, kind)?;
        let known = |name: &str| known(kind, name);
        let (mut values, mut defaults) = (BTreeMap::new(), BTreeMap::new());
        for (field, words) in &map.values {
            let words =
                words.iter().map(|(theirs, ours)| (clean_line(theirs).to_lowercase(), clean_line(ours)));
            values.insert(known(field)?, words.collect());
        }
        for (field, value) in &map.defaults {
            defaults.insert(known(field)?, clean_line(value));
        }
        let fields = match_columns(&table, map, kind)?;
        let mut notes = table.notes.clone();
        notes.extend(unused(&table, &fields));
        Ok(Self { table, kind, notes, fields, values, defaults })
    }

    /// The rows with their lines; a row with more cells than there are columns is told.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u64, std::result::Result<Row, String>)> {
        self.table.rows.iter().map(|(line, cells)| (*line, self.row(*line, cells)))
    }

    fn row(&self, line: u64, cells: &[String]) -> std::result::Result<Row, String> {
        let (has, wanted) = (cells.len(), self.fields.len());
        if cells.iter().skip(wanted).any(|cell| !cell.is_empty()) {
            return Err(format!("it has {has} cells, but there are {wanted} columns"));
        }
        if self.table.unclosed && cells.iter().any(|cell| cell.contains('\n')) {
            return Err(
                "a quotation mark is opened here and never closed: the rows after it were not read".into()
            );
        }
        let mut row = Row { line, fields: BTreeMap::new() };
        for (field, cell) in self.fields.iter().zip(cells) {
            let Some(field) = field else { continue };
            let cell = clean_line(cell);
            let meant = self.values.get(field).and_then(|words| words.get(&cell.to_lowercase())).cloned();
            row.fields.insert(field, meant.unwrap_or(cell));
        }
        for (field, value) in &self.defaults {
            let cell = row.fields.entry(field).or_default();
            if cell.is_empty() {
                cell.clone_from(value);
            }
        }
        Ok(row)
    }
}

fn kind_of(table: &Table, map: &Map, kind: Option<Kind>) -> Result<Kind> {
    if let Some(kind) = kind {
        return Ok(kind);
    }
    if let Some(text) = &map.kind {
        return Kind::read(text).ok_or_else(|| {
            wrong(format!("the map's kind \"{}\" is not known", clean_line(text))).hint(kinds())
        });
    }
    columns::detect(&table.headers).ok_or_else(|| {
        let headers = clean_line(&table.headers.join(", "));
        wrong(format!("it cannot be told what {} holds; its columns are {headers}", table.name))
            .hint(format!("{}; say it with --kind, or write a --map", kinds()))
    })
}

fn kinds() -> String {
    let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    format!("the kinds are {}", words.join(", "))
}

fn known(kind: Kind, name: &str) -> Result<&'static str> {
    let fields = columns::fields(kind);
    if let Some(field) = fields.iter().find(|field| field.name == name) {
        return Ok(field.name);
    }
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the fields are {}", names.join(", ")),
    };
    Err(wrong(format!("the map names a field {} that {} do not have", clean_line(name), kind.label()))
        .hint(hint))
}

fn match_columns(table: &Table, map: &Map, kind: Kind) -> Result<Vec<Option<&'static str>>> {
    let mut fields: Vec<Option<&'static str>> = vec![None; table.headers.len()];
    let mut taken = Vec::new();
    for (name, column) in &map.columns {
        let field = known(kind, name)?;
        let at = table.headers.iter().position(|header| folded(header) == folded(column));
        let Some(slot) = at.and_then(|at| fields.get_mut(at)) else {
            return Err(wrong(format!("{} has no column \"{}\"", table.name, clean_line(column)))
                .hint(format!("its columns are {}", clean_line(&table.headers.join(", ")))));
        };
        *slot = Some(field);
        taken.push(field);
    }
    for (slot, header) in fields.iter_mut().zip(&table.headers).filter(|(slot, _)| slot.is_none()) {
        let Some(field) = columns::field_of(kind, header) else { continue };
        if map.columns.contains_key(field) {
            continue;
        }
        if taken.contains(&field) {
            return Err(wrong(format!("{} has two columns for {field}", table.name))
                .hint("say which one counts in a --map: [columns]"));
        }
        *slot = Some(field);
        taken.push(field);
    }
    Ok(fields)
}

fn unused(table: &Table, fields: &[Option<&'static str>]) -> Option<String> {
    let unused: Vec<&str> = table
        .headers
        .iter()
        .zip(fields)
        .filter(|(header, field)| field.is_none() && !header.is_empty() && *header != "reason")
        .map(|(header, _)| header.as_str())
        .collect();
    (!unused.is_empty()).then(|| format!("not used: {}", clean_line(&unused.join(", "))))
}
