//! Leaving the agency: what the leaver still holds is named, and handed over or acknowledged.

use super::Facts;
use super::employ::{Employed, spells};
use crate::domain::StaffId;
use crate::domain::staff::Recruitment;
use crate::error::{Result, invalid};
use crate::store::forms::desk::Desk;
use crate::store::sql::{date, word};
use crate::store::view::staffing::{Holdings, StaffChange};
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Row, params};

impl Store {
    /// Ends somebody's employment: items get their new owner, posts fall vacant, sites end on the same day.
    pub(super) fn save_separation(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        let StaffChange::Separate { staff, last_day, items_to, acknowledged } = change else {
            return Err(invalid("this is no separation"));
        };
        let (desk, facts) = self.desk_about(*staff)?;
        self.write(op, What::of("staff_separate", "staff", staff.0), |tx| {
            let left = first_day_gone(&desk, &facts, *last_day)?;
            let held = holdings(tx.sql(), *staff, left)?;
            ready(tx.sql(), &desk, &facts, &held, (*items_to, *acknowledged))?;
            if let Some(owner) = items_to {
                hand_items_over(tx, *staff, *owner)?;
            }
            end_everything(tx, *staff, left)?;
            tx.update("staff", staff.0, facts.version, &[("left_on", &left)])?;
            tx.note("families_left", held.families + held.held);
            Ok((staff.0, said(&desk, &facts, *last_day, &held)))
        })
    }
}

/// What somebody holds on a day that has to be handed over when they leave.
pub(super) fn holdings(conn: &Connection, staff: StaffId, on: NaiveDate) -> Result<Holdings> {
    let read = |row: &Row<'_>| {
        Ok(Holdings {
            families: row.get(0)?,
            held: row.get(1)?,
            items: row.get(2)?,
            meetings: row.get(3)?,
            posts: row.get(4)?,
            signatures: row.get(5)?,
            people: row.get(6)?,
            covers: row.get(7)?,
        })
    };
    Ok(conn.prepare_cached(HOLDINGS)?.query_row(params![staff.0, date(on)], read)?)
}

/// One look at everything: families by assignment, items by owner, meetings by who is expected.
const HOLDINGS: &str = "select
  (select count(distinct a.family_id) from assignment a join family_opening o on o.family_id = a.family_id and o.to_on is null
     where a.staff_id = ?1 and a.supervisor_held = 0 and (a.to_on is null or a.to_on > ?2)),
  (select count(distinct a.family_id) from assignment a join family_opening o on o.family_id = a.family_id and o.to_on is null
     where a.staff_id = ?1 and a.supervisor_held = 1 and (a.to_on is null or a.to_on > ?2)),
  (select count(*) from action_item where owner_id = ?1 and status in ('open', 'in_progress', 'blocked')),
  (select count(*) from meeting m where m.status = 'scheduled' and (m.worker_id = ?1
     or exists (select 1 from meeting_pair p where p.meeting_id = m.id and ?1 in (p.iw_id, p.rc_id))
     or exists (select 1 from meeting_person p where p.meeting_id = m.id and p.staff_id = ?1))),
  (select count(*) from position_fill where staff_id = ?1 and (to_on is null or to_on > ?2)),
  (select count(*) from meeting m join meeting_person p on p.meeting_id = m.id and p.staff_id = ?1
     where m.status = 'held' and p.role in ('intact_supervisor', 'sud_supervisor')
       and not exists (select 1 from signature g where g.meeting_id = m.id and g.role = p.role)),
  (select count(distinct e.staff_id) from employment e join staff s on s.id = e.staff_id
     where e.supervisor_id = ?1 and (e.to_on is null or e.to_on > ?2) and (s.left_on is null or s.left_on > ?2)),
  (select count(*) from cover where deputy_id = ?1 and to_on > ?2)";

fn first_day_gone(desk: &Desk, facts: &Facts, last_day: NaiveDate) -> Result<NaiveDate> {
    if let Some(left) = facts.left_on {
        return Err(invalid(format!("{} leaves on {} already", facts.short, desk.day(left))));
    }
    if let Some(hired) = facts.hired_on.filter(|hired| last_day < *hired) {
        return Err(
            invalid(format!("{} began on {}", facts.short, desk.day(hired))).hint("check the last day")
        );
    }
    last_day.checked_add_days(Days::new(1)).ok_or_else(|| invalid("there is no such day"))
}

/// Refuses to let anybody go with something in their hands that nobody spoke of.
fn ready(
    conn: &Connection,
    desk: &Desk,
    facts: &Facts,
    held: &Holdings,
    (items_to, acknowledged): (Option<StaffId>, bool),
) -> Result<()> {
    if held.items > 0 {
        let Some(owner) = items_to else {
            return Err(invalid(format!("{} still owns {} open action items", facts.short, held.items))
                .hint("choose who takes them: they change hands in the same step"));
        };
        if owner == facts.id {
            return Err(invalid(format!("{} cannot take their own items", facts.short)));
        }
        desk.staff(conn, owner)?;
    }
    if acknowledged || held.parts().is_empty() {
        return Ok(());
    }
    let parts = held.parts().join(", ");
    Err(invalid(format!("{} still holds {parts}", facts.short))
        .hint("say yes to handing them over; the families are reassigned from their caseload"))
}

fn hand_items_over(tx: &mut Tx<'_>, from: StaffId, to: StaffId) -> Result<()> {
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

/// Employment, sites, posts and covers end on the day; what was planned for later never begins.
fn end_everything(tx: &mut Tx<'_>, staff: StaffId, left: NaiveDate) -> Result<()> {
    for Employed { spell, .. } in spells(tx.sql(), staff)? {
        if spell.holds(left) && spell.span.from < left {
            tx.set("employment", spell.id, &[("to_on", &left)])?;
        }
    }
    tx.execute("delete from employment where staff_id = ?1 and from_on >= ?2", params![staff.0, date(left)])?;
    for (table, sql) in [
        (
            "staff_site",
            "select id from staff_site where staff_id = ?1 and from_on < ?2 and (to_on is null or to_on > ?2)",
        ),
        (
            "position_cover",
            "select id from position_cover where staff_id = ?1 and from_on < ?2 and (to_on is null or to_on > ?2)",
        ),
        ("cover", "select id from cover where deputy_id = ?1 and from_on < ?2 and to_on > ?2"),
    ] {
        for id in keys(tx.sql(), sql, staff, left)? {
            tx.set(table, id, &[("to_on", &left)])?;
        }
    }
    vacate(tx, staff, left)
}

/// Posts fall vacant: nobody has posted them yet.
fn vacate(tx: &mut Tx<'_>, staff: StaffId, left: NaiveDate) -> Result<()> {
    let fills = keys(
        tx.sql(),
        "select id from position_fill where staff_id = ?1 and from_on < ?2 and (to_on is null or to_on > ?2)",
        staff,
        left,
    )?;
    for fill in fills {
        let post: i64 =
            tx.sql()
                .query_row("select position_id from position_fill where id = ?1", [fill], |row| row.get(0))?;
        tx.set("position_fill", fill, &[("to_on", &left)])?;
        let stage = word(Recruitment::NotPosted);
        tx.set("position", post, &[("recruitment", &stage), ("recruitment_on", &left)])?;
    }
    Ok(())
}

/// The rows of a person that last beyond a day.
fn keys(conn: &Connection, sql: &str, staff: StaffId, on: NaiveDate) -> Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(params![staff.0, date(on)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn said(desk: &Desk, facts: &Facts, last_day: NaiveDate, held: &Holdings) -> String {
    let mut said = format!("{} leaves; the last day is {}", facts.short, desk.day(last_day));
    let families = held.families + held.held;
    if families > 0 {
        let noun = if families == 1 { "family waits" } else { "families wait" };
        said.push_str(&format!("; {families} {noun} for somebody else"));
    }
    said
}
