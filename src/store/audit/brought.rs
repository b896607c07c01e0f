//! Rows that an import brought, held against the digest that its event has of them: a cell that another program changed is
//! noticed, and one that events changed since counts as it was brought.

use super::edited::marked;
use crate::error::Result;
use crate::store::event::hex;
use crate::store::view::audit::Edited;
use crate::store::write::{Since, Span};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// How many keys are looked at under one lock: somebody who saves meanwhile waits no longer than for these.
const AT_ONCE: i64 = 5_000;

/// Tables of which rows are not what an import brought; those of which rows are gone are `known` already.
pub(super) fn find(conn: &Connection, known: &[Edited]) -> Result<Vec<Edited>> {
    let tables = marked(conn)?;
    let mut found = Vec::new();
    for (seq, span) in spans(conn)? {
        let lost = |one: &Edited| matches!(one, Edited::Lost { seq: of, record, .. } if *of == seq && *record == span.table);
        // A name from the trail alone never becomes SQL; a column that a later version took away is held against nothing.
        if tables.contains(&span.table)
            && !known.iter().any(lost)
            && span.columns.is_subset(&columns(conn, &span.table)?)
            && digest(conn, seq, &span)? != span.sha256
        {
            found.push(Edited::Brought { seq, record: span.table });
        }
    }
    Ok(found)
}

/// What imports brought, with their events; a file from before has none.
fn spans(conn: &Connection) -> Result<Vec<(i64, Span)>> {
    let mut statement = conn.prepare(
        "select e.seq, s.value from event e, json_each(e.body, '$.sums') s
         where e.entity = 'import' and json_valid(e.body) order by e.seq",
    )?;
    let mut rows = statement.query([])?;
    let mut spans = Vec::new();
    while let Some(row) = rows.next()? {
        let span: String = row.get(1)?;
        spans.extend(serde_json::from_str(&span).ok().map(|span| (row.get(0).unwrap_or_default(), span)));
    }
    Ok(spans)
}

fn columns(conn: &Connection, table: &str) -> Result<BTreeSet<String>> {
    let mut statement = conn.prepare("select name from pragma_table_info(?1)")?;
    Ok(statement.query_map([table], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

fn digest(conn: &Connection, seq: i64, span: &Span) -> Result<String> {
    let mut digest = Sha256::new();
    let (mut from, last) = span.ids;
    while from <= last {
        let to = last.min(from + AT_ONCE - 1);
        let _reading = conn.unchecked_transaction()?;
        span.add(conn, &mut digest, (from, to), &since(conn, (seq, &span.table), (from, to))?)?;
        from = to + 1;
    }
    Ok(hex(&digest.finalize()))
}

/// What the fields of rows held before the first event after `seq` that changed them.
fn since(conn: &Connection, (seq, table): (i64, &str), (from, to): (i64, i64)) -> Result<Since> {
    // With min(), SQLite takes the other columns from the same row.
    let mut statement = conn.prepare_cached(
        "select entity_id, field, old, min(seq) from event_value
         where entity = ?1 and entity_id between ?2 and ?3 and seq > ?4 group by entity_id, field",
    )?;
    let mut rows = statement.query(params![table, from, to, seq])?;
    let mut since = Since::new();
    while let Some(row) = rows.next()? {
        since.entry(row.get(0)?).or_default().insert(row.get(1)?, row.get(2)?);
    }
    Ok(since)
}
