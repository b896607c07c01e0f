//! Giving the families of one worker to others: one operation, one event; and ending an assignment.

use super::{Wanted, assign, still_has};
use crate::domain::access::Act;
use crate::domain::{FamilyId, StaffId};
use crate::error::{Result, invalid};
use crate::store::forms::desk::{line, short_line};
use crate::store::sql::{RowExt, word};
use crate::store::view::form::EndForm;
use crate::store::write::What;
use crate::store::{OpId, Store};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

impl Store {
    /// Gives families of a worker to others from a day on: all of them or none.
    ///
    /// # Errors
    /// What assigning any of them refuses; a family that the worker does not have.
    pub(super) fn reassign(
        &mut self,
        op: OpId,
        from: StaffId,
        on: NaiveDate,
        moves: &[(FamilyId, StaffId)],
        reason: &str,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::Assign)?;
        let reason = line(reason, "The reason", 500)?;
        if moves.is_empty() {
            return Err(
                invalid("nobody was chosen for any family").hint("choose who takes a family with Enter")
            );
        }
        self.write(op, What::of("reassign", "staff", from.0), |tx| {
            let leaver = desk.staff(tx.sql(), from)?;
            for (family, to) in moves {
                let holds: bool = tx
                    .sql()
                    .prepare_cached(
                        "select exists (select 1 from assignment where family_id = ?1 and staff_id = ?2 and role = ?3 and to_on is null)",
                    )?
                    .query_row(params![family.0, from.0, word(leaver.role)], |row| row.get(0))?;
                if !holds {
                    return Err(invalid(format!("{} no longer has {family}", leaver.short))
                        .hint("somebody assigned it meanwhile: look at the page again"));
                }
                let facts = desk.open_family(tx.sql(), *family)?;
                let staff = desk.staff(tx.sql(), *to)?;
                assign(tx, &desk, &facts, &staff, &Wanted { role: leaver.role, from_on: on, reason: &reason })?;
            }
            let families = if moves.len() == 1 { "family".to_owned() } else { "families".to_owned() };
            let when = if on > desk.today { format!(" from {}", desk.day(on)) } else { String::new() };
            Ok((from.0, format!("{} {families} of {} given to others{when}", moves.len(), leaver.short)))
        })
    }

    /// Ends an assignment without another one: the pair is incomplete until somebody is assigned.
    ///
    /// # Errors
    /// Not an Intact Supervisor; nobody has the family in that role, or somebody else by now; a day that makes no sense; no reason.
    pub(in crate::store) fn save_end(&mut self, op: OpId, form: &EndForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::Assign)?;
        let reason = short_line(&form.reason, "The reason", 500)?;
        if reason.is_empty() {
            return Err(invalid("say why it ends").hint("give the reason in the form"));
        }
        self.write(op, What::of("end_assignment", "family", form.family.0), |tx| {
            let family = desk.family(tx.sql(), form.family)?;
            still_has(tx.sql(), &desk, (family.id, form.role, form.on), form.instead_of)?;
            let found: Option<(i64, String, NaiveDate)> = tx
                .sql()
                .prepare_cached(
                    "select a.id, coalesce(nullif(s.short_name, ''), s.name) as short, a.from_on from assignment a
                     join staff s on s.id = a.staff_id where a.family_id = ?1 and a.role = ?2 and a.to_on is null",
                )?
                .query_row(params![family.id.0, word(form.role)], |row| {
                    Ok((row.get("id")?, row.get("short")?, row.day("from_on")?))
                })
                .optional()?;
            let Some((id, short, since)) = found else {
                return Err(invalid(format!("{} has no {}", family.id, form.role)));
            };
            if form.on < since {
                return Err(invalid(format!("{short} has had {} since {}", family.id, desk.day(since)))
                    .hint("choose that day or a later one"));
            }
            tx.set("assignment", id, &[("to_on", &form.on), ("end_reason", &reason)])?;
            let when = if form.on > desk.today { format!(" from {}", desk.day(form.on)) } else { String::new() };
            Ok((id, format!("{short} no longer has {}{when}: nobody is its {}", family.id, form.role)))
        })
    }
}
