//! Entering trips: one, or a week of them; changed, taken back. What cannot have been is refused in one place, which
//! the import asks, too.

use crate::domain::access::Act;
use crate::domain::staff::Role;
use crate::domain::travel::{Told, short_day};
use crate::domain::{FamilyId, Word};
use crate::error::{Error, Kind, Result, invalid, missing};
use crate::store::forms::conflict;
use crate::store::forms::desk::{Desk, line};
use crate::store::services::known::Known;
use crate::store::sql::{RowExt, word};
use crate::store::view::family::change::Seen;
use crate::store::view::travel::{TravelChange, TripForm};
use crate::store::write::{Field, Tx, What};
use crate::store::{OpId, Store};
use rusqlite::OptionalExtension;

/// The longest reason, in characters.
const LONGEST_LINE: usize = 200;

/// The answer of a write: the key, and a sentence that says so.
type Said = (i64, String);

impl Store {
    /// Writes a change of the travel.
    ///
    /// # Errors
    /// What cannot have been, what is not the viewer's to write, what was changed meanwhile.
    pub(in crate::store) fn change_travel(&mut self, op: OpId, change: &TravelChange) -> Result<Said> {
        let desk = self.desk(Act::LogTravel)?;
        match change {
            TravelChange::Save(form) => {
                let what = match form.row {
                    Some((id, _)) => What::of("change_trip", "travel", id),
                    None => What::new("trip", "travel"),
                };
                self.write(op, what, |tx| save(&desk, tx, form))
            }
            TravelChange::Week(forms) => {
                self.write(op, What::new("trips", "travel"), |tx| week(&desk, tx, forms))
            }
            TravelChange::Delete { id, version, reason } => {
                let what = What::of("delete_trip", "travel", *id);
                self.write(op, what, |tx| delete(&desk, tx, (*id, *version), reason))
            }
        }
    }
}

fn save(desk: &Desk, tx: &mut Tx<'_>, form: &TripForm) -> Result<Said> {
    if let Some((id, _)) = form.row {
        reachable(desk, tx, id)?;
    }
    let staff = desk.staff(tx.sql(), form.staff)?;
    if staff.role != Role::RecoveryCoordinator {
        return Err(invalid(format!("{} is {}", staff.short, staff.role.label()))
            .hint("only the travel of Recovery Coordinators stands here"));
    }
    let known = form.family.map(|family| desk.family(tx.sql(), family)).transpose()?;
    let known = known.map(|family| Known::load(tx.sql(), family.id)).transpose()?;
    let spells = known.as_ref().map(|known| known.openings.as_slice());
    let told = Told { on: form.on, miles: form.miles, purpose: form.purpose, family: spells };
    told.check(desk.today, desk.settings.thresholds.travel.longest_trip_miles)
        .map_err(|refusal| invalid(refusal.message).hint(refusal.hint))?;
    let (purpose, miles) = (word(form.purpose), form.miles.number());
    let fields: [Field<'_>; 5] = [
        ("staff_id", &form.staff),
        ("on_date", &form.on),
        ("miles", &miles),
        ("purpose", &purpose),
        ("family_id", &form.family),
    ];
    let id = match form.row {
        None => tx.insert("travel", &fields)?,
        Some((id, version)) => {
            conflict::update(tx, desk, "travel", Seen { id, version }, &fields)?;
            id
        }
    };
    let place = form.family.map_or_else(|| form.purpose.label().to_lowercase(), |family| family.to_string());
    Ok((id, format!("{}: {} on {}, {place}", staff.short, form.miles.said(), desk.day(form.on))))
}

fn week(desk: &Desk, tx: &mut Tx<'_>, forms: &[TripForm]) -> Result<Said> {
    let mut last = (0, String::new());
    for form in forms {
        last = save(desk, tx, form).map_err(|error| on_day(error, form))?;
    }
    let Some(first) = forms.first() else {
        return Err(invalid("there is nothing to save yet").hint("type a trip first: 12 oak"));
    };
    let who = desk.staff(tx.sql(), first.staff)?.short;
    let miles = forms.iter().fold(crate::domain::travel::Miles::default(), |sum, form| sum + form.miles);
    let trips = crate::domain::text::count(forms.len(), "trip");
    Ok((last.0, format!("{who}: {trips}, {}", miles.said())))
}

/// A refusal in a week names its day first.
fn on_day(error: Error, form: &TripForm) -> Error {
    Error { message: format!("{}: {}", short_day(form.on), error.message), ..error }
}

fn delete(desk: &Desk, tx: &mut Tx<'_>, (id, version): (i64, i64), reason: &str) -> Result<Said> {
    let reason = line(reason, "the reason", LONGEST_LINE)?;
    let (now, on) = reachable(desk, tx, id)?;
    if now != version {
        return Err(Error::new(Kind::Conflict, "somebody else changed this meanwhile")
            .hint("the list was loaded again: look at it"));
    }
    tx.take_away("travel", id, ("reason", &reason))?;
    Ok((id, format!("The trip of {on} is gone; u brings it back")))
}

/// A trip of somebody at the viewer's sites, to a family there: its version and its day.
fn reachable(desk: &Desk, tx: &Tx<'_>, id: i64) -> Result<(i64, String)> {
    let found = tx
        .sql()
        .prepare_cached("select version, on_date, staff_id, family_id from travel where id = ?1")?
        .query_row([id], |row| {
            Ok((
                row.get("version")?,
                row.day("on_date")?,
                row.num("staff_id")?,
                row.num_opt::<FamilyId>("family_id")?,
            ))
        })
        .optional()?;
    let (version, on, staff, family) = found.ok_or_else(|| missing("this trip is no longer there"))?;
    desk.staff(tx.sql(), staff)?;
    if let Some(family) = family {
        desk.family(tx.sql(), family)?;
    }
    Ok((version, desk.day(on)))
}
