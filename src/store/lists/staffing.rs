//! Who works here, and which positions nobody fills.

use super::super::Store;
use super::super::families::{Worker, judged, person, person_opt, staff_load, workers_of};
use super::super::gate::sites;
use super::super::sql::{RowExt, date};
use super::super::view::Standing;
use super::super::view::caseload::{StaffRow, VacancyRow};
use crate::domain::staff::{EmploymentStatus, Role};
use crate::domain::standing;
use crate::domain::{StaffId, Word};
use crate::error::Result;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::HashMap;

/// Everybody who works at the viewer's sites today, supervisors first.
pub(super) fn staff(store: &Store) -> Result<Vec<StaffRow>> {
    let loads: HashMap<StaffId, Worker> =
        workers_of(store)?.into_iter().map(|worker| (worker.person.id, worker)).collect();
    let mut credentials = credentials(store)?;
    let mut statement = store.conn.prepare_cached(
        "select w.id as w_id, w.name as w_name, w.short_name as w_short, w.role, a.name as agency, w.left_on, e.fte, e.status,
           (select group_concat(name, '|') from (select distinct s.name from staff_site t join site s on s.id = t.site_id
              where t.staff_id = w.id and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2) order by s.name)) as sites
         from staff w join agency a on a.id = w.agency_id
         left join employment e on e.id = (select x.id from employment x where x.staff_id = w.id and x.from_on <= ?2
           and (x.to_on is null or x.to_on > ?2) order by x.from_on desc limit 1)
         where (w.left_on is null or w.left_on > ?2) and w.id in (select t.staff_id from staff_site t
           where t.site_id in (select value from json_each(?1)) and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2))
         order by w.name",
    )?;
    let rows = statement.query_map(params![sites(store.viewer()?), date(store.clock.today())], |row| {
        let person = person(row, "w_id")?;
        let sites: Option<String> = row.get("sites")?;
        let load = loads.get(&person.id).map(|worker| (worker.open, staff_load(store, worker).0));
        Ok(StaffRow {
            role: row.word("role")?,
            agency: row.get("agency")?,
            sites: sites
                .unwrap_or_default()
                .split('|')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            fte: row.get::<_, Option<f64>>("fte")?.unwrap_or(1.0),
            status: row.word_opt("status")?.unwrap_or(EmploymentStatus::Active),
            load,
            credential: credentials.remove(&person.id),
            leaves_on: row.day_opt("left_on")?.and_then(|day| day.pred_opt()),
            person,
        })
    })?;
    let mut rows: Vec<StaffRow> = rows.collect::<rusqlite::Result<_>>()?;
    rows.sort_by_key(|one| one.role);
    Ok(rows)
}

/// Each person's credential that ends first; of one that was renewed, the newest counts.
fn credentials(store: &Store) -> Result<HashMap<StaffId, (String, Standing)>> {
    let today = store.clock.today();
    let mut statement = store.conn.prepare_cached(
        "select c.staff_id, c.kind, max(c.expires_on) as ends from credential c
         where c.expires_on is not null and c.staff_id in (select t.staff_id from staff_site t where t.site_id in (select value from json_each(?1)))
         group by c.staff_id, c.kind order by ends desc",
    )?;
    let mut found = HashMap::new();
    let mut rows = statement.query([sites(store.viewer()?)])?;
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        let label = store.settings.lists.credential_kind.label(&kind).to_owned();
        let warning = store.settings.thresholds.credential.warning_days;
        let standing = judged(standing::ending(row.day("ends")?, today, warning));
        // The last one put in ends first.
        found.insert(row.num("staff_id")?, (label, standing));
    }
    Ok(found)
}

/// The positions of the viewer's sites that nobody fills today, the longest vacant first.
pub(super) fn vacancies(store: &Store) -> Result<Vec<VacancyRow>> {
    let today = store.clock.today();
    let mut statement = store.conn.prepare_cached(
        "select p.id, p.role, s.name as site, p.fte, p.from_on, p.recruitment, c.staff_id as c_id, w.name as c_name, w.short_name as c_short,
           (select max(min(coalesce(f.to_on, '9999-12-31'), coalesce(x.left_on, '9999-12-31'))) from position_fill f join staff x on x.id = f.staff_id
              where f.position_id = p.id and f.from_on <= ?2) as filled_until
         from position p join site s on s.id = p.site_id
         left join position_cover c on c.id = (select y.id from position_cover y where y.position_id = p.id and y.from_on <= ?2
           and (y.to_on is null or y.to_on > ?2) order by y.from_on desc limit 1)
         left join staff w on w.id = c.staff_id
         where p.site_id in (select value from json_each(?1)) and p.from_on <= ?2 and (p.to_on is null or p.to_on > ?2)
           and (filled_until is null or filled_until <= ?2)
         order by coalesce(filled_until, p.from_on), p.id",
    )?;
    let rows = statement.query_map(params![sites(store.viewer()?), date(today)], |row| {
        let role: String = row.get("role")?;
        let from: NaiveDate = row.day("from_on")?;
        let since = row.day_opt("filled_until")?.map_or(from, |until| until.max(from));
        Ok(VacancyRow {
            id: row.get("id")?,
            role: Role::parse(&role).unwrap_or(Role::Other),
            site: row.get("site")?,
            fte: row.get("fte")?,
            since,
            days: (today - since).num_days(),
            recruitment: row.word_opt("recruitment")?,
            cover: person_opt(row, "c_id")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
