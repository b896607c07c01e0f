//! Services: what both workers provided, contacts and recovery services alike.
//!
//! A contact needs no consent. What a Recovery Coordinator did with an identified adult enters only under a consent
//! that was in force on that day; otherwise it stands as documented elsewhere, without its kind and its adult.

mod fact;
mod look;
mod session;

pub(super) use look::Memo;

use super::cell::{past, text, time, wrong};
use super::columns::{Shape, field};
use super::context::Context;
use super::kind::{CASE_NUMBER, STAFF};
use super::row::{Done, Row, fill};
use super::{key, members};
use crate::domain::StaffId;
use crate::domain::Word;
use crate::domain::access::{Act, can};
use crate::domain::dates::read_time;
use crate::domain::service::Mode;
use crate::domain::service::told::{ELSEWHERE, Told};
use crate::domain::staff::{Role, Side};
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::services::known::Member;
use crate::store::services::parts;
use crate::store::sql::{IntoValue, date, word};
use chrono::NaiveDate;
use fact::Fact;
use look::Provider;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params};

/// The columns of a list of services; a row is known again by its number, else by family, person, day, time and kind.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["case_number"], &["staff"], &["on_date"]],
    fields: &[
        field(
            "number",
            "its number in the other system",
            &["serviceid", "contactid", "noteid", "externalid", "recordid", "eventid", "id"],
        ),
        field("case_number", "case number", CASE_NUMBER),
        field("staff", "who provided it: name or e-mail address", STAFF),
        field(
            "on_date",
            "day",
            &[
                "date",
                "servicedate",
                "contactdate",
                "visitdate",
                "dateofservice",
                "dateofcontact",
                "dos",
                "occurredon",
            ],
        ),
        field("began", "time of day", &["start", "starttime", "timein", "time", "begintime"]),
        field(
            "minutes",
            "how long: 90, 1:30, 1.5 h",
            &["duration", "durationminutes", "mins", "length", "totalminutes"],
        ),
        field(
            "kind",
            "kind of service; otherwise a plain contact",
            &["service", "servicetype", "contacttype", "servicekind", "type", "activity"],
        ),
        field(
            "mode",
            "home, office, field, treatment site, phone, video or attempted",
            &["method", "contactmethod", "modality", "location", "place", "setting", "how"],
        ),
        field(
            "attendance",
            "whether they came to a session: present, video, phone, excused, absent; who did not was attempted",
            &["attendancestatus", "attended", "attendanceoutcome", "showed"],
        ),
        field(
            "joint_with",
            "who else was there: name or e-mail address",
            &["joint", "jointvisitwith", "with", "coworker", "accompaniedby"],
        ),
        field(
            "children",
            "children seen: initials or names, several in a cell, or \"all\"",
            &["childrenseen", "childseen", "childrenpresent", "seen"],
        ),
        field(
            "member",
            "the adult whom it was about: initials or name",
            &["adult", "client", "participant", "person", "clientname", "parent"],
        ),
        field(
            "documented_on",
            "day it was written down; empty while it is not",
            &["documented", "notedate", "dateentered", "documentationdate", "datedocumented", "enteredon"],
        ),
        field(
            "documented_elsewhere",
            "reference into the treatment agency's own record",
            &["recordreference", "chartreference", "reference"],
        ),
    ],
};

/// What a row says.
struct Said {
    number: Option<String>,
    family: i64,
    staff: i64,
    role: Role,
    side: Side,
    on: NaiveDate,
    began: Option<String>,
    minutes: Option<i64>,
    mode: Mode,
    joint_with: Option<i64>,
    children: Option<Vec<i64>>,
    documented_on: Option<NaiveDate>,
    fact: Fact,
}

/// Takes a service.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let said = read(tx, context, row)?;
    let known = find(tx, &said)?;
    if let Some(line) = known.and_then(|id| context.services.lines.get(&id)) {
        return Err(invalid(format!(
            "it is the same service as on {}: a number or a time of day tells two apart",
            context.place(*line)
        )));
    }
    tx.part2(said.fact.kept.consent.is_some());
    let done = match known {
        Some(id) => change(tx, context, id, &said).map(|changed| (id, Done::of(false, changed))),
        None => add(tx, context, &said).map(|id| (id, Done::of(true, false))),
    };
    tx.part2(false);
    let (id, done) = done?;
    if said.fact.kept.withheld && done.is_new() {
        context
            .tally("kept as documented elsewhere, without kind and adult: no consent covered it on that day");
    }
    if said.fact.left_out {
        context.tally("brought without what its kind of service keeps nothing of");
    }
    context.services.pending_line = Some((id, row.line));
    Ok(done)
}

fn read(tx: &Tx<'_>, context: &mut Context, row: &Row) -> Result<Said> {
    let (family, _) = super::cell::family(context, row)?;
    let Provider { staff, role, side } = look::provider(context, row)?;
    can(Act::LogService(role), &context.viewer, context.state).map_err(invalid)?;
    let on = super::cell::need_past(row, "on_date", context)?;
    let known = look::family(tx, context, family)?;
    let mode = session::mode(row)?;
    let children = row.text("children").map(|text| look::children(&known, text)).transpose();
    let children = children.map_err(|why| wrong(row, "children", why.message))?;
    let documented_on = past(row, "documented_on", context)?;
    let joint_with = look::joint_with(context, row)?;
    let (began, minutes) = (time(row, "began")?, session::minutes(row)?);
    let told = Told {
        staff: StaffId(staff),
        joint_with: joint_with.map(StaffId),
        on,
        began: began.as_deref().and_then(|began| read_time(began).ok()),
        minutes,
        mode,
        children: children.as_ref().map_or(0, Vec::len),
        documented_on,
        spells: &known.openings,
    };
    told.check(context.today, context.now)
        .map_err(|refusal| wrong(row, refusal.column, format!("{}: {}", refusal.message, refusal.hint)))?;
    let fact = fact::read(context, row, &known, role, on)?;
    let number = text(row, "number")?;
    Ok(Said {
        number,
        family,
        staff,
        role,
        side,
        on,
        began,
        minutes,
        mode,
        joint_with,
        children,
        documented_on,
        fact,
    })
}

/// The row that this one means: by its number, else by who did what with whom when.
fn find(tx: &Tx<'_>, said: &Said) -> Result<Option<i64>> {
    if let Some(number) = &said.number {
        let Some(id) = key::known(tx, "service", said.side, number)? else { return Ok(None) };
        let sql = "select family_id = ?2 and staff_id = ?3 from service where id = ?1";
        let same: Option<bool> = tx
            .sql()
            .prepare_cached(sql)?
            .query_row(params![id, said.family, said.staff], |row| row.get(0))
            .optional()?;
        return match same {
            Some(true) => Ok(Some(id)),
            Some(false) => Err(invalid(format!(
                "number \"{number}\": this service is here with another family or person, which an import does not change"
            ))),
            None => Ok(None),
        };
    }
    let sql = "select id from service where family_id = ?1 and on_date = ?2 and role = ?3 and staff_id = ?4 and began is ?5
      and (kind = ?6 or (kind = 'documented_elsewhere' and ?7)) order by kind = ?6 desc, id limit 1";
    let kind = &said.fact.asked;
    let treatment = said.role == Role::RecoveryCoordinator && kind != "contact";
    let key = params![said.family, date(said.on), said.role.word(), said.staff, said.began, kind, treatment];
    Ok(tx.sql().prepare_cached(sql)?.query_row(key, |row| row.get(0)).optional()?)
}

fn add(tx: &mut Tx<'_>, context: &Context, said: &Said) -> Result<i64> {
    let kept = &said.fact.kept;
    let (mode, role) = (word(said.mode), word(said.role));
    let part2 = kept.consent.is_some();
    // What another record holds is documented there.
    let documented_on = said.documented_on.or((!kept.elsewhere.is_empty()).then_some(said.on));
    let id = tx.insert(
        "service",
        &[
            ("family_id", &said.family),
            ("staff_id", &said.staff),
            ("role", &role),
            ("kind", &kept.kind),
            ("on_date", &said.on),
            ("began", &said.began),
            ("minutes", &said.minutes),
            ("mode", &mode),
            ("joint_with", &said.joint_with),
            ("documented_on", &documented_on),
            ("documented_elsewhere", &kept.elsewhere),
            ("part2", &part2),
            ("member_id", &kept.member),
            ("consent_id", &kept.consent),
            ("import_id", &context.import_id),
        ],
    )?;
    for child in said.children.iter().flatten() {
        tx.insert("service_child", &[("service_id", &id), ("member_id", child)])?;
    }
    for (name, value) in &said.fact.facts {
        tx.insert("service_fact", &[("service_id", &id), ("name", name), ("value", value)])?;
    }
    if let Some(number) = &said.number {
        key::remember(tx, "service", said.side, number, id)?;
    }
    Ok(id)
}

fn change(tx: &mut Tx<'_>, context: &Context, id: i64, said: &Said) -> Result<bool> {
    let mut told = vec![
        ("on_date", said.on.value()),
        ("began", said.began.value()),
        ("minutes", said.minutes.value()),
        ("mode", word(said.mode)),
        ("joint_with", said.joint_with.value()),
        ("documented_on", said.documented_on.value()),
    ];
    let (kept, version): (String, i64) = tx
        .sql()
        .prepare_cached("select kind, version from service where id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    // What a consent let in stays as it is when the consent has ended since; what had none may get its kind now.
    let fact = &said.fact.kept;
    if !fact.withheld {
        told.extend([("kind", fact.kind.value()), ("member_id", fact.member.value())]);
        if fact.consent.is_some() {
            told.extend([("consent_id", fact.consent.value()), ("part2", true.value())]);
            told.push(("documented_elsewhere", Value::Text(String::new())));
        }
    } else if kept == ELSEWHERE {
        told.push(("documented_elsewhere", fact.elsewhere.value()));
    }
    let filled = fill(tx, "service", id, &told)?;
    let mut parts = said.children.as_ref().map_or(Ok(false), |children| parts::see(tx, id, children))?;
    if !fact.withheld && (!said.fact.facts.is_empty() || fact.kind != kept) {
        let places = context.settings.services.facts_of(&fact.kind);
        let places: Vec<&str> = places.iter().map(|fact| fact.name.as_str()).collect();
        parts |= tell(tx, id, &places, &said.fact.facts)?;
    }
    if parts {
        tx.touch("service", id, version)?;
    }
    Ok(filled || parts)
}

/// Adds what is told to what is on file; what has no place in the kind that it is now goes.
fn tell(tx: &mut Tx<'_>, id: i64, places: &[&str], told: &[(String, String)]) -> Result<bool> {
    let mut facts = parts::facts(tx.sql(), id)?;
    facts.retain(|(name, _)| places.contains(&name.as_str()) && !told.iter().any(|(one, _)| one == name));
    facts.extend_from_slice(told);
    parts::tell(tx, id, &facts)
}

/// The members of a family whom a name or initials mean.
fn called<'m>(members: &'m [Member], text: &str) -> Vec<&'m Member> {
    let initials = members::initials(text);
    let same = |member: &&Member| member.alias == initials || member.alias.eq_ignore_ascii_case(text);
    members.iter().filter(same).collect()
}
