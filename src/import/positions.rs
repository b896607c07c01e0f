//! Positions: the authorised posts, who fills them, since when they are vacant, and who covers.

use super::cell::{agency, named, number, past, person, site, text, word_of, wrong};
use super::columns::{Shape, field};
use super::context::{Context, Site, role};
use super::key;
use super::row::{Done, Row, fill};
use crate::domain::Word;
use crate::domain::access::{Act, can};
use crate::domain::staff::{Recruitment, Role, Side};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::{IntoValue, date, word};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of positions; a row is known again by its number, else by role, site and who fills it, or by
/// role, site and the day since which it is vacant.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["role"], &["filled_by", "vacant_since"]],
    fields: &[
        field(
            "number",
            "its number, which tells posts of one role apart",
            &["positionnumber", "positionid", "postid", "postnumber", "requisition", "id"],
        ),
        field("role", "Intact Worker, RC, …", &["position", "positiontitle", "jobtitle", "title", "post"]),
        field("site", "site; otherwise yours", &["office", "location", "sitename"]),
        field(
            "agency",
            "employer; otherwise the one that goes with the role",
            &["employer", "organization", "organisation"],
        ),
        field("fte", "0.1 to 1.5; otherwise 1", &["authorizedfte", "authorisedfte"]),
        field(
            "from_on",
            "authorised since; otherwise since it was filled or vacant",
            &["authorizedon", "authorisedon", "authorized", "established"],
        ),
        field("to_on", "first day it no longer exists", &["abolishedon", "endedon"]),
        field(
            "filled_by",
            "who fills it: name or e-mail address",
            &["incumbent", "filled", "staff", "employee", "holder", "currentstaff"],
        ),
        field("filled_on", "since when", &["filledfrom", "filledsince", "startdate", "fillstart"]),
        field(
            "vacant_since",
            "first day nobody fills it",
            &["vacanton", "vacant", "vacantfrom", "vacancydate", "datevacant"],
        ),
        field(
            "recruitment",
            "not posted, posted, interviewing, offer, filled or frozen",
            &["recruitmentstatus", "hiringstatus", "status"],
        ),
        field("recruitment_on", "since when", &["recruitmentdate", "statusdate", "postedon", "dateposted"]),
        field(
            "cover",
            "who covers while it is vacant: name or e-mail address",
            &["coveredby", "coverage", "coverby"],
        ),
    ],
};

/// What a row says.
struct Said {
    number: Option<String>,
    role: Role,
    site: Site,
    agency: i64,
    fte: Option<f64>,
    from_on: Option<NaiveDate>,
    to_on: Option<NaiveDate>,
    filled_by: Option<i64>,
    filled_on: Option<NaiveDate>,
    vacant_since: Option<NaiveDate>,
    recruitment: Option<Recruitment>,
    recruitment_on: Option<NaiveDate>,
    cover: Option<i64>,
}

/// Takes a position.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let said = read(context, row)?;
    let side = context.viewer.side;
    let (id, added) = match find(tx, side, &said)? {
        Some(id) => (id, false),
        None => (add(tx, context, side, &said)?, true),
    };
    if let Some(line) = context.seen.get(&format!("position {id}")) {
        return Err(invalid(format!(
            "it is the same position as on {}: a number tells two apart",
            context.place(*line)
        )));
    }
    let told = [
        ("fte", said.fte.value()),
        ("from_on", said.from_on.value()),
        ("to_on", said.to_on.value()),
        ("recruitment", said.recruitment.map(word).value()),
        ("recruitment_on", said.recruitment_on.value()),
    ];
    let mut changed = !added && fill(tx, "position", id, &told)?;
    changed |= filling(tx, row, id, &said)?;
    changed |= cover(tx, context, id, &said)?;
    if added || changed {
        can(Act::EditStaff(said.role), &context.viewer, context.state).map_err(invalid)?;
    }
    context.seen.insert(format!("position {id}"), row.line);
    Ok(Done::of(added, changed))
}

fn read(context: &Context, row: &Row) -> Result<Said> {
    let told = row.need("role", "the role")?;
    let role = role(told).map_err(|error| named(row, "role", error))?;
    let site = site(context, row)?;
    let agency = match (agency(context, row)?, role.side()) {
        (Some(agency), _) => agency,
        (None, Some(Side::ChildWelfare)) => site.intact_agency,
        (None, Some(Side::Treatment)) => site.treatment_agency,
        (None, None) => return Err(wrong(row, "agency", "this role belongs to neither agency by itself")),
    };
    let filled_by = person(context, row, "filled_by")?;
    if let Some(person) = filled_by.as_ref().filter(|person| person.role != role) {
        return Err(wrong(row, "filled_by", format!("this person is {}, not {role}", person.role)));
    }
    let vacant_since = past(row, "vacant_since", context)?;
    if filled_by.is_some() && vacant_since.is_some() {
        return Err(wrong(row, "vacant_since", "the position is told as filled, too"));
    }
    let (from_on, to_on) = (past(row, "from_on", context)?, super::cell::day(row, "to_on")?);
    if from_on.zip(to_on).is_some_and(|(from, to)| to <= from) {
        return Err(wrong(row, "to_on", "it would end before it began"));
    }
    Ok(Said {
        number: text(row, "number")?,
        role,
        site,
        agency,
        fte: number(row, "fte", 1.5)?,
        from_on,
        to_on,
        filled_by: filled_by.map(|person| person.id),
        filled_on: past(row, "filled_on", context)?,
        vacant_since,
        recruitment: word_of(row, "recruitment")?,
        recruitment_on: past(row, "recruitment_on", context)?,
        cover: person(context, row, "cover")?.map(|person| person.id),
    })
}

/// By its number; else the one of this role and site that this person fills, or that is vacant since that day.
fn find(tx: &Tx<'_>, side: Side, said: &Said) -> Result<Option<i64>> {
    if let Some(number) = &said.number {
        return key::known(tx, "position", side, number);
    }
    let (sql, key) = match (said.filled_by, said.vacant_since) {
        (Some(person), _) => (
            "select p.id from position p join position_fill f on f.position_id = p.id
             where p.role = ?1 and p.site_id = ?2 and f.staff_id = ?3 and f.to_on is null order by p.id limit 1",
            person.value(),
        ),
        (None, Some(since)) => (
            "select p.id from position p where p.role = ?1 and p.site_id = ?2
               and coalesce((select max(coalesce(f.to_on, '9999-12-31')) from position_fill f where f.position_id = p.id), p.from_on) = ?3
             order by p.id limit 1",
            since.value(),
        ),
        (None, None) => return Err(invalid("it is told neither who fills the position nor since when it is vacant")),
    };
    let key = params![said.role.word(), said.site.id, key];
    Ok(tx.sql().prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?)
}

fn add(tx: &mut Tx<'_>, context: &Context, side: Side, said: &Said) -> Result<i64> {
    let known = [said.from_on, said.filled_on, said.vacant_since].into_iter().flatten().min();
    let from = known.unwrap_or(context.first_day.min(context.today));
    let id = tx.insert(
        "position",
        &[
            ("site_id", &said.site.id),
            ("agency_id", &said.agency),
            ("role", &word(said.role)),
            ("fte", &said.fte.unwrap_or(1.0)),
            ("from_on", &from),
            ("to_on", &said.to_on),
            ("recruitment", &said.recruitment.map(word)),
            ("recruitment_on", &said.recruitment_on),
            ("import_id", &context.import_id),
        ],
    )?;
    if let Some(number) = &said.number {
        key::remember(tx, "position", side, number, id)?;
    }
    Ok(id)
}

/// Who fills it: another person, or nobody, ends the filling that ran.
fn filling(tx: &mut Tx<'_>, row: &Row, position: i64, said: &Said) -> Result<bool> {
    let sql = "select id, staff_id, from_on from position_fill where position_id = ?1 and to_on is null order by from_on desc limit 1";
    let now: Option<(i64, i64, String)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row([position], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let end = |tx: &mut Tx<'_>, id: i64, from: &str, to: NaiveDate, field: &str| {
        if date(to).as_str() <= from {
            return Err(wrong(row, field, format!("somebody fills the position since {from}")));
        }
        tx.set("position_fill", id, &[("to_on", &to)]).map(drop)
    };
    match (now, said.filled_by, said.vacant_since) {
        (Some((id, now, from)), Some(by), _) if now == by => match said.filled_on {
            Some(on) if date(on) != from => fill(tx, "position_fill", id, &[("from_on", on.value())]),
            _ => Ok(false),
        },
        (now, Some(by), _) => {
            let known = "select from_on from position where id = ?1";
            let began: String = tx.sql().prepare_cached(known)?.query_row([position], |row| row.get(0))?;
            let on = match (said.filled_on, &now) {
                (Some(on), _) => date(on),
                (None, None) => began,
                (None, Some(_)) => {
                    return Err(wrong(
                        row,
                        "filled_on",
                        "somebody else fills it: say since when this person does",
                    ));
                }
            };
            if let (Some((id, _, from)), Some(on)) = (now, said.filled_on) {
                end(tx, id, &from, on, "filled_on")?;
            }
            tx.insert("position_fill", &[("position_id", &position), ("staff_id", &by), ("from_on", &on)])?;
            Ok(true)
        }
        (Some((id, _, from)), None, Some(since)) => end(tx, id, &from, since, "vacant_since").map(|()| true),
        (None, None, Some(since)) => {
            let sql = "select max(to_on) from position_fill where position_id = ?1";
            let left: Option<String> =
                tx.sql().prepare_cached(sql)?.query_row([position], |row| row.get(0))?;
            if left.as_ref().is_some_and(|left| *left != date(since)) {
                return Err(wrong(
                    row,
                    "vacant_since",
                    "here the last holder left on another day: correct it in its form",
                ));
            }
            Ok(false)
        }
        (_, None, None) => Ok(false),
    }
}

fn cover(tx: &mut Tx<'_>, context: &Context, position: i64, said: &Said) -> Result<bool> {
    let Some(by) = said.cover else { return Ok(false) };
    let sql = "select id, staff_id from position_cover where position_id = ?1 and to_on is null order by from_on desc limit 1";
    let now: Option<(i64, i64)> = tx
        .sql()
        .prepare_cached(sql)?
        .query_row([position], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match now {
        Some((_, now)) if now == by => return Ok(false),
        Some((id, _)) => drop(tx.set("position_cover", id, &[("to_on", &context.today)])?),
        None => {}
    }
    let from = if now.is_none() { said.vacant_since.unwrap_or(context.today) } else { context.today };
    tx.insert("position_cover", &[("position_id", &position), ("staff_id", &by), ("from_on", &from)])?;
    Ok(true)
}
