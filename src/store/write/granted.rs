//! What a write takes for granted, and how others hear that one is going on.

use crate::error::{Error, Kind, Result};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a write takes for granted, since it was decided over it: the version of a row.
#[derive(Clone, Debug)]
pub(in crate::store) struct Granted {
    sql: &'static str,
    keys: Vec<Value>,
    /// None where there was no row.
    version: Option<i64>,
}

impl Granted {
    /// The version as it is now: what the query gives of the row with these keys.
    pub(in crate::store) fn read(
        conn: &Connection,
        sql: &'static str,
        keys: impl Into<Vec<Value>>,
    ) -> Result<Self> {
        let keys = keys.into();
        Ok(Self { version: version(conn, sql, &keys)?, sql, keys })
    }

    pub(super) fn still_holds(&self, conn: &Connection) -> Result<()> {
        if version(conn, self.sql, &self.keys)? == self.version {
            return Ok(());
        }
        Err(Error::new(Kind::Conflict, "somebody else answered this at the same moment")
            .hint("look at it and answer once more"))
    }
}

fn version(conn: &Connection, sql: &str, keys: &[Value]) -> Result<Option<i64>> {
    Ok(conn.prepare_cached(sql)?.query_row(params_from_iter(keys), |row| row.get(0)).optional()?)
}

/// Says to whoever waits that something is being saved here, as long as it lives.
pub(super) struct Saving(Arc<AtomicBool>);

impl Saving {
    pub(super) fn begin(saving: &Arc<AtomicBool>) -> Self {
        saving.store(true, Ordering::Relaxed);
        Self(Arc::clone(saving))
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
