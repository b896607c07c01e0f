//! What people are called, read for those who are named and for nobody else.

use super::sql::RowExt;
use super::view::Person;
use crate::domain::StaffId;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension};
use std::cell::RefCell;
use std::collections::HashMap;

/// The people of whom something is said, each looked up once.
pub(in crate::store) struct Names<'a> {
    conn: &'a Connection,
    known: RefCell<HashMap<StaffId, Option<Person>>>,
}

impl<'a> Names<'a> {
    /// Knows nobody yet.
    pub(in crate::store) fn of(conn: &'a Connection) -> Self {
        Self { conn, known: RefCell::default() }
    }

    /// A person; none where nobody has this number, or the file cannot be read: a name is missing then, nothing else.
    pub(in crate::store) fn person(&self, id: StaffId) -> Option<Person> {
        let mut known = self.known.borrow_mut();
        known.entry(id).or_insert_with(|| self.read(id).unwrap_or_default()).clone()
    }

    fn read(&self, id: StaffId) -> Result<Option<Person>> {
        let sql = "select id, name, coalesce(nullif(short_name, ''), name) from staff where id = ?1";
        let person = self
            .conn
            .prepare_cached(sql)?
            .query_row([id.0], |row| Ok(Person { id: row.num(0)?, name: row.get(1)?, short: row.get(2)? }));
        Ok(person.optional()?)
    }
}
