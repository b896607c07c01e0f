//! What a site's months are counted from: dated spells, read once for all months of a series.

mod referral;

pub(super) use referral::Referral;

use super::Days;
use super::project::Project;
use super::staffing::{self, Credential, Post, Supervision};
use super::timeliness::Facted;
use crate::domain::calendar::Calendar;
use crate::domain::family::Phase;
use crate::domain::month::{Assigned, Carried, Month, Opening, apart, apart_with, carried, of};
use crate::domain::spell::Span;
use crate::domain::staff::Role;
use crate::domain::travel::Miles;
use crate::domain::{FamilyId, MemberId, SiteId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::Open;
use crate::store::view::month::FigureRow;
use chrono::NaiveDate;
use rusqlite::{Params, Row, params};
use std::collections::HashMap;

/// What a site's months are counted from.
pub(super) struct Facts<'a> {
    pub store: &'a Store,
    pub site_name: String,
    pub cut_off: NaiveDate,
    /// The first day of the series.
    pub from: NaiveDate,
    pub openings: Vec<Opening>,
    /// Why each of the openings closed, where it did; in their order.
    pub reasons: Vec<Option<String>>,
    pub enrolments: Vec<Opening>,
    pub assigned: [Vec<Assigned>; 2],
    pub carried: [Vec<Carried>; 2],
    pub phases: Vec<(FamilyId, Span, Phase)>,
    pub members: Vec<Member>,
    pub people: HashMap<StaffId, Someone>,
    pub services: Vec<Service>,
    /// The first services at this site on record: of the Intact Workers, and of the Recovery Coordinators.
    pub first_service: [Option<NaiveDate>; 2],
    /// Travel to clients' homes in the months of the series, to this site's families and to others.
    pub trips: Vec<Trip>,
    /// The first of them on record, of anybody.
    pub first_trip: Option<NaiveDate>,
    pub referrals: Vec<Referral>,
    pub facted: Facted,
    pub posts: Vec<Post>,
    pub credentials: Vec<Credential>,
    pub supervision: Supervision,
    pub project: Project,
    pub calendar: Calendar,
}

/// The two roles that carry families, in their order everywhere.
pub(super) const ROLES: [Role; 2] = [Role::IntactWorker, Role::RecoveryCoordinator];

/// A child at home or an adult.
pub(super) struct Member {
    pub id: MemberId,
    pub family: FamilyId,
    pub child: bool,
    pub born: (Option<i32>, Option<u32>),
    pub in_home: bool,
    pub participant: bool,
    pub left_on: Option<NaiveDate>,
}

/// Somebody on the staff of an agency.
pub(super) struct Someone {
    pub short: String,
    pub role: Role,
    pub hired_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
    pub employment: Vec<Employment>,
    /// When, and with which share of the time, they work at this site.
    pub here: Vec<(Span, f64)>,
}

/// A spell of employment.
pub(super) struct Employment {
    pub span: Span,
    pub fte: f64,
    pub capacity: Option<i64>,
    pub status: String,
    pub supervisor: Option<StaffId>,
}

/// Travel to a client's home.
pub(super) struct Trip {
    pub staff: StaffId,
    pub on: NaiveDate,
    pub miles: Miles,
    pub family: Option<FamilyId>,
    pub here: bool,
}

/// A contact or service in the months of the series.
pub(super) struct Service {
    pub family: FamilyId,
    pub staff: StaffId,
    pub rc: bool,
    pub on: NaiveDate,
    pub in_person: bool,
    pub attempted: bool,
    pub joint: bool,
    pub documented_on: Option<NaiveDate>,
    pub elsewhere: bool,
}

const OPENINGS: &str = "
    select o.family_id, o.from_on, o.to_on, o.close_reason from family f join family_opening o on o.family_id = f.id
    where f.site_id = ?1 and o.from_on <= ?2 order by 1, 2, o.id";
const ENROLMENTS: &str = "
    select e.family_id, e.from_on, e.to_on from family f join family_enrolment e on e.family_id = f.id
    where f.site_id = ?1 and e.from_on <= ?2 order by 1, 2, e.id";
const ASSIGNED: &str = "
    select a.family_id, a.from_on, a.to_on, a.staff_id, a.role, a.supervisor_held
    from family f join assignment a on a.family_id = f.id
    where f.site_id = ?1 and a.from_on <= ?2 order by 1, 2, a.id";
const PHASES: &str = "
    select p.family_id, p.from_on, p.to_on, cast(p.phase as text) from family f join family_phase p on p.family_id = f.id
    where f.site_id = ?1 and p.from_on <= ?2 and (p.to_on is null or p.to_on > ?3) order by 1, 2, p.id";
const MEMBERS: &str = "
    select m.id, m.family_id, m.kind = 'child', m.birth_year, m.birth_month, m.in_home, m.participant, m.left_on
    from family f join member m on m.family_id = f.id
    where f.site_id = ?1 and m.left_reason is not 'wrong_entry' and (m.left_on is null or m.left_on > ?2) order by 2, 1";
const SERVICES: &str = "
    select s.family_id, s.staff_id, s.role = 'recovery_coordinator', s.on_date,
      s.mode in ('home', 'office', 'field', 'treatment_site'), s.mode = 'attempted', s.joint_with is not null,
      s.documented_on, s.documented_elsewhere <> ''
    from family f join service s on s.family_id = f.id
    where f.site_id = ?1 and s.on_date between ?3 and ?2 order by 1, 4, s.id";
const FIRST: &str = "
    select min(on_date) from (select (select s.on_date from service s where s.family_id = f.id and s.role = ?2
      order by s.on_date limit 1) as on_date from family f where f.site_id = ?1)";
const FIRST_TRIP: &str = "select min(on_date) from travel where purpose = 'client_home'";

// The miles of one person are few; those of everybody at any site are asked for by who ever worked here.
const TRIPS: &str = "
    select t.staff_id, t.on_date, cast(round(t.miles * 10) as integer), t.family_id, coalesce(f.site_id = ?1, 0)
    from (select staff_id from staff_site where site_id = ?1
      union select a.staff_id from family f join assignment a on a.family_id = f.id where f.site_id = ?1
        and a.role = 'recovery_coordinator' and (a.to_on is null or a.to_on >= ?3)) w
    join travel t on t.staff_id = w.staff_id and t.on_date between ?3 and ?2 and t.purpose = 'client_home'
    left join family f on f.id = t.family_id order by 1, 2, t.id";

impl<'a> Facts<'a> {
    /// Reads what the months of a series, in order, are counted from, up to the day of the cut-off.
    pub(super) fn load(store: &'a Store, site: SiteId, months: &[Month], cut_off: NaiveDate) -> Result<Self> {
        let days: Vec<Days> = months.iter().map(|month| Days::of(*month, cut_off)).collect();
        let from = months.first().map_or(cut_off, |first| first.first());
        let site_name = store
            .conn()
            .prepare_cached("select name from site where id = ?1")?
            .query_row([site.0], |row| row.get(0))?;
        // What was seen or visited a while before the first month still counts in it.
        let limits = &store.settings().thresholds;
        let before = limits.child_seen.red_days.max(limits.joint_visit.days);
        let since = from - chrono::TimeDelta::days(before);
        let (day, from_text, since) = (date(cut_off), date(from), date(since));
        let (openings, reasons) = openings(store, site, &day)?;
        let enrolments = apart(rows(store, ENROLMENTS, params![site.0, day], opening)?);
        let assigned = assigned(store, site, &day)?;
        let [iw, rc] = &assigned;
        let carried = [carried(&openings, iw, &[]), carried(&openings, rc, &enrolments)];
        let first = |role: Role| earliest(store, FIRST, params![site.0, role.word()]);
        let [iw, rc] = ROLES;
        Ok(Self {
            store,
            site_name,
            cut_off,
            from,
            openings,
            reasons,
            enrolments,
            assigned,
            carried,
            phases: rows(store, PHASES, params![site.0, day, from_text], phase)?,
            members: rows(store, MEMBERS, params![site.0, from_text], member)?,
            people: people(store, site)?,
            services: rows(store, SERVICES, params![site.0, day, since], service)?,
            first_service: [first(iw)?, first(rc)?],
            trips: rows(store, TRIPS, params![site.0, day, from_text], trip)?,
            first_trip: earliest(store, FIRST_TRIP, [])?,
            referrals: referral::load(store, site, &day)?,
            facted: Facted::load(store, site, from, cut_off)?,
            posts: staffing::posts(store, site)?,
            credentials: staffing::credentials(store, site)?,
            supervision: Supervision::load(store, site, &days, cut_off)?,
            project: Project::load(store, site, &from_text, &day)?,
            calendar: store.settings().calendar.calendar(),
        })
    }

    /// Whether a family was enrolled on a day.
    pub(super) fn enrolled(&self, family: FamilyId, on: NaiveDate) -> bool {
        of(&self.enrolments, family).iter().any(|one| one.span.holds(on))
    }

    /// The services of a family, by day.
    pub(super) fn services_of(&self, family: FamilyId) -> &[Service] {
        let from = self.services.partition_point(|one| one.family < family);
        let rest = self.services.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|one| one.family == family)).unwrap_or_default()
    }

    /// The members of a family on a day: those who had not left, and were born.
    pub(super) fn members_of(&self, family: FamilyId, on: NaiveDate) -> impl Iterator<Item = &Member> {
        let from = self.members.partition_point(|one| one.family < family);
        let rest = self.members.get(from..).unwrap_or_default();
        rest.iter().take_while(move |one| one.family == family).filter(move |one| one.there(on))
    }

    /// The phase of a family on a day.
    pub(super) fn phase(&self, family: FamilyId, on: NaiveDate) -> Option<Phase> {
        self.phases_of(family).find(|(_, span, _)| span.holds(on)).map(|(_, _, phase)| *phase)
    }

    /// The phases of a family.
    pub(super) fn phases_of(&self, family: FamilyId) -> impl Iterator<Item = &(FamilyId, Span, Phase)> {
        let from = self.phases.partition_point(|(one, ..)| *one < family);
        let rest = self.phases.get(from..).unwrap_or_default();
        rest.iter().take_while(move |(one, ..)| *one == family)
    }

    /// Somebody's name as said aloud.
    pub(super) fn name(&self, staff: StaffId) -> &str {
        self.people.get(&staff).map_or("", |one| one.short.as_str())
    }

    /// Whether there is any service of a role at this site up to a day; before the first, there is no data.
    pub(super) fn has_services(&self, role: usize, until: NaiveDate) -> bool {
        self.first_service.get(role).copied().flatten().is_some_and(|first| first <= until)
    }
}

impl Member {
    fn there(&self, on: NaiveDate) -> bool {
        use chrono::Datelike;
        let born = match self.born {
            (Some(year), month) => (year, month.unwrap_or(1)) <= (on.year(), on.month()),
            (None, _) => true,
        };
        born && self.left_on.is_none_or(|left| left > on)
    }
}

impl Someone {
    /// The employment on a day: none where the person was not employed; where the file never says, full time.
    pub(super) fn employed(&self, on: NaiveDate) -> Option<(f64, Option<i64>, &str, Option<StaffId>)> {
        let here = self.hired_on.is_none_or(|hired| hired <= on) && self.left_on.is_none_or(|left| left > on);
        if !here {
            return None;
        }
        if self.employment.is_empty() {
            return Some((1.0, None, "active", None));
        }
        let one = self.employment.iter().rfind(|one| one.span.holds(on))?;
        (one.status != "separated").then_some((one.fte, one.capacity, one.status.as_str(), one.supervisor))
    }

    /// The share of time at this site on a day; none where the person did not work here.
    pub(super) fn share(&self, on: NaiveDate) -> Option<f64> {
        self.here.iter().rfind(|(span, _)| span.holds(on)).map(|(_, share)| *share)
    }
}

/// A family in the rows behind a figure.
pub(super) fn family(id: FamilyId, detail: impl Into<String>, on: Option<NaiveDate>) -> FigureRow {
    FigureRow { label: id.to_string(), detail: detail.into(), on, open: Some(Open::Family(id)) }
}

/// Runs a query and reads all its rows.
pub(super) fn rows<T>(
    store: &Store,
    sql: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = store.conn().prepare_cached(sql)?;
    let found = statement.query_map(values, read)?.collect::<rusqlite::Result<_>>()?;
    Ok(found)
}

/// The spell in the second and third column.
pub(super) fn span_at(row: &Row<'_>) -> rusqlite::Result<Span> {
    Ok(Span::new(row.day(1)?, row.day_opt(2)?))
}

fn opening(row: &Row<'_>) -> rusqlite::Result<Opening> {
    Ok(Opening { family: row.num(0)?, span: span_at(row)? })
}

/// The openings at a site up to a day, each apart from the next, and in their order why they closed.
fn openings(store: &Store, site: SiteId, day: &str) -> Result<(Vec<Opening>, Vec<Option<String>>)> {
    let cases = rows(store, OPENINGS, params![site.0, day], |row| Ok((opening(row)?, row.get(3)?)))?;
    Ok(apart_with(cases).into_iter().unzip())
}

/// The one day that a query gives, where there is one.
fn earliest(store: &Store, sql: &str, values: impl Params) -> Result<Option<NaiveDate>> {
    Ok(rows(store, sql, values, |row| row.day_opt(0))?.into_iter().flatten().next())
}

fn phase(row: &Row<'_>) -> rusqlite::Result<(FamilyId, Span, Phase)> {
    Ok((row.num(0)?, span_at(row)?, row.word(3)?))
}

fn assigned(store: &Store, site: SiteId, day: &str) -> Result<[Vec<Assigned>; 2]> {
    let mut out = [Vec::new(), Vec::new()];
    let read = |row: &Row<'_>| {
        let one =
            Assigned { family: row.num(0)?, span: span_at(row)?, staff: row.num(3)?, held: row.get(5)? };
        Ok((row.word::<Role>(4)?, one))
    };
    for (role, one) in rows(store, ASSIGNED, params![site.0, day], read)? {
        if let Some(list) = ROLES.iter().position(|one| *one == role).and_then(|at| out.get_mut(at)) {
            list.push(one);
        }
    }
    Ok(out)
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        id: row.num(0)?,
        family: row.num(1)?,
        child: row.get(2)?,
        born: (row.get(3)?, row.get(4)?),
        in_home: row.get(5)?,
        participant: row.get(6)?,
        left_on: row.day_opt(7)?,
    })
}

fn service(row: &Row<'_>) -> rusqlite::Result<Service> {
    Ok(Service {
        family: row.num(0)?,
        staff: row.num(1)?,
        rc: row.get(2)?,
        on: row.day(3)?,
        in_person: row.get(4)?,
        attempted: row.get(5)?,
        joint: row.get(6)?,
        documented_on: row.day_opt(7)?,
        elsewhere: row.get(8)?,
    })
}

fn trip(row: &Row<'_>) -> rusqlite::Result<Trip> {
    let (miles, here) = (Miles::tenths(row.get(2)?), row.get(4)?);
    Ok(Trip { staff: row.num(0)?, on: row.day(1)?, miles, family: row.num_opt(3)?, here })
}

fn people(store: &Store, site: SiteId) -> Result<HashMap<StaffId, Someone>> {
    let all = "select id, name, short_name, role, hired_on, left_on from staff";
    let read = |row: &Row<'_>| {
        let person = crate::store::families::person(row, 0)?;
        let one = Someone {
            short: person.short,
            role: row.word(3)?,
            hired_on: row.day_opt(4)?,
            left_on: row.day_opt(5)?,
            employment: Vec::new(),
            here: Vec::new(),
        };
        Ok((person.id, one))
    };
    let mut people: HashMap<StaffId, Someone> = rows(store, all, [], read)?.into_iter().collect();
    let spells = "select staff_id, from_on, to_on, fte, capacity, status, supervisor_id from employment order by 1, 2, id";
    let read = |row: &Row<'_>| {
        let (fte, capacity, status) = (row.get(3)?, row.get(4)?, row.get(5)?);
        let one = Employment { span: span_at(row)?, fte, capacity, status, supervisor: row.num_opt(6)? };
        Ok((row.num::<StaffId>(0)?, one))
    };
    for (staff, one) in rows(store, spells, [], read)? {
        people.entry(staff).and_modify(|person| person.employment.push(one));
    }
    let here = "select staff_id, from_on, to_on, share from staff_site where site_id = ?1 order by 1, 2, id";
    for (staff, one) in
        rows(store, here, [site.0], |row| Ok((row.num::<StaffId>(0)?, (span_at(row)?, row.get(3)?))))?
    {
        people.entry(staff).and_modify(|person| person.here.push(one));
    }
    Ok(people)
}
