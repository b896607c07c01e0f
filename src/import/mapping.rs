//! Which column is which field: by a map that somebody wrote, by name, or by look; and rows read so.

use super::Kind;
use super::columns::{self, Fields, Name, folded};
use super::look::{How, Look, Order, dated, look};
use super::map::{Clients, Map, wrong};
use super::moment;
use super::row::{Row, quoted, shortened};
use super::sqlite::pointers;
use super::table::{Record, Table};
use super::watch::Watch;
use crate::domain::Word;
use crate::domain::text::{clean_line, count};
use crate::error::Result;
use crate::settings::nearest;
use crate::store::Store;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much of a column's name is said of its cells, in characters: what is looked up has long ones.
const CALLED: usize = 30;

/// A column as it is read.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub field: Option<Name>,
    pub how: Option<How>,
    /// It holds days, months or years.
    pub is_day: bool,
    /// Its dates have the day before the month.
    pub day_first: bool,
    /// Its dates are moments with a time of day, so that the day is that of the file's zone.
    pub moments: bool,
    /// What the map makes of it where it is no field by itself: `looked up in Client`.
    pub used: Option<String>,
}

/// A table whose columns are known.
pub(super) struct Sheet {
    pub table: Table,
    pub kind: Kind,
    pub notes: Vec<String>,
    /// Which columns are not read, as a sentence.
    pub unused: Option<String>,
    pub columns: Vec<Column>,
    /// What its columns may be.
    pub fields: Fields,
    pub clients: Clients,
    /// What a field's words mean, the words folded to lower case.
    values: BTreeMap<Name, BTreeMap<String, String>>,
    defaults: BTreeMap<Name, String>,
    /// The column of each field, for what is said of its cells.
    called: Arc<BTreeMap<Name, String>>,
    /// Fields whose order the map tells.
    told: Vec<Name>,
    zone: Tz,
}

impl Sheet {
    /// Finds out what the columns are.
    ///
    /// # Errors
    /// The kind cannot be told, the map names what is not there, or two columns are one field.
    pub(super) fn new(table: Table, map: &Map, kind: Option<Kind>, store: &Store) -> Result<Self> {
        let kind = kind_of(&table, map, kind)?;
        let fields = Fields::new(kind, &store.settings().services);
        let known = |name: &str| known(kind, &fields, name);
        let (mut values, mut defaults) = (BTreeMap::new(), BTreeMap::new());
        for (field, words) in &map.values {
            let words =
                words.iter().map(|(theirs, ours)| (clean_line(theirs).to_lowercase(), clean_line(ours)));
            values.insert(known(field)?, words.collect());
        }
        for (field, value) in &map.defaults {
            defaults.insert(known(field)?, clean_line(value));
        }
        let told = map.day_first.iter().map(|field| known(field)).collect::<Result<Vec<_>>>()?;
        let mut columns = match_columns(&table, map, kind, &fields)?;
        let mut notes = table.notes.clone();
        notes.extend(by_look(&table, map, kind, &mut columns));
        for column in &mut columns {
            let Some(field) = &column.field else { continue };
            (column.is_day, column.day_first) = (fields.is_day(field), told.contains(field));
        }
        let unused = unused(&table, map, &columns);
        let called = columns.iter().zip(&table.headers);
        let called = called
            .filter_map(|(column, name)| Some((column.field.clone()?, shortened(name, CALLED))))
            .collect();
        Ok(Self {
            table,
            kind,
            notes,
            unused,
            columns,
            fields,
            clients: map.clients.unwrap_or_default(),
            values,
            defaults,
            called: Arc::new(called),
            told,
            zone: store.meta().time_zone,
        })
    }

    /// Decides for each column of dates whether the day or the month comes first; says it where it matters.
    ///
    /// # Errors
    /// The file cannot be read, or somebody asked to stop.
    pub(super) fn decide_order(&mut self, watch: &Watch) -> Result<()> {
        let mut orders = vec![Order::default(); self.columns.len()];
        let days = self.columns.iter().enumerate().filter(|(_, column)| column.is_day);
        let wanted: Vec<usize> = days.map(|(at, _)| at).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        watch.begin();
        self.table.walk(watch, &mut |record| {
            see(&mut orders, &wanted, &record);
            Ok(())
        })?;
        watch.begin();
        self.set_order(&orders);
        Ok(())
    }

    /// Decides the order by the first rows alone, for a preview.
    pub(super) fn guess_order(&mut self) {
        let mut orders = vec![Order::default(); self.columns.len()];
        let wanted: Vec<usize> = (0..self.columns.len()).collect();
        for record in &self.table.first {
            see(&mut orders, &wanted, record);
        }
        self.set_order(&orders);
    }

    fn set_order(&mut self, orders: &[Order]) {
        for ((column, order), name) in self.columns.iter_mut().zip(orders).zip(&self.table.headers) {
            let Some(field) = column.field.as_ref().filter(|_| column.is_day) else { continue };
            let told = self.told.contains(field);
            column.day_first |= order.is_day_first();
            column.moments = order.moments > 0;
            self.notes.extend(order.note(name, told));
        }
    }

    /// A record as a row; what cannot be read is told by its column.
    pub(super) fn row(&self, record: &Record) -> std::result::Result<Row, String> {
        let (has, wanted) = (record.cells.len(), self.columns.len());
        if record.cells.iter().skip(wanted).any(|cell| !cell.is_empty()) {
            let are = if wanted == 1 { "is" } else { "are" };
            return Err(format!(
                "it has {}, but there {are} {}",
                count(has, "cell"),
                count(wanted, "column")
            ));
        }
        if record.unclosed && record.cells.iter().any(|cell| cell.contains('\n')) {
            return Err(
                "a quotation mark is opened here and never closed: the rows after it were not read".into()
            );
        }
        for (at, why) in &record.bad {
            if self.columns.get(*at).is_some_and(|column| column.field.is_some()) {
                let name = self.table.headers.get(*at).map_or("", String::as_str);
                let cell = record.cells.get(*at).filter(|cell| !cell.is_empty());
                let cell = cell.map_or_else(String::new, |cell| format!(", {}:", quoted(cell)));
                return Err(format!("column \"{name}\"{cell} cannot be read: {why}"));
            }
        }
        let mut row = Row { line: record.line, called: Arc::clone(&self.called), ..Row::default() };
        for (column, cell) in self.columns.iter().zip(&record.cells) {
            let Some(field) = &column.field else { continue };
            row.fields.insert(field.clone(), self.cell(field, column, cell));
        }
        for (field, value) in &self.defaults {
            let cell = row.fields.entry(field.clone()).or_default();
            if cell.is_empty() {
                cell.clone_from(value);
            }
        }
        Ok(row)
    }

    fn cell(&self, field: &str, column: &Column, cell: &str) -> String {
        if cell.is_empty() {
            return String::new();
        }
        let cell = if cell.contains('\n') { clean_line(cell) } else { cell.to_owned() };
        let meant = self.values.get(field).and_then(|words| words.get(&cell.to_lowercase()));
        match meant {
            Some(meant) => meant.clone(),
            None if column.is_day => self.day(column, &cell).unwrap_or(cell),
            None if field == "began" => moment::time_of_day(&cell, self.zone).unwrap_or(cell),
            None => cell,
        }
    }

    /// A cell of a date field as our dates are read; `None` where it is read as it stands.
    fn day(&self, column: &Column, cell: &str) -> Option<String> {
        let here = column.moments.then(|| moment::local(cell, self.zone)).flatten();
        here.map(|at| at.date().to_string()).or_else(|| dated(cell, column.day_first))
    }
}

fn see(orders: &mut [Order], wanted: &[usize], record: &Record) {
    for at in wanted {
        if let (Some(order), Some(cell)) = (orders.get_mut(*at), record.cells.get(*at)) {
            order.see(cell);
        }
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

/// The kinds as a sentence.
pub(super) fn kinds() -> String {
    let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    format!("the kinds are {}", words.join(", "))
}

fn known(kind: Kind, fields: &Fields, name: &str) -> Result<Name> {
    if let Some(field) = fields.named(name) {
        return Ok(field);
    }
    let names: Vec<&str> = fields.names().collect();
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the fields are {}", names.join(", ")),
    };
    Err(wrong(format!("the map names a field {} that {} do not have", clean_line(name), kind.label()))
        .hint(hint))
}

fn match_columns(table: &Table, map: &Map, kind: Kind, fields: &Fields) -> Result<Vec<Column>> {
    let nothing =
        Column { field: None, how: None, is_day: false, day_first: false, moments: false, used: None };
    let mut columns = vec![nothing; table.headers.len()];
    let mut taken = Vec::new();
    for (name, column) in &map.columns {
        let field = known(kind, fields, name)?;
        let at = table.headers.iter().position(|header| folded(header) == folded(column));
        let Some(slot) = at.and_then(|at| columns.get_mut(at)) else {
            return Err(wrong(format!("{} has no column \"{}\"", table.name, clean_line(column)))
                .hint(format!("its columns are {}", clean_line(&table.headers.join(", ")))));
        };
        (slot.field, slot.how) = (Some(field.clone()), Some(How::Map));
        taken.push(field);
    }
    for (slot, header) in columns.iter_mut().zip(&table.headers).filter(|(slot, _)| slot.field.is_none()) {
        let Some(field) = fields.of_column(header) else { continue };
        if map.columns.contains_key(&*field) || is_ignored(map, header) {
            continue;
        }
        if taken.contains(&field) {
            return Err(wrong(format!("{} has two columns for {field}", table.name))
                .hint("say which one counts in a --map: [columns]"));
        }
        (slot.field, slot.how) = (Some(field.clone()), Some(How::Name));
        taken.push(field);
    }
    // In a text, such as the refused rows of a database, what was looked up stands there already.
    for (slot, header) in columns.iter_mut().zip(&table.headers).filter(|_| table.sheet.is_some()) {
        slot.used = used(map, header);
    }
    Ok(columns)
}

/// What a map makes of a column that is a key into other tables, or a part of what is put together.
fn used(map: &Map, header: &str) -> Option<String> {
    let all = map.columns.iter().flat_map(|(field, column)| pointers(column).map(move |to| (field, to)));
    let mut uses: Vec<String> = all
        .filter(|(_, (name, _))| folded(name) == folded(header))
        .map(|(field, (_, table))| match table {
            Some(table) => format!("looked up in {}", clean_line(table)),
            None => format!("part of {}", field.replace('_', " ")),
        })
        .collect();
    uses.sort();
    uses.dedup();
    (!uses.is_empty()).then(|| uses.join(", "))
}

/// Whether a column is not taken by its name: the map says so, or uses it to look something up.
fn is_ignored(map: &Map, header: &str) -> bool {
    let pointers = map.columns.values().flat_map(|column| pointers(column)).map(|(name, _)| name);
    map.ignore.iter().map(String::as_str).chain(pointers).any(|name| folded(name) == folded(header))
}

/// Takes a column that no name tells by its look, where only one column looks so and only one field of the kind does.
fn by_look(table: &Table, map: &Map, kind: Kind, columns: &mut [Column]) -> Vec<String> {
    let looks: Vec<Look> = (0..columns.len()).map(|at| look(cells(table, at))).collect();
    let mut notes = Vec::new();
    for wanted in [Look::Email, Look::Role, Look::Day] {
        let fields = columns::fields(kind).iter().map(|field| field.name);
        let mut fields = fields.filter(|field| looks_of(kind, field) == Some(wanted));
        let (Some(field), None) = (fields.next(), fields.next()) else { continue };
        if columns.iter().any(|column| column.field.as_deref() == Some(field)) {
            continue;
        }
        let header = |at: &usize| table.headers.get(*at).map_or("", String::as_str);
        let free = |at: &usize| {
            looks.get(*at) == Some(&wanted)
                && columns.get(*at).is_some_and(|column| column.field.is_none())
                && !is_ignored(map, header(at))
        };
        let mut places = (0..columns.len()).filter(free);
        let (Some(at), None) = (places.next(), places.next()) else { continue };
        notes.push(format!(
            "column \"{}\" looks like {} and was read as {}",
            header(&at),
            wanted.label(),
            field.replace('_', " ")
        ));
        if let Some(column) = columns.get_mut(at) {
            (column.field, column.how) = (Some(field.into()), Some(How::Look));
        }
    }
    notes
}

/// The cells of a column in the first rows.
pub(super) fn cells(table: &Table, at: usize) -> impl Iterator<Item = &str> + Clone {
    table.first.iter().filter_map(move |record| record.cells.get(at)).map(String::as_str)
}

/// What a field looks like that may be told by its look: of days only the one that a kind is told by.
fn looks_of(kind: Kind, field: &str) -> Option<Look> {
    match field {
        "email" => Some(Look::Email),
        "role" => Some(Look::Role),
        field if columns::is_day(field) && columns::is_principal(kind, field) => Some(Look::Day),
        _ => None,
    }
}

fn unused(table: &Table, map: &Map, columns: &[Column]) -> Option<String> {
    let unused: Vec<&str> = table
        .headers
        .iter()
        .zip(columns)
        .filter(|(header, column)| column.field.is_none() && !header.is_empty() && *header != "reason")
        .filter(|(header, _)| !is_ignored(map, header))
        .map(|(header, _)| header.as_str())
        .collect();
    (!unused.is_empty()).then(|| format!("not used: {}", clean_line(&unused.join(", "))))
}
