//! What everything on Today is read from: the day, the scope, its open families, its workers.

use crate::domain::access::Viewer;
use crate::domain::dates::short;
use crate::domain::staff::Role;
use crate::domain::word::Word;
use crate::domain::{FamilyId, SiteId, StaffId};
use crate::error::Result;
use crate::settings::Settings;
use crate::store::names::Names;
use crate::store::sql::{RowExt, date};
use crate::store::{Meta, Store};
use chrono::NaiveDate;
use rusqlite::{Connection, Row};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Where the person sits: their day, their sites, and who is in them.
pub(super) struct Desk<'a> {
    pub conn: &'a Connection,
    pub settings: &'a Settings,
    pub meta: &'a Meta,
    pub store: &'a Store,
    pub viewer: &'a Viewer,
    pub today: NaiveDate,
    /// Open families in scope, by number.
    pub families: BTreeMap<FamilyId, Family>,
    /// Workers in scope, Intact Workers first, by name.
    pub workers: Vec<Worker>,
    names: Names<'a>,
    came: HashMap<StaffId, NaiveDate>,
    binds: [(&'static str, String); 6],
}

/// An open family.
pub(super) struct Family {
    pub id: FamilyId,
    pub site: SiteId,
    pub opened_on: NaiveDate,
    pub enrolled_on: Option<NaiveDate>,
    pub iw: Option<Holder>,
    pub rc: Option<Holder>,
    pub phase: Option<String>,
}

/// Who carries a family in one of the two roles.
#[derive(Clone, Copy)]
pub(super) struct Holder {
    pub staff: StaffId,
    pub from_on: NaiveDate,
    /// A supervisor holds the family until a worker has it.
    pub held: bool,
}

/// An Intact Worker or Recovery Coordinator who is employed today.
pub(super) struct Worker {
    pub id: StaffId,
    pub short: String,
    pub role: Role,
    pub fte: f64,
    pub per_full_time: i64,
    pub own_capacity: bool,
    /// At work: not on leave.
    pub at_work: bool,
    pub supervisor: Option<StaffId>,
    pub since: Option<NaiveDate>,
    pub open: i64,
}

const FAMILIES: &str = "
    select f.id, f.site_id, o.from_on as opened_on, e.from_on as enrolled_on, cast(p.phase as text) as phase,
      i.staff_id as iw, i.from_on as iw_from, i.supervisor_held as iw_held,
      r.staff_id as rc, r.from_on as rc_from, r.supervisor_held as rc_held
    from family f
    join family_opening o on o.family_id = f.id and o.from_on <= :today and (o.to_on is null or o.to_on > :today) and f.open_until > :today
    left join family_enrolment e on e.family_id = f.id and e.from_on <= :today and (e.to_on is null or e.to_on > :today)
    left join family_phase p on p.family_id = f.id and p.from_on <= :today and (p.to_on is null or p.to_on > :today)
    left join assignment i on i.family_id = f.id and i.role = 'intact_worker'
      and i.from_on <= :today and (i.to_on is null or i.to_on > :today)
    left join assignment r on r.family_id = f.id and r.role = 'recovery_coordinator'
      and r.from_on <= :today and (r.to_on is null or r.to_on > :today)
    where f.site_id in (select value from json_each(:sites))";

const WORKERS: &str = "
    with scope as (
      select staff_id from staff_site
      where site_id in (select value from json_each(:sites)) and from_on <= :today and (to_on is null or to_on > :today)
      union
      select a.staff_id from family f join assignment a on a.family_id = f.id
      where f.site_id in (select value from json_each(:sites)) and f.open_until > :today
        and a.from_on <= :today and (a.to_on is null or a.to_on > :today))
    select s.id, coalesce(nullif(s.short_name, ''), s.name) as short, s.role, coalesce(e.fte, 1.0) as fte, e.capacity,
      coalesce(e.status, 'active') as status, e.supervisor_id,
      (select min(b.from_on) from employment b where b.staff_id = s.id) as since,
      (select count(distinct a.family_id) from assignment a join family_opening o on o.family_id = a.family_id
         and o.from_on <= :today and (o.to_on is null or o.to_on > :today)
       where a.staff_id = s.id and a.role = s.role and a.from_on <= :today and (a.to_on is null or a.to_on > :today)) as open
    from staff s
    left join employment e on e.staff_id = s.id and e.from_on <= :today and (e.to_on is null or e.to_on > :today)
    where s.id in (select staff_id from scope) and s.role in ('intact_worker', 'recovery_coordinator')
      and (s.left_on is null or s.left_on > :today) and coalesce(e.status, 'active') <> 'separated'
    group by s.id
    order by s.role, short, s.id";

/// The sites, of these, whose treatment agency is the viewer's own: elsewhere even a deputy reads treatment by consent.
fn own_sites(store: &Store, sites: &[i64]) -> Result<Vec<i64>> {
    let mut statement = store.conn().prepare_cached(
        "select s.id from site s join staff v on v.agency_id = s.treatment_agency_id
         where v.id = ?1 and s.id in (select value from json_each(?2))",
    )?;
    let found =
        statement.query_map(rusqlite::params![store.viewer()?.staff.0, json(sites)], |row| row.get(0))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

impl<'a> Desk<'a> {
    /// Reads who and what is in the viewer's scope today.
    pub(super) fn load(store: &'a Store) -> Result<Self> {
        let viewer = store.viewer()?;
        let me: Vec<i64> =
            std::iter::once(viewer.staff).chain(viewer.deputy_for.iter().copied()).map(|one| one.0).collect();
        let sites: Vec<i64> = viewer.sites.iter().map(|site| site.0).collect();
        let (today, settings) = (store.clock().today(), store.settings());
        let binds = [
            (":sites", json(&sites)),
            (":today", date(today)),
            (":gate", date(store.clock().gate_today())),
            (":me", json(&me)),
            (":role", viewer.role.word().to_owned()),
            (":own", json(&own_sites(store, &sites)?)),
        ];
        let (families, workers, came) = (BTreeMap::new(), Vec::new(), HashMap::new());
        let (conn, meta, names) = (store.conn(), store.meta(), Names::of(store.conn()));
        let mut desk =
            Self { conn, settings, meta, store, viewer, today, families, workers, names, came, binds };
        desk.families = desk.query(FAMILIES, read_family)?.into_iter().map(|one| (one.id, one)).collect();
        desk.workers = desk.query(WORKERS, |row| read_worker(row, settings))?;
        desk.came = crate::store::staffing::came::days(store)?;
        Ok(desk)
    }

    /// The day from which anything can be expected of these people: the file's first, or the one they came on.
    pub(super) fn expected_from(&self, staff: &[StaffId]) -> NaiveDate {
        let came = staff.iter().filter_map(|one| self.came.get(one)).copied();
        came.fold(self.meta.first_day, NaiveDate::max)
    }

    /// Runs a query, binding those of `:sites :today :gate :me :role :own` that it names.
    pub(super) fn query<T>(
        &self,
        sql: &str,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        self.query_with(sql, &[], read)
    }

    /// The same with values of its own.
    pub(super) fn query_with<T>(
        &self,
        sql: &str,
        more: &[(&str, String)],
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql)?;
        for (name, value) in self
            .binds
            .iter()
            .map(|(name, value)| (*name, value))
            .chain(more.iter().map(|(name, value)| (*name, value)))
        {
            if let Some(at) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(at, value)?;
            }
        }
        Ok(statement.raw_query().mapped(read).collect::<rusqlite::Result<_>>()?)
    }

    /// The sites of which a query says that there is data.
    pub(super) fn sites_with(&self, sql: &str) -> Result<HashSet<SiteId>> {
        Ok(self.query(sql, |row| Ok(SiteId(row.get(0)?)))?.into_iter().collect())
    }

    /// The sites in scope, named.
    pub(super) fn site_names(&self) -> Result<Vec<String>> {
        self.query(
            "select name from site where id in (select value from json_each(:sites)) order by name",
            |row| row.get(0),
        )
    }

    /// A person's name as said aloud.
    pub(super) fn name(&self, staff: StaffId) -> String {
        self.names.person(staff).map_or_else(|| staff.to_string(), |person| person.short)
    }

    /// Who carries a family, for the end of a row: `Lee`.
    pub(super) fn worker_of(&self, family: &Family) -> String {
        family.iw.map_or_else(|| "no Intact Worker".into(), |iw| self.name(iw.staff))
    }

    /// A day as screens show it, with how long ago it was.
    pub(super) fn day(&self, on: NaiveDate) -> String {
        short(on, self.today)
    }

    /// Days from a day until today.
    pub(super) fn since(&self, on: NaiveDate) -> i64 {
        (self.today - on).num_days()
    }

    /// Whether this person, or somebody they stand in for, is the viewer.
    pub(super) fn is_me(&self, staff: StaffId) -> bool {
        self.viewer.staff == staff || self.viewer.deputy_for.contains(&staff)
    }

    /// The role whose work the viewer answers for.
    pub(super) fn own_workers(&self) -> Role {
        if self.viewer.role == Role::SudSupervisor { Role::RecoveryCoordinator } else { Role::IntactWorker }
    }
}

fn read_family(row: &Row<'_>) -> rusqlite::Result<Family> {
    let holder = |who: &str, from: &str, held: &str| -> rusqlite::Result<Option<Holder>> {
        let Some(staff) = row.num_opt::<StaffId>(who)? else { return Ok(None) };
        Ok(Some(Holder { staff, from_on: row.day(from)?, held: row.get(held)? }))
    };
    Ok(Family {
        id: row.num("id")?,
        site: row.num("site_id")?,
        opened_on: row.day("opened_on")?,
        enrolled_on: row.day_opt("enrolled_on")?,
        iw: holder("iw", "iw_from", "iw_held")?,
        rc: holder("rc", "rc_from", "rc_held")?,
        phase: row.get("phase")?,
    })
}

fn read_worker(row: &Row<'_>, settings: &Settings) -> rusqlite::Result<Worker> {
    let role: Role = row.word("role")?;
    let own: Option<i64> = row.get("capacity")?;
    Ok(Worker {
        id: row.num("id")?,
        short: row.get("short")?,
        role,
        fte: row.get("fte")?,
        per_full_time: own.or_else(|| settings.thresholds.caseload.capacity(role)).unwrap_or_default(),
        own_capacity: own.is_some(),
        at_work: row.get::<_, String>("status")? != "leave",
        supervisor: row.num_opt("supervisor_id")?,
        since: row.day_opt("since")?,
        open: row.get("open")?,
    })
}

/// Record keys as a JSON list, which SQL reads with `json_each`.
pub(super) fn json(keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    format!("[{}]", keys.join(","))
}
