//! Records that somebody changed with another program: a field holds something else than the trail says was written last, a
//! row is gone that no event took away, or is there though no event wrote it.
//!
//! Rows that came with an import or the demo are told by one digest and a count, not field by field: how many
//! are gone is noticed, and which are not what was brought ([`super::brought`]).

use crate::error::Result;
use crate::store::event::text;
use crate::store::view::audit::Edited;
use crate::store::write::follows;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Everything that is not what was written last, by event.
pub(super) fn find(conn: &Connection) -> Result<Vec<Edited>> {
    let mut found = Vec::new();
    for table in tables(conn)? {
        found.extend(of_table(conn, &table)?);
    }
    let marked = marked(conn)?;
    for table in &marked {
        found.extend(added(conn, table)?);
    }
    found.extend(lost(conn, &marked)?);
    found.sort_by_key(Edited::seq);
    Ok(found)
}

/// The tables whose rows name the import that brought them, or none where an event wrote them.
pub(super) fn marked(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare(
        "select s.name from sqlite_schema s where s.type = 'table'
           and exists (select 1 from pragma_table_info(s.name) where name = 'import_id')
           and exists (select 1 from pragma_table_info(s.name) where name = 'id') order by s.name",
    )?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Rows that no import brought and no event wrote.
fn added(conn: &Connection, table: &str) -> Result<Option<Edited>> {
    let sql = format!(
        "select coalesce(min(id), 0), count(*) from \"{table}\" r where r.import_id is null
           and not exists (select 1 from event_value v where v.entity = ?1 and v.entity_id = r.id)"
    );
    let (id, rows): (i64, i64) =
        conn.prepare(&sql)?.query_row([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok((rows > 0).then(|| Edited::Added { record: table.to_owned(), id, rows }))
}

/// Imports of whose rows fewer are there than they brought, less those that events took away.
fn lost(conn: &Connection, marked: &[String]) -> Result<Vec<Edited>> {
    let mut imports = conn.prepare(
        "select e.seq, i.key, t.key, t.value from event e, json_each(e.body, '$.brought') i, json_each(i.value) t
         where e.entity = 'import' and json_valid(e.body)",
    )?;
    let mut rows = imports.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (seq, import, record, of): (i64, String, String, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        // A name from the trail alone never becomes SQL.
        let Some(table) = marked.iter().find(|table| **table == record) else { continue };
        let sql = format!(
            "select (select count(*) from \"{table}\" where import_id = cast(?1 as integer))
               + (select count(distinct v.entity_id) from event_value v where v.entity = ?2 and v.field = 'import_id'
                    and v.old = ?1 and v.new is null
                    and not exists (select 1 from \"{table}\" r where r.id = v.entity_id))"
        );
        let there: i64 = conn.prepare(&sql)?.query_row([&import, table], |row| row.get(0))?;
        if there < of {
            found.push(Edited::Lost { seq, record, gone: of - there, of });
        }
    }
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
    // What the last events wrote into a row that is not there: all of it was taken away, or it was deleted past them.
    let mut gone: BTreeMap<i64, (i64, bool)> = BTreeMap::new();
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
        let (written, seq): (Option<String>, i64) = (row.get(2)?, row.get(3)?);
        let Some(now) = &now else {
            let (last, some) = gone.entry(id).or_default();
            (*last, *some) = (seq.max(*last), *some || written.is_some());
            continue;
        };
        if now.get(&field).and_then(text) != written {
            found.push(Edited::Changed { seq, record: table.to_owned(), id, field });
        }
    }
    let deleted = gone.into_iter().filter(|(_, (_, some))| *some);
    found.extend(deleted.map(|(id, (seq, _))| Edited::Deleted { seq, record: table.to_owned(), id }));
    Ok(found)
}
