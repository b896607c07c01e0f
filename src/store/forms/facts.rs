//! The facts of a family and of its last opening.

use super::conflict::update;
use super::desk::{Desk, FamilyFacts, line, short_line};
use super::family::{case_number_is_free, check_label, check_site};
use crate::domain::FamilyId;
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{RowExt, date};
use crate::store::view::family::change::FactsForm;
use chrono::NaiveDate;
use rusqlite::{Connection, params};

/// Changes the case number, the label, the site, and what the last opening says.
pub(super) fn change(tx: &mut Tx<'_>, desk: &Desk, family: &FamilyFacts, form: &FactsForm) -> Result<String> {
    let case_number = line(&form.case_number, "The case number", 40)?;
    let label = short_line(&form.label, "The short name", 24)?;
    check_label(&label)?;
    check_site(desk, form.site)?;
    if !form.basis.is_empty() && desk.settings.lists.opening_basis.find(&form.basis).is_none() {
        return Err(invalid("choose on what basis it was opened").hint("the choices are in the list"));
    }
    if let Some(on) = form.last_indicated_on {
        desk.not_future(on, "the last indicated report is")?;
    }
    case_number_is_free(tx.sql(), desk, &case_number, Some(family.id))?;
    if form.opened_on != family.opened_on {
        move_opening(tx, desk, family, form.opened_on)?;
    }
    let fields: [(&str, &dyn crate::store::sql::IntoValue); 4] = [
        ("case_number", &case_number),
        ("label", &label),
        ("site_id", &form.site),
        ("last_indicated_on", &form.last_indicated_on),
    ];
    update(tx, desk, "family", form.seen, &fields)?;
    let basis = Some(form.basis.clone()).filter(|basis| !basis.is_empty());
    update(
        tx,
        desk,
        "family_opening",
        form.opening,
        &[("from_on", &form.opened_on), ("basis", &basis), ("court_ordered", &form.court_ordered)],
    )?;
    Ok(format!("{} is changed", family.id))
}

/// Checks a new first day of the last opening; what began with it moves along.
fn move_opening(tx: &mut Tx<'_>, desk: &Desk, family: &FamilyFacts, on: NaiveDate) -> Result<()> {
    desk.not_future(on, "the family is opened")?;
    if let Some(closed) = family.closed_on.filter(|closed| *closed < on) {
        return Err(invalid(format!("it was closed on {}", desk.day(closed)))
            .hint("it is opened on that day or before"));
    }
    if let Some(end) = earlier_end(tx.sql(), family)?.filter(|end| on < *end) {
        return Err(invalid(format!("the opening before that ended on {}", desk.day(end)))
            .hint("it is opened again on that day or later"));
    }
    let old = date(family.opened_on);
    for table in ["family_risk", "family_enrolment", "family_phase"] {
        let sql = format!(
            "select id from {table} where family_id = ?1 and from_on = ?2 and (to_on is null or to_on > ?3)"
        );
        let along: Vec<i64> = tx
            .sql()
            .prepare_cached(&sql)?
            .query_map(params![family.id.0, old, date(on)], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        tx.part2(table == "family_phase");
        for id in along {
            tx.set(table, id, &[("from_on", &on)])?;
        }
        tx.part2(false);
    }
    if let Some((what, begins)) =
        first_fact(tx.sql(), family.id, family.opened_on)?.filter(|(_, day)| *day < on)
    {
        return Err(invalid(format!("{what} begins on {}, before that", desk.day(begins)))
            .hint("it is opened on that day or before"));
    }
    Ok(())
}

/// When the opening before the last one ended.
fn earlier_end(conn: &Connection, family: &FamilyFacts) -> Result<Option<NaiveDate>> {
    let end: Option<String> = conn
        .prepare_cached(
            "select max(to_on) from family_opening where family_id = ?1 and from_on < ?2 and to_on <= ?2",
        )?
        .query_row(params![family.id.0, date(family.opened_on)], |row| row.get(0))?;
    Ok(end.as_deref().and_then(crate::store::sql::read_date))
}

/// What hangs on the opening and began first.
fn first_fact(conn: &Connection, family: FamilyId, since: NaiveDate) -> Result<Option<(String, NaiveDate)>> {
    let mut statement = conn.prepare_cached(
        "select 'an assignment' as what, from_on as day from assignment where family_id = ?1 and from_on >= ?2 and (to_on is null or to_on > from_on)
         union all select 'a spell of risk', from_on from family_risk where family_id = ?1 and from_on >= ?2
         union all select 'an enrolment', from_on from family_enrolment where family_id = ?1 and from_on >= ?2
         union all select 'a phase', from_on from family_phase where family_id = ?1 and from_on >= ?2
         order by day limit 1",
    )?;
    let mut rows = statement.query(params![family.0, date(since)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some((row.get("what")?, row.day("day")?)))
}
