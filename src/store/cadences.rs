//! How often pairs and workers meet: as the kind says, or as was settled for their series.

use super::Store;
use super::sql::RowExt;
use crate::domain::StaffId;
use crate::domain::cadence::Every;
use crate::domain::meeting::KindRules;
use crate::domain::spell::Span;
use crate::error::Result;
use std::collections::HashMap;

/// Days between two meetings, and while they held.
type Settled = Vec<(Span, u32)>;

/// What was ever settled for a series, by kind and by the pair, Intact Worker first, or the worker.
pub(super) struct Cadences(HashMap<(String, Vec<StaffId>), Settled>);

impl Cadences {
    /// Reads them: a few rows, of those alone who meet otherwise than the programme says.
    pub(super) fn load(store: &Store) -> Result<Self> {
        let mut statement = store.conn.prepare_cached(
            "select kind, iw_id, rc_id, worker_id, from_on, to_on, every_days from meeting_series
             where every_days > 0 and (to_on is null or to_on > from_on)",
        )?;
        let rows = statement.query_map([], |row| {
            let who = [row.num_opt("iw_id")?, row.num_opt("rc_id")?, row.num_opt("worker_id")?];
            let who: Vec<StaffId> = who.into_iter().flatten().collect();
            let span = Span::new(row.day("from_on")?, row.day_opt("to_on")?);
            Ok(((row.get("kind")?, who), (span, row.get::<_, u32>("every_days")?)))
        })?;
        let mut found: HashMap<_, Settled> = HashMap::new();
        for row in rows {
            let (of, settled) = row?;
            found.entry(of).or_default().push(settled);
        }
        Ok(Self(found))
    }

    /// How often a kind is held with a pair or a worker.
    pub(super) fn of(&self, kind: &KindRules, who: &[StaffId]) -> Every {
        let own = self.0.get(&(kind.key.clone(), who.to_vec())).cloned().unwrap_or_default();
        Every { kind: kind.cadence_days, own }
    }
}
