//! What both supervisors are told so that nobody comes in unseen: passphrases set anew, a trail that was touched.

use super::desk::Desk;
use super::found::{Found, Rank};
use crate::domain::StaffId;
use crate::domain::dates::{moment, short};
use crate::error::Result;
use crate::store::gate::sites;
use crate::store::sql::{RowExt, instant};
use crate::store::view::audit::Breach;
use crate::store::view::{Mark, Open};
use chrono::TimeDelta;
use rusqlite::params;

/// Everything of the audit trail that is not as it was written.
pub(super) fn breaches(desk: &Desk<'_>) -> Vec<Found> {
    let found = desk.store.trail().map(|trail| trail.breaches).unwrap_or_default();
    found.iter().map(breach).collect()
}

fn breach(breach: &Breach) -> Found {
    let key = format!("trail:{:?}:{}", breach.harm, breach.first).to_lowercase();
    Found::new(Rank::Trail, Mark::Overdue, key, "Audit trail not as written")
        .detail(breach.said())
        .rule(
            format!(
                "Every event names the one before it by a hash, and each computer remembers what it has seen: {}. The \
                 program does no such thing by itself. Leave the file as it is, ask who had it open in another program, \
                 and go back to a backup from before. Where a backup was put back on purpose: ifr audit --accept.",
                breach.said()
            ),
            "42 CFR 2.16, 45 CFR 164.312(b): records are protected, and who used them is recorded",
        )
        .open(Open::List("audit".into()))
}

/// A clock that stands behind what was written before: days, deadlines and the order that people read would be wrong.
pub(super) fn clock(desk: &Desk<'_>) -> Result<Option<Found>> {
    let clock = desk.store.clock();
    let behind = crate::store::check::clock_behind(desk.store)?;
    Ok(behind.map(|newest| {
        let at = clock.date_of(newest).and_time(clock.time_of(newest));
        Found::new(Rank::Trail, Mark::Overdue, "clock", "A clock is wrong")
            .detail(format!("the newest entry is of {}", moment(at, desk.today)))
            .rule(
                "This computer's clock stands behind the newest entry of the file. What is written now would bear a day \
                 that is too early; the order of the trail stays right whatever the clocks say. Set the clock of this \
                 computer, or of the one that wrote the entry."
                    .to_owned(),
                "45 CFR 164.312(b): the trail says who did what, and when",
            )
            .open(Open::List("audit".into()))
    }))
}

/// Passphrases that somebody else or a recovery code set, for some days.
pub(super) fn passphrases(desk: &Desk<'_>) -> Result<Vec<Found>> {
    let days = desk.settings.thresholds.sign_in.told_days;
    let since = desk.store.clock().now() - TimeDelta::days(days);
    let mut statement = desk.conn.prepare_cached(
        "select e.seq, e.at, e.kind, s.id, s.name, coalesce(nullif(w.short_name, ''), w.name, '') as who
         from event e join staff s on s.id = e.entity_id left join staff w on w.id = e.actor
         where e.kind in ('passphrase_given', 'passphrase_recovered') and +e.entity = 'staff' and e.at >= ?1
           and exists (select 1 from staff_site t where t.staff_id = s.id and t.site_id in (select value from json_each(?2)))",
    )?;
    let rows = statement.query_map(params![instant(since), sites(desk.viewer)], |row| {
        let recovered = row.get::<_, String>("kind")? == "passphrase_recovered";
        let on = row.instant_opt("at")?.map_or(desk.today, |at| desk.store.clock().date_of(at));
        let (who, about): (String, String) = (row.get("who")?, row.get("name")?);
        let how = if recovered { "with the recovery code".to_owned() } else { format!("by {who}") };
        let key = format!("passphrase:{}", row.get::<_, i64>("seq")?);
        Ok(Found::new(Rank::Account, Mark::Due, key, "Passphrase set anew")
            .about(about)
            .detail(format!("{how}, {}", short(on, desk.today)))
            .rule(
                format!("A passphrase that its owner did not choose by the old one is told to both supervisors for {days} days. If nobody knows of it, choose a new one and ask your agency."),
                "setting: thresholds.toml, sign_in.told_days",
            )
            .open(Open::Person(StaffId(row.get("id")?))))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
