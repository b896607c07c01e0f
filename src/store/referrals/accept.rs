//! Accepting a referral: the family is enrolled and gets its Recovery Coordinator, in one operation.

use super::{Core, core, take, unchanged};
use crate::domain::access::Act;
use crate::domain::family::MemberKind;
use crate::domain::referral::{Born, ReferralStatus};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ReferralId, SiteId, StaffId};
use crate::error::{Result, invalid};
use crate::store::assign::{Wanted, assign};
use crate::store::forms::desk::{Desk, FamilyFacts, StaffFacts, short_line};
use crate::store::forms::family::open_family;
use crate::store::forms::member::add_member;
use crate::store::sql::{RowExt, date};
use crate::store::view::form::{FamilyForm, MemberForm};
use crate::store::view::referral::{AcceptForm, OpenForm};
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// Accepts a referral: opens the family where it is not here yet, adds the Recovery Coordinator, enrols.
    ///
    /// # Errors
    /// Not an Intact Supervisor; not eligible; no family or no coordinator; in IFR already; what opening or assigning
    /// refuses. Nothing of it is then in the file.
    pub(super) fn accept_referral(&mut self, op: OpId, form: &AcceptForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::Assign)?;
        let reason = short_line(&form.reason, "The reason", 500)?;
        self.write(op, What::of("accept_referral", "referral", form.id.0), |tx| {
            let mut core = unchanged(tx.sql(), &desk, form.id, form.version)?;
            desk.not_future(form.on, "the family is enrolled")?;
            may_be_accepted(&core)?;
            let (family, mut said) = family_of(tx, &desk, &core, form)?;
            not_enrolled(tx.sql(), &desk, &family, form.on)?;
            if form.on < family.opened_on {
                return Err(invalid(format!("{} was opened on {}", family.id, desk.day(family.opened_on)))
                    .hint("it is enrolled on that day or later"));
            }
            let has = coordinator(tx.sql(), family.id, desk.today)?;
            let (who, from_on) = match (form.coordinator, has) {
                (Some(wanted), has) if has.is_none_or(|(has, _)| has != wanted) => {
                    let staff = desk.staff(tx.sql(), wanted)?;
                    let wanted =
                        Wanted { role: Role::RecoveryCoordinator, from_on: form.on, reason: &reason };
                    said.push(assign(tx, &desk, &family, &staff, &wanted)?.1);
                    (staff.id, form.on)
                }
                (_, Some((has, from_on))) => (has, from_on.clamp(core.since.min(form.on), form.on)),
                (_, None) => {
                    return Err(invalid("the family needs a Recovery Coordinator")
                        .hint("choose who: assigning needs no consent"));
                }
            };
            if core.status != ReferralStatus::Assigned || core.assigned_to != Some(who) {
                mark_assigned(tx, &desk, &mut core, family.id, who, from_on)?;
            }
            tx.insert("family_enrolment", &[("family_id", &family.id), ("from_on", &form.on)])?;
            take(tx, &desk, &mut core, ReferralStatus::Enrolled, form.on, "")?;
            said.insert(0, format!("{} is accepted: {} is in IFR", form.id, family.id));
            Ok((form.id.0, said.join(". ")))
        })
    }
}

/// Moves a referral on that an assignment of a Recovery Coordinator answers, inside that write.
///
/// # Errors
/// Another family or site; the pipeline does not lead there yet.
pub(in crate::store) fn assigned(
    tx: &mut Tx<'_>,
    desk: &Desk,
    referral: ReferralId,
    family: &FamilyFacts,
    staff: &StaffFacts,
    from_on: NaiveDate,
) -> Result<()> {
    let mut core = core(tx.sql(), desk, referral)?;
    if let Some(other) = core.family.filter(|other| *other != family.id) {
        return Err(invalid(format!("{referral} is about {other}")).hint("assign that family"));
    }
    if from_on < core.received_on {
        return Err(invalid(format!("{referral} was received on {}", desk.day(core.received_on)))
            .hint("choose that day or a later one"));
    }
    // A Recovery Coordinator who begins next week is assigned today.
    mark_assigned(tx, desk, &mut core, family.id, staff.id, from_on.min(desk.today))
}

fn mark_assigned(
    tx: &mut Tx<'_>,
    desk: &Desk,
    core: &mut Core,
    family: FamilyId,
    who: StaffId,
    on: NaiveDate,
) -> Result<()> {
    take(tx, desk, core, ReferralStatus::Assigned, on, "")?;
    core.version = tx.update(
        "referral",
        core.id.0,
        core.version,
        &[
            ("family_id", &family),
            ("assigned_on", &on),
            ("assigned_to", &who),
            ("assigned_by", &desk.viewer.staff),
        ],
    )?;
    (core.family, core.assigned_to) = (Some(family), Some(who));
    Ok(())
}

fn may_be_accepted(core: &Core) -> Result<()> {
    let next = match core.status {
        ReferralStatus::Assigned => ReferralStatus::Enrolled,
        _ => ReferralStatus::Assigned,
    };
    core.status.may_become(next).map_err(|why| invalid(why).hint("the referral's page shows where it stands"))
}

/// The open family the referral is about, or the one that is opened now, with its members.
fn family_of(
    tx: &mut Tx<'_>,
    desk: &Desk,
    core: &Core,
    form: &AcceptForm,
) -> Result<(FamilyFacts, Vec<String>)> {
    match (core.family, &form.open) {
        (Some(family), _) => Ok((desk.open_family(tx.sql(), family)?, Vec::new())),
        (None, None) => {
            Err(invalid(format!("{} is about no family yet", core.id)).hint("give the family's case number"))
        }
        (None, Some(open)) => {
            let (family, said) = open_family(tx, desk, &opening(core, open))?;
            let alias: String =
                tx.sql()
                    .query_row("select alias from referral where id = ?1", [core.id.0], |row| row.get(0))?;
            for (kind, people) in [(MemberKind::Adult, &open.adults), (MemberKind::Child, &open.children)] {
                for (name, born) in people {
                    // The adult who was referred is the one who takes part.
                    let referred = kind == MemberKind::Adult && !alias.is_empty() && *name == alias;
                    add_member(tx, desk, &member(family.id, kind, (name, *born), referred))?;
                }
            }
            Ok((family, vec![said]))
        }
    }
}

fn opening(core: &Core, open: &OpenForm) -> FamilyForm {
    FamilyForm {
        case_number: open.case_number.clone(),
        label: open.label.clone(),
        site: SiteId(core.site),
        opened_on: open.opened_on,
        basis: open.basis.clone(),
        court_ordered: open.court_ordered,
        risk: None,
        intact_worker: open.intact_worker,
        enrolled_on: None,
    }
}

fn member(
    family: FamilyId,
    kind: MemberKind,
    (alias, born): (&str, Option<Born>),
    participant: bool,
) -> MemberForm {
    MemberForm {
        family,
        kind,
        alias: alias.to_owned(),
        birth_year: born.map(|(year, _)| year),
        birth_month: born.and_then(|(_, month)| month),
        in_home: true,
        participant,
        substance_exposed: false,
    }
}

/// Who has the family as Recovery Coordinator on a day, and since when.
pub(super) fn coordinator(
    conn: &Connection,
    family: FamilyId,
    on: NaiveDate,
) -> Result<Option<(StaffId, NaiveDate)>> {
    let found = conn
        .prepare_cached(
            "select staff_id, from_on from assignment where family_id = ?1 and role = 'recovery_coordinator'
               and from_on <= ?2 and (to_on is null or to_on > ?2) order by from_on desc limit 1",
        )?
        .query_row(params![family.0, date(on)], |row| Ok((row.num("staff_id")?, row.day("from_on")?)))
        .optional()?;
    Ok(found)
}

/// A family is enrolled once at a time, and one enrolment begins where the last has ended.
fn not_enrolled(conn: &Connection, desk: &Desk, family: &FamilyFacts, on: NaiveDate) -> Result<()> {
    let last = conn
        .prepare_cached(
            "select from_on, to_on from family_enrolment where family_id = ?1 and (to_on is null or to_on > ?2)
             order by from_on limit 1",
        )?
        .query_row(params![family.id.0, date(on)], |row| Ok((row.day("from_on")?, row.day_opt("to_on")?)))
        .optional()?;
    match last {
        None => Ok(()),
        Some((_, Some(until))) => Err(invalid(format!("{} was in IFR until {}", family.id, desk.day(until)))
            .hint("it is enrolled again on that day or later")),
        Some((from, None)) => {
            Err(invalid(format!("{} is in IFR already, since {}", family.id, desk.day(from)))
                .hint("end this referral as already served"))
        }
    }
}
