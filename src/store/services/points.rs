//! What is open in the log: not documented, documented late, findings of the rules, and what should be there and is not.

use super::entries::Whose;
use super::expected;
use crate::domain::catalogue::Severity;
use crate::domain::consent::Category;
use crate::domain::sealed::{Part2, Sealed};
use crate::domain::service::Mode;
use crate::domain::service::told::CONTACT;
use crate::domain::staff::Role;
use crate::domain::{FamilyId, MemberId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::{Gate, Scope, ids, sites};
use crate::store::names::Names;
use crate::store::sql::{RowExt, date};
use crate::store::view::services::{FindingRow, PointRow, PointSort, ServicesPage, WorkerTally};
use crate::store::view::{Mark, Person, Standing};
use chrono::{Days, NaiveDate};
use rusqlite::{Row, params};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many days back the log is looked at; what is not documented is looked for without end.
const DAYS: u64 = 31;

const COLUMNS: &str =
    "s.id, s.version, s.family_id, s.staff_id, s.role, s.kind, s.on_date, s.mode, s.minutes,
  s.joint_with, s.documented_on, s.documented_elsewhere, s.part2, s.member_id";

/// An entry as it was read.
struct Logged {
    id: i64,
    version: i64,
    family: FamilyId,
    staff: StaffId,
    role: Role,
    kind: String,
    on: NaiveDate,
    mode: Mode,
    minutes: Option<i64>,
    joint_with: Option<StaffId>,
    documented_on: Option<NaiveDate>,
    elsewhere: String,
    about: Option<MemberId>,
}

impl Store {
    /// The open points, or the whole log, of everybody at the viewer's sites or of some workers, as of a day; and the
    /// adults of whose services they tell somebody of another agency.
    pub(in crate::store) fn service_points(
        &self,
        staff: Option<&[StaffId]>,
        log: bool,
        on: NaiveDate,
    ) -> Result<(ServicesPage, Vec<MemberId>)> {
        let from = on.checked_sub_days(Days::new(DAYS)).unwrap_or(on);
        let findings = self.service_findings(staff.map_or(Whose::Everybody, Whose::Staff), (from, on))?;
        let entries = self.logged(staff, from, on)?;
        let expected = expected::missing(self, staff, on)?;
        let families: BTreeSet<FamilyId> = entries.iter().map(|entry| entry.family).collect();
        let families: Vec<FamilyId> = families.into_iter().collect();
        let view = View {
            gate: Gate::load(self, Scope::Families(&families))?,
            names: Names::of(&self.conn),
            store: self,
            today: on,
            hours: self.settings.thresholds.documentation.hours,
        };
        let mut rows: Vec<PointRow> = Vec::new();
        let mut told: Vec<MemberId> = Vec::new();
        for entry in &entries {
            if let Some(sort) = view.sort(entry).or(log.then_some(PointSort::Logged)) {
                rows.push(view.row(entry, sort));
                told.extend(view.told(entry));
            }
        }
        let by_id: HashMap<i64, &Logged> = entries.iter().map(|entry| (entry.id, entry)).collect();
        for found in findings {
            if let Some(entry) = by_id.get(&found.service) {
                rows.push(view.finding(entry, found));
                told.extend(view.told(entry));
            }
        }
        rows.extend(expected.iter().map(|one| view.expected(one)));
        let tallies = view.tallies(&entries, &rows);
        let worker = |row: &PointRow| (row.role, row.staff.short.clone());
        if log {
            rows.retain(|row| !matches!(row.sort, PointSort::Finding | PointSort::Expected));
            rows.sort_by_cached_key(|row| (worker(row), Reverse(row.on), row.family, row.entry));
        } else {
            rows.sort_by_cached_key(|row| {
                (worker(row), row.sort, row.standing.mark, row.on, row.family, row.entry)
            });
        }
        let of = staff.and_then(|staff| staff.first()).filter(|_| staff.is_some_and(|all| all.len() == 1));
        Ok((ServicesPage { of: of.map(|id| view.person(*id)), on, log, tallies, rows }, told))
    }

    fn logged(&self, staff: Option<&[StaffId]>, from: NaiveDate, to: NaiveDate) -> Result<Vec<Logged>> {
        // Somebody's entries are found by their own index, everybody's by the families of the sites.
        let of_staff = "service s indexed by service_staff cross join family f on f.id = s.family_id";
        let of_sites = "family f cross join service s indexed by service_family on s.family_id = f.id";
        let owed = "service s indexed by service_undocumented cross join family f on f.id = s.family_id";
        let (days, whose) = match staff {
            None => (of_sites, "?4 is null and f.site_id"),
            Some(_) => (of_staff, "s.staff_id in (select value from json_each(?4)) and +f.site_id"),
        };
        let sql = format!(
            "select {COLUMNS} from {days}
             where s.on_date between ?2 and ?3 and {whose} in (select value from json_each(?1))
             union all select {COLUMNS} from {owed}
             where s.documented_on is null and s.documented_elsewhere = '' and s.on_date < ?2
               and {whose} in (select value from json_each(?1))"
        );
        let staff = staff.map(|staff| ids(staff.iter().map(|one| one.0)));
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows =
            statement.query_map(params![sites(self.viewer()?), date(from), date(to), staff], logged)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Reads [`COLUMNS`] by their places: there are many rows.
fn logged(row: &Row<'_>) -> rusqlite::Result<Logged> {
    let (part2, about): (bool, Option<MemberId>) = (row.get(12)?, row.num_opt(13)?);
    Ok(Logged {
        id: row.get(0)?,
        version: row.get(1)?,
        family: row.num(2)?,
        staff: row.num(3)?,
        role: row.word(4)?,
        kind: row.get(5)?,
        on: row.day(6)?,
        mode: row.word(7)?,
        minutes: row.get(8)?,
        joint_with: row.num_opt(9)?,
        documented_on: row.day_opt(10)?,
        elsewhere: row.get(11)?,
        about: about.filter(|_| part2),
    })
}

/// What rows are made with.
struct View<'a> {
    store: &'a Store,
    gate: Gate,
    names: Names<'a>,
    today: NaiveDate,
    hours: i64,
}

impl View<'_> {
    fn person(&self, id: StaffId) -> Person {
        let nobody = || Person { id, name: String::new(), short: String::new() };
        self.names.person(id).unwrap_or_else(nobody)
    }

    /// Whether so many days are more than the hours that documenting may take.
    fn is_late(&self, days: i64) -> bool {
        days * 24 > self.hours
    }

    fn sort(&self, entry: &Logged) -> Option<PointSort> {
        match entry.documented_on {
            None if entry.elsewhere.is_empty() => Some(PointSort::Undocumented),
            Some(on) if self.is_late((on - entry.on).num_days()) => Some(PointSort::Late),
            _ => None,
        }
    }

    fn row(&self, entry: &Logged, sort: PointSort) -> PointRow {
        let age = (self.today - entry.on).num_days();
        let (mark, text) = match (sort, entry.documented_on) {
            (PointSort::Undocumented, _) if self.is_late(age) => {
                (Mark::Overdue, format!("not documented {age} d"))
            }
            (PointSort::Undocumented, _) => (Mark::Due, "not documented yet".to_owned()),
            (PointSort::Late, Some(on)) => {
                (Mark::Open, format!("documented after {} d", (on - entry.on).num_days()))
            }
            _ if !entry.elsewhere.is_empty() => (Mark::Done, "documented elsewhere".to_owned()),
            _ => (Mark::Done, "documented".to_owned()),
        };
        let what = Part2::Shown(Sealed::new(self.label(entry)));
        PointRow {
            sort,
            entry: Some((entry.id, entry.version)),
            staff: self.person(entry.staff),
            role: entry.role,
            family: entry.family,
            on: entry.on,
            standing: Standing { mark, text, on: Some(entry.on) },
            what,
            how: self.how(entry),
            elsewhere: entry.elsewhere.clone(),
            broken: Part2::Nothing,
        }
    }

    /// The adult of whose service the entry tells somebody of another agency.
    fn told(&self, entry: &Logged) -> Option<MemberId> {
        entry.about.filter(|who| self.gate.tells(*who, Category::Services))
    }

    /// What the entry is called. To whom it may not be told it is what needs no consent, the Recovery Coordinator's
    /// contact; and what that is called in detail stays with their agency, so that the two are not told apart.
    fn label(&self, entry: &Logged) -> String {
        let lists = &self.store.settings.lists;
        let bare = match entry.about {
            Some(about) => self.gate.may(about, Category::Services).is_err(),
            None => {
                entry.role == Role::RecoveryCoordinator
                    && !self.gate.is_own(entry.family)
                    && lists.is_contact_of_treatment(&entry.kind)
            }
        };
        lists.service_label(if bare { CONTACT } else { &entry.kind }).to_owned()
    }

    fn how(&self, entry: &Logged) -> String {
        let mut how = entry.mode.label().to_owned();
        if let Some(minutes) = entry.minutes {
            how = format!("{how}, {minutes} min");
        }
        match entry.joint_with {
            Some(other) => format!("{how}, with {}", self.person(other).short),
            None => how,
        }
    }

    fn finding(&self, entry: &Logged, found: FindingRow) -> PointRow {
        let severity = found.broken.shown().map(|broken| broken.severity);
        let mark = if severity == Some(Severity::Must) { Mark::Overdue } else { Mark::Due };
        let text = match severity {
            Some(Severity::Must) => "would not be accepted",
            Some(_) => "look at it",
            None => "something is wrong",
        };
        let standing = Standing { mark, text: text.to_owned(), on: Some(entry.on) };
        let mut row = self.row(entry, PointSort::Finding);
        (row.standing, row.broken) = (standing, found.broken);
        row
    }

    fn expected(&self, one: &expected::Missing) -> PointRow {
        let days = (self.today - one.due).num_days();
        let text = crate::domain::standing::overdue(days);
        PointRow {
            sort: PointSort::Expected,
            entry: None,
            staff: self.person(one.staff),
            role: one.role,
            family: one.family,
            on: one.due,
            standing: Standing { mark: Mark::Overdue, text, on: Some(one.due) },
            what: Part2::Shown(Sealed::new(one.what.to_owned())),
            how: one.last.map_or_else(
                || "none logged yet".to_owned(),
                |last| format!("last {}", crate::domain::dates::short(last, self.today)),
            ),
            elsewhere: String::new(),
            broken: Part2::Nothing,
        }
    }

    /// A line per worker who has entries or points.
    fn tallies(&self, entries: &[Logged], rows: &[PointRow]) -> Vec<WorkerTally> {
        let mut all: BTreeMap<(Role, String, StaffId), WorkerTally> = BTreeMap::new();
        let mut of = |role: Role, staff: StaffId, count: &dyn Fn(&mut WorkerTally)| {
            let person = self.person(staff);
            let key = (role, person.short.clone(), staff);
            count(all.entry(key).or_insert_with(|| WorkerTally::new(person, role)));
        };
        for entry in entries {
            of(entry.role, entry.staff, &|tally| {
                tally.services += 1;
                tally.elsewhere += i64::from(!entry.elsewhere.is_empty());
            });
        }
        for row in rows {
            let age = (self.today - row.on).num_days();
            of(row.role, row.staff.id, &|tally| match row.sort {
                PointSort::Undocumented => {
                    tally.undocumented += 1;
                    tally.oldest_days = tally.oldest_days.max(Some(age));
                }
                PointSort::Late => tally.late += 1,
                PointSort::Expected => tally.expected += 1,
                PointSort::Finding => tally.findings += 1,
                PointSort::Logged => {}
            });
        }
        all.into_values().collect()
    }
}
