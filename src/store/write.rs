//! The one way anything is written: once per operation, with row versions, into the audit trail.

mod granted;
mod once;
mod rows;

pub(super) use granted::Granted;
pub(crate) use once::done_before;
pub(super) use rows::{Since, Span, feed, follows};

use super::event::{self, Entry};
use super::share::turn::Turn;
use super::share::writing;
use super::sql::IntoValue;
use super::{Access, Store};
use crate::error::{Error, Kind, Result, denied};
use granted::Saving;
use once::{commit, decode};
use rows::Brought;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The identity of one thing somebody did; doing the same one twice does it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OpId(Uuid);

impl OpId {
    /// A new operation.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for OpId {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for OpId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What an operation is called in the audit trail, and what it is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct What<'a> {
    /// The kind of event, such as `assign` or `sign_meeting`.
    pub kind: &'a str,
    /// The table of the record it is about; empty when there is none.
    pub entity: &'a str,
    /// That record's key.
    pub id: Option<i64>,
}

impl<'a> What<'a> {
    /// An operation about a record.
    pub(crate) fn of(kind: &'a str, entity: &'a str, id: i64) -> Self {
        Self { kind, entity, id: Some(id) }
    }
    /// An operation that makes its record.
    pub(crate) fn new(kind: &'a str, entity: &'a str) -> Self {
        Self { kind, entity, id: None }
    }
}

/// One field's old and new value.
pub(crate) struct Change {
    pub entity: &'static str,
    pub id: i64,
    pub field: String,
    pub old: Value,
    pub new: Value,
    pub part2: bool,
}

/// A row that a write touched, with the version it left: what undoing goes by.
struct Touch {
    table: &'static str,
    id: i64,
    version: i64,
    made: bool,
}

/// The version of a row that was taken away.
pub(super) const GONE: i64 = 0;

/// More rows than this at once are no single thing somebody did: such a write is not undone in one step.
const MOST_TOUCHED: usize = 500;

/// How much of a large write is kept in memory, in KB with a minus, as SQLite counts.
const CACHE: i64 = -32_768;

/// A write in progress: every insert and update through it lands in the audit trail.
pub struct Tx<'c> {
    tx: Transaction<'c>,
    changes: Vec<Change>,
    touched: Vec<Touch>,
    /// An update found everything as it was to be.
    unchanged: bool,
    part2: bool,
    note: serde_json::Map<String, serde_json::Value>,
    /// What was added by a bulk write, in place of its fields one by one.
    digest: Option<Sha256>,
    brought: Brought,
}

/// A column and its value.
pub(crate) type Field<'a> = (&'a str, &'a dyn IntoValue);

impl Tx<'_> {
    /// The transaction, for reading inside the write.
    pub(crate) fn sql(&self) -> &rusqlite::Connection {
        &self.tx
    }

    /// Marks what follows as Part 2: its old and new values are gated in the history.
    pub(crate) fn part2(&mut self, part2: bool) {
        self.part2 = part2;
    }

    /// Adds a fact (never content) to the event's body.
    pub(crate) fn note(&mut self, key: &str, value: impl Into<serde_json::Value>) {
        self.note.insert(key.to_owned(), value.into());
    }

    /// From here on added rows are told by one SHA-256 over all of them, not field by field: for imports, whose rows
    /// carry the key of their import. Changes of rows that were there before are told as ever.
    pub(crate) fn digest_rows(&mut self) {
        self.digest = Some(Sha256::new());
    }

    /// The SHA-256 over the rows added since [`Tx::digest_rows`], as hexadecimal digits.
    pub(crate) fn rows_digest(&self) -> Option<String> {
        self.digest.as_ref().map(|digest| event::hex(&digest.clone().finalize()))
    }

    /// Counts a row that an import brought: the event says how many there were, and has a digest of what they held.
    pub(crate) fn brought(&mut self, import: i64, table: &'static str, id: i64, columns: &[&str]) {
        self.brought.take(import, table, id, columns);
    }

    /// Adds a row and gives its key.
    pub(crate) fn insert(&mut self, table: &'static str, fields: &[Field<'_>]) -> Result<i64> {
        let columns: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let marks = vec!["?"; fields.len()].join(", ");
        let sql = format!("insert into {table} ({}) values ({marks})", columns.join(", "));
        let values: Vec<Value> = fields.iter().map(|(_, value)| value.value()).collect();
        self.tx.prepare_cached(&sql)?.execute(params_from_iter(values.iter()))?;
        let id = self.tx.last_insert_rowid();
        if let Some(digest) = &mut self.digest {
            feed(digest, table, &columns, &values);
            let import = columns.iter().position(|name| *name == "import_id").and_then(|at| values.get(at));
            if let Some(Value::Integer(import)) = import {
                self.brought(*import, table, id, &columns);
            }
            return Ok(id);
        }
        self.touched.push(Touch { table, id, version: 1, made: true });
        for ((name, _), new) in fields.iter().zip(values) {
            if new != Value::Null {
                self.changes.push(Change {
                    entity: table,
                    id,
                    field: (*name).to_owned(),
                    old: Value::Null,
                    new,
                    part2: self.part2,
                });
            }
        }
        Ok(id)
    }

    /// Changes fields of a row whose version is still the one that was read.
    ///
    /// # Errors
    /// [`Kind::Conflict`] when somebody changed the row meanwhile.
    pub(crate) fn update(
        &mut self,
        table: &'static str,
        id: i64,
        version: i64,
        fields: &[Field<'_>],
    ) -> Result<i64> {
        let columns: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let old = self
            .tx
            .prepare_cached(&format!("select {} from {table} where id = ?1", columns.join(", ")))?
            .query_row([id], |row| {
                (0..fields.len()).map(|n| row.get::<_, Value>(n)).collect::<rusqlite::Result<Vec<_>>>()
            })?;
        let same = fields.iter().zip(&old).all(|((_, new), old)| new.value() == *old);
        if same && self.version(table, id)? == version {
            // Nothing changes: the row stays as it is, and nobody else's work on it is disturbed.
            self.unchanged = true;
            return Ok(version);
        }
        let sets: Vec<String> =
            columns.iter().enumerate().map(|(n, name)| format!("{name} = ?{}", n + 3)).collect();
        let sql = format!(
            "update {table} set {}, version = version + 1 where id = ?1 and version = ?2 returning version",
            sets.join(", ")
        );
        let mut values = vec![Value::Integer(id), Value::Integer(version)];
        values.extend(fields.iter().map(|(_, value)| value.value()));
        let after: Option<i64> = self
            .tx
            .prepare_cached(&sql)?
            .query_row(params_from_iter(values.iter()), |row| row.get(0))
            .optional()?;
        let Some(after) = after else {
            return Err(Error::new(Kind::Conflict, "somebody else changed this meanwhile")
                .hint("it was loaded again: look at it and save once more"));
        };
        self.touched.push(Touch { table, id, version: after, made: false });
        for ((name, old), new) in columns.iter().zip(old).zip(values.into_iter().skip(2)) {
            if old != new {
                let field = (*name).to_owned();
                self.changes.push(Change { entity: table, id, field, old, new, part2: self.part2 });
            }
        }
        Ok(after)
    }

    /// Changes fields of a row whatever its version: for what only this operation can have meant.
    pub(crate) fn set(&mut self, table: &'static str, id: i64, fields: &[Field<'_>]) -> Result<i64> {
        let version = self.version(table, id)?;
        self.update(table, id, version, fields)
    }

    fn version(&self, table: &'static str, id: i64) -> Result<i64> {
        Ok(self
            .tx
            .prepare_cached(&format!("select version from {table} where id = ?1"))?
            .query_row([id], |row| row.get(0))?)
    }

    /// Takes a row away that nothing refers to; its values stay in the audit trail.
    ///
    /// # Errors
    /// Something refers to it, or the file's rules keep it.
    pub(crate) fn delete(&mut self, table: &'static str, id: i64) -> Result<()> {
        let old: Vec<(String, Value)> = {
            let mut statement = self.tx.prepare_cached(&format!("select * from {table} where id = ?1"))?;
            let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
            statement.query_row([id], |row| {
                let value = |(n, name): (usize, String)| Ok((name, row.get::<_, Value>(n)?));
                names.into_iter().enumerate().map(value).collect::<rusqlite::Result<_>>()
            })?
        };
        self.tx.prepare_cached(&format!("delete from {table} where id = ?1"))?.execute([id])?;
        let known =
            |(field, old): &(String, Value)| *old != Value::Null && field != "id" && field != "version";
        for (field, old) in old.into_iter().filter(known) {
            self.changes.push(Change { entity: table, id, field, old, new: Value::Null, part2: self.part2 });
        }
        Ok(())
    }

    /// Takes a row away with a word that says why; unlike [`Tx::delete`] it can be undone.
    pub(crate) fn take_away(
        &mut self,
        table: &'static str,
        id: i64,
        (name, word): (&str, &str),
    ) -> Result<()> {
        self.delete(table, id)?;
        self.tell(table, id, name, "", word);
        self.touched.push(Touch { table, id, version: GONE, made: false });
        Ok(())
    }

    /// Raises the version of a row whose parts changed, unless this write has raised it already.
    pub(crate) fn touch(&mut self, table: &'static str, id: i64, version: i64) -> Result<()> {
        if self.version(table, id)? == version {
            self.execute(&format!("update {table} set version = version + 1 where id = ?1"), [id])?;
            self.touched.push(Touch { table, id, version: version + 1, made: false });
        }
        Ok(())
    }

    /// Whether everything was found as it was to be, and nothing was written.
    pub(crate) fn changed_nothing(&self) -> bool {
        self.unchanged && self.touched.is_empty() && self.changes.is_empty()
    }

    /// Tells of a row what is none of its columns, such as the rows that hang on it; an empty text is none.
    pub(crate) fn tell(&mut self, table: &'static str, id: i64, field: &str, old: &str, new: &str) {
        let value = |text: &str| if text.is_empty() { Value::Null } else { Value::Text(text.to_owned()) };
        let (field, part2) = (field.to_owned(), self.part2);
        self.changes.push(Change { entity: table, id, field, old: value(old), new: value(new), part2 });
    }

    /// Tries a part of the write: where it is refused, nothing of that part stays and the rest can go on.
    ///
    /// # Errors
    /// The outer one is the disk's; the inner one is what `f` refused.
    pub(crate) fn attempt<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<Result<T>> {
        let (before, digest, counts) = (self.changes.len(), self.digest.clone(), self.brought.counts.clone());
        self.execute("savepoint part", [])?;
        let answer = f(self);
        if answer.is_err() {
            self.execute("rollback to part", [])?;
            self.changes.truncate(before);
            (self.digest, self.brought.counts) = (digest, counts);
        }
        self.execute("release part", [])?;
        Ok(answer)
    }

    /// Tries a part of the write without a way back, which costs a quarter of [`Tx::attempt`]: a part that is refused
    /// has, as a rule, written nothing yet.
    ///
    /// # Errors
    /// The outer one is the disk's, or [`needs_care`]: the part was refused after it had written something, and the
    /// whole write has to be begun again with [`Tx::attempt`].
    pub(crate) fn attempt_lightly<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<Result<T>> {
        let before = self.tx.total_changes();
        let answer = f(self);
        if answer.is_err() && self.tx.total_changes() != before {
            return Err(needs_care());
        }
        Ok(answer)
    }

    /// Keeps all that is written in memory until the commit, so that readers are not kept out while a large write runs.
    pub(crate) fn hold_in_memory(&self) -> Result<()> {
        self.tx.pragma_update(None, "cache_spill", false)?;
        Ok(self.tx.pragma_update(None, "cache_size", CACHE)?)
    }

    /// Runs a statement whose effect the event's body tells by other means (link rows, bulk loads).
    pub(crate) fn execute(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
        Ok(self.tx.prepare_cached(sql)?.execute(params)?)
    }
}

/// What [`Tx::attempt_lightly`] says where a part cannot be taken back.
pub(crate) fn needs_care() -> Error {
    Error::new(Kind::Conflict, "a part of this was refused after it had begun")
}

impl Store {
    /// Writes something, once: the same `op` a second time gives the first time's answer.
    ///
    /// # Errors
    /// What `f` refuses, [`Kind::Conflict`], [`Kind::Busy`] after five seconds of waiting, or what the disk says;
    /// in every case nothing of it is in the file.
    pub(crate) fn write<T: Serialize + DeserializeOwned>(
        &mut self,
        op: OpId,
        what: What<'_>,
        f: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        if self.access == Access::ReadOnly || self.clock.as_of().is_some() {
            return Err(denied("this file is open for reading only"));
        }
        let actor = self.viewer.as_ref().map(|viewer| viewer.staff.0);
        let now = self.clock.now();
        self.end_reading()?;
        self.still_the_file()?;
        let (turn, conn) = writing(&mut self.share, &mut self.conn)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if super::open::replaced(&self.path, self.place) {
            return Err(put_back());
        }
        let _saving = Saving::begin(&self.saving);
        super::migrate::still_known(&tx)?;
        super::open::same_file(&tx, &self.meta, &self.path)?;
        if let Some(done) = done_before(&tx, op)? {
            return decode(&done);
        }
        if let Some(granted) = self.granted.take() {
            granted.still_holds(&tx)?;
        }
        let mut tx = Tx {
            tx,
            changes: Vec::new(),
            touched: Vec::new(),
            unchanged: false,
            part2: false,
            note: serde_json::Map::new(),
            digest: None,
            brought: Brought::default(),
        };
        let answer = f(&mut tx)?;
        let some = tx.digest.is_none() && (1..=MOST_TOUCHED).contains(&tx.touched.len());
        if some || (tx.touched.is_empty() && tx.unchanged) {
            let rows =
                tx.touched.iter().map(|row| serde_json::json!([row.table, row.id, row.version, row.made]));
            tx.note.insert("rows".to_owned(), rows.collect());
        }
        tx.brought.note(&tx.tx, &mut tx.note)?;
        let result = serde_json::to_string(&answer)
            .map_err(|error| Error::new(Kind::Io, format!("the answer could not be kept: {error}")))?;
        let entry =
            Entry { op, at: now, actor, kind: what.kind, entity: what.entity, id: what.id, result: &result };
        let seq = event::append(&tx.tx, &entry, &tx.changes, &tx.note)?;
        turn.as_ref().map_or(Ok(()), Turn::still_ours)?;
        commit(&tx.tx)?;
        drop(tx);
        self.own.keep(seq);
        self.bear_witness();
        Ok(answer)
    }

    /// Follows the file where a backup was put in its place.
    ///
    /// # Errors
    /// It was, and what was to be written may not fit it any more.
    fn still_the_file(&mut self) -> Result<()> {
        if super::open::replaced(&self.path, self.place) {
            self.reopen(self.access)?;
            return Err(put_back());
        }
        Ok(())
    }

    /// Keeps work in hand (a draft, a look), which is no part of the record and no event.
    pub(crate) fn jot<T>(&mut self, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<Option<T>> {
        if self.access == Access::ReadOnly || self.clock.as_of().is_some() {
            return Ok(None);
        }
        self.end_reading()?;
        let (turn, conn) = writing(&mut self.share, &mut self.conn)?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        super::migrate::still_known(&tx)?;
        super::open::same_file(&tx, &self.meta, &self.path)?;
        let answer = f(&tx)?;
        turn.as_ref().map_or(Ok(()), Turn::still_ours)?;
        commit(&tx)?;
        Ok(Some(answer))
    }
}

pub(super) fn put_back() -> Error {
    Error::new(Kind::Conflict, "a backup was put in the place of this file meanwhile")
        .hint("what you typed is still here: look whether it fits, and save once more")
}
