//! Assignments: who had which family from when to when. Only an Intact Supervisor brings them in [seed].

use super::cell::{family, need_person, past, text, wrong};
use super::columns::{Shape, field};
use super::context::{Context, Person, role as read_role};
use super::kind::{CASE_NUMBER, WORKER};
use super::row::{Done, Row, fill};
use crate::domain::Word;
use crate::domain::staff::Role;
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, date, word};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of assignments; a row is known again by family, worker and first day.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["case_number"], &["worker"], &["from_on", "to_on"]],
    fields: &[
        field("case_number", "case number", CASE_NUMBER),
        field("worker", "name or e-mail address of the IW or RC", WORKER),
        field(
            "role",
            "Intact Worker or RC; otherwise the worker's own",
            &["workerrole", "assignmentrole", "position"],
        ),
        field(
            "from_on",
            "first day; otherwise the day of opening",
            &[
                "from",
                "assignedon",
                "dateassigned",
                "assigneddate",
                "assignmentdate",
                "startdate",
                "start",
                "began",
                "begindate",
            ],
        ),
        field(
            "to_on",
            "first day it no longer holds; empty while it does",
            &["to", "endedon", "enddate", "end", "ended", "dateended", "unassignedon", "transferredon"],
        ),
        field("reason", "why this worker", &["assignmentreason", "comment", "note"]),
        field("end_reason", "why it ended", &["reasonended", "transferreason"]),
    ],
};

/// What a row says.
struct Said {
    family: i64,
    worker: Person,
    role: Role,
    from: NaiveDate,
    to: Option<NaiveDate>,
    reason: Option<String>,
    end_reason: Option<String>,
}

/// Takes an assignment.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let said = read(tx, context, row)?;
    let sql =
        "select id from assignment where family_id = ?1 and role = ?2 and staff_id = ?3 and from_on = ?4";
    let known: Option<i64> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![said.family, said.role.word(), said.worker.id, date(said.from)], |row| row.get(0))
        .optional()?;
    alone(tx, &said, known)?;
    let told = [
        ("to_on", said.to.value()),
        ("reason", said.reason.value()),
        ("end_reason", said.end_reason.value()),
    ];
    let Some(id) = known else {
        context.may_assign.map_err(invalid)?;
        add(tx, context, &said)?;
        return Ok(Done::of(true, false));
    };
    let changed = fill(tx, "assignment", id, &told)?;
    if changed {
        context.may_assign.map_err(invalid)?;
    }
    Ok(Done::of(false, changed))
}

fn read(tx: &Tx<'_>, context: &Context, row: &Row) -> Result<Said> {
    let (family, _) = family(context, row)?;
    let worker = need_person(context, row, "worker")?;
    let told = row.text("role").map(read_role).transpose()?;
    let role = match (worker.role, told) {
        (Role::IntactSupervisor, None | Some(Role::IntactWorker | Role::IntactSupervisor)) => {
            Role::IntactWorker
        }
        (own, None) if own.is_worker() => own,
        (own, Some(told)) if own == told && own.is_worker() => own,
        (own, Some(_)) if own.is_worker() => return Err(wrong(row, "role", format!("this person is {own}"))),
        (own, _) => {
            return Err(wrong(row, "worker", format!("this person is {own} and carries no families")));
        }
    };
    let (told, to) = (past(row, "from_on", context)?, past(row, "to_on", context)?);
    let from = began(tx, family, &worker, told, to)?;
    if to.is_some_and(|to| to < from) {
        return Err(wrong(row, "to_on", format!("this is before the assignment began on {from}")));
    }
    while_open(tx, row, family, from, to)?;
    Ok(Said {
        family,
        worker,
        role,
        from,
        to,
        reason: text(row, "reason")?,
        end_reason: text(row, "end_reason")?,
    })
}

/// The first day: as told, else that of this worker's assignment which runs, or ended on the day told, else the opening's.
fn began(
    tx: &Tx<'_>,
    family: i64,
    worker: &Person,
    told: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<NaiveDate> {
    if let Some(told) = told {
        return Ok(told);
    }
    let sql = "select from_on from assignment where family_id = ?1 and staff_id = ?2 and (to_on is null or to_on = ?3)
      order by to_on is null desc, from_on desc limit 1";
    let known: Option<String> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![family, worker.id, to.map(date)], |row| row.get(0))
        .optional()?;
    let sql = "select from_on from family_opening where family_id = ?1 order by from_on desc limit 1";
    let from = match known {
        Some(from) => from,
        None => tx.sql().prepare_cached(sql)?.query_row([family], |row| row.get(0))?,
    };
    crate::store::sql::read_date(&from)
        .ok_or_else(|| invalid("the first day of the assignment cannot be told"))
}

fn while_open(tx: &Tx<'_>, row: &Row, family: i64, from: NaiveDate, to: Option<NaiveDate>) -> Result<()> {
    let sql = "select to_on from family_opening where family_id = ?1 and from_on <= ?2 and (to_on is null or to_on >= ?2)
      order by from_on desc limit 1";
    let closes: Option<Option<String>> =
        tx.sql().prepare_cached(sql)?.query_row(params![family, date(from)], |row| row.get(0)).optional()?;
    match (closes, to) {
        (None, _) => Err(wrong(row, "from_on", format!("the family was not open on {from}"))),
        (Some(Some(closed)), None) => {
            Err(wrong(row, "to_on", format!("the family closed on {closed}: say when the assignment ended")))
        }
        (Some(Some(closed)), Some(to)) if date(to) > closed => {
            Err(wrong(row, "to_on", format!("the family closed on {closed}, before this")))
        }
        _ => Ok(()),
    }
}

/// Refuses a spell that overlaps another of the same role in the family.
fn alone(tx: &Tx<'_>, said: &Said, known: Option<i64>) -> Result<()> {
    if said.to.is_some_and(|to| to == said.from) {
        return Ok(());
    }
    let to = match (said.to, known) {
        (None, Some(id)) => tx
            .sql()
            .prepare_cached("select to_on from assignment where id = ?1")?
            .query_row([id], |row| row.get(0))?,
        (to, _) => to.map(date),
    };
    let sql = "select s.name, a.from_on, a.to_on from assignment a join staff s on s.id = a.staff_id
      where a.family_id = ?1 and a.role = ?2 and a.id is not ?5 and a.from_on < coalesce(?4, '9999-12-31')
        and (a.to_on is null or (a.to_on > ?3 and a.to_on > a.from_on)) order by a.from_on limit 1";
    let other: Option<(String, String, Option<String>)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![said.family, said.role.word(), date(said.from), to, known], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    match other {
        None => Ok(()),
        Some((name, from, None)) => Err(invalid(format!(
            "{name} has this family as {} since {from}: an import that ends that first (to on) makes room",
            said.role
        ))),
        Some((name, from, Some(to))) => Err(invalid(format!(
            "{name} had this family as {} from {from} to {to}: the two overlap",
            said.role
        ))),
    }
}

fn add(tx: &mut Tx<'_>, context: &Context, said: &Said) -> Result<()> {
    let held = said.worker.role == Role::IntactSupervisor;
    let (reason, end_reason) =
        (said.reason.clone().unwrap_or_default(), said.end_reason.clone().unwrap_or_default());
    tx.insert(
        "assignment",
        &[
            ("family_id", &said.family),
            ("staff_id", &said.worker.id),
            ("role", &word(said.role)),
            ("from_on", &said.from),
            ("to_on", &said.to),
            ("supervisor_held", &held),
            ("assigned_by", &context.viewer.staff),
            ("reason", &reason),
            ("end_reason", &end_reason),
            ("import_id", &context.import_id),
        ],
    )?;
    Ok(())
}
