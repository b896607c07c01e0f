//! What the end of a credential or vehicle paper stops: judged by the same rules as the check of services.

use super::background::held;
use crate::domain::StaffId;
use crate::domain::rules::{Held, stops};
use crate::error::Result;
use crate::store::Store;
use crate::store::gate::sites;
use crate::store::names::Names;
use crate::store::sql::{RowExt, date};
use crate::store::view::services::Stopped;
use chrono::{Days, NaiveDate};
use rusqlite::params;

/// The days over which it is counted what somebody provides.
const DAYS: u64 = 31;

impl Store {
    /// The papers of these people that end within the setting, or have ended, each with what its end stops; counts name
    /// no client.
    pub(in crate::store) fn stopped(&self, staff: &[StaffId]) -> Result<Vec<Stopped>> {
        let (today, warning) = (self.clock.today(), self.settings.thresholds.credential.warning_days);
        let near = |paper: &Held| paper.until.filter(|ends| (*ends - today).num_days() <= warning);
        let all = held(&self.conn, staff)?;
        let (names, mut found) = (Names::of(&self.conn), Vec::new());
        for staff in staff {
            let held = all.get(staff).map_or(&[][..], Vec::as_slice);
            for (paper, ends_on) in held.iter().filter_map(|paper| Some((paper, near(paper)?))) {
                let kinds = stops(&self.settings.services, held, paper);
                if kinds.is_empty() {
                    continue;
                }
                let kinds: Vec<String> =
                    kinds.into_iter().map(|kind| self.provided(*staff, kind)).collect::<Result<_>>()?;
                found.push(Stopped {
                    staff: *staff,
                    short: names.person(*staff).map(|person| person.short).unwrap_or_default(),
                    kind: paper.kind.clone(),
                    label: self.settings.lists.credential_kind.label(&paper.kind).to_owned(),
                    ends_on,
                    words: kinds.join("; "),
                });
            }
        }
        Ok(found)
    }

    /// The papers of everybody at the viewer's sites that end within the setting, or have ended; the first first.
    pub(super) fn stopping_soon(&self) -> Result<Vec<Stopped>> {
        let today = self.clock.today();
        let sql = "select distinct s.id from staff_site t cross join staff s on s.id = t.staff_id
          where t.site_id in (select value from json_each(?1)) and t.from_on <= ?2 and (t.to_on is null or t.to_on > ?2)
            and (s.left_on is null or s.left_on > ?2) order by s.id";
        let staff: Vec<StaffId> = self
            .conn
            .prepare_cached(sql)?
            .query_map(params![sites(self.viewer()?), date(today)], |row| row.num(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut found = self.stopped(&staff)?;
        found.sort_by_key(|one| one.ends_on);
        Ok(found)
    }

    /// `31 d: Transportation 6, 4 families`: short, since it stands in a column.
    fn provided(&self, staff: StaffId, kind: &str) -> Result<String> {
        let today = self.clock.today();
        let since: NaiveDate = today.checked_sub_days(Days::new(DAYS)).unwrap_or(today);
        let (services, families): (i64, i64) = self
            .conn
            .prepare_cached(
                "select count(*), count(distinct family_id) from service
                 where staff_id = ?1 and kind = ?2 and on_date between ?3 and ?4 and mode <> 'attempted'",
            )?
            .query_row(params![staff.0, kind, date(since), date(today)], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let label = self.settings.lists.service_label(kind);
        if services == 0 {
            return Ok(format!("{label}, none in {DAYS} d"));
        }
        let families = if families == 1 { "1 family".to_owned() } else { format!("{families} families") };
        Ok(format!("{DAYS} d: {label} {services}, {families}"))
    }
}
