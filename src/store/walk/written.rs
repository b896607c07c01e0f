//! What is written about the families of a meeting, read in one look.

use crate::domain::{FamilyId, MeetingId, StaffId};
use crate::error::Result;
use crate::store::sql::RowExt;
use rusqlite::Connection;

/// Somebody's words about a family, as they lie in the file.
pub(in crate::store) struct CaseWords {
    family: FamilyId,
    field: String,
    author: StaffId,
    pub(super) id: i64,
    pub(super) body: String,
    pub(super) version: i64,
}

/// Everybody's words about the families of a meeting.
pub(in crate::store) struct Written(Vec<CaseWords>);

impl Written {
    /// Reads what is written about the families of a meeting.
    pub(in crate::store) fn of(conn: &Connection, meeting: MeetingId) -> Result<Self> {
        let mut statement = conn.prepare_cached(
            "select family_id, field, author_id, id, body, version from note
             where meeting_id = ?1 and family_id is not null and kind = 'case'",
        )?;
        let rows = statement.query_map([meeting.0], |row| {
            Ok(CaseWords {
                family: row.num(0)?,
                field: row.get(1)?,
                author: row.num(2)?,
                id: row.get(3)?,
                body: row.get(4)?,
                version: row.get(5)?,
            })
        })?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }

    /// What somebody wrote about a family in a field.
    pub(super) fn by(&self, family: FamilyId, field: &str, author: StaffId) -> Option<&CaseWords> {
        self.0.iter().find(|one| one.family == family && one.author == author && one.field == field)
    }
}
