//! A site's referrals with their dated steps.

use super::rows;
use crate::domain::referral::ReferralStatus;
use crate::domain::{FamilyId, MemberId, ReferralId, SiteId};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::RowExt;
use chrono::NaiveDate;
use rusqlite::{Row, params};

/// A referral.
pub(in super::super) struct Referral {
    pub id: ReferralId,
    pub family: Option<FamilyId>,
    pub received_on: NaiveDate,
    pub source: String,
    pub county: String,
    pub screened_on: Option<NaiveDate>,
    pub assigned_on: Option<NaiveDate>,
    pub contact_on: Option<NaiveDate>,
    /// The first consent of an adult of the family since then.
    pub consent_on: Option<NaiveDate>,
    /// The first assessment and admission since then, with whose they are.
    pub treatment: [Option<(NaiveDate, MemberId)>; 2],
    /// Its rows, in the order in which they were entered: status, day, reason.
    pub steps: Vec<(ReferralStatus, NaiveDate, String)>,
}

impl Referral {
    /// How it ended: the first outcome, never before it was received.
    pub(in super::super) fn outcome(&self) -> Option<(ReferralStatus, NaiveDate, &str)> {
        let first = self.steps.iter().find(|(status, ..)| !status.is_pending());
        first.map(|(status, on, why)| (*status, (*on).max(self.received_on), why.as_str()))
    }

    /// Whether it was pending at the end of a day.
    pub(in super::super) fn pending(&self, on: NaiveDate) -> bool {
        self.received_on <= on && self.outcome().is_none_or(|(_, ended, _)| ended > on)
    }

    /// Where it stood at the end of a day: the latest row by then, of one day the last that was entered.
    pub(in super::super) fn stood(&self, on: NaiveDate) -> Option<ReferralStatus> {
        let by_then = self.steps.iter().filter(|(_, day, _)| *day <= on);
        by_then.max_by_key(|(_, day, _)| *day).map(|(status, ..)| *status)
    }
}

const REFERRALS: &str = "
    select r.id, r.received_on, r.source, r.county, r.screened_on, r.assigned_on, r.first_contact_on,
      (select min(c.signed_on) from member m join consent_complete c on c.member_id = m.id
         where m.family_id = r.family_id and m.kind = 'adult' and c.signed_on between r.received_on and ?2) as consent_on, r.family_id
    from referral r where r.site_id = ?1 and r.received_on <= ?2
    order by r.id";
const STEPS: &str = "
    select s.referral_id, s.status, s.on_date, s.reason from referral r join referral_status s on s.referral_id = r.id
    where r.site_id = ?1 and r.received_on <= ?2 order by s.referral_id, s.id";
const TREATMENT: &str = "
    select r.id, t.kind = 'admission', t.on_date, t.member_id
    from referral r join member m on m.family_id = r.family_id join treatment_step t on t.member_id = m.id
    where r.site_id = ?1 and t.kind in ('assessment', 'admission') and t.on_date between r.received_on and ?2
      and (t.referral_id is null or t.referral_id = r.id)
    order by t.on_date desc, t.id desc";

/// The referrals of a site, received up to a day.
pub(super) fn load(store: &Store, site: SiteId, day: &str) -> Result<Vec<Referral>> {
    let mut all = rows(store, REFERRALS, params![site.0, day], read)?;
    let mut with = |id: ReferralId, add: &mut dyn FnMut(&mut Referral)| {
        if let Some(one) = all.binary_search_by_key(&id, |one| one.id).ok().and_then(|at| all.get_mut(at)) {
            add(one);
        }
    };
    let steps = rows(store, STEPS, params![site.0, day], |row| {
        Ok((row.num::<ReferralId>(0)?, (row.word(1)?, row.day(2)?, row.get(3)?)))
    })?;
    for (id, step) in steps {
        let mut step = Some(step);
        with(id, &mut |one| one.steps.extend(step.take()));
    }
    let treatment = rows(store, TREATMENT, params![site.0, day], |row| {
        Ok((row.num::<ReferralId>(0)?, row.get::<_, bool>(1)?, (row.day(2)?, row.num::<MemberId>(3)?)))
    })?;
    // The latest come first, so that the earliest stays.
    for (id, admission, fact) in treatment {
        with(id, &mut |one| {
            let [assessed, admitted] = &mut one.treatment;
            *(if admission { admitted } else { assessed }) = Some(fact);
        });
    }
    Ok(all)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Referral> {
    Ok(Referral {
        id: row.num(0)?,
        received_on: row.day(1)?,
        source: row.get(2)?,
        county: row.get(3)?,
        screened_on: row.day_opt(4)?,
        assigned_on: row.day_opt(5)?,
        contact_on: row.day_opt(6)?,
        consent_on: row.day_opt(7)?,
        family: row.num_opt(8)?,
        treatment: [None, None],
        steps: Vec::new(),
    })
}
