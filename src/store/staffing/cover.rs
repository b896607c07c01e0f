//! Deputies: a supervisor of the same role stands in between two dates.

use super::{Facts, facts};
use crate::domain::StaffId;
use crate::domain::spell::Span;
use crate::error::{Result, denied, invalid, missing};
use crate::store::forms::desk::{Desk, line};
use crate::store::sql::{RowExt, date};
use crate::store::view::staffing::{Row, StaffChange};
use crate::store::write::What;
use crate::store::{OpId, Store};
use chrono::{Days, NaiveDate};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// Names a deputy for a supervisor who is away. From the first day to the last the deputy sees the other's sites,
    /// counts for them in meetings and signs for them.
    pub(super) fn save_cover(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        let StaffChange::Cover { staff, deputy, from, last_day, reason } = change else {
            return Err(invalid("this is no cover"));
        };
        let (desk, away) = self.desk_about(*staff)?;
        let reason = line(reason, "The reason", 200)?;
        let to = day_after(*last_day)?;
        if to <= *from {
            return Err(invalid("the last day is before the first").hint("check the two dates"));
        }
        self.write(op, What::of("staff_cover", "staff", staff.0), |tx| {
            let deputy = facts(tx.sql(), &desk.viewer, *deputy)?;
            same_role(&desk, &away, &deputy, *from)?;
            free(tx.sql(), &desk, (&away, &deputy), Span::new(*from, Some(to)))?;
            tx.insert(
                "cover",
                &[
                    ("staff_id", staff),
                    ("deputy_id", &deputy.id),
                    ("from_on", from),
                    ("to_on", &to),
                    ("reason", &reason),
                ],
            )?;
            let days = format!("from {} to {}", desk.day(*from), desk.day(*last_day));
            Ok((staff.0, format!("{} stands in for {} {days}", deputy.short, away.short)))
        })
    }

    /// Moves the last day of a cover: somebody is back earlier, or stays away longer.
    pub(super) fn end_cover(&mut self, op: OpId, row: Row, last_day: NaiveDate) -> Result<(i64, String)> {
        let found: Option<(StaffId, StaffId, NaiveDate)> = self
            .conn()
            .prepare_cached("select staff_id, deputy_id, from_on from cover where id = ?1")?
            .query_row([row.id], |row| Ok((row.num("staff_id")?, row.num("deputy_id")?, row.day("from_on")?)))
            .optional()?;
        let (away, deputy, from) = found.ok_or_else(|| missing("this cover is not in the file"))?;
        let (desk, away) = self.desk_about(away)?;
        let to = day_after(last_day)?;
        if to <= from {
            return Err(invalid(format!("the cover began on {}", desk.day(from)))
                .hint("its last day is that day at the earliest"));
        }
        self.write(op, What::of("staff_cover", "staff", away.id.0), |tx| {
            let deputy = facts(tx.sql(), &desk.viewer, deputy)?;
            let span = Span::new(from, Some(to));
            if let Some(other) = another(tx.sql(), away.id, span, Some(row.id))? {
                return Err(invalid(format!("{other} stands in for {} in that time", away.short)));
            }
            tx.update("cover", row.id, row.version, &[("to_on", &to)])?;
            let last = desk.day(last_day);
            Ok((away.id.0, format!("{} stands in for {} until {last}", deputy.short, away.short)))
        })
    }
}

fn day_after(last: NaiveDate) -> Result<NaiveDate> {
    last.checked_add_days(Days::new(1)).ok_or_else(|| invalid("there is no such day"))
}

fn same_role(desk: &Desk, away: &Facts, deputy: &Facts, from: NaiveDate) -> Result<()> {
    if !away.role.is_supervisor() {
        return Err(invalid(format!("{} is {}: only supervisors have deputies", away.short, away.role)));
    }
    if deputy.role != away.role || deputy.agency != away.agency {
        return Err(denied(format!("{} is {}, not {}", deputy.short, deputy.role, away.role))
            .hint("a deputy has the same role and the same agency"));
    }
    if deputy.id == away.id {
        return Err(invalid(format!("{} cannot stand in for themselves", away.short)));
    }
    for one in [away, deputy] {
        if let Some(left) = one.left_on.filter(|left| *left <= from) {
            return Err(invalid(format!("{} left on {}", one.short, desk.day(left))));
        }
    }
    Ok(())
}

/// Refuses two deputies at once, and a deputy who is away in that time.
fn free(conn: &Connection, desk: &Desk, (away, deputy): (&Facts, &Facts), span: Span) -> Result<()> {
    if let Some(other) = another(conn, away.id, span, None)? {
        return Err(invalid(format!("{other} stands in for {} in that time already", away.short))
            .hint("end that cover first"));
    }
    let gone: Option<NaiveDate> = conn
        .prepare_cached(
            "select from_on from cover where staff_id = ?1 and from_on < ?3 and to_on > ?2 order by from_on limit 1",
        )?
        .query_row(params![deputy.id.0, date(span.from), span.to.map(date)], |row| row.day("from_on"))
        .optional()?;
    match gone {
        Some(on) => Err(invalid(format!(
            "{} is away from {} and covered by somebody else",
            deputy.short,
            desk.day(on)
        ))),
        None => Ok(()),
    }
}

/// Who else stands in for somebody in that time.
fn another(conn: &Connection, away: StaffId, span: Span, but: Option<i64>) -> Result<Option<String>> {
    Ok(conn
        .prepare_cached(
            "select s.name from cover c join staff s on s.id = c.deputy_id
             where c.staff_id = ?1 and c.from_on < ?3 and c.to_on > ?2 and c.id is not ?4 limit 1",
        )?
        .query_row(params![away.0, date(span.from), span.to.map(date), but], |row| row.get(0))
        .optional()?)
}
