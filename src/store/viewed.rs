//! That the treatment agency looks at its own record goes into the audit trail: once per reader, record and day.
//!
//! A look is the page of a record, or words of it that a search shows. Today and the lists are none: what they have of
//! treatment is a family's standing, there for whoever signs in, and that somebody signed in is in the trail.
//! Looks of others are disclosures, and stand in the log of those as well: see [`super::disclosure`].

use super::Store;
use super::event::{self, Entry};
use super::gate::ids;
use super::sql::instant;
use super::write::{OpId, What};
use crate::domain::FamilyId;
use crate::error::Result;
use rusqlite::params;
use serde_json::Map;

/// What such an event is called.
const VIEW: &str = "view";

/// The table of a record, and its key.
pub(super) type Record = (&'static str, i64);

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
    pub(super) fn viewed(&mut self, record: Record, families: &[FamilyId]) -> Result<()> {
        self.viewed_all(vec![(record, families.to_vec())])
    }

    /// Writes down at once that the viewer looks at several records, each with the families of whom it tells.
    ///
    /// # Errors
    /// It cannot be written: then nothing is shown.
    pub(super) fn viewed_all(&mut self, looks: Vec<(Record, Vec<FamilyId>)>) -> Result<()> {
        if self.looks_only() {
            return Ok(());
        }
        let (viewer, now) = (self.viewer()?.staff.0, self.clock.now());
        let since = instant(self.clock.start_of(self.clock.gate_today()));
        let mut new: Vec<Record> = Vec::new();
        for ((entity, id), families) in looks {
            let list = ids(families.iter().map(|one| one.0));
            let mut asked = self.conn.prepare_cached(NEW)?;
            if asked.query_row(params![viewer, list, entity, id, since], |row| row.get(0))?
                && !new.contains(&(entity, id))
            {
                new.push((entity, id));
            }
        }
        let Some(((entity, id), others)) = new.split_first() else { return Ok(()) };
        self.write(OpId::new(), What::of(VIEW, entity, *id), |tx| {
            for &(entity, id) in others {
                let (op, actor, id) = (OpId::new(), Some(viewer), Some(id));
                let entry = Entry { op, at: now, actor, kind: VIEW, entity, id, result: "null" };
                event::append(tx.sql(), &entry, &[], &Map::new())?;
            }
            Ok(())
        })
    }
}
