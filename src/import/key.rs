//! Numbers that other systems give their records, so that the same record is known the next time.

use crate::domain::Word;
use crate::domain::staff::Side;
use crate::error::Result;
use crate::store::{Tx, file_letters};
use rusqlite::{OptionalExtension, params};

/// The row that a number means: another system's, each side's systems numbering for themselves, or this file's own as
/// an export of it wrote it.
pub(super) fn known(tx: &Tx<'_>, kind: &'static str, side: Side, number: &str) -> Result<Option<i64>> {
    if let Some((file, row)) = number.split_once(':') {
        let uuid: String = tx.sql().query_row("select file_uuid from meta", [], |row| row.get(0))?;
        if file_letters(&uuid) == file {
            let sql = format!("select id from {kind} where id = ?1");
            return Ok(tx
                .sql()
                .prepare_cached(&sql)?
                .query_row([row.parse::<i64>().ok()], |row| row.get(0))
                .optional()?);
        }
    }
    // A number from another file of this program is the same whoever brought it in.
    let sql = "select row_id from import_key where kind = ?1 and number = ?3 and (side = ?2 or number glob '????????????:*')
      order by side = ?2 desc limit 1";
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
