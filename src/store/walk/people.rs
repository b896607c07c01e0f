//! The people of a meeting, and the verdict that their attendance makes.

use super::Head;
use crate::domain::meeting::{
    Attendance, FieldSide, KindRules, Present, QuorumVerdict, about_worker, verdict,
};
use crate::domain::staff::Role;
use crate::domain::{MeetingId, StaffId};
use crate::error::Result;
use crate::store::Store;
use crate::store::families::{self, short_name};
use crate::store::sql::{RowExt, date};
use crate::store::view::Person;
use chrono::NaiveDate;
use rusqlite::{Connection, params};

/// Somebody on a meeting's list.
#[derive(Clone, Debug)]
pub(in crate::store) struct Listed {
    pub row: i64,
    pub staff: Option<StaffId>,
    pub name: String,
    pub short: String,
    pub role: Role,
    pub attendance: Option<Attendance>,
    pub late: Option<u32>,
    pub left_early: Option<u32>,
    pub deputy_for: Option<StaffId>,
    pub deputy_role: Option<Role>,
}

impl Listed {
    /// Whether somebody said they are there.
    pub(in crate::store) fn is_there(&self) -> bool {
        self.attendance.is_some_and(Attendance::is_present)
    }

    /// Whether this is a supervisor of the side that writes a field.
    pub(in crate::store) fn writes(&self, side: FieldSide) -> bool {
        self.role.is_supervisor() && self.role.side().is_some_and(|own| side.is_for(own))
    }

    /// The name beside the key, for staff.
    pub(in crate::store) fn person(&self) -> Option<Person> {
        self.staff.map(|id| Person { id, name: self.name.clone(), short: self.short.clone() })
    }
}

/// A member of the staff by key.
pub(in crate::store) fn person(conn: &Connection, id: StaffId) -> Result<Person> {
    let mut statement = conn.prepare_cached("select id, name, short_name from staff where id = ?1")?;
    Ok(statement.query_row([id.0], |row| families::person(row, 0))?)
}

/// Everybody on the list: supervisors, workers, others.
pub(in crate::store) fn listed(conn: &Connection, meeting: MeetingId) -> Result<Vec<Listed>> {
    let mut statement = conn.prepare_cached(
        "select p.*, s.name, s.short_name, d.role as deputy_role from meeting_person p
         left join staff s on s.id = p.staff_id left join staff d on d.id = p.deputy_for
         where p.meeting_id = ?1 order by p.id",
    )?;
    let rows = statement.query_map([meeting.0], |row| {
        let guest: String = row.get("guest")?;
        let name = row.get::<_, Option<String>>("name")?.unwrap_or(guest);
        let said = row.get::<_, Option<String>>("short_name")?.unwrap_or_default();
        Ok(Listed {
            row: row.get("id")?,
            staff: row.num_opt("staff_id")?,
            short: short_name(&name, said),
            name,
            role: row.word("role")?,
            attendance: row.word_opt("attendance")?,
            late: row.get("late_minutes")?,
            left_early: row.get("left_early_minutes")?,
            deputy_for: row.num_opt("deputy_for")?,
            deputy_role: row.word_opt("deputy_role")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A pair of a meeting.
#[derive(Clone, Debug)]
pub(in crate::store) struct PairRow {
    pub row: i64,
    pub iw: Person,
    pub rc: Person,
    pub kind_held: Option<String>,
    pub reason: String,
    pub verdict: Option<crate::domain::meeting::Verdict>,
}

impl PairRow {
    /// `Lee + Brooks`.
    pub(in crate::store) fn name(&self) -> String {
        format!("{} + {}", self.iw.short, self.rc.short)
    }
}

/// The pairs of a meeting, in the order in which they were chosen.
pub(in crate::store) fn pairs(conn: &Connection, meeting: MeetingId) -> Result<Vec<PairRow>> {
    let mut statement = conn.prepare_cached(
        "select p.id, p.kind_held, p.reason, p.verdict, i.id, i.name, i.short_name, r.id, r.name, r.short_name
         from meeting_pair p join staff i on i.id = p.iw_id join staff r on r.id = p.rc_id
         where p.meeting_id = ?1 order by p.id",
    )?;
    let rows = statement.query_map([meeting.0], |row| {
        let (iw, rc) = (families::person(row, 4)?, families::person(row, 7)?);
        let (kind_held, reason, verdict) = (row.get(1)?, row.get(2)?, row.word_opt(3)?);
        Ok(PairRow { row: row.get(0)?, iw, rc, kind_held, reason, verdict })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The list as the quorum of one pair sees it: other pairs' workers are no part of it. Without a pair all are.
pub(super) fn of_pair(people: &[Listed], pair: Option<&PairRow>) -> Vec<Present> {
    let counts = |one: &&Listed| {
        !one.role.is_worker()
            || pair.is_none_or(|pair| one.staff == Some(pair.iw.id) || one.staff == Some(pair.rc.id))
    };
    people
        .iter()
        .filter(counts)
        .map(|one| Present {
            // A guest is nobody's colleague: a number of their own.
            staff: one.staff.unwrap_or(StaffId(-one.row)),
            role: one.role,
            attendance: one.attendance,
            deputy_for: one.deputy_role,
        })
        .collect()
}

impl Store {
    /// What a pair's meeting was, as this kind; the whole meeting where it is not about pairs.
    pub(in crate::store) fn judge(
        &self,
        kind: &KindRules,
        people: &[Listed],
        pair: Option<&PairRow>,
    ) -> QuorumVerdict {
        verdict(kind, &self.settings.meetings.kinds, &of_pair(people, pair))
    }
}

impl Store {
    /// What a meeting as a whole was, as planned: of an Individual, nobody stands in for its worker.
    pub(in crate::store) fn judge_whole(&self, head: &Head, people: &[Listed]) -> Result<QuorumVerdict> {
        let (kind, kinds) = (self.kind_rules(&head.kind)?, &self.settings.meetings.kinds);
        let people = of_pair(people, None);
        Ok(match head.worker {
            Some(worker) => verdict(kind, kinds, &about_worker(&people, worker)),
            None => verdict(kind, kinds, &people),
        })
    }
}

/// For whom a person is deputy on a day.
pub(super) fn covered_by(conn: &Connection, deputy: StaffId, on: NaiveDate) -> Result<Vec<Person>> {
    let mut statement = conn.prepare_cached(
        "select c.staff_id from cover c join staff a on a.id = c.staff_id join staff d on d.id = c.deputy_id
         where c.deputy_id = ?1 and c.from_on <= ?2 and c.to_on > ?2 and a.role = d.role",
    )?;
    let ids = statement
        .query_map(params![deputy.0, date(on)], |row| Ok(StaffId(row.get(0)?)))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    ids.into_iter().map(|id| person(conn, id)).collect()
}

/// Who supervises a person on a day.
pub(super) fn supervisor(conn: &Connection, staff: StaffId, on: NaiveDate) -> Result<Option<StaffId>> {
    use rusqlite::OptionalExtension;
    Ok(conn
        .prepare_cached(
            "select supervisor_id from employment where staff_id = ?1 and from_on <= ?2
               and (to_on is null or to_on > ?2) and supervisor_id is not null order by from_on desc limit 1",
        )?
        .query_row(params![staff.0, date(on)], |row| Ok(StaffId(row.get(0)?)))
        .optional()?)
}
