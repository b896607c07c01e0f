//! What of a family holds in dated spells: risk, phase, enrolment. They never overlap.

use super::conflict::update;
use super::desk::{Desk, FamilyFacts};
use crate::domain::spell::{self, Begin, Misfit, Spell};
use crate::domain::{FamilyId, Word};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, RowExt};
use crate::store::view::family::change::{Seen, Track};
use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::types::Value;

/// The table of a track.
pub(super) fn table(track: Track) -> &'static str {
    match track {
        Track::Risk => "family_risk",
        Track::Phase => "family_phase",
        Track::Enrolment => "family_enrolment",
    }
}

/// The spells of a family in a table, oldest first.
pub(super) fn spells(conn: &Connection, table: &str, family: FamilyId) -> Result<Vec<Spell>> {
    let sql = format!("select id, from_on, to_on from {table} where family_id = ?1 order by from_on, id");
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([family.0], |row| {
        Ok(Spell::new(row.get("id")?, row.day("from_on")?, row.day_opt("to_on")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The opening in which a day lies.
fn opening(conn: &Connection, family: FamilyId, on: NaiveDate) -> Result<Option<Spell>> {
    let all = spells(conn, "family_opening", family)?;
    Ok(all.into_iter().find(|spell| spell.holds(on)))
}

/// When the opening in which a day lies ended, where it has.
fn opening_end(conn: &Connection, family: FamilyId, on: NaiveDate) -> Result<Option<NaiveDate>> {
    Ok(opening(conn, family, on)?.and_then(|spell| spell.span.to))
}

/// Checks that a day is no day to come and that the family was open on it.
pub(super) fn check_day(
    tx: &Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    on: NaiveDate,
    what: &str,
) -> Result<()> {
    desk.not_future(on, what)?;
    desk.while_open(tx.sql(), family, on)?;
    // The day of closing belongs to what happened on it, but nothing begins to hold on it.
    if opening(tx.sql(), family.id, on)?.is_none() {
        return Err(invalid(format!("{} was closed on {}", family.id, desk.day(on)))
            .hint("give a day on which it was open"));
    }
    Ok(())
}

/// Lets a value hold from a day on: a new spell that ends the one before, or a correction of the one that begins then.
pub(super) fn set(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    track: Track,
    on: NaiveDate,
    value: &Value,
) -> Result<i64> {
    let (name, column) = (table(track), track.word());
    check_day(tx, desk, family, on, &format!("the {} is from a day", track.label().to_lowercase()))?;
    let all = spells(tx.sql(), name, family.id)?;
    let holds = all.iter().find(|spell| spell.holds(on));
    if let Some(same) = holds.filter(|one| value_of(tx.sql(), name, column, one.id).as_ref() == Ok(value)) {
        let since = desk.day(same.span.from);
        return Err(invalid(format!("that has been the {column} of {} since {since}", family.id))
            .hint("to move its beginning, use Change"));
    }
    match spell::begin(&all, on) {
        Begin::Same(id) => {
            tx.set(name, id, &[(column, value)])?;
            Ok(id)
        }
        Begin::New { ends, to } => {
            if let Some(before) = ends {
                tx.set(name, before, &[("to_on", &on)])?;
            }
            let to = [to, opening_end(tx.sql(), family.id, on)?].into_iter().flatten().min();
            tx.insert(name, &[("family_id", &family.id), ("from_on", &on), ("to_on", &to), (column, value)])
        }
    }
}

fn value_of(conn: &Connection, table: &str, column: &str, id: i64) -> rusqlite::Result<Value> {
    conn.prepare_cached(&format!("select {column} from {table} where id = ?1"))?
        .query_row([id], |row| row.get(0))
}

/// Moves the beginning of a spell, and with it the end of the one before.
pub(super) fn move_start(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    track: Track,
    seen: Seen,
    on: NaiveDate,
) -> Result<String> {
    let name = table(track);
    check_day(tx, desk, family, on, "it begins")?;
    let before = spell::move_start(&spells(tx.sql(), name, family.id)?, seen.id, on)
        .map_err(|misfit| invalid(misfit_words(desk, misfit)).hint("give a day that fits between them"))?;
    let mut said = format!("{} of {} begins on {}", track.label(), family.id, desk.day(on));
    if let Some(before) = before {
        tx.set(name, before, &[("to_on", &on)])?;
        said.push_str("; the one before ends then");
    }
    update(tx, desk, name, seen, &[("from_on", &on)])?;
    Ok(said)
}

fn misfit_words(desk: &Desk, misfit: Misfit) -> String {
    match misfit {
        Misfit::Unknown => "there is no such entry any more".to_owned(),
        Misfit::AfterItsEnd(day) => format!("it ended on {} and cannot begin then or later", desk.day(day)),
        Misfit::SwallowsBefore(day) => format!("the one before began on {}", desk.day(day)),
        Misfit::OverlapsBefore(day) => format!("the one before held until {}", desk.day(day)),
    }
}

/// Enrols the family from a day on.
pub(super) fn enrol(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    on: NaiveDate,
) -> Result<(i64, String)> {
    let name = table(Track::Enrolment);
    check_day(tx, desk, family, on, "the family is enrolled")?;
    let all = spells(tx.sql(), name, family.id)?;
    if let Some(now) = all.iter().find(|spell| spell.holds(on)) {
        return Err(invalid(format!("{} is enrolled since {}", family.id, desk.day(now.span.from))));
    }
    if let Some(later) = all.iter().find(|spell| spell.span.from > on && !spell.span.is_empty()) {
        let message = format!("{} was enrolled on {} already", family.id, desk.day(later.span.from));
        return Err(invalid(message).hint("move the beginning of that enrolment instead"));
    }
    let to = opening_end(tx.sql(), family.id, on)?;
    let id = tx.insert(name, &[("family_id", &family.id), ("from_on", &on), ("to_on", &to)])?;
    Ok((id, format!("{} is in IFR since {}", family.id, desk.day(on))))
}

/// Ends the enrolment.
pub(super) fn end_enrolment(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    seen: Seen,
    on: NaiveDate,
) -> Result<String> {
    let name = table(Track::Enrolment);
    desk.not_future(on, "the enrolment ends")?;
    let all = spells(tx.sql(), name, family.id)?;
    let Some(spell) = all.iter().find(|spell| spell.id == seen.id) else {
        return Err(invalid(format!("{} is not enrolled", family.id)));
    };
    if on <= spell.span.from {
        return Err(invalid(format!("the enrolment began on {}", desk.day(spell.span.from)))
            .hint("it ends on a later day"));
    }
    update(tx, desk, name, seen, &[("to_on", &on)])?;
    Ok(format!("the enrolment of {} ended on {}; its assignments stay as they are", family.id, desk.day(on)))
}

/// A phase as the file holds it.
pub(super) fn phase_value(phase: crate::domain::family::Phase) -> Value {
    phase.word().parse::<i64>().unwrap_or_default().value()
}
