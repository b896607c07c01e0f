//! What the file knows of a site's families that must not stand in a report, and who may own a challenge.

use crate::domain::SiteId;
use crate::domain::report::telling::Known;
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::date;
use crate::store::view::Person;
use crate::store::walk::person;
use rusqlite::params;

impl Store {
    /// Case numbers, aliases and short names of every family of the site, closed ones too.
    pub(super) fn known_words(&self, site: SiteId) -> Result<Known> {
        let list = |sql: &str| -> Result<Vec<String>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            let rows = statement.query_map([site.0], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let mut numbers = list("select case_number from family where site_id = ?1")?;
        numbers
            .extend(list("select case_number from referral where site_id = ?1 and case_number is not null")?);
        Ok(Known::new(
            numbers,
            list(
                "select distinct m.alias from member m join family f on f.id = m.family_id where f.site_id = ?1",
            )?,
            list("select label from family where site_id = ?1 and label <> ''")?,
        ))
    }

    /// Who works at the site today, supervisors first.
    pub(super) fn report_people(&self, site: SiteId) -> Result<Vec<Person>> {
        let mut statement = self.conn.prepare_cached(
            "select distinct s.id, s.role, s.name from staff s join staff_site t on t.staff_id = s.id
             where t.site_id = ?1 and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2) and (s.left_on is null or s.left_on > ?2)
             order by s.role not in ('intact_supervisor', 'sud_supervisor'), s.name",
        )?;
        let today = date(self.clock.today());
        let ids = statement
            .query_map(params![site.0, today], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        ids.into_iter().map(|id| person(&self.conn, crate::domain::StaffId(id))).collect()
    }
}
