//! A family as its forms begin with it: values, keys and versions.

use super::super::Store;
use super::super::gate::{Gate, Scope};
use super::super::sql::{RowExt, date};
use super::super::view::family::change::{
    EpisodeNow, FamilyFile, MilestoneNow, OpeningNow, Seen, SpellNow, TreatmentFile,
};
use super::super::view::form::MemberForm;
use crate::domain::consent::Cover;
use crate::domain::dates::short;
use crate::domain::sealed::Sealed;
use crate::domain::{FamilyId, MemberId, Word};
use crate::error::Result;
use rusqlite::{OptionalExtension, Row, params};

/// The family, where it is in scope.
pub(in crate::store) fn file(store: &Store, family: FamilyId) -> Result<Option<FamilyFile>> {
    let sites = super::super::gate::sites(store.viewer()?);
    let found = store
        .conn
        .prepare_cached(
            "select f.id, f.version, f.case_number, f.label, f.site_id, f.last_indicated_on from family f
             where f.id = ?1 and f.site_id in (select value from json_each(?2))",
        )?
        .query_row(params![family.0, sites], |row| {
            Ok((
                seen(row)?,
                (row.get("case_number")?, row.get("label")?),
                row.num("site_id")?,
                row.day_opt("last_indicated_on")?,
            ))
        })
        .optional()?;
    let Some((row, (case_number, label), site, last_indicated_on)) = found else { return Ok(None) };
    let Some(opening) = opening(store, family)? else { return Ok(None) };
    Ok(Some(FamilyFile {
        seen: row,
        case_number,
        label,
        site,
        last_indicated_on,
        opening,
        risk: spell(store, family, "family_risk", "risk")?,
        enrolment: spell_row(store, family, "family_enrolment", "id", spell_now)?,
        members: members(store, family)?,
        milestones: milestones(store, family)?,
        treatment: treatment(store, family)?,
    }))
}

fn seen(row: &Row<'_>) -> rusqlite::Result<Seen> {
    Ok(Seen { id: row.get("id")?, version: row.get("version")? })
}

fn opening(store: &Store, family: FamilyId) -> Result<Option<OpeningNow>> {
    let found = store
        .conn
        .prepare_cached(
            "select id, version, from_on, to_on, basis, court_ordered, pending_close_on from family_opening
             where family_id = ?1 order by from_on desc, id desc limit 1",
        )?
        .query_row([family.0], |row| {
            Ok(OpeningNow {
                seen: seen(row)?,
                from_on: row.day("from_on")?,
                to_on: row.day_opt("to_on")?,
                basis: row.get::<_, Option<String>>("basis")?.unwrap_or_default(),
                court_ordered: row.get("court_ordered")?,
                pending_close_on: row.day_opt("pending_close_on")?,
            })
        })
        .optional()?;
    Ok(found)
}

fn spell_now(row: &Row<'_>) -> rusqlite::Result<SpellNow> {
    Ok(SpellNow { seen: seen(row)?, from_on: row.day("from_on")? })
}

/// The spell of a table that is open.
fn spell_row<T>(
    store: &Store,
    family: FamilyId,
    table: &str,
    column: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    let sql = format!(
        "select id, version, from_on, cast({column} as text) as word from {table} where family_id = ?1 and to_on is null"
    );
    Ok(store.conn.prepare_cached(&sql)?.query_row([family.0], |row| read(row)).optional()?)
}

fn spell<W: Word>(
    store: &Store,
    family: FamilyId,
    table: &str,
    column: &str,
) -> Result<Option<(SpellNow, W)>> {
    spell_row(store, family, table, column, |row| Ok((spell_now(row)?, row.word("word")?)))
}

fn members(store: &Store, family: FamilyId) -> Result<Vec<(Seen, MemberForm)>> {
    let mut statement = store.conn.prepare_cached(
        "select id, version, kind, alias, birth_year, birth_month, in_home, participant, substance_exposed
         from member where family_id = ?1 and left_on is null order by id",
    )?;
    let rows = statement.query_map([family.0], |row| {
        let form = MemberForm {
            family,
            kind: row.word("kind")?,
            alias: row.get("alias")?,
            birth_year: row.get("birth_year")?,
            birth_month: row.get("birth_month")?,
            in_home: row.get("in_home")?,
            participant: row.get("participant")?,
            substance_exposed: row.get("substance_exposed")?,
        };
        Ok((seen(row)?, form))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn milestones(store: &Store, family: FamilyId) -> Result<Vec<MilestoneNow>> {
    let mut statement = store.conn.prepare_cached(
        "select id, version, kind, due_on, completed_on from milestone where family_id = ?1 order by id",
    )?;
    let rows = statement.query_map([family.0], |row| {
        Ok(MilestoneNow {
            seen: seen(row)?,
            kind: row.get("kind")?,
            due_on: row.day_opt("due_on")?,
            completed_on: row.day_opt("completed_on")?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// What the treatment agency keeps: nothing for a viewer of another one.
fn treatment(store: &Store, family: FamilyId) -> Result<Option<Sealed<TreatmentFile>>> {
    let gate = Gate::load(store, Scope::Families(&[family]))?;
    if !gate.is_own(family) {
        return Ok(None);
    }
    Ok(Some(Sealed::new(TreatmentFile {
        phase: spell(store, family, "family_phase", "phase")?,
        episodes: episodes(store, family)?,
        covers: covers(store, family)?,
    })))
}

fn episodes(store: &Store, family: FamilyId) -> Result<Vec<EpisodeNow>> {
    let today = store.clock.today();
    let mut statement = store.conn.prepare_cached(
        "select e.id, e.version, e.member_id, m.alias, e.provider, e.admitted_on
         from member m join treatment_episode e on e.member_id = m.id and e.discharged_on is null
         where m.family_id = ?1 order by e.admitted_on desc, e.id desc",
    )?;
    let rows = statement.query_map([family.0], |row| {
        let (alias, provider): (String, String) = (row.get("alias")?, row.get("provider")?);
        let since = short(row.day("admitted_on")?, today);
        Ok(EpisodeNow {
            seen: seen(row)?,
            member: row.num("member_id")?,
            label: format!("{alias} at {provider}, since {since}"),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn covers(store: &Store, family: FamilyId) -> Result<Vec<(MemberId, Cover)>> {
    let mut statement = store.conn.prepare_cached(
        "select v.member_id, v.category, v.from_on, v.until_on from member m join consent_cover v on v.member_id = m.id
         where m.family_id = ?1 and v.from_on <= ?2",
    )?;
    let rows = statement.query_map(params![family.0, date(store.clock.today())], |row| {
        let cover =
            Cover { category: row.word("category")?, from: row.day("from_on")?, until: row.day("until_on")? };
        Ok((row.num("member_id")?, cover))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
