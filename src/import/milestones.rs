//! Milestones: what is due in the life of a case, and what was done of it.

use super::cell::{choice, day, family, past, wrong};
use super::columns::{Shape, field};
use super::context::Context;
use super::kind::CASE_NUMBER;
use super::row::{Done, Row, fill};
use crate::domain::access::{Act, can};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, date};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of milestones; a row is known again by family, kind and day due, or day completed.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["case_number"], &["kind"], &["due_on", "completed_on"]],
    fields: &[
        field("case_number", "case number", CASE_NUMBER),
        field(
            "kind",
            "SAFE intake assessment, service plan, CANS, …",
            &["milestone", "milestonetype", "assessment", "assessmenttype", "form", "document", "type"],
        ),
        field("due_on", "day it is due", &["due", "duedate", "datedue"]),
        field(
            "completed_on",
            "day it was done",
            &["completed", "completeddate", "datecompleted", "completiondate", "done", "doneon"],
        ),
    ],
};

/// Takes a milestone.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let (family, _) = family(context, row)?;
    let kind = choice(row, "kind", &context.settings.lists.milestone_kind)?
        .ok_or_else(|| wrong(row, "kind", "a row needs its milestone"))?;
    let (due, completed) = (day(row, "due_on")?, past(row, "completed_on", context)?);
    if due.is_none() && completed.is_none() {
        return Err(invalid("the day it is due, and the day it was done, are both missing"));
    }
    if let Some(on) = completed {
        since_opening(tx, row, family, on)?;
    }
    let known = find(tx, family, &kind, due, completed)?;
    let (id, added) = match known {
        Some(id) => (id, false),
        None => {
            let fields: [(&str, &dyn IntoValue); 5] = [
                ("family_id", &family),
                ("kind", &kind),
                ("due_on", &due),
                ("completed_on", &completed),
                ("import_id", &context.import_id),
            ];
            (tx.insert("milestone", &fields)?, true)
        }
    };
    let changed = !added && fill(tx, "milestone", id, &[("completed_on", completed.value())])?;
    if added || changed {
        can(Act::EditFamily, &context.viewer, context.state).map_err(invalid)?;
    }
    Ok(Done::of(added, changed))
}

/// The same kind due on the same day; without that day the one done then, else the only one that is open.
fn find(
    tx: &Tx<'_>,
    family: i64,
    kind: &str,
    due: Option<NaiveDate>,
    completed: Option<NaiveDate>,
) -> Result<Option<i64>> {
    if let Some(due) = due {
        let sql =
            "select id from milestone where family_id = ?1 and kind = ?2 and due_on = ?3 order by id limit 1";
        return Ok(tx
            .sql()
            .prepare_cached(sql)?
            .query_row(params![family, kind, date(due)], |row| row.get(0))
            .optional()?);
    }
    let sql = "select id, completed_on is null from milestone where family_id = ?1 and kind = ?2
      and (completed_on = ?3 or completed_on is null) order by completed_on is null, id";
    let found: Vec<(i64, bool)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_map(params![family, kind, completed.map(date)], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    match found.as_slice() {
        [] => Ok(None),
        [(id, false), ..] | [(id, true)] => Ok(Some(*id)),
        [..] => {
            Err(invalid("several of this kind are open in the family: say on which day this one was due"))
        }
    }
}

fn since_opening(tx: &Tx<'_>, row: &Row, family: i64, on: NaiveDate) -> Result<()> {
    let sql = "select min(from_on) from family_opening where family_id = ?1";
    let opened: Option<String> = tx.sql().prepare_cached(sql)?.query_row([family], |row| row.get(0))?;
    match opened {
        Some(opened) if date(on) < opened => {
            Err(wrong(row, "completed_on", format!("this is before the family was opened on {opened}")))
        }
        _ => Ok(()),
    }
}
