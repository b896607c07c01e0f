//! What is over in a list, a page at a time: each site's rows come newest first from an index that ends with them.

use super::super::Store;
use super::super::gate::{ids, sites};
use super::super::items_list::{ENDED_AT, items_by};
use super::super::sql::date;
use super::super::view::caseload::{ItemRow, ReferralRow};
use super::super::view::list::EndedPlace;
use crate::error::Result;
use rusqlite::params;

/// The newest decided referrals of the site ?1, before the place ?2, ?3, so many as ?4 says, as of ?5.
const DECIDED_AT: &str = "select received_on, id from referral where site_id = ?1 and received_on <= ?5
    and (received_on, id) < (?2, ?3) and status not in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')
  order by received_on desc, id desc limit ?4";

/// Where the newest begin.
const BEGINNING: (&str, i64) = ("9999-12-31", i64::MAX);

fn place(after: Option<&EndedPlace>) -> (&str, i64) {
    after.map_or(BEGINNING, |(day, id)| (day.as_str(), *id))
}

/// The newest of all sites, so many as are wanted, and where they go on; all of them for a negative number.
fn newest(mut found: Vec<EndedPlace>, most: i64) -> (Vec<i64>, Option<EndedPlace>) {
    found.sort_by(|one, other| other.cmp(one));
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let whole = found.len() >= most;
    found.truncate(most);
    let next = found.last().filter(|_| whole).cloned();
    (found.into_iter().map(|(_, id)| id).collect(), next)
}

/// A page of the decided referrals of the viewer's sites.
pub(super) fn decided(
    store: &Store,
    after: Option<&EndedPlace>,
    most: i64,
) -> Result<(Vec<ReferralRow>, Option<EndedPlace>)> {
    let (viewer, today, (day, id)) = (store.viewer()?, date(store.clock.today()), place(after));
    let mut found = Vec::new();
    let mut statement = store.conn.prepare_cached(DECIDED_AT)?;
    for site in &viewer.sites {
        let rows = statement
            .query_map(params![site.0, day, id, most, today], |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<EndedPlace>>>()?);
    }
    let (page, next) = newest(found, most);
    let sql = format!(
        "{} and r.id in (select value from json_each(?4)) order by r.received_on desc, r.id desc",
        super::REFERRAL
    );
    let mut statement = store.conn.prepare_cached(&sql)?;
    let reader = super::Reader::of(store);
    let rows = statement
        .query_map(params![sites(viewer), today, None::<i64>, ids(page)], |row| reader.referral(row))?;
    Ok((rows.collect::<rusqlite::Result<_>>()?, next))
}

/// A page of the closed action items in the viewer's scope.
pub(super) fn closed(
    store: &Store,
    after: Option<&EndedPlace>,
    most: i64,
) -> Result<(Vec<ItemRow>, Option<EndedPlace>)> {
    let (viewer, today, (day, id)) = (store.viewer()?, date(store.clock.today()), place(after));
    let mut found = Vec::new();
    let mut statement = store.conn.prepare_cached(&ENDED_AT)?;
    for site in viewer.sites.iter().map(|site| site.0).chain([0]) {
        let given = params![sites(viewer), today, site, viewer.staff.0, day, id, most];
        let rows = statement.query_map(given, |row| Ok((row.get(0)?, row.get(1)?)))?;
        found.extend(rows.collect::<rusqlite::Result<Vec<EndedPlace>>>()?);
    }
    let (page, next) = newest(found, most);
    Ok((items_by(store, &ids(page))?, next))
}
