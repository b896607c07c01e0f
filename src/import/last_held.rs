//! When each pair, or each worker, last met: meetings recorded afterwards.

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
        field("site", "site; otherwise yours", &["site", "office", "location", "sitename"]),
    ],
};

/// Takes the meetings of one row.
pub(super) fn take(tx: &mut Tx<'_>, context: &mut Context, row: &Row) -> Result<Done> {
    let iw = worker(context, row, "intact_worker", Role::IntactWorker)?;
    let rc = worker(context, row, "recovery_coordinator", Role::RecoveryCoordinator)?;
    let site = context.site(row.text("site"))?;
    let mut added = false;
    for (rules, on) in held(context, row)? {
        added |= match (rules.subject, &iw, &rc) {
            (Subject::Pair, Some(iw), Some(rc)) => pair(tx, context, site.id, &rules.key, on, (iw, rc))?,
            (Subject::Pair, ..) => {
                return Err(invalid(format!(
                    "{} needs the Intact Worker and the Recovery Coordinator",
                    rules.label
                )));
            }
            (Subject::IntactWorker, Some(worker), _) | (Subject::RecoveryCoordinator, _, Some(worker)) => {
                individual(tx, context, site.id, &rules.key, on, worker)?
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
    let Some(text) = row.text(field) else { return Ok(None) };
    let person = context.person(text)?;
    if person.role != role {
        return Err(invalid(format!("\"{text}\" is not {role} but {}", person.role)));
    }
    Ok(Some(person.clone()))
}

/// The kinds and days of a row: a kind with its day, or a column for each kind.
fn held(context: &Context, row: &Row) -> Result<Vec<(KindRules, NaiveDate)>> {
    let mut held = Vec::new();
    if let Some(on) = row.past_day("held_on", context.today)? {
        held.push((kind(context, row.need("meeting", "the kind of meeting")?)?, on));
    }
    for field in ["co_supervision", "joint"] {
        if let Some(on) = row.past_day(field, context.today)? {
            held.push((kind(context, field)?, on));
        }
    }
    if held.is_empty() {
        return Err(invalid("the day on which they last met is missing"));
    }
    Ok(held)
}

fn kind(context: &Context, text: &str) -> Result<KindRules> {
    let same = |name: &str| folded(&name.replace(['_', '-'], " ")) == folded(&text.replace(['_', '-'], " "));
    let found = context.settings.meetings.kinds.iter().find(|kind| same(&kind.key) || same(&kind.label));
    found.cloned().ok_or_else(|| invalid(format!("\"{text}\" is no kind of meeting here")))
}

fn pair(
    tx: &mut Tx<'_>,
    context: &Context,
    site: i64,
    kind: &str,
    on: NaiveDate,
    (iw, rc): (&Person, &Person),
) -> Result<bool> {
    let sql = "select exists (select 1 from meeting_pair where iw_id = ?1 and rc_id = ?2 and kind_held = ?3 and held_on = ?4)";
    let known: bool = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![iw.id, rc.id, kind, on.to_string()], |row| row.get(0))?;
    if known {
        return Ok(false);
    }
    let meeting = meeting(tx, context, site, kind, on, None)?;
    tx.insert(
        "meeting_pair",
        &[
            ("meeting_id", &meeting),
            ("iw_id", &iw.id),
            ("rc_id", &rc.id),
            ("verdict", &word(Quorum::Counts)),
            ("kind_held", &kind),
            ("held_on", &on),
        ],
    )?;
    Ok(true)
}

fn individual(
    tx: &mut Tx<'_>,
    context: &Context,
    site: i64,
    kind: &str,
    on: NaiveDate,
    worker: &Person,
) -> Result<bool> {
    let sql = "select exists (select 1 from meeting where worker_id = ?1 and kind = ?2 and held_on = ?3)";
    let known: bool = tx
        .sql()
        .prepare_cached(sql)?
        .query_row(params![worker.id, kind, on.to_string()], |row| row.get(0))?;
    if !known {
        meeting(tx, context, site, kind, on, Some(worker.id))?;
    }
    Ok(!known)
}

fn meeting(
    tx: &mut Tx<'_>,
    context: &Context,
    site: i64,
    kind: &str,
    on: NaiveDate,
    worker: Option<i64>,
) -> Result<i64> {
    tx.insert(
        "meeting",
        &[
            ("uid", &uuid::Uuid::now_v7().to_string()),
            ("kind", &kind),
            ("site_id", &site),
            ("worker_id", &worker),
            ("status", &word(MeetingStatus::Held)),
            ("held_on", &on),
            ("afterwards", &true),
            ("import_id", &context.import_id),
        ],
    )
}
