//! One pass over the services of a stretch of days, some weeks at a time, so that memory stays flat.

use super::background::Papers;
use super::entries::{Log, Whose};
use crate::domain::catalogue::{Rule, Severity};
use crate::domain::consent::Category;
use crate::domain::rules::{Entry, Finding, check, day};
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::{FamilyId, MemberId, StaffId};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::{Gate, Scope, sites};
use crate::store::names::Names;
use crate::store::view::services::{Broken, FindingRow, RuleCount, ServiceCheck};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

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

/// What a pass looked at, and what it found.
struct Pass {
    services: i64,
    hits: Vec<Hit>,
}

impl Store {
    /// Every finding of the days `from` to `to`, both included, at the viewer's sites, and the adults of whom they tell
    /// somebody of another agency. Findings that may not be read are not counted either: how often a rule is broken would
    /// tell of a single one that it is there.
    ///
    /// # Errors
    /// Nobody is signed in, or what SQLite says.
    pub(in crate::store) fn check_services(
        &self,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Result<(ServiceCheck, Vec<MemberId>)> {
        let Pass { services, hits } = self.pass(Whose::Everybody, from, to)?;
        let mut counts: BTreeMap<(bool, String), RuleCount> = BTreeMap::new();
        let (findings, told) = self.gated_findings(hits)?;
        for broken in findings.iter().filter_map(|row| row.broken.shown()) {
            let key = (broken.severity != Severity::Must, broken.rule.clone());
            counts.entry(key).or_insert_with(|| RuleCount { broken: broken.clone(), count: 0 }).count += 1;
        }
        let (rules, stopped) = (counts.into_values().collect(), self.stopping_soon()?);
        Ok((ServiceCheck { from, to, services, findings, rules, stopped }, told))
    }

    /// What some workers' entries of these days break, or everybody's, at the viewer's sites.
    pub(super) fn service_findings(
        &self,
        whose: Whose<'_>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<FindingRow>> {
        Ok(self.gated_findings(self.pass(whose, from, to)?.hits)?.0)
    }

    /// The pass itself: the gravest first, then by day.
    fn pass(&self, whose: Whose<'_>, from: NaiveDate, to: NaiveDate) -> Result<Pass> {
        let (sites, catalogue, today) = (sites(self.viewer()?), &self.settings.services, self.clock.today());
        let log = Log { conn: &self.conn, settings: &self.settings, sites: &sites };
        let mut papers = Papers::at(&self.conn, &sites);
        let mut pass = Pass { services: 0, hits: Vec::new() };
        for (from, to) in log.windows(from, to)? {
            let entries = log.read(whose, from, to)?;
            papers.learn(&entries, whose)?;
            for entries in entries.chunk_by(|one, next| one.on == next.on) {
                let asked = || entries.iter().filter(|entry| whose.asks(entry.staff));
                pass.services += i64::try_from(asked().count()).unwrap_or_default();
                let mut found: Vec<Finding<'_>> = asked()
                    .flat_map(|entry| check(entry, papers.background(entry, catalogue, today)))
                    .collect();
                found.extend(day(entries, catalogue));
                pass.hits.extend(found.iter().filter_map(|finding| {
                    let at = entries.binary_search_by_key(&finding.service, |entry| entry.id).ok()?;
                    let entry = entries.get(at).filter(|entry| whose.asks(entry.staff))?;
                    Some(hit(entry, finding))
                }));
            }
        }
        pass.hits.sort_by_key(|hit| (hit.rule.severity != Severity::Must, hit.on, hit.service));
        Ok(pass)
    }

    /// The findings that may be read, and the adults of whom they tell somebody of another agency.
    fn gated_findings(&self, hits: Vec<Hit>) -> Result<(Vec<FindingRow>, Vec<MemberId>)> {
        let families: BTreeSet<FamilyId> = hits.iter().map(|hit| hit.family).collect();
        let families: Vec<FamilyId> = families.into_iter().collect();
        let gate = Gate::load(self, Scope::Families(&families))?;
        let names = Names::of(&self.conn);
        let about = hits.iter().filter_map(|hit| hit.about);
        let told = about.filter(|who| gate.tells(*who, Category::Services)).collect();
        let row = |hit: Hit| {
            let label = self.settings.lists.service_label(&hit.kind).to_owned();
            let (kind, broken) = match hit.about {
                None => (Part2::Shown(Sealed::new(label)), Part2::Shown(Sealed::new(hit.rule))),
                Some(about) => (
                    gate.part2(about, Category::Services, Some(label)),
                    gate.part2(about, Category::Services, Some(hit.rule)),
                ),
            };
            let staff = names.person(hit.staff).map(|person| person.short).unwrap_or_default();
            let (service, other, family, on) = (hit.service, hit.other, hit.family, hit.on);
            FindingRow { service, other, family, on, staff, kind, broken }
        };
        // That a service breaks a rule tells that it is a treatment service: where that may not be read, there is no row.
        let rows = hits.into_iter().map(row).filter(|row| !matches!(row.broken, Part2::Withheld(_)));
        Ok((rows.collect(), told))
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
