//! One row as its columns name it, and what became of it.

use super::columns::Name;
use crate::domain::dates::{Precision, read_import};
use crate::domain::text::clean_line;
use crate::error::{Error, Result, invalid};
use crate::store::Tx;
use crate::store::sql::IntoValue;
use chrono::NaiveDate;
use rusqlite::types::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much of a cell is quoted, in characters.
const QUOTED: usize = 60;

/// What a row did to the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    LeftAlone,
    Changed,
    Added,
}

/// A row that was taken, and the parts of it that were not.
pub(super) struct Done {
    pub verdict: Verdict,
    pub refused: Vec<String>,
}

impl Done {
    pub(super) fn of(added: bool, changed: bool) -> Self {
        let verdict = match (added, changed) {
            (true, _) => Verdict::Added,
            (false, true) => Verdict::Changed,
            (false, false) => Verdict::LeftAlone,
        };
        Self { verdict, refused: Vec::new() }
    }

    /// Whether the row brought something new.
    pub(super) fn is_new(&self) -> bool {
        self.verdict == Verdict::Added
    }

    /// Whether the row said what is known already.
    pub(super) fn is_old(&self) -> bool {
        self.verdict == Verdict::LeftAlone
    }
}

/// A row: its line and the cleaned text of each field that says something.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub line: u64,
    pub fields: BTreeMap<Name, String>,
    /// What the column of each field is called in the file.
    pub called: Arc<BTreeMap<Name, String>>,
}

impl Row {
    /// The text of a field, where there is any.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The text of a field without which the row means nothing.
    pub(super) fn need(&self, field: &str, called: &str) -> Result<&str> {
        self.text(field).ok_or_else(|| invalid(format!("{called} is missing")))
    }

    /// A complaint about a cell: its column, what stands there, and why.
    pub(super) fn wrong(&self, field: &str, why: impl std::fmt::Display) -> Error {
        let (called, words, why) = (self.called.get(field), field.replace('_', " "), why.to_string());
        let Some(text) = self.text(field) else {
            return invalid(format!("{words} is missing: {why}"));
        };
        // What quotes the cell itself need not do so twice.
        let why = why.strip_prefix(&format!("\"{text}\" ")).unwrap_or(&why);
        invalid(match called {
            Some(column) => format!("column \"{}\", {}: {why}", clean_line(column), quoted(text)),
            None => format!("{words} {}: {why}", quoted(text)),
        })
    }

    /// A day, told as a day.
    pub(super) fn day(&self, field: &str) -> Result<Option<NaiveDate>> {
        let Some(text) = self.text(field) else { return Ok(None) };
        let read = read_import(text).map_err(|why| self.wrong(field, why))?;
        if read.precision != Precision::Day {
            return Err(self.wrong(field, "this is not a day: write it like 2026-03-09"));
        }
        Ok(Some(read.date))
    }

    /// A day that has come.
    pub(super) fn past_day(&self, field: &str, today: NaiveDate) -> Result<Option<NaiveDate>> {
        match self.day(field)? {
            // Quoted, so that a day that stands there as it is read is not said twice.
            Some(day) if day > today => Err(self.wrong(field, format!("\"{day}\" has not come yet"))),
            day => Ok(day),
        }
    }

    /// Yes or no.
    pub(super) fn yes(&self, field: &str) -> Result<Option<bool>> {
        let Some(text) = self.text(field) else { return Ok(None) };
        match text.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "x" => Ok(Some(true)),
            "no" | "n" | "false" | "0" => Ok(Some(false)),
            _ => Err(self.wrong(field, "this is neither yes nor no")),
        }
    }
}

/// A cell as it is quoted: its beginning, cleaned.
pub(super) fn quoted(cell: &str) -> String {
    format!("\"{}\"", clean_line(&shortened(cell, QUOTED)))
}

/// The beginning of a text; what is left out shows.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let more = if text.chars().nth(most).is_some() { "…" } else { "" };
    format!("{}{more}", text.chars().take(most).collect::<String>())
}

/// Several values in one cell: `a@example.org, b@example.org`; addresses may also stand on lines of their own.
pub(super) fn several(text: &str) -> Vec<&str> {
    let addresses = text.split_whitespace().all(|part| part.contains('@'));
    let parts = text.split(|c: char| matches!(c, ',' | ';' | '|') || (addresses && c.is_whitespace()));
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// A text by which names are compared: lower case, single blanks.
pub(super) fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Fills in what a row says and the file does not hold yet; says whether anything differed.
pub(super) fn fill(
    tx: &mut Tx<'_>,
    table: &'static str,
    id: i64,
    wanted: &[(&'static str, Value)],
) -> Result<bool> {
    let mut differing: Vec<(&str, &dyn IntoValue)> = Vec::new();
    for (column, value) in wanted.iter().filter(|(_, value)| *value != Value::Null) {
        let sql = format!("select {column} from {table} where id = ?1");
        let now: Value = tx.sql().prepare_cached(&sql)?.query_row([id], |row| row.get(0))?;
        if now != *value {
            differing.push((column, value));
        }
    }
    if differing.is_empty() {
        return Ok(false);
    }
    tx.set(table, id, &differing)?;
    Ok(true)
}
