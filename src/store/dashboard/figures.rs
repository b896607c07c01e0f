//! The figures beside the needs: referrals and staffing.

use super::desk::Desk;
use super::people::vacant;
use crate::domain::measure::median;
use crate::domain::staff::Role;
use crate::error::Result;
use crate::store::sql::{RowExt, date};
use crate::store::view::Explain;
use crate::store::view::today::{ReferralFigures, StaffingFigures};
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use std::collections::BTreeMap;

/// How many months the line of referrals shows.
const MONTHS: u32 = 6;
/// Over how many days the median to assignment is taken.
const MEDIAN_DAYS: i64 = 90;

const PENDING: &str = "
    select count(*) as pending, min(received_on) as oldest,
      (select count(distinct s.referral_id) from referral r join referral_status s on s.referral_id = r.id
       where r.site_id in (select value from json_each(:sites)) and s.status = 'enrolled'
         and s.on_date between date(:today, 'start of month') and :today) as enrolled
    from referral where site_id in (select value from json_each(:sites)) and received_on <= :today
      and status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')";

/// Referrals in scope.
pub(super) fn referrals(desk: &Desk<'_>) -> Result<ReferralFigures> {
    let mut figures = ReferralFigures::default();
    for (pending, oldest, enrolled) in
        desk.query(PENDING, |row| Ok((row.get("pending")?, row.day_opt("oldest")?, row.get("enrolled")?)))?
    {
        figures.pending = pending;
        figures.oldest_days = oldest.map(|on| desk.since(on));
        figures.enrolled_this_month = enrolled;
    }
    let days = desk.query_with(
        "select cast(julianday(assigned_on) - julianday(received_on) as integer) from referral
         where site_id in (select value from json_each(:sites)) and assigned_on <= :today and assigned_on >= :from",
        &[(":from", date(desk.today - TimeDelta::days(MEDIAN_DAYS)))],
        |row| row.get(0),
    )?;
    let assigned = days.len();
    figures.median_days_to_assign = median(days);
    figures.months = months(desk)?;
    figures.explain = Explain {
        title: "Referrals".into(),
        rule: "Pending: received, screening, eligible, wait-listed or assigned, and not yet enrolled. Days to assign: the median from received to assigned, of those assigned in the last 90 days.".into(),
        basis: "[seed]".into(),
        rows: vec![
            ("pending".into(), figures.pending.to_string()),
            ("enrolled this month".into(), figures.enrolled_this_month.to_string()),
            (format!("assigned in {MEDIAN_DAYS} days"), assigned.to_string()),
        ],
    };
    Ok(figures)
}

fn months(desk: &Desk<'_>) -> Result<Vec<(String, i64)>> {
    let this = desk.today.with_day(1).unwrap_or(desk.today);
    let first: NaiveDate = this.checked_sub_months(Months::new(MONTHS - 1)).unwrap_or(this);
    let counts: BTreeMap<String, i64> = desk
        .query_with(
            "select substr(received_on, 1, 7) as month, count(*) from referral
             where site_id in (select value from json_each(:sites)) and received_on between :from and :today group by 1",
            &[(":from", date(first))],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .into_iter()
        .collect();
    let names = (0..MONTHS).filter_map(|n| first.checked_add_months(Months::new(n)));
    Ok(names
        .map(|month| {
            let name = month.format("%Y-%m").to_string();
            let count = counts.get(&name).copied().unwrap_or_default();
            (name, count)
        })
        .collect())
}

const POSTS: &str = "
    select p.role, sum(p.fte) as authorised,
      sum(case when exists (select 1 from position_fill x where x.position_id = p.id and x.from_on <= :today
        and (x.to_on is null or x.to_on > :today)) then p.fte else 0.0 end) as filled
    from position p
    where p.site_id in (select value from json_each(:sites)) and p.role in ('intact_worker', 'recovery_coordinator')
      and p.from_on <= :today and (p.to_on is null or p.to_on > :today)
    group by p.role order by p.role";

/// Staffing in scope.
pub(super) fn staffing(desk: &Desk<'_>) -> Result<StaffingFigures> {
    let posts: Vec<(Role, f64, f64)> =
        desk.query(POSTS, |row| Ok((row.word("role")?, row.get("filled")?, row.get("authorised")?)))?;
    let vacant = vacant(desk)?;
    let vacancies = i64::try_from(vacant.len()).unwrap_or_default();
    let longest_days = vacant.iter().map(|one| desk.since(one.since)).max();
    let mut rows: Vec<(String, String)> = posts
        .iter()
        .map(|(role, filled, authorised)| {
            (role.to_string(), format!("{filled:.1} of {authorised:.1} FTE filled"))
        })
        .collect();
    rows.push(("vacancies".into(), vacancies.to_string()));
    let explain = Explain {
        title: "Staffing".into(),
        rule: "Filled FTE of authorised FTE, by the positions of the sites in scope. A position is vacant from the day its last holder left, or from the day it was authorised.".into(),
        basis: "[seed]".into(),
        rows,
    };
    Ok(StaffingFigures { posts: by_role(posts), vacancies, longest_days, explain })
}

/// Intact Workers first, as everywhere.
fn by_role(mut posts: Vec<(Role, f64, f64)>) -> Vec<(Role, f64, f64)> {
    posts.sort_by_key(|(role, ..)| *role == Role::RecoveryCoordinator);
    posts
}
