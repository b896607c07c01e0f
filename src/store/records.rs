//! Records as their import reads them: the same columns, so that what leaves one file comes into another, or back.
//!
//! A row has the number that the other system gave it, else one of this file's own (`file:412`), by which an import
//! knows it again. What only one side may read, only that side exports; treatment staff export their own record.

mod kinds;

use super::gate::sites;
use super::view::export::ExportReply;
use super::view::list::ListFile;
use super::{OpId, Store};
use crate::domain::Word;
use crate::domain::access::Act;
use crate::domain::staff::Side;
use crate::error::{Error, Kind, Result, denied};
use crate::export::document::{Format, Sheet, Value};
use crate::export::list::List;
use crate::store::sql::date;
use kinds::{FACTS, KINDS, Records};
use rusqlite::types::ValueRef;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

impl Store {
    /// Writes or gives the records of a kind that the viewer may read.
    ///
    /// # Errors
    /// The viewer may not export them, there is no such kind, or they cannot be written.
    pub(super) fn export_records(
        &mut self,
        op: OpId,
        kind: &str,
        format: Format,
        path: Option<PathBuf>,
    ) -> Result<ExportReply> {
        self.allow(Act::Export)?;
        let kind = KINDS.iter().find(|known| known.word == kind);
        let kind = kind.ok_or_else(|| Error::new(Kind::Usage, "there are no records of this kind"))?;
        let treats = self.viewer()?.side == Side::Treatment;
        if kind.treatment_only && !treats {
            return Err(denied("consents are kept, and exported, by the treatment agency"));
        }
        let sheet = self.records(kind)?;
        let part2 = treats && kind.part2;
        let list = List { sheet, notice: part2.then(|| self.settings.notices.part2.clone()) };
        let bytes = list.render(format)?;
        let printed = if path.is_none() { bytes.clone() } else { Vec::new() };
        let file = ListFile { list: kind.word, format, rows: list.sheet.rows.len(), part2, bytes, path };
        Ok(ExportReply { said: super::lists::write(self, op, &file)?, bytes: printed })
    }

    fn records(&self, kind: &Records) -> Result<Sheet> {
        let viewer = self.viewer()?;
        let agency: i64 =
            self.conn
                .query_row("select agency_id from staff where id = ?1", [viewer.staff.0], |row| row.get(0))?;
        let treating = (viewer.side == Side::Treatment).then_some(agency);
        let mut statement = self.conn.prepare(kind.sql)?;
        let named: [(&str, Box<dyn rusqlite::ToSql>); 6] = [
            (":sites", Box::new(sites(viewer))),
            (":today", Box::new(date(self.clock.today()))),
            (":side", Box::new(viewer.side.word())),
            (":file", Box::new(super::file_letters(&self.meta.file_uuid))),
            (":treating", Box::new(treating)),
            (":viewer", Box::new(viewer.staff.0)),
        ];
        // Not every kind asks for all of them.
        for (name, value) in &named {
            if let Some(at) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(at, value)?;
            }
        }
        let mut sheet = Sheet::new(kind.word, kind.columns);
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let cells = (0..kind.columns.len()).map(|at| row.get_ref(at).map(value));
            sheet.rows.push(cells.collect::<rusqlite::Result<_>>()?);
        }
        if kind.columns.last() == Some(&FACTS) {
            spread(&mut sheet);
        }
        Ok(sheet)
    }
}

/// Spreads the last column, what is on file for each row, over a column for each fact that some row has.
fn spread(sheet: &mut Sheet) {
    sheet.columns.pop();
    let read = |cell: Option<Value>| match cell {
        Some(Value::Text(text)) => serde_json::from_str(&text).unwrap_or_default(),
        _ => BTreeMap::new(),
    };
    let mut facts: Vec<BTreeMap<String, String>> = sheet.rows.iter_mut().map(|row| read(row.pop())).collect();
    let names: BTreeSet<String> = facts.iter().flat_map(|facts| facts.keys().cloned()).collect();
    for (row, facts) in sheet.rows.iter_mut().zip(&mut facts) {
        row.extend(names.iter().map(|name| facts.remove(name).map_or(Value::Nothing, Value::Text)));
    }
    sheet.columns.extend(names);
}

/// A value as it is written: numbers as numbers.
fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::count(number),
        ValueRef::Real(number) => Value::Number(number, 2),
        ValueRef::Text(text) if !text.is_empty() => Value::Text(String::from_utf8_lossy(text).into_owned()),
        _ => Value::Nothing,
    }
}
