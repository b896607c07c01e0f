//! Staff: people, their employment, their site and their supervisor.

use super::FileOutcome;
use super::cell::{agency, named, people, site, wrong};
use super::columns::{Shape, field};
use super::context::{Context, Named, Person, Site, role};
use super::row::{Done, Row, fill, folded};
use crate::domain::Word;
use crate::domain::access::{Act, can};
use crate::domain::staff::{EmploymentStatus, Role, Side, last_name};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, word};
use chrono::NaiveDate;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of staff.
pub(super) const SHAPE: Shape = Shape {
    // A name alone may be that of anything.
    tell: &[&["name", "email"], &["email", "role", "agency", "site", "supervisor", "supervises"]],
    fields: &[
        field(
            "name",
            "full name",
            &["name", "displayname", "fullname", "staffname", "worker", "employee", "staff"],
        ),
        field(
            "email",
            "e-mail address, which tells people of one name apart",
            &["email", "emailaddress", "mail"],
        ),
        field("role", "Intact Worker, RC, …", &["role", "position", "jobtitle", "title"]),
        field(
            "agency",
            "employer; otherwise the one that goes with the role",
            &["agency", "employer", "organization", "organisation"],
        ),
        field("site", "site; otherwise yours", &["site", "office", "location", "sitename"]),
        field("hired_on", "first day", &["hiredon", "hired", "hiredate", "startdate", "datehired"]),
        field(
            "left_on",
            "first day no longer employed",
            &["lefton", "left", "enddate", "separationdate", "terminationdate"],
        ),
        field("fte", "0.1 to 1.5", &["fte"]),
        field("capacity", "families at 1.0 FTE", &["capacity", "caseloadlimit"]),
        field("status", "active, leave, onboarding or separated", &["status", "employmentstatus"]),
        field(
            "supervisor",
            "name or e-mail address",
            &["supervisor", "supervisorname", "supervisoremail", "supervisedby"],
        ),
        field(
            "supervises",
            "names or e-mail addresses, several in a cell",
            &["supervises", "supervisees", "supervisorvolunteers"],
        ),
    ],
};

/// What a row says of a person.
struct Said {
    name: Option<String>,
    email: Option<String>,
    role: Option<Role>,
    agency: Option<i64>,
    site: Site,
    site_named: bool,
    hired_on: Option<NaiveDate>,
    left_on: Option<NaiveDate>,
    fte: Option<f64>,
    capacity: Option<i64>,
    status: Option<EmploymentStatus>,
    supervises: Vec<i64>,
}

/// Takes a person.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let said = read(context, row)?;
    let known = find(context, &said)?.cloned();
    let known_role = known.as_ref().map(|person| person.role);
    let (id, added, mut changed) = match known {
        Some(person) => (person.id, false, change(tx, context, &person, &said)?),
        None => (add(tx, context, &said)?, true, false),
    };
    if let (false, true, Some(role)) = (added, changed, known_role) {
        // A whole list may be brought in by either side, but nobody rewrites the other agency's people.
        can(Act::EditStaff(role), &context.viewer, context.state).map_err(invalid)?;
    }
    let is_supervisor = said.role.or(known_role).is_some_and(Role::is_supervisor);
    if !said.supervises.is_empty() && !is_supervisor {
        return Err(invalid("only a supervisor supervises others"));
    }
    for worker in &said.supervises {
        changed |= supervise(tx, context, *worker, id)?;
    }
    if let Some(supervisor) = row.text("supervisor") {
        context.supervisors.push(Named {
            line: row.line,
            worker: id,
            supervisor: supervisor.to_owned(),
            left_alone: !added && !changed,
        });
    }
    Ok(Done::of(added, changed))
}

fn read(context: &Context, row: &Row) -> Result<Said> {
    let email = row.text("email").map(str::to_lowercase);
    if email.as_ref().is_some_and(|email| !is_address(email)) {
        return Err(wrong(row, "email", "this is no e-mail address"));
    }
    let name = row.text("name").map(str::to_owned);
    if name.is_none() && email.is_none() {
        return Err(invalid("the name and the e-mail address are missing"));
    }
    let role = row.text("role").map(role).transpose().map_err(|error| named(row, "role", error))?;
    let site = site(context, row)?;
    let agency = match (agency(context, row)?, role.and_then(Role::side)) {
        (Some(agency), _) => Some(agency),
        (None, Some(Side::ChildWelfare)) => Some(site.intact_agency),
        (None, Some(Side::Treatment)) => Some(site.treatment_agency),
        (None, None) => None,
    };
    let (hired_on, left_on) = (row.day("hired_on")?, row.day("left_on")?);
    if hired_on.zip(left_on).is_some_and(|(hired, left)| left <= hired) {
        return Err(wrong(row, "left_on", "this is not after the day of hiring"));
    }
    let supervises = people(context, row, "supervises")?.into_iter().map(|person| person.id).collect();
    Ok(Said {
        name,
        email,
        role,
        agency,
        site_named: row.text("site").is_some(),
        site,
        hired_on,
        left_on,
        fte: fte(row)?,
        capacity: capacity(row)?,
        status: status(row)?,
        supervises,
    })
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(before, after)| {
        !before.is_empty()
            && after.contains('.')
            && !after.contains('@')
            && !text.contains(char::is_whitespace)
    })
}

fn fte(row: &Row) -> Result<Option<f64>> {
    let Some(text) = row.text("fte") else { return Ok(None) };
    let fte = text.parse::<f64>().ok().filter(|fte| *fte > 0.0 && *fte <= 1.5);
    fte.map(Some).ok_or_else(|| wrong(row, "fte", "an FTE is above 0 and 1.5 at most"))
}

fn capacity(row: &Row) -> Result<Option<i64>> {
    let Some(text) = row.text("capacity") else { return Ok(None) };
    let capacity = text.parse::<i64>().ok().filter(|capacity| (0..=100).contains(capacity));
    capacity.map(Some).ok_or_else(|| wrong(row, "capacity", "this is no number of families, 100 at most"))
}

fn status(row: &Row) -> Result<Option<EmploymentStatus>> {
    let Some(text) = row.text("status") else { return Ok(None) };
    let wanted = folded(text);
    let is_meant = |status: &EmploymentStatus| status.word() == wanted || folded(status.label()) == wanted;
    let found = EmploymentStatus::ALL.iter().copied().find(is_meant);
    found.map(Some).ok_or_else(|| wrong(row, "status", "not active, on leave, onboarding or separated"))
}

/// The person whom the row means: by e-mail address, else by name and agency.
fn find<'a>(context: &'a Context, said: &Said) -> Result<Option<&'a Person>> {
    if let Some(person) = said.email.as_ref().and_then(|email| context.by_email(email)) {
        return Ok(Some(person));
    }
    let (Some(name), Some(agency)) = (&said.name, said.agency) else { return Ok(None) };
    match context.by_name(name, agency).as_slice() {
        [] => Ok(None),
        [one] if one.email.is_none() || said.email.is_none() => Ok(Some(one)),
        [_] => Err(invalid("somebody of this name is here with another e-mail address")),
        _ => Err(invalid("several people here have this name: give the e-mail address")),
    }
}

fn add(tx: &mut Tx<'_>, context: &mut Context, said: &Said) -> Result<i64> {
    let name = said.name.clone().ok_or_else(|| invalid("the name is missing"))?;
    let role = said.role.ok_or_else(|| {
        invalid("the role is missing: the file needs a column for it, or the map a default ([defaults] role)")
    })?;
    let agency = said.agency.ok_or_else(|| invalid("the agency is missing"))?;
    let import = context.import_id;
    let id = tx.insert(
        "staff",
        &[
            ("name", &name),
            ("short_name", &as_said(tx, &name)?),
            ("email", &said.email),
            ("role", &word(role)),
            ("agency_id", &agency),
            ("hired_on", &said.hired_on),
            ("left_on", &said.left_on),
            ("import_id", &import),
        ],
    )?;
    let from = start(context, said);
    let from = said.left_on.filter(|left| *left <= from).and_then(|left| left.pred_opt()).unwrap_or(from);
    tx.insert(
        "employment",
        &[
            ("staff_id", &id),
            ("from_on", &from),
            ("to_on", &said.left_on),
            ("fte", &said.fte.unwrap_or(1.0)),
            ("capacity", &said.capacity),
            ("status", &word(said.status.unwrap_or(EmploymentStatus::Active))),
            ("import_id", &import),
        ],
    )?;
    place(tx, context, id, &said.site, from, said.left_on)?;
    context.add_person(Person {
        id,
        name: folded(&name),
        short: String::new(),
        email: said.email.clone(),
        role,
        agency,
    });
    Ok(id)
}

/// What narrow lists call somebody: the last name, and with the first initial where another has it already.
fn as_said(tx: &Tx<'_>, name: &str) -> Result<String> {
    let last = last_name(name);
    let taken: bool = tx
        .sql()
        .prepare_cached("select exists (select 1 from staff where short_name = ?1)")?
        .query_row([&last], |row| row.get(0))?;
    let first = name.split_once(',').map_or(name, |(_, first)| first.trim()).chars().next();
    Ok(match first.filter(|_| taken) {
        Some(first) => format!("{first}. {last}").chars().take(20).collect(),
        None => last,
    })
}

/// Since when somebody works here: since they were hired, else since the file began.
fn start(context: &Context, said: &Said) -> NaiveDate {
    said.hired_on.unwrap_or_else(|| context.first_day.min(context.today))
}

fn place(
    tx: &mut Tx<'_>,
    context: &Context,
    staff: i64,
    site: &Site,
    from: NaiveDate,
    to: Option<NaiveDate>,
) -> Result<()> {
    tx.insert(
        "staff_site",
        &[
            ("staff_id", &staff),
            ("site_id", &site.id),
            ("from_on", &from),
            ("to_on", &to),
            ("import_id", &context.import_id),
        ],
    )?;
    Ok(())
}

fn change(tx: &mut Tx<'_>, context: &mut Context, person: &Person, said: &Said) -> Result<bool> {
    if said.role.is_some_and(|role| role != person.role) {
        return Err(invalid(format!("this person is here as {}: an import changes no role", person.role)));
    }
    if said.agency.is_some_and(|agency| agency != person.agency) {
        return Err(invalid("this person is here with another agency: an import does not change that"));
    }
    let mut wanted = vec![
        ("hired_on", said.hired_on.value()),
        ("left_on", said.left_on.value()),
        ("email", said.email.value()),
    ];
    // Found by name, it is the same but for capitals and blanks; found by address, the name may be new.
    if said.name.as_ref().is_some_and(|name| folded(name) != person.name) {
        wanted.push(("name", said.name.value()));
    }
    let mut changed = fill(tx, "staff", person.id, &wanted)?;
    context.add_person(Person {
        name: said.name.as_deref().map_or_else(|| person.name.clone(), folded),
        email: said.email.clone().or_else(|| person.email.clone()),
        ..person.clone()
    });
    changed |= change_employment(tx, context, person.id, said)?;
    if said.site_named && !works_at(tx, person.id, said.site.id)? {
        place(tx, context, person.id, &said.site, context.today, said.left_on)?;
        changed = true;
    }
    Ok(changed)
}

fn works_at(tx: &Tx<'_>, staff: i64, site: i64) -> Result<bool> {
    let sql = "select exists (select 1 from staff_site where staff_id = ?1 and site_id = ?2)";
    Ok(tx.sql().prepare_cached(sql)?.query_row(params![staff, site], |row| row.get(0))?)
}

/// The newest spell of employment: its key, its first day, and whether it runs on.
fn spell(tx: &Tx<'_>, staff: i64) -> Result<Option<(i64, String, bool)>> {
    let sql =
        "select id, from_on, to_on is null from employment where staff_id = ?1 order by from_on desc limit 1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    Ok(tx.sql().prepare_cached(sql)?.query_row([staff], row).optional()?)
}

/// Another share of time, capacity or status begins a new spell today.
fn change_employment(tx: &mut Tx<'_>, context: &Context, staff: i64, said: &Said) -> Result<bool> {
    let Some((id, from, open)) = spell(tx, staff)? else { return Ok(false) };
    let mut changed = false;
    if let Some(left) = said.left_on.filter(|_| open) {
        let end = left.to_string();
        if end <= from {
            return Err(invalid("the day of leaving is before this employment began"));
        }
        changed |= fill(tx, "employment", id, &[("to_on", Value::Text(end))])?;
        return Ok(changed);
    }
    let status = said.status.map_or(Value::Null, word);
    let wanted = [("fte", said.fte.value()), ("capacity", said.capacity.value()), ("status", status)];
    let today = context.today.to_string();
    if from >= today || !open {
        return Ok(changed | fill(tx, "employment", id, &wanted)?);
    }
    let mut differs = false;
    for (column, value) in wanted.iter().filter(|(_, value)| *value != Value::Null) {
        differs |= stands(tx, id, column)? != *value;
    }
    if differs {
        next_spell(tx, context, staff, id, &wanted)?;
    }
    Ok(changed | differs)
}

fn stands(tx: &Tx<'_>, employment: i64, column: &str) -> Result<Value> {
    let sql = format!("select {column} from employment where id = ?1");
    Ok(tx.sql().prepare_cached(&sql)?.query_row([employment], |row| row.get(0))?)
}

/// Ends a spell today and begins one that differs in what is told.
fn next_spell(
    tx: &mut Tx<'_>,
    context: &Context,
    staff: i64,
    old: i64,
    told: &[(&'static str, Value)],
) -> Result<()> {
    let mut next = Vec::new();
    for column in ["fte", "capacity", "status", "supervisor_id"] {
        let said = told.iter().find(|(name, value)| *name == column && *value != Value::Null);
        next.push((column, said.map_or_else(|| stands(tx, old, column), |(_, value)| Ok(value.clone()))?));
    }
    tx.set("employment", old, &[("to_on", &context.today)])?;
    let mut fields: Vec<(&str, &dyn IntoValue)> =
        vec![("staff_id", &staff), ("from_on", &context.today), ("import_id", &context.import_id)];
    fields.extend(next.iter().map(|(column, value)| (*column, value as &dyn IntoValue)));
    tx.insert("employment", &fields)?;
    Ok(())
}

fn supervise(tx: &mut Tx<'_>, context: &Context, worker: i64, supervisor: i64) -> Result<bool> {
    if worker == supervisor {
        return Err(invalid("nobody is their own supervisor"));
    }
    let Some((id, from, open)) = spell(tx, worker)? else { return Ok(false) };
    let wanted = [("supervisor_id", Value::Integer(supervisor))];
    let now = stands(tx, id, "supervisor_id")?;
    if now != Value::Null && now != Value::Integer(supervisor) && open && from < context.today.to_string() {
        next_spell(tx, context, worker, id, &wanted)?;
        return Ok(true);
    }
    fill(tx, "employment", id, &wanted)
}

/// Links the supervisors that the rows of a file named, once everybody in it is known; gives what was refused.
pub(super) fn link_supervisors(
    tx: &mut Tx<'_>,
    context: &mut Context,
    file: &mut FileOutcome,
) -> Result<Vec<(u64, String)>> {
    let mut refused = Vec::new();
    for Named { line, worker, supervisor: name, left_alone } in std::mem::take(&mut context.supervisors) {
        let linked = tx.attempt(|tx| {
            let supervisor = context.person(&name)?;
            if !supervisor.role.is_supervisor() {
                return Err(invalid(format!("\"{name}\" is not a supervisor but {}", supervisor.role)));
            }
            supervise(tx, context, worker, supervisor.id)
        })?;
        match linked {
            Ok(true) if left_alone => file.recount_changed(),
            Ok(_) => {}
            Err(error) if super::is_about_the_row(&error) => {
                refused.push((
                    line,
                    format!("the person was taken, their supervisor was not: {}", error.message),
                ));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(refused)
}
