//! What consent lets a viewer see and lets be written, per adult, category and day.

use crate::domain::consent::Category;
use crate::domain::sealed::{Part2, Sealed, Withheld};
use crate::domain::staff::Side;
use crate::domain::{FamilyId, MemberId, StaffId, Word};
use crate::error::Result;
use crate::store::Store;
use crate::store::sql::date;
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, params};

/// An adult who takes part in the recovery programme.
pub(in crate::store) struct Adult {
    pub member: MemberId,
    pub alias: String,
}

/// The gate for one viewer on one day: the treatment side sees its own, the child-welfare side what consent covers.
pub(in crate::store) struct Gate {
    side: Side,
    agency: i64,
    today: NaiveDate,
}

impl Gate {
    /// Why a fact about an adult is withheld; `None` where it may be shown.
    pub(in crate::store) fn refuses(
        &self,
        conn: &Connection,
        member: MemberId,
        category: Category,
    ) -> Result<Option<Withheld>> {
        if self.side == Side::Treatment {
            return Ok(None);
        }
        let today = date(self.today);
        let found: (bool, bool, bool) = conn
            .prepare_cached(
                "select
                   coalesce(max(category = ?3 and from_on <= ?4 and ?4 < until_on), 0),
                   coalesce(max(category = ?3 and until_on <= ?4), 0),
                   coalesce(max(from_on <= ?4 and ?4 < until_on), 0)
                 from consent_cover where member_id = ?1 and recipient_agency_id = ?2",
            )?
            .query_row(params![member.0, self.agency, category.word(), today], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        Ok(match found {
            (true, _, _) => None,
            (_, true, _) => Some(Withheld::Ended(Some(member))),
            (_, _, true) => Some(Withheld::NotCovered(Some(member))),
            _ => Some(Withheld::NoConsent(Some(member))),
        })
    }

    /// Words about several adults: shown when all of them consent.
    pub(in crate::store) fn words(
        &self,
        conn: &Connection,
        about: &[MemberId],
        body: String,
    ) -> Result<Part2<String>> {
        if body.is_empty() {
            return Ok(Part2::Nothing);
        }
        if about.is_empty() && self.side != Side::Treatment {
            return Ok(Part2::Withheld(Withheld::NoConsent(None)));
        }
        for member in about {
            if let Some(why) = self.refuses(conn, *member, Category::Progress)? {
                return Ok(Part2::Withheld(why));
            }
        }
        Ok(Part2::Shown(Sealed::new(body)))
    }
}

impl Store {
    /// The gate as it stands for the viewer today; looking back at another day never moves it.
    pub(in crate::store) fn walk_gate(&self) -> Result<Gate> {
        let viewer = self.viewer()?;
        Ok(Gate {
            side: viewer.side,
            agency: agency_of(&self.conn, viewer.staff)?,
            today: self.clock.gate_today(),
        })
    }
}

/// The employer of a person.
fn agency_of(conn: &Connection, staff: StaffId) -> Result<i64> {
    Ok(conn
        .prepare_cached("select agency_id from staff where id = ?1")?
        .query_row([staff.0], |row| row.get(0))?)
}

/// The adults of a family who take part.
pub(in crate::store) fn adults(conn: &Connection, family: FamilyId) -> Result<Vec<Adult>> {
    let mut statement = conn.prepare_cached(
        "select id, alias from member where family_id = ?1 and kind = 'adult' and participant = 1 order by id",
    )?;
    let rows = statement
        .query_map([family.0], |row| Ok(Adult { member: MemberId(row.get(0)?), alias: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The consent of an adult that covers a category on a day.
pub(super) fn consent_on(
    conn: &Connection,
    member: MemberId,
    category: Category,
    on: NaiveDate,
) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "select consent_id from consent_cover where member_id = ?1 and category = ?2
               and from_on <= ?3 and ?3 < until_on order by until_on desc limit 1",
        )?
        .query_row(params![member.0, category.word(), date(on)], |row| row.get(0))
        .optional()?)
}

/// The adults of a family about whom treatment staff may write on a day, each with the consent.
pub(super) fn consenting(conn: &Connection, family: FamilyId, on: NaiveDate) -> Result<Vec<(MemberId, i64)>> {
    let mut out = Vec::new();
    for adult in adults(conn, family)? {
        if let Some(consent) = consent_on(conn, adult.member, Category::Progress, on)? {
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
