//! What consent lets be written about adults on a day; what it lets be read is the gate's.

use crate::domain::consent::Category;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::consents::covering;
use crate::store::gate::{Gate, Scope};
use crate::store::sql::date;
use chrono::NaiveDate;
use rusqlite::{Connection, params};

/// An adult who takes part in the recovery programme.
pub(in crate::store) struct Adult {
    pub member: MemberId,
    pub alias: String,
}

impl Store {
    /// The gate for these families, as it stands for the viewer today.
    pub(in crate::store) fn walk_gate(&self, families: &[FamilyId]) -> Result<Gate> {
        Gate::load(self, Scope::Families(families))
    }
}

/// The adults of a family who take part.
pub(in crate::store) fn adults(conn: &Connection, family: FamilyId) -> Result<Vec<Adult>> {
    let mut statement = conn.prepare_cached(
        "select id, alias from member where family_id = ?1 and kind = 'adult' and participant = 1 and left_on is null order by id",
    )?;
    let rows = statement
        .query_map([family.0], |row| Ok(Adult { member: MemberId(row.get(0)?), alias: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether a consent of an adult to the child-welfare agency of the family's site covers a category on a day: then
/// whoever is in the room of a meeting about the family may know it.
pub(super) fn told(conn: &Connection, member: MemberId, category: Category, on: NaiveDate) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "select exists (select 1 from member m join family f on f.id = m.family_id join site s on s.id = f.site_id
               join consent_cover v on v.member_id = m.id and v.recipient_agency_id = s.intact_agency_id
             where m.id = ?1 and v.category = ?2 and v.from_on <= ?3 and ?3 < v.until_on)",
        )?
        .query_row(params![member.0, category.word(), date(on)], |row| row.get(0))?)
}

/// The adults of a family about whom treatment staff may write on a day, each with the consent.
pub(super) fn consenting(conn: &Connection, family: FamilyId, on: NaiveDate) -> Result<Vec<(MemberId, i64)>> {
    let mut out = Vec::new();
    for adult in adults(conn, family)? {
        if let Some(consent) = covering(conn, (adult.member, Category::Progress), on, None)? {
            out.push((adult.member, consent));
        }
    }
    Ok(out)
}

/// The adults a note is about.
pub(in crate::store) fn about(conn: &Connection, note: i64) -> Result<Vec<MemberId>> {
    let mut statement =
        conn.prepare_cached("select member_id from note_member where note_id = ?1 order by member_id")?;
    let rows = statement.query_map([note], |row| Ok(MemberId(row.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
