//! What a person carries: families, supervision, meetings.

use super::Facts;
use crate::domain::meeting::Subject;
use crate::domain::staff::Role;
use crate::domain::{MeetingId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::families::{Worker, load_rule, staff_load};
use crate::store::gate::sites;
use crate::store::individuals;
use crate::store::sql::{RowExt, date};
use crate::store::view::staffing::{Attended, Employment, HeldFamily, Supervised};
use crate::store::view::{Explain, Mark, Person};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// How many of the last meetings a page shows.
const MEETINGS: i64 = 12;

/// A worker's open families, capacity, how that stands, and the formula behind it.
pub(super) fn of(
    store: &Store,
    facts: &Facts,
    now: Option<&Employment>,
) -> Result<Option<(i64, i64, Mark, Explain)>> {
    let Some(now) = now.filter(|_| facts.role.is_worker()) else { return Ok(None) };
    let open: i64 = store
        .conn()
        .prepare_cached(
            "select count(*) from assignment a where a.staff_id = ?1 and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)
               and exists (select 1 from family_opening o where o.family_id = a.family_id and o.from_on <= ?2
                 and (o.to_on is null or o.to_on > ?2))",
        )?
        .query_row(params![facts.id.0, date(store.clock().today())], |row| row.get(0))?;
    let worker = Worker {
        person: Person { id: facts.id, name: facts.name.clone(), short: facts.short.clone() },
        role: facts.role,
        fte: now.terms.fte,
        per_full_time: now.terms.capacity.map(i64::from),
        status: now.terms.status,
        since: Some(now.from),
        open,
        came: None,
    };
    let (capacity, mark) = staff_load(store, &worker);
    Ok(Some((open, capacity, mark, load_rule(store, &worker))))
}

impl Store {
    /// The open families of a person, as far as they are at the viewer's sites.
    pub(super) fn families_held(&self, staff: StaffId) -> Result<Vec<HeldFamily>> {
        let mut statement = self.conn().prepare_cached(
            "select f.id, f.label, a.from_on, a.supervisor_held from assignment a join family f on f.id = a.family_id
             where a.staff_id = ?1 and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)
               and exists (select 1 from family_opening o where o.family_id = f.id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2))
               and f.site_id in (select value from json_each(?3)) order by f.id",
        )?;
        let rows = statement.query_map(
            params![staff.0, date(self.clock().today()), sites(self.viewer()?)],
            |row| {
                Ok(HeldFamily {
                    id: row.num("id")?,
                    label: row.get("label")?,
                    since: row.day("from_on")?,
                    as_supervisor: row.get("supervisor_held")?,
                })
            },
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every kind of supervision of a worker: the last that was held, the next that is scheduled.
    pub(super) fn supervision_of(&self, facts: &Facts) -> Result<Vec<Supervised>> {
        let mut out = Vec::new();
        for kind in &self.settings().meetings.kinds {
            let own = match kind.subject {
                Subject::IntactWorker => facts.role == Role::IntactWorker,
                Subject::RecoveryCoordinator => facts.role == Role::RecoveryCoordinator,
                Subject::Pair => facts.role.is_worker(),
                _ => false,
            };
            if !own {
                continue;
            }
            let today = self.clock().today();
            let last = if kind.subject.is_worker() {
                individuals::last(self, &kind.key, facts.id, today)?
            } else {
                self.session(LAST, facts.id, &kind.key)?
            };
            let next = self.session(NEXT, facts.id, &kind.key)?;
            out.push(Supervised { kind: kind.label.clone(), last, next });
        }
        Ok(out)
    }

    fn session(&self, sql: &str, staff: StaffId, kind: &str) -> Result<Option<(MeetingId, NaiveDate)>> {
        Ok(self
            .conn()
            .prepare_cached(sql)?
            .query_row(params![staff.0, kind, date(self.clock().today())], |row| {
                Ok((row.num("id")?, row.day("on_date")?))
            })
            .optional()?)
    }

    /// The last meetings a person was expected at, with how they came.
    pub(super) fn meetings_of(&self, staff: StaffId) -> Result<Vec<Attended>> {
        let mut statement = self.conn().prepare_cached(
            "select m.id, m.kind, m.held_on, p.attendance from meeting_expected e cross join meeting m on m.id = e.meeting_id
             cross join meeting_person p on p.meeting_id = m.id and p.staff_id = e.staff_id
             where e.staff_id = ?1 and e.held > '' and e.held <= ?2 and m.status in ('held', 'signed')
             order by e.held desc, e.meeting_id desc limit ?3",
        )?;
        let today = date(self.clock().today());
        let rows = statement.query_map(params![staff.0, today, MEETINGS], |row| {
            let kind: String = row.get("kind")?;
            let how: Option<crate::domain::meeting::Attendance> = row.word_opt("attendance")?;
            Ok(Attended {
                id: row.num("id")?,
                kind: self.settings().meetings.label(&kind).to_owned(),
                on: row.day("held_on")?,
                how: how.map_or("not answered", Word::label).to_owned(),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The last meeting with a pair of theirs, by each side of the pair.
const LAST: &str = "select p.meeting_id as id, p.held_on as on_date from meeting_pair p cross join meeting m on m.id = p.meeting_id
     where p.iw_id = ?1 and p.kind_held = ?2 and p.held_on <= ?3 and p.verdict in ('counts', 'held_as_other') and m.status in ('held', 'signed')
   union all select p.meeting_id, p.held_on from meeting_pair p cross join meeting m on m.id = p.meeting_id
     where p.rc_id = ?1 and p.kind_held = ?2 and p.held_on <= ?3 and p.verdict in ('counts', 'held_as_other') and m.status in ('held', 'signed')
   order by on_date desc, id desc limit 1";

/// The next that is scheduled: their own, or with a pair of theirs.
const NEXT: &str = "select m.id, substr(m.scheduled_at, 1, 10) as on_date from (
     select o.id from meeting o where o.status = 'scheduled' and o.worker_id = ?1
     union select p.meeting_id from meeting_pair p where p.iw_id = ?1 and p.held_on is null
     union select p.meeting_id from meeting_pair p where p.rc_id = ?1 and p.held_on is null) w
   cross join meeting m on m.id = w.id where m.status = 'scheduled' and m.kind = ?2 and m.scheduled_at >= ?3
   order by m.scheduled_at, m.id limit 1";
