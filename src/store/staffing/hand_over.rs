//! What changes hands when somebody leaves: items, meetings, the people they supervise.

use super::employ::{Employed, insert, spells};
use crate::domain::StaffId;
use crate::domain::meeting::{MeetingStatus, MissReason};
use crate::domain::spell::Span;
use crate::error::Result;
use crate::store::Tx;
use crate::store::sql::{date, word};
use chrono::NaiveDate;
use rusqlite::{Connection, params};

/// The meetings still to come on or after an instant with somebody else that count on this person.
const TOGETHER: &str = "select m.id from (
      select p.meeting_id from meeting_pair p where p.iw_id = ?1 and p.held_on is null
      union select p.meeting_id from meeting_pair p where p.rc_id = ?1 and p.held_on is null
      union select e.meeting_id from meeting_expected e where e.staff_id = ?1 and e.held = '') w
    cross join meeting m on m.id = w.meeting_id
    where m.status = 'scheduled' and m.worker_id is not ?1 and (m.scheduled_at is null or m.scheduled_at >= ?2)";
/// The person's own Individuals still to come.
const OWN: &str = "select m.id from meeting m where m.status = 'scheduled' and m.worker_id = ?1
    and (m.scheduled_at is null or m.scheduled_at >= ?2)";
/// The people whose supervisor the person is on a day or will be.
const SUPERVISED: &str = "select distinct e.staff_id from employment e join staff s on s.id = e.staff_id
    where e.supervisor_id = ?1 and (e.to_on is null or e.to_on > ?2) and (s.left_on is null or s.left_on > ?2)";

/// How many meetings with others, and how many Individuals of their own, somebody has from an instant on.
pub(super) fn meetings(conn: &Connection, staff: StaffId, from: &str) -> Result<(i64, i64)> {
    let count = |sql: &str| -> Result<i64> {
        let sql = format!("select count(*) from ({sql})");
        Ok(conn.prepare_cached(&sql)?.query_row(params![staff.0, from], |row| row.get(0))?)
    };
    Ok((count(TOGETHER)?, count(OWN)?))
}

/// How many people somebody supervises from a day on.
pub(super) fn people(conn: &Connection, staff: StaffId, on: NaiveDate) -> Result<i64> {
    let sql = format!("select count(*) from ({SUPERVISED})");
    Ok(conn.prepare_cached(&sql)?.query_row(params![staff.0, date(on)], |row| row.get(0))?)
}

fn keys(conn: &Connection, sql: &str, staff: StaffId, from: &str) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![staff.0, from], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives the open items to their new owner.
pub(super) fn give_items(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<()> {
    let items: Vec<i64> = tx
        .sql()
        .prepare_cached(
            "select id from action_item where owner_id = ?1 and status in ('open', 'in_progress', 'blocked')",
        )?
        .query_map([from.0], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for item in items {
        tx.set("action_item", item, &[("owner_id", &to)])?;
    }
    Ok(())
}

/// Puts somebody else in the leaver's place in every meeting from an instant on.
pub(super) fn give_meetings(tx: &mut Tx<'_>, from: StaffId, to: StaffId, since: &str) -> Result<()> {
    for meeting in keys(tx.sql(), TOGETHER, from, since)? {
        for (table, column, other) in [
            ("meeting_pair", "iw_id", "rc_id"),
            ("meeting_pair", "rc_id", "iw_id"),
            ("meeting_person", "staff_id", "meeting_id"),
        ] {
            replace(tx, (table, column, other), meeting, (from, to))?;
        }
    }
    Ok(())
}

/// Changes the leaver's row of a meeting, or removes it where the successor is there already.
fn replace(
    tx: &mut Tx<'_>,
    (table, column, other): (&'static str, &'static str, &'static str),
    meeting: i64,
    (from, to): (StaffId, StaffId),
) -> Result<()> {
    let sql = format!(
        "select id, exists (select 1 from {table} t where t.meeting_id = o.meeting_id and t.{column} = ?3 and t.{other} = o.{other})
         from {table} o where o.meeting_id = ?1 and o.{column} = ?2"
    );
    let rows: Vec<(i64, bool)> = tx
        .sql()
        .prepare_cached(&sql)?
        .query_map(params![meeting, from.0, to.0], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, there) in rows {
        if there {
            tx.delete(table, id)?;
        } else {
            tx.set(table, id, &[(column, &to)])?;
        }
    }
    Ok(())
}

/// Cancels the leaver's own Individuals from an instant on.
pub(super) fn cancel_own(tx: &mut Tx<'_>, staff: StaffId, since: &str) -> Result<()> {
    for meeting in keys(tx.sql(), OWN, staff, since)? {
        let (status, reason) = (word(MeetingStatus::Cancelled), word(MissReason::Vacancy));
        tx.set("meeting", meeting, &[("status", &status), ("reason", &reason)])?;
    }
    Ok(())
}

/// Gives the people somebody supervises another supervisor from a day on; what came before stays as it was.
pub(super) fn give_people(tx: &mut Tx<'_>, from: StaffId, to: StaffId, on: NaiveDate) -> Result<()> {
    for person in keys(tx.sql(), SUPERVISED, from, &date(on))? {
        let person = StaffId(person);
        for Employed { spell, mut terms } in spells(tx.sql(), person)? {
            if terms.supervisor != Some(from) || spell.span.to.is_some_and(|to| to <= on) {
                continue;
            }
            if spell.span.from >= on {
                tx.set("employment", spell.id, &[("supervisor_id", &to)])?;
            } else {
                tx.set("employment", spell.id, &[("to_on", &on)])?;
                terms.supervisor = Some(to);
                insert(tx, person, Span::new(on, spell.span.to), &terms)?;
            }
        }
    }
    Ok(())
}
