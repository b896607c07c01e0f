//! Whether an Individual that was held counts: decided here, by its attendance, for everything that asks.

use super::Store;
use super::sql::{RowExt, date};
use crate::domain::meeting::{Attendance, Present, individual_counts};
use crate::domain::staff::Role;
use crate::domain::{MeetingId, StaffId, Word};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::HashMap;

/// The list of a meeting `m` as JSON, for [`Known::counts`].
pub(super) const PEOPLE: &str =
    "(select json_group_array(json_array(coalesce(p.staff_id, -p.id), p.role, p.attendance, d.role))
     from meeting_person p left join staff d on d.id = p.deputy_for where p.meeting_id = m.id)";

/// A person of [`PEOPLE`]: who (of nobody's staff, less than nothing), the role, how they took part, the role of whom they
/// stand in for.
type Row = (i64, String, Option<String>, Option<String>);

/// What was said of each list of people before: most meetings with a worker have the same one.
#[derive(Default)]
pub(super) struct Known(HashMap<String, bool>);

impl Known {
    /// Says the same as [`counts`].
    pub(super) fn counts(&mut self, store: &Store, kind: &str, worker: StaffId, people: &str) -> bool {
        let of = format!("{kind} {} {people}", worker.0);
        *self.0.entry(of).or_insert_with(|| counts(store, kind, worker, people))
    }
}

/// Says whether a held meeting of a kind with a worker counts, by its list as JSON.
fn counts(store: &Store, kind: &str, worker: StaffId, people: &str) -> bool {
    // A kind that meetings.toml no longer knows was what it was.
    let Some(rules) = store.settings.meetings.kind(kind) else { return true };
    let rows: Vec<Row> = serde_json::from_str(people).unwrap_or_default();
    let people: Vec<Present> = rows
        .into_iter()
        .map(|(staff, role, attendance, deputy)| Present {
            staff: StaffId(staff),
            role: Role::parse(&role).unwrap_or(Role::Other),
            attendance: attendance.as_deref().and_then(Attendance::parse),
            deputy_for: deputy.as_deref().and_then(Role::parse),
        })
        .collect();
    individual_counts(rules, &people, worker)
}

/// The latest Individual of a kind with a worker that counts, up to a day.
pub(super) fn last(
    store: &Store,
    kind: &str,
    worker: StaffId,
    until: NaiveDate,
) -> Result<Option<(MeetingId, NaiveDate)>> {
    let mut statement = store.conn.prepare_cached(&format!(
        "select m.id, m.held_on, {PEOPLE} as people from meeting m where m.worker_id = ?1 and m.kind = ?2
           and m.held_on <= ?3 and m.status in ('held', 'signed') order by m.held_on desc, m.id desc"
    ))?;
    let mut rows = statement.query(params![worker.0, kind, date(until)])?;
    while let Some(row) = rows.next()? {
        if counts(store, kind, worker, &row.get::<_, String>("people")?) {
            return Ok(Some((row.num("id")?, row.day("held_on")?)));
        }
    }
    Ok(None)
}

/// The day of the latest that counts, of a kind or of one that resets its clock.
pub(super) fn last_held(
    store: &Store,
    kind: &str,
    worker: StaffId,
    until: NaiveDate,
) -> Result<Option<NaiveDate>> {
    let mut days = Vec::new();
    for resetting in store.settings.meetings.resetting(kind) {
        days.push(last(store, &resetting.key, worker, until)?.map(|(_, on)| on));
    }
    Ok(crate::domain::cadence::last_held(days))
}
