//! Looking the audit trail over: the chain, the values behind its digests, what this computer has seen of it, and whether
//! the records still hold what was written last.

use crate::error::Result;
use crate::store::event::{digest, walk};
use crate::store::view::audit::{Breach, Edited, Harm, Trail};
use crate::store::witness::{self, Head};
use crate::store::{OpId, Store, What};
use rusqlite::Connection;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::PoisonError;

impl Store {
    /// Looks the trail over and keeps what came of it for the screens; a whole one is remembered by this computer.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn verify_trail(&self) -> Result<Trail> {
        let seen = self.witness.as_deref().map(witness::read).unwrap_or_default();
        let trail = look_over(&self.conn, &seen)?;
        if trail.breaches.is_empty() {
            self.bear_witness();
        }
        *self.trail.lock().unwrap_or_else(PoisonError::into_inner) = Some(trail.clone());
        Ok(trail)
    }

    /// What came of looking the trail over since the start; `None` until somebody did.
    pub(in crate::store) fn trail(&self) -> Option<Trail> {
        self.trail.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets this computer take the trail as it is from now on, after a backup was put back on purpose.
    ///
    /// # Errors
    /// Nobody is signed in, or it cannot be written.
    pub fn accept_trail(&mut self) -> Result<Trail> {
        self.viewer()?;
        let said: Vec<String> = self.verify_trail()?.breaches.iter().map(Breach::said).collect();
        self.write(OpId::new(), What::new("trail_accepted", "event"), |tx| {
            tx.note("found", said);
            Ok(())
        })?;
        if let Some(witness) = &self.witness {
            witness::forget(witness);
        }
        self.verify_trail()
    }
}

fn look_over(conn: &Connection, seen: &[Head]) -> Result<Trail> {
    // One state of the file for all of it but the rows of imports, which are looked at piece by piece.
    let reading = conn.unchecked_transaction()?;
    let mut trail = Trail { witnessed: seen.last().map(|head| head.seq), ..Trail::default() };
    let known: HashMap<i64, &str> = seen.iter().map(|head| (head.seq, head.hash.as_str())).collect();
    let (mut agreed, mut differs, mut whole_before) = (0, None, true);
    let mut breaches = Vec::new();
    walk(conn, |link| {
        let expected = trail.last + 1;
        let gap = link.seq > expected;
        if gap {
            add(&mut breaches, Harm::Missing, expected, link.seq - 1);
        }
        if !link.whole {
            add(&mut breaches, Harm::Changed, link.seq, link.seq);
        } else if !link.follows && !gap && whole_before {
            // Both whole in themselves, yet not one after the other: one of the two was written anew.
            add(&mut breaches, Harm::Changed, trail.last.max(1), link.seq);
        }
        match known.get(&link.seq) {
            Some(hash) if *hash != link.hash => differs = Some(link.seq),
            Some(_) if differs.is_none() => agreed = link.seq,
            _ => {}
        }
        whole_before = link.whole;
        trail.events += 1;
        trail.last = link.seq;
        trail.head = link.hash;
    })?;
    let told = |last: i64| breaches.iter().any(|one| one.first <= agreed + 1 && last <= one.last);
    if let Some(last) = differs.filter(|last| !told(*last)) {
        breaches.push(Breach { harm: Harm::Replaced, first: agreed + 1, last });
    }
    if let Some(newest) = trail.witnessed.filter(|newest| *newest > trail.last) {
        breaches.push(Breach { harm: Harm::Cut, first: trail.last + 1, last: newest });
    }
    values(conn, &mut breaches)?;
    if !guarded(conn)? {
        breaches.push(Breach { harm: Harm::Unguarded, first: 1, last: trail.last });
    }
    trail.breaches = breaches;
    trail.edited = super::edited::find(conn)?;
    trail.edited.extend(super::details::find(conn)?);
    drop(reading);
    trail.edited.extend(super::brought::find(conn, &trail.edited)?);
    trail.edited.sort_by_key(Edited::seq);
    Ok(trail)
}

/// Adds a breach, or lengthens the last one where it goes on.
fn add(breaches: &mut Vec<Breach>, harm: Harm, first: i64, last: i64) {
    match breaches.last_mut() {
        Some(before) if before.harm == harm && first <= before.last + 1 => before.last = last,
        _ => breaches.push(Breach { harm, first, last }),
    }
}

/// A field of a row.
type Field = (String, i64, String);

/// Holds every value against its digest; one that was erased is no longer there to be held against it.
fn values(conn: &Connection, breaches: &mut Vec<Breach>) -> Result<()> {
    let mut statement = conn.prepare(
        "select v.seq, v.entity, v.entity_id, v.field, v.salt, v.new, e.body from event_value v
         join event e on e.seq = v.seq order by v.seq",
    )?;
    let mut rows = statement.query([])?;
    let (mut at, mut written) = (0, HashMap::new());
    while let Some(row) = rows.next()? {
        let seq: i64 = row.get(0)?;
        if seq != at {
            (at, written) = (seq, digests(row.get_ref(6)?.as_str().unwrap_or_default()));
        }
        let field: Field = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (salt, new): (String, Option<String>) = (row.get(4)?, row.get(5)?);
        if written.get(&field).is_none_or(|written| *written != digest(&salt, new.as_deref())) {
            add(breaches, Harm::Values, seq, seq);
        }
    }
    Ok(())
}

/// The digests of an event's body; of a field that was changed twice, the last.
fn digests(body: &str) -> HashMap<Field, String> {
    let Ok(body) = serde_json::from_str::<Json>(body) else { return HashMap::new() };
    let one = |field: &Json| {
        let text = |place: usize| field.get(place).and_then(Json::as_str).map(str::to_owned);
        Some(((text(0)?, field.get(1)?.as_i64()?, text(2)?), text(3)?))
    };
    body.get("fields").and_then(Json::as_array).into_iter().flatten().filter_map(one).collect()
}

/// Whether the file still refuses changes of its events.
fn guarded(conn: &Connection) -> Result<bool> {
    let rules: i64 = conn.query_row(
        "select count(*) from sqlite_schema where type = 'trigger' and tbl_name = 'event'
           and name in ('event_no_update', 'event_no_delete') and sql like '%raise(abort%'",
        [],
        |row| row.get(0),
    )?;
    Ok(rules == 2)
}
