//! A family closes and comes back: an opening ends, with what hangs on it; a new one begins.

use super::conflict::update;
use super::desk::{Desk, FamilyFacts};
use super::spells::{spells, table};
use crate::domain::ItemId;
use crate::domain::staff::Role;
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{RowExt, date};
use crate::store::view::family::change::{Seen, Track};
use chrono::NaiveDate;
use rusqlite::Connection;

/// Says that the family is pending close since a day, or no longer.
pub(super) fn pending(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    opening: Seen,
    on: Option<NaiveDate>,
) -> Result<String> {
    still_open(desk, family)?;
    let was: Option<String> = tx.sql().query_row(
        "select pending_close_on from family_opening where id = ?1",
        [opening.id],
        |row| row.get(0),
    )?;
    if on.is_none() && was.is_none() {
        return Err(invalid(format!("{} is not pending close, so nothing changes", family.id))
            .hint("give the day since which it is, or leave with Esc"));
    }
    if let Some(on) = on {
        after_opening(desk, family, on, "the family is pending close")?;
    }
    update(tx, desk, "family_opening", opening, &[("pending_close_on", &on)])?;
    Ok(match on {
        Some(on) => format!("{} is pending close since {}", family.id, desk.day(on)),
        None => format!("{} is no longer pending close", family.id),
    })
}

/// Closes the family from a day on: assignments, enrolment, risk and phase end with it, open action items stay.
pub(super) fn close(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    opening: Seen,
    (on, reason): (NaiveDate, &str),
) -> Result<String> {
    still_open(desk, family)?;
    if !desk.settings.lists.close_reason.contains(reason) {
        return Err(invalid("choose why the family closes").hint("the reasons are in the list"));
    }
    after_opening(desk, family, on, "the family closes")?;
    update(tx, desk, "family_opening", opening, &[("to_on", &on), ("close_reason", &reason)])?;
    let mut ended = end_assignments(tx, family, on)?;
    for track in [Track::Enrolment, Track::Risk, Track::Phase] {
        tx.part2(track == Track::Phase);
        for spell in spells(tx.sql(), table(track), family.id)? {
            if spell.span.to.is_none_or(|to| to > on) {
                tx.set(table(track), spell.id, &[("to_on", &on.max(spell.span.from))])?;
                if track == Track::Enrolment {
                    ended.push("the enrolment".to_owned());
                }
            }
        }
    }
    tx.part2(false);
    let label = desk.settings.lists.close_reason.label(reason).to_lowercase();
    let mut said = format!("{} is closed since {}, {label}", family.id, desk.day(on));
    if !ended.is_empty() {
        said = format!("{said}. Ended with it: {}", ended.join(", "));
    }
    let items = open_items(tx.sql(), family)?;
    if !items.is_empty() {
        said = format!("{said}. Still open: {}", items.join(", "));
    }
    Ok(said)
}

fn still_open(desk: &Desk, family: &FamilyFacts) -> Result<()> {
    match family.closed_on {
        Some(closed) => Err(invalid(format!("{} was closed on {}", family.id, desk.day(closed)))),
        None => Ok(()),
    }
}

fn after_opening(desk: &Desk, family: &FamilyFacts, on: NaiveDate, what: &str) -> Result<()> {
    desk.not_future(on, what)?;
    if on < family.opened_on {
        return Err(invalid(format!("{} was opened on {}", family.id, desk.day(family.opened_on)))
            .hint("give that day or a later one"));
    }
    Ok(())
}

/// Ends what is assigned; what was to begin later never begins.
fn end_assignments(tx: &mut Tx<'_>, family: &FamilyFacts, on: NaiveDate) -> Result<Vec<String>> {
    let found: Vec<(i64, NaiveDate, Role, String)> = tx
        .sql()
        .prepare_cached(
            "select a.id, a.from_on, a.role, coalesce(nullif(w.short_name, ''), w.name) as who
             from assignment a join staff w on w.id = a.staff_id
             where a.family_id = ?1 and (a.to_on is null or a.to_on > ?2) order by a.role desc, a.id",
        )?
        .query_map(rusqlite::params![family.id.0, date(on)], |row| {
            Ok((row.get("id")?, row.day("from_on")?, row.word("role")?, row.get("who")?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut ended = Vec::new();
    for (id, from_on, role, who) in found {
        tx.set("assignment", id, &[("to_on", &on.max(from_on)), ("end_reason", &"family closed")])?;
        ended.push(format!("{who} as {}", role.short()));
    }
    Ok(ended)
}

/// The open action items of the family with their owners: `A-0456 of Lee`.
fn open_items(conn: &Connection, family: &FamilyFacts) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "select i.id, coalesce(nullif(w.short_name, ''), w.name) as who from action_item i join staff w on w.id = i.owner_id
         where i.family_id = ?1 and i.status in ('open', 'in_progress', 'blocked') order by i.due_on, i.id",
    )?;
    let rows = statement.query_map([family.id.0], |row| {
        Ok(format!("{} of {}", row.num::<ItemId>("id")?, row.get::<_, String>("who")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Opens the family again: a new spell beside the old one.
pub(super) fn reopen(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    on: NaiveDate,
    (basis, court_ordered): (&str, Option<bool>),
) -> Result<(i64, String)> {
    let Some(closed) = family.closed_on else {
        return Err(invalid(format!("{} is open since {}", family.id, desk.day(family.opened_on))));
    };
    desk.not_future(on, "the family is opened again")?;
    if on < closed {
        return Err(invalid(format!("{} was closed on {}", family.id, desk.day(closed)))
            .hint("it is opened again on that day or later"));
    }
    if !desk.settings.lists.opening_basis.contains(basis) {
        return Err(invalid("choose on what basis it is opened").hint("the choices are in the list"));
    }
    let id = tx.insert(
        "family_opening",
        &[("family_id", &family.id), ("from_on", &on), ("basis", &basis), ("court_ordered", &court_ordered)],
    )?;
    Ok((id, format!("{} is open again since {}; it has nobody assigned yet", family.id, desk.day(on))))
}
