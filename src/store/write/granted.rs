//! What a write takes for granted, and how others hear that one is going on.

use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, OptionalExtension, params};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a write takes for granted, since it was decided over it: the version of a row.
#[derive(Clone, Debug)]
pub(in crate::store) struct Granted {
    /// What gives the version of the row, by `?1` and `?2`.
    pub sql: &'static str,
    /// The row's keys.
    pub keys: (i64, String),
    /// The version that was read; none where there was no row.
    pub version: Option<i64>,
}

impl Granted {
    /// The version as it is now.
    pub(in crate::store) fn version(&self, conn: &Connection) -> Result<Option<i64>> {
        let (id, key) = &self.keys;
        Ok(conn.prepare_cached(self.sql)?.query_row(params![id, key], |row| row.get(0)).optional()?)
    }

    pub(super) fn still_holds(&self, conn: &Connection) -> Result<()> {
        if self.version(conn)? == self.version {
            return Ok(());
        }
        Err(Error::new(Kind::Conflict, "somebody else answered this at the same moment")
            .hint("look at it and answer once more"))
    }
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
