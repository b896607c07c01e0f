//! Putting rows back as they were before an event: the last one it touched first.

use super::plan::{Done, Touched};
use crate::error::{Error, Kind, Result};
use crate::store::Tx;
use crate::store::services::parts;
use crate::store::sql::IntoValue;
use crate::store::write::{Field, GONE};
use rusqlite::params;
use rusqlite::types::Value;

/// Puts everything back that an event touched.
pub(super) fn reverse(tx: &mut Tx<'_>, done: &Done) -> Result<()> {
    for row in done.rows.iter().rev() {
        let put = if row.made { remove(tx, row) } else { restore(tx, done.seq, row) };
        put.map_err(in_place_of)?;
    }
    Ok(())
}

/// Removes a row that the event made, with its parts.
fn remove(tx: &mut Tx<'_>, row: &Touched) -> Result<()> {
    for (part, column) in row.table.parts {
        tx.execute(&format!("delete from {part} where {column} = ?1"), [row.id])?;
    }
    let referral: Option<i64> = if row.table.name == "referral_status" {
        Some(tx.sql().query_row(
            "select referral_id from referral_status where id = ?1",
            [row.id],
            |found| found.get(0),
        )?)
    } else {
        None
    };
    tx.delete(row.table.name, row.id)?;
    if let Some(referral) = referral {
        // A referral's status is its last step's.
        tx.execute(
            "update referral set status = coalesce((select status from referral_status where referral_id = ?1
               order by id desc limit 1), 'received') where id = ?1",
            [referral],
        )?;
    }
    Ok(())
}

/// Gives the fields that the event changed their old values, whoever may read them.
fn restore(tx: &mut Tx<'_>, seq: i64, row: &Touched) -> Result<()> {
    let columns = row.table.columns(tx.sql())?;
    let old: Vec<(String, Value, bool)> = tx
        .sql()
        .prepare_cached(
            "select field, old, part2 from event_value where seq = ?1 and entity = ?2 and entity_id = ?3",
        )?
        .query_map(params![seq, row.table.name, row.id], |found| {
            Ok((found.get(0)?, found.get(1)?, found.get(2)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let fields: Vec<Field<'_>> = old
        .iter()
        .filter(|(field, ..)| columns.contains(field))
        .map(|(field, value, _)| (field.as_str(), value as &dyn IntoValue))
        .collect();
    tx.part2(old.iter().any(|(.., part2)| *part2));
    if row.version == GONE {
        // The row was taken away: it comes back under its own number.
        let id: Field<'_> = ("id", &row.id);
        let all: Vec<Field<'_>> = std::iter::once(id).chain(fields).collect();
        tx.insert(row.table.name, &all)?;
    } else if !fields.is_empty() {
        tx.set(row.table.name, row.id, &fields)?;
    }
    if row.table.name == "service" {
        for (field, value, _) in &old {
            parts::put_back(tx, row.id, field, value)?;
        }
    }
    if row.table.name == "consent" {
        for (field, value, _) in &old {
            crate::store::consents::parts::put_back(tx, row.id, field, value)?;
        }
        let version = row.table.version(tx.sql(), row.id)?.unwrap_or_default();
        if version == row.version {
            tx.touch("consent", row.id, version)?;
        }
    }
    tx.part2(false);
    Ok(())
}

/// What the file's rules refuse, in words: something else stands there by now.
fn in_place_of(error: Error) -> Error {
    if error.kind == Kind::Invalid && error.message.contains("own rules") {
        return Error::new(Kind::Conflict, "by now something else stands in its place or refers to it")
            .hint("end or change that first, or leave this as it is");
    }
    error
}
