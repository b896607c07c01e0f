//! Filters that a person keeps under a name: their own, like a draft, and no part of the record.

use super::super::Store;
use super::super::view::list::SavedFilter;
use crate::domain::text::clean_line;
use crate::error::{Result, denied, invalid};
use rusqlite::params;

/// The viewer's filters of a list, by name.
pub(super) fn load(store: &Store, list: &str) -> Result<Vec<SavedFilter>> {
    let staff = store.viewer()?.staff;
    let mut statement = store.conn.prepare_cached(
        "select name, lens, words, sort, descending from saved_filter where staff_id = ?1 and list = ?2 order by name",
    )?;
    let rows = statement.query_map(params![staff.0, list], |row| {
        Ok(SavedFilter {
            name: row.get(0)?,
            lens: row.get(1)?,
            words: row.get(2)?,
            sort: row.get(3)?,
            descending: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps a filter of the viewer; one of the same name goes.
pub(super) fn keep(store: &mut Store, list: &str, filter: &SavedFilter) -> Result<String> {
    let staff = store.viewer()?.staff;
    let (name, words) = (clean_line(&filter.name), clean_line(&filter.words));
    if name.is_empty() {
        return Err(invalid("a filter needs a name"));
    }
    let kept = store.jot(|tx| {
        tx.execute(
            "insert into saved_filter (staff_id, list, name, lens, words, sort, descending) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             on conflict do update set lens = excluded.lens, words = excluded.words, sort = excluded.sort, descending = excluded.descending",
            params![staff.0, list, name, filter.lens, words, filter.sort, filter.descending],
        )?;
        Ok(())
    })?;
    kept.map(|()| format!("{name} is kept for you")).ok_or_else(read_only)
}

/// Forgets a filter of the viewer.
pub(super) fn forget(store: &mut Store, list: &str, name: &str) -> Result<String> {
    let staff = store.viewer()?.staff;
    let gone = store.jot(|tx| {
        tx.execute(
            "delete from saved_filter where staff_id = ?1 and list = ?2 and name = ?3",
            params![staff.0, list, name],
        )?;
        Ok(())
    })?;
    gone.map(|()| format!("{name} is forgotten")).ok_or_else(read_only)
}

fn read_only() -> crate::error::Error {
    denied("this file is open for reading only: filters cannot be kept or forgotten")
}
