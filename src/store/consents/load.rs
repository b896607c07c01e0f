//! The consents of a family's adults as they stand in the file, judged for today.

use crate::domain::consent::{Category, Elements};
use crate::domain::{FamilyId, MemberId};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::RowExt;
use crate::store::view::consent::{Consent, Recipient};
use crate::store::view::form::ConsentForm;
use chrono::NaiveDate;
use rusqlite::Row;
use std::collections::HashMap;

/// The parts of a consent: what it describes, who receives it.
#[derive(Default)]
struct Parts {
    categories: Vec<(Category, Option<NaiveDate>)>,
    recipients: Vec<Recipient>,
}

/// The consents of a family's adults, newest first: to the treatment agency, whose papers they are, all of them; to
/// everybody else those that name their own agency, and those that name nobody yet. A consent to a third agency is
/// between the adult and these two.
pub(in crate::store) fn of_family(
    store: &Store,
    family: FamilyId,
) -> Result<HashMap<MemberId, Vec<Consent>>> {
    let mut parts = parts(store, family)?;
    let mut statement = store.conn.prepare_cached(
        "select c.*, a.name as discloser from member m join consent c on c.member_id = m.id
         join family f on f.id = m.family_id join site t on t.id = f.site_id join staff v on v.id = ?2
         left join agency a on a.id = c.discloser_agency_id where m.family_id = ?1
           and (v.agency_id = t.treatment_agency_id or c.recipient_agency_id is null
             or exists (select 1 from consent_recipient r where r.consent_id = c.id and r.agency_id = v.agency_id))
         order by coalesce(c.signed_on, '9999-12-31') desc, c.id desc",
    )?;
    let mut rows = statement.query([family.0, store.viewer()?.staff.0])?;
    let mut found: HashMap<MemberId, Vec<Consent>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let of = parts.remove(&row.get("id")?).unwrap_or_default();
        found.entry(row.num("member_id")?).or_default().push(consent(store, row, of)?);
    }
    Ok(found)
}

fn parts(store: &Store, family: FamilyId) -> Result<HashMap<i64, Parts>> {
    let mut parts: HashMap<i64, Parts> = HashMap::new();
    let mut statement = store.conn.prepare_cached(
        "select k.consent_id, k.category, k.ended_on from member m join consent c on c.member_id = m.id
         join consent_category k on k.consent_id = c.id where m.family_id = ?1",
    )?;
    let mut rows = statement.query([family.0])?;
    while let Some(row) = rows.next()? {
        let one = (row.word("category")?, row.day_opt("ended_on")?);
        parts.entry(row.get("consent_id")?).or_default().categories.push(one);
    }
    // The first recipient is the one that the consent names first.
    let mut statement = store.conn.prepare_cached(
        "select r.consent_id, r.agency_id, a.name, r.ended_on from member m join consent c on c.member_id = m.id
         join consent_recipient r on r.consent_id = c.id join agency a on a.id = r.agency_id where m.family_id = ?1
         order by r.agency_id <> c.recipient_agency_id, a.name",
    )?;
    let mut rows = statement.query([family.0])?;
    while let Some(row) = rows.next()? {
        let one = Recipient {
            agency: row.get("agency_id")?,
            name: row.get("name")?,
            ended_on: row.day_opt("ended_on")?,
        };
        parts.entry(row.get("consent_id")?).or_default().recipients.push(one);
    }
    parts.values_mut().for_each(|one| one.categories.sort_unstable());
    Ok(parts)
}

fn consent(store: &Store, row: &Row<'_>, parts: Parts) -> Result<Consent> {
    let Parts { categories, recipients } = parts;
    let said = ConsentForm {
        member: row.num("member_id")?,
        renews: row.num_opt("renews_id")?,
        recipient: row.get("recipient")?,
        others: recipients.iter().skip(1).map(|one| one.agency).collect(),
        categories: categories.iter().map(|(category, _)| *category).collect(),
        purpose: row.get("purpose")?,
        right_to_revoke: row.get("right_to_revoke")?,
        signed: row.get("signed")?,
        signed_on: row.day_opt("signed_on")?,
        expires_on: row.day_opt("expires_on")?,
        expires_event: row.get("expires_event")?,
    };
    let discloser: Option<String> = row.get("discloser")?;
    let elements = Elements {
        discloser: discloser.is_some(),
        recipient_agency: row.get::<_, Option<i64>>("recipient_agency_id")?.is_some(),
        categories,
        recipients: recipients.iter().map(|one| one.ended_on).collect(),
        ended_on: row.day_opt("ended_on")?,
        revoked: row.get("revoked")?,
        ..said.elements()
    };
    Ok(Consent {
        id: row.num("id")?,
        version: row.get("version")?,
        state: elements.state(store.clock.gate_today(), store.settings.thresholds.consent.warning_days),
        said,
        discloser: discloser.unwrap_or_default(),
        until: elements.until(),
        missing: elements.missing(),
        ended_on: elements.ended_on,
        revoked: elements.revoked,
        categories: elements.categories,
        recipients,
    })
}
