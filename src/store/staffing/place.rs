//! Agencies and sites, which both agencies' supervisors keep together.

use crate::domain::access::Act;
use crate::domain::staff::AgencyKind;
use crate::domain::{SiteId, Word};
use crate::error::{Result, invalid};
use crate::store::forms::conflict;
use crate::store::forms::desk::{Desk, line, short_line};
use crate::store::sql::{RowExt, word};
use crate::store::view::family::change::Seen;
use crate::store::view::staffing::{Row, StaffChange};
use crate::store::write::{Field, What};
use crate::store::{OpId, Store, Tx};
use rusqlite::{Connection, OptionalExtension, params};

impl Store {
    /// An agency, new or with another name or kind.
    pub(super) fn save_agency(
        &mut self,
        op: OpId,
        row: Option<Row>,
        name: &str,
        kind: AgencyKind,
    ) -> Result<(i64, String)> {
        let desk = self.desk(Act::EditPlace)?;
        let name = line(name, "The name", 80)?;
        self.write(op, What { kind: "agency", entity: "agency", id: row.map(|row| row.id) }, |tx| {
            is_new(tx.sql(), "agency", &name, row)?;
            if let Some(row) = row {
                still_fits(tx.sql(), row.id, kind)?;
            }
            let word = word(kind);
            let id = put(tx, &desk, "agency", row, &[("name", &name), ("kind", &word)])?;
            Ok((id, format!("{name} is kept as {}", kind.label())))
        })
    }

    /// A site, new or changed. Whoever adds one works there from today, so that somebody sees it.
    pub(super) fn save_site(&mut self, op: OpId, change: &StaffChange) -> Result<(i64, String)> {
        let StaffChange::Site { row, name, county, setting, intact, treatment } = change else {
            return Err(invalid("this is no site"));
        };
        let desk = self.desk(Act::EditPlace)?;
        let (name, county) = (line(name, "The name", 80)?, short_line(county, "The county", 60)?);
        self.write(op, What { kind: "site", entity: "site", id: row.map(|row| row.id) }, |tx| {
            is_new(tx.sql(), "site", &name, *row)?;
            of_kind(tx.sql(), *intact, AgencyKind::ChildWelfare)?;
            of_kind(tx.sql(), *treatment, AgencyKind::Treatment)?;
            let setting = setting.map(word);
            let fields: [Field<'_>; 5] = [
                ("name", &name),
                ("county", &county),
                ("setting", &setting),
                ("intact_agency_id", intact),
                ("treatment_agency_id", treatment),
            ];
            let id = put(tx, &desk, "site", *row, &fields)?;
            if row.is_some() {
                return Ok((id, format!("{name} is changed")));
            }
            let (viewer, site) = (desk.viewer.staff, SiteId(id));
            tx.insert("staff_site", &[("staff_id", &viewer), ("site_id", &site), ("from_on", &desk.today)])?;
            Ok((id, format!("{name} is a site; you see it after signing in again")))
        })
    }
}

fn put(
    tx: &mut Tx<'_>,
    desk: &Desk,
    table: &'static str,
    row: Option<Row>,
    fields: &[Field<'_>],
) -> Result<i64> {
    match row {
        Some(row) => {
            let seen = Seen { id: row.id, version: row.version };
            conflict::update(tx, desk, table, seen, fields).map(|()| row.id)
        }
        None => tx.insert(table, fields),
    }
}

fn is_new(conn: &Connection, table: &str, name: &str, row: Option<Row>) -> Result<()> {
    let sql = format!("select name from {table} where lower(name) = lower(?1) and id is not ?2");
    let same: Option<String> = conn
        .prepare_cached(&sql)?
        .query_row(params![name, row.map(|row| row.id)], |row| row.get(0))
        .optional()?;
    match same {
        Some(same) => Err(invalid(format!("{same} is here already")).hint("choose another name")),
        None => Ok(()),
    }
}

/// Refuses another kind for an agency that a site or a person of that side needs.
fn still_fits(conn: &Connection, agency: i64, kind: AgencyKind) -> Result<()> {
    let now: AgencyKind =
        conn.query_row("select kind from agency where id = ?1", [agency], |row| row.word("kind"))?;
    let used: bool = conn.query_row(
        "select exists (select 1 from site where ?1 in (intact_agency_id, treatment_agency_id))
           or exists (select 1 from staff where agency_id = ?1)",
        [agency],
        |row| row.get(0),
    )?;
    if used && now != kind {
        return Err(invalid(format!("sites and people here know it as {}", now.label()))
            .hint("add the other agency as one of its own"));
    }
    Ok(())
}

fn of_kind(conn: &Connection, agency: i64, wanted: AgencyKind) -> Result<()> {
    let found: Option<(String, AgencyKind)> = conn
        .query_row("select name, kind from agency where id = ?1", [agency], |row| {
            Ok((row.get("name")?, row.word("kind")?))
        })
        .optional()?;
    match found {
        Some((_, kind)) if kind == wanted => Ok(()),
        Some((name, kind)) => Err(invalid(format!("{name} is {}, not {}", kind.label(), wanted.label()))),
        None => Err(invalid("choose the agency from the list")),
    }
}
