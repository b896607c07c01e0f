//! Travel of Recovery Coordinators: a month by person and purpose, counted over all sites.

pub(crate) mod log;

use super::Store;
use super::gate::sites;
use super::sql::{RowExt, date};
use super::view::travel::{CoordinatorMonth, TravelAsk, TravelMonth, TripRow};
use super::view::{Explain, Person, Standing};
use crate::domain::StaffId;
use crate::domain::measure;
use crate::domain::month::Month;
use crate::domain::travel::{Ledger, Miles, projection};
use crate::error::{Result, denied};
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::HashMap;

/// Who drives from the viewer's sites in some days: who works there, and whose miles at any site count for the cap.
const COORDINATORS: &str = "
    select s.id, s.name, coalesce(nullif(s.short_name, ''), s.name) as short from staff s
    where s.role = 'recovery_coordinator' and exists (select 1 from staff_site t where t.staff_id = s.id
      and t.site_id in (select value from json_each(?1)) and t.from_on <= ?3 and (t.to_on is null or t.to_on > ?2))
    order by short, s.id";

/// In tenths, so that the sum is exact. A trip without a family counts as seen.
const MILES: &str = "
    select t.staff_id, t.purpose, f.id is null or f.site_id in (select value from json_each(?1)) as here,
      sum(cast(round(t.miles * 10) as integer)) as tenths
    from travel t left join family f on f.id = t.family_id
    where t.staff_id in (select value from json_each(?4)) and t.on_date between ?2 and ?3 group by 1, 2, 3";

const TRIPS: &str = "
    select t.id, t.version, t.staff_id, t.on_date, cast(round(t.miles * 10) as integer) as tenths, t.purpose, t.family_id,
      f.id is null or f.site_id in (select value from json_each(?1)) as here
    from travel t left join family f on f.id = t.family_id
    where t.staff_id in (select value from json_each(?4)) and t.on_date between ?2 and ?3
    order by t.on_date desc, t.id desc";

/// Counts per Recovery Coordinator name no client.
const CLIENTS: &str = "
    select s.staff_id, sum(cast(round(x.value * 10) as integer)) as tenths
    from service s join service_fact x on x.service_id = s.id and x.name = 'miles'
    where s.staff_id in (select value from json_each(?3)) and s.on_date between ?1 and ?2 and s.mode <> 'attempted'
    group by s.staff_id";

const BASIS: &str = "[seed] thresholds.toml: travel.cap_miles, travel.amber_miles";

/// How many other months a person's page shows.
const MONTHS_BEFORE: u32 = 6;

/// What was driven by one person.
#[derive(Clone, Copy, Default)]
struct Driven {
    ledger: Ledger,
    elsewhere: Miles,
}

impl Store {
    /// A month's travel.
    pub(in crate::store) fn travel(&self, ask: TravelAsk) -> Result<TravelMonth> {
        let today = self.clock.today();
        let month = ask.month.unwrap_or_else(|| Month::of(today));
        let until = month.until(today);
        let mut people = self.coordinators(month, ask.staff)?;
        if let Some(staff) = ask.staff.filter(|_| people.is_empty()) {
            people.push(self.former(staff)?);
        }
        let ids: Vec<StaffId> = people.iter().map(|person| person.id).collect();
        let driven = self.driven(&ids, month.first(), until)?;
        let clients = self.client_miles(&ids, month.first(), until)?;
        let coordinators = people.iter().map(|person| {
            let own = driven.get(&person.id).copied().unwrap_or_default();
            let clients = clients.get(&person.id).copied().unwrap_or_default();
            self.coordinator(person.clone(), month, own, clients)
        });
        let coordinators = coordinators.collect();
        let of = ask.staff.and_then(|staff| people.iter().find(|person| person.id == staff).cloned());
        let trips = if of.is_some() { self.trips(&people, month.first(), until)? } else { Vec::new() };
        let before = match ask.staff {
            Some(staff) => self.months_before(staff, month)?,
            None => Vec::new(),
        };
        Ok(TravelMonth { of, month, on: until, coordinators, trips, before })
    }

    /// Who drives from the viewer's sites.
    fn coordinators(&self, month: Month, only: Option<StaffId>) -> Result<Vec<Person>> {
        let mut statement = self.conn.prepare_cached(COORDINATORS)?;
        let bounds = params![sites(self.viewer()?), date(month.first()), date(month.last())];
        let rows = statement.query_map(bounds, |row| {
            Ok(Person { id: row.num("id")?, name: row.get("name")?, short: row.get("short")? })
        })?;
        let people: Vec<Person> = rows.collect::<rusqlite::Result<_>>()?;
        Ok(people.into_iter().filter(|person| only.is_none_or(|only| only == person.id)).collect())
    }

    /// Somebody who works at the viewer's sites, or did, but not in that month.
    fn former(&self, staff: StaffId) -> Result<Person> {
        let sql = "select s.id, s.name, coalesce(nullif(s.short_name, ''), s.name) as short from staff s
          where s.id = ?2 and s.role = 'recovery_coordinator' and exists (select 1 from staff_site t where t.staff_id = s.id
            and t.site_id in (select value from json_each(?1)))";
        let found =
            self.conn.prepare_cached(sql)?.query_row(params![sites(self.viewer()?), staff.0], |row| {
                Ok(Person { id: row.num("id")?, name: row.get("name")?, short: row.get("short")? })
            });
        found.map_err(|_| denied("this is no Recovery Coordinator of your sites"))
    }

    fn driven(&self, staff: &[StaffId], from: NaiveDate, to: NaiveDate) -> Result<HashMap<StaffId, Driven>> {
        let mut found: HashMap<StaffId, Driven> = HashMap::new();
        let mut statement = self.conn.prepare_cached(MILES)?;
        let mut rows =
            statement.query(params![sites(self.viewer()?), date(from), date(to), listed(staff)])?;
        while let Some(row) = rows.next()? {
            let own = found.entry(row.num("staff_id")?).or_default();
            let miles = Miles::tenths(row.get("tenths")?);
            own.ledger.add(row.word("purpose")?, miles);
            if !row.get::<_, bool>("here")? {
                own.elsewhere += miles;
            }
        }
        Ok(found)
    }

    fn client_miles(
        &self,
        staff: &[StaffId],
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<HashMap<StaffId, Miles>> {
        let mut statement = self.conn.prepare_cached(CLIENTS)?;
        let rows = statement.query_map(params![date(from), date(to), listed(staff)], |row| {
            Ok((row.num("staff_id")?, Miles::tenths(row.get("tenths")?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn trips(&self, people: &[Person], from: NaiveDate, to: NaiveDate) -> Result<Vec<TripRow>> {
        let ids: Vec<StaffId> = people.iter().map(|person| person.id).collect();
        let mut statement = self.conn.prepare_cached(TRIPS)?;
        let mut rows = statement.query(params![sites(self.viewer()?), date(from), date(to), listed(&ids)])?;
        let mut trips = Vec::new();
        while let Some(row) = rows.next()? {
            let staff: StaffId = row.num("staff_id")?;
            let here: bool = row.get("here")?;
            if let Some(person) = people.iter().find(|person| person.id == staff) {
                trips.push(TripRow {
                    row: (row.get("id")?, row.get("version")?),
                    staff: person.clone(),
                    on: row.day("on_date")?,
                    miles: Miles::tenths(row.get("tenths")?),
                    purpose: row.word("purpose")?,
                    family: row.num_opt("family_id")?.filter(|_| here),
                    elsewhere: !here,
                });
            }
        }
        Ok(trips)
    }

    /// One person's other months: the last ones up to this month, without the one that is shown.
    fn months_before(&self, staff: StaffId, shown: Month) -> Result<Vec<(Month, Ledger, Standing)>> {
        let now = Month::of(self.clock.today());
        let mut months = Vec::new();
        for month in (0..=MONTHS_BEFORE).map(|back| now.back(back)).filter(|month| *month != shown) {
            let driven = self.driven(&[staff], month.first(), month.last())?;
            let own = driven.get(&staff).copied().unwrap_or_default();
            months.push((month, own.ledger, self.miles_stand(own.ledger.client_home)));
        }
        Ok(months)
    }

    /// How a month's miles to clients' homes stand: `131 of 150`.
    pub(super) fn miles_stand(&self, driven: Miles) -> Standing {
        let limits = &self.settings.thresholds.travel;
        let level = measure::miles(driven.number(), limits.amber_miles, limits.cap_miles);
        Standing { mark: level.into(), text: format!("{driven} of {}", limits.cap_miles), on: None }
    }

    fn coordinator(&self, person: Person, month: Month, own: Driven, clients: Miles) -> CoordinatorMonth {
        let limits = &self.settings.thresholds.travel;
        let (today, driven) = (self.clock.today(), own.ledger.client_home);
        let projected = projection(driven, month, today, &self.settings.calendar.calendar());
        let projected = projected.filter(|_| today < month.last());
        let miles = Miles::said;
        let mut rows = vec![
            ("to clients' homes".to_owned(), miles(driven)),
            ("of these at other sites".to_owned(), miles(own.elsewhere)),
            ("left".to_owned(), miles(driven.to(Miles::whole(limits.cap_miles)).max(Miles::default()))),
        ];
        if let Some(projected) = projected {
            let on = crate::domain::dates::short(month.last(), today);
            rows.push((format!("going on like this, by {on}"), format!("about {}", projected.about())));
        }
        rows.push(("to meetings".to_owned(), miles(own.ledger.meeting)));
        rows.push(("to training".to_owned(), miles(own.ledger.training)));
        rows.push(("with clients in the car".to_owned(), miles(clients)));
        let explain = Explain {
            title: format!("{driven} of {} miles, {}, {}", limits.cap_miles, person.short, month.name()),
            rule: format!(
                "A Recovery Coordinator may travel up to {} miles a calendar month to clients' homes, over all sites, watched from {}. Meetings and training are reimbursed separately; rides given to clients are a service, in a ledger of their own. The end of the month: miles so far by working day, times its working days.",
                limits.cap_miles, limits.amber_miles
            ),
            basis: BASIS.into(),
            rows,
        };
        CoordinatorMonth {
            person,
            ledger: own.ledger,
            elsewhere: own.elsewhere,
            projected,
            standing: self.miles_stand(driven),
            clients,
            explain,
        }
    }
}

/// Keys as SQL takes them with `json_each`.
fn listed(staff: &[StaffId]) -> String {
    let ids: Vec<String> = staff.iter().map(|id| id.0.to_string()).collect();
    format!("[{}]", ids.join(","))
}
