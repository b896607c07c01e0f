//! What a supervisor was shown before: so that what is new can be told.

use crate::domain::StaffId;
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::{RowExt, date};
use crate::store::view::today::Today;
use chrono::NaiveDate;
use rusqlite::params;
use std::collections::HashMap;

/// The row that remembers the looking itself: first_on is the look before, last_on the latest.
const LOOKED: &str = "today";

impl Store {
    /// Says which needs are new to this person, and remembers that they were shown.
    ///
    /// A need that went away and came back is new again. Where the file may not be written, or somebody else is
    /// writing just now, nothing is remembered and nothing is lost.
    pub(super) fn look(&mut self, today: &mut Today) -> Result<()> {
        let who = self.viewer()?.staff;
        let shown = self.shown(who)?;
        let on = today.on;
        let looked = shown.get(LOOKED).copied();
        let before = looked.map(|(first, last)| if last < on { last } else { first }).filter(|day| *day < on);
        let mut changed = looked.is_none_or(|(_, last)| last < on);
        let mut rows = Vec::new();
        for need in &mut today.needs {
            let seen = shown.get(&need.key).copied();
            let first = match seen {
                Some((first, last)) if last >= before.unwrap_or(last).min(on) => first,
                _ => on,
            };
            need.new = first >= on;
            changed |= seen.is_none_or(|(_, last)| last < on);
            rows.push((need.key.clone(), first));
        }
        today.new = today.needs.iter().filter(|need| need.new).count();
        today.last_look = before;
        if changed {
            rows.push((LOOKED.to_owned(), before.unwrap_or(on)));
            // A look that cannot be kept just now is kept the next time.
            let _ = self.keep_look(who, on, &rows);
        }
        Ok(())
    }

    fn shown(&self, who: StaffId) -> Result<HashMap<String, (NaiveDate, NaiveDate)>> {
        let mut statement =
            self.conn().prepare_cached("select need, first_on, last_on from look where staff_id = ?1")?;
        let rows = statement
            .query_map([who.0], |row| Ok((row.get(0)?, (row.day("first_on")?, row.day("last_on")?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn keep_look(&mut self, who: StaffId, on: NaiveDate, rows: &[(String, NaiveDate)]) -> Result<()> {
        self.jot(|tx| {
            let mut keep = tx.prepare_cached(
                "insert into look (staff_id, need, first_on, last_on) values (?1, ?2, ?3, ?4)
                 on conflict (staff_id, need) do update set first_on = excluded.first_on, last_on = excluded.last_on",
            )?;
            for (need, first) in rows {
                keep.execute(params![who.0, need, date(*first), date(on)])?;
            }
            Ok(())
        })?;
        Ok(())
    }
}
