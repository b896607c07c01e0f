//! The pairs a meeting can be about, the most overdue first.

use super::people::person;
use crate::domain::cadence::{self, Due};
use crate::domain::{MeetingId, StaffId};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::walk::PairChoice;
use crate::store::view::{Mark, Standing};
use chrono::NaiveDate;
use rusqlite::params;

/// The pairs that share an open family on a day, in the viewer's sites: `?1` the day, `?2` the sites as JSON.
const PAIRS: &str = "select i.staff_id as iw_id, r.staff_id as rc_id, count(*) as families,
    min(max(i.from_on, r.from_on, o.from_on)) as since
  from assignment i
  join assignment r on r.family_id = i.family_id and r.role = 'recovery_coordinator'
    and r.from_on <= ?1 and (r.to_on is null or r.to_on > ?1)
  join family_opening o on o.family_id = i.family_id and o.from_on <= ?1 and (o.to_on is null or o.to_on > ?1)
  join family f on f.id = i.family_id and f.site_id in (select value from json_each(?2))
  where i.role = 'intact_worker' and i.from_on <= ?1 and (i.to_on is null or i.to_on > ?1)
  group by i.staff_id, r.staff_id";

/// How a cadence stands, in words.
pub(super) fn standing(found: cadence::Standing, today: NaiveDate) -> Standing {
    let (mark, text) = match found {
        cadence::Standing::NoData => (Mark::NoData, "no data".to_owned()),
        cadence::Standing::NotDue { on } => (Mark::Open, format!("in {} d", (on - today).num_days())),
        cadence::Standing::DueToday => (Mark::Due, "due today".to_owned()),
        cadence::Standing::Overdue { days, .. } => (Mark::Overdue, format!("overdue {days} d")),
    };
    Standing { mark, text, on: found.due_on(today) }
}

impl Store {
    /// The viewer's sites as a JSON list, for SQL.
    pub(super) fn site_list(&self) -> Result<String> {
        let sites: Vec<String> = self.viewer()?.sites.iter().map(|site| site.0.to_string()).collect();
        Ok(format!("[{}]", sites.join(",")))
    }

    /// The pairs to choose from.
    pub(super) fn pair_choices(&self, kind: &str) -> Result<Vec<PairChoice>> {
        let every_days = self.kind_rules(kind)?.cadence_days;
        let today = self.clock.today();
        let mut statement = self.conn.prepare_cached(PAIRS)?;
        let rows = statement.query_map(params![date(today), self.site_list()?], |row| {
            Ok((row.num("iw_id")?, row.num("rc_id")?, row.get::<_, i64>("families")?, row.day("since")?))
        })?;
        let mut out = Vec::new();
        for row in rows {
            let (iw, rc, families, since): (StaffId, StaffId, _, _) = row?;
            let last_held = self.last_held(kind, iw, rc, today)?;
            let due = Due { last_held, since: Some(since), file_from: self.meta.first_day, every_days };
            let stands = due.standing(today);
            let choice = PairChoice {
                iw: person(&self.conn, iw)?,
                rc: person(&self.conn, rc)?,
                families,
                last_held,
                standing: standing(stands, today),
                in_progress: self.meeting_of_pair(kind, iw, rc, "in_progress")?.map(|(id, _)| id),
                scheduled: self
                    .meeting_of_pair(kind, iw, rc, "scheduled")?
                    .and_then(|(id, on)| on.map(|on| (id, on))),
            };
            let due_on = stands.due_on(today).unwrap_or(NaiveDate::MAX);
            out.push(((due_on, iw.0, rc.0), choice));
        }
        out.sort_by_key(|(key, _)| *key);
        Ok(out.into_iter().map(|(_, choice)| choice).collect())
    }

    /// The day of the latest meeting that resets this kind's clock for a pair.
    pub(super) fn last_held(
        &self,
        kind: &str,
        iw: StaffId,
        rc: StaffId,
        today: NaiveDate,
    ) -> Result<Option<NaiveDate>> {
        let mut days = Vec::new();
        for resetting in self.settings.meetings.resetting(kind) {
            let found: Option<String> = self
                .conn
                .prepare_cached(
                    "select max(held_on) from meeting_pair where iw_id = ?1 and rc_id = ?2 and kind_held = ?3 and held_on <= ?4",
                )?
                .query_row(params![iw.0, rc.0, resetting.key, date(today)], |row| row.get(0))?;
            days.push(found.and_then(|text| crate::store::sql::read_date(&text)));
        }
        Ok(cadence::last_held(days))
    }

    /// A pair's meeting of a kind in a status, with its day where it is scheduled.
    pub(super) fn meeting_of_pair(
        &self,
        kind: &str,
        iw: StaffId,
        rc: StaffId,
        status: &str,
    ) -> Result<Option<(MeetingId, Option<NaiveDate>)>> {
        let mut statement = self.conn.prepare_cached(
            "select m.id, m.scheduled_at from meeting m join meeting_pair p on p.meeting_id = m.id
             where m.kind = ?1 and p.iw_id = ?2 and p.rc_id = ?3 and m.status = ?4
             order by m.scheduled_at limit 1",
        )?;
        let mut rows = statement.query_map(params![kind, iw.0, rc.0, status], |row| {
            Ok((MeetingId(row.get(0)?), row.instant_opt("scheduled_at")?))
        })?;
        let found = rows.next().transpose()?;
        Ok(found.map(|(id, at)| (id, at.map(|at| self.clock.date_of(at)))))
    }
}
