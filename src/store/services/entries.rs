//! The log as it is read to be checked: some weeks at a time, so that memory stays flat however long the stretch is.

use crate::domain::rules::Entry;
use crate::domain::{FamilyId, StaffId};
use crate::error::Result;
use crate::settings::{ServiceGroup, Settings};
use crate::store::gate::ids;
use crate::store::sql::{RowExt, date};
use chrono::{Days, NaiveDate};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};
use std::collections::HashMap;

/// How many days are read at a time.
const WINDOW: Days = Days::new(31);

const COLUMNS: &str =
    "s.id, s.kind, s.staff_id, s.joint_with, s.family_id, s.member_id, s.on_date, s.began, s.minutes, s.mode,
  s.documented_on is not null, s.part2";

/// By the families of the sites: what other sites log costs nothing.
const EVERYBODY: &str = "
  select {columns} from family f cross join service s indexed by service_family on s.family_id = f.id
  where f.site_id in (select value from json_each(?1)) and s.on_date between ?2 and ?3";

/// By the workers; then what others provided to adults of the same families on the same days.
const STAFF: &str = "
  select {columns} from service s indexed by service_staff cross join family f on f.id = s.family_id
  where s.staff_id in (select value from json_each(?4)) and s.on_date between ?2 and ?3
    and +f.site_id in (select value from json_each(?1))
  union all
  select {columns} from (
    select distinct w.family_id, w.on_date from service w indexed by service_staff
    where w.staff_id in (select value from json_each(?4)) and w.on_date between ?2 and ?3 and w.member_id is not null) d
  cross join service s indexed by service_family on s.family_id = d.family_id and s.on_date = d.on_date
  cross join family f on f.id = s.family_id
  where s.member_id is not null and s.staff_id not in (select value from json_each(?4))
    and +f.site_id in (select value from json_each(?1))";

/// A worker's, and what others provided to adults of a family on these days.
const BESIDE: &str = "
  select {columns} from service s indexed by service_staff cross join family f on f.id = s.family_id
  where s.staff_id = ?4 and s.on_date between ?2 and ?3 and +f.site_id in (select value from json_each(?1))
  union all
  select {columns} from service s indexed by service_family cross join family f on f.id = s.family_id
  where s.family_id = ?5 and s.on_date between ?2 and ?3 and s.member_id is not null and s.staff_id <> ?4
    and +f.site_id in (select value from json_each(?1))";

/// Whose entries are read.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    /// Everybody's at the sites.
    Everybody,
    /// These workers', and what they are laid beside: no client can be in two places.
    Staff(&'a [StaffId]),
    /// What an entry of this worker about this family is laid beside.
    Beside(StaffId, FamilyId),
}

impl Whose<'_> {
    /// Whether it is this worker's entries that are asked for; the others only stand beside them.
    pub(super) fn asks(self, who: StaffId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Staff(staff) => staff.contains(&who),
            Self::Beside(staff, _) => staff == who,
        }
    }

    /// The statement, and its values from `?4` on.
    fn sql(self) -> (String, Vec<Value>) {
        let (sql, values) = match self {
            Self::Everybody => (EVERYBODY, Vec::new()),
            Self::Staff(staff) => (STAFF, vec![Value::Text(ids(staff.iter().map(|one| one.0)))]),
            Self::Beside(staff, family) => (BESIDE, vec![Value::Integer(staff.0), Value::Integer(family.0)]),
        };
        (sql.replace("{columns}", COLUMNS), values)
    }
}

/// Where entries are read.
pub(super) struct Log<'a> {
    pub(super) conn: &'a Connection,
    pub(super) settings: &'a Settings,
    /// The sites, as JSON.
    pub(super) sites: &'a str,
}

impl Log<'_> {
    /// The days `from` to `to` that hold anything, in stretches that are read at a time.
    pub(super) fn windows(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<(NaiveDate, NaiveDate)>> {
        let held = self
            .conn
            .prepare_cached(
                "select (select min(on_date) from service where on_date between ?1 and ?2) as first,
                   (select max(on_date) from service where on_date between ?1 and ?2) as last",
            )?
            .query_row([date(from), date(to)], |row| Ok(row.day_opt(0)?.zip(row.day_opt(1)?)))?;
        let Some((first, last)) = held else { return Ok(Vec::new()) };
        let begins = std::iter::successors(Some(first), |day| day.checked_add_days(WINDOW));
        let ends = |day: NaiveDate| day.checked_add_days(WINDOW).and_then(|next| next.pred_opt());
        Ok(begins
            .take_while(|day| *day <= last)
            .map(|day| (day, ends(day).map_or(last, |end| end.min(last))))
            .collect())
    }

    /// The entries of some days with what is on file for them, by day and in the order in which they were entered.
    pub(super) fn read(&self, whose: Whose<'_>, from: NaiveDate, to: NaiveDate) -> Result<Vec<Entry>> {
        let (sql, more) = whose.sql();
        let first = [self.sites.to_owned(), date(from), date(to)].map(Value::Text);
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows =
            statement.query_map(params_from_iter(first.into_iter().chain(more)), |row| self.entry(row))?;
        let mut entries: Vec<Entry> = rows.collect::<rusqlite::Result<_>>()?;
        entries.sort_unstable_by_key(|entry| (entry.on, entry.id));
        self.put_facts(&mut entries)?;
        Ok(entries)
    }

    fn entry(&self, row: &Row<'_>) -> rusqlite::Result<Entry> {
        let kind: String = row.get(1)?;
        let group = self.settings.lists.service(&kind).map(|kind| kind.group);
        Ok(Entry {
            id: row.get(0)?,
            kind,
            support: group == Some(ServiceGroup::RecoverySupport),
            staff: row.num(2)?,
            joint_with: row.num_opt(3)?,
            family: row.num(4)?,
            member: row.num_opt(5)?,
            sealed: row.get(11)?,
            on: row.day(6)?,
            began: row.time_opt(7)?,
            minutes: row.get(8)?,
            mode: row.word(9)?,
            documented: row.get(10)?,
            facts: Vec::new(),
        })
    }

    /// Puts what is on file to the recovery support services; the others have nothing of the kind.
    fn put_facts(&self, entries: &mut [Entry]) -> Result<()> {
        let mut support: HashMap<i64, &mut Entry> =
            entries.iter_mut().filter(|entry| entry.support).map(|entry| (entry.id, entry)).collect();
        if support.is_empty() {
            return Ok(());
        }
        let mut statement = self.conn.prepare_cached(
            "select service_id, name, value from service_fact where service_id in (select value from json_each(?1))",
        )?;
        let mut rows = statement.query([ids(support.keys().copied())])?;
        while let Some(row) = rows.next()? {
            if let Some(entry) = support.get_mut(&row.get(0)?) {
                entry.facts.push((row.get(1)?, row.get(2)?));
            }
        }
        Ok(())
    }
}
