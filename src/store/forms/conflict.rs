//! Changing a row that somebody may have changed meanwhile: who did, and what, is said.

use super::desk::Desk;
use crate::error::{Error, Kind, Result};
use crate::store::Tx;
use crate::store::history::words::field;
use crate::store::sql::RowExt;
use crate::store::view::family::change::Seen;
use crate::store::write::Field;
use rusqlite::{Connection, OptionalExtension, params};

/// Changes a row whose version is still the one that was read.
///
/// # Errors
/// [`Kind::Conflict`], with who changed which field and when.
pub(in crate::store) fn update(
    tx: &mut Tx<'_>,
    desk: &Desk,
    table: &'static str,
    seen: Seen,
    fields: &[Field<'_>],
) -> Result<()> {
    match tx.update(table, seen.id, seen.version, fields) {
        Ok(_) => Ok(()),
        Err(error) if error.kind == Kind::Conflict => Err(told(tx.sql(), desk, table, seen, error)),
        Err(error) => Err(error),
    }
}

/// The conflict in words: the newest change of the row.
fn told(conn: &Connection, desk: &Desk, table: &'static str, seen: Seen, error: Error) -> Error {
    let found = conn
        .prepare_cached(
            "select e.at, coalesce(w.name, 'the program') as who,
               (select group_concat(x.field, ',') from event_value x where x.seq = v.seq and x.entity = v.entity and x.entity_id = v.entity_id) as fields
             from event_value v join event e on e.seq = v.seq left join staff w on w.id = e.actor
             where v.entity = ?1 and v.entity_id = ?2 order by v.seq desc limit 1",
        )
        .and_then(|mut statement| {
            statement
                .query_row(params![table, seen.id], |row| {
                    Ok((row.instant_opt("at")?, row.get::<_, String>("who")?, row.get::<_, String>("fields")?))
                })
                .optional()
        });
    let Ok(Some((Some(at), who, fields))) = found else { return error };
    let names: Vec<&str> = fields.split(',').map(|name| field(table, name)).collect();
    let time = desk.clock.time_of(at).format("%H:%M");
    Error::new(Kind::Conflict, format!("{who} changed {} at {time}, after you opened this", names.join(", ")))
        .hint("what you typed is kept, and their change stands in the fields you had not touched: look, and save once more")
}
