//! Trips of Recovery Coordinators: what may be entered is asked in the same place as by hand.

use super::cell::{family, need_past, need_person, text, wrong};
use super::columns::{Shape, field};
use super::context::Context;
use super::key;
use super::kind::{CASE_NUMBER, STAFF};
use super::row::{Done, Row};
use crate::domain::access::{Act, can};
use crate::domain::staff::{Role, Side};
use crate::domain::travel::{Miles, Purpose, Told};
use crate::domain::{FamilyId, Word};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::services::known::Known;
use crate::store::sql::{IntoValue, date};
use rusqlite::{OptionalExtension, params};

/// The columns of a list of trips; a row is known again by its number, else by person, day, purpose, family and miles.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["staff"], &["on_date"], &["miles"], &["purpose"]],
    fields: &[
        field(
            "number",
            "its number in the other system",
            &["tripid", "travelid", "mileageid", "externalid", "recordid", "id"],
        ),
        field("staff", "who drove: name or e-mail address", STAFF),
        field("on_date", "day", &["date", "traveldate", "tripdate", "drivenon"]),
        field(
            "miles",
            "how far, to a tenth: 12 or 12.4",
            &["mileage", "distance", "milesdriven", "totalmiles"],
        ),
        field(
            "purpose",
            "client home, meeting or training",
            &["reason", "triptype", "traveltype", "type", "tripto"],
        ),
        field("case_number", "case number, for a client's home", CASE_NUMBER),
    ],
};

/// Takes a trip.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let who = need_person(context, row, "staff")?;
    if who.role != Role::RecoveryCoordinator {
        return Err(wrong(row, "staff", "only the travel of Recovery Coordinators stands here"));
    }
    let on = need_past(row, "on_date", context)?;
    let miles = Miles::read(row.need("miles", "the miles")?).map_err(|why| wrong(row, "miles", why))?;
    let purpose = purpose(row.need("purpose", "what the trip was for")?)
        .ok_or_else(|| wrong(row, "purpose", "not known here; there are client home, meeting, training"))?;
    let home = row.text("case_number").map(|_| family(context, row)).transpose()?.map(|(family, _)| family);
    let known = home.map(|family| Known::load(tx.sql(), FamilyId(family))).transpose()?;
    let told = Told { on, miles, purpose, family: known.as_ref().map(|known| known.openings.as_slice()) };
    let column = |column| if column == "family_id" { "case_number" } else { column };
    told.check(context.today, context.settings.thresholds.travel.longest_trip_miles).map_err(|refusal| {
        wrong(row, column(refusal.column), format!("{}: {}", refusal.message, refusal.hint))
    })?;
    let number = text(row, "number")?;
    if let Some(known) = number.as_deref().map(|number| key::known(tx, "travel", Side::Treatment, number)) {
        if known?.is_some() {
            return Ok(Done::of(false, false));
        }
    } else if let Some(import) = alike(tx, (who.id, home), (&date(on), purpose, miles))? {
        if import == Some(context.import_id) {
            return Err(invalid("this trip stands in the file twice: a number for each tells two apart"));
        }
        return Ok(Done::of(false, false));
    }
    can(Act::LogTravel, &context.viewer, context.state).map_err(invalid)?;
    let (word, driven) = (purpose.word().to_owned(), miles.number());
    let fields: [(&str, &dyn IntoValue); 6] = [
        ("staff_id", &who.id),
        ("on_date", &on),
        ("miles", &driven),
        ("purpose", &word),
        ("family_id", &home),
        ("import_id", &context.import_id),
    ];
    let id = tx.insert("travel", &fields)?;
    if let Some(number) = number {
        key::remember(tx, "travel", Side::Treatment, &number, id)?;
    }
    Ok(Done::of(true, false))
}

/// The import of the trip that says the same, where there is one.
fn alike(
    tx: &Tx<'_>,
    (staff, family): (i64, Option<i64>),
    (on, purpose, miles): (&str, Purpose, Miles),
) -> Result<Option<Option<i64>>> {
    let sql = "select import_id from travel where staff_id = ?1 and on_date = ?2 and purpose = ?3 and family_id is ?4
      and cast(round(miles * 10) as integer) = ?5 order by import_id desc limit 1";
    let values = params![staff, on, purpose.word(), family, miles.in_tenths()];
    Ok(tx.sql().prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?)
}

/// A purpose as people write it: `Client home`, `home visit`, `meetings`.
fn purpose(text: &str) -> Option<Purpose> {
    let text = text.to_lowercase();
    match text.as_str() {
        _ if text.contains("home") || text.contains("client") => Some(Purpose::ClientHome),
        _ if text.contains("meeting") => Some(Purpose::Meeting),
        _ if text.contains("training") || text.contains("conference") => Some(Purpose::Training),
        _ => None,
    }
}
