//! Text that is being typed and not saved yet: kept per person, read by nobody else.

use super::Store;
use super::sql::instant;
use crate::domain::staff::Side;
use crate::domain::text::clean;
use crate::error::Result;
use rusqlite::params;

impl Store {
    /// Keeps the viewer's unsaved text of a field; an empty one is forgotten. A file that is only read keeps none.
    pub(super) fn keep_draft(&mut self, entity: &str, id: i64, field: &str, body: &str) -> Result<()> {
        let viewer = self.viewer()?;
        let (staff, part2) = (viewer.staff, viewer.side == Side::Treatment);
        let at = instant(self.clock().now());
        let body = clean(body);
        self.jot(|tx| {
            if body.trim().is_empty() {
                tx.prepare_cached(
                    "delete from draft where staff_id = ?1 and entity = ?2 and entity_id = ?3 and field = ?4",
                )?
                .execute(params![staff.0, entity, id, field])?;
            } else {
                tx.prepare_cached(
                    "insert into draft (staff_id, entity, entity_id, field, body, at, part2) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     on conflict do update set body = excluded.body, at = excluded.at, part2 = excluded.part2",
                )?
                .execute(params![staff.0, entity, id, field, body, at, part2])?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// The viewer's own unsaved texts of a record: field, text, the instant of the last change.
    pub(super) fn drafts(&self, entity: &str, id: i64) -> Result<Vec<(String, String, String)>> {
        let staff = self.viewer()?.staff;
        let mut statement = self.conn().prepare_cached(
            "select field, body, at from draft where staff_id = ?1 and entity = ?2 and entity_id = ?3 order by field",
        )?;
        let rows = statement
            .query_map(params![staff.0, entity, id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
