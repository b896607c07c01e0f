//! What is due in the life of a case, and what happens to it: milestones, new reports, court hearings.

use super::conflict::update;
use super::desk::{Desk, FamilyFacts};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::date;
use crate::store::view::family::change::Seen;
use chrono::{Days, NaiveDate};
use rusqlite::params;

/// The furthest day ahead on which something can be due, in days: what is later is a slip of the pen.
const FURTHEST: u64 = 1100;

/// When a milestone is due, and when it was completed.
type Dates = (Option<NaiveDate>, Option<NaiveDate>);

/// Adds a milestone.
pub(super) fn add(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    kind: &str,
    dates: Dates,
) -> Result<(i64, String)> {
    if !desk.settings.lists.milestone_kind.contains(kind) {
        return Err(invalid("choose which milestone").hint("the kinds are in the list"));
    }
    check(tx, desk, family, dates)?;
    let id = tx.insert(
        "milestone",
        &[("family_id", &family.id), ("kind", &kind), ("due_on", &dates.0), ("completed_on", &dates.1)],
    )?;
    Ok((id, said(desk, family, kind, dates)))
}

/// Changes when a milestone is due, or completes it.
pub(super) fn change(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    seen: Seen,
    dates: Dates,
) -> Result<String> {
    check(tx, desk, family, dates)?;
    let kind: String = tx
        .sql()
        .prepare_cached("select kind from milestone where id = ?1 and family_id = ?2")?
        .query_row(params![seen.id, family.id.0], |row| row.get(0))?;
    update(tx, desk, "milestone", seen, &[("due_on", &dates.0), ("completed_on", &dates.1)])?;
    Ok(said(desk, family, &kind, dates))
}

fn check(tx: &Tx<'_>, desk: &Desk, family: &FamilyFacts, (due, done): Dates) -> Result<()> {
    if due.is_none() && done.is_none() {
        return Err(invalid("say when it is due, or when it was completed"));
    }
    if let Some(due) = due {
        near(desk, due, "it is due")?;
    }
    if let Some(done) = done {
        desk.not_future(done, "it was completed")?;
        desk.while_open(tx.sql(), family, done)?;
    }
    Ok(())
}

fn near(desk: &Desk, on: NaiveDate, what: &str) -> Result<()> {
    let furthest = desk.today.checked_add_days(Days::new(FURTHEST));
    if furthest.is_some_and(|furthest| on > furthest) {
        return Err(invalid(format!("{what} on {}, years from now", desk.day(on))).hint("check the year"));
    }
    Ok(())
}

fn said(desk: &Desk, family: &FamilyFacts, kind: &str, (due, done): Dates) -> String {
    let label = desk.settings.lists.milestone_kind.label(kind);
    match (done, due) {
        (Some(done), _) => format!("{label} of {} completed on {}", family.id, desk.day(done)),
        (None, Some(due)) => format!("{label} of {} is due on {}", family.id, desk.day(due)),
        (None, None) => format!("{label} of {}", family.id),
    }
}

/// Records a new report.
pub(super) fn report(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    on: NaiveDate,
) -> Result<(i64, String)> {
    desk.not_future(on, "the report is")?;
    desk.while_open(tx.sql(), family, on)?;
    once(tx, family, "new_report", on, &format!("a report on {}", desk.day(on)))?;
    let id = tx.insert("new_report", &[("family_id", &family.id), ("on_date", &on)])?;
    Ok((id, format!("{}: a new report on {}", family.id, desk.day(on))))
}

/// Records a court hearing, past or to come.
pub(super) fn hearing(
    tx: &mut Tx<'_>,
    desk: &Desk,
    family: &FamilyFacts,
    on: NaiveDate,
) -> Result<(i64, String)> {
    near(desk, on, "the hearing is")?;
    if on < family.opened_on {
        desk.while_open(tx.sql(), family, on)?;
    }
    once(tx, family, "court_hearing", on, &format!("a hearing on {}", desk.day(on)))?;
    let id = tx.insert("court_hearing", &[("family_id", &family.id), ("on_date", &on)])?;
    Ok((id, format!("{}: court hearing on {}", family.id, desk.day(on))))
}

fn once(tx: &Tx<'_>, family: &FamilyFacts, table: &str, on: NaiveDate, what: &str) -> Result<()> {
    let sql = format!("select exists (select 1 from {table} where family_id = ?1 and on_date = ?2)");
    let there: bool =
        tx.sql().prepare_cached(&sql)?.query_row(params![family.id.0, date(on)], |row| row.get(0))?;
    if there { Err(invalid(format!("{} has {what} already", family.id))) } else { Ok(()) }
}
