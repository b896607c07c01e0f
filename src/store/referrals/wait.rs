//! The wait list of a site, in an order that people keep.

use super::{Core, unchanged};
use crate::domain::ReferralId;
use crate::domain::access::Act;
use crate::domain::referral::ReferralStatus;
use crate::domain::standing;
use crate::error::{Result, invalid};
use crate::store::families::judged;
use crate::store::forms::desk::line;
use crate::store::gate::sites;
use crate::store::sql::RowExt;
use crate::store::view::referral::WaitRow;
use crate::store::write::What;
use crate::store::{OpId, Store};
use rusqlite::Connection;

/// Places that people gave first, then the longest on the list.
const ORDER: &str = "r.wait_place is null, r.wait_place, r.wait_listed_on, r.received_on, r.id";

/// The referrals by what is pending: left to itself, SQLite reads everything that a site ever received.
const PENDING: &str = "referral r indexed by referral_pending";

/// What is on a wait list; asked for twice, so that SQLite sees that the index of what is pending holds it all.
const LISTED: &str = "r.status = 'wait_listed' and r.status in ('received', 'screening', 'eligible', 'wait_listed', 'assigned')";

/// The referrals on a site's wait list in their order.
pub(super) fn order(conn: &Connection, site: i64) -> Result<Vec<(ReferralId, Option<i64>)>> {
    let sql = format!(
        "select r.id, r.wait_place from {PENDING} where r.site_id = ?1 and {LISTED} order by {ORDER}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map([site], |row| Ok((row.num("id")?, row.get("wait_place")?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The wait lists of the viewer's sites, or of one of them.
pub(super) fn rows(store: &Store, site: Option<i64>) -> Result<Vec<WaitRow>> {
    let today = store.clock().today();
    let limits = &store.settings().thresholds.referral;
    let sql = format!(
        "select r.id, s.name as site, r.received_on, coalesce(r.wait_listed_on, r.received_on) as since,
           row_number() over (partition by r.site_id order by {ORDER}) as place
         from {PENDING} join site s on s.id = r.site_id
         where r.site_id in (select value from json_each(?1)) and {LISTED}
           and (?2 is null or r.site_id = ?2)
         order by s.name, place"
    );
    let mut statement = store.conn().prepare_cached(&sql)?;
    let rows = statement.query_map(rusqlite::params![sites(store.viewer()?), site], |row| {
        let received = row.day("received_on")?;
        Ok(WaitRow {
            place: row.get("place")?,
            id: row.num("id")?,
            site: row.get("site")?,
            since: row.day("since")?,
            standing: judged(standing::waiting(received, today, limits.amber_days, limits.red_days)),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// Moves a referral to another place of its site's wait list; the others keep their order.
    ///
    /// # Errors
    /// It is not on the list; no reason; a place that does not exist, or is its own.
    pub(super) fn move_referral(
        &mut self,
        op: OpId,
        (id, version): (ReferralId, i64),
        place: i64,
        reason: &str,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditReferral)?;
        let reason = line(reason, "The reason", 500)?;
        self.write(op, What::of("move_referral", "referral", id.0), |tx| {
            let core = unchanged(tx.sql(), &desk, id, version)?;
            let before = order(tx.sql(), core.site)?;
            let from = place_of(&core, &before)?;
            let to = usize::try_from(place - 1).ok().filter(|to| *to < before.len() && *to != from);
            let to = to.ok_or_else(|| {
                invalid(format!("{id} is number {} of {}", from + 1, before.len()))
                    .hint("choose another place")
            })?;
            let mut after = before.clone();
            let moved = after.remove(from);
            after.insert(to, moved);
            for (place, (one, was)) in (1i64..).zip(after) {
                if was != Some(place) {
                    tx.set("referral", one.0, &[("wait_place", &place)])?;
                }
            }
            tx.insert(
                "referral_move",
                &[
                    ("referral_id", &id),
                    ("on_date", &desk.today),
                    ("from_place", &i64::try_from(from + 1).unwrap_or_default()),
                    ("to_place", &place),
                    ("reason", &reason),
                    ("staff_id", &desk.viewer.staff),
                ],
            )?;
            Ok((id.0, format!("{id} is number {place} of {} on the wait list", before.len())))
        })
    }
}

fn place_of(core: &Core, order: &[(ReferralId, Option<i64>)]) -> Result<usize> {
    let place = order.iter().position(|(one, _)| *one == core.id);
    place.filter(|_| core.status == ReferralStatus::WaitListed).ok_or_else(|| {
        invalid(format!("{} is not on the wait list", core.id))
            .hint("put it there first, once it is eligible")
    })
}
