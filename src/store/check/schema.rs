//! Whether the file has every table, index and trigger of its schema as they were made, and dates that are dates.

use super::Finding;
use crate::error::Result;
use crate::store::Store;
use crate::store::migrate::{migrate, newest};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Compares the schema with that of a new file: a trigger that is gone guards nothing.
pub(super) fn schema(store: &Store) -> Result<Finding> {
    let mut fresh = Connection::open_in_memory()?;
    migrate(&mut fresh)?;
    let (wanted, found) = (parts(&fresh)?, parts(store.conn())?);
    let differs: Vec<&str> = wanted
        .iter()
        .filter(|(name, sql)| found.get(*name) != Some(sql))
        .map(|(name, _)| name.as_str())
        .collect();
    let more = found.keys().filter(|name| !wanted.contains_key(*name)).count();
    Ok(match (differs.is_empty(), more) {
        (false, _) => Finding::wrong(
            "schema",
            format!("not as version {} has it: {}", newest(), differs.join(", ")),
            "another program changed the file's rules: go back to a good backup",
        ),
        (true, 0) => Finding::right("schema", format!("as version {} has it", newest())),
        (true, _) => Finding::note(
            "schema",
            format!("{more} tables, indexes or triggers are another program's"),
            "nothing of ours is touched by them; find out whose they are",
        ),
    })
}

/// Every named part of a schema with its text.
fn parts(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let mut statement = conn.prepare(
        "select type || ' ' || name, coalesce(sql, '') from sqlite_schema where name not like 'sqlite\\_%' escape '\\'",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Looks at every column of a day: other programs fill this file, too.
pub(super) fn dates(store: &Store) -> Result<Finding> {
    let conn = store.conn();
    let mut statement = conn.prepare(
        "select t.name, c.name from pragma_table_list t, pragma_table_info(t.name) c
         where t.schema = 'main' and t.type = 'table' and (c.name like '%\\_on' escape '\\' or c.name = 'on_date')",
    )?;
    let columns: Vec<(String, String)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut wrong = Vec::new();
    for (table, column) in &columns {
        let sql = format!(
            "select count(*) from {table} where {column} is not null and {column} is not date({column})"
        );
        let count: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        if count > 0 {
            wrong.push(format!("{count} in {table}.{column}"));
        }
    }
    Ok(if wrong.is_empty() {
        Finding::right("dates", format!("all days of {} columns are days", columns.len()))
    } else {
        Finding::wrong(
            "dates",
            format!("no days: {}", wrong.join(", ")),
            "write them as YYYY-MM-DD in the system that filled the file, and bring them in again",
        )
    })
}
