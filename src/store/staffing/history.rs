//! What was done to a person's record, newest first.

use crate::domain::StaffId;
use crate::error::Result;
use crate::store::Store;
use crate::store::history::words::event;
use crate::store::sql::read_instant;
use chrono::NaiveDate;
use rusqlite::OptionalExtension;

/// What was changed: when, what, by whom.
pub(super) fn of(store: &Store, staff: StaffId) -> Result<Vec<(NaiveDate, String, String)>> {
    let mut statement = store.conn().prepare_cached(
        "select e.at, e.kind, coalesce(nullif(s.short_name, ''), s.name, '') as who from event e left join staff s on s.id = e.actor
         where e.seq in (select seq from event where entity = 'staff' and entity_id = ?1
             union select v.seq from event_value v join event a on a.seq = v.seq and a.entity = 'staff' and a.kind = 'staff'
               where v.entity = 'staff' and v.entity_id = ?1)
           and e.kind not in ('sign_in', 'sign_in_refused')
         order by e.seq desc limit 20",
    )?;
    let zone = store.meta().time_zone;
    let rows = statement.query_map([staff.0], |row| {
        let (at, kind): (String, String) = (row.get("at")?, row.get("kind")?);
        let on = read_instant(&at).map(|at| at.with_timezone(&zone).date_naive());
        Ok(on.map(|on| (on, event(&kind), row.get::<_, String>("who").unwrap_or_default())))
    })?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Whether the passphrase was last set by somebody else, or came with the person when they were added.
pub(in crate::store) fn passphrase_was_given(store: &Store, staff: StaffId) -> Result<bool> {
    let last: Option<String> = store
        .conn()
        .prepare_cached(
            "select kind from (select seq, kind from event where entity = 'staff' and entity_id = ?1
                 and kind in ('passphrase_given', 'passphrase_changed', 'passphrase_recovered')
               union all select e.seq, e.kind from event_value v join event e on e.seq = v.seq
                 where v.entity = 'staff' and v.entity_id = ?1 and e.entity = 'staff' and e.kind = 'staff')
             order by seq desc limit 1",
        )?
        .query_row([staff.0], |row| row.get(0))
        .optional()?;
    Ok(last.is_some_and(|kind| !matches!(kind.as_str(), "passphrase_changed" | "passphrase_recovered")))
}
