//! Numbers that other systems give their records, so that the same record is known the next time.

use crate::domain::Word;
use crate::domain::staff::Side;
use crate::error::Result;
use crate::store::Tx;
use rusqlite::{OptionalExtension, params};

/// The row that another system's number means; each side's systems number for themselves.
pub(super) fn known(tx: &Tx<'_>, kind: &str, side: Side, number: &str) -> Result<Option<i64>> {
    let sql = "select row_id from import_key where kind = ?1 and side = ?2 and number = ?3";
    let found = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![kind, side.word(), number], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Remembers the number of a row.
pub(super) fn remember(tx: &Tx<'_>, kind: &str, side: Side, number: &str, row: i64) -> Result<()> {
    let sql = "insert or ignore into import_key (kind, side, number, row_id) values (?1, ?2, ?3, ?4)";
    tx.execute(sql, params![kind, side.word(), number, row])?;
    Ok(())
}
