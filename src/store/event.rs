//! The audit trail: events chained by hashes, and the values behind their digests.

use super::sql::instant;
use super::write::{Change, OpId};
use crate::error::Result;
use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

/// The hash before the first event.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What an event says besides its changes.
pub(super) struct Entry<'a> {
    pub op: OpId,
    pub at: DateTime<Utc>,
    pub actor: Option<i64>,
    pub kind: &'a str,
    pub entity: &'a str,
    pub id: Option<i64>,
    pub result: &'a str,
}

/// Appends an event behind the newest one and gives its sequence number.
pub(super) fn append(
    conn: &Connection,
    entry: &Entry<'_>,
    changes: &[Change],
    note: &Map<String, Json>,
) -> Result<i64> {
    let head: Option<(i64, String)> = conn
        .prepare_cached("select seq, hash from event order by seq desc limit 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (last, prev) = head.unwrap_or((0, GENESIS.to_owned()));
    let seq = last + 1;
    let salts: Vec<String> = changes.iter().map(|_| salt()).collect();
    let body = body(changes, &salts, note);
    let at = instant(entry.at);
    let row = Row {
        seq,
        op_id: entry.op.to_string(),
        at,
        actor: entry.actor,
        kind: entry.kind.to_owned(),
        entity: entry.entity.to_owned(),
        entity_id: entry.id,
        body,
        result: entry.result.to_owned(),
        prev_hash: prev,
    };
    let hash = row.hash();
    conn.prepare_cached(
        "insert into event (seq, op_id, at, actor, kind, entity, entity_id, body, result, prev_hash, hash)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        row.seq,
        row.op_id,
        row.at,
        row.actor,
        row.kind,
        row.entity,
        row.entity_id,
        row.body,
        row.result,
        row.prev_hash,
        hash
    ])?;
    keep_values(conn, seq, changes, &salts)?;
    Ok(seq)
}

fn keep_values(conn: &Connection, seq: i64, changes: &[Change], salts: &[String]) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "insert into event_value (seq, entity, entity_id, field, salt, old, new, part2) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (seq, entity, entity_id, field) do update set new = excluded.new, salt = excluded.salt",
    )?;
    for (change, salt) in changes.iter().zip(salts) {
        let (old, new) = (text(&change.old), text(&change.new));
        insert.execute(params![seq, change.entity, change.id, change.field, salt, old, new, change.part2])?;
    }
    Ok(())
}

/// A value as text; null stays null.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Integer(n) => Some(n.to_string()),
        Value::Real(n) => Some(n.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Blob(_) => Some("(bytes)".to_owned()),
    }
}

/// The digest of a field's value: salted, so that a short value cannot be guessed once it is erased.
pub(super) fn digest(salt: &str, value: Option<&str>) -> String {
    let mut hasher = Sha256::new();
    feed(&mut hasher, salt);
    match value {
        None => hasher.update([0]),
        Some(value) => feed(&mut hasher, value),
    }
    hex(&hasher.finalize())
}

fn body(changes: &[Change], salts: &[String], note: &Map<String, Json>) -> String {
    let fields: Vec<Json> = changes
        .iter()
        .zip(salts)
        .map(|(change, salt)| {
            json!([change.entity, change.id, change.field, digest(salt, text(&change.new).as_deref())])
        })
        .collect();
    let mut body = note.clone();
    if !fields.is_empty() {
        body.insert("fields".to_owned(), Json::Array(fields));
    }
    Json::Object(body).to_string()
}

fn salt() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// One event as it is hashed.
struct Row {
    seq: i64,
    op_id: String,
    at: String,
    actor: Option<i64>,
    kind: String,
    entity: String,
    entity_id: Option<i64>,
    body: String,
    result: String,
    prev_hash: String,
}

impl Row {
    /// SHA-256 over the previous hash and every field, each with its length before it.
    fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        feed(&mut hasher, &self.prev_hash);
        feed(&mut hasher, &self.seq.to_string());
        feed(&mut hasher, &self.op_id);
        feed(&mut hasher, &self.at);
        feed(&mut hasher, &self.actor.map_or_else(String::new, |id| id.to_string()));
        feed(&mut hasher, &self.kind);
        feed(&mut hasher, &self.entity);
        feed(&mut hasher, &self.entity_id.map_or_else(String::new, |id| id.to_string()));
        feed(&mut hasher, &self.body);
        feed(&mut hasher, &self.result);
        hex(&hasher.finalize())
    }
}

fn feed(hasher: &mut Sha256, text: &str) {
    hasher.update((text.len() as u64).to_be_bytes());
    hasher.update(text.as_bytes());
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// What a walk along the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// How many events were read.
    pub events: i64,
    /// The sequence numbers at which the chain breaks, first and last.
    pub broken: Option<(i64, i64)>,
    /// The newest hash.
    pub head: String,
}

/// An event as it stands in the chain.
pub(super) struct Link {
    pub seq: i64,
    /// It names the hash of the event that stands before it.
    pub follows: bool,
    /// Its own hash is that of its fields.
    pub whole: bool,
    pub hash: String,
}

/// Walks the chain from its first event.
///
/// # Errors
/// The file cannot be read, or `each` says so.
pub(super) fn walk(conn: &Connection, mut each: impl FnMut(Link)) -> Result<()> {
    let mut statement = conn.prepare(
        "select seq, op_id, at, actor, kind, entity, entity_id, body, result, prev_hash, hash from event order by seq",
    )?;
    let mut rows = statement.query([])?;
    let mut before = GENESIS.to_owned();
    while let Some(row) = rows.next()? {
        let event = Row {
            seq: row.get(0)?,
            op_id: row.get(1)?,
            at: row.get(2)?,
            actor: row.get(3)?,
            kind: row.get(4)?,
            entity: row.get(5)?,
            entity_id: row.get(6)?,
            body: row.get(7)?,
            result: row.get(8)?,
            prev_hash: row.get(9)?,
        };
        let hash: String = row.get(10)?;
        let (follows, whole) = (event.prev_hash == before, event.hash() == hash);
        before.clone_from(&hash);
        each(Link { seq: event.seq, follows, whole, hash });
    }
    Ok(())
}

/// Walks the chain from its first event and says where it breaks.
///
/// # Errors
/// The file cannot be read.
pub fn verify_chain(conn: &Connection) -> Result<ChainReport> {
    let mut report = ChainReport { head: GENESIS.to_owned(), ..ChainReport::default() };
    let mut expected = 1;
    walk(conn, |link| {
        report.events += 1;
        if link.seq != expected || !link.follows || !link.whole {
            let first = report.broken.map_or(link.seq.min(expected), |(first, _)| first);
            report.broken = Some((first, link.seq));
        }
        expected = link.seq + 1;
        report.head = link.hash;
    })?;
    Ok(report)
}
