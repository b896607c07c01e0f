//! Personnel notes: their author's own, and a successor's only when the author hands them over.

use super::Head;
use super::people::person;
use crate::domain::{MeetingId, StaffId};
use crate::error::{Result, denied, invalid};
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::Person;
use crate::store::view::walk::KeptNote;
use crate::store::write::{OpId, What};
use rusqlite::params;

/// How many earlier notes stand beside an Individual.
const MOST: i64 = 6;

/// The viewer's own words about a worker, and those handed over to the viewer, of meetings that were held.
const KEPT: &str = "
    select n.field, n.body, m.held_on, iif(n.author_id = ?1, null, coalesce(nullif(s.short_name, ''), s.name)) as author
    from note n join meeting m on m.id = n.meeting_id join staff s on s.id = n.author_id
    where n.kind = 'personnel' and n.about_id = ?2 and n.meeting_id <> ?3 and n.body <> '' and m.held_on <= ?4
      and m.status in ('held', 'signed')
      and (n.author_id = ?1 or exists (select 1 from note_handover h where h.author_id = n.author_id and h.about_id = n.about_id
        and h.to_id = ?1 and n.at <= h.at))
    order by m.held_on desc, n.id limit ?5";

impl Store {
    /// What the viewer may still read of what was said with a worker before.
    pub(super) fn kept_about(&self, head: &Head, worker: StaffId) -> Result<Vec<KeptNote>> {
        let viewer = self.viewer()?.staff;
        let mut statement = self.conn.prepare_cached(KEPT)?;
        let today = date(self.clock.today());
        let rows = statement.query_map(params![viewer.0, worker.0, head.id.0, today, MOST], |row| {
            Ok(KeptNote {
                step: row.get("field")?,
                on: row.day("held_on")?,
                from: row.get("author")?,
                body: row.get("body")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// To whom the viewer can hand over what they wrote about the worker of an Individual: the supervisors of the same
    /// role and agency; nobody where there is nothing to hand over.
    pub(in crate::store) fn may_receive(&self, head: &Head) -> Result<Vec<Person>> {
        let Some(worker) = head.worker else { return Ok(Vec::new()) };
        let viewer = self.viewer()?.staff;
        let mut statement = self.conn.prepare_cached(
            "select s.id from staff s join staff me on me.id = ?1 and me.role = s.role and me.agency_id = s.agency_id
             where s.id <> ?1 and (s.left_on is null or s.left_on > ?3)
               and exists (select 1 from note n where n.kind = 'personnel' and n.author_id = ?1 and n.about_id = ?2 and n.body <> '')
             order by s.name",
        )?;
        let ids = statement
            .query_map(params![viewer.0, worker.0, date(self.clock.today())], |row| Ok(StaffId(row.get(0)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        ids.into_iter().map(|id| person(&self.conn, id)).collect()
    }

    /// Hands the viewer's personnel notes about a worker over, as far as they are written now.
    pub(super) fn hand_over(&mut self, op: OpId, meeting: MeetingId, to: StaffId) -> Result<MeetingId> {
        let head = self.head(meeting)?;
        self.refuse_looking()?;
        let Some(about) = head.worker else {
            return Err(invalid("personnel notes belong to an Individual"));
        };
        if !self.may_receive(&head)?.iter().any(|one| one.id == to) {
            return Err(denied(
                "personnel notes are handed over by their author to a supervisor of the same role and agency",
            ));
        }
        let (author, now) = (self.viewer()?.staff, self.clock.now());
        self.write(op, What::of("hand_over", "staff", about.0), |tx| {
            tx.insert(
                "note_handover",
                &[("author_id", &author), ("about_id", &about), ("to_id", &to), ("at", &now)],
            )
        })?;
        Ok(meeting)
    }
}
