//! Numbers that other systems give their records, so that the same record is known the next time.

use crate::domain::Word;
use crate::domain::staff::Side;
use crate::error::Result;
use crate::store::Tx;
use rusqlite::{OptionalExtension, params};

/// The row that a number means: another system's, each side's systems numbering for themselves, or this file's own as
/// an export of it wrote it.
pub(super) fn known(tx: &Tx<'_>, kind: &'static str, side: Side, number: &str) -> Result<Option<i64>> {
    if let Some((file, row)) =
        number.split_once(':').filter(|(_, row)| row.bytes().all(|b| b.is_ascii_digit()))
    {
        let sql = format!(
            "select id from {kind} where id = ?2 and exists (select 1 from meta where file_uuid like '%-' || ?1)"
        );
        let own =
            tx.sql().prepare_cached(&sql)?.query_row(params![file, row], |row| row.get(0)).optional()?;
        if own.is_some() {
            return Ok(own);
        }
    }
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
