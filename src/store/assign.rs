//! Assigning families to Intact Workers and Recovery Coordinators: what only an Intact Supervisor does [seed].

mod candidates;
pub(crate) mod load;
mod reassign;

use super::forms::desk::{Desk, FamilyFacts, StaffFacts, short_line};
use super::sql::{RowExt, date, word};
use super::view::assign::AssignAsk;
use super::view::form::AssignForm;
use super::write::What;
use super::{OpId, Reply, Store, Tx};
use crate::domain::access::Act;
use crate::domain::assignment::Fill;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, ReferralId, StaffId};
use crate::error::{Result, invalid};
use chrono::NaiveDate;
use load::{Load, load};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// Answers about assigning, or gives one worker's families to others.
    ///
    /// # Errors
    /// Not an Intact Supervisor, or what assigning any of the families refuses.
    pub(super) fn assigning(&mut self, ask: AssignAsk) -> Result<Reply> {
        Ok(match ask {
            AssignAsk::Candidates { family, role, on } => Reply::Assign(self.candidates(family, role, on)?),
            AssignAsk::ForReferral { referral, on } => Reply::Assign(self.for_referral(referral, on)?),
            AssignAsk::Leaving { staff, on } => Reply::Assign(self.leaving(staff, on)?),
            AssignAsk::Reassign { op, from, on, moves, reason } => {
                let (id, said) = self.reassign(op, from, on, &moves, &reason)?;
                Reply::Saved { id, said }
            }
        })
    }

    /// Assigns a worker of a role to a family, in place of whoever has it until that day.
    ///
    /// # Errors
    /// Not an Intact Supervisor; the family or the worker is not theirs; the day makes no sense; over the hard cap
    /// without a reason.
    pub(super) fn save_assign(&mut self, op: OpId, form: &AssignForm) -> Result<(i64, String)> {
        let desk = self.desk(Act::Assign)?;
        let reason = short_line(&form.reason, "The reason", 500)?;
        self.write(op, What::of("assign", "family", form.family.0), |tx| {
            let family = desk.open_family(tx.sql(), form.family)?;
            let staff = desk.staff(tx.sql(), form.staff)?;
            still_has(tx.sql(), &desk, (form.family, form.role, form.from_on), form.instead_of)?;
            let wanted = Wanted { role: form.role, from_on: form.from_on, reason: &reason };
            let (id, mut said) = assign(tx, &desk, &family, &staff, &wanted)?;
            if let Some(referral) = form.referral {
                answer_referral(tx, &desk, referral, &family, &staff, &wanted)?;
                said = format!("{said}. {referral} is assigned");
            }
            Ok((id, said))
        })
    }
}

/// What an assignment says besides whom it joins.
pub(super) struct Wanted<'a> {
    pub role: Role,
    pub from_on: NaiveDate,
    pub reason: &'a str,
}

/// Assigns inside a write and gives the row's key and the sentence that says so.
pub(super) fn assign(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    staff: &StaffFacts,
    wanted: &Wanted<'_>,
) -> Result<(i64, String)> {
    let held = right_role(staff, wanted.role)?;
    if wanted.from_on < family.opened_on {
        return Err(invalid(format!("{} was opened on {}", family.id, desk.day(family.opened_on)))
            .hint("an assignment begins on that day or later"));
    }
    at_work(tx.sql(), desk, staff, wanted.from_on)?;
    let before = close_open_one(tx, desk, family.id, staff, wanted)?;
    let on = wanted.from_on.max(desk.today);
    let load = load(tx.sql(), staff.id, staff.role, on, 1, &desk.settings.thresholds.caseload)?;
    if let (Fill::OverHard(hard), true) = (load.fill, wanted.reason.is_empty()) {
        let message = format!(
            "with {} {} would have {} of {}, over the hard cap of {hard}",
            family.id, staff.short, load.open, load.capacity
        );
        return Err(invalid(message).hint("give the reason in the form, or choose somebody else"));
    }
    let id = tx.insert(
        "assignment",
        &[
            ("family_id", &family.id),
            ("staff_id", &staff.id),
            ("role", &word(wanted.role)),
            ("from_on", &wanted.from_on),
            ("supervisor_held", &held),
            ("assigned_by", &desk.viewer.staff),
            ("reason", &wanted.reason),
        ],
    )?;
    let mut said = told(desk, family, staff, wanted.from_on, (&load, held));
    if let Some(before) = before {
        said.push_str(&format!(", in place of {before}"));
    }
    Ok((id, said))
}

/// `Shah now has F-0197: 1 of 10`.
fn told(
    desk: &Desk,
    family: &FamilyFacts,
    staff: &StaffFacts,
    from_on: NaiveDate,
    (load, held): (&Load, bool),
) -> String {
    let since = if from_on > desk.today {
        format!("{} has {} from {}", staff.short, family.id, desk.day(from_on))
    } else {
        format!("{} now has {}", staff.short, family.id)
    };
    if held {
        let days = desk.settings.thresholds.caseload.supervisor_held_days;
        return format!("{since} as supervisor, for {days} days at most");
    }
    let said = format!("{since}: {} of {}", load.open, load.capacity);
    match load.fill {
        Fill::Within => said,
        Fill::OverSoft => format!("{said}, over the soft cap"),
        Fill::OverHard(hard) => format!("{said}, over the hard cap of {hard}"),
    }
}

/// Whether the person holds the role as a supervisor; refuses a person of another role.
fn right_role(staff: &StaffFacts, role: Role) -> Result<bool> {
    match (role, staff.role) {
        (Role::IntactWorker | Role::RecoveryCoordinator, own) if own == role => Ok(false),
        (Role::IntactWorker, Role::IntactSupervisor) => Ok(true),
        (Role::IntactWorker | Role::RecoveryCoordinator, own) => {
            let message = format!("{} is {own}, not {role}", staff.short);
            Err(invalid(message).hint("choose one from the list"))
        }
        _ => Err(invalid("families are assigned to Intact Workers and Recovery Coordinators")),
    }
}

fn at_work(conn: &Connection, desk: &Desk, staff: &StaffFacts, on: NaiveDate) -> Result<()> {
    let employed: bool = conn
        .prepare_cached(
            "select exists (select 1 from employment where staff_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2)
               and status <> 'separated')",
        )?
        .query_row(params![staff.id.0, date(on)], |row| row.get(0))?;
    if employed {
        return Ok(());
    }
    Err(invalid(format!("{} is not employed on {}", staff.short, desk.day(on)))
        .hint("check the day, or the person's page under Staffing"))
}

/// Refuses where somebody assigned another one after the viewer looked: nobody is replaced, or ended, unseen.
fn still_has(
    conn: &Connection,
    desk: &Desk,
    (family, role, on): (FamilyId, Role, NaiveDate),
    seen: Option<Option<StaffId>>,
) -> Result<()> {
    let Some(seen) = seen else { return Ok(()) };
    let now = candidates::holder(conn, family, role, on)?;
    if now.as_ref().map(|person| person.id) == seen {
        return Ok(());
    }
    let who = now.map_or_else(|| "nobody".to_owned(), |person| person.short);
    let message = format!("by now {who} has {family} on {}", desk.day(on));
    Err(invalid(message).hint("it was assigned after this was opened; save once more if it still holds"))
}

/// Ends the assignment of this role that is open, on the day on which the new one begins; gives who had it.
fn close_open_one(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: FamilyId,
    staff: &StaffFacts,
    wanted: &Wanted<'_>,
) -> Result<Option<String>> {
    let last: Option<(i64, StaffId, String, NaiveDate, Option<NaiveDate>)> = tx
        .sql()
        .prepare_cached(
            "select a.id, a.staff_id, coalesce(nullif(s.short_name, ''), s.name) as short, a.from_on, a.to_on
             from assignment a join staff s on s.id = a.staff_id where a.family_id = ?1 and a.role = ?2
             order by a.to_on is null desc, a.to_on desc limit 1",
        )?
        .query_row(params![family.0, word(wanted.role)], |row| {
            Ok((row.get(0)?, row.num("staff_id")?, row.get(2)?, row.day("from_on")?, row.day_opt("to_on")?))
        })
        .optional()?;
    let Some((id, who, short, from_on, to_on)) = last else { return Ok(None) };
    let earliest = to_on.unwrap_or(from_on);
    if to_on.is_none() && who == staff.id {
        return Err(invalid(format!("{} has {family} already, since {}", staff.short, desk.day(from_on))));
    }
    if wanted.from_on < earliest {
        let held = if to_on.is_some() { "until" } else { "since" };
        return Err(invalid(format!("{short} has had {family} {held} {}", desk.day(earliest)))
            .hint("choose that day or a later one"));
    }
    if to_on.is_some() {
        return Ok(None);
    }
    let why = if wanted.reason.is_empty() { "assigned to somebody else" } else { wanted.reason };
    tx.set("assignment", id, &[("to_on", &wanted.from_on), ("end_reason", &why)])?;
    Ok(Some(short))
}

/// Moves the referral on that the assignment answers.
fn answer_referral(
    tx: &mut Tx<'_>,
    desk: &Desk,
    referral: ReferralId,
    family: &FamilyFacts,
    staff: &StaffFacts,
    wanted: &Wanted<'_>,
) -> Result<()> {
    if wanted.role != Role::RecoveryCoordinator {
        return Err(invalid("a referral is answered by assigning a Recovery Coordinator"));
    }
    super::referrals::assigned(tx, desk, referral, family, staff, wanted.from_on)
}
