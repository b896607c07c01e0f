//! The meetings of the past by whom they were with: what counted as what, what did not, and why one was missed.

use super::super::Store;
use super::super::gate::ids;
use super::super::individuals::{Known, PEOPLE};
use super::super::sql::{RowExt, date};
use super::Subjects;
use crate::domain::meeting::{MeetingStatus, MissReason};
use crate::domain::{MeetingId, StaffId, Word};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::{BTreeMap, HashMap};

/// A meeting with a pair or worker.
struct Meeting {
    id: MeetingId,
    /// As planned.
    kind: String,
    /// As what it counts; empty where it does not.
    counts_as: String,
    on: NaiveDate,
    was_held: bool,
    why: String,
}

/// The meetings of the past by whom they were with.
pub(in super::super) struct Past(HashMap<Vec<StaffId>, Vec<Meeting>>);

/// What there was of a kind.
#[derive(Default)]
pub(super) struct Found {
    pub held: Vec<NaiveDate>,
    pub wrong: Vec<NaiveDate>,
    pub reasons: Vec<(NaiveDate, String)>,
    pub meetings: BTreeMap<NaiveDate, MeetingId>,
}

impl Past {
    /// What there was of a kind with these people; `resetting` are the kinds whose meetings count for it.
    pub(super) fn of(&self, who: &[StaffId], kind: &str, resetting: &[&str]) -> Found {
        let mut found = Found::default();
        for one in self.0.get(who).into_iter().flatten() {
            let counts = resetting.contains(&one.counts_as.as_str());
            if !counts && one.kind != kind {
                continue;
            }
            if one.was_held {
                let days = if counts { &mut found.held } else { &mut found.wrong };
                days.push(one.on);
                // Where two were held on a day, the one that counts is behind the figure.
                if counts || !found.meetings.contains_key(&one.on) {
                    found.meetings.insert(one.on, one.id);
                }
            }
            // One that was not held has no list by which it could not count, and still its reason.
            let took_place = counts && one.was_held;
            if !took_place && !one.why.is_empty() {
                found.reasons.push((one.on, one.why.clone()));
            }
        }
        found
    }
}

/// The meetings up to a day with these pairs, and with these workers alone.
pub(in super::super) fn past<'s>(
    store: &Store,
    with: impl Iterator<Item = &'s Subjects>,
    until: NaiveDate,
) -> Result<Past> {
    let who: Vec<String> = with.map(|one| ids(one.who().iter().map(|id| id.0))).collect();
    let mut statement = store.conn.prepare_cached(&format!(
        "select m.id, m.kind, p.iw_id as one, p.rc_id as other, m.status, m.held_on, m.scheduled_at,
           iif(p.verdict in ('counts', 'held_as_other'), coalesce(p.kind_held, ''), '') as counts_as,
           coalesce(nullif(p.reason, ''), m.reason) as why, '' as people
         from json_each(?2) w cross join meeting_pair p on p.iw_id = w.value ->> 0 and p.rc_id = w.value ->> 1
         cross join meeting m on m.id = p.meeting_id
         where m.status in ('held', 'signed', 'missed', 'cancelled', 'rescheduled') and (m.held_on is null or m.held_on <= ?1)
         union all
         select m.id, m.kind, m.worker_id, null, m.status, m.held_on, m.scheduled_at, m.kind, m.reason,
           iif(m.status in ('held', 'signed'), {PEOPLE}, '')
         from json_each(?2) w cross join meeting m on m.worker_id = w.value ->> 0
         where json_array_length(w.value) = 1
           and m.status in ('held', 'signed', 'missed', 'cancelled', 'rescheduled') and (m.held_on is null or m.held_on <= ?1)"
    ))?;
    let mut found: HashMap<Vec<StaffId>, Vec<Meeting>> = HashMap::new();
    let mut known = Known::default();
    let mut rows = statement.query(params![date(until), format!("[{}]", who.join(","))])?;
    while let Some(row) = rows.next()? {
        let on = match row.day_opt(5)? {
            Some(held) => Some(held),
            None => row.instant_opt(6)?.map(|at| store.clock.date_of(at)),
        };
        let Some(on) = on else { continue };
        let status: MeetingStatus = row.word(4)?;
        let (one, other): (StaffId, Option<StaffId>) = (row.num(2)?, row.num_opt(3)?);
        let (kind, mut counts_as, why): (String, String, String) = (row.get(1)?, row.get(7)?, row.get(8)?);
        if other.is_none() && !known.counts(store, &kind, one, &row.get::<_, String>(9)?) {
            counts_as.clear();
        }
        found.entry(std::iter::once(one).chain(other).collect()).or_default().push(Meeting {
            id: row.num(0)?,
            kind,
            counts_as,
            on,
            was_held: matches!(status, MeetingStatus::Held | MeetingStatus::Signed),
            why: MissReason::parse(&why).map_or(why, |reason| reason.label().to_owned()),
        });
    }
    Ok(Past(found))
}
