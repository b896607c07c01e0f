//! Leave, with the day of return where it is known.

use super::Facts;
use super::employ::{here_on, insert, put, shares_days, spells, two_at_once, write_terms};
use crate::domain::StaffId;
use crate::domain::spell::Span;
use crate::domain::staff::EmploymentStatus;
use crate::error::{Result, invalid};
use crate::store::forms::desk::Desk;
use crate::store::view::staffing::Terms;
use crate::store::write::What;
use crate::store::{OpId, Store, Tx};
use chrono::NaiveDate;

impl Store {
    /// Records a leave: from its end on, what held before holds again.
    pub(super) fn save_leave(
        &mut self,
        op: OpId,
        staff: StaffId,
        from: NaiveDate,
        back_on: Option<NaiveDate>,
    ) -> Result<(i64, String)> {
        let (desk, facts) = self.desk_about(staff)?;
        if back_on.is_some_and(|back| back <= from) {
            return Err(invalid("the first day back is not after the first day of leave"));
        }
        self.write(op, What::of("staff_leave", "staff", staff.0), |tx| {
            here_on(&desk, &facts, from)?;
            take(tx, &desk, &facts, from, back_on)?;
            let back = match back_on {
                Some(back) => format!("back on {}", desk.day(back)),
                None => "without a day of return yet".to_owned(),
            };
            Ok((staff.0, format!("{} is on leave from {}, {back}", facts.short, desk.day(from))))
        })
    }
}

fn take(
    tx: &mut Tx<'_>,
    desk: &Desk,
    facts: &Facts,
    from: NaiveDate,
    back_on: Option<NaiveDate>,
) -> Result<()> {
    let all = spells(tx.sql(), facts.id)?;
    if shares_days(&all) {
        return Err(two_at_once(facts));
    }
    let Some(current) = all.iter().find(|one| one.spell.holds(from)) else {
        return Err(invalid(format!("{} is not employed on {}", facts.short, desk.day(from))));
    };
    let resumed = Terms { status: resumed(current.terms.status), ..current.terms };
    let leave = Terms { status: EmploymentStatus::Leave, ..current.terms };
    let Some(back) = back_on else {
        put(tx, desk, facts, from, &leave)?;
        return Ok(());
    };
    let before_leave_ends = |on: NaiveDate| on > from && on < back;
    if let Some(next) = all.iter().map(|other| other.spell.span.from).find(|on| before_leave_ends(*on)) {
        return Err(invalid(format!("another change of {} is planned for {}", facts.short, desk.day(next)))
            .hint("end the leave by that day, or change that spell first"));
    }
    if current.spell.span.to.is_some_and(before_leave_ends) {
        return Err(invalid(format!("{} is not employed until then", facts.short)));
    }
    let (end, id) = (current.spell.span.to, current.spell.id);
    if current.spell.span.from == from {
        write_terms(tx, id, None, &leave)?;
        tx.set("employment", id, &[("to_on", &back)])?;
    } else {
        tx.set("employment", id, &[("to_on", &from)])?;
        insert(tx, facts.id, Span::new(from, Some(back)), &leave)?;
    }
    if end != Some(back) {
        insert(tx, facts.id, Span::new(back, end), &resumed)?;
    }
    Ok(())
}

/// Whoever comes back from a leave that replaces another one is at work.
fn resumed(status: EmploymentStatus) -> EmploymentStatus {
    if status == EmploymentStatus::Leave { EmploymentStatus::Active } else { status }
}
