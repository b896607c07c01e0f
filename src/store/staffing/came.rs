//! When people came into the file by an import or by being added: nothing of theirs is late before that day.

use crate::domain::StaffId;
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::RowExt;
use chrono::NaiveDate;
use std::collections::HashMap;

/// The day on which each person was imported or added; nobody who was there from the beginning is among them.
pub(in crate::store) fn days(store: &Store) -> Result<HashMap<StaffId, NaiveDate>> {
    let mut statement = store.conn().prepare_cached(
        "select v.entity_id as id, min(e.at) as at from event e
         join event_value v on v.seq = e.seq and v.entity = 'staff' and v.field = 'name' and v.old is null
         where (e.entity = 'import' and e.kind = 'import') or (e.entity = 'staff' and e.kind = 'staff')
         group by v.entity_id",
    )?;
    let rows = statement.query_map([], |row| Ok((row.num::<StaffId>("id")?, row.instant_opt("at")?)))?;
    let found: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(found.into_iter().filter_map(|(id, at)| Some((id, store.clock().date_of(at?)))).collect())
}
