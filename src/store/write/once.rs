//! Once and no more: what an operation answered when it was done before, and the commit that is tried again.

use super::OpId;
use crate::error::{Error, Kind, Result};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::de::DeserializeOwned;

/// What an operation answered, where it was done before.
pub(crate) fn done_before(conn: &Connection, op: OpId) -> Result<Option<String>> {
    let found = conn
        .prepare_cached("select result from event where op_id = ?1")?
        .query_row(params![op.to_string()], |row| row.get(0))
        .optional()?;
    Ok(found)
}

pub(super) fn decode<T: DeserializeOwned>(result: &str) -> Result<T> {
    serde_json::from_str(result)
        .map_err(|_| Error::new(Kind::Conflict, "this was already done, with another answer"))
}

/// Commits; a reader may hold the last step up, so a busy answer is tried again before giving up.
pub(super) fn commit(tx: &Transaction<'_>) -> Result<()> {
    for _ in 0..3 {
        match tx.execute_batch("commit") {
            Ok(()) => {
                // The transaction is over: its drop finds autocommit on and does nothing.
                return Ok(());
            }
            Err(error) if crate::store::open::is_busy(&error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Error::new(Kind::Busy, "the file stayed busy and this was not saved")
        .hint("what you typed is kept: save again"))
}
