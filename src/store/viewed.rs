//! That the treatment agency looks at its own record goes into the audit trail: once per reader, record and day.
//!
//! Looks of others are disclosures, and stand in the log of those as well: see [`super::disclosure`].

use super::Store;
use super::gate::ids;
use super::sql::instant;
use super::write::{OpId, What};
use crate::domain::FamilyId;
use crate::error::Result;
use rusqlite::params;

/// Whether viewer ?1 is of the agency that treats one of the families ?2, of whom there may be treatment information since
/// an adult once consented, and record ?3 ?4 was not looked at by them since ?5.
const NEW: &str = "select exists (select 1 from family f join site t on t.id = f.site_id
      join staff v on v.id = ?1 and v.agency_id = t.treatment_agency_id
    where f.id in (select value from json_each(?2))
      and exists (select 1 from member m join consent c on c.member_id = m.id where m.family_id = f.id))
  and not exists (select 1 from event where entity = ?3 and entity_id = ?4 and kind = 'view' and actor = ?1 and at >= ?5)";

impl Store {
    /// Writes down, before it is shown, that the viewer looks at treatment information of their own agency's record.
    ///
    /// # Errors
    /// It cannot be written: then nothing is shown.
    pub(super) fn viewed(&mut self, (entity, id): (&'static str, i64), families: &[FamilyId]) -> Result<()> {
        let state = self.state();
        if state.read_only || state.as_of.is_some() {
            return Ok(());
        }
        let (viewer, list) = (self.viewer()?.staff.0, ids(families.iter().map(|one| one.0)));
        let since = instant(self.clock.start_of(self.clock.gate_today()));
        let new: bool = self
            .conn
            .prepare_cached(NEW)?
            .query_row(params![viewer, list, entity, id, since], |row| row.get(0))?;
        if new {
            self.write(OpId::new(), What::of("view", entity, id), |_| Ok(()))?;
        }
        Ok(())
    }
}
