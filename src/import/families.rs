//! Families: their opening, what is known of them, and who carries them.

use super::cell::{self, wrong};
use super::columns::{Shape, field};
use super::context::{Context, Person};
use super::row::{Done, Row, fill};
use crate::domain::Word;
use crate::domain::access::{Act, can};
use crate::domain::dates::{ImportedDate, Precision, read_import};
use crate::domain::family::Risk;
use crate::domain::staff::Role;
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, word};
use chrono::{Datelike, NaiveDate};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of families.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["case_number"]],
    fields: &[
        field(
            "case_number",
            "case number",
            &["casenumber", "caseno", "caseid", "case", "familyid", "caseref"],
        ),
        field(
            "label",
            "your own short name for it, kept as it stands",
            &["label", "familylabel", "shortname"],
        ),
        field(
            "family_name",
            "kept as initials in the label; the map can say they are labels",
            &["familyname", "casename", "lastname"],
        ),
        field("site", "site; otherwise yours", &["site", "office", "location", "sitename"]),
        field(
            "opened_on",
            "day of opening; after a close it reopens",
            &["openedon", "opened", "opendate", "caseopened", "dateopened", "caseopendate"],
        ),
        field(
            "closed_on",
            "day of closing",
            &["closedon", "closed", "closedate", "dateclosed", "caseclosed"],
        ),
        field("close_reason", "why it closed", &["closereason", "closingreason", "reasonclosed"]),
        field("basis", "on what basis it opened", &["basis", "openingbasis"]),
        field("court_ordered", "yes or no", &["courtordered", "courtorder"]),
        field("enrolled_on", "in IFR since", &["enrolledon", "enrolled", "enrolmentdate", "enrollmentdate"]),
        field("risk", "low, moderate, high or very high", &["risk", "risklevel"]),
        field(
            "workers",
            "its IW and RC, several in a cell",
            &["caseassignment", "workers", "assignedworkers", "assignedto", "assignedworker", "assigned"],
        ),
        field("intact_worker", "its IW", &["intactworker", "iw", "caseworker", "intactworkeremail"]),
        field(
            "recovery_coordinator",
            "its RC",
            &["recoverycoordinator", "rc", "recoverycoach", "recoverycoordinatoremail"],
        ),
        field(
            "assigned_on",
            "since when they have it",
            &["assignedon", "assignmentdate", "dateassigned", "assigneddate"],
        ),
        field(
            "child_birth",
            "a child's month of birth",
            &["birthmonthyearyouth", "childbirth", "childbirthdate", "childdob"],
        ),
        field("hearing_on", "court hearing", &["nextcourtdate", "courtdate", "nexthearing", "hearingdate"]),
    ],
};

/// What a row says of a family.
struct Said {
    case_number: String,
    label: Option<String>,
    opened_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    close_reason: Option<String>,
    basis: Option<String>,
    court_ordered: Option<bool>,
    enrolled_on: Option<NaiveDate>,
    risk: Option<Risk>,
    child: Option<ImportedDate>,
    hearing_on: Option<NaiveDate>,
    assigned_on: Option<NaiveDate>,
    workers: Vec<Person>,
}

/// Takes a family with its assignments.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let said = read(context, row)?;
    let known = context.family(&said.case_number);
    let (family, added) = match known {
        Some((_, site)) if !context.is_own(site) => {
            return Err(wrong(row, "case_number", "this family belongs to a site that is not yours"));
        }
        Some((_, site)) if row.text("site").is_some() && cell::site(context, row)?.id != site => {
            return Err(wrong(
                row,
                "site",
                "the family is here with another site: an import does not move it",
            ));
        }
        Some((family, _)) => (family, false),
        None => (add(tx, context, row, &said)?, true),
    };
    let mut changed = fill(tx, "family", family, &[("label", said.label.value())])?;
    let (spell, reopened) = opening(tx, context, family, &said, row)?;
    changed |= reopened;
    changed |= spells(tx, context, family, &said)?;
    changed |= child(tx, context, family, &said)?;
    changed |= hearing(tx, context, family, &said)?;
    let mut refused = Vec::new();
    for worker in &said.workers {
        match context.may_assign {
            Ok(()) => changed |= assign(tx, context, family, worker, &said)?,
            Err(_) if is_assigned(tx, family, worker.id)? => {}
            Err(why) => refused.push(format!("{} is not assigned: {why}", worker.role)),
        }
    }
    if said.closed_on.is_some() {
        changed |= end_with(tx, family)?;
    }
    if said.opened_on.is_some() {
        context.seen.entry(opened_key(spell)).or_insert(row.line);
    }
    if changed && !added {
        // A new family may come from either side; what stands here is changed by the agency whose record it is.
        can(Act::EditFamily, &context.viewer, context.state).map_err(invalid)?;
    }
    Ok(Done { refused, ..Done::of(added, changed) })
}

fn read(context: &Context, row: &Row) -> Result<Said> {
    let case_number = row.need("case_number", "the case number")?.to_owned();
    let lists = &context.settings.lists;
    let (opened_on, closed_on) =
        (row.past_day("opened_on", context.today)?, row.past_day("closed_on", context.today)?);
    let close_reason = cell::choice(row, "close_reason", &lists.close_reason)?;
    if closed_on.is_some() && close_reason.is_none() {
        return Err(invalid("the family is closed, but why is missing (column close_reason)"));
    }
    if opened_on.zip(closed_on).is_some_and(|(opened, closed)| closed < opened) {
        return Err(wrong(row, "closed_on", "this is before the family was opened"));
    }
    let child = row.text("child_birth").map(read_import).transpose();
    let child = child.map_err(|why| row.wrong("child_birth", why))?;
    if child.is_some_and(|born| born.date > context.today) {
        return Err(wrong(row, "child_birth", "this has not come yet"));
    }
    Ok(Said {
        case_number,
        label: row.text("label").map(str::to_owned).or_else(|| name(context, row)),
        opened_on,
        closed_on,
        close_reason,
        basis: cell::choice(row, "basis", &lists.opening_basis)?,
        court_ordered: row.yes("court_ordered")?,
        enrolled_on: row.past_day("enrolled_on", context.today)?,
        risk: risk(row)?,
        child,
        hearing_on: row.day("hearing_on")?,
        assigned_on: row.past_day("assigned_on", context.today)?,
        workers: workers(context, row)?,
    })
}

/// A family's name as its label: initials, unless the map says that the names of clients are labels.
fn name(context: &Context, row: &Row) -> Option<String> {
    let name = row.text("family_name")?;
    let kept = if context.labels { name.to_owned() } else { super::members::initials(name) };
    Some(kept).filter(|kept| !kept.is_empty())
}

fn risk(row: &Row) -> Result<Option<Risk>> {
    let Some(text) = row.text("risk") else { return Ok(None) };
    let wanted = text.to_lowercase().replace(['_', '-'], " ");
    let found = Risk::ALL.iter().copied().find(|risk| risk.word().replace('_', " ") == wanted);
    found.map(Some).ok_or_else(|| wrong(row, "risk", "not low, moderate, high or very high"))
}

/// The workers whom a row names, at most one of each role.
fn workers(context: &Context, row: &Row) -> Result<Vec<Person>> {
    let mut workers: Vec<Person> = Vec::new();
    let columns = [
        ("workers", None),
        ("intact_worker", Some(Role::IntactWorker)),
        ("recovery_coordinator", Some(Role::RecoveryCoordinator)),
    ];
    for (field, role) in columns {
        for person in cell::people(context, row, field)? {
            if !person.role.is_worker() || role.is_some_and(|role| role != person.role) {
                let wanted = role.map_or("a worker who carries families", |role| role.label());
                return Err(wrong(row, field, format!("this is not {wanted} but {}", person.role)));
            }
            if workers.iter().any(|known| known.id == person.id) {
                continue;
            }
            if workers.iter().any(|known| known.role == person.role) {
                let why = format!("more than one {}: a family has one at a time", person.role);
                return Err(wrong(row, field, why));
            }
            workers.push(person.clone());
        }
    }
    Ok(workers)
}

fn add(tx: &mut Tx<'_>, context: &mut Context, row: &Row, said: &Said) -> Result<i64> {
    let site = cell::site(context, row)?;
    let import = context.import_id;
    let family = tx.insert(
        "family",
        &[("case_number", &said.case_number), ("site_id", &site.id), ("import_id", &import)],
    )?;
    context.add_family(&said.case_number, family, site.id);
    if said.opened_on.is_none() {
        context.tally("no day of opening: the family counts as open from today, or from the day it is assigned, enrolled or closed");
    }
    let known = [said.assigned_on, said.enrolled_on, said.closed_on].into_iter().flatten().min();
    let from = said.opened_on.or(known).unwrap_or(context.today);
    tx.insert("family_opening", &[("family_id", &family), ("from_on", &from), ("import_id", &import)])?;
    Ok(family)
}

/// The name by which a row of the file finds the row before it that told when this opening was.
fn opened_key(opening: i64) -> String {
    format!("opening {opening}")
}

/// What is said of the newest opening; a day of opening after its close reopens the family. The opening, and whether
/// anything of it changed.
fn opening(tx: &mut Tx<'_>, context: &Context, family: i64, said: &Said, row: &Row) -> Result<(i64, bool)> {
    let sql =
        "select id, from_on, to_on from family_opening where family_id = ?1 order by from_on desc limit 1";
    let newest: Option<(i64, String, Option<String>)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row([family], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let opened = said.opened_on.map(|on| on.to_string());
    let sql = "select id from family_opening where family_id = ?1 and from_on = ?2";
    let same: Option<i64> =
        tx.sql().prepare_cached(sql)?.query_row(params![family, opened], |row| row.get(0)).optional()?;
    let (id, reopened) = match newest {
        _ if same.is_some() => (same.unwrap_or_default(), false),
        Some((id, _, to)) if to.is_none() || to > opened => (id, false),
        Some((id, from, _)) if opened.is_none() || opened.as_ref() <= Some(&from) => (id, false),
        _ => {
            let from = said.opened_on.unwrap_or(context.today);
            let fields = [
                ("family_id", family.value()),
                ("from_on", from.value()),
                ("import_id", context.import_id.value()),
            ];
            let fields = fields.each_ref().map(|(name, value)| (*name, value as &dyn IntoValue));
            (tx.insert("family_opening", &fields)?, true)
        }
    };
    if let Some(line) = context.seen.get(&opened_key(id)).filter(|_| opened.is_some() && same.is_none()) {
        let why = format!("{} says another day", context.place(*line));
        return Err(wrong(row, "opened_on", why));
    }
    let mut wanted = vec![("basis", said.basis.value()), ("court_ordered", said.court_ordered.value())];
    if !reopened {
        wanted.push(("from_on", said.opened_on.value()));
    }
    if said.closed_on.is_some() {
        wanted.extend([("to_on", said.closed_on.value()), ("close_reason", said.close_reason.value())]);
    }
    Ok((id, fill(tx, "family_opening", id, &wanted)? | reopened))
}

/// Enrolment and risk, each begun where it is new.
fn spells(tx: &mut Tx<'_>, context: &Context, family: i64, said: &Said) -> Result<bool> {
    let mut changed = false;
    let import = context.import_id;
    if let Some(on) = said.enrolled_on {
        let sql = "select exists (select 1 from family_enrolment where family_id = ?1 and (to_on is null or from_on = ?2))";
        let known: bool =
            tx.sql().prepare_cached(sql)?.query_row(params![family, on.to_string()], |row| row.get(0))?;
        if !known {
            tx.insert(
                "family_enrolment",
                &[("family_id", &family), ("from_on", &on), ("import_id", &import)],
            )?;
            changed = true;
        }
    }
    let Some(risk) = said.risk.filter(|_| said.closed_on.is_none()) else { return Ok(changed) };
    let sql = "select id, risk, from_on from family_risk where family_id = ?1 and to_on is null";
    let now: Option<(i64, String, String)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row([family], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let today = context.today.to_string();
    match now {
        Some((_, known, _)) if known == risk.word() => return Ok(changed),
        Some((id, _, from)) if from >= today => return fill(tx, "family_risk", id, &[("risk", word(risk))]),
        Some((id, ..)) => drop(tx.set("family_risk", id, &[("to_on", &today)])?),
        None => {}
    }
    tx.insert(
        "family_risk",
        &[("family_id", &family), ("from_on", &today), ("risk", &word(risk)), ("import_id", &import)],
    )?;
    Ok(true)
}

/// A child of whom only the birth is told, where the family has none born then.
fn child(tx: &mut Tx<'_>, context: &Context, family: i64, said: &Said) -> Result<bool> {
    let Some(born) = said.child else { return Ok(false) };
    let year = born.date.year();
    let month = (born.precision != Precision::Year).then(|| born.date.month());
    let sql =
        "select exists (select 1 from member where family_id = ?1 and kind = 'child' and birth_year = ?2
      and (?3 is null or birth_month is null or birth_month = ?3))";
    let known: bool =
        tx.sql().prepare_cached(sql)?.query_row(params![family, year, month], |row| row.get(0))?;
    if known {
        return Ok(false);
    }
    tx.insert(
        "member",
        &[
            ("family_id", &family),
            ("kind", &"child"),
            ("alias", &"Child"),
            ("birth_year", &year),
            ("birth_month", &month),
            ("import_id", &context.import_id),
        ],
    )?;
    Ok(true)
}

fn hearing(tx: &mut Tx<'_>, context: &Context, family: i64, said: &Said) -> Result<bool> {
    let Some(on) = said.hearing_on else { return Ok(false) };
    let sql = "select exists (select 1 from court_hearing where family_id = ?1 and on_date = ?2)";
    let known: bool =
        tx.sql().prepare_cached(sql)?.query_row(params![family, on.to_string()], |row| row.get(0))?;
    if !known {
        tx.insert(
            "court_hearing",
            &[("family_id", &family), ("on_date", &on), ("import_id", &context.import_id)],
        )?;
    }
    Ok(!known)
}

fn is_assigned(tx: &Tx<'_>, family: i64, staff: i64) -> Result<bool> {
    let sql =
        "select exists (select 1 from assignment where family_id = ?1 and staff_id = ?2 and to_on is null)";
    Ok(tx.sql().prepare_cached(sql)?.query_row(params![family, staff], |row| row.get(0))?)
}

/// Assigns a worker; from another worker only with the day of the change.
fn assign(tx: &mut Tx<'_>, context: &mut Context, family: i64, worker: &Person, said: &Said) -> Result<bool> {
    let sql = "select from_on, to_on from family_opening where family_id = ?1 order by from_on desc limit 1";
    let (opened, closed): (String, Option<String>) =
        tx.sql().prepare_cached(sql)?.query_row([family], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let told = said.assigned_on.map(|on| on.to_string());
    let sql = "select exists (select 1 from assignment where family_id = ?1 and staff_id = ?2
      and (to_on is null or to_on = ?4 or from_on = coalesce(?3, ?5)))";
    let known: bool = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![family, worker.id, told, closed, opened], |row| row.get(0))?;
    if known {
        return Ok(false);
    }
    let from = told.clone().unwrap_or_else(|| opened.clone());
    if from < opened || closed.as_ref().is_some_and(|closed| *closed < from) {
        return Err(invalid(format!(
            "the assignment of {from} is outside the time in which the family is open"
        )));
    }
    let sql = "select id, from_on from assignment where family_id = ?1 and role = ?2 and to_on is null";
    let other: Option<(i64, String)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![family, worker.role.word()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match (other, &told) {
        (None, _) => {}
        (Some((id, since)), Some(told)) if *told > since => {
            tx.set("assignment", id, &[("to_on", told), ("end_reason", &"handed over (import)")])?;
        }
        (Some(_), _) => {
            return Err(invalid(format!(
                "the family has another {}: say from which day this one has it (assigned_on)",
                worker.role
            )));
        }
    }
    let to = closed.map_or(Value::Null, Value::Text);
    tx.insert(
        "assignment",
        &[
            ("family_id", &family),
            ("staff_id", &worker.id),
            ("role", &word(worker.role)),
            ("from_on", &from),
            ("to_on", &to),
            ("assigned_by", &context.viewer.staff),
            ("import_id", &context.import_id),
        ],
    )?;
    Ok(true)
}

/// Ends what runs in a family that is closed: assignments, enrolment, risk and phase.
fn end_with(tx: &mut Tx<'_>, family: i64) -> Result<bool> {
    let sql = "select to_on from family_opening where family_id = ?1 order by from_on desc limit 1";
    let closed: Option<String> = tx.sql().prepare_cached(sql)?.query_row([family], |row| row.get(0))?;
    let Some(closed) = closed else { return Ok(false) };
    let mut changed = false;
    for table in ["assignment", "family_enrolment", "family_risk", "family_phase"] {
        let sql = format!("select id, max(from_on, ?2) from {table} where family_id = ?1 and to_on is null");
        let open: Vec<(i64, String)> = tx
            .sql()
            .prepare_cached(&sql)?
            .query_map(params![family, closed], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        tx.part2(table == "family_phase");
        for (id, to) in &open {
            let told: [(&str, &dyn IntoValue); 2] =
                [("to_on", to), ("end_reason", &"family closed (import)")];
            let told =
                if table == "assignment" { told.as_slice() } else { told.get(..1).unwrap_or_default() };
            tx.set(table, *id, told)?;
        }
        tx.part2(false);
        changed |= !open.is_empty();
    }
    Ok(changed)
}
