//! Leaving the agency: what the leaver still holds is named, and handed over or acknowledged.

use super::employ::{Employed, spells};
use super::{Facts, hand_over};
use crate::domain::StaffId;
use crate::domain::staff::Recruitment;
use crate::error::{Result, invalid};
use crate::store::forms::desk::Desk;
use crate::store::sql::{date, instant, word};
use crate::store::view::staffing::{Holdings, StaffChange, Successors};
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::{Days, NaiveDate, NaiveTime};
use rusqlite::{Connection, Row, params};

impl Store {
    /// Ends somebody's employment: items get their new owner, posts fall vacant, sites end on the same day.
    pub(super) fn save_separation(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        let StaffChange::Separate { staff, last_day, to, acknowledged } = change else {
            return Err(invalid("this is no separation"));
        };
        let (desk, facts) = self.desk_about(*staff)?;
        let clock = self.clock;
        let since = |on: NaiveDate| instant(clock.instant(on, NaiveTime::MIN));
        self.write(op, What::of("staff_separate", "staff", staff.0), |tx| {
            let left = first_day_gone(&desk, &facts, *last_day)?;
            let held = holdings(tx.sql(), *staff, (left, &since(left)))?;
            ready(tx.sql(), &desk, &facts, &held, (to, *acknowledged))?;
            change_hands(tx, *staff, to, left, &since(left))?;
            end_everything(tx, *staff, left)?;
            tx.update("staff", staff.0, facts.version, &[("left_on", &left)])?;
            tx.note("families_left", held.families + held.held);
            Ok((staff.0, said(&desk, &facts, *last_day, &held)))
        })
    }
}

/// What somebody holds on a day that has to be handed over when they leave.
pub(super) fn holdings(
    conn: &Connection,
    staff: StaffId,
    (on, since): (NaiveDate, &str),
) -> Result<Holdings> {
    let (meetings, individuals) = hand_over::meetings(conn, staff, since)?;
    let people = hand_over::people(conn, staff, on)?;
    let read = |row: &Row<'_>| {
        Ok(Holdings {
            families: row.get(0)?,
            held: row.get(1)?,
            items: row.get(2)?,
            posts: row.get(3)?,
            signatures: row.get(4)?,
            covers: row.get(5)?,
            meetings,
            individuals,
            people,
        })
    };
    Ok(conn.prepare_cached(HOLDINGS)?.query_row(params![staff.0, date(on)], read)?)
}

/// One look at what is counted by the row: families by assignment, items by owner.
///
/// A status is asked for twice, so that SQLite sees that the index of what is open (`meeting_open`) holds them all.
const HOLDINGS: &str = "select
  (select count(distinct a.family_id) from assignment a join family_opening o on o.family_id = a.family_id and o.to_on is null
     where a.staff_id = ?1 and a.supervisor_held = 0 and (a.to_on is null or a.to_on > ?2)),
  (select count(distinct a.family_id) from assignment a join family_opening o on o.family_id = a.family_id and o.to_on is null
     where a.staff_id = ?1 and a.supervisor_held = 1 and (a.to_on is null or a.to_on > ?2)),
  (select count(*) from action_item where owner_id = ?1 and status in ('open', 'in_progress', 'blocked')),
  (select count(*) from position_fill where staff_id = ?1 and (to_on is null or to_on > ?2)),
  (select count(*) from meeting m cross join meeting_person p on p.meeting_id = m.id and p.staff_id = ?1
     where m.status = 'held' and m.status in ('scheduled', 'in_progress', 'held') and p.role in ('intact_supervisor', 'sud_supervisor')
       and not exists (select 1 from signature g where g.meeting_id = m.id and g.role = p.role)),
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
    (to, acknowledged): (&Successors, bool),
) -> Result<()> {
    for (count, noun, verb, who) in [
        (held.items, "open action item", "owns", to.items),
        (held.meetings, "scheduled meeting", "is expected in", to.meetings),
        (held.people, "person", "supervises", to.people),
    ] {
        if count == 0 {
            continue;
        }
        let Some(who) = who else {
            let many = crate::domain::text::count(count, noun);
            return Err(invalid(format!("{} still {verb} {many}", facts.short))
                .hint("choose who takes them: they change hands in the same step"));
        };
        if who == facts.id {
            return Err(invalid(format!("{} cannot take their own {noun}s", facts.short)));
        }
        let taker = desk.staff(conn, who)?;
        if noun != "open action item" && taker.role != facts.role {
            let message = format!("{} is {}, not {}", taker.short, taker.role, facts.role);
            return Err(invalid(message).hint("a place in a meeting, and people, go to the same role"));
        }
    }
    if acknowledged || held.parts().is_empty() {
        return Ok(());
    }
    let parts = held.parts().join(", ");
    Err(invalid(format!("{} still holds {parts}", facts.short))
        .hint("say yes to handing them over; the families are reassigned from their caseload"))
}

/// What somebody else can take changes hands; the leaver's own Individuals are cancelled.
fn change_hands(
    tx: &mut Tx<'_>,
    staff: StaffId,
    to: &Successors,
    left: NaiveDate,
    since: &str,
) -> Result<()> {
    if let Some(owner) = to.items {
        hand_over::give_items(tx, staff, owner)?;
    }
    if let Some(other) = to.meetings {
        hand_over::give_meetings(tx, staff, other, since)?;
    }
    if let Some(supervisor) = to.people {
        hand_over::give_people(tx, staff, supervisor, left)?;
    }
    hand_over::cancel_own(tx, staff, since)
}

/// Employment, sites, posts and covers end on the day; what was planned for later never begins.
fn end_everything(tx: &mut Tx<'_>, staff: StaffId, left: NaiveDate) -> Result<()> {
    for Employed { spell, .. } in spells(tx.sql(), staff)? {
        if spell.span.from >= left {
            tx.delete("employment", spell.id)?;
        } else if spell.holds(left) {
            tx.set("employment", spell.id, &[("to_on", &left)])?;
        }
    }
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
    for (count, noun, done) in [
        (held.meetings, "meeting", "with the successor"),
        (held.individuals, "Individual", "cancelled"),
        (held.people, "person", "supervised by the successor"),
    ] {
        if count > 0 {
            said.push_str(&format!("; {} {done}", crate::domain::text::count(count, noun)));
        }
    }
    said
}
