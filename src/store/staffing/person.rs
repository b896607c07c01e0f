//! A person's page: employment, sites, families, supervision, credentials, training, items, meetings.

use super::{Facts, facts, history, load, separate};
use crate::domain::credential;
use crate::domain::spell::Span;
use crate::domain::staff::{Role, Side};
use crate::domain::{ItemId, StaffId, Word, standing};
use crate::error::Result;
use crate::store::Store;
use crate::store::families::{judged, person};
use crate::store::sql::{RowExt, date, instant};
use crate::store::view::form::Choice;
use crate::store::view::staffing::{
    Account, CoverRow, CredentialRow, Employment, HostSite, PersonPage, Row, TrainingRow, TrainingYear,
};
use crate::store::view::travel::{CoordinatorMonth, TravelAsk};
use crate::store::view::{Person, Standing};
use chrono::{Datelike, NaiveDate, NaiveTime};
use rusqlite::params;

impl Store {
    /// Everything the viewer may know of a person on the staff.
    pub(super) fn person_page(&self, staff: StaffId) -> Result<PersonPage> {
        let facts = facts(self.conn(), self.viewer()?, staff)?;
        let today = self.clock().today();
        let employment = self.employment(staff)?;
        let families = self.families_held(staff)?;
        let (email, agency) = self.contact(staff)?;
        // Whoever leaves later is still there for what comes before.
        let handed = facts.left_on.map_or(today, |left| left.max(today));
        let from = instant(self.clock().instant(handed, NaiveTime::MIN));
        Ok(PersonPage {
            person: Person { id: staff, name: facts.name.clone(), short: facts.short.clone() },
            version: facts.version,
            email,
            role: facts.role,
            agency,
            hired_on: facts.hired_on,
            left_on: facts.left_on,
            load: load::of(
                self,
                &facts,
                employment.iter().find(|one| Span::new(one.from, one.to).holds(today)),
            )?,
            employment,
            sites: self.host_sites(staff)?,
            families,
            posts: self.posts_of(staff)?,
            supervision: self.supervision_of(&facts)?,
            credentials: self.credentials_of(staff)?,
            training: self.training_of(&facts)?,
            travel: self.travel_of(&facts)?,
            items: self.open_items_of(staff)?,
            meetings: self.meetings_of(staff)?,
            covers: self.covers_of(staff)?,
            holdings: separate::holdings(self.conn(), staff, (handed, &from))?,
            account: self.account_of(&facts)?,
            deputies: self.deputies_of(&facts)?,
            history: history::of(self, staff)?,
        })
    }

    fn contact(&self, staff: StaffId) -> Result<(String, String)> {
        let sql = "select coalesce(s.email, ''), a.name from staff s join agency a on a.id = s.agency_id where s.id = ?1";
        Ok(self.conn().prepare_cached(sql)?.query_row([staff.0], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    fn employment(&self, staff: StaffId) -> Result<Vec<Employment>> {
        let mut statement = self.conn().prepare_cached(
            "select e.*, coalesce(nullif(s.short_name, ''), s.name) as supervisor from employment e
             left join staff s on s.id = e.supervisor_id where e.staff_id = ?1 order by e.from_on desc, e.id desc",
        )?;
        let rows = statement.query_map([staff.0], |row| {
            Ok(Employment {
                row: Row { id: row.get("id")?, version: row.get("version")? },
                from: row.day("from_on")?,
                to: row.day_opt("to_on")?,
                terms: crate::store::view::staffing::Terms {
                    fte: row.get("fte")?,
                    capacity: row.get("capacity")?,
                    status: row.word("status")?,
                    supervisor: row.num_opt("supervisor_id")?,
                },
                supervisor: row.get("supervisor")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn host_sites(&self, staff: StaffId) -> Result<Vec<HostSite>> {
        let mut statement = self.conn().prepare_cached(
            "select t.site_id, s.name, t.from_on, t.to_on, t.share from staff_site t join site s on s.id = t.site_id
             where t.staff_id = ?1 order by t.to_on is null desc, t.from_on desc, s.name",
        )?;
        let rows = statement.query_map([staff.0], |row| {
            Ok(HostSite {
                site: row.num("site_id")?,
                name: row.get("name")?,
                from: row.day("from_on")?,
                to: row.day_opt("to_on")?,
                share: row.get("share")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn posts_of(&self, staff: StaffId) -> Result<Vec<(i64, String)>> {
        let mut statement = self.conn().prepare_cached(
            "select p.id, s.name, p.fte, f.from_on from position_fill f join position p on p.id = f.position_id
             join site s on s.id = p.site_id where f.staff_id = ?1 and f.from_on <= ?2 and (f.to_on is null or f.to_on > ?2)
             order by f.from_on",
        )?;
        let today = self.clock().today();
        let rows = statement.query_map(params![staff.0, date(today)], |row| {
            let (site, fte): (String, f64) = (row.get("name")?, row.get("fte")?);
            let since = crate::domain::dates::short(row.day("from_on")?, today);
            Ok((row.get("id")?, format!("{site}, {fte} FTE, since {since}")))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Everything they can show, what ends first first; a row that was renewed comes last.
    pub(super) fn credentials_of(&self, staff: StaffId) -> Result<Vec<CredentialRow>> {
        let (today, limits) = (self.clock().today(), &self.settings().thresholds.credential);
        let mut statement = self.conn().prepare_cached(
            "select c.*, coalesce(nullif(v.short_name, ''), v.name) as validator,
               exists (select 1 from credential n where n.staff_id = c.staff_id and n.kind = c.kind and n.id <> c.id
                 and coalesce(n.expires_on, '9999') > coalesce(c.expires_on, '9999')) as renewed
             from credential c left join staff v on v.id = c.validated_by where c.staff_id = ?1
             order by renewed, coalesce(c.expires_on, '9999'), c.id",
        )?;
        let ends = self.stopped(&[staff])?;
        let stopped = |kind: &str, on: Option<NaiveDate>, renewed: bool| {
            let near = on.is_some_and(|on| !renewed && (on - today).num_days() <= limits.warning_days);
            let found = ends.iter().find(|one| near && one.kind == kind && Some(one.ends_on) == on);
            found.map(|one| one.words.clone()).unwrap_or_default()
        };
        let rows = statement.query_map([staff.0], |row| {
            let (kind, expires_on): (String, Option<NaiveDate>) =
                (row.get("kind")?, row.day_opt("expires_on")?);
            let renewed: bool = row.get("renewed")?;
            let stands = credential::standing(expires_on, today, limits.warning_days, limits.report_days);
            let mut standing = judged(stands);
            if renewed {
                standing =
                    Standing { mark: crate::store::view::Mark::Done, text: "renewed".into(), ..standing };
            }
            let by: Option<String> = row.get("validator")?;
            Ok(CredentialRow {
                row: Row { id: row.get("id")?, version: row.get("version")? },
                label: self.settings().lists.credential_kind.label(&kind).to_owned(),
                issued_on: row.day_opt("issued_on")?,
                expires_on,
                standing,
                validated: by.zip(row.day_opt("validated_on")?),
                stops: stopped(&kind, expires_on, renewed),
                renewed,
                kind,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// This month's travel of a Recovery Coordinator.
    fn travel_of(&self, facts: &Facts) -> Result<Option<CoordinatorMonth>> {
        if facts.role != Role::RecoveryCoordinator {
            return Ok(None);
        }
        let month = self.travel(TravelAsk { staff: Some(facts.id), month: None })?;
        Ok(month.coordinators.into_iter().next())
    }

    pub(super) fn training_of(&self, facts: &Facts) -> Result<TrainingYear> {
        let limits = &self.settings().thresholds.training;
        let today = self.clock().today();
        let mut statement = self.conn().prepare_cached(
            "select id, on_date, cast(round(hours * 100) as integer) as hours, topic, cost_cents from training where staff_id = ?1 and on_date between ?2 and ?3 order by on_date desc, id desc",
        )?;
        let year = today.year();
        let bounds = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
        let rows: Vec<TrainingRow> = statement
            .query_map(params![facts.id.0, bounds.0, bounds.1], |row| {
                Ok(TrainingRow {
                    id: row.get("id")?,
                    on: row.day("on_date")?,
                    hours: row.get("hours")?,
                    topic: row.get("topic")?,
                    cost_cents: row.get("cost_cents")?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(TrainingYear {
            hours: rows.iter().map(|row| row.hours).sum(),
            hours_wanted: limits.hours,
            spent_cents: rows.iter().filter_map(|row| row.cost_cents).sum(),
            allowance: (facts.role.side() == Some(Side::Treatment)).then_some(limits.allowance_dollars),
            rows,
        })
    }

    fn open_items_of(&self, staff: StaffId) -> Result<Vec<(ItemId, String, Standing)>> {
        let today = self.clock().today();
        let mut statement = self.conn().prepare_cached(
            "select i.id, i.description, i.due_on from action_item i left join family f on f.id = i.family_id
             where i.owner_id = ?1 and i.status in ('open', 'in_progress', 'blocked')
               and (f.id is null or f.site_id in (select value from json_each(?2))) order by i.due_on, i.id",
        )?;
        let sites = crate::store::gate::sites(self.viewer()?);
        let rows = statement.query_map(params![staff.0, sites], |row| {
            let stands = judged(standing::deadline(row.day("due_on")?, today, 3));
            Ok((row.num("id")?, row.get("description")?, stands))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Covers that last or are to come, then the last three that are over.
    fn covers_of(&self, staff: StaffId) -> Result<Vec<CoverRow>> {
        let mut statement = self.conn().prepare_cached(
            "select c.id, c.version, c.from_on, c.to_on, c.reason, a.id as a_id, a.name as a_name, a.short_name as a_short,
               d.id as d_id, d.name as d_name, d.short_name as d_short
             from cover c join staff a on a.id = c.staff_id join staff d on d.id = c.deputy_id
             where ?1 in (c.staff_id, c.deputy_id) order by c.to_on > ?2 desc, c.from_on desc limit 12",
        )?;
        let rows = statement.query_map(params![staff.0, date(self.clock().today())], |row| {
            Ok(CoverRow {
                row: Row { id: row.get("id")?, version: row.get("version")? },
                away: person(row, "a_id")?,
                deputy: person(row, "d_id")?,
                from: row.day("from_on")?,
                to: row.day("to_on")?,
                reason: row.get("reason")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn account_of(&self, facts: &Facts) -> Result<Account> {
        if !facts.role.is_supervisor() {
            return Ok(Account::Nobody);
        }
        let known: bool = self
            .conn()
            .prepare_cached("select exists (select 1 from account where staff_id = ?1)")?
            .query_row([facts.id.0], |row| row.get(0))?;
        Ok(match (known, history::passphrase_was_given(self, facts.id)?) {
            (false, _) => Account::Missing,
            (true, true) => Account::Given,
            (true, false) => Account::Ready,
        })
    }

    /// Supervisors of the same role and agency who are employed today.
    fn deputies_of(&self, facts: &Facts) -> Result<Vec<Choice>> {
        if !facts.role.is_supervisor() {
            return Ok(Vec::new());
        }
        let mut statement = self.conn().prepare_cached(
            "select s.id, s.name, coalesce((select group_concat(name, ', ') from (select distinct i.name from staff_site t
               join site i on i.id = t.site_id where t.staff_id = s.id and (t.to_on is null or t.to_on > ?4) order by i.name)), '') as sites
             from staff s where s.role = ?1 and s.agency_id = ?2 and s.id <> ?3 and (s.left_on is null or s.left_on > ?4) order by s.name",
        )?;
        let today = date(self.clock().today());
        let rows = statement
            .query_map(params![facts.role.word(), facts.agency, facts.id.0, today], |row| {
                Ok(Choice { id: row.get(0)?, label: row.get(1)?, detail: row.get(2)?, disabled: None })
            })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
