//! How long referrals take, how old the pending are, and what came and went in a period.

use super::wait;
use crate::domain::measure::{Level, ageing, median};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::sites;
use crate::store::sql::{RowExt, date};
use crate::store::view::referral::{Flow, Pipeline};
use chrono::{NaiveDate, TimeDelta};
use rusqlite::params;

/// From step to step: what is said, and the two columns whose days are counted.
const STEPS: [(&str, &str, &str); 3] = [
    ("to assign", "received_on", "assigned_on"),
    ("then to first contact", "assigned_on", "first_contact_on"),
    ("received to face to face", "received_on", "face_to_face_on"),
];

/// Counted among what waits, what came in these days and what ended since: of everything else nothing is told.
const FLOW: &str = "
    with some (id) as (
      select id from referral where site_id in (select value from json_each(?1)) and received_on <= ?3
        and status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')
      union select id from referral where site_id in (select value from json_each(?1)) and received_on between ?2 and ?3
      union select referral_id from referral_status where on_date >= ?2
        and status in ('enrolled', 'declined', 'ineligible', 'withdrawn', 'closed_without_contact')),
    ended as (
      select r.id, r.received_on, (select s.status from referral_status s where s.referral_id = r.id and s.status in
          ('enrolled', 'declined', 'ineligible', 'withdrawn', 'closed_without_contact') order by s.id limit 1) as status,
        (select max(s.on_date, r.received_on) from referral_status s where s.referral_id = r.id and s.status in
          ('enrolled', 'declined', 'ineligible', 'withdrawn', 'closed_without_contact') order by s.id limit 1) as on_date
      from some cross join referral r on r.id = some.id
      where r.site_id in (select value from json_each(?1)) and r.received_on <= ?3)
    select count(*) filter (where received_on < ?2 and (on_date is null or on_date >= ?2)) as pending_start,
      count(*) filter (where received_on >= ?2) as received,
      count(*) filter (where on_date between ?2 and ?3 and status = 'enrolled') as enrolled,
      count(*) filter (where on_date between ?2 and ?3 and status = 'declined') as declined,
      count(*) filter (where on_date between ?2 and ?3 and status = 'ineligible') as ineligible,
      count(*) filter (where on_date between ?2 and ?3 and status = 'withdrawn') as withdrawn,
      count(*) filter (where on_date between ?2 and ?3 and status = 'closed_without_contact') as closed,
      count(*) filter (where on_date is null or on_date > ?3) as pending_end
    from ended";

/// How long referrals take, how old the pending are, and the wait lists.
pub(super) fn pipeline(store: &Store) -> Result<Pipeline> {
    let today = store.clock().today();
    let limits = &store.settings().thresholds.referral;
    let mut found = Pipeline {
        limits: (limits.amber_days, limits.red_days),
        over_days: limits.median_days,
        wait: wait::rows(store, None)?,
        ..Pipeline::default()
    };
    let mut statement = store.conn().prepare_cached(
        "select received_on from referral where site_id in (select value from json_each(?1)) and received_on <= ?2
           and status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')",
    )?;
    let rows =
        statement.query_map(params![sites(store.viewer()?), date(today)], |row| row.day("received_on"))?;
    for received in rows {
        let place = match ageing((today - received?).num_days(), limits.amber_days, limits.red_days) {
            Level::Overdue => 2,
            Level::Due => 1,
            _ => 0,
        };
        if let Some(count) = found.ageing.get_mut(place) {
            *count += 1;
        }
    }
    for (said, from, to) in STEPS {
        let days = days_between(store, from, to, limits.median_days)?;
        let counted = days.len();
        found.medians.push((said, median(days), counted));
    }
    Ok(found)
}

fn days_between(store: &Store, from: &str, to: &str, over: i64) -> Result<Vec<i64>> {
    let today = store.clock().today();
    let sql = format!(
        "select cast(julianday({to}) - julianday({from}) as integer) from referral
         where site_id in (select value from json_each(?1)) and {from} is not null and {to} between ?2 and ?3"
    );
    let mut statement = store.conn().prepare_cached(&sql)?;
    let first = date(today - TimeDelta::days(over));
    let rows = statement.query_map(params![sites(store.viewer()?), first, date(today)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What came and went between two days, both included, by the dated rows of the pipeline.
pub(super) fn flow(store: &Store, from: NaiveDate, to: NaiveDate) -> Result<Flow> {
    let flow = store.conn().prepare_cached(FLOW)?.query_row(
        params![sites(store.viewer()?), date(from), date(to)],
        |row| {
            Ok(Flow {
                pending_start: row.get("pending_start")?,
                received: row.get("received")?,
                enrolled: row.get("enrolled")?,
                declined: row.get("declined")?,
                ineligible: row.get("ineligible")?,
                withdrawn: row.get("withdrawn")?,
                closed_without_contact: row.get("closed")?,
                pending_end: row.get("pending_end")?,
            })
        },
    )?;
    Ok(flow)
}
