//! Rows that an import brought, held against the digest that its event has of them: a cell that another program changed is
//! noticed, and one that events changed since counts as it was brought.

use super::edited::marked;
use crate::domain::text::clean_line;
use crate::domain::{ConsentId, FamilyId, ItemId, MeetingId, ReferralId};
use crate::error::Result;
use crate::store::event::hex;
use crate::store::view::audit::Edited;
use crate::store::write::{Since, Span};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// How many keys are looked at under one lock: somebody who saves meanwhile waits no longer than for these.
const AT_ONCE: i64 = 5_000;

/// So many rows are named, and the others counted.
const TOLD: usize = 5;

/// Tables that tell of treatment, besides those that name a consent.
const TREATMENT: &[&str] = &["family_phase"];

/// Tables of which rows are not what an import brought; those of which rows are gone are `known` already.
pub(super) fn find(conn: &Connection, known: &[Edited]) -> Result<Vec<Edited>> {
    let tables = marked(conn)?;
    let mut found = Vec::new();
    for (seq, span) in spans(conn)? {
        let lost = |one: &Edited| matches!(one, Edited::Lost { seq: of, record, .. } if *of == seq && *record == span.table);
        // A name from the trail alone never becomes SQL; a column that a later version took away is held against nothing.
        if !tables.contains(&span.table)
            || known.iter().any(lost)
            || !span.columns.is_subset(&columns(conn, &span.table)?)
        {
            continue;
        }
        let (sha256, others) = digest(conn, seq, &span)?;
        if sha256 != span.sha256 {
            let rows = others.iter().take(TOLD).map(|id| named(conn, &span.table, *id));
            let rows = rows.collect::<Result<Vec<_>>>()?;
            let more = others.len() - rows.len();
            found.push(Edited::Brought { seq, record: span.table, rows, more });
        }
    }
    Ok(found)
}

/// A row as supervisors know it: by its number or initials, its family or its person. What is treatment is told by its
/// key alone, since nobody is signed in who might know whose it is.
fn named(conn: &Connection, table: &str, id: i64) -> Result<String> {
    let of = |sql: &str| -> Result<Option<String>> {
        let found = conn.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()?;
        Ok(found.flatten())
    };
    let there = columns(conn, table)?;
    let whose = match table {
        "family" => return Ok(FamilyId(id).to_string()),
        "referral" => return Ok(ReferralId(id).to_string()),
        "action_item" => return Ok(ItemId(id).to_string()),
        "meeting" => return Ok(MeetingId(id).to_string()),
        "consent" => return Ok(ConsentId(id).to_string()),
        "staff" => of("select name from staff where id = ?1")?,
        "member" => of("select printf('%s of F-%04d', alias, family_id) from member where id = ?1")?,
        _ if there.contains("consent_id") || there.contains("part2") || TREATMENT.contains(&table) => None,
        _ if there.contains("family_id") => of(&format!(
            "select printf('%d of F-%04d', id, family_id) from \"{table}\" where id = ?1 and family_id is not null"
        ))?,
        _ if there.contains("staff_id") => of(&format!(
            "select printf('%d of %s', r.id, s.name) from \"{table}\" r join staff s on s.id = r.staff_id where r.id = ?1"
        ))?,
        _ => None,
    };
    Ok(whose.map_or_else(|| id.to_string(), |whose| clean_line(&whose)))
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

/// The digest over the rows as they stand, and the keys of those that are not what was brought, as far as that is known.
fn digest(conn: &Connection, seq: i64, span: &Span) -> Result<(String, Vec<i64>)> {
    let (mut digest, mut others) = (Sha256::new(), Vec::new());
    let mut take = |id, line: &[u8]| {
        digest.update(line);
        if span.is_as_brought(id, line) == Some(false) {
            others.push(id);
        }
    };
    let (mut from, last) = span.ids;
    while from <= last {
        let to = last.min(from + AT_ONCE - 1);
        let _reading = conn.unchecked_transaction()?;
        span.add(conn, (from, to), &since(conn, (seq, &span.table), (from, to))?, &mut take)?;
        from = to + 1;
    }
    Ok((hex(&digest.finalize()), others))
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
