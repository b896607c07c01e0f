//! Referrals and families that a new referral may be the same as: candidates by SQL, judged by domain.

use crate::domain::dates::short;
use crate::domain::referral::{Likeness, ReferralStatus, Sign};
use crate::domain::{FamilyId, ReferralId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::sites;
use crate::store::sql::{RowExt, date};
use crate::store::view::Open;
use crate::store::view::referral::Alike;
use chrono::TimeDelta;
use rusqlite::{Row, params};

/// The most that are pointed out.
const MOST: usize = 5;

/// Every referral that shares a family, a case number, a birth year, or a county and source within days.
const CANDIDATES: &str = "
    select r.id, r.family_id, coalesce(r.case_number, f.case_number, '') as case_number, r.alias, r.birth_year, r.county,
      r.source, r.received_on, r.status
    from referral r left join family f on f.id = r.family_id
    where r.site_id in (select value from json_each(?1)) and (r.family_id = ?2 or r.case_number is not null
      or f.case_number is not null or r.birth_year = ?3 or (r.source = ?4 and r.received_on between ?5 and ?6))
    order by r.received_on desc, r.id desc";

/// The families that are here, by case number or by an adult.
const FAMILIES: &str = "
    select f.id, f.case_number, m.alias, m.birth_year
    from family f left join member m on m.family_id = f.id and m.kind = 'adult' and m.birth_year = ?2
    where f.site_id in (select value from json_each(?1)) order by f.id desc";

/// What a new referral may be the same as, the surest first.
pub(super) fn alike(store: &Store, sign: &Sign) -> Result<Vec<Alike>> {
    let mut found = referrals(store, sign)?;
    // A referral about a family says more than the family does.
    if sign.family.is_none() {
        found.extend(families(store, sign)?);
    }
    found.sort_by_key(|one| Likeness::ALL.iter().position(|why| *why == one.why));
    found.truncate(MOST);
    Ok(found)
}

fn referrals(store: &Store, sign: &Sign) -> Result<Vec<Alike>> {
    let today = store.clock().today();
    let days = store.settings().thresholds.referral.alike_days;
    let near = TimeDelta::days(days);
    let (from, to) = (date(sign.received_on - near), date(sign.received_on + near));
    let mut statement = store.conn().prepare_cached(CANDIDATES)?;
    let rows = statement.query_map(
        params![sites(store.viewer()?), sign.family.map(|id| id.0), sign.birth_year, sign.source, from, to],
        |row| Ok((row.num::<ReferralId>("id")?, row.word::<ReferralStatus>("status")?, other(row)?)),
    )?;
    let mut found = Vec::new();
    for row in rows {
        let (id, status, other) = row?;
        // Over and told by nothing but the county: no likeness worth a stop.
        let why = sign.likeness(&other, days).filter(|why| *why != Likeness::Origin || status.is_pending());
        if let Some(why) = why {
            let received = short(other.received_on, today);
            let status = status.label().to_lowercase();
            let detail = format!("{}: received {received}, {status}", why.label());
            found.push(Alike { open: Open::Referral(id), name: id.to_string(), detail, why });
        }
    }
    Ok(found)
}

fn other(row: &Row<'_>) -> rusqlite::Result<Sign> {
    Ok(Sign {
        family: row.num_opt("family_id")?,
        case_number: row.get("case_number")?,
        alias: row.get("alias")?,
        birth_year: row.get("birth_year")?,
        county: row.get("county")?,
        source: row.get("source")?,
        received_on: row.day("received_on")?,
    })
}

fn families(store: &Store, sign: &Sign) -> Result<Vec<Alike>> {
    let mut statement = store.conn().prepare_cached(FAMILIES)?;
    let rows = statement.query_map(params![sites(store.viewer()?), sign.birth_year], |row| {
        let sign = Sign {
            case_number: row.get("case_number")?,
            alias: row.get::<_, Option<String>>("alias")?.unwrap_or_default(),
            birth_year: row.get("birth_year")?,
            ..Sign::default()
        };
        Ok((row.num::<FamilyId>("id")?, sign))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (id, other) = row?;
        if let Some(why) = sign.likeness(&other, -1) {
            let detail = format!("{}: a family that is here already", why.label());
            found.push(Alike { open: Open::Family(id), name: id.to_string(), detail, why });
        }
    }
    Ok(found)
}
