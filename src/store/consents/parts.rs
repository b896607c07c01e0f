//! What hangs on a consent: its categories and its recipients, each with the day from which it was revoked alone.
//!
//! Their changes are told with their consent's, as `progress attendance:2026-11-24`, so that the history shows them and
//! undoing puts them back.

use crate::domain::Word;
use crate::domain::consent::Category;
use crate::error::Result;
use crate::store::sql::{date, word};
use crate::store::write::Tx;
use chrono::NaiveDate;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

/// A sort of part: its table, the column that names it, the name under which its changes are told.
#[derive(Clone, Copy)]
pub(super) struct Part {
    table: &'static str,
    column: &'static str,
    field: &'static str,
}

/// What a consent describes.
pub(super) const CATEGORIES: Part =
    Part { table: "consent_category", column: "category", field: "categories" };
/// Who receives it.
pub(super) const RECIPIENTS: Part =
    Part { table: "consent_recipient", column: "agency_id", field: "recipients" };

/// Gives a consent categories, and recipients besides the first; says whether one was new.
pub(crate) fn begin(tx: &mut Tx<'_>, consent: i64, categories: &[Category], others: &[i64]) -> Result<bool> {
    telling(tx, consent, |tx| put(tx, consent, categories, others))
}

/// Changes parts of a consent and tells what changed; says whether something did.
///
/// The file itself keeps the first recipient among the others: whatever changes that one belongs in here.
pub(super) fn telling(
    tx: &mut Tx<'_>,
    consent: i64,
    change: impl FnOnce(&mut Tx<'_>) -> Result<()>,
) -> Result<bool> {
    let before = [CATEGORIES, RECIPIENTS].map(|part| list(tx, part, consent));
    change(tx)?;
    let mut changed = false;
    for (part, before) in [CATEGORIES, RECIPIENTS].into_iter().zip(before) {
        changed |= told(tx, part, consent, &before?)?;
    }
    Ok(changed)
}

fn put(tx: &Tx<'_>, consent: i64, categories: &[Category], others: &[i64]) -> Result<()> {
    for category in categories {
        tx.execute(
            "insert or ignore into consent_category (consent_id, category) values (?1, ?2)",
            params![consent, word(*category)],
        )?;
    }
    for agency in others {
        tx.execute(
            "insert or ignore into consent_recipient (consent_id, agency_id) values (?1, ?2)",
            params![consent, agency],
        )?;
    }
    Ok(())
}

/// Makes the categories, and the recipients besides the first, these ones; to be called in [`telling`].
pub(super) fn replace(
    tx: &Tx<'_>,
    consent: i64,
    first: i64,
    categories: &[Category],
    others: &[i64],
) -> Result<()> {
    tx.execute("delete from consent_category where consent_id = ?1", [consent])?;
    tx.execute(
        "delete from consent_recipient where consent_id = ?1 and agency_id <> ?2",
        params![consent, first],
    )?;
    put(tx, consent, categories, others)
}

/// Ends one part from a day on; whether it was there and in force.
pub(super) fn end(tx: &mut Tx<'_>, part: Part, consent: i64, key: &str, on: NaiveDate) -> Result<bool> {
    let before = list(tx, part, consent)?;
    let sql = format!(
        "update {} set ended_on = ?3 where consent_id = ?1 and {} = ?2 and ended_on is null",
        part.table, part.column
    );
    let ended = tx.execute(&sql, params![consent, key, date(on)])? == 1;
    told(tx, part, consent, &before)?;
    Ok(ended)
}

/// Gives the parts back what they were before the event that told of them.
pub(in crate::store) fn put_back(tx: &mut Tx<'_>, consent: i64, field: &str, old: &Value) -> Result<()> {
    let Some(part) = [CATEGORIES, RECIPIENTS].into_iter().find(|part| part.field == field) else {
        return Ok(());
    };
    let before = list(tx, part, consent)?;
    tx.execute(&format!("delete from {} where consent_id = ?1", part.table), [consent])?;
    let old = if let Value::Text(text) = old { text.as_str() } else { "" };
    for one in old.split_whitespace() {
        let (key, ended) = one.split_once(':').map_or((one, None), |(key, ended)| (key, Some(ended)));
        let sql =
            format!("insert into {} (consent_id, {}, ended_on) values (?1, ?2, ?3)", part.table, part.column);
        tx.execute(&sql, params![consent, key, ended])?;
    }
    told(tx, part, consent, &before).map(|_| ())
}

/// Tells what changed of a part; says whether something did.
fn told(tx: &mut Tx<'_>, part: Part, consent: i64, before: &str) -> Result<bool> {
    let now = list(tx, part, consent)?;
    if now != before {
        tx.tell("consent", consent, part.field, before, &now);
    }
    Ok(now != before)
}

fn list(tx: &Tx<'_>, part: Part, consent: i64) -> Result<String> {
    part.list(tx.sql(), consent)
}

impl Part {
    /// What stands there now, as it is told.
    fn list(self, conn: &Connection, consent: i64) -> Result<String> {
        let sql = format!(
            "select coalesce(group_concat({0} || coalesce(':' || ended_on, ''), ' '), '') from
               (select * from {1} where consent_id = ?1 order by {0})",
            self.column, self.table
        );
        Ok(conn.prepare_cached(&sql)?.query_row([consent], |row| row.get(0))?)
    }
}

/// What a field that was told of a consent holds now; `None` where it is no part of one.
pub(in crate::store) fn now(conn: &Connection, consent: i64, field: &str) -> Result<Option<String>> {
    let part = [CATEGORIES, RECIPIENTS].into_iter().find(|part| part.field == field);
    part.map(|part| part.list(conn, consent)).transpose()
}

/// How a category stands in the file.
pub(super) fn key(category: Category) -> String {
    category.word().to_owned()
}
