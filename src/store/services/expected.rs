//! What should be in the log by now and is not: visits and contacts that are due (`domain.md` §8).

use crate::domain::family::Phase;
use crate::domain::service::expected::{VisitTerms, again_due, visit_due};
use crate::domain::staff::Role;
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::{ids, sites};
use crate::store::sql::{RowExt, date};
use chrono::NaiveDate;
use rusqlite::params;

/// A contact that is due and was not logged.
pub(super) struct Missing {
    pub family: FamilyId,
    pub staff: StaffId,
    pub role: Role,
    pub what: &'static str,
    pub due: NaiveDate,
    pub last: Option<NaiveDate>,
}

/// Open families with who has them, and when each sort of contact was last; a site without any contact of a role has
/// no data, which is no breach.
const FAMILIES: &str = "
  with known as (
    select t.id as site_id, r.role from site t, (select 'intact_worker' as role union all select 'recovery_coordinator') r
    where t.id in (select value from json_each(?1)) and exists (
      select 1 from family f join service s on s.family_id = f.id where f.site_id = t.id and s.role = r.role and s.on_date <= ?2))
  select f.id, o.from_on as opened_on, e.from_on as enrolled_on, cast(p.phase as text) as phase,
    i.staff_id as iw, i.from_on as iw_from, r.staff_id as rc, r.from_on as rc_from,
    exists (select 1 from site t join staff v on v.agency_id = t.treatment_agency_id where t.id = f.site_id and v.id = ?4) as own,
    (f.site_id, 'intact_worker') in known as knows_iw, (f.site_id, 'recovery_coordinator') in known as knows_rc,
    (select max(s.on_date) from service s where s.family_id = f.id and s.on_date <= ?2 and s.role = 'intact_worker'
       and s.mode in ('home', 'office', 'field', 'treatment_site')) as visited_on,
    (select max(s.on_date) from service s where s.family_id = f.id and s.on_date <= ?2 and s.role = 'recovery_coordinator'
       and s.mode <> 'attempted') as contacted_on,
    (select max(s.on_date) from service s where s.family_id = f.id and s.on_date <= ?2 and s.role = 'intact_worker'
       and s.joint_with is not null and s.mode in ('home', 'office', 'field', 'treatment_site')) as joint_on
  from family f
  join family_opening o on o.family_id = f.id and o.from_on <= ?2 and (o.to_on is null or o.to_on > ?2) and f.open_until > ?2
  left join family_enrolment e on e.family_id = f.id and e.from_on <= ?2 and (e.to_on is null or e.to_on > ?2)
  left join family_phase p on p.family_id = f.id and p.from_on <= ?2 and (p.to_on is null or p.to_on > ?2)
  left join assignment i on i.family_id = f.id and i.role = 'intact_worker' and i.from_on <= ?2 and (i.to_on is null or i.to_on > ?2)
  left join assignment r on r.family_id = f.id and r.role = 'recovery_coordinator' and r.from_on <= ?2 and (r.to_on is null or r.to_on > ?2)
  where f.site_id in (select value from json_each(?1))
    and (?3 is null or f.id in (select a.family_id from assignment a where a.staff_id in (select value from json_each(?3))
      and a.from_on <= ?2 and (a.to_on is null or a.to_on > ?2)))";

/// A worker's family from a day on.
type Holds = (StaffId, NaiveDate);

/// A family as it is judged.
struct Family {
    id: FamilyId,
    opened_on: NaiveDate,
    enrolled_on: Option<NaiveDate>,
    phase: Option<Phase>,
    iw: Option<Holds>,
    rc: Option<Holds>,
    /// The site logs what its coordinators do.
    knows_rc: bool,
    /// The viewer's agency treats its adults.
    own: bool,
    visited_on: Option<NaiveDate>,
    contacted_on: Option<NaiveDate>,
    joint_on: Option<NaiveDate>,
}

/// The contacts due before a day that were not logged, of everybody or of some workers.
///
/// How often the Recovery Coordinator is due stands on the phase of recovery, and is asked for the agency that treats alone.
pub(super) fn missing(store: &Store, staff: Option<&[StaffId]>, on: NaiveDate) -> Result<Vec<Missing>> {
    let came = crate::store::staffing::came::days(store)?;
    let from = |who: StaffId| {
        let first = store.meta.first_day;
        came.get(&who).map_or(first, |came| first.max(*came))
    };
    let mut found = Vec::new();
    for family in families(store, staff, on)? {
        let mut due = |holds: Option<Holds>, role, what, due: Option<NaiveDate>, last| {
            let wanted = |who: &StaffId| staff.is_none_or(|staff| staff.contains(who));
            if let (Some((who, _)), Some(due)) = (holds, due.filter(|due| *due < on))
                && wanted(&who)
            {
                found.push(Missing { family: family.id, staff: who, role, what, due, last });
            }
        };
        let visit = family.iw.and_then(|(who, _)| visit(store, &family, from(who)));
        due(family.iw, Role::IntactWorker, "Visit", visit, family.visited_on);
        let joint = family.iw.zip(family.rc).and_then(|((iw, iw_from), (rc, rc_from))| {
            let since = [iw_from, rc_from, from(iw), from(rc)].into_iter().max()?;
            again_due(family.joint_on, since, store.settings.thresholds.joint_visit.days)
        });
        due(family.iw, Role::IntactWorker, "Joint visit", joint, family.joint_on);
        if family.own && family.knows_rc && family.enrolled_on.is_some() {
            let contact = family.rc.zip(family.phase).and_then(|((who, since), phase)| {
                let every = store.settings.thresholds.rc_contacts.days(phase)?;
                again_due(family.contacted_on, since.max(from(who)), every)
            });
            due(family.rc, Role::RecoveryCoordinator, "Contact", contact, family.contacted_on);
        }
    }
    Ok(found)
}

fn visit(store: &Store, family: &Family, from: NaiveDate) -> Option<NaiveDate> {
    let set = &store.settings.thresholds.iw_visits;
    let terms = VisitTerms {
        weekly_until_day: set.weekly_until_day,
        weekly_days: set.weekly_days,
        per_month: set.then_per_month,
    };
    visit_due(family.visited_on, family.opened_on, from, terms)
}

/// The open families, or those that some workers have.
fn families(store: &Store, staff: Option<&[StaffId]>, on: NaiveDate) -> Result<Vec<Family>> {
    let viewer = store.viewer()?;
    let staff = staff.map(|staff| ids(staff.iter().map(|one| one.0)));
    let mut statement = store.conn.prepare_cached(FAMILIES)?;
    let rows = statement.query_map(params![sites(viewer), date(on), staff, viewer.staff.0], |row| {
        let holds = |who: &str, since: &str| -> rusqlite::Result<Option<Holds>> {
            Ok(row.num_opt::<StaffId>(who)?.zip(row.day_opt(since)?))
        };
        let (knows_iw, knows_rc): (bool, bool) = (row.get("knows_iw")?, row.get("knows_rc")?);
        Ok(Family {
            id: row.num("id")?,
            opened_on: row.day("opened_on")?,
            enrolled_on: row.day_opt("enrolled_on")?,
            phase: row.word_opt("phase")?,
            iw: holds("iw", "iw_from")?.filter(|_| knows_iw),
            rc: holds("rc", "rc_from")?,
            knows_rc,
            own: row.get("own")?,
            visited_on: row.day_opt("visited_on")?,
            contacted_on: row.day_opt("contacted_on")?,
            joint_on: row.day_opt("joint_on")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
