//! The consents of a family: what each is worth, what is withheld from the viewer, and whom to ask.

use crate::domain::consent::Category;
use crate::domain::sealed::{Part2, Sealed, Withheld};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::families::{in_scope, person};
use crate::store::gate::{Gate, Scope};
use crate::store::sql::{RowExt, date};
use crate::store::view::Person;
use crate::store::view::consent::{AdultConsents, ConsentPage, Exception};
use rusqlite::params;

/// The page of a family in scope.
pub(super) fn page(store: &Store, family: FamilyId) -> Result<ConsentPage> {
    in_scope(store, family)?;
    let gate = Gate::load(store, Scope::Families(&[family]))?;
    let label = store
        .conn
        .prepare_cached("select label from family where id = ?1")?
        .query_row([family.0], |row| row.get(0))?;
    Ok(ConsentPage {
        family,
        label,
        own: gate.is_own(family),
        adults: adults(store, &gate, family)?,
        exceptions: exceptions(store, &gate, family)?,
        ask: ask(store, family)?,
    })
}

fn adults(store: &Store, gate: &Gate, family: FamilyId) -> Result<Vec<AdultConsents>> {
    let mut consents = super::of_family(store, family)?;
    let mut statement = store.conn.prepare_cached(
        "select id, alias, participant from member where family_id = ?1 and kind = 'adult'
           and (left_on is null or left_on > ?2) order by participant desc, id",
    )?;
    let today = date(store.clock.today());
    let rows = statement.query_map(params![family.0, today], |row| {
        let id: MemberId = row.num("id")?;
        let withheld = Category::ALL.iter().filter_map(|one| Some((*one, gate.may(id, *one).err()?)));
        Ok(AdultConsents {
            id,
            alias: row.get("alias")?,
            participant: row.get("participant")?,
            withheld: withheld.collect(),
            consents: consents.remove(&id).unwrap_or_default(),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The exceptions of a family, the last to end first; why one was opened is read by others only while it holds.
pub(in crate::store) fn exceptions(store: &Store, gate: &Gate, family: FamilyId) -> Result<Vec<Exception>> {
    let today = store.clock.gate_today();
    let own = gate.is_own(family);
    let mut statement = store.conn.prepare_cached(
        "select x.*, m.alias, s.name as by_name from member m join disclosure_exception x on x.member_id = m.id
         join staff s on s.id = x.staff_id where m.family_id = ?1 order by x.to_on desc, x.id desc",
    )?;
    let rows = statement.query_map([family.0], |row| {
        let (from, to) = (row.day("from_on")?, row.day("to_on")?);
        let in_force = from <= today && today < to;
        let member = row.num("member_id")?;
        let reason = if own || in_force {
            Part2::Shown(Sealed::new(row.get("reason")?))
        } else {
            Part2::Withheld(Withheld::Ended(Some(member)))
        };
        Ok(Exception {
            id: row.get("id")?,
            version: row.get("version")?,
            member,
            alias: row.get("alias")?,
            category: row.word_opt("category")?,
            basis: row.word("basis")?,
            reason,
            by: row.get("by_name")?,
            from,
            to,
            in_force,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whom to ask for what is withheld: the SUD Supervisors of the site, then the family's Recovery Coordinator.
fn ask(store: &Store, family: FamilyId) -> Result<Vec<(Person, Role)>> {
    let mut statement = store.conn.prepare_cached(
        "select s.id, s.name, s.short_name, s.role from family f join staff_site t on t.site_id = f.site_id
           and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2)
         join staff s on s.id = t.staff_id and s.role = 'sud_supervisor' and (s.left_on is null or s.left_on > ?2)
         where f.id = ?1
         union
         select s.id, s.name, s.short_name, s.role from assignment a join staff s on s.id = a.staff_id
         where a.family_id = ?1 and a.role = 'recovery_coordinator' and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)
           and s.role = 'recovery_coordinator'
         order by s.role desc, s.id",
    )?;
    let today = date(store.clock.today());
    let rows =
        statement.query_map(params![family.0, today], |row| Ok((person(row, 0)?, row.word("role")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// `Ask Sam Reyes or Tamika Brooks (RC)`; empty where there is nobody.
pub(in crate::store) fn ask_words(store: &Store, family: FamilyId) -> Result<String> {
    let name = |(who, role): &(Person, Role)| match role {
        Role::RecoveryCoordinator => format!("{} (RC)", who.name),
        _ => who.name.clone(),
    };
    let each: Vec<String> = ask(store, family)?.iter().map(name).collect();
    Ok(if each.is_empty() { String::new() } else { format!("Ask {}", each.join(" or ")) })
}
