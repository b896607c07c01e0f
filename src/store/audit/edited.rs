//! Records that somebody changed with another program: a field holds something else than the trail says was written last.
//!
//! Rows that came with an import or the demo are told by one digest, not field by field, and are not held against it.

use crate::error::Result;
use crate::store::event::text;
use crate::store::view::audit::Edited;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{HashMap, HashSet};

/// Columns that follow from other rows, and tables whose rows the program itself rewrites besides.
fn follows(table: &str, column: &str) -> bool {
    column == "version"
        || matches!(table, "action_item_carry" | "account" | "recovery_code" | "draft")
        || (table == "referral" && column == "status")
}

/// Every field that is not what was written last, by event.
pub(super) fn find(conn: &Connection) -> Result<Vec<Edited>> {
    let mut found = Vec::new();
    for table in tables(conn)? {
        found.extend(of_table(conn, &table)?);
    }
    found.sort_by_key(|one| (one.seq, one.id));
    Ok(found)
}

/// The tables that both the trail and the file know: a name from the trail alone never becomes SQL.
fn tables(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(
        "select name from sqlite_schema where type = 'table' and name in (select entity from event_value) order by name",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn of_table(conn: &Connection, table: &str) -> Result<Vec<Edited>> {
    let mut columns = conn.prepare("select name from pragma_table_info(?1)")?;
    let columns: HashSet<String> =
        columns.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if !columns.contains("id") {
        return Ok(Vec::new());
    }
    // With max(), SQLite takes the other columns from the same row: the last value of each field.
    let mut last = conn.prepare(
        "select entity_id, field, new, max(seq) from event_value where entity = ?1 group by entity_id, field order by entity_id",
    )?;
    let mut row_of = conn.prepare(&format!("select * from \"{table}\" where id = ?1"))?;
    let names: Vec<String> = row_of.column_names().map(str::to_owned).collect();
    let (mut rows, mut at, mut now) = (last.query([table])?, None, None);
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, field): (i64, String) = (row.get(0)?, row.get(1)?);
        if !columns.contains(&field) || follows(table, &field) {
            continue;
        }
        if at != Some(id) {
            at = Some(id);
            now = row_of
                .query_row([id], |row| {
                    let value =
                        |(place, name): (usize, &String)| Ok((name.clone(), row.get::<_, Value>(place)?));
                    names.iter().enumerate().map(value).collect::<rusqlite::Result<HashMap<_, _>>>()
                })
                .optional()?;
        }
        // A row that is gone was taken away with its history, or by a change of what it hangs on.
        let Some(now) = &now else { continue };
        let (written, seq): (Option<String>, i64) = (row.get(2)?, row.get(3)?);
        if now.get(&field).and_then(text) != written {
            found.push(Edited { seq, record: table.to_owned(), id, field });
        }
    }
    Ok(found)
}
