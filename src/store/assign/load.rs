//! How full a worker's caseload is, counted by SQL and judged by the numbers in force.

use crate::domain::StaffId;
use crate::domain::assignment::Fill;
use crate::domain::staff::Role;
use crate::error::Result;
use crate::settings::thresholds::Caseload;
use crate::store::sql::date;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// A worker's open families, capacity, and what is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    pub open: i64,
    pub capacity: i64,
    pub fill: Fill,
}

/// Judges a number of open families by the spell of employment; `own` is the capacity at full time where the spell
/// names one.
pub(crate) fn judge(open: i64, role: Role, fte: f64, own: Option<i64>, limits: &Caseload) -> Load {
    let caps = limits.caps(role, own, fte);
    Load { open, capacity: caps.soft, fill: caps.fill(open) }
}

/// The load of a worker on a day, with `more` families than they carry.
pub(crate) fn load(
    conn: &Connection,
    staff: StaffId,
    role: Role,
    on: NaiveDate,
    more: i64,
    limits: &Caseload,
) -> Result<Load> {
    let day = date(on);
    let open: i64 = conn
        .prepare_cached(
            "select count(distinct a.family_id) from assignment a
             join family_opening o on o.family_id = a.family_id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2)
             where a.staff_id = ?1 and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)",
        )?
        .query_row(params![staff.0, day], |row| row.get(0))?;
    let spell: Option<(f64, Option<i64>)> = conn
        .prepare_cached(
            "select fte, capacity from employment where staff_id = ?1 and from_on <= ?2 and (to_on is null or to_on > ?2)
             order by from_on desc limit 1",
        )?
        .query_row(params![staff.0, day], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (fte, own) = spell.unwrap_or((1.0, None));
    Ok(judge(open + more, role, fte, own, limits))
}
