//! What has to be known of a family before anything about it is logged.

use crate::domain::consent::Category;
use crate::domain::family::MemberKind;
use crate::domain::{ConsentId, FamilyId, MemberId, Word};
use crate::error::Result;
use crate::store::sql::RowExt;
use chrono::NaiveDate;
use rusqlite::{Connection, params};

/// A consent that covers services: `[from, until)`.
pub(crate) type Held = (ConsentId, NaiveDate, NaiveDate);

/// A member of a family.
pub(crate) struct Member {
    pub id: i64,
    pub kind: MemberKind,
    pub alias: String,
    pub in_home: bool,
    /// The consents of an adult that cover services.
    pub consents: Vec<Held>,
}

/// When a family was open, and who belongs to it.
pub(crate) struct Known {
    /// `[from, to)`.
    pub openings: Vec<(NaiveDate, Option<NaiveDate>)>,
    pub members: Vec<Member>,
}

impl Known {
    /// Reads a family.
    pub(crate) fn load(conn: &Connection, family: FamilyId) -> Result<Self> {
        let openings = conn
            .prepare_cached(
                "select from_on, to_on from family_opening where family_id = ?1 order by from_on",
            )?
            .query_map([family.0], |row| Ok((row.day("from_on")?, row.day_opt("to_on")?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut members: Vec<Member> = conn
            .prepare_cached("select id, kind, alias, in_home from member where family_id = ?1 order by id")?
            .query_map([family.0], |row| {
                let (id, alias, in_home) = (row.get("id")?, row.get("alias")?, row.get("in_home")?);
                Ok(Member { id, kind: row.word("kind")?, alias, in_home, consents: Vec::new() })
            })?
            .collect::<rusqlite::Result<_>>()?;
        for adult in members.iter_mut().filter(|member| member.kind == MemberKind::Adult) {
            adult.consents = consents(conn, adult.id)?;
        }
        Ok(Self { openings, members })
    }

    /// A member of this kind.
    pub(crate) fn member(&self, id: MemberId, kind: MemberKind) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id.0 && member.kind == kind)
    }

    /// The consents of an adult of the family.
    pub(crate) fn consents(&self, adult: Option<MemberId>) -> &[Held] {
        let found = adult.and_then(|id| self.member(id, MemberKind::Adult));
        found.map_or(&[], |member| member.consents.as_slice())
    }
}

fn consents(conn: &Connection, adult: i64) -> Result<Vec<Held>> {
    let mut statement = conn.prepare_cached(
        "select consent_id, from_on, until_on from consent_cover where member_id = ?1 and category = ?2
         order by from_on, consent_id",
    )?;
    let rows = statement.query_map(params![adult, Category::Services.word()], |row| {
        Ok((row.num("consent_id")?, row.day("from_on")?, row.day("until_on")?))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
