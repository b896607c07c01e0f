//! When each pair, or each worker, last met, and who was there: meetings recorded afterwards.

mod who;

use super::cell::{person, wrong};
use super::columns::{Shape, field};
use super::context::{Context, Person};
use super::row::{Done, Row, folded};
use crate::domain::meeting::{KindRules, MeetingStatus, Subject, Verdict as Quorum};
use crate::domain::staff::Role;
use crate::error::{Result, invalid};
use crate::store::Tx;
use crate::store::sql::word;
use chrono::NaiveDate;
use rusqlite::params;
use who::Who;

/// The columns of a list of when pairs and workers last met.
pub(super) const SHAPE: Shape = Shape {
    tell: &[&["intact_worker", "recovery_coordinator"], &["held_on", "co_supervision", "joint"]],
    fields: &[
        field("intact_worker", "the pair's IW", &["intactworker", "iw", "intactworkeremail"]),
        field(
            "recovery_coordinator",
            "the pair's RC",
            &["recoverycoordinator", "rc", "recoverycoordinatoremail"],
        ),
        field("meeting", "kind of meeting", &["meeting", "kind", "meetingkind", "meetingtype", "type"]),
        field(
            "held_on",
            "day it was held",
            &["heldon", "held", "lastheld", "lasthelddate", "date", "lastmeeting"],
        ),
        field("co_supervision", "day of the last Co-Supervision", &["cosupervision", "lastcosupervision"]),
        field("joint", "day of the last Joint", &["joint", "lastjoint", "jointsupervision"]),
        field(
            "attended",
            "who was there, several in a cell: names or e-mail addresses",
            &["attendees", "attendance", "present", "participants", "whoattended"],
        ),
        field("excused", "who was excused", &["excusedabsence"]),
        field("absent", "who was absent", &["absentees", "unexcused", "notpresent"]),
        field("site", "site; otherwise yours", &["site", "office", "location", "sitename"]),
    ],
};

/// Takes the meetings of one row.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let iw = worker(context, row, "intact_worker", Role::IntactWorker)?;
    let rc = worker(context, row, "recovery_coordinator", Role::RecoveryCoordinator)?;
    let site = super::cell::site(context, row)?;
    let who = Who::read(context, row)?;
    let mut added = false;
    for (rules, on) in held(context, row)? {
        let told = Told { rules: &rules, site: site.id, on, who: &who };
        added |= match (rules.subject, &iw, &rc) {
            (Subject::Pair, Some(iw), Some(rc)) => pair(tx, context, &told, (iw.id, rc.id))?,
            (Subject::Pair, ..) => {
                return Err(invalid(format!(
                    "{} needs the Intact Worker and the Recovery Coordinator",
                    rules.label
                )));
            }
            (Subject::IntactWorker, Some(worker), _) | (Subject::RecoveryCoordinator, _, Some(worker)) => {
                individual(tx, context, &told, worker.id)?
            }
            (Subject::IntactWorker | Subject::RecoveryCoordinator, ..) => {
                return Err(invalid(format!("{} needs its worker", rules.label)));
            }
            (Subject::Family | Subject::Programme, ..) => {
                return Err(invalid(format!("{} is not held with a pair or a worker", rules.label)));
            }
        };
    }
    Ok(Done::of(added, false))
}

fn worker(context: &Context, row: &Row, field: &str, role: Role) -> Result<Option<Person>> {
    let found = person(context, row, field)?;
    match found.as_ref().filter(|person| person.role != role) {
        Some(other) => Err(wrong(row, field, format!("this is not {role} but {}", other.role))),
        None => Ok(found),
    }
}

/// The kinds and days of a row: a kind with its day, or a column for each kind.
fn held(context: &Context, row: &Row) -> Result<Vec<(KindRules, NaiveDate)>> {
    let mut held = Vec::new();
    if let Some(on) = row.past_day("held_on", context.today)? {
        let told = row.need("meeting", "the kind of meeting")?;
        let kind = kind(context, told).ok_or_else(|| wrong(row, "meeting", "no kind of meeting here"))?;
        held.push((kind, on));
    }
    for field in ["co_supervision", "joint"] {
        if let Some(on) = row.past_day(field, context.today)? {
            let known = kind(context, field);
            held.push((known.ok_or_else(|| wrong(row, field, "no kind of meeting here"))?, on));
        }
    }
    if held.is_empty() {
        return Err(invalid("the day on which they last met is missing"));
    }
    Ok(held)
}

fn kind(context: &Context, text: &str) -> Option<KindRules> {
    let same = |name: &str| folded(&name.replace(['_', '-'], " ")) == folded(&text.replace(['_', '-'], " "));
    context.settings.meetings.kinds.iter().find(|kind| same(&kind.key) || same(&kind.label)).cloned()
}

/// A meeting as a row tells it.
struct Told<'a> {
    rules: &'a KindRules,
    site: i64,
    on: NaiveDate,
    who: &'a Who,
}

/// Takes a meeting of a pair, unless the same is here.
fn pair(tx: &mut Tx<'_>, context: &Context, told: &Told<'_>, (iw, rc): (i64, i64)) -> Result<bool> {
    let sql = "select exists (select 1 from meeting_pair p join meeting m on m.id = p.meeting_id
      where p.iw_id = ?1 and p.rc_id = ?2 and coalesce(p.kind_held, m.kind) = ?3 and p.held_on = ?4)";
    let (kind, on) = (&told.rules.key, told.on);
    let known: bool =
        tx.sql().prepare_cached(sql)?.query_row(params![iw, rc, kind, on.to_string()], |row| row.get(0))?;
    if known {
        return Ok(false);
    }
    let counts = told.who.counts(context, told.rules, &[iw, rc])?;
    let meeting = meeting(tx, context, told, None)?;
    let verdict = if counts { Quorum::Counts } else { Quorum::DoesNotCount };
    tx.insert(
        "meeting_pair",
        &[
            ("meeting_id", &meeting),
            ("iw_id", &iw),
            ("rc_id", &rc),
            ("verdict", &word(verdict)),
            ("kind_held", &counts.then_some(kind.as_str())),
            ("held_on", &on),
        ],
    )?;
    Ok(true)
}

/// Takes an Individual of a worker, unless the same is here.
fn individual(tx: &mut Tx<'_>, context: &Context, told: &Told<'_>, worker: i64) -> Result<bool> {
    let sql = "select exists (select 1 from meeting where worker_id = ?1 and kind = ?2 and held_on = ?3)";
    let known: bool = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![worker, told.rules.key, told.on.to_string()], |row| row.get(0))?;
    if !known {
        told.who.counts(context, told.rules, &[worker])?;
        meeting(tx, context, told, Some(worker))?;
    }
    Ok(!known)
}

fn meeting(tx: &mut Tx<'_>, context: &Context, told: &Told<'_>, worker: Option<i64>) -> Result<i64> {
    let id = tx.insert(
        "meeting",
        &[
            ("uid", &uuid::Uuid::now_v7().to_string()),
            ("kind", &told.rules.key),
            ("site_id", &told.site),
            ("worker_id", &worker),
            ("status", &word(MeetingStatus::Held)),
            ("held_on", &told.on),
            ("afterwards", &true),
            ("import_id", &context.import_id),
        ],
    )?;
    told.who.keep(tx, id)?;
    Ok(id)
}
