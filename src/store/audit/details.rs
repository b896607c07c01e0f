//! What hangs on a record without being a column of it: the children and facts of a service, the categories and recipients
//! of a consent. What another program changed of it is noticed where an event told of it last.

use crate::error::Result;
use crate::store::view::audit::Edited;
use crate::store::{consents, services};
use rusqlite::Connection;

/// What a field holds now.
type Now = fn(&Connection, i64, &str) -> Result<Option<String>>;

/// The records that have details.
const RECORDS: [(&str, Now); 2] = [("service", services::parts::now), ("consent", consents::parts::now)];

/// Details that are not what was told last.
pub(super) fn find(conn: &Connection) -> Result<Vec<Edited>> {
    let mut found = Vec::new();
    for (record, now) in RECORDS {
        // With max(), SQLite takes the other columns from the same row: the last value of each field.
        let mut told = conn.prepare(&format!(
            "select entity_id, field, new, max(seq) from event_value v where entity = ?1
               and (field in ('children', 'categories', 'recipients') or field glob 'fact *')
               and exists (select 1 from {record} r where r.id = v.entity_id) group by entity_id, field"
        ))?;
        let mut rows = told.query([record])?;
        while let Some(row) = rows.next()? {
            let (id, field): (i64, String) = (row.get(0)?, row.get(1)?);
            let told: Option<String> = row.get(2)?;
            if now(conn, id, &field)?.is_some_and(|now| now != told.unwrap_or_default()) {
                found.push(Edited::Changed { seq: row.get(3)?, record: record.to_owned(), id, field });
            }
        }
    }
    Ok(found)
}
