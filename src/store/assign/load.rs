//! How full a worker's caseload is, counted by SQL and judged by the numbers in force.

use crate::domain::StaffId;
use crate::domain::staff::Role;
use crate::error::Result;
use crate::settings::thresholds::Caseload;
use crate::store::sql::date;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// How full a caseload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fill {
    /// Within the capacity.
    Within,
    /// Over the capacity: watch.
    OverSoft,
    /// Over the hard cap of so many families: only with a reason.
    OverHard(i64),
}

/// A worker's open families, capacity, and what is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    pub open: i64,
    pub capacity: i64,
    pub fill: Fill,
}

/// Judges a number of open families by the spell of employment; `own` is the capacity at 1.0 FTE where the spell names
/// one. Only Recovery Coordinators have a hard cap [default].
pub(crate) fn judge(open: i64, role: Role, fte: f64, own: Option<i64>, limits: &Caseload) -> Load {
    let full_time = own.or_else(|| limits.capacity(role)).unwrap_or(0);
    let capacity = scaled(full_time, fte);
    let hard = (role == Role::RecoveryCoordinator).then(|| scaled(limits.rc_hard.max(full_time), fte));
    let fill = match hard {
        Some(hard) if open > hard => Fill::OverHard(hard),
        _ if open > capacity => Fill::OverSoft,
        _ => Fill::Within,
    };
    Load { open, capacity, fill }
}

/// Families at full time, for a share of it: at least one.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn scaled(families: i64, fte: f64) -> i64 {
    ((families as f64 * fte).round() as i64).max(1)
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

#[cfg(test)]
mod tests {
    use super::*;
    use Fill::{OverHard, OverSoft, Within};

    #[test]
    fn caps_scale_with_the_share_of_time() {
        let limits = crate::settings::Settings::defaults().thresholds.caseload;
        let (iw, rc) = (Role::IntactWorker, Role::RecoveryCoordinator);
        let table = [
            (10, rc, 1.0, None, 10, Within),
            (11, rc, 1.0, None, 10, OverSoft),
            (15, rc, 1.0, None, 10, OverSoft),
            (16, rc, 1.0, None, 10, OverHard(15)),
            (8, rc, 0.5, None, 5, OverSoft),
            (9, rc, 0.5, None, 5, OverHard(8)),
            (12, rc, 1.0, Some(12), 12, Within),
            (40, iw, 1.0, None, 10, OverSoft),
        ];
        for (open, role, fte, own, capacity, fill) in table {
            assert_eq!(
                judge(open, role, fte, own, &limits),
                Load { open, capacity, fill },
                "{open} {role} {fte}"
            );
        }
    }
}
