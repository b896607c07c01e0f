//! A referral as it comes in, corrected, or reopened as a new one.

use super::{Core, core, unchanged};
use crate::domain::access::Act;
use crate::domain::alias::wrong_alias;
use crate::domain::referral::ReferralStatus;
use crate::domain::staff::Role;
use crate::domain::{ReferralId, Word};
use crate::error::{Result, denied, invalid};
use crate::store::forms::desk::{Desk, short_line};
use crate::store::sql::{IntoValue, RowExt, word};
use crate::store::view::referral::ReferralEntry;
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::{Datelike, NaiveDate};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

/// What was entered, checked and clean, as columns.
type Columns = Vec<(&'static str, Value)>;

impl Store {
    /// Enters a referral, and links it to the one it reopens.
    ///
    /// # Errors
    /// Not a supervisor; another's site; a day to come; a full name; the earlier one is not over.
    pub(super) fn enter_referral(
        &mut self,
        op: OpId,
        entry: &ReferralEntry,
        earlier: Option<ReferralId>,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditReferral)?;
        let columns = columns(&desk, entry)?;
        self.write(op, What::new("enter_referral", "referral"), |tx| {
            family_is_here(tx.sql(), &desk, entry)?;
            if let Some(earlier) = earlier {
                reopens(tx.sql(), &desk, earlier, entry.received_on)?;
            }
            let mut fields: Vec<(&str, &dyn IntoValue)> =
                columns.iter().map(|(name, value)| (*name, value as &dyn IntoValue)).collect();
            fields.push(("earlier_id", &earlier));
            let id = tx.insert("referral", &fields)?;
            tx.insert(
                "referral_status",
                &[
                    ("referral_id", &id),
                    ("on_date", &entry.received_on),
                    ("status", &word(ReferralStatus::Received)),
                    ("staff_id", &desk.viewer.staff),
                ],
            )?;
            let again = earlier.map_or_else(String::new, |earlier| format!(", reopening {earlier}"));
            Ok((id, format!("{} is received{again}. Next: screen it", ReferralId(id))))
        })
    }

    /// Corrects what was said when a referral came.
    ///
    /// # Errors
    /// As entering; received after a step it took; a family other than the one that was assigned.
    pub(super) fn edit_referral(
        &mut self,
        op: OpId,
        id: ReferralId,
        version: i64,
        entry: &ReferralEntry,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditReferral)?;
        let columns = columns(&desk, entry)?;
        self.write(op, What::of("edit_referral", "referral", id.0), |tx| {
            let core = unchanged(tx.sql(), &desk, id, version)?;
            if core.family != entry.family {
                family_is_here(tx.sql(), &desk, entry)?;
                family_may_change(&core)?;
            }
            received_before(tx, &desk, &core, entry.received_on)?;
            let fields: Vec<(&str, &dyn IntoValue)> =
                columns.iter().map(|(name, value)| (*name, value as &dyn IntoValue)).collect();
            tx.update("referral", id.0, version, &fields)?;
            Ok((id.0, format!("{id} is corrected")))
        })
    }
}

fn columns(desk: &Desk, entry: &ReferralEntry) -> Result<Columns> {
    desk.not_future(entry.received_on, "the referral is received")?;
    if !desk.settings.lists.referral_source.contains(&entry.source) {
        return Err(invalid("choose the source").hint("the choices are in the list"));
    }
    if !desk.viewer.sites.contains(&entry.site) {
        return Err(denied("this site is not yours").hint("choose one of your own sites"));
    }
    let county = short_line(&entry.county, "The county", 60)?;
    let reason = short_line(&entry.reason, "The reason", 500)?;
    let concern = short_line(&entry.concern, "The concern", 500)?;
    let case = short_line(&entry.case_number, "The case number", 40)?;
    let alias = short_line(&entry.alias, "The alias", 20)?;
    if let Some(wrong) = wrong_alias(&alias).filter(|_| !alias.is_empty()) {
        return Err(invalid(wrong));
    }
    if entry.birth_year.is_some_and(|year| !(1900..=desk.today.year()).contains(&year)) {
        return Err(invalid("this birth year cannot be right").hint("give all four digits"));
    }
    Ok(vec![
        ("received_on", entry.received_on.value()),
        ("source", entry.source.value()),
        ("site_id", entry.site.value()),
        ("county", county.value()),
        ("family_id", entry.family.value()),
        ("case_number", Some(case).filter(|case| !case.is_empty()).value()),
        ("alias", alias.value()),
        ("birth_year", entry.birth_year.value()),
        ("referred_by", entry.referred_by.value()),
        ("reason", reason.value()),
        ("concern", concern.value()),
    ])
}

/// A source that somebody of a role cannot be, in words.
fn wrong_source(source: &str, role: Role) -> Option<&'static str> {
    match (source, role) {
        ("intact_worker", Role::IntactWorker)
        | ("intact_supervisor", Role::IntactSupervisor)
        | ("treatment_agency", Role::RecoveryCoordinator | Role::SudSupervisor)
        | ("other", _) => None,
        ("intact_worker", _) => Some("an Intact Worker"),
        ("intact_supervisor", _) => Some("an Intact Supervisor"),
        ("treatment_agency", _) => Some("the treatment agency"),
        _ => Some("outside both agencies"),
    }
}

/// The family must be open and at the referral's site, and the one who referred must work here.
fn family_is_here(conn: &Connection, desk: &Desk, entry: &ReferralEntry) -> Result<()> {
    if let Some(by) = entry.referred_by {
        let staff = desk.staff(conn, by)?;
        if let Some(wrong) = wrong_source(&entry.source, staff.role) {
            let message =
                format!("{} is {}, and the referral is said to come from {wrong}", staff.short, staff.role);
            return Err(invalid(message).hint("correct from whom it came, or who referred"));
        }
    }
    let Some(id) = entry.family else { return Ok(()) };
    let family = desk.open_family(conn, id)?;
    if family.site != entry.site.0 {
        return Err(invalid(format!("{id} belongs to another of your sites"))
            .hint("choose the family's own site for the referral"));
    }
    Ok(())
}

fn family_may_change(core: &Core) -> Result<()> {
    match core.status {
        ReferralStatus::Assigned | ReferralStatus::Enrolled => {
            let family = core.family.map_or_else(|| "a family".to_owned(), |family| family.to_string());
            Err(invalid(format!("{} led to {family} already", core.id))
                .hint("end this referral with its reason, and enter another for the other family"))
        }
        _ => Ok(()),
    }
}

/// A referral is received before anything else happens to it.
fn received_before(tx: &Tx<'_>, desk: &Desk, core: &Core, on: NaiveDate) -> Result<()> {
    let first = tx
        .sql()
        .prepare_cached(
            "select on_date, status from referral_status where referral_id = ?1 and status <> 'received'
             order by on_date, id limit 1",
        )?
        .query_row([core.id.0], |row| Ok((row.day("on_date")?, row.word::<ReferralStatus>("status")?)))
        .optional()?;
    match first {
        Some((day, status)) if day < on => {
            let what = status.label().to_lowercase();
            Err(invalid(format!("it was {what} on {}, before it would be received", desk.day(day)))
                .hint("check the day it was received on"))
        }
        _ => Ok(()),
    }
}

/// Only what is over comes back, and not before it was over.
fn reopens(conn: &Connection, desk: &Desk, earlier: ReferralId, on: NaiveDate) -> Result<()> {
    let before = core(conn, desk, earlier)?;
    if before.status.is_pending() {
        return Err(invalid(format!("{earlier} is not over: {}", before.status.label().to_lowercase()))
            .hint("go on with that one"));
    }
    if on < before.since {
        return Err(invalid(format!("{earlier} ended on {}", desk.day(before.since)))
            .hint("the new one is received on that day or later"));
    }
    let taken: Option<ReferralId> = conn
        .prepare_cached("select id from referral where earlier_id = ?1 limit 1")?
        .query_row([earlier.0], |row| row.num("id"))
        .optional()?;
    match taken {
        Some(later) => {
            Err(invalid(format!("{earlier} was reopened already, as {later}")).hint("go on with that one"))
        }
        None => Ok(()),
    }
}
