//! One pass over the services of a stretch of days, a day at a time, so that memory stays flat.

use super::background::Papers;
use crate::domain::catalogue::{Catalogue, Rule, Severity};
use crate::domain::consent::Category;
use crate::domain::rules::{Background, Entry, Finding, check, day};
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::Result;
use crate::settings::{ServiceGroup, Settings};
use crate::store::Store;
use crate::store::gate::{Gate, Scope, sites};
use crate::store::sql::{RowExt, date};
use crate::store::view::services::{Broken, FindingRow, RuleCount, ServiceCheck};
use chrono::{NaiveDate, NaiveTime};
use rusqlite::{CachedStatement, Connection, Row, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// In the order of days; the unary plus keeps the day's index from being passed over for that of the family.
const SERVICES: &str = "
    select s.id, s.kind, s.staff_id, s.joint_with, s.family_id, s.member_id, s.on_date, s.began, s.minutes, s.mode,
      s.documented_on is not null, s.part2
    from service s indexed by service_day join family f on f.id = s.family_id
    where s.on_date between ?2 and ?3 and +f.site_id in (select value from json_each(?1))
    order by s.on_date, s.id";

/// A broken rule with what the gate must know of its service.
struct Hit {
    service: i64,
    other: Option<i64>,
    rule: Broken,
    family: FamilyId,
    on: NaiveDate,
    staff: StaffId,
    kind: String,
    /// The adult of a Part 2 service.
    about: Option<MemberId>,
}

impl Store {
    /// Every finding of the days `from` to `to`, both included, at the viewer's sites.
    ///
    /// # Errors
    /// Nobody is signed in, or what SQLite says.
    pub(in crate::store) fn check_services(&self, from: NaiveDate, to: NaiveDate) -> Result<ServiceCheck> {
        let sites = sites(self.viewer()?);
        let papers = Papers::load(&self.conn, &sites)?;
        let settings = self.settings.clone();
        let mut hits: Vec<Hit> = Vec::new();
        let mut services = 0;
        let days = Days { conn: &self.conn, settings: &settings, papers: &papers, today: self.clock.today() };
        days.each(&sites, from, to, |entries, findings| {
            services += i64::try_from(entries.len()).unwrap_or_default();
            for finding in findings {
                if let Some(entry) = entries.iter().find(|entry| entry.id == finding.service) {
                    hits.push(hit(entry, finding));
                }
            }
        })?;
        hits.sort_by_key(|hit| (hit.rule.severity != Severity::Must, hit.on, hit.service));
        let mut counts: BTreeMap<(bool, String), RuleCount> = BTreeMap::new();
        for hit in &hits {
            let key = (hit.rule.severity != Severity::Must, hit.rule.rule.clone());
            counts.entry(key).or_insert_with(|| RuleCount { broken: hit.rule.clone(), count: 0 }).count += 1;
        }
        let rules = counts.into_values().collect();
        Ok(ServiceCheck {
            from,
            to,
            services,
            findings: self.gated_findings(hits)?,
            rules,
            stopped: self.stopping_soon()?,
        })
    }

    fn gated_findings(&self, hits: Vec<Hit>) -> Result<Vec<FindingRow>> {
        let families: BTreeSet<FamilyId> = hits.iter().map(|hit| hit.family).collect();
        let families: Vec<FamilyId> = families.into_iter().collect();
        let gate = Gate::load(self, Scope::Families(&families))?;
        let names = names(&self.conn)?;
        let row = |hit: Hit| {
            let label = self.settings.lists.service_label(&hit.kind).to_owned();
            let (kind, broken) = match hit.about {
                None => (Part2::Shown(Sealed::new(label)), Part2::Shown(Sealed::new(hit.rule))),
                Some(about) => (
                    gate.part2(about, Category::Services, Some(label)),
                    gate.part2(about, Category::Services, Some(hit.rule)),
                ),
            };
            let staff = names.get(&hit.staff).cloned().unwrap_or_default();
            let (service, other, family, on) = (hit.service, hit.other, hit.family, hit.on);
            FindingRow { service, other, family, on, staff, kind, broken }
        };
        // That a service breaks a rule tells that it is a treatment service: where that may not be read, there is no row.
        Ok(hits.into_iter().map(row).filter(|row| !matches!(row.broken, Part2::Withheld(_))).collect())
    }
}

fn hit(entry: &Entry, finding: &Finding<'_>) -> Hit {
    Hit {
        service: entry.id,
        other: finding.other,
        rule: broken(finding.rule),
        family: entry.family,
        on: entry.on,
        staff: entry.staff,
        kind: entry.kind.clone(),
        about: entry.member.filter(|_| entry.sealed),
    }
}

pub(super) fn broken(rule: &Rule) -> Broken {
    Broken {
        rule: rule.id.clone(),
        severity: rule.severity,
        says: rule.says.clone(),
        quote: rule.quote.clone(),
        source: rule.source.clone(),
    }
}

fn names(conn: &Connection) -> Result<HashMap<StaffId, String>> {
    let mut statement =
        conn.prepare_cached("select id, iif(short_name = '', name, short_name) from staff")?;
    let rows = statement.query_map([], |row| Ok((StaffId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The pass itself.
pub(super) struct Days<'a> {
    pub(super) conn: &'a Connection,
    pub(super) settings: &'a Settings,
    pub(super) papers: &'a Papers,
    pub(super) today: NaiveDate,
}

impl Days<'_> {
    /// Gives each day's entries with what they break.
    pub(super) fn each(
        &self,
        sites: &str,
        from: NaiveDate,
        to: NaiveDate,
        mut take: impl FnMut(&[Entry], &[Finding<'_>]),
    ) -> Result<()> {
        let catalogue: &Catalogue = &self.settings.services;
        let mut facts =
            self.conn.prepare_cached("select name, value from service_fact where service_id = ?1")?;
        let mut statement = self.conn.prepare_cached(SERVICES)?;
        let mut rows = statement.query(params![sites, date(from), date(to)])?;
        let mut today: Vec<Entry> = Vec::new();
        let mut found: Vec<Finding<'_>> = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = self.entry(row, &mut facts)?;
            if today.last().is_some_and(|last| last.on != entry.on) {
                found.extend(day(&today, catalogue));
                take(&today, &found);
                today.clear();
                found.clear();
            }
            let by = Background {
                catalogue,
                held: self.papers.held(entry.staff),
                spells: self.papers.spells(entry.family),
                vouchers: self.papers.vouchers(),
                today: self.today,
            };
            found.extend(check(&entry, by));
            today.push(entry);
        }
        found.extend(day(&today, catalogue));
        take(&today, &found);
        Ok(())
    }

    fn entry(&self, row: &Row<'_>, facts: &mut CachedStatement<'_>) -> Result<Entry> {
        let kind: String = row.get(1)?;
        let group = self.settings.lists.service(&kind).map(|kind| kind.group);
        let support = group == Some(ServiceGroup::RecoverySupport);
        let id: i64 = row.get(0)?;
        let facts = if support {
            let rows = facts.query_map([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect::<rusqlite::Result<_>>()?
        } else {
            Vec::new()
        };
        let began: Option<String> = row.get(7)?;
        Ok(Entry {
            id,
            kind,
            support,
            staff: StaffId(row.get(2)?),
            joint_with: row.get::<_, Option<i64>>(3)?.map(StaffId),
            family: FamilyId(row.get(4)?),
            member: row.get::<_, Option<i64>>(5)?.map(MemberId),
            sealed: row.get(11)?,
            on: row.day("on_date")?,
            began: began.and_then(|began| NaiveTime::parse_from_str(&began, "%H:%M").ok()),
            minutes: row.get(8)?,
            mode: row.word("mode")?,
            documented: row.get(10)?,
            facts,
        })
    }
}
